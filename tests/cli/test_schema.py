#!/usr/bin/env python3
"""closo schema: the schema takes every file that ships and refuses bad ones; the reference pages are up to date and whole.

Usage: test_schema.py CLOSO  (the path of the program)
"""
import json
import pathlib
import re
import subprocess
import sys
import unittest

try:
    import jsonschema
    import yaml
except ImportError:
    jsonschema = None

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import bad_inputs

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ""
SHIPPED = [path for folder in ("params/cells", "params/materials") for path in sorted((ROOT / folder).glob("*.yaml"))]
STUDIES = [path for path in sorted((ROOT / "examples").glob("*/*.yaml")) if re.search(r"^(parameters|cases|variables):", path.read_text(), re.M)]
RUNS = [path for path in sorted((ROOT / "examples").glob("*/*.yaml")) if re.search(r"^protocol:", path.read_text(), re.M)]
# Faults in single values and keys, which an editor can show. Others, such as sums, need closo check.
REFUSED = (
    "mesh of zero", "mesh of half a cell", "mesh too large", "negative interval", "entry without a known key", "repeat of a fraction",
    "no unit", "NaN", "negative thickness", "no separator", "status unknown", "value mapping without value",
    "wrong kind of material", "no transfer coefficients", "no such interpolation", "interpolation of an expression")


def closo(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=True).stdout


def keys_of(node, path=""):
    """Dotted keys of a tree: N for the number of an entry; what quantities say of themselves is left out."""
    if isinstance(node, list):
        for entry in node:
            yield from keys_of(entry, path + ".N")
    elif isinstance(node, dict):
        for key, below in node.items():
            if "value" in node and key in ("value", "status", "source"):
                continue
            yield f"{path}.{key}".lstrip(".")
            yield from keys_of(below, f"{path}.{key}".lstrip("."))


class Reference(unittest.TestCase):
    def test_the_pages_are_what_the_program_writes(self):
        for subject in ("cell", "run", "result"):
            page = ROOT / f"docs/reference/{subject}.md"
            self.assertEqual(page.read_text(), closo("schema", "--reference", subject),
                             f"closo schema --reference {subject} > docs/reference/{subject}.md")

    @unittest.skipIf(jsonschema is None, "PyYAML is not installed for this Python")
    def test_every_key_that_ships_is_in_them_with_its_meaning(self):
        rows = re.findall(r"^\| `([^`]+)` \|[^|]*\|[^|]*\|[^|]*\| (.+) \|$", "".join(
            (ROOT / f"docs/reference/{subject}.md").read_text() for subject in ("cell", "run")), re.M)
        known = {key for key, meaning in rows if meaning.strip()}
        self.assertGreater(len(known), 150)
        for path in SHIPPED + RUNS:
            tree = yaml.safe_load(path.read_text())
            for free in ("set", "protocol"):
                tree.pop(free, None)  # of the user's own keys; steps have a table of their own
            for key in keys_of(tree):
                named = re.sub(r"^((?:negative|positive)\.(?:composition|volume_fractions))\..*", r"\1.NAME", key)
                self.assertIn(named, known, path)


@unittest.skipIf(jsonschema is None, "jsonschema and PyYAML are not installed for this Python")
class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        schema = json.loads(closo("schema"))
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def faults(self, text):
        return [error.message[:200] for error in self.validator.iter_errors(yaml.safe_load(text))]

    def test_takes_every_file_that_ships(self):
        self.assertGreater(len(SHIPPED), 10)
        self.assertGreater(len(RUNS), 15)
        self.assertGreater(len(STUDIES), 10)
        for path in SHIPPED + RUNS + STUDIES:
            self.assertEqual(self.faults(path.read_text()), [], path)

    def test_refuses_what_a_schema_can_refuse(self):
        for name in REFUSED:
            changes, _ = bad_inputs.CASES[name]
            files = bad_inputs.changed_files(changes)
            with self.subTest(name):
                self.assertTrue(any(self.faults(files[changed]) for changed in changes))

    def test_takes_an_interpolation_beside_every_table(self):
        host = bad_inputs.TABLE
        for table in ("open_circuit_voltage: {table: curve.csv", "diffusivity: {table: curve.csv",
                      "exchange_current_density: {table: curve.csv", "open_circuit_voltage:\n  charge: {table: curve.csv"):
            for choice, faulty in (("cubic", False), ("linear", False), ("quadratic", True)):
                name = table.split(":")[0]
                lines = [line for line in host.splitlines() if not line.startswith(name)]
                text = "\n".join([*lines, f"{table}, interpolation: {choice}}}"])
                self.assertEqual(self.faults(text) != [], faulty, text)

    def test_refuses_faults_in_studies(self):
        for path, old, new in (("11_loading_and_thickness/sweep.yaml", "points:", "point:"), ("14_design/front.yaml", "most:", "msot:"),
                               ("14_design/front.yaml", "specific_energy_cell", "specific_energy_cel"),
                               ("21_joint_fit/fit.yaml", "uncertainty:", "uncertanty:"), ("21_joint_fit/fit.yaml", "starts: 2", "starts: two")):
            text = (ROOT / "examples" / path).read_text()
            self.assertIn(old, text)
            self.assertNotEqual(self.faults(text.replace(old, new, 1)), [], (path, new))

    def test_takes_the_files_that_these_cases_change(self):
        for name, text in bad_inputs.good_files().items():
            if name.endswith(".yaml"):
                self.assertEqual(self.faults(text), [], name)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
