"""Many cases and the studies of the command from Python: the same numbers as one by one, and as the command."""
import concurrent.futures
import contextlib
import io
import json
import os
import pathlib
import pickle
import subprocess
import tempfile
import unittest

import numpy as np

import closo
from closo import _core, command

SOURCE = pathlib.Path(os.environ["CLOSO_SOURCE"])
CELL = SOURCE / "params" / "cells" / "asakura2020_swagelok.yaml"
CYCLE = ["Charge at C/10 until 4.15 V", "Discharge at 1C until 2.5 V"]
CASES = [{"positive.active_loading": f"{loading} mg/cm2"} for loading in (1, 4, -1, 8)] + [
    {"protocol.1": "Discharge at 2C until 2.5 V"}, {"separator.thickness": 1e-4, "mesh.positive": 10}, {"no.such": 1}]


class Cases(unittest.TestCase):
    def setUp(self):
        self.cell = closo.load(CELL)

    def assert_one_by_one(self, cases):
        self.assertEqual(list(cases.failed), [False, False, True, False, False, False, True])
        self.assertIn("cell.positive.active_loading", cases[2].reason)
        self.assertIn("no", cases[6].reason)
        for case, values in zip(cases, CASES):
            self.assertEqual(case.values, values)
            if case.failed:
                continue
            alone = self.cell.run(values, CYCLE)
            self.assertEqual(case.result.tables, ["series", "design"])
            np.testing.assert_array_equal(case.result["voltage"], alone["voltage"])
            self.assertEqual(case.result["design/mean_voltage"], alone["design/mean_voltage"])

    def test_cases_are_those_of_single_runs(self):
        outputs = ["series/voltage", "design/mean_voltage"]
        for threads in (1, 3):
            cases = self.cell.map(CASES, CYCLE, threads=threads, outputs=outputs)
            self.assert_one_by_one(cases)
        means = cases["design/mean_voltage"]
        self.assertTrue(np.isnan(means[2]) and not np.isnan(means[3]))
        self.assertEqual(cases["series/voltage"][0].shape, cases[0].result["voltage"].shape)
        frame = cases.to_pandas()
        np.testing.assert_array_equal(frame["design/mean_voltage"], means)
        self.assertEqual(list(frame["failed"]), list(cases.failed))
        with self.assertRaises(KeyError):
            cases["design/none"]

    def test_cases_in_other_processes(self):
        outputs = ["series/voltage", "design/mean_voltage"]
        for pool in (concurrent.futures.ProcessPoolExecutor(2), concurrent.futures.ThreadPoolExecutor(2)):
            with pool as executor:
                self.assert_one_by_one(self.cell.map(CASES, CYCLE, outputs=outputs, executor=executor))
        pickled = pickle.dumps(self.cell.map(CASES, CYCLE))
        self.assertEqual(repr(pickle.loads(pickled)), "<closo.Cases: 7 cases, 2 of which failed>")

    def test_parts_for_an_executor(self):
        class Cluster:
            """As that of Dask: it does not tell how many workers it has."""

            def __init__(self, pool):
                self.pool, self.sizes = pool, []

            def submit(self, work, run, texts, *arguments):
                self.sizes.append(len(texts))
                return self.pool.submit(work, run, texts, *arguments)

        cases = [{"positive.contact": 0.5 + 0.005 * k} for k in range(70)]
        expected = self.cell.map(cases, CYCLE)["design/mean_voltage"]
        self.assertGreater(np.ptp(expected), 0)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for parts, sizes in ((0, [18, 18, 18, 16]), (10, [7] * 10), (100, [1] * 70)):
                cluster = Cluster(pool)
                found = self.cell.map(cases, CYCLE, executor=cluster, parts=parts)
                np.testing.assert_array_equal(found["design/mean_voltage"], expected)
                self.assertEqual(cluster.sizes, sizes)
            self.assertEqual(len(self.cell.map([], CYCLE, executor=Cluster(pool))), 0)

    def test_progress_is_told(self):
        told = io.StringIO()
        with contextlib.redirect_stderr(told):
            self.cell.map([{}] * 3, CYCLE, progress=True)
        self.assertTrue(told.getvalue().endswith("\r3 of 3 cases\n"), told.getvalue())

    def test_what_fails_while_they_run_ends_them(self):
        def fail(_):
            raise ZeroDivisionError

        cycles = [{"repeat": 100000, "steps": CYCLE}]
        with self.assertRaises(ZeroDivisionError):
            _core.study(self.cell._run(cycles), [[("protocol.0", "Rest for 1 s")], []], ["steps"], [], 2, fail)

    def test_a_bad_run_is_no_case(self):
        with self.assertRaises(closo.InputError):
            self.cell.map(CASES, ["Discharge at noon"])
        self.assertEqual(len(self.cell.map([], CYCLE)), 0)


class Studies(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def by_command(self, *arguments):
        path = self.folder / "command.h5"
        subprocess.run([command.path(), *map(str, arguments), "-q", "-o", path], check=True, stdout=subprocess.DEVNULL)
        return closo.read(path)

    def assert_same(self, a, b):
        self.assertEqual(list(a), list(b))
        self.assertGreater(len(a), 0)
        for path in a:
            np.testing.assert_array_equal(a[path], b[path], err_msg=path)

    def test_a_sweep(self):
        run = {"closo": 1, "cell": str(CELL), "protocol": CYCLE}
        (self.folder / "run.yaml").write_text(json.dumps(run))
        sweep = {"closo": 1, "title": "loadings", "run": str(self.folder / "run.yaml"),
                 "cases": [{"key": "positive.active_loading", "values": ["1 mg/cm2", "4 mg/cm2", "8 mg/cm2"]}],
                 "keep": {"design": ["mean_voltage"]}}
        (self.folder / "sweep.yaml").write_text(json.dumps(sweep))
        theirs = self.by_command("sweep", self.folder / "sweep.yaml")
        for source in (self.folder / "sweep.yaml", sweep):
            self.assert_same(closo.sweep(source), theirs)
        kept = closo.sweep(sweep, self.folder / "kept.h5", threads=1)
        self.assert_same(kept, theirs)
        mapped = closo.load(CELL).map([{"positive.active_loading": (n, "mg/cm2")} for n in (1, 4, 8)], CYCLE)
        np.testing.assert_array_equal(kept["design/mean_voltage"], mapped["design/mean_voltage"])
        grid = {**sweep, "cases": [*sweep["cases"], {"key": "positive.contact", "values": [0.7, 0.8]}]}
        self.assert_kept(closo.sweep(grid), closo.sweep(grid, self.folder / "grid.h5"))

    def assert_kept(self, result, theirs, **options):
        """A result in memory has its file, as what was pickled has: that of the command, which is drawn like any other."""
        for held in (result, pickle.loads(pickle.dumps(result))):
            saved = held.save(self.folder / "saved.h5")
            self.assert_same(closo.read(saved), theirs)
            self.assertIs(type(closo.read(saved)), type(result))
            self.assertTrue(held.plot(**options).axes)

    def test_inputs_that_are_no_files(self):
        run = {"closo": 1, "cell": str(CELL), "protocol": CYCLE}
        sweep = {"closo": 1, "title": "contact", "run": "run.yaml", "cases": [{"key": "positive.contact", "values": [0.8]}],
                 "keep": {"design": ["mean_voltage"]}}
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        with self.assertRaises(closo.InputError) as caught:
            closo.sweep(sweep)
        self.assertEqual((caught.exception.file, caught.exception.key, caught.exception.value), ("dict", "run", "run.yaml"))
        self.assertNotIn("closo-", str(caught.exception))
        pathlib.Path("run.yaml").write_text(json.dumps(run))
        mean = closo.load(run).run({"positive.contact": 0.8})["design/mean_voltage"]
        self.assertEqual(closo.sweep(sweep)["design/mean_voltage"], [mean])
        self.assertEqual(os.listdir(), ["run.yaml"])
        for wrong, key, value in (({"cases": [{"key": "positive.contact", "values": ["1 kg"]}]}, "cases.0", "1 kg"),
                                  ({"title": []}, "title", "a sequence of 0 entries")):
            with self.assertRaises(closo.InputError) as caught:
                closo.sweep({**sweep, **wrong})
            error = caught.exception
            self.assertIn(key, error.key)
            self.assertEqual((error.file, error.line, error.value), ("dict", 0, value))
            self.assertTrue(str(error).startswith("dict: "), error)
        os.chdir("/proc")  # where nobody can write
        self.assertEqual(closo.sweep({**sweep, "run": self.folder / "run.yaml"})["design/mean_voltage"], [mean])
        for work, part in ((lambda: closo.sweep(closo.load(run)), "sweep: found"), (lambda: closo.eis(None), "eis: found None")):
            with self.assertRaisesRegex(TypeError, part):
                work()

    def test_a_comparison_and_a_spectrum(self):
        folder = SOURCE / "examples" / "06_compare_and_fit"
        theirs = self.by_command("compare", folder / "run.yaml", "--measured", folder / "measured.csv",
                                 "--set", "positive.contact=80 %")
        values = {"positive.contact": "80 %"}
        ours = closo.compare(folder / "run.yaml", folder / "measured.csv", values)
        self.assert_same(ours, theirs)
        self.assert_kept(ours, theirs)
        self.assert_same(closo.compare(closo.load(folder / "run.yaml"), [folder / "measured.csv"], values), theirs)
        theirs = self.by_command("eis", folder / "run.yaml", "--to", "1 Hz", "--set", "separator.thickness=0.0001 m")
        ours = closo.eis(folder / "run.yaml", {"separator.thickness": 1e-4}, end="1 Hz")
        self.assert_same(ours, theirs)
        self.assert_same(closo.eis(closo.load(folder / "run.yaml"), {"separator.thickness": 1e-4}, end=1), theirs)
        self.assert_kept(ours, theirs)
        saved = ours.save(self.folder / "spectrum.h5")
        theirs = self.by_command("spectrum", saved)
        self.assert_same(closo.spectrum(saved), theirs)
        self.assert_kept(closo.spectrum(saved), theirs)

    def test_a_fit(self):
        run = {"closo": 1, "cell": str(CELL), "protocol": CYCLE}
        (self.folder / "run.yaml").write_text(json.dumps(run))
        truth = closo.load(CELL).run({"positive.contact": "70 %"}, CYCLE)
        capacity = float(truth["cycles/discharge_specific_capacity"][0])
        fit = {"closo": 1, "title": "contact", "runs": {"cycle": str(self.folder / "run.yaml")},
               "parameters": [{"key": "positive.contact", "low": "60 %", "high": "90 %"}], "starts": 2, "seed": 1,
               "confidence": "95 %",
               "targets": [{"run": "cycle", "cycle": 1, "quantity": "discharge_specific_capacity", "value": f"{capacity!r} mAh/g",
                            "uncertainty": "1 mAh/g"}]}
        (self.folder / "fit.yaml").write_text(json.dumps(fit))
        theirs = self.by_command("fit", self.folder / "fit.yaml", "--cell", self.folder / "fitted.yaml")
        ours = closo.fit(fit)
        self.assert_same(ours, theirs)
        read = closo.read(ours.save(self.folder / "ours.h5"))
        self.assertEqual((read.parameters, read.chi2), (ours.parameters, ours.chi2))
        self.assertEqual(pickle.loads(pickle.dumps(ours)).fitted.text(), ours.fitted.text())
        self.assertRaisesRegex(closo.RunError, "closo.load", lambda: read.fitted)
        self.assertAlmostEqual(ours.fitted.get("positive.contact", "1"), 0.7, places=4)
        found = ours.parameters["cell.positive.contact"]
        self.assertEqual((found.unit, found.determined, found.remark), ("%", True, ""))
        self.assertAlmostEqual(found.value, 70, places=2)
        self.assertEqual((ours.degrees_of_freedom, ours.uncertainty_scale), (0, 1))
        self.assertAlmostEqual(ours.confidence, 0.95, places=12)
        capacities = [closo.load(CELL).run({"positive.contact": (contact, "%")}, CYCLE)["cycles/discharge_specific_capacity"][0]
                      for contact in (69, 71)]
        half = found.high - found.value  # what changes the capacity by 1.96 mAh/g
        self.assertAlmostEqual(half, 1.96 * 2 / (capacities[1] - capacities[0]), delta=0.05 * half)
        self.assertLess(ours.chi2, 1e-6)


if __name__ == "__main__":
    unittest.main()
