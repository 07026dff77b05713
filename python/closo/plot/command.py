"""The command `closo plot`: draws what a result file holds."""
import argparse
import contextlib
import pathlib

from closo.data.command import Parser
from closo.data.errors import DataError
from closo.data.results import open_result
from closo.plot import style, table
from closo.plot.kinds import KINDS, kind_of


def parser() -> Parser:
    """The command line: options of all figures, and those of each kind."""
    whole = Parser(prog="closo plot", formatter_class=argparse.RawDescriptionHelpFormatter,
                   description="Draws a result file of closo. What it holds decides how, or --kind:\n\n" + "\n".join(
                       f"  {kind.name:15} {kind.draws} ({kind.of})" for kind in KINDS.values()))
    whole.add_argument("files", nargs="+", metavar="FILE", help="result file; several are drawn over one another")
    whole.add_argument("--kind", choices=KINDS, metavar="KIND", help="one of the above")
    whole.add_argument("-o", "--output", metavar="PICTURE", help="picture: .png, .svg, .pdf; default: the first FILE with .png, "
                       "with .KIND.png if --kind is given")
    whole.add_argument("--csv", metavar="TABLE", help="also write the data of the figure")
    whole.add_argument("--theme", choices=style.THEMES, default="light")
    whole.add_argument("--size", choices=style.SIZES, default="paper", help="two columns of a journal, or 16:9 for a projector")
    known = {}
    for kind in KINDS.values():
        for name, about in kind.module.OPTIONS.items():
            known.setdefault(name, (about, []))[1].append(kind.name)
    group = whole.add_argument_group("options of one kind")
    for name, (about, kinds) in known.items():
        group.add_argument(f"--{name}", default=argparse.SUPPRESS, **about | {"help": f"{', '.join(kinds)}: {about['help']}"})
    return whole


def picture_of(options) -> str:
    """Path of the picture that the command line asks for."""
    first = pathlib.Path(options.files[0])
    return options.output or str(first.with_name(f"{first.stem}{f'.{options.kind}' if options.kind else ''}.png"))


def main() -> None:
    """Parses the command line, draws, and prints where the picture is. Raises DataError for what cannot be drawn."""
    given = vars(parser().parse_args())
    common = ("files", "kind", "output", "csv", "theme", "size")
    options = argparse.Namespace(**{name: given.pop(name) for name in common})
    picture = picture_of(options)
    for output in filter(None, (picture, options.csv)):
        if any(pathlib.Path(output).resolve() == pathlib.Path(path).resolve() for path in options.files):
            raise DataError(f"{output}: the file to read; choose another name for what is written")
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open_result(path)) for path in options.files]
        stack.enter_context(style.look(options.theme, options.size))
        kind = KINDS[options.kind] if options.kind else kind_of(files)
        figure = kind.draw(files, **given)
        if options.csv:
            table.write(figure, options.csv)
        style.save(figure, picture)
    print(picture)
