"""The voltammetry of the electrolyte against its measured onsets, and how onsets are read and drawn."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

from tools import tool

ROOT = pathlib.Path(__file__).resolve().parents[2]
try:
    import h5py
    import numpy as np

    from closo.analysis import onsets as voltammetry
except ImportError:
    h5py = None

CLOSO = sys.argv.pop(1)
EXAMPLE = ROOT / "examples/17_voltammetry"
MEASURED = (2.90, 3.45, 4.20)  # V, onsets of Asakura et al. (2020): a small one, [B12H12]2-, [CB11H12]-
MIXED = 4.07  # V, main onset of the mixed electrolyte
MARGIN = 0.1  # V
RUN = """closo: 1
title: t
cell: {cell}
start: {{voltage: 3 V}}
mesh: {{positive: 3}}
record: {{cycles: [{kept}]}}
tolerance: 1e-4
protocol:
  - {step}
"""


def setUpModule():
    if h5py is None:
        raise unittest.SkipTest("h5py is not installed for this Python")


def irreversible(voltage, top, width, height):
    """A wave that is used up as it rises: height exp(1 + x - exp(x)), x = (V - top) / width."""
    x = (voltage - top) / width
    return height * np.exp(1 + x - np.exp(np.minimum(x, 50)))


class Onsets(unittest.TestCase):
    """The steepest tangent of the wave above, at exp(x) = (3 - sqrt(5)) / 2, meets zero at x = -2.58."""

    VOLTAGE = (2.5, 3.5, 0.001)

    def waves(self, *given):
        voltage = np.arange(*self.VOLTAGE)
        current = sum(irreversible(voltage, *wave) for wave in given) + 0.01
        return voltammetry.waves(voltammetry.Ramp(1, 1, voltage, current, 0 * voltage, 300.0, np.nan))

    def test_of_one_wave_is_that_of_its_closed_form(self):
        (wave,) = self.waves((3.0, 0.05, 10))
        root = np.log((3 - np.sqrt(5)) / 2)
        self.assertAlmostEqual(wave.onset, 3.0 + 0.05 * (root - 1 / (1 - np.exp(root))), 2)
        self.assertAlmostEqual(wave.top, 3.0, delta=1.01 * voltammetry.GRID)
        self.assertAlmostEqual(wave.height, 10, 1)
        self.assertAlmostEqual(wave.base, 0.01, 2)

    def test_of_a_small_wave_and_of_a_shoulder_are_read_too(self):
        found = self.waves((2.75, 0.03, 0.1), (3.0, 0.03, 2), (3.1, 0.03, 10))
        self.assertEqual(len(found), 3)
        small, shoulder, main = found
        self.assertAlmostEqual(small.onset, 2.75 - 2.58 * 0.03, 2)
        self.assertAlmostEqual(shoulder.onset, 3.0 - 2.58 * 0.03, 1)
        self.assertGreater(main.base, 1)
        self.assertAlmostEqual(main.onset, 3.1 - 2.58 * 0.03, 1)

    def test_a_flat_current_and_a_cut_flank_have_none(self):
        self.assertEqual(self.waves((3.0, 0.05, 0)), [])
        self.assertEqual(self.waves((4.0, 0.05, 1e6)), [])


class Example(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.warm, cls.cold, cls.steps = (cls.anodic(name) for name in ("cyclic", "cyclic_25degC", "stepwise"))

    @classmethod
    def anodic(cls, name):
        path = cls.folder / f"{name}.h5"
        subprocess.run([CLOSO, "run", "-q", str(EXAMPLE / f"{name}.yaml"), "--set", "mesh.positive=5", "-o", str(path)], check=True)
        with h5py.File(path) as result:
            return [ramp for ramp in voltammetry.ramps(result) if ramp.anodic]

    def test_onsets_are_the_measured_ones(self):
        for ramps, temperature in ((self.warm, 60), (self.cold, 25)):
            self.assertAlmostEqual(ramps[0].temperature - 273.15, temperature, 6)
            onsets = [wave.onset for wave in voltammetry.waves(ramps[0])]
            self.assertEqual(len(onsets), len(MEASURED), onsets)
            for onset, measured in zip(onsets, MEASURED):
                self.assertLess(abs(onset - measured), MARGIN)
        self.assertLess(abs(voltammetry.waves(self.warm[0])[2].onset - MIXED), MARGIN)

    def test_what_is_oxidised_does_not_come_back(self):
        for first, second in (self.warm, self.cold):
            self.assertLess(second.charge[-1], 0.1 * first.charge[-1])

    def test_it_is_slower_in_the_cold(self):
        warm, cold = self.warm[0], self.cold[0]
        for of_warm, of_cold in zip(voltammetry.waves(warm), voltammetry.waves(cold)):
            self.assertGreater(of_cold.onset, of_warm.onset + 0.02)
            at = of_warm.onset
            self.assertLess(np.interp(at, cold.voltage, cold.current), 0.6 * np.interp(at, warm.voltage, warm.current))
        for voltage in np.arange(2.6, 4.5, 0.05):
            self.assertLess(cold.charge_to(voltage), warm.charge_to(voltage), f"to {voltage} V")

    def test_nothing_is_left_to_rise_at_high_voltages(self):
        for ramps in (self.warm, self.cold):
            first = ramps[0]
            self.assertLess(first.current[first.voltage > 4.75].max(), 1e-3 * first.current.max())

    def test_each_cycle_begins_where_the_one_before_ended(self):
        """Nearly: a current that falls by e in RT/F, 29 mV at 60 degC, leaves something just below the limit before."""
        self.assertTrue(voltammetry.is_stepwise(self.steps))
        limits = [ramp.cut_off for ramp in self.steps]
        np.testing.assert_allclose(limits, np.r_[np.arange(2.8, 4.01, 0.1), np.arange(4.05, 5.01, 0.05)], atol=1e-3)
        last = self.steps[-1]  # double layer alone
        found = []
        for before, ramp in zip(self.steps, self.steps[1:]):
            limit = before.cut_off
            further, below, all_of_it = (ramp.charge_to(v) - last.charge_to(v) for v in (limit - 0.05, limit, ramp.cut_off))
            current, double_layer = (np.interp(limit - 0.1, of.voltage, of.current) for of in (ramp, last))
            if limit > 4.149:  # V, where the main reaction begins
                found.append((ramp.cut_off, further, below, all_of_it - below, (current - double_layer) / ramp.current.max()))
        most = max(beyond for _, _, _, beyond, _ in found)
        going_on = [row for row in found if row[3] > 0.3 * most]
        self.assertGreaterEqual(len(going_on), 4)
        for cut_off, further, below, beyond, current in going_on:
            with self.subTest(cut_off=cut_off):
                self.assertLess(below, 0.5 * beyond)
                self.assertLess(further, 0.12 * beyond)
                self.assertLess(current, 0.03)

    def test_pictures_of_several_results_and_of_many_cycles(self):
        picture = self.folder / "picture.png"
        both = self.folder / "cyclic.h5", self.folder / "cyclic_25degC.h5"
        drawn, done = tool("plot", *both, "-o", picture, "--onsets", "2.9,3.45"), tool("analyse", "onsets", *both)
        self.assertEqual((drawn.returncode, done.returncode), (0, 0), drawn.stderr + done.stderr)
        for expected in ("60 °C", "25 °C", "onset 2.90 V", "onset 3.45 V", "onset 4.1", "mAh/g"):
            self.assertIn(expected, done.stdout)
        self.assertTrue(picture.exists())
        steps = self.folder / "stepwise.h5"
        drawn, done = tool("plot", steps), tool("analyse", "onsets", steps)
        self.assertEqual((drawn.returncode, done.returncode), (0, 0), drawn.stderr + done.stderr)
        self.assertIn("below the limit before", done.stdout)
        self.assertTrue((self.folder / "stepwise.png").exists())

    def test_results_without_ramps_are_refused_in_one_line(self):
        cell = ROOT / "params/cells/asakura2020_voltammetry.yaml"
        for kept, expected in ((1, "no voltage ramp"), (2, "no series")):  # of one cycle
            (self.folder / "run.yaml").write_text(RUN.format(cell=cell, kept=kept, step="Rest for 1 h"))
            subprocess.run([CLOSO, "run", "-q", "run.yaml", "-o", "none.h5"], check=True, cwd=self.folder)
            done = tool("plot", self.folder / "none.h5", "--kind", "voltammetry")
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(expected, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
