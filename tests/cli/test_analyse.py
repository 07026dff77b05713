"""The analyses that are made of curves, on runs whose parameters are known.

    test_analyse.py CLOSO
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

from tools import tool

CLOSO = str(pathlib.Path(sys.argv.pop(1)).resolve())
ROOT = pathlib.Path(__file__).resolve().parents[2]
RUN = f"""
closo: 1
title: slow cycle and a pulse
cell: {ROOT}/params/cells/asakura2020_swagelok.yaml
set: {{positive.film.reactions.0.rate: 1e-30 1/s, positive.film.reactions.1.rate: 1e-30 1/s, positive.interphase.rate.value: 1e-9 ohm cm2/h}}
start: {{stoichiometry: 0.99}}
mesh: {{positive: 5, particle: 8}}
tolerance: 1e-5
protocol:
  - Charge at C/200 until 4.15 V
  - Discharge at C/200 until 2.5 V
  - Charge at C/5 for 2 h
  - Rest for 6 h
  - Discharge at C/10 for 10 min
"""


class Analyses(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.keep.name)
        (cls.folder / "run.yaml").write_text(RUN)
        subprocess.run([CLOSO, "run", "-q", "run.yaml", "-o", "run.h5"], cwd=cls.folder, check=True)
        subprocess.run([CLOSO, "export", "-q", "run.h5", "-o", "run.csv"], cwd=cls.folder, check=True)
        shown = subprocess.run([CLOSO, "show", "run.yaml"], cwd=cls.folder, check=True, capture_output=True, text=True)
        cls.shown = shown.stdout

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def analyse(self, *arguments):
        return tool("analyse", *arguments, cwd=self.folder)

    def test_resistance_of_a_pulse_is_that_of_the_cell(self):
        # Of the composite a small part, as the reaction lies between its ends.
        wanted = sum(map(float, re.findall(r"resistance of (?!composite).* ([\d.e+-]+) ohm cm2", self.shown)))
        for name in ("run.h5", "run.csv"):
            printed = self.analyse("resistance", name, "--times", "0").stdout.splitlines()
            pulse = float(printed[-1].split()[-1]) * 1.13  # ohm cm2
            self.assertAlmostEqual(pulse / wanted, 1, delta=0.05, msg=name)

    def test_a_jump_is_from_the_row_of_the_step_before_alone(self):
        steps = {1: (0, 3.9, 0), 2: (1e-5, 3.8, 60), 4: (0, 3.7, 120), 5: (2e-5, 3.5, 180)}  # 3 has no rows
        with h5py.File(self.folder / "parts.h5", "w") as file:
            for name, column in (("time", [t for _, _, t in steps.values()]), ("voltage", [V for _, V, _ in steps.values()]),
                                 ("current", [i for i, _, _ in steps.values()]), ("step", list(steps))):
                file["series/" + name] = np.repeat(column, 2)
        rows = [line.split() for line in self.analyse("resistance", "parts.h5", "--times", "0").stdout.splitlines()[1:]]
        self.assertEqual([(int(step), round(float(R))) for step, _, R in rows], [(2, 10000), (5, 10000)])

    def test_open_circuit_voltage_of_a_slow_cycle(self):
        printed = self.analyse("ocv", "run.h5", "-o", "ocv.csv")
        self.assertEqual(printed.returncode, 0, printed.stderr)
        y, voltage = np.loadtxt(self.folder / "ocv.csv", delimiter=",", skiprows=2).T
        width = 8.31446 * 298.15 / 96485.3
        for centre, potential in ((0.25, 4.005), (0.75, 3.605)):  # the middle of each plateau is its potential
            self.assertAlmostEqual(float(np.interp(centre, y, voltage)), potential, delta=0.1 * width)

    def test_activation_energy(self):
        T = np.array([0.0, 25, 40, 60, 90])
        value = 0.09 * np.exp(-33.5e3 / 8.31446261815324 / (T + 273.15))
        np.savetxt(self.folder / "kappa.csv", np.column_stack((T, value)), delimiter=",", header="T [degC],kappa [S/m]",
                   comments="")
        printed = self.analyse("arrhenius", "kappa.csv").stdout
        self.assertIn("activation energy 33.5 ", printed)
        self.assertIn("5 temperatures", printed)

    def test_files_that_cannot_be_used(self):
        (self.folder / "empty.csv").write_text("")
        (self.folder / "words.csv").write_text("Test Time / s,Voltage / V,Current / A\n0,high,0\n")
        (self.folder / "one.csv").write_text("Test Time / s,Voltage / V,Current / A\n0,4,0.1\n9,4.1,0.1\n")
        (self.folder / "cold.csv").write_text("T,k\n25,-1\n40,2\n")
        for arguments in (("resistance", "none.h5"), ("resistance", "empty.csv"), ("resistance", "words.csv"),
                          ("ocv", "one.csv", "-o", "x.csv"), ("arrhenius", "cold.csv"), ("arrhenius", "run.csv")):
            result = self.analyse(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
            self.assertIn(arguments[1], result.stderr)


if __name__ == "__main__":
    unittest.main()
