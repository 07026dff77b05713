"""Every public name of the package is documented, and typed."""
import ast
import importlib
import inspect
import pathlib
import pkgutil
import types
import typing
import unittest

import h5py
import numpy
from matplotlib.figure import Figure

import closo
from closo import _core

FOLDER = pathlib.Path(closo.__file__).parent
TOOLS = ("analysis", "data", "importers", "plot")
OF_OTHERS = (*TOOLS, "pybop")  # tools of the command, and what needs packages of others
OF_CLASSES = (types.FunctionType, property, classmethod)
NAMED = {"h5py": h5py, "numpy": numpy, "Figure": Figure, "Result": closo.Result}  # by annotations, and imported when they are used


def public_things():
    """Paths and objects: what the modules list, and the members of classes that have no underscore."""
    modules = [module.name for module in pkgutil.iter_modules([str(FOLDER)])]
    for name in modules:
        if not name.startswith("_") and name not in OF_OTHERS:
            yield from listed(importlib.import_module(f"closo.{name}"))
    for name in TOOLS:
        yield from listed(importlib.import_module(f"closo.{name}"))


def listed(place):
    """A module or package with what it lists, modules of a package too."""
    yield place.__name__, place
    for name in place.__all__:
        thing = getattr(place, name)
        if inspect.ismodule(thing):
            yield from listed(thing)
            continue
        yield f"{place.__name__}.{name}", thing
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                own = getattr(value, "__module__", thing.__module__) == thing.__module__ and isinstance(value, OF_CLASSES)
                if own and (not member.startswith("_") or member == "__init__"):
                    yield f"{place.__name__}.{name}.{member}", value


def bare_names(node, place):
    """Public classes, functions and methods of a syntax tree that have no docstring."""
    for member in node.body:
        if isinstance(member, (ast.FunctionDef, ast.ClassDef)) and not member.name.startswith("_"):
            if not ast.get_docstring(member):
                yield f"{place}.{member.name}"
            if isinstance(member, ast.ClassDef):
                yield from bare_names(member, f"{place}.{member.name}")


def sources():
    """The files of the package."""
    return sorted(FOLDER.glob("*.py")) + [file for name in OF_OTHERS for file in sorted((FOLDER / name).glob("*.py"))]


def silent_functions(text):
    """Names of the functions of a source, methods and inner ones too, that do not say what they return."""
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return [function.name for function in functions if function.returns is None]


def annotated(module):
    """The functions and methods that are defined in a module."""
    for thing in vars(module).values():
        if inspect.isfunction(thing) and thing.__module__ == module.__name__:
            yield thing
        elif inspect.isclass(thing) and thing.__module__ == module.__name__:
            yield from filter(inspect.isfunction, (member.fget if isinstance(member, property) else member for member in vars(thing).values()))


class Names(unittest.TestCase):
    def test_all_sources_are_documented(self):
        files = sources()
        self.assertGreater(len(files), 60)
        bare = [name for file in files for name in bare_names(ast.parse(file.read_text("utf-8")), file.relative_to(FOLDER))]
        self.assertEqual(bare, [])
        self.assertEqual([str(file) for file in files if not ast.get_docstring(ast.parse(file.read_text("utf-8")))], [])

    def test_all_are_documented(self):
        things = list(public_things())
        self.assertGreater(len(things), 150)
        bare = [path for path, thing in things if not typing.get_origin(thing) and not (inspect.getdoc(thing) or "").strip()]
        self.assertEqual(bare, [])

    def test_functions_say_what_they_take_return_and_raise(self):
        silent = []
        for name in closo.__all__:
            thing = getattr(closo, name)
            if inspect.isfunction(thing) and inspect.signature(thing).parameters:
                silent += [f"{name}: {part}" for part in ("Parameters\n", "Raises\n") if part not in inspect.getdoc(thing)]
        self.assertEqual(silent, [])

    def test_all_are_annotated(self):
        bare = []
        for path, thing in public_things():
            thing = thing.fget if isinstance(thing, property) else thing
            if inspect.isfunction(thing) and thing.__name__ != "<lambda>":
                signature = inspect.signature(thing)
                parts = [p.annotation for n, p in signature.parameters.items() if n not in ("self", "cls")]
                if inspect.Signature.empty in [*parts, signature.return_annotation]:
                    bare.append(path)
        self.assertEqual(bare, [])
        self.assertTrue((FOLDER / "py.typed").is_file())

    def test_all_functions_say_what_they_return(self):
        self.assertEqual(silent_functions("def a() -> int: pass\nclass B:\n def c(self):\n  def d() -> None: pass"), ["c"])
        silent = {str(file.relative_to(FOLDER)): silent_functions(file.read_text("utf-8")) for file in sources()}
        self.assertEqual({file: names for file, names in silent.items() if names}, {})

    def test_what_annotations_of_tools_name_is_there(self):
        count = 0
        for file in sources():
            path = file.relative_to(FOLDER).with_suffix("")
            if path.parts[0] in ("analysis", "data", "importers", "plot") and path.name not in ("__init__", "__main__"):
                for function in annotated(importlib.import_module(".".join(("closo", *path.parts)))):
                    with self.subTest(file=str(path), function=function.__qualname__):
                        typing.get_type_hints(function, localns=NAMED)  # of which a name that is not there is an error
                        count += 1
        self.assertGreater(count, 250)

    def test_the_stub_has_the_names_of_the_module(self):
        stub = ast.parse((FOLDER / "_core.pyi").read_text())
        stated = {node.name: node for node in stub.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
        self.assertEqual(set(stated), {name for name in dir(_core) if not name.startswith("_")})
        for name, node in stated.items():
            if isinstance(node, ast.ClassDef):
                members = {m.name for m in node.body if isinstance(m, ast.FunctionDef) and not m.name.startswith("_")}
                self.assertEqual(members, {m for m in vars(getattr(_core, name)) if not m.startswith("_")}, name)

    def test_what_the_package_lists_is_there(self):
        for name in closo.__all__:
            self.assertTrue(callable(getattr(closo, name)), name)
        self.assertLessEqual(set(closo.__all__), set(dir(closo)))
        with self.assertRaises(AttributeError):
            closo.no_such_name


if __name__ == "__main__":
    unittest.main()
