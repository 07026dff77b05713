#!/usr/bin/env python3
"""Design quantities: what follows from the masses, what the paper achieved, and the chart beside the targets.

Usage: test_design.py CLOSO  (the path of the program)
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
    import numpy as np
except ImportError:
    h5py = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ""
RUN = """closo: 1
title: one discharge
cell: {root}/params/cells/asakura2020_swagelok.yaml
start: {{voltage: 4.1 V}}
mesh: {{positive: 5, particle: 10}}
tolerance: 1e-5
protocol: [Discharge at C/10 until 2.5 V]
"""
COLLECTORS = "collectors={positive: {thickness: 15 um, density: 2.70 g/cm3}, negative: {thickness: 10 um, density: 8.96 g/cm3}}"


@unittest.skipIf(h5py is None, "h5py is not installed for this Python")
class Design(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "run.yaml").write_text(RUN.format(root=ROOT))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def run_closo(self, file, *overrides, status=0):
        arguments = [part for override in overrides for part in ("--set", override)]
        result = subprocess.run([PROGRAM, "run", "-q", str(file), "-o", "out.h5", *arguments], cwd=self.folder, capture_output=True, text=True,
                                timeout=300, check=False)
        self.assertEqual(result.returncode, status, result.stderr)
        if status:
            return result.stderr
        with h5py.File(self.folder / "out.h5") as file:
            self.series = {name: file["series"][name][:] for name in ("time", "charge", "voltage", "open_circuit_voltage", "current")}
            self.steps = {name: file["steps"][name][:] for name in ("specific_capacity", "mean_voltage", "duration")}
            return {name: values[()] for name, values in file["design"].items()}

    def test_energies_over_masses(self):
        d = self.run_closo("run.yaml", COLLECTORS)
        energy = self.steps["specific_capacity"][0] * self.steps["mean_voltage"][0]  # Wh/kg of active material
        self.assertAlmostEqual(d["specific_energy_active"], energy, delta=1e-9 * energy)
        masses = {"composite": 1.24 / 0.7, "separator": 0.06 * 1.10e3, "anode": 0.01 * 0.968e3}  # mg/cm2
        for part, mass in masses.items():
            self.assertAlmostEqual(d[part + "_loading"], mass, delta=1e-9 * mass)
        cell, collectors = sum(masses.values()), 1.5e-3 * 2.70e3 + 1e-3 * 8.96e3
        self.assertAlmostEqual(d["specific_energy_composite"], energy * 0.7, delta=1e-9 * energy)
        self.assertAlmostEqual(d["specific_energy_cell"], energy * 1.24 / cell, delta=1e-9 * energy)
        self.assertAlmostEqual(d["specific_energy_cell_with_collectors"], energy * 1.24 / (cell + collectors), delta=1e-9 * energy)
        thickness = d["composite_thickness"] + 600 + 100
        self.assertAlmostEqual(d["energy_density_cell"], energy * 1.24e-2 / (thickness * 1e-6) * 1e-3, delta=1e-6)
        self.assertAlmostEqual(d["energy_density_cell_with_collectors"] * (thickness + 25), d["energy_density_cell"] * thickness, delta=1e-6)
        self.assertAlmostEqual(d["specific_power_cell"], d["specific_energy_cell"] / (self.steps["duration"][0] / 3600), delta=1e-9)
        weighed = self.run_closo("run.yaml", "separator.loading=80 mg/cm2")
        self.assertAlmostEqual(weighed["specific_energy_cell"], energy * 1.24 / (cell + 14), delta=1e-9 * energy)
        self.assertNotEqual(weighed["energy_density_cell_with_collectors"], weighed["energy_density_cell_with_collectors"])  # NaN
        self.assertIn("collectors.negative", self.run_closo("run.yaml", "collectors={positive: {thickness: 1 um, density: 1 g/cm3}}", status=2))

    def test_losses_and_resistances_are_those_of_the_series(self):
        d = self.run_closo("run.yaml")
        names = [name.decode() for name in d["losses"]]
        total = sum(d["loss_" + name] for name in names)
        charge, loss = self.series["charge"], self.series["open_circuit_voltage"] - self.series["voltage"]
        passed = (charge[1:] - charge[:-1]).sum()
        mean = ((loss[1:] + loss[:-1]) / 2 * (charge[1:] - charge[:-1])).sum() / passed
        self.assertAlmostEqual(total, mean, delta=1e-9)
        self.assertAlmostEqual(sum(d["loss_share_" + name] for name in names), 1, delta=1e-12)
        self.assertEqual(names[int(d["limiting_loss"])], max(names, key=lambda name: d["loss_" + name]))
        for name, after in (("resistance_1s", 1.0), ("resistance_30min", 1800.0)):
            k = int((self.series["time"] < after).sum())
            span = (self.series["time"][k - 1], self.series["time"][k])
            share = (after - span[0]) / (span[1] - span[0])
            expected = (loss[k - 1] + share * (loss[k] - loss[k - 1])) / self.series["current"][k] * 1.13
            self.assertAlmostEqual(d[name], expected, delta=1e-6 * expected)
        self.assertGreater(d["resistance_internal"], d["resistance_ohmic"] + 30)  # the metal interface
        self.assertGreater(d["resistance_ohmic"], 50)                             # the separator

    def test_a_profile_counts_by_the_moment(self):
        """One that charges more than it discharges, and one that begins with a charge."""
        drive = [(120 * k + t, i) for k in range(10) for t, i in ((0, 0.2), (40, 0.2), (40, -0.15), (120, -0.15))]
        ramps = [(600 * k, (-0.1, 0.2)[k % 2]) for k in range(6)]
        for rows, seconds, charge in ((drive, 400, 400 * 0.2), (ramps, 5 * 400, 5 * 400 * 0.1)):  # s, mA s
            (self.folder / "drive.csv").write_text("time [s],current [mA]\n" + "".join(f"{t},{i}\n" for t, i in rows))
            d = self.run_closo("run.yaml", "start.voltage=3.9 V", "protocol=[{profile: drive.csv}]")
            self.assertAlmostEqual(d["areal_capacity"] * 1.13 * 3600 / charge, 1, 6)
            self.assertAlmostEqual(d["current_density"] / (charge / seconds / 1.13), 1, 6)
            time, current, voltage = self.series["time"], self.series["current"], self.series["voltage"]
            fine = np.linspace(0, time[-1], 200001)
            power = np.interp(fine, time, voltage) * np.maximum(np.interp(fine, time, current), 0)
            self.assertAlmostEqual(d["areal_power"] * seconds * 1.13 * 1e-3 / (power.mean() * time[-1]), 1, 3)
            self.assertAlmostEqual(d["mean_voltage"], d["areal_power"] / d["current_density"], 9)

    def test_loadings_add_up_with_a_liquid(self):
        for cell, poured in (("asakura2020_swagelok", False), ("asakura2020_liquid", True)):
            (self.folder / "other.yaml").write_text(RUN.format(root=ROOT).replace("asakura2020_swagelok", cell).replace(
                "particle: 10}", "particle: 10, separator: 5}" if poured else "particle: 10}"))
            d = self.run_closo("other.yaml")
            whole = d["composite_loading"] + d["separator_loading"] + d["anode_loading"]  # mg/cm2
            energy = d["areal_capacity"] * d["mean_voltage"] * 1e3  # uWh/cm2
            self.assertAlmostEqual(d["specific_energy_cell"] * whole / energy, 1, 9)
            self.assertAlmostEqual(d["specific_energy_composite"] * d["composite_loading"] / energy, 1, 9)
            solids = d["areal_capacity"] * 1e3 / d["specific_capacity"] / d["active_fraction"]
            self.assertEqual(d["composite_loading"] > 1.01 * solids, poured)

    def test_a_run_without_a_discharge_has_none_of_it(self):
        d = self.run_closo("run.yaml", "protocol.0=Rest for 1 hour")
        self.assertNotEqual(d["specific_energy_cell"], d["specific_energy_cell"])
        d = self.run_closo("run.yaml", "limits.lower=4.12 V", "protocol.0=Discharge at C/10 until 4.12 V")
        self.assertEqual((d["specific_energy_cell"], d["areal_capacity"]), (0, 0))  # at its cut-off at once

    def test_the_achieved_column_of_the_paper(self):
        d = self.run_closo(ROOT / "examples/12_targets/run.yaml")
        for name, value, share in (("specific_energy_active", 443, 0.02), ("specific_energy_composite", 310, 0.02),
                                   ("specific_energy_cell", 33, 0.02)):
            self.assertAlmostEqual(d[name], value, delta=share * value, msg=name)
        # Separator, ions to the mean place in the composite through what the film has left, and the metal of 31 ohm cm2, on four times the
        # area of 0.2 MPa
        with h5py.File(self.folder / "out.h5") as file:
            across = file["cycles/ion_resistance"][-1]
        self.assertTrue(45 < across < 80, across)
        self.assertAlmostEqual(d["resistance_internal"], 50 + across / 3 + 31 / 4, delta=1)
        self.assertTrue(0.93 <= d["areal_capacity"] <= 1, d["areal_capacity"])
        told = tool("analyse", "targets", "out.h5", cwd=self.folder)
        self.assertRegex(told.stdout, r"energy efficiency .* met")
        self.assertRegex(told.stdout, r"areal capacity +0\.9\d+ +1 +5  -4\.0\d*, 19% of the way")
        drawn = tool("plot", "out.h5", "--kind", "targets", "-o", "targets.png", cwd=self.folder)
        self.assertEqual(drawn.returncode, 0, drawn.stderr)
        self.assertGreater((self.folder / "targets.png").stat().st_size, 10000)
        refused = tool("plot", "run.yaml", "--kind", "targets", cwd=self.folder)
        self.assertEqual((refused.returncode, len(refused.stderr.splitlines())), (2, 1), refused.stderr)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
