"""Runs that begin where the result of another one ended, and steps that end at their own limits.

    test_start_result.py CLOSO
"""
import pathlib
import shutil
import unittest

import h5py
import numpy as np

from in_folder import InFolder

ROOT = pathlib.Path(__file__).resolve().parents[2]
CELL = ROOT / "params/cells/asakura2020_swagelok.yaml"
STEPS = ["Charge at C/10 until 4.15 V", "Hold at 4.15 V until C/15 or for 1 hour", "Rest for 10 minutes",
         "Discharge at C/10 until 2.5 V or until 60 mAh/g", "Ramp to 3.9 V at 1 mV/s", "Charge at 1 mW/cm2 for 20 minutes",
         "Discharge at 1C until 2.5 V"]


def run_text(steps, begin=None, more=""):
    head = f"closo: 1\ntitle: a test\ncell: {CELL}\nstart: {{stoichiometry: 1}}\nmesh: {{positive: 6, particle: 8}}\ntolerance: 1e-4\n"
    if begin is not None:
        head = f"closo: 1\ntitle: a test\nstart: {begin}\n"
    return head + more + "protocol:\n" + "".join(f"  - {step}\n" for step in steps)


class OfSteps(InFolder):
    def run_steps(self, name, steps, begin=None, more="", options=(), status=0):
        (self.folder / f"{name}.yaml").write_text(run_text(steps, begin, more))
        return self.closo("run", f"{name}.yaml", "-o", f"{name}.h5", *options, status=status).stderr

    def read(self, name, *datasets):
        with h5py.File(self.folder / f"{name}.h5") as file:
            return [file[d][()] for d in datasets]

    def state(self, name, group="progress"):
        with h5py.File(self.folder / f"{name}.h5") as file:
            return {key: np.array(value) for key, value in file[f"{group}/state"].items()}

    def assert_same_state(self, a, b):
        self.assertEqual(a.keys(), b.keys())
        for key in a:
            np.testing.assert_array_equal(a[key], b[key], key)


class Limits(OfSteps):
    def test_a_discharge_after_a_hold_with_a_time_limit_goes_to_its_voltage(self):
        self.run_steps("cccv", STEPS[:2] + ["Discharge at C/10 until 2.5 V"])
        capacity, kind, limit, value, voltage = self.read("cccv", "steps/specific_capacity", "steps/stop_kind", "steps/stop_limit",
                                                          "steps/stop_value", "steps/end_voltage")
        self.assertEqual([k.decode() for k in kind], ["upper_voltage", "current_fell", "lower_voltage"])
        self.assertEqual(limit[2], 2.5)
        self.assertAlmostEqual(voltage[2], 2.5, delta=1e-6)
        self.assertAlmostEqual(value[2], 2.5, delta=1e-6)
        self.run_steps("held", STEPS[:2])
        self.run_steps("fresh", ["Discharge at C/10 until 2.5 V"], "{result: held.h5}")
        self.assertAlmostEqual(capacity[2], self.read("fresh", "steps/specific_capacity")[0][0], delta=1e-9)


class Chains(OfSteps):
    def test_a_run_is_the_chain_of_its_steps_bit_for_bit(self):
        self.run_steps("whole", STEPS)
        self.run_steps("link0", STEPS[:1])
        for k in range(1, len(STEPS)):
            self.run_steps(f"link{k}", STEPS[k:k + 1], f"{{result: link{k - 1}.h5, counters: continue}}")
        last = f"link{len(STEPS) - 1}"
        self.assert_same_state(self.state("whole"), self.state(last))
        for dataset in ("charge", "duration", "mean_voltage", "start_voltage", "end_voltage", "start_time", "number", "cycle"):
            whole = self.read("whole", f"steps/{dataset}")[0]
            links = np.concatenate([self.read(f"link{k}", f"steps/{dataset}")[0] for k in range(len(STEPS))])
            np.testing.assert_array_equal(whole, links, dataset)
        for dataset in ("time", "voltage", "charge", "energy", "step"):
            whole = self.read("whole", f"series/{dataset}")[0]
            links = np.concatenate([self.read(f"link{k}", f"series/{dataset}")[0] for k in range(len(STEPS))])
            np.testing.assert_array_equal(whole, links, dataset)
        for dataset in ("discharge_capacity", "charge_capacity", "retention", "coulombic_efficiency", "film_charge"):
            np.testing.assert_array_equal(self.read("whole", f"cycles/{dataset}")[0][-1], self.read(last, f"cycles/{dataset}")[0][-1])
        for dataset in ("specific_capacity", "resistance_1s", "loss_separator", "energy_efficiency"):
            np.testing.assert_array_equal(*(self.read(name, f"design/{dataset}")[0] for name in ("whole", last)), dataset)

    def test_counters_begin_at_zero_unless_they_go_on(self):
        self.run_steps("aged", STEPS[:4])
        self.run_steps("next", ["Charge at C/5 until 4.15 V"], "{result: aged.h5}")
        number, cycle, start = self.read("next", "steps/number", "steps/cycle", "steps/start_time")
        self.assertEqual((number[0], cycle[0], start[0]), (1, 1, 0))
        time, charge, energy, metal = self.read("next", "series/time", "series/charge", "series/energy", "series/metal_thickness")
        self.assertEqual((time[0], charge[0], energy[0]), (0, 0, 0))
        self.assertEqual(metal[0], self.read("aged", "series/metal_thickness")[0][-1])
        self.run_steps("on", ["Charge at C/5 until 4.15 V"], "{result: aged.h5, counters: continue}")
        np.testing.assert_allclose(self.read("on", "steps/charge")[0], self.read("next", "steps/charge")[0], rtol=1e-9)
        self.assertEqual(self.read("on", "steps/number")[0][0], 5)
        self.assertEqual(self.read("on", "series/time")[0][0], self.read("aged", "series/time")[0][-1])

    def test_a_result_holds_what_its_run_began_with(self):
        self.run_steps("first", STEPS[:2])
        self.run_steps("second", STEPS[2:5], "{result: first.h5}")
        (self.folder / "first.h5").unlink()
        self.closo("run", "second.h5", "-o", "again.h5")
        self.assert_same_state(self.state("second"), self.state("again"))
        self.assertIn("a run can only continue with the same cell",
                      self.closo("run", "second.h5", "-o", "third.h5", "--set", "positive.porosity=20 %", status=2).stderr)

    def test_conditions_and_limits_may_differ(self):
        self.run_steps("first", STEPS[:1])
        self.run_steps("warm", ["Discharge at C/10 until 2.5 V"], "{result: first.h5}",
                       "set: {temperature: 60 degC, pressure: 1 MPa, limits.lower: 3.7 V}\n")
        temperature, voltage = self.read("warm", "steps/temperature", "steps/end_voltage")
        self.assertEqual(temperature[0], 333.15)
        self.assertAlmostEqual(voltage[0], 3.7, delta=1e-6)

    def test_the_same_value_in_another_unit_is_the_same_cell(self):
        self.run_steps("first", STEPS[:1])
        self.run_steps("next", ["Rest for 1 s"], "{result: first.h5}", "set: {separator.thickness: 0.6 mm, area: 113 mm2}\n")

    def test_it_can_be_stated_on_the_command_line(self):
        self.run_steps("first", STEPS[:2])
        self.run_steps("other", STEPS[3:4], options=("--set", "start={result: first.h5}"))
        self.run_steps("named", STEPS[3:4], "{result: first.h5}")
        self.assert_same_state(self.state("other"), self.state("named"))


    def test_a_sweep_begins_there_in_every_case(self):
        self.run_steps("first", STEPS[:2])
        (self.folder / "next.yaml").write_text(run_text(["Discharge at 1C until 2.5 V"], "{result: first.h5}"))
        (self.folder / "sweep.yaml").write_text("closo: 1\ntitle: warm and cold\nrun: next.yaml\n"
                                                "cases: [{key: temperature, values: [10 degC, 60 degC]}]\n"
                                                "keep: {cycles: [{cycle: 1, quantity: discharge_capacity}]}\n")
        self.closo("sweep", "sweep.yaml", "-o", "sweep.h5")
        single = []
        for temperature in ("10 degC", "60 degC"):
            self.closo("run", "next.yaml", "-o", "single.h5", "--set", f"temperature={temperature}")
            single.append(self.read("single", "cycles/discharge_capacity")[0][0])
        np.testing.assert_array_equal(self.read("sweep", "cycles/1/discharge_capacity")[0], single)


class OtherMeshes(OfSteps):
    def sodium(self, name, group="progress"):
        """Of the particles, over what they can hold, weighted by their control volumes."""
        with h5py.File(self.folder / f"{name}.h5") as file:
            y, volume = file[f"{group}/state/stoichiometry"][()], file["mesh/shell_volume"][()]
        return np.einsum("prx,r->", y, volume) / y.shape[2]

    def test_a_finer_mesh_gets_the_same_content(self):
        self.run_steps("coarse", ["Charge at 1C until 4.15 V"])
        for mesh in ("{positive: 13, particle: 21}", "{positive: 4, particle: 5, grading: 1.5}"):
            self.run_steps("other", ["Rest for 1 s"], "{result: coarse.h5}", f"mesh: {mesh}\n")
            self.assertAlmostEqual(self.sodium("other", "start") / self.sodium("coarse"), 1, delta=1e-12)
            voltage = self.read("other", "steps/start_voltage")[0][0]
            self.run_steps("same", ["Rest for 1 s"], "{result: coarse.h5}")
            self.assertAlmostEqual(voltage, self.read("same", "steps/start_voltage")[0][0], delta=0.03)


class Errors(OfSteps):
    def check(self, begin, expected, more=""):
        said = self.run_steps("bad", ["Rest for 1 s"], begin, more, status=2)
        self.assertEqual(len(said.splitlines()), 1, said)
        self.assertIn(expected, said)
        self.assertFalse((self.folder / "bad.h5").exists())

    def test_bad_starts_are_refused_in_one_line(self):
        self.run_steps("first", STEPS[:1])
        self.check("{result: missing.h5}", "start.result: found 'missing.h5'")
        self.check("{result: first.yaml}", "not a result file of closo")
        self.check("{result: first.h5, counters: maybe}", "counters")
        self.check("{result: first.h5, voltage: 4 V}", "voltage")
        self.check("{result: first.h5}", "cell.positive.active_loading", "set: {positive.active_loading: 8 mg/cm2}\n")
        self.check("{result: first.h5}", "materials.nvopf.diffusivity", "set: {materials.nvopf.diffusivity: 1e-17 m2/s}\n")

    def test_the_result_is_not_written_over(self):
        self.run_steps("first", STEPS[:1])
        before = (self.folder / "first.h5").read_bytes()
        (self.folder / "next.yaml").write_text(run_text(["Rest for 1 s"], "{result: first.h5}"))
        self.closo("run", "next.yaml", "-o", "first.h5", status=2)
        self.assertEqual((self.folder / "first.h5").read_bytes(), before)

    def test_a_damaged_state_is_refused_by_its_name(self):
        self.run_steps("first", STEPS[:3])
        cases = {"cycle": np.nan, "figures": -1.5, "state/contact": np.nan, "step": -1, "version": 1, "walk/entry": 7, "state/stoichiometry": None, "energy": np.inf}
        for dataset, value in cases.items():
            with self.subTest(dataset):
                shutil.copy(self.folder / "first.h5", self.folder / "damaged.h5")
                with h5py.File(self.folder / "damaged.h5", "a") as file:
                    file.attrs["outcome"] = "interrupted"
                    if value is None:
                        del file[f"progress/{dataset}"]
                    else:
                        file[f"progress/{dataset}"][...] = value
                self.assertIn(f"/progress/{dataset.split('/')[0]}", self.closo("run", "--resume", "damaged.h5", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
