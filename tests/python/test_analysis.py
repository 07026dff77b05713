"""closo.analysis, closo.data and closo.importers from Python: what they say of a result is what they say of its file."""
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

import closo
from closo.data.errors import DataError

PROTOCOL = ["Charge at C/10 until 4.15 V", "Discharge at C/5 until 2.5 V"]
PULSES = {"repeat": 4, "steps": ["Discharge at C/10 for 10 min", "Rest for 30 min"]}
HERE = pathlib.Path(__file__).resolve().parent
WITH_NUMPY_ALONE = """
import sys
for name in ("h5py", "matplotlib"):
    sys.modules[name] = None
import closo
result = closo.read(sys.argv[1])
for name in closo.analysis.__all__:
    getattr(closo.analysis, name)
print(len(closo.analysis.gitt.pulses(result)[0]), len(closo.data.curves.read_steps(result)))
"""


class Analysis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cell = closo.load("asakura2020_swagelok")
        cls.runs = {name: cell.run(protocol=protocol, save=cls.folder / f"{name}.h5") for name, protocol in
                    (("cycle", PROTOCOL), ("gitt", [PROTOCOL[0], "Rest for 30 min", PULSES]))}
        cls.files = {name: h5py.File(cls.folder / f"{name}.h5") for name in cls.runs}
        for file in cls.files.values():
            cls.addClassCleanup(file.close)

    def forms(self, name):
        """A run in memory, read from its file, and its file opened by h5py."""
        return self.runs[name], closo.read(self.folder / f"{name}.h5"), self.files[name]

    def same(self, function, name):
        """The value of a function of a run, which is the same in all its forms."""
        *others, of_file = (function(form) for form in self.forms(name))
        for other in others:
            np.testing.assert_equal(other, of_file)
        return of_file

    def test_gitt(self):
        gitt = closo.analysis.gitt
        pulses = self.same(gitt.pulses, "gitt")
        radius, classes = self.same(gitt.radius_of, "gitt")
        self.assertEqual((pulses.shape, classes), ((4, 4), 1))
        np.testing.assert_allclose(pulses[1], 600)
        put_in = closo.load("asakura2020_swagelok").get("materials.nvopf.diffusivity", "m2/s")
        np.testing.assert_allclose(gitt.diffusivity(radius, *pulses[1:]), put_in, rtol=0.4)
        with self.assertRaisesRegex(DataError, "no recorded pulse"):
            gitt.pulses(self.runs["cycle"])

    def test_losses(self):
        losses = closo.analysis.losses
        self.assertEqual(self.same(losses.last_steps, "cycle"), (2, 1))
        means = self.same(lambda form: losses.mean_losses(form, 2), "cycle")
        run = self.runs["cycle"]
        rows = run["step"] == 2
        lost, charge = (run["open_circuit_voltage"] - run["voltage"])[rows], run["charge"][rows]
        mean = np.sum((lost[1:] + lost[:-1]) / 2 * np.diff(charge)) / np.ptp(charge)
        self.assertAlmostEqual(sum(means.values()), 1e3 * mean, places=6)
        capacity = self.same(lambda form: losses.capacity(form, rows), "cycle")
        self.assertAlmostEqual(capacity[-1], run.cycles["discharge_specific_capacity"][0], places=6)
        self.assertEqual(self.same(lambda form: closo.data.cycles.Cycles(form).branch(1, 1)[0], "cycle").size, rows.sum())

    def test_steps(self):
        run = self.runs["cycle"]
        steps = [self.same(lambda form: [getattr(step, name) for step in closo.data.curves.read_steps(form)], "cycle")
                 for name in ("voltage", "current", "time")]
        np.testing.assert_array_equal(np.concatenate(steps[0]), run["voltage"])
        _, voltage, _, charge = self.same(closo.analysis.ocv.open_circuit_voltage, "cycle")
        np.testing.assert_array_equal(closo.analysis.ocv.open_circuit_voltage(self.folder / "cycle.h5")[1], voltage)
        self.assertAlmostEqual(charge, np.ptp(run["charge"][run["step"] == 2]), places=3)
        rows = closo.analysis.resistances.resistances(closo.data.curves.read_steps(run), [0, 60])
        (number, current, values), = rows
        before, after = (run["voltage"][run["step"] == step] for step in (1, 2))
        drop = run["current"][run["step"] == 1][-1] - current
        self.assertEqual(number, 2)
        self.assertAlmostEqual(values[0], (after[0] - before[-1]) / drop)

    def test_sweeps(self):
        sweep = self.folder / "sampled.h5"
        run = {"closo": 1, "title": "A discharge", "cell": "asakura2020_swagelok", "start": {"voltage": "4.1 V"},
               "protocol": ["Discharge at C/2 until 2.5 V"], "mesh": {"positive": 4, "particle": 8}}
        (self.folder / "run.yaml").write_text(json.dumps(run))
        closo.sweep({"closo": 1, "title": "Two keys", "run": str(self.folder / "run.yaml"), "keep": {"design": ["specific_energy_cell"]},
                     "cases": [{"points": 31, "sobol": [
                         {"key": "positive.active_loading", "low": "1 mg/cm2", "high": "4 mg/cm2"},
                         {"key": "separator.thickness", "low": "50 um", "high": "200 um"}]}]}, output=sweep)
        with h5py.File(sweep) as file:
            expected = closo.analysis.sensitivity.sensitivity(file)
        found = closo.analysis.sensitivity.sensitivity(closo.read(sweep))
        np.testing.assert_equal(vars(found), vars(expected))
        self.assertGreater(found.total.sum(), 0.9)

    def test_targets(self):
        wanted = closo.data.tables.read_targets(closo.data.tables.library("targets/asakura2020.csv"))
        values = self.same(lambda form: closo.analysis.targets.read_design(form, wanted), "cycle")
        self.assertEqual(values[0], self.runs["cycle"].design[wanted[0]["design"]] * wanted[0]["factor"])

    def test_conductivity(self):
        run = closo.load(HERE.parents[1] / "examples/16_conductivity/run.yaml").run()
        path = os.environ.pop("PATH")  # on which a closo might be
        try:
            circuits, _, lines = closo.analysis.conductivity.conductivity(run)
            figure = run.plot()
        finally:
            os.environ["PATH"] = path
        closo.plot.write_table(figure, self.folder / "conductivity.csv")
        with open(self.folder / "conductivity.csv", newline="", encoding="utf-8") as file:
            drawn = [float(row["y"]) for row in csv.DictReader(file) if row["curve"].startswith(("conductivity", "total, the conductivity"))
                     and not row["curve"].endswith("line") and row["y quantity"].startswith("Conductivity")]
        np.testing.assert_allclose(drawn, 1e3 * lines["total"].kappa)
        self.assertEqual(len(circuits), len(drawn))

    def test_what_is_no_result(self):
        with self.assertRaisesRegex(DataError, "closo.read"):
            closo.analysis.gitt.pulses("gitt.h5")

    def test_numpy_is_all_that_analyses_need(self):
        done = subprocess.run([sys.executable, "-B", "-c", WITH_NUMPY_ALONE, self.folder / "gitt.h5"], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.stdout.split(), ["4", "10"], done.stderr)

    def test_results_are_drawn_as_their_files_are(self):
        drawn = [closo.plot.draw(source, kind="overlay", labels="cycle") for source in self.forms("cycle")[:2]]
        drawn.append(closo.plot.draw(self.folder / "cycle.h5", kind="overlay", labels="cycle"))
        tables = []
        for number, figure in enumerate(drawn):
            closo.plot.write_table(figure, self.folder / f"{number}.csv")
            tables.append((self.folder / f"{number}.csv").read_text("utf-8"))
        self.assertEqual(tables[0], tables[2])
        self.assertEqual(tables[1], tables[2])


class Importers(unittest.TestCase):
    def test_a_table_is_what_the_command_writes(self):
        measured = HERE.parent / "cli/measured/neware_cycling.csv"
        table = closo.importers.read(measured)
        with tempfile.TemporaryDirectory() as folder:
            files = [pathlib.Path(folder, name) for name in ("read.csv", "command.csv")]
            table.save(files[0])
            subprocess.run([sys.executable, "-B", "-m", "closo.importers", measured, "-o", files[1]], check=True, capture_output=True)
            self.assertEqual(*(file.read_text("utf-8") for file in files))
            written = np.genfromtxt(files[1], delimiter=",", names=True, deletechars="")
        for name in table:
            np.testing.assert_array_equal(table[name], written[name.replace(" ", "_")])
        self.assertEqual(table.units, {name: name.split(" / ")[1] for name in table})
        self.assertEqual((table.kind, table.rows), ("cycling", 4))

    def test_a_wrong_name_is_one_error(self):
        measured = HERE.parent / "cli/measured/neware_cycling.csv"
        for options, said in (({"columns": {"volts": "U"}}, "columns: found 'volts'"), ({"kind": "pulses"}, "kind: found 'pulses'"),
                              ({"imaginary": "minus"}, "imaginary: found 'minus'")):
            with self.assertRaisesRegex(closo.importers.BadFile, said):
                closo.importers.read(measured, **options)
        with self.assertRaisesRegex(KeyError, "there are: Test Time / s"):
            closo.importers.read(measured)["Voltage"]


class Packages(unittest.TestCase):
    def test_what_they_offer_is_there(self):
        for package in (closo.analysis, closo.data, closo.importers, closo.plot):
            for name in package.__all__:
                self.assertIsNotNone(getattr(package, name))
            self.assertLessEqual(set(package.__all__) - {"draw"}, set(dir(package)))
            with self.assertRaisesRegex(AttributeError, "no_such_name"):
                package.no_such_name


if __name__ == "__main__":
    unittest.main()
