#!/usr/bin/env python3
"""closo spectrum: known circuits within their intervals, spectra of runs, and refusals.

Usage: test_spectrum.py CLOSO
"""
import cmath
import pathlib
import re
import random
import subprocess
import sys
import tempfile
import unittest

import tools  # noqa: F401  (finds the package)

try:
    import h5py
except ImportError:
    h5py = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/19_spectrum"
PROGRAM = ""
FREQUENCIES = [10 ** (6 - k / 8) for k in range(65)]
HEADER = "Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm"


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


def arc(f, resistance, peak, exponent):
    return resistance / (1 + cmath.exp(exponent * cmath.log(1j * f / peak)))


def table(impedance, noise=0.0, seed=0, frequencies=FREQUENCIES):
    """Text of a table of impedance(frequency)."""
    chance = random.Random(seed)
    rows = [HEADER]
    for f in frequencies:
        z = impedance(f)
        z += abs(z) * complex(chance.gauss(0, noise), chance.gauss(0, noise))
        rows.append(f"{f!r},{z.real!r},{z.imag!r}")
    return "\n".join(rows) + "\n"


class Spectra(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)

    def analysed(self, text, *options):
        path, result = self.folder / "spectrum.csv", self.folder / "spectrum.h5"
        path.write_text(text)
        done = run("spectrum", path, "-o", result, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return result, done.stdout

    def refused(self, text, expected, *options):
        path, result = self.folder / "bad.csv", self.folder / "bad.h5"
        path.write_text(text)
        done = run("spectrum", path, "-o", result, *options)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(expected, done.stderr)
        self.assertFalse(result.exists())

    def test_one_arc_without_noise_is_found_as_one_arc(self):
        result, printed = self.analysed(table(lambda f: 20 + arc(f, 80, 300, 0.9)))
        self.assertIn("circuit R0-(R1 CPE1), misfit", printed)
        self.assertNotIn("not determined", printed)
        if h5py:
            with h5py.File(result) as file:
                self.assertEqual(file["spectra/R1"].attrs["units"], "ohm")
                self.assertAlmostEqual(file["spectra/capacitance1"][0] * 80 * 2 * cmath.pi * 300, 1, delta=1e-3)
                self.assertNotIn("spectra/R2", file)
                self.assertTrue(cmath.isnan(file["spectra/tail_modulus"][0]))
                for name, value in (("R0", 20), ("R1", 80), ("n1", 0.9), ("peak_frequency1", 300)):
                    self.assertAlmostEqual(file[f"spectra/{name}"][0] / value, 1, delta=1e-3)

    @unittest.skipUnless(h5py, "needs h5py")
    def test_known_values_lie_within_their_intervals_as_often_as_stated(self):
        known = {"R0": 50, "R1": 30, "n1": 0.85, "peak_frequency1": 2e4, "R2": 100, "n2": 0.8, "peak_frequency2": 20}
        header, *_ = HEADER.splitlines()
        rows = [header + ",Cycle Count / 1"]
        for cycle in range(1, 31):
            text = table(lambda f: 50 + arc(f, 30, 2e4, 0.85) + arc(f, 100, 20, 0.8), 5e-3, seed=cycle)
            rows += [f"{row},{cycle}" for row in text.splitlines()[1:]]
        result, _ = self.analysed("\n".join(rows) + "\n", "--arcs", 2)
        with h5py.File(result) as file:
            self.assertEqual(list(file["spectra/cycle"][:]), list(range(1, 31)))
            inside = sum(int(((file[f"spectra/{name}_low"][:] <= value) & (value <= file[f"spectra/{name}_high"][:])).sum())
                         for name, value in known.items())
        self.assertGreater(inside, 0.90 * 30 * len(known))  # 95 % are expected

    def test_an_arc_that_is_not_there_is_not_determined(self):
        _, printed = self.analysed(table(lambda f: 20 + arc(f, 80, 300, 0.9), 3e-3), "--arcs", 2)
        self.assertIn("not determined", printed)

    def test_noise_may_take_small_real_parts_below_0(self):
        """0.5 ohm of noise on 0.2 ohm in series, at a few of the frequencies; a wrong sign is at all of them."""
        content = table(lambda f: 0.2 + arc(f, 80, 30, 0.95), 0)
        head, *rows = content.splitlines()
        noisy = []
        for k, row in enumerate(rows):
            f, real, imaginary = map(float, row.split(","))
            noisy.append(f"{f},{real + (-0.5 if k in (0, 3) else 0.2)},{imaginary}")
        _, printed = self.analysed("\n".join([head, *noisy]) + "\n")
        self.assertIn("circuit R0-(R1 CPE1)", printed)
        flipped = [f"{f},-{real},{imaginary}" for f, real, imaginary in (row.split(",") for row in rows)]
        self.refused("\n".join([head, *flipped]) + "\n", "positive values, apart from noise")

    def test_values_at_bounds_are_said_to_be(self):
        """A capacitor instead of a constant-phase element: its exponent is 1, the most that is searched."""
        header, *_ = HEADER.splitlines()
        rows = [header + ",Cycle Count / 1"]
        for cycle, exponent in ((1, 1.0), (2, 0.8)):
            text = table(lambda f: 20 + arc(f, 80, 300, exponent), 1e-3, seed=3)
            rows += [f"{row},{cycle}" for row in text.splitlines()[1:]]
        result, printed = self.analysed("\n".join(rows) + "\n")
        marked = ["*" in line for line in printed.splitlines() if re.match(r" +\d+ +\d+ ", line)]
        self.assertEqual(marked, [True, False], printed)
        if h5py:
            with h5py.File(result) as file:
                self.assertEqual(list(file["spectra/n1_at_bound"][:]), [1, 0])
                self.assertEqual(list(file["spectra/R1_at_bound"][:]), [0, 0])

    @unittest.skipUnless(h5py, "needs h5py")
    def test_an_area_makes_ohm_cm2_and_a_table_may_be_in_it(self):
        text = table(lambda f: 20 + arc(f, 80, 300, 0.9))
        for options, written in ((("--area", "0.5 cm2"), text), ((), text.replace("/ ohm", "/ ohm cm2"))):
            result, printed = self.analysed(written, *options)
            with h5py.File(result) as file:
                self.assertEqual(file["spectra/R1"].attrs["units"], "ohm cm2")
                self.assertAlmostEqual(file["spectra/R1"][0], 40 if options else 80, delta=0.1)
            self.assertIn("ohm cm2", printed)

    def test_cables_are_an_inductance(self):
        _, printed = self.analysed(table(lambda f: 20 + arc(f, 80, 300, 0.9) + 2j * cmath.pi * f * 2e-6))
        self.assertIn("circuit L-R0-(R1 CPE1),", printed)
        self.assertIn("2e-06 H", printed)

    def test_a_blocking_electrode_is_a_tail(self):
        _, printed = self.analysed(table(lambda f: 50 + arc(f, 40, 1e5, 0.9) + 1000 / cmath.exp(0.92 * cmath.log(1j * f / 1e3)), 1e-3))
        self.assertIn("circuit R0-(R1 CPE1)-CPE, misfit 0.1 %", printed)

    def test_too_few_frequencies_for_kramers_and_kronig_are_said_to_be(self):
        for step, expected in ((2, True), (8, False)):
            frequencies = [10 ** (4 - k / step) for k in range(8 * step)]
            _, printed = self.analysed(table(lambda f: 20 + arc(f, 80, 300, 0.9), 1e-3, frequencies=frequencies))
            self.assertEqual("too few frequencies" in printed, expected, printed)

    @unittest.skipUnless(h5py, "needs h5py")
    def test_a_given_regularisation_is_taken_and_the_peak_has_the_resistance(self):
        result, _ = self.analysed(table(lambda f: 20 + arc(f, 80, 300, 1)), "--regularisation", 0.05)
        with h5py.File(result) as file:
            self.assertEqual(file["spectra/regularisation"][0], 0.05)
            self.assertAlmostEqual(file["spectrum/1/peak_resistance"][0], 80, delta=1)
            self.assertLess(file["spectra/kramers_kronig_largest"][0], 1e-4)

    @unittest.skipUnless(h5py, "needs h5py")
    def test_the_example_is_what_it_was_made_of(self):
        made = self.folder / "made.csv"
        subprocess.run([sys.executable, EXAMPLE / "make_measured.py", made], check=True)
        self.assertEqual(made.read_text(), (EXAMPLE / "measured.csv").read_text())
        result, _ = self.analysed(made.read_text(), "--area", "0.785 cm2")
        with h5py.File(result) as file:
            for name, known in (("R1", (30, 40, 75)), ("R2", (100, 120, 160))):
                for value, expected in zip(file[f"spectra/{name}"][:], known):
                    self.assertAlmostEqual(value / expected, 1, delta=0.02)

    def test_bad_input_is_one_line(self):
        good = table(lambda f: 20 + arc(f, 80, 300, 0.9))
        short = "\n".join(good.splitlines()[:6])
        self.refused(good.replace("Real Impedance / ohm", "Real / ohm"), "expected a column 'Real Impedance / ohm'")
        self.refused(good.replace("Real Impedance / ohm", "Real Impedance / V"), "a unit such as that of 'Real Impedance / ohm'")
        self.refused(good.replace("Imaginary Impedance / ohm", "Imaginary Impedance / ohm cm2"), "a unit such as that of")
        self.refused(short, "found '5 frequencies in spectrum 1', expected at least 10")
        self.refused(good.replace(",-", ","), "expected mostly negative values")
        self.refused(good.replace("\n1000000.0,", "\n-5,"), "bad.csv:2: Frequency / Hz: found '-5', expected a frequency above 0")
        self.refused(good + good.splitlines()[-1] + "\n", "expected a frequency that differs from the row above")
        self.refused(good, "--area: found '3 V', expected an area above 0", "--area", "3 V")
        self.refused(good.replace("/ ohm", "/ ohm cm2"), "--area", "--area", "1 cm2")

    @unittest.skipUnless(h5py, "needs h5py")
    def test_spectra_of_a_run_have_their_steps_and_cycles(self):
        path, result = self.folder / "run.h5", self.folder / "spectra.h5"
        with h5py.File(path, "w") as file:
            file["steps/number"], file["steps/cycle"] = [1, 2, 10], [1, 1, 4]
            for step in (2, 10):
                impedance = [20 + arc(f, 40 * step, 300, 0.9) for f in FREQUENCIES]
                file[f"impedance/{step}/frequency"] = FREQUENCIES
                file[f"impedance/{step}/real"] = [z.real for z in impedance]
                file[f"impedance/{step}/imaginary"] = [z.imag for z in impedance]
        done = run("spectrum", path, "-o", result)
        self.assertEqual(done.returncode, 0, done.stderr)
        with h5py.File(result) as file:
            self.assertEqual(list(file["spectra/number"][:]), [2, 10])
            self.assertEqual(list(file["spectra/cycle"][:]), [1, 4])
            self.assertAlmostEqual(file["spectra/R1"][1], 400, delta=0.5)
            self.assertEqual(file["spectrum/10/circuit_real"].attrs["units"], "ohm cm2")
        with h5py.File(path, "a") as file:
            del file["impedance"]
        done = run("spectrum", path, "-o", self.folder / "none.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("expected the result of a run with 'eis' steps in its protocol", done.stderr)


@unittest.skipUnless(h5py, "needs h5py")
class Table(unittest.TestCase):
    """closo.analysis.circuits: what the picture says of cycles, cut-offs and arcs."""

    def setUp(self):
        import numpy
        from closo.analysis import circuits
        self.table, self.array = circuits, numpy.array

    def test_cycles_count_once_both_directions_have_begun(self):
        run = {"steps/cycle": self.array([1, 1, 1, 1, 1, 2, 2, 2]), "steps/charge": self.array([-1, 0, 0, -1, 2, -2, 1, 0]),
               "steps/end_voltage": self.array([3.6, 3.6, 3.6, 4.0501, 2.5, 4.1, 3.6, 3.6])}
        self.assertEqual(list(self.table.cycles_done(run, [1, 3, 5, 6, 8])), [0, 0, 0, 1, 2])
        self.assertEqual([(round(v, 3), *where) for v, *where in self.table.cut_offs(run)], [(4.05, 1, 1), (4.1, 2, 2)])

    def test_arcs_are_named_by_their_frequency(self):
        nan = float("nan")
        columns = {"R0": [50, 50, 50], "R1": [30, 2, 60], "R2": [100, 28, nan], "R3": [nan, nan, nan],
                   "peak_frequency1": [2e4, 4e4, 10], "peak_frequency2": [20, 5e3, nan], "peak_frequency3": [nan, nan, nan]}
        spectra = {name: self.array(values, float) for name, values in columns.items()}
        spectra |= {f"R{k}{end}": spectra[f"R{k}"] + change for k in range(4) for end, change in (("_low", -1), ("_high", 20))}
        found = self.table.resistances(spectra, 1000)
        self.assertEqual([str(value) for value in found["R1"].value], ["30.0", "30.0", "nan"])
        self.assertEqual([str(value) for value in found["R2"].value], ["100.0", "nan", "60.0"])
        self.assertEqual(found["R1"].high[1], 70)  # of both arcs
        self.assertEqual(list(found["R1"].determined), [False, False, False])
        self.assertEqual(list(found["R2"].determined), [True, False, True])
        self.assertEqual(sorted(self.table.resistances(spectra)), ["R0", "R1", "R2", "R3"])

    def test_measured_resistances_have_their_place(self):
        found = self.table.measured_resistances(ROOT / "params/measured/asakura2020_resistances.csv")
        self.assertEqual([(name, r.relation, r.value, r.cycle, r.cut_off) for name, rows in found.items() for r in rows],
                         [("R0", "about", 50, None, None), ("R1", "=", 31, 0, None), ("R1", "=", 77, 40, 4.4),
                          ("R2", "<", 80, None, 4.15), ("R2", "=", 100, None, 4.2), ("R2", "about", 1000, None, 4.4)])


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
