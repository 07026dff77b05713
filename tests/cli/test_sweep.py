#!/usr/bin/env python3
"""closo sweep: its cases, what is kept of them, failures, kills and refusals.

Usage: test_sweep.py CLOSO          CLOSO_KILLS=100 kills that many sweeps instead of 6, half of them under mpirun
"""
import math
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import h5py
    import numpy as np
except ImportError:
    h5py = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ""
KILLS = int(os.environ.get("CLOSO_KILLS", "4"))
MPIRUN = shutil.which("mpirun")
# Open MPI itself leaves memory behind at its end, which is no leak of ours.
NO_LEAKS = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
MPI = {**os.environ, "ASAN_OPTIONS": NO_LEAKS, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
       "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none", "OMPI_MCA_mpi_yield_when_idle": "1"}
RUN = """closo: 1
title: one cycle
cell: {root}/params/cells/asakura2020_swagelok.yaml
start: {{stoichiometry: 1}}
mesh: {{positive: 4, particle: 8}}
tolerance: 1e-4
protocol: [Charge at 1C until 4.15 V, Discharge at 1C until 2.5 V]
"""
SWEEP = """closo: 1
title: loading and thickness
run: run.yaml
cases:
  - {key: positive.active_loading, from: 0.5 mg/cm2, to: 20 mg/cm2, points: 4, scale: log}
  - {key: separator.thickness, values: [20 um, 0.6 mm]}
keep:
  design: [specific_energy_cell, specific_capacity, limiting_loss, resistance_1s]
  cycles: [{cycle: last, quantity: energy_efficiency}]
  curves: [{step: 2, points: 5}]
limits: {time_steps: 100000, wall_time: 100 s}
"""
MANY = SWEEP.replace("points: 4", "points: POINTS").replace("[20 um, 0.6 mm]", "[20 um, 600 um]").replace(
    "cases:\n", "cases:\n  - {key: positive.porosity, from: 5 %, to: 104 %, points: 10}\n")


def run(*arguments, cwd, launcher=(), env=None):
    return subprocess.run([*launcher, PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=600, check=False,
                          env=env)


def table(path):
    """All datasets, as bytes where they are numbers: NaN included."""
    content = {}
    with h5py.File(path) as file:
        def keep(name, item):
            if isinstance(item, h5py.Dataset):
                values = item[()]
                content[name] = values.tolist() if values.dtype == object else (values.shape, values.tobytes())
        file.visititems(keep)
    return content


@unittest.skipIf(h5py is None, "h5py is not installed for this Python")
class InFolder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "run.yaml").write_text(RUN.format(root=ROOT))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def sweep(self, text, *arguments, **others):
        (self.folder / "sweep.yaml").write_text(text)
        result = run("sweep", "-q", "sweep.yaml", "-o", "out.h5", *arguments, cwd=self.folder, **others)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return table(self.folder / "out.h5")


class Cases(InFolder):
    def columns(self, cases):
        text = SWEEP[:SWEEP.index("cases:")] + "cases:\n" + cases + SWEEP[SWEEP.index("keep:"):]
        self.sweep(text)
        with h5py.File(self.folder / "out.h5") as file:
            return {name: values[:] for name, values in file["cases"].items()}

    def test_the_last_entry_changes_fastest_and_lists_take_the_unit_of_the_first(self):
        self.sweep(SWEEP)
        with h5py.File(self.folder / "out.h5") as file:
            loading, thickness = (file["cases/cell." + key] for key in ("positive.active_loading", "separator.thickness"))
            np.testing.assert_allclose(loading[::2], 0.5 * 40 ** (np.arange(4) / 3), rtol=1e-14)
            self.assertEqual((thickness[:2].tolist(), thickness.attrs["units"]), ([20, 600], "um"))
            self.assertEqual(file["cases/number"][:].tolist(), list(range(8)))
            self.assertTrue((file["cases/time_steps"][:] > 10).all())
            for name in ("specific_capacity", "time", "voltage"):
                self.assertEqual(file[f"curves/step_2/{name}"].shape, (8, 5))
            self.assertTrue((np.diff(file["curves/step_2/time"][:]) > 0).all())
            np.testing.assert_allclose(file["curves/step_2/voltage"][:, -1], 2.5, atol=1e-6)
            np.testing.assert_allclose(file["curves/step_2/specific_capacity"][:, -1], file["design/specific_capacity"][:], rtol=1e-12)

    def test_a_curve_whose_charge_passes_that_of_the_start(self):
        """A discharge that gives more than was charged before: the charge since the start changes its sign on the way."""
        run_file = self.folder / "run.yaml"
        text = run_file.read_text()
        self.addCleanup(run_file.write_text, text)
        head = text[:text.index("protocol:")].replace("start: {stoichiometry: 1}", "start: {voltage: 3.9 V}")
        run_file.write_text(head + "protocol: [Charge at C/5 for 30 minutes, Discharge at C/5 until 2.5 V]\n")
        self.assertIn("3.9 V", head)
        self.columns("  - {key: separator.thickness, values: [500 um]}\n")
        result = run("run", "-q", "run.yaml", "-o", "one.h5", "--set", "separator.thickness=500 um", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        with h5py.File(self.folder / "out.h5") as file, h5py.File(self.folder / "one.h5") as one:
            capacity, time = file["curves/step_2/specific_capacity"][0], file["curves/step_2/time"][0]
            self.assertAlmostEqual(capacity[-1] / one["steps/specific_capacity"][1], 1, 9)
            self.assertGreater(one["series/charge"][-1], 0)
        np.testing.assert_allclose(time / time[-1], np.linspace(0, 1, len(time)), atol=1e-9)  # the current is constant
        np.testing.assert_allclose(capacity / capacity[-1], np.linspace(0, 1, len(time)), atol=1e-12)

    def test_zip_and_texts(self):
        c = self.columns("  - zip:\n      - {key: temperature, values: [25 degC, 333.15 K]}\n"
                         "      - {key: protocol.1, values: [Discharge at 1C until 2.5 V, Discharge at C/5 until 2.6 V]}\n")
        np.testing.assert_allclose(c["cell.temperature"], [25, 60])
        self.assertEqual(c["protocol.1"].tolist(), [0, 1])
        with h5py.File(self.folder / "out.h5") as file:
            self.assertEqual(file["axes/protocol.1"][1], b"Discharge at C/5 until 2.6 V")
            self.assertGreater(file["design/specific_capacity"][1], file["design/specific_capacity"][0])

    def test_samplings_fill_their_bounds(self):
        axes = "[{key: positive.porosity, low: 5 %, high: 30 %}, {key: separator.thickness, low: 10 um, high: 1000 um, scale: log}]"
        for method in ("latin_hypercube", "sobol"):
            seed = ", seed: 4" if method == "latin_hypercube" else ""
            with self.subTest(method):
                c = self.columns(f"  - {{{method}: {axes}, points: 32{seed}}}\n")
                unit = [(c["cell.positive.porosity"] - 5) / 25, np.log(c["cell.separator.thickness"] / 10) / np.log(100)]
                for z in unit:
                    self.assertTrue(((z >= 0) & (z < 1)).all())
                    parts = np.sort(np.floor(z * 32)) if method == "latin_hypercube" else np.unique(np.floor(z * 16))
                    np.testing.assert_array_equal(parts, np.arange(len(parts)))  # one in each part
                self.assertEqual(len(parts), 32 if method == "latin_hypercube" else 16)

    def test_a_table_of_cases_and_a_dependent_value(self):
        (self.folder / "cases.csv").write_text("positive.active_loading [mg/cm2],positive.contact\n2,0.8\n4,0.9\n")
        text = SWEEP[:SWEEP.index("cases:")] + "cases: [{table: cases.csv}]\ndependent:\n  - {key: separator.thickness, unit: um, " \
            "expression: '10 * m + 5', variables: {m: {key: positive.active_loading, unit: mg/cm2}}}\n" + SWEEP[SWEEP.index("keep:"):]
        self.sweep(text)
        with h5py.File(self.folder / "out.h5") as file:
            np.testing.assert_allclose(file["cases/cell.separator.thickness"][:], [25, 45], rtol=1e-12)
            np.testing.assert_allclose(file["cases/cell.positive.contact"][:], [0.8, 0.9])

    def test_rows_are_those_of_closo_run(self):
        self.sweep(SWEEP)
        with h5py.File(self.folder / "out.h5") as file:
            for case in (0, 3, 7):
                values = [f"{key}={file['cases/cell.' + key][case]!r} {unit}"
                          for key, unit in (("positive.active_loading", "mg/cm2"), ("separator.thickness", "um"))]
                result = run("run", "-q", "run.yaml", "-o", "one.h5", "--set", values[0], "--set", values[1], cwd=self.folder)
                self.assertEqual(result.returncode, 0, result.stderr)
                with h5py.File(self.folder / "one.h5") as one:
                    for name, values in file["design"].items():
                        self.assertEqual(values[case].tobytes(), one["design"][name][()].tobytes(), name)
                    self.assertEqual(file["cycles/last/energy_efficiency"][case], one["cycles/energy_efficiency"][-1])
                    self.assertEqual(file["cases/time_steps"][case], one["statistics/integrator_steps"][:].sum())

    def test_check_tells_cases_time_and_size(self):
        (self.folder / "sweep.yaml").write_text(SWEEP)
        result = run("check", "sweep.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("a sweep of 8 cases", result.stdout)
        self.assertRegex(result.stdout, r"8 of 8 cases tried, 0 failed: .* ms each, about .* threads?\n.* MB of numbers, 200 bytes")


class Execution(InFolder):
    def test_impossible_cases_are_explained_and_the_rest_go_on(self):
        self.sweep(MANY.replace("POINTS", "3"))
        with h5py.File(self.folder / "out.h5") as file:
            failed = file["cases/failed"][:] == 1
            np.testing.assert_array_equal(failed, file["cases/cell.positive.porosity"][:] >= 100)
            self.assertEqual(failed.sum(), 6)
            np.testing.assert_array_equal(np.isnan(file["design/specific_capacity"][:]), failed)
            np.testing.assert_array_equal(file["failures/case"][:], np.flatnonzero(failed))
            for reason, arguments in zip(file["failures/reason"].asstr()[:], file["failures/input"].asstr()[:]):
                self.assertIn("porosity", reason)
                again = subprocess.run(f"{PROGRAM} run run.yaml -o no.h5 {arguments}", shell=True, cwd=self.folder, capture_output=True,
                                       text=True, check=False)
                self.assertEqual(again.returncode, 2)
                self.assertIn("0 <= value < 1", again.stderr)

    def test_limits_give_cases_up(self):
        self.sweep(SWEEP)
        with h5py.File(self.folder / "out.h5") as file:
            middle = int(np.median(file["cases/time_steps"][:]))
        for limit, phrase in ((f"time_steps: {middle}", f"limit of the sweep exceeded ({middle} time steps)"),
                              ("wall_time: 1 us", "time limit of the sweep exceeded (1e-06 s)")):
            text = SWEEP.replace("time_steps: 100000, wall_time: 100 s", limit)
            if "wall" in limit:  # all of them
                (self.folder / "sweep.yaml").write_text(text)
                result = run("sweep", "-q", "sweep.yaml", "-o", "out.h5", cwd=self.folder)
                self.assertEqual(result.returncode, 1)
                self.assertIn("all cases failed; first error: " + phrase, result.stderr)
            else:
                self.sweep(text)
            with h5py.File(self.folder / "out.h5") as file:
                self.assertGreater(file["cases/failed"][:].sum(), 0)
                self.assertTrue(file["failures/reason"].asstr()[0].startswith(phrase))

    def test_any_number_of_threads_and_ranks_gives_the_same(self):
        text = MANY.replace("POINTS", "5")
        alone = self.sweep(text, "--threads", "1")
        self.assertEqual(self.sweep(text, "--threads", "7"), alone)
        if MPIRUN is None:
            self.skipTest("no mpirun")
        for ranks, threads in ((2, 1), (3, 2)):
            launcher = [MPIRUN, "-n", str(ranks)]
            self.assertEqual(self.sweep(text, "--threads", str(threads), launcher=launcher, env=MPI), alone)
            self.assertTrue((self.folder / "out.rank1.h5").exists())
        self.assertEqual(self.sweep(text), alone)
        self.assertFalse((self.folder / "out.rank1.h5").exists())  # nothing of an older sweep is left


class Kills(InFolder):
    """A killed sweep goes on to what an undisturbed one gives, on threads and on ranks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        points, cls.seconds = 10, 0.0
        while cls.seconds < 1.5:
            (cls.folder / "sweep.yaml").write_text(MANY.replace("POINTS", str(points)))
            begin = time.monotonic()
            assert run("sweep", "-q", "sweep.yaml", "-o", "whole.h5", cwd=cls.folder).returncode == 0
            cls.seconds = time.monotonic() - begin
            points = math.ceil(points * min(3, max(1.2, 1.7 / cls.seconds)))
        cls.whole = table(cls.folder / "whole.h5")

    def command(self, name, ranks):
        program = [PROGRAM, "sweep", "-q", "sweep.yaml", "-o", name, "--resume"]
        return [MPIRUN, "-n", str(ranks), *program] if ranks else program

    @staticmethod
    def family(pid):
        """A process and those below it, the youngest last."""
        found = [pid]
        for parent in found:
            for task in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        return found

    def kill(self, moments, name, ranks):
        process = subprocess.Popen(self.command(name, ranks), cwd=self.folder, env=MPI, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.05, self.seconds * 0.8) + (0.4 if ranks else 0))
        family = self.family(process.pid)
        if process.poll() is None:
            os.kill(moments.choice(family), signal.SIGKILL)  # one rank, or mpirun
        process.wait(60)
        deadline = time.monotonic() + 60  # the others notice by themselves
        while any(pathlib.Path(f"/proc/{pid}").exists() for pid in family) and time.monotonic() < deadline:
            time.sleep(0.02)

    def test_killed_at_any_moment(self):
        moments = random.Random(11)
        for k in range(KILLS):
            name, ranks = f"{k}.h5", 2 if k % 2 and MPIRUN else 0
            with self.subTest(kill=k, ranks=ranks):
                for _ in range(1 + k % 3 // 2):
                    self.kill(moments, name, ranks)
                end = 0 if k % 4 == 3 else ranks  # ranks may be followed by threads
                result = subprocess.run(self.command(name, end), cwd=self.folder, env=MPI, capture_output=True, text=True, check=False)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual(table(self.folder / name), self.whole)
                for path in self.folder.glob(f"{k}.*"):
                    path.unlink()

    def test_interrupted_from_the_keyboard(self):
        process = subprocess.Popen([PROGRAM, "sweep", "-q", "sweep.yaml", "-o", "stopped.h5"], cwd=self.folder, stderr=subprocess.PIPE)
        time.sleep(self.seconds / 3)
        process.send_signal(signal.SIGINT)
        message = process.communicate()[1].decode()
        self.assertEqual(process.returncode, 1)
        self.assertRegex(message, r"interrupted after [1-9]\d* of \d+ cases; repeat the command with --resume to continue")
        self.assertEqual(run("sweep", "-q", "sweep.yaml", "-o", "stopped.h5", "--resume", cwd=self.folder).returncode, 0)
        self.assertEqual(table(self.folder / "stopped.h5"), self.whole)
        before = (self.folder / "stopped.h5").read_bytes()
        self.assertEqual(run("sweep", "-q", "sweep.yaml", "-o", "stopped.h5", "--resume", cwd=self.folder).returncode, 0)
        self.assertEqual((self.folder / "stopped.h5").read_bytes(), before)

    def test_another_sweep_cannot_go_on(self):
        (self.folder / "other.yaml").write_text(MANY.replace("POINTS", "11"))
        before = (self.folder / "whole.h5").read_bytes()
        result = run("sweep", "other.yaml", "-o", "whole.h5", "--resume", cwd=self.folder)
        self.assertEqual((result.returncode, len(result.stderr.splitlines())), (2, 1), result.stderr)
        self.assertEqual((self.folder / "whole.h5").read_bytes(), before)


class ValueWithinAText(InFolder):
    def test_equals_the_list_of_these_texts(self):
        run_file = self.folder / "run.yaml"
        run_file.write_text(run_file.read_text().replace("Discharge at 1C until", "Discharge at 0.1 mA/cm2 until"))
        steps = [f"Discharge at {current} mA/cm2 until 2.5 V" for current in (0.05, 0.1, 0.15)]
        sweeps = {"range": '{key: protocol.1, text: "Discharge at {} until 2.5 V", from: 0.05 mA/cm2, to: 0.15 mA/cm2, points: 3}',
                  "list": f"{{key: protocol.1, values: {steps}}}"}
        for name, axis in sweeps.items():
            (self.folder / f"{name}.yaml").write_text(re.sub(r"cases:\n.*\n.*\n", f"cases:\n  - {axis}\n", SWEEP))
            self.assertEqual(run("sweep", f"{name}.yaml", "-o", f"{name}.h5", cwd=self.folder).returncode, 0)
        with h5py.File(self.folder / "range.h5") as a, h5py.File(self.folder / "list.h5") as b:
            np.testing.assert_allclose(a["cases/protocol.1"], [0.05, 0.1, 0.15])
            self.assertEqual(a["cases/protocol.1"].attrs["units"], "mA/cm2")
            np.testing.assert_allclose(a["design/specific_capacity"], b["design/specific_capacity"], rtol=1e-9)
            self.assertGreater(np.ptp(a["design/specific_capacity"]), 1)


class Refusal(InFolder):
    def test_bad_sweeps(self):
        (self.folder / "unit.csv").write_text("positive.active_loading [um]\n2\n")
        (self.folder / "key.csv").write_text("positive.activeloading [mg/cm2]\n2\n")
        cases = {  # what stands in the file, by what it is replaced, and what is said
            "closo: 1": [("closo: 2", "closo")],
            "run: run.yaml": [("run: none.yaml", "a file"), (f"run: {ROOT}/params/cells/asakura2020_swagelok.yaml", "a run"),
                              ("run: {run: run.yaml, set: {tolerance: 7}}", "tolerance"), ("runs: run.yaml", "run")],
            "key: positive.active_loading, from: 0.5 mg/cm2, to: 20 mg/cm2": [
                ('key: protocol.1, text: "Discharge at 1C", from: 1 mA, to: 2 mA', "exactly one {}"),
                ('key: protocol.1, text: "Discharge at {}", from: 1 mA, to: 2 mA', "cases.0.text"),
                ('key: protocol.1, text: "Discharge at {} until 2.5 V", from: 1 mA, to: 2 mA', "cases.0.text")],
            "key: positive.active_loading": [("key: positive.activ_loading", "a value in the run"), ("kee: positive.active_loading", "'key'"),
                                             ("key: positive", "a value in the run")],
            "from: 0.5 mg/cm2": [("from: 0.5 um", "a unit that matches"), ("from: 0 mg/cm2", "above 0"), ("from: 30 mg/cm2", "a value above 'from'"),
                                 ("from: half", "a number"), ("values: [1 mg/cm2], from: 1 mg/cm2", "either")],
            "points: 4": [("points: 1", "points"), ("points: many", "points"), ("point: 4", "points")],
            "scale: log": [("scale: cubic", "'linear', 'log'"), ("scael: log", "unknown key")],
            "[20 um, 0.6 mm]": [("[]", "values"), ("[20 um, [1]]", "a single value"), ("[20 s]", "a unit that matches"), ("[20 um, 5 s]", "um")],
            "{key: separator.thickness, values: [20 um, 0.6 mm]}": [
                ("{key: positive.active_loading, values: [1 mg/cm2]}", "once"), ("{table: none.csv}", "a file"), ("{table: unit.csv}", "a unit"),
                ("{table: key.csv}", "a quantity"), ("{sobol: [{key: pressure, low: 1 MPa, high: 0.1 MPa}], points: 3}", "a value above 'low'"),
                ("{latin_hypercube: [{key: pressure, low: 1 MPa, high: 2 MPa}], points: 3}", "seed"),
                ("{key: pressure, from: 1 MPa, to: 2 MPa, points: 100000}\n  - {key: temperature, from: 25 degC, to: 30 degC, points: 10000}",
                 "at most 1000000000 cases"),
                ("{zip: [{key: pressure, values: [1 MPa]}, {key: temperature, values: [25 degC, 30 degC]}]}", "1 values")],
            "keep:\n": [("dependent: [{key: pressure, unit: MPa, expression: 'a +', variables: {a: {key: temperature, unit: K}}}]\nkeep:\n", "expression"),
                        ("dependent: [{key: pressure, unit: s, expression: 'a', variables: {a: {key: temperature, unit: K}}}]\nkeep:\n", "unit"),
                        ("dependent: [{key: pressure, unit: MPa, expression: 'b', variables: {a: {key: temperature, unit: K}}}]\nkeep:\n", "b"),
                        ("dependent: [{key: pressure, unit: MPa, expression: 'a', variables: {a: {key: temperatur, unit: K}}}]\nkeep:\n", "a value")],
            "specific_energy_cell": [("specific_energy_sell", "did you mean 'specific_energy_cell'?"), ("specific_capacity", "only once")],
            "quantity: energy_efficiency": [("quantity: efficiency", "energy_efficiency")],
            "cycle: last": [("cycle: first", "cycle")],
            "step: 2": [("step: 0", "step")],
            "limits: {time_steps: 100000": [("limits: {time_steps: 0", "time_steps"), ("limits: {steps: 5", "unknown key")],
        }
        for old, replacements in cases.items():
            for new, phrase in replacements:
                with self.subTest(new):
                    self.assertIn(old, SWEEP)
                    (self.folder / "bad.yaml").write_text(SWEEP.replace(old, new, 1))
                    for command in ("sweep", "check"):
                        result = run(command, "bad.yaml", cwd=self.folder)
                        self.assertEqual(result.returncode, 2, result.stderr)
                        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
                        self.assertIn(phrase, result.stderr)
                        self.assertRegex(result.stderr, r"^closo: \S+\.(yaml|csv)(:\d+)?: |^closo: --set")
                    self.assertEqual([path.name for path in self.folder.iterdir() if path.name.startswith("bad")], ["bad.yaml"])

    def test_nothing_that_was_read_is_overwritten(self):
        (self.folder / "bad.yaml").write_text(SWEEP)
        for file in ("bad.yaml", "run.yaml"):
            before = (self.folder / file).read_bytes()
            result = run("sweep", "bad.yaml", "-o", file, cwd=self.folder)
            self.assertEqual((result.returncode, len(result.stderr.splitlines())), (2, 1), result.stderr)
            self.assertEqual((self.folder / file).read_bytes(), before)

    @unittest.skipIf(MPIRUN is None, "no mpirun")
    def test_ranks_complain_once(self):
        (self.folder / "bad.yaml").write_text(SWEEP.replace("points: 4", "points: 0"))
        result = run("sweep", "bad.yaml", cwd=self.folder, launcher=[MPIRUN, "-n", "2"], env=MPI)
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr.count("closo: bad.yaml"), 1, result.stderr)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
