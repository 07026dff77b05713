"""Cells without active material as their users meet them."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

try:
    import h5py
except ImportError:
    h5py = None

CLOSO = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[2]
SYMMETRIC, BLOCKING, VOLTAMMETRY = (ROOT / f"params/cells/asakura2020_{kind}.yaml"
                                    for kind in ("symmetric", "blocking", "voltammetry"))
RUN = """closo: 1
title: a test
cell: {cell}
tolerance: 1e-5
{more}
protocol:
  - {step}
"""
COMPOSITE = "start: {voltage: 3 V}\nmesh: {positive: 5}"


class CellKinds(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def closo(self, command, cell, step, *options, more=""):
        run = self.folder / "run.yaml"
        run.write_text(RUN.format(cell=cell, step=step, more=more))
        return subprocess.run([CLOSO, command, str(run), *options], capture_output=True, text=True, cwd=self.folder)

    def refused(self, cell, step, expected, *options, more=""):
        done = self.closo("check", cell, step, *options, more=more)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn(expected, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_amounts_that_refer_to_nothing_are_refused(self):
        self.refused(SYMMETRIC, "Charge at C/10 for 1 h", "nominal_capacity")
        self.refused(SYMMETRIC, "Charge at 1 mA/g for 1 h", "no mass")
        self.refused(SYMMETRIC, "Charge at 1 mA until 1 mAh/g", "no mass")
        self.refused(SYMMETRIC, "Charge at 1 mA until stoichiometry 0.5", "no active material")
        self.refused(VOLTAMMETRY, "Charge at 1 mA until stoichiometry 0.5", "no active material", more=COMPOSITE)

    def test_keys_that_contradict_the_kind_are_refused(self):
        step = "Rest for 1 h"
        self.refused(SYMMETRIC, step, "either 'metal'", "--set", "positive.blocking=gold")
        self.refused(SYMMETRIC, step, "start", more="start: {stoichiometry: 0.5}")
        self.refused(BLOCKING, step, "thickness", "--set", "negative.thickness=1 um")
        self.refused(VOLTAMMETRY, step, "as follows from loading, porosity", "--set", "positive.thickness=5 um", more=COMPOSITE)
        self.refused(VOLTAMMETRY, step, "composition", "--set", "positive.active_loading=1 mg/cm2", more=COMPOSITE)

    def test_c_rates_need_a_capacity(self):
        done = self.closo("check", SYMMETRIC, "Charge at C/10 for 1 h", "--set", "nominal_capacity=1 mAh/cm2")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_blocking_cell_charges_until_its_limit(self):
        done = self.closo("run", BLOCKING, "Charge at 1 uA/cm2 for 1 h", "-o", "result.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("upper cut-off 1 V reached", done.stdout + done.stderr)

    def test_measured_capacities_need_a_mass(self):
        measured = ROOT / "examples/06_compare_and_fit/measured.csv"
        done = self.closo("compare", SYMMETRIC, "Rest for 1 h", "--measured", str(measured))
        self.assertEqual(done.returncode, 2)
        self.assertIn("only be compared for a cell with a composite", done.stderr)

    def test_sweeps_say_what_a_cell_lacks(self):
        self.closo("check", SYMMETRIC, "Discharge at 0.1 mA/cm2 for 1 min")
        for keep, reason in (("{design: all}", "active material"), ("{curves: [{step: 1, points: 5}]}", "composite"),
                             ("{cycles: [{cycle: 1, quantity: discharge_specific_capacity}]}", "this cell has no"),
                             ("{cycles: [{cycle: 1, quantity: discharge_mean_voltage}]}", None)):
            (self.folder / "sweep.yaml").write_text(
                "closo: 1\ntitle: t\nrun: run.yaml\ncases:\n"
                "  - {key: separator.thickness, from: 100 um, to: 600 um, points: 2}\nkeep: " + keep + "\n")
            done = subprocess.run([CLOSO, "sweep", "sweep.yaml"], capture_output=True, text=True, cwd=self.folder)
            self.assertIn("2 failed" if reason else "0 failed", done.stdout + done.stderr)
            self.assertIn(reason or "", done.stdout + done.stderr)

    def test_every_kind_is_shown_and_exported(self):
        for cell, more in ((SYMMETRIC, ""), (BLOCKING, ""), (VOLTAMMETRY, COMPOSITE)):
            step = "Discharge at 0.1 uA/cm2 for 1 min"
            for command, *options in (["show"], ["check"], ["run", "-o", "result.h5"]):
                done = self.closo(command, cell, step, *options, more=more)
                self.assertEqual(done.returncode, 0, done.stderr)
            done = subprocess.run([CLOSO, "export", "result.h5"], capture_output=True, text=True, cwd=self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)

    @unittest.skipIf(h5py is None, "h5py is not installed for this Python")
    def test_results_hold_what_a_cell_has_and_no_more(self):
        def names(cell, more=""):
            done = self.closo("run", cell, "Discharge at 0.1 uA/cm2 for 1 min", "-o", "result.h5", more=more)
            self.assertEqual(done.returncode, 0, done.stderr)
            found = []
            with h5py.File(self.folder / "result.h5") as result:
                result.visit(found.append)
            return found

        symmetric = names(SYMMETRIC)
        self.assertIn("series/positive_metal_thickness", symmetric)
        for name in symmetric:
            for absent in ("stoichiometry", "profiles", "mesh", "specific", "design/", "film", "composite"):
                self.assertNotIn(absent, name)
        self.assertFalse([name for name in names(BLOCKING) if "metal_thickness" in name or "cycles/metal" in name])
        composite = names(VOLTAMMETRY, COMPOSITE)
        self.assertIn("profiles/phi_s", composite)
        self.assertIn("series/film_charge", composite)
        self.assertFalse([name for name in composite if "stoichiometry" in name or "particle" in name])


if __name__ == "__main__":
    unittest.main()
