"""closo eis, and spectra in a protocol, as their users meet them."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import tools  # noqa: F401  (finds the package)

try:
    import h5py
    import numpy as np
except ImportError:
    h5py = None
try:
    import matplotlib
except ImportError:
    matplotlib = None

CLOSO = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[2]
CELL = ROOT / "params/cells/asakura2020_swagelok.yaml"
RUN = f"""closo: 1
title: a test
cell: {CELL}
start: {{stoichiometry: 0.6}}
mesh: {{positive: 6, particle: 8}}
tolerance: 1e-4
protocol:
"""
SPECTRUM = "from: 200 kHz, to: 10 mHz, points_per_decade: 10"


class Eis(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def closo(self, command, *options, steps=None):
        if steps is not None:
            (self.folder / "run.yaml").write_text(RUN + "".join(f"  - {step}\n" for step in steps))
        return subprocess.run([CLOSO, command, *options], capture_output=True, text=True, cwd=self.folder)

    def spectrum(self, name, step):
        with h5py.File(self.folder / name) as result:
            group = result[f"impedance/{step}"]
            return group["real"][:] + 1j * group["imaginary"][:]

    def done(self, *arguments, **options):
        done = self.closo(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)

    @unittest.skipIf(h5py is None, "h5py is not installed for this Python")
    def test_the_command_is_the_step(self):
        self.done("run", "run.yaml", "-o", "run.h5", steps=[f"eis: {{{SPECTRUM}}}", "Discharge at 1C for 1 min"])
        self.done("eis", "run.yaml", "-o", "start.h5")
        np.testing.assert_allclose(self.spectrum("start.h5", 1), self.spectrum("run.h5", 1), rtol=1e-12)

    @unittest.skipIf(h5py is None, "h5py is not installed for this Python")
    def test_of_a_result_it_is_that_of_its_end(self):
        steps = ["Discharge at 1C for 10 min", "Rest for 1 h", f"eis: {{{SPECTRUM}}}"]
        self.done("run", "run.yaml", "-o", "run.h5", steps=steps)
        self.done("run", "run.yaml", "-o", "end.h5", steps=steps[:2])
        self.done("eis", "end.h5", "-o", "left.h5")
        np.testing.assert_allclose(self.spectrum("left.h5", 1), self.spectrum("run.h5", 3), rtol=1e-9)

    @unittest.skipIf(h5py is None, "h5py is not installed for this Python")
    def test_of_a_result_it_is_under_the_conditions_of_its_last_step(self):
        warm = "temperature: 60 degC, pressure: 2 MPa"
        steps = [f"{{step: Discharge at 1C for 10 min, {warm}}}", f"{{step: Rest for 1 h, {warm}}}", f"{{eis: {{{SPECTRUM}}}, {warm}}}"]
        self.done("run", "run.yaml", "-o", "run.h5", steps=steps)
        self.done("run", "run.yaml", "-o", "end.h5", steps=steps[:2])
        told = self.closo("eis", "end.h5", "-o", "left.h5").stderr
        self.assertIn(" in 0 h at 60 degC under 2 MPa, ", told)
        warm = self.spectrum("run.h5", 3)
        np.testing.assert_allclose(self.spectrum("left.h5", 1), warm, rtol=1e-9)
        with h5py.File(self.folder / "left.h5") as left:
            self.assertAlmostEqual(left["steps/temperature"][0], 333.15, 6)
            self.assertAlmostEqual(left["steps/pressure"][0], 2e6, 3)
        self.done("eis", "end.h5", "-o", "cold.h5", "--set", "temperature=25 degC")
        self.assertGreater(self.spectrum("cold.h5", 1)[0].real, 2 * warm[0].real)
        with h5py.File(self.folder / "cold.h5") as cold:
            self.assertAlmostEqual(cold["impedance/1/temperature"][()], 298.15, 6)
            self.assertAlmostEqual(cold["steps/pressure"][0], 2e6, 3)
        self.done("eis", "end.h5", "-o", "loose.h5", "--set", "pressure=0.2 MPa")
        with h5py.File(self.folder / "loose.h5") as loose:
            self.assertAlmostEqual(loose["steps/temperature"][0], 333.15, 6)
            self.assertAlmostEqual(loose["steps/pressure"][0], 2e5, 3)
        self.assertGreater(self.spectrum("loose.h5", 1)[-1].real, warm[-1].real + 1)

    @unittest.skipIf(h5py is None, "h5py is not installed for this Python")
    def test_under_a_current_interfaces_conduct_better(self):
        under = f"eis: {{{SPECTRUM}, under: Charge at 5C}}"
        self.done("run", "run.yaml", "-o", "run.h5", steps=[f"eis: {{{SPECTRUM}}}", under])
        self.done("eis", "run.yaml", "-o", "under.h5", "--under", "Charge at 5C")
        rest, charging = self.spectrum("run.h5", 1), self.spectrum("run.h5", 2)
        near_1_hertz = 53
        self.assertLess(charging[near_1_hertz].real, rest[near_1_hertz].real)
        np.testing.assert_allclose(self.spectrum("under.h5", 1), charging, rtol=1e-12)

    @unittest.skipIf(h5py is None or matplotlib is None, "h5py and matplotlib are not installed for this Python")
    def test_pictures_name_what_tells_spectra_apart(self):
        from closo.plot.eis import spectra
        spectrum = f"eis: {{{SPECTRUM}}}"
        warm, cool = (f"{spectrum}\n    temperature: {value} degC" for value in (60, 20))
        for steps, expected in (([spectrum], ["step 1"]), ([spectrum, spectrum], ["step 1", "step 2"]),
                                ([warm, cool], ["20 °C", "60 °C"]),
                                ([spectrum, "Discharge at 1C for 10 min", spectrum], ["at the start, 3.", "after discharge, 3."]),
                                ([spectrum, f"eis: {{{SPECTRUM}, under: Charge at 5C}}"], ["at rest", "under Charge at 5C"])):
            self.done("run", "run.yaml", "-o", "run.h5", steps=steps)
            with h5py.File(self.folder / "run.h5") as result:
                labels = [label for label, *_ in spectra(result)]
            self.assertEqual([label[:len(start)] for label, start in zip(labels, expected)], expected)

    @unittest.skipIf(h5py is None, "h5py is not installed for this Python")
    def test_one_frequency_is_taken_once(self):
        self.done("eis", "run.yaml", "-o", "one.h5", "--from", "1 Hz", "--to", "1 Hz", steps=["Rest for 1 h"])
        with h5py.File(self.folder / "one.h5") as one:
            self.assertEqual(one["impedance/1/frequency"][:].tolist(), [1])

    def test_errors_name_what_was_asked(self):
        for options, expected in ((("--from", "3 um"), "from"), (("--to", "-1 Hz"), "to"),
                                  (("--under", "Rest for 1 h"), "under"), (("--under", "Charge at 1 W"), "under"),
                                  (("--points-per-decade", "0"), "points_per_decade")):
            done = self.closo("eis", "run.yaml", *options, steps=["Rest for 1 h"])
            self.assertEqual(done.returncode, 2, options)
            self.assertIn(expected, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertFalse(list(self.folder.glob("*.h5")))


if __name__ == "__main__":
    unittest.main()
