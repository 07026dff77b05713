#!/usr/bin/env python3
"""closo export: the table and the metadata in the Battery Data Format, and what it refuses.

Usage: test_export.py CLOSO  (the path of the program)
"""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import h5py
    import numpy
    import recorded_run
except ImportError:
    h5py = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ""
COLUMNS = ["Test Time / s", "Voltage / V", "Current / A", "Cycle Count / 1", "Step Count / 1", "Step Index / 1",
           "Ambient Temperature / degC", "Charging Capacity / Ah", "Discharging Capacity / Ah", "Net Capacity / Ah",
           "Charging Energy / Wh", "Discharging Energy / Wh", "Net Energy / Wh"]


def closo(*arguments, cwd):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=60, check=False)


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: numpy.array([float(row[name]) for row in rows]) for name in rows[0]}


@unittest.skipIf(h5py is None, "h5py is not installed for this Python")
class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def export(self, *arguments):
        result = closo("export", *arguments, cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result


class Table(InFolder):
    def test_columns_sign_units_and_values(self):
        recorded_run.write(h5py, self.folder / "run.h5")
        self.export("run.h5")
        self.assertEqual(self.files(), ["run.bdf.csv", "run.bdf.metadata.json", "run.h5"])
        columns, (rows, _, _) = table(self.folder / "run.bdf.csv"), recorded_run.series()
        self.assertEqual(list(columns), COLUMNS)
        for name, expected in {"Test Time / s": rows["time"], "Voltage / V": rows["voltage"], "Current / A": -rows["current"],
                               "Step Count / 1": rows["step"]}.items():
            self.assertTrue((columns[name] == expected).all(), name)
        self.assertEqual(columns["Cycle Count / 1"].tolist(), [1] * 9 + [3] * 3)
        self.assertEqual(columns["Step Index / 1"].tolist(), [1, 2, 3] * 4)
        warming = numpy.array([0, 1 / 3, 1])
        numpy.testing.assert_allclose(columns["Ambient Temperature / degC"], numpy.concatenate([25 + warming] * 3 + [60 + warming]), rtol=1e-12)
        self.assertNotIn("-0,", (self.folder / "run.bdf.csv").read_text())

    def test_capacities_and_energies_grow_in_one_direction_and_count_unrecorded_steps(self):
        recorded_run.write(h5py, self.folder / "run.h5")
        self.export("run.h5")
        columns, (rows, charges, energies) = table(self.folder / "run.bdf.csv"), recorded_run.series()
        for kind, unit, passed, of_step in (("Capacity", "Ah", rows["charge"], charges), ("Energy", "Wh", rows["energy"], energies)):
            charging, discharging = columns[f"Charging {kind} / {unit}"], columns[f"Discharging {kind} / {unit}"]
            self.assertTrue((numpy.diff(charging) >= 0).all() and (numpy.diff(discharging) >= 0).all())
            self.assertAlmostEqual(charging[-1] * 3600 / -of_step[of_step < 0].sum(), 1, 12)
            self.assertAlmostEqual(discharging[-1] * 3600 / of_step[of_step > 0].sum(), 1, 12)
            self.assertEqual(discharging[5], 0)  # nothing came out before the discharge
            numpy.testing.assert_allclose(columns[f"Net {kind} / {unit}"], -passed / 3600, rtol=1e-14)
            numpy.testing.assert_allclose(charging - discharging, -passed / 3600, atol=1e-15)

    def test_first_rows_that_come_late_count_what_passed_before(self):
        rows, charges, _ = recorded_run.series()
        late = {f"/series/{name}": values[9:] for name, values in rows.items()}
        recorded_run.write(h5py, self.folder / "run.h5", replaced=late)
        self.export("run.h5")
        columns = table(self.folder / "run.bdf.csv")
        self.assertEqual(columns["Test Time / s"].tolist(), rows["time"][9:].tolist())
        self.assertAlmostEqual(columns["Charging Capacity / Ah"][0] * 3600 / -charges[charges < 0].sum(), 1, 12)

    def test_a_run_of_closo(self):
        made = closo("run", "-q", ROOT / "examples/01_first_cycle/run.yaml", "-o", "cycle.h5", cwd=self.folder)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.export("cycle.h5")
        columns = table(self.folder / "cycle.bdf.csv")
        with h5py.File(self.folder / "cycle.h5") as result:
            self.assertTrue((columns["Voltage / V"] == result["series/voltage"][:]).all())
            self.assertTrue((columns["Current / A"] == -result["series/current"][:]).all())
            charge, mean_voltage = result["steps/charge"][:], result["steps/mean_voltage"][0]
        self.assertGreater(columns["Current / A"][1], 0)  # it begins with a charge
        self.assertAlmostEqual(columns["Charging Capacity / Ah"][-1] * 3600 / -charge[charge < 0].sum(), 1, 6)
        self.assertAlmostEqual(columns["Discharging Capacity / Ah"][-1] * 3600 / charge[charge > 0].sum(), 1, 6)
        end = numpy.flatnonzero(columns["Step Count / 1"] == 1)[-1]
        self.assertAlmostEqual(columns["Charging Energy / Wh"][end] / columns["Charging Capacity / Ah"][end], mean_voltage, 2)


DRIVE = ((0, 0.2), (30, 0.2), (30, -0.15), (60, -0.15))  # s, mA: a pulse out and one in
RUN = """closo: 1
title: profiles
cell: {root}/params/cells/asakura2020_swagelok.yaml
start: {{voltage: 3.9 V}}
mesh: {{positive: 5, particle: 8}}
tolerance: 1e-5
{more}
"""


class Profiles(InFolder):
    """Charging and discharging are counted by the moment, whatever of a run is recorded."""

    def columns_of(self, more, *overrides):
        (self.folder / "run.yaml").write_text(RUN.format(root=ROOT, more=more))
        made = closo("run", "-q", "run.yaml", "-o", "run.h5", *overrides, cwd=self.folder)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.export("run.h5")
        return table(self.folder / "run.bdf.csv")

    def profile(self, rows, name="drive.csv", header="time [s],current [mA]"):
        (self.folder / name).write_text(header + "\n" + "".join(f"{time},{value}\n" for time, value in rows))

    def expect_passed(self, columns, out, into):
        """mA s; the cycles of the result, which add up steps, agree."""
        self.assertAlmostEqual(columns["Discharging Capacity / Ah"][-1] * 3.6e6 / out, 1, 5)
        self.assertAlmostEqual(columns["Charging Capacity / Ah"][-1] * 3.6e6 / into, 1, 5)
        with h5py.File(self.folder / "run.h5") as result:
            for name, passed in (("discharge", out), ("charge", into)):
                self.assertAlmostEqual(result[f"cycles/{name}_capacity"][:].sum() * 3600 / passed, 1, 5)
            self.assertAlmostEqual(result["steps/charge_out"][:].sum() * 1e3 / out, 1, 5)
            self.assertAlmostEqual(result["steps/charge_in"][:].sum() * 1e3 / into, 1, 5)
            for name, way in (("Charging", "in"), ("Discharging", "out")):
                self.assertAlmostEqual(columns[f"{name} Energy / Wh"][-1] * 3600 / result[f"steps/energy_{way}"][:].sum(), 1, 9)
        for name in ("Charging", "Discharging"):
            self.assertTrue((numpy.diff(columns[f"{name} Capacity / Ah"]) >= 0).all() and (numpy.diff(columns[f"{name} Energy / Wh"]) >= 0).all())

    def test_pulses_in_a_cycle_that_is_not_recorded(self):
        self.profile([(60 * k + time, current) for k in range(20) for time, current in DRIVE])
        columns = self.columns_of("record: {cycles: [2]}\nprotocol: [Discharge at 20 uA for 30 minutes, profile: drive.csv, "
                                  "Charge at 10 uA for 30 minutes, Discharge at 10 uA for 30 minutes]")
        self.assertEqual(set(columns["Cycle Count / 1"]), {2})
        self.expect_passed(columns, 20 * 30 * 0.2 + 1800 * 0.03, 20 * 30 * 0.15 + 1800 * 0.01)

    def test_triangles_between_rows_that_are_far_apart(self):
        self.profile([(400 * k, (0.15, -0.05)[k % 2]) for k in range(10)])
        columns = self.columns_of("record: {series_every: 1000 s}\nprotocol: [profile: drive.csv]")
        self.assertLess(len(columns["Test Time / s"]), 20)
        self.expect_passed(columns, 9 * 300 * 0.15 / 2, 9 * 100 * 0.05 / 2)  # it turns after 300 of 400 s

    def test_the_ambient_temperature_is_that_of_the_moment(self):
        self.profile([(0, 25), (600, 25), (600, 60), (1800, 60)], "oven.csv", "time [s],temperature [degC]")
        protocol = "protocol: [{step: Discharge at 20 uA for 40 minutes, temperature_profile: oven.csv}]"
        for heat in ((), ("--set", "heat={capacity: 50 J/K, transfer: 0.05 W/K}")):  # follows the oven with 1000 s
            with self.subTest(heat):
                columns = self.columns_of(f"record: {{series_every: 300 s}}\n{protocol}", *heat)
                time, temperature = columns["Test Time / s"], columns["Ambient Temperature / degC"]
                numpy.testing.assert_allclose(temperature[time < 600], 25, rtol=1e-12)
                numpy.testing.assert_allclose(temperature[time > 600], 60, rtol=1e-12)
        with h5py.File(self.folder / "run.h5") as result:  # of the cell itself
            warmed = numpy.interp(1600, time, result["series/temperature"][:]) - 298.15
        self.assertAlmostEqual(warmed, 35 * (1 - numpy.exp(-1)), delta=0.5)


class Metadata(InFolder):
    def test_says_what_was_simulated_and_what_the_columns_are(self):
        recorded_run.write(h5py, self.folder / "run.h5")
        self.export("run.h5", "-o", "other.csv")
        self.assertEqual(self.files(), ["other.csv", "other.metadata.json", "run.h5"])
        metadata = json.loads((self.folder / "other.metadata.json").read_text(encoding="utf-8"))
        dataset, own = metadata["battinfo_dataset"]["dataset"], metadata["extras"]["closo"]
        self.assertEqual(dataset["name"], "A \"small\" run")
        self.assertEqual([f"{v['name']} / {v['unit_text']}" for v in dataset["variable_measured"]], COLUMNS)
        self.assertEqual(own["protocol"], recorded_run.TEXTS)
        self.assertEqual(own["cell"], "Na | Na3(VOPO4)2F, 25 °C")
        self.assertEqual(own["current_sign"], "charge positive")
        self.assertEqual(own["result_file"], "run.h5")
        self.assertEqual(own["active_mass"], {"value": recorded_run.SIZES["active_mass"], "unit": "kg"})
        self.assertEqual(own["nominal_capacity"], {"value": recorded_run.SIZES["one_c"], "unit": "Ah"})


class Refusal(InFolder):
    def expect_refusal(self, arguments, phrases, status=2):
        before = self.files()
        result = closo("export", *arguments, cwd=self.folder)
        self.assertEqual(result.returncode, status, result.stderr + result.stdout)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        for phrase in ("closo: ", *phrases):
            self.assertIn(phrase, result.stderr)
        self.assertEqual(self.files(), before, "a file was left")

    def test_a_missing_dataset_or_attribute_is_named(self):
        recorded_run.write(h5py, self.folder / "run.h5")
        with h5py.File(self.folder / "run.h5") as file:
            names = [f"/{group}/{name}" for group in file for name in file[group]]
        self.assertEqual(len(names), 17)
        for name in set(names) - {"/cell/active_mass", "/cell/one_c"}:  # which not every cell has
            with self.subTest(name):
                recorded_run.write(h5py, self.folder / "run.h5", without=name)
                self.expect_refusal(["run.h5"], ["run.h5", f"{name}: no such dataset"])
        h5py.File(self.folder / "run.h5", "w").close()
        self.expect_refusal(["run.h5"], ["closo_format", "a result file of closo"])

    def test_datasets_that_do_not_belong_together(self):
        rows, _, _ = recorded_run.series()
        wrong = {
            "/series/voltage": numpy.zeros(3), "/series/time": numpy.zeros(0), "/series/step": rows["step"] + 1,
            "/steps/number": numpy.arange(2, 8), "/steps/cycle": numpy.ones(2, int), "/series/temperature": ["warm"] * 12,
            "/series/ambient_temperature": numpy.zeros(3), "/series/energy_out": numpy.zeros(3),
        }
        for name, values in wrong.items():
            with self.subTest(name):
                recorded_run.write(h5py, self.folder / "run.h5", replaced={name: values})
                self.expect_refusal(["run.h5"], ["run.h5", name])
        recorded_run.write(h5py, self.folder / "run.h5", replaced={"/series/step": rows["step"][::-1]})
        self.expect_refusal(["run.h5"], ["/series/step", "ascending"])

    def test_files_and_options(self):
        recorded_run.write(h5py, self.folder / "run.h5")
        shutil.copy(self.folder / "run.h5", self.folder / "same.csv")
        (self.folder / "run.yaml").write_text("closo: 1\n")
        (self.folder / "folder.csv").mkdir()
        (self.folder / "taken.metadata.json").mkdir()
        os.mkfifo(self.folder / "pipe.csv")
        cases = {
            ("nowhere.h5",): ["nowhere.h5", "missing"], (".",): ["a result file of closo"],
            ("run.yaml",): ["run.yaml", "a result file of closo"], ("run.h5", "-o", "nowhere/x.csv"): ["nowhere/x.csv"],
            ("run.h5", "-o", "x.h5"): ["x.h5", ".csv"], ("same.csv", "-o", "same.csv"): ["same.csv", "a file other than"],
            ("run.h5", "-o", "folder.csv"): ["folder.csv"], ("run.h5", "-o", "pipe.csv"): ["pipe.csv"],
            ("run.h5", "-o", "taken.csv"): ["taken.metadata.json"],
        }
        for arguments, phrases in cases.items():
            with self.subTest(" ".join(arguments)):
                self.expect_refusal(arguments, phrases)
        for arguments in ((), ("run.h5", "--set", "a=b")):
            self.assertEqual(closo("export", *arguments, cwd=self.folder).returncode, 2)

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small disk needs root")
    def test_a_full_disk_leaves_the_old_files(self):
        rows = {f"/series/{name}": numpy.sort(numpy.resize(values, 9000)) for name, values in recorded_run.series()[0].items()}
        recorded_run.write(h5py, self.folder / "run.h5", replaced=rows)
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False, capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("no tmpfs can be mounted here")
        try:
            (disk / "run.csv").write_text("old")
            self.expect_refusal(["run.h5", "-o", "disk/run.csv"], ["disk/run.csv", "No space left on device"], status=1)
            self.assertEqual([path.name for path in disk.iterdir()], ["run.csv"])
            self.assertEqual((disk / "run.csv").read_text(), "old")
        finally:
            subprocess.run(["umount", disk], check=True)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
