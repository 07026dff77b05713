#!/usr/bin/env python3
"""closo analyse conductivity, and its picture: conductivity and activation energy of known electrolytes, and what it refuses.

Usage: test_conductivity.py CLOSO  (the path of the program)
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from tools import PACKAGE, tool

try:
    import h5py
    import matplotlib
    import numpy as np
except ImportError:
    h5py = matplotlib = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/16_conductivity/run.yaml"
MATERIAL = ROOT / "params/materials/na4_cb11h12_2_b12h12.yaml"
KAPPA, ENERGY = 1.2, 0.35  # mS/cm at 25 degC, eV: of the material
TOTAL = r"conductivity(?: \(bulk and grain boundaries\))?"
BULK = r"conductivity of the bulk"
PROGRAM = ""


def exact(degC):
    """Conductivity of the material [mS/cm]."""
    return KAPPA * np.exp(ENERGY * 96485.33212 / 8.31446261815324 * (1 / 298.15 - 1 / (degC + 273.15)))


@unittest.skipIf(matplotlib is None, "h5py and matplotlib are not installed for this Python")
class Conductivity(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def simulated(self, grain_boundary="", frequency="1 GHz", cell="blocking"):
        """Path of the example's result, with another electrolyte, highest frequency or cell."""
        for name in ("cells", "materials"):
            (self.folder / name).mkdir(exist_ok=True)
        material = MATERIAL.read_text() + (f"grain_boundary: {grain_boundary}\n" if grain_boundary else "")
        (self.folder / "materials" / MATERIAL.name).write_text(material)
        for name in (f"cells/asakura2020_{cell}.yaml", "materials/sodium.yaml"):
            (self.folder / name).write_text((ROOT / "params" / name).read_text())
        run = EXAMPLE.read_text().replace("../../params/", "").replace("_blocking", f"_{cell}").replace("1 GHz", frequency)
        (self.folder / "run.yaml").write_text(run)
        result = self.folder / "result.h5"
        subprocess.run([PROGRAM, "run", "-q", "run.yaml", "-o", result], cwd=self.folder, check=True, timeout=60)
        return result

    def analysed(self, result, *options):
        return tool("analyse", "conductivity", result, "--closo", PROGRAM, *options)

    def read(self, result):
        """Numbers by degC (R, its half interval, kappa, its half interval, the same of the bulk), and the text."""
        done = self.analysed(result)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        rows = [line.replace("+-", "").split() for line in done.stdout.splitlines() if re.match(r" *-?\d+ ", line)]
        return {float(degC): [float(number) for number in numbers] for degC, *numbers in rows}, done.stdout

    def line(self, text, name):
        """Conductivity at 25 degC, activation energy and half its interval, as printed."""
        number = r"([\d.]+)"
        printed = rf"^{name}: {number} mS/cm at 25 degC on the line, activation energy {number} \+- {number} eV"
        found = re.search(printed, text, re.M)
        self.assertTrue(found, text)
        return [float(number) for number in found.groups()]

    def test_the_example_has_the_numbers_of_its_material(self):
        result = self.simulated()
        rows, text = self.read(result)
        drawn = tool("plot", result, closo=PROGRAM)
        self.assertEqual((drawn.returncode, drawn.stderr), (0, ""))
        self.assertTrue(result.with_suffix(".png").stat().st_size > 10000)
        self.assertEqual(sorted(rows), [-20, 0, 20, 25, 40, 60, 80, 100, 120])
        for degC, (resistance, half, kappa, _) in rows.items():
            self.assertAlmostEqual(kappa / exact(degC), 1, delta=0.003)
            self.assertAlmostEqual(resistance * kappa, 100, delta=0.01)  # 1 mm
            self.assertLess(half, 0.01 * resistance)
        kappa, energy, half = self.line(text, TOTAL)
        self.assertAlmostEqual(kappa / KAPPA, 1, delta=0.01)
        self.assertLess(abs(energy - ENERGY), half)
        self.assertLess(half, 0.01 * ENERGY)
        self.assertNotIn("bulk", text)

    def test_a_grain_boundary_counts_to_the_conductivity_and_not_to_the_bulk(self):
        # With the arc of the bulk, and without; at 25 degC that of the boundary is at `peak`, at 120 degC 27 times faster.
        for frequency, peak, bulk_within in (("1 GHz", "100 kHz", 0.01), ("1 MHz", "3 kHz", 0.03)):
            rows, text = self.read(self.simulated(f"{{share: 30 %, frequency: {peak}, exponent: 0.9}}", frequency))
            for resistance, _, _, _, bulk, *_ in rows.values():
                self.assertAlmostEqual(bulk / resistance, 0.7, delta=0.7 * bulk_within)
            for name, expected in ((TOTAL, KAPPA), (BULK, KAPPA / 0.7)):
                kappa, energy, _ = self.line(text, name)
                self.assertAlmostEqual(kappa / expected, 1, delta=0.01)
                self.assertAlmostEqual(energy / ENERGY, 1, delta=0.01)

    def test_noise_makes_the_intervals_it_should(self):
        result, chance = self.simulated(), np.random.default_rng(1)
        with h5py.File(result, "a") as file:
            for group in file["impedance"].values():
                modulus = np.hypot(group["real"][:], group["imaginary"][:])
                for part in ("real", "imaginary"):
                    group[part][:] += 0.005 * modulus * chance.normal(size=len(modulus))
        rows, text = self.read(result)
        for degC, (resistance, half, *_) in rows.items():
            self.assertLess(abs(resistance - 100 / exact(degC)), 2 * half)
            self.assertLess(half, 0.01 * resistance)
        self.assertAlmostEqual(self.line(text, TOTAL)[1] / ENERGY, 1, delta=0.01)

    def test_other_cells_and_a_missing_program_are_refused_in_one_line(self):
        for cell, options, expected in (("symmetric", (), "blocking electrode at either end"),
                                        ("blocking", ("--closo", "no_such_program"), "name it by --closo")):
            done = self.analysed(self.simulated(cell=cell), *options)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertIn(expected, done.stderr)


class WithoutLibraries(unittest.TestCase):
    def test_a_python_that_cannot_draw_is_told_in_one_line(self):
        done = subprocess.run([sys.executable, "-S", "-B", "-m", "closo.plot", "result.h5"], cwd=PACKAGE, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn("install python3-h5py", done.stderr)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
