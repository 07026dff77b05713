#!/usr/bin/env python3
"""closo bpx: what it writes, and what it refuses: one line with the place, status 2, nothing written.

Usage: test_bpx.py CLOSO  (the path of the program)
"""
import copy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/23_bpx/nmc_pouch_cell_BPX.json"
PROGRAM = ""

CELL, ELECTROLYTE, SEPARATOR = "Cell", "Electrolyte", "Separator"
NEGATIVE, POSITIVE = "Negative electrode", "Positive electrode"
OCP, DIFFUSIVITY = "OCP [V]", "Diffusivity [m2.s-1]"


def value(section, key, new):
    """A change of one value, or with None its removal."""
    def change(bpx):
        if new is None:
            del bpx["Parameterisation"][section][key]
        else:
            bpx["Parameterisation"][section][key] = new
    return change


def at_top(key, new):
    def change(bpx):
        if new is None:
            del bpx[key]
        else:
            bpx[key] = new
    return change


def header(key, new):
    return lambda bpx: bpx["Header"].update({key: new})


def state(**initial):
    return at_top("State", {"Initial conditions": {key.replace("_", " "): v for key, v in initial.items()}})


def blend(**other):
    """Two particles of which the second differs."""
    def change(bpx):
        electrode = bpx["Parameterisation"][POSITIVE]
        particle = {key: electrode.pop(key) for key in list(electrode)
                    if key not in ("Thickness [m]", "Porosity", "Transport efficiency", "Conductivity [S.m-1]")}
        electrode["Particle"] = {"Large": particle, "Small": {**particle, **other}}
    return change


# What is changed, the path that the message names, and what it says.
BAD_VALUES = [
    (at_top("Header", None), "Header", "missing"),
    (at_top("Parameterisation", None), "Parameterisation", "missing"),
    (at_top("Parametrisation", {}), "Parametrisation", "did you mean 'Parameterisation'"),
    (header("BPX", "2.0.0"), "Header / BPX", "0.x or 1.x"),
    (header("BPX", ["1.0"]), "Header / BPX", "a text"),
    (header("Model", "SPM"), "Header / Model", "lacks the electrolyte"),
    (header("Model", "P2D"), "Header / Model", "'DFN'"),
    (header("Titel", "x"), "Header / Titel", "did you mean 'Title'"),
    (value(CELL, "Electrode area [m2]", None), "Cell / Electrode area [m2]", "missing"),
    (value(CELL, "Electrode area [m2]", "0.1"), "Cell / Electrode area [m2]", "found '0.1', expected a quantity in m2"),
    (value(CELL, "Electrode area [m2]", -1), "Cell / Electrode area [m2]", "1e-08 <= value"),
    (value(CELL, "Electrode area [m2]", True), "Cell / Electrode area [m2]", "found 'true'"),
    (value(CELL, "Electrode area [m2]", None), "Cell / Electrode area [m2]", "missing"),
    (value(CELL, "Electrode area [cm2]", 1), "Cell / Electrode area [cm2]", "did you mean 'Electrode area [m2]'"),
    (value(CELL, "Number of electrode pairs connected in parallel to make a cell", 1.5), "electrode pairs", "whole number"),
    (value(CELL, "Upper voltage cut-off [V]", 2.0), "Upper voltage cut-off [V]", "above 'lower'"),
    (value(CELL, "Nominal cell capacity [A.h]", 0), "Nominal cell capacity [A.h]", "1e-12 <= value"),
    (value(ELECTROLYTE, "Initial concentration [mol.m-3]", None), "Electrolyte / Initial concentration", "missing"),
    (value(ELECTROLYTE, "Initial concentration [mol.m-3]", 0), "Electrolyte / Initial concentration", "0 < value"),
    (value(ELECTROLYTE, "Cation transference number", 1.5), "Cation transference number", "value < 1"),
    (value(ELECTROLYTE, "Conductivity [S.m-1]", "1 - x / 500"), "Electrolyte / Conductivity [S.m-1] (at x = 1000)", "1e-09 <= value"),
    (value(ELECTROLYTE, "Conductivity [S.m-1]", {"x": [0, 500], "y": [1, 1]}), "Conductivity [S.m-1]", "covers 1000"),
    (value(ELECTROLYTE, "Diffusivity [m2.s-1]", []), "Electrolyte / Diffusivity [m2.s-1]", "a formula of x or a table"),
    (value(NEGATIVE, OCP, None), "Negative electrode / OCP [V]", "missing"),
    (value(NEGATIVE, OCP, None), "Negative electrode / OCP [V]", "missing"),
    (value(NEGATIVE, OCP, "2 +* x"), "Negative electrode / OCP [V]", "'* x' at character 4"),
    (value(NEGATIVE, OCP, "gamma(x)"), "Negative electrode / OCP [V]", "'gamma(x)' at character 1"),
    (value(NEGATIVE, OCP, "__import__('os').system('true')"), "Negative electrode / OCP [V]", "at character 1"),
    (value(NEGATIVE, OCP, "1 / (x - 0.5)"), "Negative electrode / OCP [V]", "x = "),
    (value(NEGATIVE, OCP, "sqrt(x - 0.5)"), "Negative electrode / OCP [V]", "which it is not at x = "),
    (value(NEGATIVE, OCP, {"x": [0, 1]}), "Negative electrode / OCP [V] / y", "missing"),
    (value(NEGATIVE, OCP, {"x": [0, 1], "y": [1]}), "Negative electrode / OCP [V]", "as many numbers in y as in x"),
    (value(NEGATIVE, OCP, {"x": [0, 0, 1], "y": [1, 2, 3]}), "Negative electrode / OCP [V]", "one value of y at x = 0"),
    (value(NEGATIVE, OCP, {"x": [0, "a"], "y": [1, 2]}), "Negative electrode / OCP [V] / x[1]", "found 'a'"),
    (value(NEGATIVE, OCP, {"x": [0.2, 0.5], "y": [1, 2]}), "Negative electrode / OCP [V]", "covers 0.005504 to 0.75668"),
    (value(NEGATIVE, OCP, {"x": [0, 1], "y": [2, 1], "z": []}), "Negative electrode / OCP [V] / z", "no such key"),
    (value(NEGATIVE, OCP, [1, 2]), "Negative electrode / OCP [V]", "a formula of x or a table"),
    (value(NEGATIVE, "Minimum stoichiometry", 0.9), "Maximum stoichiometry", "above 'Minimum stoichiometry'"),
    (value(NEGATIVE, "Maximum stoichiometry", 1.2), "Maximum stoichiometry", "value <= 1"),
    (value(NEGATIVE, "Particle raduis [m]", 1e-6), "Particle raduis [m]", "did you mean 'Particle radius [m]'"),
    (value(NEGATIVE, "Porosity", 0.5), "Surface area per unit volume [m-1]", "at most 100 %"),
    (value(NEGATIVE, "Porosity", 0), "Negative electrode / Porosity", "0 < value"),
    (value(NEGATIVE, "Transport efficiency", 1.1), "Negative electrode / Transport efficiency", "value <= 1"),
    (value(NEGATIVE, "Conductivity [S.m-1]", 0), "Negative electrode / Conductivity [S.m-1]", "1e-10 <= value"),
    (value(NEGATIVE, "Conductivity [S.m-1]", "2 * x"), "Negative electrode / Conductivity [S.m-1]", "found '2 * x'"),
    (value(POSITIVE, DIFFUSIVITY, "x - 0.5"), "Positive electrode / Diffusivity [m2.s-1] (at x = 0.42424)", "1e-26 <= value"),
    (value(POSITIVE, DIFFUSIVITY, -1e-14), "Positive electrode / Diffusivity [m2.s-1]", "1e-26 <= value"),
    (value(CELL, "Reference temperature [K]", None), "Entropic change coefficient", "Reference temperature [K]"),
    (value(POSITIVE, "OCP (lithiation) [V]", "4 - x"), "OCP (lithiation) [V]", "both branches"),
    (value(SEPARATOR, "Thickness [m]", None), "Separator / Thickness [m]", "missing"),
    (value(SEPARATOR, "Porosity", 47), "Separator / Porosity", "value <= 1; is it in %?"),
    (blend(**{OCP: "4 - x x"}), "Positive electrode / Particle / Small / OCP [V]", "character"),
    (state(**{"Initial state-of-charge": 1.5}), "Initial state-of-charge", "value <= 1"),
    (state(**{"Initial temperature [K]": 310}), "Initial temperature [K]", "found '298.15'"),
    (at_top("State", {"Degradation": {"LLI": 0.1}}), "State / Degradation / LLI", "has aged"),
    (at_top("Validation", {"a": {"Time [s]": [0, 1], "Current [A]": [1], "Voltage [V]": [3, 3]}}), "Validation / a",
     "one length"),
    (at_top("Validation", {name: {"Time [s]": [0, 1], "Current [A]": [1, 1], "Voltage [V]": [3, 3]} for name in ("C/2", "C 2")}),
     "Validation / C 2", "another name"),
    (at_top("Validation", {"a": {"Time [s]": [1, 0], "Current [A]": [1, 1], "Voltage [V]": [3, 3]}}), "Time [s]", "rise"),
    (at_top("Validation", {"a": {"Time [s]": [1, 0]}}), "Validation / a / Voltage [V]", "missing"),
]
BAD_TEXTS = [
    ("", "no JSON"),
    ("[]", "an object"),
    ("{", "no JSON"),
    ('{"Header": NaN}', "no JSON"),
    ('{"Header": 1e999}', "no JSON"),
    ('{"Header": {},\n "Header": {}}', "Header: this key is there twice"),
    ('{"Parameterisation": {"Cell": {}, "Separator": {"Porosity": 1, "Porosity": 2}}}',
     "Parameterisation / Separator / Porosity: this key is there twice"),
    ('{"Validation": {"a": {"Time [s]": [0, {"b": 1, "b": 2}]}}}', "Validation / a / Time [s] / b: this key is there twice"),
    ("[" * 100_000, "no JSON"),
    ('{"a":' * 50 + "1" + "}" * 50, "nested"),
    ("\x00", "UTF-8"),
]


class Bpx(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.bpx = json.loads(EXAMPLE.read_text(encoding="utf-8"))

    def closo(self, *arguments):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=self.folder, timeout=120,
                              check=False)

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def refuse(self, text, *parts):
        for path in self.folder.iterdir():
            path.unlink()
        (self.folder / "cell.json").write_text(text, encoding="utf-8")
        result = self.closo("bpx", "import", "cell.json")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        for part in ("cell.json", *parts):
            self.assertIn(part, result.stderr)
        self.assertEqual(self.files(), ["cell.json"])

    def test_bad_values(self):
        for number, (change, path, fault) in enumerate(BAD_VALUES):
            with self.subTest(number=number, path=path):
                bpx = copy.deepcopy(self.bpx)
                change(bpx)
                self.refuse(json.dumps(bpx), path, fault)

    def test_bad_texts(self):
        for text, fault in BAD_TEXTS:
            with self.subTest(text=text[:20]):
                self.refuse(text, fault)

    def test_import_writes_the_cell_and_its_tests(self):
        result = self.closo("bpx", "import", EXAMPLE, "-o", "cell.yaml")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.files(), ["cell.1C_discharge.csv", "cell.C_20_discharge.csv", "cell.run.yaml", "cell.yaml"])
        self.assertEqual(self.closo("check", "cell.yaml").returncode, 0)
        self.assertEqual(self.closo("check", "cell.run.yaml").returncode, 0)

    def test_import_replaces_only_the_cell(self):
        arguments = ("bpx", "import", EXAMPLE, "-o", "cell.yaml")
        self.assertEqual(self.closo(*arguments).returncode, 0)
        (self.folder / "cell.yaml").write_text("mine", encoding="utf-8")
        self.assertEqual(self.closo(*arguments).returncode, 0, "the same files may be written again")
        for name in ("cell.run.yaml", "cell.1C_discharge.csv"):
            path = self.folder / name
            before = path.read_text(encoding="utf-8")
            path.write_text(before + "# mine", encoding="utf-8")
            (self.folder / "cell.yaml").write_text("mine", encoding="utf-8")
            result = self.closo(*arguments)
            self.assertEqual(result.returncode, 2)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
            self.assertIn(f"{name}: --output: a file of this name is there", result.stderr)
            self.assertEqual((self.folder / "cell.yaml").read_text(encoding="utf-8"), "mine")
            self.assertTrue(path.read_text(encoding="utf-8").endswith("# mine"))
            path.write_text(before, encoding="utf-8")

    def test_rows_of_the_run_fit_the_tests(self):
        self.closo("bpx", "import", EXAMPLE, "-o", "cell.yaml")
        self.assertIn("record: {series_every: 5 s}\n", (self.folder / "cell.run.yaml").read_text(encoding="utf-8"))
        self.bpx["Validation"]["fast"] = {"Time [s]": [0, 0.25, 0.5], "Current [A]": [-1, -1, -1], "Voltage [V]": [4, 4, 4]}
        (self.folder / "fast.json").write_text(json.dumps(self.bpx), encoding="utf-8")
        self.closo("bpx", "import", "fast.json", "-o", "fast.yaml")
        self.assertIn("record: {series_every: 0.25 s}\n", (self.folder / "fast.run.yaml").read_text(encoding="utf-8"))

    def test_compare_has_the_numbers_of_import_and_compare(self):
        table = self.closo("bpx", "compare", EXAMPLE)
        self.assertEqual(table.returncode, 0, table.stderr)
        self.assertEqual(self.files(), [])
        found = re.findall(r"^(\w.*discharge) +(\d+) +([\d.]+) +([-+\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) +[-+\d.]+$",
                           table.stdout, re.M)
        self.assertEqual([row[0].strip() for row in found], ["C/20 discharge", "1C discharge"])
        pasted = (ROOT / "docs/bpx.md").read_text(encoding="utf-8")
        self.assertIn(table.stdout.replace(str(EXAMPLE), str(EXAMPLE.relative_to(ROOT))), pasted)
        self.closo("bpx", "import", EXAMPLE, "-o", "cell.yaml")
        area = 34 * 0.016808  # m2
        for title, points, *numbers in found:
            name = "cell." + title.strip().replace("/", "_").replace(" ", "_") + ".csv"
            by_hand = self.closo("compare", "cell.run.yaml", "-m", name, "--replay", "-o", "out.h5").stdout
            errors = re.search(r"all rows.*: ([\d.]+) mV rms, ([-+\d.]+) mV mean, ([\d.]+) mV at most", by_hand)
            capacities = re.search(r"^discharge 1 +(?:\S+ +){4}([\d.]+) +([\d.]+)", by_hand, re.M)
            self.assertEqual(numbers[:3], list(errors.groups()))
            for ours, areal in zip(numbers[3:], capacities.groups()):  # A h, mA h/cm2
                self.assertAlmostEqual(float(ours), float(areal) * 10 * area, delta=0.03)
            self.assertEqual(int(points), len((self.folder / name).read_text(encoding="utf-8").splitlines()) - 1)

    def test_compare_refuses_what_it_cannot_compare(self):
        test = self.bpx["Validation"]["1C discharge"]
        test["Current [A]"] = [-value for value in test["Current [A]"]]
        for name, part in (("turned", "Validation / 1C discharge: Current [A]: the voltage falls whenever"),
                           ("without", "Validation: missing, expected measured tests")):
            (self.folder / f"{name}.json").write_text(json.dumps(self.bpx), encoding="utf-8")
            result = self.closo("bpx", "compare", "-q", f"{name}.json")
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
            self.assertIn(part, result.stderr)
            self.bpx.pop("Validation", None)

    def test_export_comes_back(self):
        for arguments in (["import", EXAMPLE, "-o", "a.yaml"], ["export", "a.yaml", "-o", "b.json"],
                          ["import", "b.json", "-o", "c.yaml"], ["export", "c.yaml", "-o", "d.json"]):
            result = self.closo("bpx", *arguments)
            self.assertEqual(result.returncode, 0, result.stderr)
        before, after = (json.loads((self.folder / name).read_text(encoding="utf-8")) for name in ("b.json", "d.json"))
        for electrode in (NEGATIVE, POSITIVE):
            for key in ("Minimum stoichiometry", "Maximum stoichiometry"):  # found by bisection each time
                x, y = (bpx["Parameterisation"][electrode].pop(key) for bpx in (before, after))
                self.assertAlmostEqual(x, y, delta=1e-12)
        self.assertEqual(before, after)

    def test_export_of_what_bpx_has_no_place_for_is_partial(self):
        for cell, part in (("asakura2020_liquid", "cell.negative"), ("asakura2020_swagelok", "cell.negative"),
                           ("nmc811_graphite_silicon", "particles that swell")):
            result = self.closo("bpx", "export", ROOT / f"params/cells/{cell}.yaml", "-o", "out.json")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("a partial file, with the cell of closo under 'User-defined'", result.stderr)
            self.assertIn(part, result.stderr)
            self.assertEqual(json.loads((self.folder / "out.json").read_text(encoding="utf-8"))["Header"]["Model"], "Partial")
            self.assertEqual(self.closo("bpx", "import", "out.json", "-o", "back.yaml").returncode, 0)
            self.assertEqual(self.closo("check", "back.yaml").returncode, 0)

    def test_export_refuses_what_is_no_cell(self):
        (self.folder / "cell.yaml").write_text("closo: 1\ntitle: nothing\n", encoding="utf-8")
        result = self.closo("bpx", "export", "cell.yaml", "-o", "out.json")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(self.files(), ["cell.yaml"])


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
