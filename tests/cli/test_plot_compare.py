#!/usr/bin/env python3
"""closo plot of comparisons: the picture of a comparison, and what it refuses.

Usage: test_plot_compare.py CLOSO  (the path of the program)
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from tools import tool

try:
    import h5py
    import matplotlib
except ImportError:
    h5py = matplotlib = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUN = ROOT / "examples/01_first_cycle/run.yaml"
PNG = b"\x89PNG\r\n"
PROGRAM = ""


@unittest.skipIf(matplotlib is None, "h5py and matplotlib are not installed for this Python")
class PlotCompare(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.closo("run", RUN, "-o", "test.h5", "--set", "positive.contact=85 %")
        cls.closo("export", "test.h5", "-o", "test.csv")
        cls.closo("compare", RUN, "-m", "test.csv", "-o", "protocol.h5")

    @classmethod
    def closo(cls, command, *arguments):
        subprocess.run([PROGRAM, command, "-q", *map(str, arguments)], cwd=cls.folder, timeout=60, check=True,
                       stdout=subprocess.DEVNULL)

    def plot(self, *arguments):
        return tool("plot", *arguments, cwd=self.folder)

    def expect_picture(self, name, *arguments):
        result = self.plot(*arguments)
        self.assertEqual((result.returncode, result.stdout.strip(), result.stderr), (0, name, ""))
        self.assertTrue((self.folder / name).read_bytes().startswith(PNG))

    def expect_refusal(self, phrases, *arguments):
        result = self.plot(*arguments, "-o", "refused.png")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        for phrase in (arguments[0], *phrases):
            self.assertIn(phrase, result.stderr)
        self.assertFalse((self.folder / "refused.png").exists())

    def test_all_pairs_and_a_chosen_one(self):
        self.expect_picture("protocol.png", "protocol.h5")
        self.expect_picture("first.png", "protocol.h5", "-o", "first.png", "--half-cycle", "charge_1")

    def test_a_replayed_current(self):
        self.closo("compare", RUN, "-m", "test.csv", "--replay", "-o", "replay.h5")
        self.expect_picture("replay.png", "replay.h5")

    def test_a_run_that_agrees_to_the_last_digit(self):
        self.closo("run", RUN, "-o", "itself.h5")
        self.closo("export", "itself.h5", "-o", "itself.csv")
        self.closo("compare", RUN, "-m", "itself.csv", "-o", "agrees.h5")
        self.expect_picture("agrees.png", "agrees.h5")

    def test_a_curve_of_a_figure(self):
        (self.folder / "figure.csv").write_text("capacity [mAh/g],voltage [V]\n0.4,4.0\n40,3.9\n60,3.5\n")
        self.closo("compare", RUN, "-m", "figure.csv", "--cycle", "2", "-o", "figure.h5")
        self.expect_picture("figure.png", "figure.h5", "--half-cycle", "discharge_2")

    def test_what_cannot_be_drawn(self):
        self.expect_refusal(["no comparison"], "test.h5", "--kind", "compare")
        self.expect_refusal(["not a result file"], "test.csv")
        self.expect_refusal(["no half cycle discharge_7", "charge_1, discharge_1"], "protocol.h5", "--half-cycle", "discharge_7")


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
