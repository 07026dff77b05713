#!/usr/bin/env python3
"""closo compare: what it prints and writes, and what it refuses.

Usage: test_compare.py CLOSO  (the path of the program)
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
    import numpy
except ImportError:
    h5py = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUN = ROOT / "examples/01_first_cycle/run.yaml"
EXAMPLE = ROOT / "examples/06_compare_and_fit"
HEADER = "Test Time / s,Voltage / V,Current / A\n"
PROGRAM = ""


def closo(*arguments, cwd):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=60, check=False)


@unittest.skipIf(h5py is None, "h5py is not installed for this Python")
class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def closo(self, *arguments):
        result = closo(*arguments, cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def export(self, *overrides):
        self.closo("run", "-q", RUN, "-o", "test.h5", *overrides)
        self.closo("export", "-q", "test.h5", "-o", "test.csv")

    def errors(self, file):
        with h5py.File(self.folder / file) as result:
            return {name: dataset[:] for name, dataset in result["comparison/errors"].items()}


class Comparison(InFolder):
    def test_an_exported_run_with_itself(self):
        self.export()
        result = self.closo("compare", RUN, "--measured", "test.csv", "-o", "self.h5")
        self.assertIn("discharge 2", result.stdout)
        self.assertIn("self.h5 written", result.stderr)
        errors = self.errors("self.h5")
        self.assertEqual([name.decode() for name in errors["half_cycle"]], ["charge_1", "discharge_1", "charge_2", "discharge_2"])
        self.assertEqual(errors["cycle"].tolist(), [1, 1, 2, 2])
        self.assertLess(errors["largest_voltage_error"].max(), 1e-6)
        self.assertLess(numpy.abs(errors["capacity_error"] / errors["measured_capacity"]).max(), 1e-9)
        with h5py.File(self.folder / "self.h5") as result, h5py.File(self.folder / "test.h5") as run:
            self.assertTrue((result["series/voltage"][:] == run["series/voltage"][:]).all())
            numpy.testing.assert_allclose(errors["simulated_capacity"], run["steps/specific_capacity"][:], rtol=1e-9)
            self.assertEqual(result.attrs["outcome"], "completed")

    def test_every_dataset_has_unit_and_long_name_and_fits_its_axis(self):
        self.closo("compare", EXAMPLE / "run.yaml", "-m", EXAMPLE / "measured.csv", "--replay", "-o", "example.h5")
        with h5py.File(self.folder / "example.h5") as result:
            def check(name, item):
                if isinstance(item, h5py.Dataset):
                    self.assertTrue(item.attrs["units"] and item.attrs["long_name"], name)
            result["comparison"].visititems(check)
            group = result["comparison/discharge_1"]
            for name in ("measured_voltage", "simulated_voltage", "residual", "measured_dV_dQ", "simulated_dV_dQ"):
                self.assertEqual(group[name].shape, group["capacity"].shape, name)
            for name in ("measured_dQ_dV", "simulated_dQ_dV"):
                self.assertEqual(group[name].shape, group["voltage"].shape, name)
            residual = group["simulated_voltage"][:] - group["measured_voltage"][:]
            numpy.testing.assert_allclose(group["residual"][:], residual, atol=1e-12)
            voltage, dq_dv = group["voltage"][:], group["measured_dQ_dV"][:]
            passed = numpy.sum(numpy.diff(voltage) * (dq_dv[1:] + dq_dv[:-1]) / 2)
            self.assertAlmostEqual(-passed / group["measured/capacity"][-1], 1, 1)
            self.assertEqual(result["comparison"].attrs["way"], "measured current replayed")

    def test_a_known_offset_and_a_known_scale_of_the_capacity(self):
        self.export()
        lines = (self.folder / "test.csv").read_text().splitlines()
        rows = [[float(cell) for cell in line.split(",")[:5]] for line in lines[1:]]
        with open(self.folder / "changed.csv", "w", encoding="utf-8") as file:
            file.write(",".join(lines[0].split(",")[:5]) + "\n")
            for time, voltage, current, cycle, step in rows:
                file.write(f"{time!r},{voltage + 0.005!r},{current * 1.1!r},{cycle:g},{step:g}\n")
        self.closo("compare", RUN, "-m", "changed.csv", "-o", "changed.h5")
        errors = self.errors("changed.h5")
        numpy.testing.assert_allclose(errors["capacity_error"] / errors["measured_capacity"], 1 / 1.1 - 1, rtol=1e-6)
        numpy.testing.assert_allclose(errors["mean_voltage_difference"], -0.005, atol=1e-9)
        numpy.testing.assert_allclose(errors["common_share"], 1 / 1.1, rtol=1e-6)

    def test_the_replay_of_an_exported_run_gives_its_voltage_and_can_be_run_again(self):
        self.export("--set", "tolerance=1e-6", "--set", "record.series_every=30 s")
        no_protocol = self.folder / "cell.yaml"
        text = RUN.read_text().replace("../../params", str(ROOT / "params"))
        no_protocol.write_text(text[:text.index("protocol:")])
        self.closo("compare", no_protocol, "-m", "test.csv", "--replay", "-o", "replay.h5", "--set", "tolerance=1e-6")
        self.assertLess(self.errors("replay.h5")["rms_voltage_error"].max(), 25e-3)  # the corners between steps, the plunge at the end
        with h5py.File(self.folder / "replay.h5") as result:
            residual, time = result["comparison/in_time/residual"][:], result["comparison/in_time/time"][:]
            self.assertAlmostEqual(time[-1] / result["series/time"][-1], 1, 2)  # contact is lost row by row, not by steps
        self.assertLess(numpy.median(numpy.abs(residual)), 1e-4)
        self.closo("run", "-q", "replay.h5", "-o", "again.h5")
        with h5py.File(self.folder / "replay.h5") as result, h5py.File(self.folder / "again.h5") as again:
            self.assertTrue((result["series/voltage"][:] == again["series/voltage"][:]).all())

    def test_energy_covers_the_charge_before_the_first_row(self):
        """As instruments write a test, whose first row of a step comes after some seconds; and as a figure shows a curve."""
        more = ("--set", "tolerance=1e-6", "--set", "record.series_every=20 s")
        self.export(*more)
        lines = (self.folder / "test.csv").read_text().splitlines()
        step = [line.split(",")[4] for line in lines]
        late = [lines[0]] + [lines[k] for k in range(1, len(lines)) if step[k] == step[k - 1] or k == 1]
        (self.folder / "late.csv").write_text("\n".join(late) + "\n")
        self.closo("compare", RUN, "-m", "late.csv", "-o", "late.h5", *more)
        errors = self.errors("late.h5")
        self.assertLess(numpy.abs(errors["capacity_error"]).max(), 1e-6)
        self.assertLess(numpy.abs(errors["energy_error"] / errors["simulated_energy"]).max(), 1e-3)
        with h5py.File(self.folder / "late.h5") as result:
            self.assertGreater(result["comparison/discharge_2/measured/capacity"][0], 0.5)
            capacity, voltage = (result[f"comparison/discharge_1/simulated/{key}"][:] for key in ("capacity", "voltage"))
        first = numpy.flatnonzero(capacity > 5)[0]
        rows = "".join(f"{a!r},{b!r}\n" for a, b in zip(capacity[first:].tolist(), voltage[first:].tolist()))
        (self.folder / "figure.csv").write_text("capacity [mAh/g],voltage [V]\n" + rows)
        self.closo("compare", RUN, "-m", "figure.csv", "-o", "figure.h5", *more)
        figure = self.errors("figure.h5")
        expected = capacity[first] * voltage[first] + numpy.sum(numpy.diff(capacity) * (voltage[1:] + voltage[:-1]) / 2,
                                                                where=numpy.arange(1, len(capacity)) > first)
        self.assertAlmostEqual(figure["measured_energy"][0] / expected, 1, 9)
        for found in (errors, figure):
            for who in ("measured", "simulated"):
                numpy.testing.assert_allclose(found[f"{who}_energy"], found[f"{who}_capacity"] * found[f"{who}_mean_voltage"], rtol=1e-12)

    def test_a_replay_says_what_the_imposed_current_passed(self):
        """Of rows far apart, between which the instrument has counted another charge than straight lines give."""
        self.export("--set", "tolerance=1e-6")
        lines = (self.folder / "test.csv").read_text().splitlines()
        step = [line.split(",")[4] for line in lines]
        thin = [lines[k] for k in range(1, len(lines)) if k % 7 == 0 or k == 1 or step[k] != step[k - 1] or k + 1 == len(lines) or step[k + 1] != step[k]]
        rows = numpy.array([[float(cell) for cell in line.split(",")] for line in thin])
        time, current, number, net = rows[:, 0], rows[:, 2], rows[:, 4], rows[:, 9]
        # A current that is not straight between the rows: what the instrument counts is up to a few per cent more.
        more = net * (1 + 0.03 * numpy.sin(numpy.arange(len(net)) / len(net) * numpy.pi))
        header = lines[0].split(",")
        keep = [header.index(name) for name in ("Test Time / s", "Voltage / V", "Current / A", "Cycle Count / 1", "Step Count / 1")]
        for name, counted in (("equal.csv", net), ("more.csv", more)):
            with open(self.folder / name, "w", encoding="utf-8") as file:
                file.write(",".join(header[k] for k in keep) + ",Net Capacity / Ah\n")
                for row, charge in zip(rows, counted):
                    file.write(",".join(repr(float(row[k])) for k in keep) + f",{float(charge)!r}\n")
        found = {}
        for name in ("equal", "more"):
            self.closo("compare", RUN, "-m", f"{name}.csv", "--replay", "-o", f"{name}.h5", "--set", "tolerance=1e-6")
            found[name] = self.errors(f"{name}.h5")
            with h5py.File(self.folder / f"{name}.h5") as result:
                mass = result["cell/active_mass"][()]
                end = result["series/time"][-1]
        between = numpy.where(numpy.diff(number) != 0, current[1:], (current[1:] + current[:-1]) / 2) * numpy.diff(time)
        for row, s in enumerate((1, 2, 3)):  # the last may end early, where particles are full
            mine = numpy.flatnonzero(number[1:] == s)
            passed = abs(between[mine].sum()) / 3.6 / (mass * 1e3)
            self.assertAlmostEqual(found["more"]["simulated_capacity"][row] / passed, 1, 4)
            counted = abs(more[mine + 1][-1] - more[mine][0]) * 1e3 / (mass * 1e3)
            self.assertAlmostEqual(found["more"]["measured_capacity"][row] / counted, 1, 6)
        self.assertGreater(numpy.abs(found["more"]["capacity_error"][:3]).max(), 1)
        self.assertGreater(end, time[-1] * 0.9)
        for key in ("simulated_capacity", "simulated_energy"):  # know nothing of how charge was counted
            numpy.testing.assert_allclose(found["more"][key][:3], found["equal"][key][:3], rtol=1e-9)
        self.assertLess(found["more"]["rms_voltage_error"][:3].max(), 20e-3)  # nor do voltages at equal time

    def test_one_cycle_and_a_curve_without_time(self):
        self.export()
        self.closo("compare", RUN, "-m", "test.csv", "--cycle", "2", "-o", "second.h5")
        self.assertEqual(self.errors("second.h5")["cycle"].tolist(), [2, 2])
        with h5py.File(self.folder / "second.h5") as result:
            capacity, voltage = (result[f"comparison/discharge_2/simulated/{key}"][:] for key in ("capacity", "voltage"))
        rows = [k for k in range(1, len(capacity)) if capacity[k] > capacity[k - 1]]
        text = "".join(f"{capacity[k]:.6f},{voltage[k]:.6f}\n" for k in rows)
        (self.folder / "figure.csv").write_text("capacity [mAh/g],voltage [V]\n" + text)
        self.closo("compare", RUN, "-m", "figure.csv", "--cycle", "2", "-o", "figure.h5")
        errors = self.errors("figure.h5")
        self.assertEqual([name.decode() for name in errors["half_cycle"]], ["discharge_2"])
        self.assertLess(errors["rms_voltage_error"][0], 1e-3)


IMPEDANCE = "Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm"


class Spectra(InFolder):
    RUN = """closo: 1
title: three spectra in two cycles
cell: {root}/params/cells/asakura2020_swagelok.yaml
start: {{stoichiometry: 0.6}}
mesh: {{positive: 5, particle: 8}}
tolerance: 1e-6
protocol:
  - Discharge at 1C for 5 min
  - {eis}
  - Charge at 1C for 5 min
  - {eis}
  - Discharge at 1C for 5 min
  - {eis}
"""
    CYCLES = {2: 1, 4: 1, 6: 2}  # of the steps

    def setUp(self):
        super().setUp()
        self.write_run("run.yaml", "from: 1 kHz, to: 1 Hz, points_per_decade: 5")
        self.write_run("other.yaml", "from: 100 kHz, to: 0.01 Hz, points_per_decade: 7")  # wider, at other frequencies
        self.closo("run", "-q", "other.yaml", "-o", "other.h5")

    def write_run(self, name, frequencies):
        (self.folder / name).write_text(self.RUN.format(root=ROOT, eis=f"eis: {{{frequencies}}}"))

    def write_table(self, name, steps, factors, column=None):
        """Spectra of other.h5 times factors, with a column of numbers behind."""
        with h5py.File(self.folder / "other.h5") as result, open(self.folder / name, "w", encoding="utf-8") as file:
            area = result["cell/area"][()] * 1e4
            file.write(IMPEDANCE + (f",{column}" if column else "") + "\n")
            for step, factor in zip(steps, factors):
                group = result[f"impedance/{step}"]
                for row in zip(*(group[part][:] for part in ("frequency", "real", "imaginary"))):
                    number = {"Cycle Count / 1": self.CYCLES[step], "Step Count / 1": step}.get(column)
                    cells = [row[0], *(factor * part / area for part in row[1:]), *([number] if column else [])]
                    file.write(",".join(f"{cell!r}" if isinstance(cell, int) else f"{float(cell)!r}" for cell in cells) + "\n")

    def spectra_errors(self, *arguments):
        self.printed = self.closo("compare", "run.yaml", *arguments, "-o", "compared.h5").stdout
        with h5py.File(self.folder / "compared.h5") as result:
            return {name: dataset[:].tolist() for name, dataset in result["comparison/spectra_errors"].items()}

    def test_they_are_simulated_at_the_measured_frequencies_and_paired_in_order(self):
        self.write_table("table.csv", (2, 4, 6), (1, 1.25, 1))
        errors = self.spectra_errors("-m", "table.csv")
        self.assertEqual((errors["step"], errors["cycle"], errors["measured_number"]), ([2, 4, 6], [1, 1, 2], [1, 2, 3]))
        numpy.testing.assert_allclose(errors["rms_distance"], (0, 0.2, 0), atol=1e-9)
        numpy.testing.assert_allclose(errors["largest_distance"], (0, 0.2, 0), atol=1e-9)
        self.assertEqual([name.decode() for name in errors["measured_file"]], 3 * ["table.csv"])
        ratio = numpy.divide(errors["measured_slow_resistance"], errors["simulated_slow_resistance"])
        numpy.testing.assert_allclose(ratio, (1, 1.25, 1), rtol=1e-9)
        self.assertLess(errors["mean_real_distance"][1], -0.1)  # less than measured
        self.assertGreater(errors["mean_imaginary_distance"][1], 0.01)  # nearer to the real axis
        self.assertRegex(self.printed, r"\n +4 +1 +20\.000 ")
        self.assertNotIn("not compared", self.printed)
        with h5py.File(self.folder / "compared.h5") as result, h5py.File(self.folder / "other.h5") as other:
            self.assertNotIn("errors", result["comparison"])
            self.assertEqual(result["impedance/4/frequency"][0], 1000)  # as the run says, beside the comparison
            group = result["comparison/spectra/4"]
            numpy.testing.assert_allclose(group["frequency"][:], other["impedance/4/frequency"][:], rtol=1e-12)
            numpy.testing.assert_allclose(group["simulated_real"][:], other["impedance/4/real"][:], rtol=1e-9)
            residual = group["simulated_imaginary"][:] - group["measured_imaginary"][:]
            numpy.testing.assert_allclose(group["residual_imaginary"][:], residual, atol=1e-9)

            def check(name, item):
                if isinstance(item, h5py.Dataset):
                    self.assertTrue(item.attrs["units"] and item.attrs["long_name"], name)
            result["comparison"].visititems(check)

    def test_numbers_of_cycles_and_steps_say_which_belong_together(self):
        self.write_table("table.csv", (6, 4), (1, 1), "Step Count / 1")
        errors = self.spectra_errors("-m", "table.csv")
        self.assertEqual((errors["step"], errors["measured_number"]), ([4, 6], [2, 1]))
        self.assertLess(max(errors["rms_distance"]), 1e-9)
        self.assertIn("not compared: 1 of the simulated spectra, not measured", self.printed)
        self.write_table("table.csv", (2, 6), (1, 1), "Cycle Count / 1")
        errors = self.spectra_errors("-m", "table.csv")
        self.assertEqual((errors["step"], errors["measured_number"]), ([2, 6], [1, 2]))
        self.assertLess(max(errors["rms_distance"]), 1e-9)
        self.assertEqual(self.spectra_errors("-m", "table.csv", "--cycle", "2")["step"], [6])
        self.write_table("last.csv", (6,), (1,))
        errors = self.spectra_errors("-m", "last.csv", "--cycle", "2")
        self.assertEqual(errors["step"], [6])
        self.assertLess(errors["rms_distance"][0], 1e-9)
        errors = self.spectra_errors("-m", "other.h5")  # another result in place of a table
        self.assertEqual(errors["step"], [2, 4, 6])
        self.assertLess(max(errors["rms_distance"]), 1e-9)

    def test_several_files_and_curves_beside_them(self):
        self.write_table("first.csv", (2,), (1,))
        self.write_table("more.csv", (4, 6, 6), (1, 1, 1))
        self.closo("export", "-q", "other.h5", "-o", "curves.csv")
        errors = self.spectra_errors("-m", "first.csv", "-m", "curves.csv", "-m", "more.csv")
        self.assertEqual((errors["step"], errors["measured_number"]), ([2, 4, 6], [1, 1, 2]))
        self.assertIn("not compared: spectrum 3 in more.csv, not simulated", self.printed)
        self.assertIn("discharge 1", self.printed)
        self.assertLess(self.errors("compared.h5")["largest_voltage_error"].max(), 1e-4)
        self.assertEqual(tool("plot", "compared.h5", "--kind", "eis", "-o", "spectra.png", cwd=self.folder).returncode, 0)
        self.assertGreater((self.folder / "spectra.png").stat().st_size, 10000)

    def expect_refusal(self, phrases, *arguments):
        result = closo("compare", "run.yaml", *arguments, "-o", "x.h5", cwd=self.folder)
        self.assertEqual((result.returncode, len(result.stderr.splitlines())), (2, 1), result.stderr)
        for phrase in phrases:
            self.assertIn(phrase, result.stderr)
        self.assertFalse((self.folder / "x.h5").exists())

    def test_what_is_refused(self):
        self.write_table("table.csv", (2, 4), (1, 1), "Cycle Count / 1")
        self.closo("export", "-q", "other.h5", "-o", "curves.csv")
        self.expect_refusal(["curves.csv", "only one file of curves"], "-m", "curves.csv", "-m", "curves.csv")
        self.expect_refusal(["table.csv", "--replay"], "-m", "curves.csv", "-m", "table.csv", "--replay")
        self.expect_refusal(["table.csv", "--cycle", "'7'"], "-m", "table.csv", "--cycle", "7")
        rows = (self.folder / "table.csv").read_text()
        for text, phrases in ((rows.replace("Real Impedance / ohm", "Real Impedance / V"), ["bad.csv:1", "Real Impedance / V"]),
                              (IMPEDANCE + "\n1e5,2,-1\n", ["bad.csv", "at least 10"]),
                              (IMPEDANCE + "\n-5,2,-1\n", ["bad.csv:2", "Frequency / Hz", "'-5'", "above 0"])):
            (self.folder / "bad.csv").write_text(text)
            self.expect_refusal(phrases, "-m", "bad.csv")
        (self.folder / "run.yaml").write_text(self.RUN.format(root=ROOT, eis="Rest for 1 min"))
        self.expect_refusal(["table.csv", "'eis' steps"], "-m", "table.csv")

    def test_spectra_without_a_partner_leave_the_run(self):
        self.write_table("table.csv", (6,), (1,), "Cycle Count / 1")
        (self.folder / "table.csv").write_text((self.folder / "table.csv").read_text().replace(",2\n", ",9\n"))
        result = closo("compare", "-q", "run.yaml", "-m", "table.csv", "-o", "x.h5", cwd=self.folder)
        self.assertEqual((result.returncode, len(result.stderr.splitlines())), (2, 1), result.stderr)
        self.assertIn("table.csv: nothing to compare: spectrum 1 of cycle 9 in table.csv, not simulated", result.stderr)
        with h5py.File(self.folder / "x.h5") as run:
            self.assertEqual(run.attrs["outcome"], "completed")


class Refusal(InFolder):
    def expect_refusal(self, content, phrases, *options, output="x.h5"):
        (self.folder / "test.csv").write_text(content)
        result = closo("compare", RUN, "-m", "test.csv", "-o", output, *options, cwd=self.folder)
        self.assertEqual(result.returncode, 2, result.stderr + result.stdout)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        for phrase in ("closo: ", "test.csv", *phrases):
            self.assertIn(phrase, result.stderr)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["test.csv"], "a file was left")

    def test_files_that_are_no_measurement(self):
        cases = {
            "": ["a header line"], HEADER: ["at least one row"], "time [s],voltage [V]\n0,3\n": ["test.csv:1", "'Current / A'"],
            HEADER.replace("/ V", "/ A") + "0,3,1\n": ["test.csv:1", "a unit such as that of 'Voltage / V'"],
            HEADER + "0,3,1\n1,nan,1\n": ["test.csv:3", "Voltage / V", "nan"],
            HEADER + "0,3,1\n0,3,1\n": ["the current is 0 throughout"], HEADER + "1,3,1\n0,3,1\n": ["test.csv:3"],
            HEADER + "0,3.5,1\n1,3,6,1\n": ["test.csv:3", "decimal points"], HEADER + "0,3.5,1\n1,3.6": ["test.csv:3"],
        }
        for content, phrases in cases.items():
            with self.subTest(content):
                self.expect_refusal(content, phrases)

    def test_options_that_do_not_fit(self):
        curve, rows = "capacity [mAh/g],voltage [V]\n0,4\n50,3\n", HEADER + "0,3,1e-5\n1,3.1,1e-5\n"
        self.expect_refusal(curve, ["--replay", "time and current"], "--replay")
        self.expect_refusal(rows, ["--cycle", "'5'"], "--cycle", "5")
        for arguments in (("compare", RUN), ("compare", RUN, "-m", "test.csv", "--cycle", "0")):
            self.assertEqual(closo(*arguments, cwd=self.folder).returncode, 2)

    def test_the_measured_file_is_not_overwritten(self):
        content = HEADER + "0,3,1e-5\n1,3.1,1e-5\n"
        self.expect_refusal(content, ["a file other than the inputs"], output="test.csv")
        self.assertEqual((self.folder / "test.csv").read_text(), content)

    def test_curves_that_were_not_simulated_leave_the_run(self):
        (self.folder / "figure.csv").write_text("capacity [mAh/g],voltage [V]\n0,4\n50,3\n")
        result = closo("compare", "-q", RUN, "-m", "figure.csv", "--cycle", "9", "-o", "x.h5", cwd=self.folder)
        self.assertEqual(result.returncode, 2)
        self.assertIn("discharge 9, not simulated", result.stderr)
        with h5py.File(self.folder / "x.h5") as run:
            self.assertEqual(run.attrs["outcome"], "completed")


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
