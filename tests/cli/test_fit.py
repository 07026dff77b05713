#!/usr/bin/env python3
"""closo fit: what it finds, prints and writes, and what it refuses.

Usage: test_fit.py CLOSO  (the path of the program)
"""
import ast
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from tools import tool

try:
    import h5py
except ImportError:
    h5py = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ""
RUN = """closo: 1
title: one discharge
cell: {root}/params/cells/asakura2020_swagelok.yaml
start: {{voltage: 4.1 V}}
mesh: {{positive: 3, particle: 8}}
tolerance: 1e-5
record: {{series_every: 60 s}}
protocol: [Discharge at C/2 until 2.5 V, Charge at C/2 until 4.1 V]
"""
FIT = """closo: 1
title: two parameters
runs: {run: run.yaml}
parameters:
  - {key: positive.contact, low: 60 %, high: 100 %}
  - {key: materials.nvopf.diffusivity, low: 1e-16 m2/s, high: 1e-14 m2/s, scale: log}
targets:
  - {run: run, curves: measured.csv, direction: discharge, uncertainty: 1 mV, charge_uncertainty: 0.1 %}
  - {run: run, cycle: 1, quantity: discharge_mean_voltage, value: 3.75 V, uncertainty: 1 V}
starts: 2
seed: 3
confidence: 90 %
"""


def run(*arguments, cwd):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=300, check=False)


@unittest.skipIf(h5py is None, "h5py is not installed for this Python")
class InFolder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "run.yaml").write_text(RUN.format(root=ROOT))
        rows = "".join(f"{10.0**k},{100 - k},{-20 + k}\n" for k in range(12))
        (cls.folder / "spectrum.csv").write_text("Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm\n" + rows)
        for arguments in (("run", "-q", "run.yaml", "-o", "true.h5", "--set", "positive.contact=80 %",
                           "--set", "materials.nvopf.diffusivity=6e-16 m2/s"),
                          ("export", "-q", "true.h5", "-o", "measured.csv")):
            assert run(*arguments, cwd=cls.folder).returncode == 0

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)


class Fit(InFolder):
    def test_finds_the_truth_and_writes_result_and_cell(self):
        (self.folder / "fit.yaml").write_text(FIT)
        result = run("fit", "fit.yaml", "--profiles", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        for phrase in ("cell.positive.contact", "90 % interval", "profile", "correlation", "run: discharge 1", "2 of 2 starts"):
            self.assertIn(phrase, result.stdout)
        with h5py.File(self.folder / "fit.fit.h5") as file:
            parameters = file["fit/parameters"]
            self.assertEqual([key.decode() for key in parameters["key"][:]],
                             ["cell.positive.contact", "materials.nvopf.diffusivity"])
            for value, truth, precision in zip(parameters["value"][:], (80, 6e-16), (0.05, 3e-18)):
                self.assertAlmostEqual(value, truth, delta=precision)
            self.assertTrue((parameters["low"][:] < parameters["value"][:]).all())
            self.assertEqual(file["fit/correlation"].shape, (2, 2))
            self.assertEqual(file["fit/starts/value"].shape, (2, 2))
            curve = file["fit/curves/run_discharge_1"]
            self.assertEqual(curve["distance"].shape, curve["measured_voltage"].shape)
            self.assertLess(abs(curve["distance"][:]).max(), 2e-3)
            self.assertIn("fit/profiles/cell.positive.contact/chi2", file)

            def check(name, item):
                if isinstance(item, h5py.Dataset):
                    self.assertTrue(item.attrs["units"] and item.attrs["long_name"], name)
            file["fit"].visititems(check)
        self.check_cell()
        self.check_picture()

    def check_cell(self):
        shown = run("show", "fit.cell.yaml", cwd=self.folder).stdout
        line = next(line for line in shown.splitlines() if "positive.contact " in line)
        self.assertRegex(line, r"fitted +closo fit fit.yaml: .* % at 90 % confidence")
        text = RUN.format(root=ROOT)
        start = text.index("cell: ")
        (self.folder / "again.yaml").write_text(text[:start] + "cell: fit.cell.yaml" + text[text.index("\n", start):])
        again = run("run", "-q", "again.yaml", "-o", "again.h5", cwd=self.folder)
        self.assertEqual(again.returncode, 0, again.stderr)
        with h5py.File(self.folder / "again.h5") as a, h5py.File(self.folder / "true.h5") as b:
            capacity, truth = (file["steps/specific_capacity"][0] for file in (a, b))
            self.assertAlmostEqual(capacity, truth, delta=0.1)

    def check_picture(self):
        drawn = tool("plot", "fit.fit.h5", "-o", "fit.png", cwd=self.folder)
        self.assertEqual(drawn.returncode, 0, drawn.stderr)
        self.assertGreater((self.folder / "fit.png").stat().st_size, 10000)
        refused = tool("plot", "true.h5", "--kind", "fit", cwd=self.folder)
        self.assertEqual((refused.returncode, len(refused.stderr.splitlines())), (2, 1), refused.stderr)

    def test_a_spectrum_beside_a_curve_tells_separator_and_metal_apart(self):
        eis = "{eis: {from: 100 kHz, to: 1 Hz, points_per_decade: 5}}"
        (self.folder / "eis.yaml").write_text(RUN.format(root=ROOT).replace("[Discharge", f"[{eis}, Discharge"))
        truth = {"separator.thickness": (540, "um"), "negative.exchange_current_density": (6.5, "A/m2"), "positive.contact": (80, "%")}
        overrides = [part for key, (value, unit) in truth.items() for part in ("--set", f"{key}={value} {unit}")]
        for arguments in (("run", "-q", "eis.yaml", "-o", "eis.h5", *overrides), ("export", "-q", "eis.h5", "-o", "eis.csv")):
            self.assertEqual(run(*arguments, cwd=self.folder).returncode, 0)
        with h5py.File(self.folder / "eis.h5") as result, open(self.folder / "true_spectrum.csv", "w", encoding="utf-8") as file:
            file.write("Frequency / Hz,Real Impedance / ohm cm2,Imaginary Impedance / ohm cm2\n")
            for row in zip(*(result[f"impedance/1/{name}"][:] for name in ("frequency", "real", "imaginary"))):
                file.write(",".join(f"{value:.9g}" for value in row) + "\n")
        bounds = ("400 um, high: 800 um", "2 A/m2, high: 20 A/m2, scale: log", "60 %, high: 100 %")
        parameters = "".join(f"  - {{key: {key}, low: {low}}}\n" for key, low in zip(truth, bounds))
        curve = "  - {run: run, curves: eis.csv, direction: discharge, uncertainty: 1 mV, charge_uncertainty: 0.1 %}\n"
        spectrum = "  - {run: run, step: 1, spectrum: true_spectrum.csv, uncertainty: 0.2 %}\n"
        start, end = "closo: 1\ntitle: joint\nruns: {run: eis.yaml}\nparameters:\n" + parameters + "targets:\n", FIT[FIT.index("starts:"):]
        (self.folder / "joint.yaml").write_text(start + curve + spectrum + end)
        result = run("fit", "-q", "joint.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r"run: spectrum of step 1 +0\.0\d % of the modulus rms")
        with h5py.File(self.folder / "joint.fit.h5") as file:
            self.assertEqual(file["fit/parameters/determined"][:].tolist(), [1, 1, 1])
            for value, (true, _) in zip(file["fit/parameters/value"][:], truth.values()):
                self.assertAlmostEqual(value / true, 1, delta=1e-3)
            group = file["fit/spectra/run_step_1"]
            self.assertEqual(group["simulated_real"].shape, group["frequency"].shape)
            self.assertAlmostEqual(group["measured_real"][0] / group["simulated_real"][0], 1, 3)
        (self.folder / "alone.yaml").write_text(start + curve + end)
        alone = run("fit", "-q", "alone.yaml", cwd=self.folder)
        self.assertEqual(alone.returncode, 0, alone.stderr)
        self.assertRegex(alone.stdout, "separator.thickness up with cell.negative.exchange_current_density up|trade off: cell.separator")
        (self.folder / "joint.yaml").write_text(start + spectrum.replace("true_spectrum", "nothing") + end)
        self.assertRegex(run("fit", "-q", "joint.yaml", cwd=self.folder).stderr, r"^closo: joint\.yaml:\d+: targets\.0\.spectrum")

    def test_curves_of_two_cells_and_a_run_named_like_a_path(self):
        rows = (self.folder / "measured.csv").read_text().splitlines()
        (self.folder / "second.csv").write_text("\n".join(rows[:1] + rows[1::2]) + "\n")
        target = "  - {run: a/b, curves: FILE, direction: discharge, uncertainty: 1 mV, charge_uncertainty: 0.1 %, points: 20}\n"
        head, tail = FIT[:FIT.index("targets:")], FIT[FIT.index("starts:"):].replace("starts: 2", "starts: 1")
        (self.folder / "two.yaml").write_text(head.replace("{run: run.yaml}", "{a/b: run.yaml}") + "targets:\n" + "".join(
            target.replace("FILE", file) for file in ("measured.csv", "second.csv")) + tail)
        result = run("fit", "-q", "two.yaml", cwd=self.folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        with h5py.File(self.folder / "two.fit.h5") as file:
            curves = file["fit/curves"]
            self.assertEqual(list(curves), ["a_b_discharge_1", "a_b_discharge_1_again_1"])
            sizes = [len(group["measured_voltage"]) for group in curves.values()]
            self.assertEqual(sizes[1], (sizes[0] + 1) // 2)
            for group in curves.values():
                self.assertEqual(group["distance"].shape, group["measured_capacity"].shape)
                self.assertEqual(group["simulated_voltage"].shape, group["simulated_capacity"].shape)

    def test_a_replay_and_a_parameter_of_the_run(self):
        (self.folder / "replay.yaml").write_text(FIT.replace("run: run.yaml", "run: {run: run.yaml, replay: measured.csv}").replace(
            "positive.contact, low: 60 %, high: 100 %", "start.voltage, low: 4 V, high: 4.14 V").replace("starts: 2", "starts: 1"))
        result = run("fit", "-q", "replay.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("start.voltage", result.stdout)
        cell = (self.folder / "replay.cell.yaml").read_text()
        self.assertNotIn("--replay", cell)  # the limits of the cell, not those that a replay sets aside
        self.assertNotIn("\nstart:", cell)
        self.assertEqual(run("check", "replay.cell.yaml", cwd=self.folder).returncode, 0)

    def test_the_example_is_of_the_cell_and_the_model_as_they_are(self):
        """measured.csv fits the run with the truth that make_measured.py put in, so that its README tells what comes out."""
        example = ROOT / "examples/06_compare_and_fit"
        truth = ast.literal_eval(re.search(r"TRUTH = (\{.*?\})", (example / "make_measured.py").read_text(), re.DOTALL)[1])
        text = (example / "fit.yaml").read_text().replace("starts: 4", "starts: 1")
        overrides = ", ".join(f"{key}: {value}" for key, value in truth.items())
        text = text.replace("rates: run.yaml", f"rates: {{run: {example}/run.yaml, set: {{{overrides}}}}}")
        (self.folder / "example.yaml").write_text(text.replace("measured.csv", f"{example}/measured.csv"))
        result = run("fit", "-q", "example.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        with h5py.File(self.folder / "example.fit.h5") as file:
            fit = file["fit"]
            self.assertLess(fit.attrs["chi2"], 1.25 * fit.attrs["degrees_of_freedom"])
            columns = (fit["parameters"][name][:] for name in ("key", "value", "low", "high"))
            for key, value, low, high in zip(*columns):
                name = key.decode().removeprefix("cell.")
                true = float(truth[name].split()[0])
                self.assertLess(abs(value - true), 0.75 * (high - low), f"make_measured.py is to be run again: {name}")


class Refusal(InFolder):
    def test_nothing_that_was_read_is_overwritten(self):
        (self.folder / "bad.yaml").write_text(FIT)
        cell = ROOT / "params/cells/asakura2020_swagelok.yaml"
        for option, file in (("-o", "bad.yaml"), ("--cell", "bad.yaml"), ("-o", "measured.csv"), ("--cell", "run.yaml"), ("--cell", cell)):
            with self.subTest(f"{option} {file}"):
                before = (self.folder / file).read_bytes()
                result = run("fit", "bad.yaml", option, file, cwd=self.folder)
                self.assertEqual((result.returncode, len(result.stderr.splitlines())), (2, 1), result.stderr)
                self.assertIn("expected a file other than", result.stderr)
                self.assertEqual((self.folder / file).read_bytes(), before)
        result = run("fit", "bad.yaml", "-o", "one", "--cell", "one", cwd=self.folder)
        self.assertEqual((result.returncode, (self.folder / "one").exists()), (2, False), result.stderr)

    def test_bad_fits(self):
        cases = {  # what stands in the file, by what it is replaced, and what is said
            "runs: {run: run.yaml}": [("runs: {run: none.yaml}", "bad.yaml:3: runs.run"), ("runs: {run: {run: run.yaml, sett: {a: 1}}}", "sett"), ("runs: {run: {run: run.yaml, replay: none.csv}}", "replay")],
            "positive.contact,": [("positive.contcat,", "a value in the run"), ("materials.nvopf.diffusivity,", "low")],
            "low: 60 %": [("low: 110 %", "'low'"), ("low: 60 um", "unit"), ("low: 90 %", "bounds that contain"), ("low: sixty", "number"),
                          ("low: -10 %", "contact")],
            "low: 1e-16 m2/s": [("low: 0 m2/s", "above 0")],
            "scale: log": [("scale: logarithmic", "'linear', 'log'")],
            "run: run, curves": [("run: walk, curves", "one of the runs")],
            "targets:\n": [("targets: []\nothers:\n", "at least one")],
            "parameters:\n": [("parameters: []\nothers:\n", "at least one")],
            "curves: measured.csv": [("curves: run.yaml", "run.yaml:"), ("curves: nothing.csv", "targets.0.curves"), ("quantity: retention, curves: measured.csv", "one of 'curves'")],
            "curves: measured.csv, direction: discharge, uncertainty: 1 mV, charge_uncertainty: 0.1 %":
                [("spectrum: spectrum.csv, step: 1, uncertainty: 1 %", "is not an 'eis' step"),
                 ("spectrum: spectrum.csv, uncertainty: 1 %", "step"),
                 ("spectrum: spectrum.csv, step: 1, number: 2, uncertainty: 1 %", "number"),
                 ("spectrum: spectrum.csv, step: 1, uncertainty: 1 mV", "uncertainty")],
            "uncertainty: 1 mV": [("uncertainty: 0 mV", "uncertainty"), ("uncertainty: 1 mA", "uncertainty")],
            "direction: discharge": [("direction: sideways", "'charge', 'discharge'"), ("cycle: 7", "measured"), ("directoin: discharge", "did you mean 'direction'?")],
            "charge_uncertainty: 0.1 %": [("charge_uncertainty: 1 mV", "charge_uncertainty"), ("weight: 2", "charge_uncertainty"),
                                          ("charge_uncertainty: 0.1 %, points: 1", "points"), ("charge_uncertainty: 0.1 %, weight: 0", "weight")],
            "cycle: 1, quantity": [("cycle: 5, quantity", "has no discharge_mean_voltage of cycle 5")],
            "quantity: discharge_mean_voltage": [("quantity: discharge_mean_volt", "discharge_mean_voltage")],
            "starts: 2": [("starts: 0", "starts")],
            "seed: 3\n": [("", "seed")],
            "confidence: 90 %": [("confidence: 90 %\nthreads: 2", "threads")],
        }
        for old, replacements in cases.items():
            for new, phrase in replacements:
                with self.subTest(new or f"without {old}"):
                    self.assertIn(old, FIT)
                    (self.folder / "bad.yaml").write_text(FIT.replace(old, new, 1))
                    result = run("fit", "bad.yaml", cwd=self.folder)
                    self.assertEqual(result.returncode, 2, result.stderr)
                    self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
                    self.assertIn(phrase, result.stderr)
                    self.assertRegex(result.stderr, r"^closo: (bad|run)\.yaml:\d+: ")
                    left = sorted(path.name for path in self.folder.iterdir() if path.name.startswith("bad"))
                    self.assertEqual(left, ["bad.yaml"], "files were left")


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
