"""What is wrong is said at once, in one sentence that names it."""
import os
import pathlib
import tempfile
import unittest

import numpy as np

import closo
from closo import columns

SOURCE = pathlib.Path(os.environ["CLOSO_SOURCE"])
CYCLE = ["Charge at C/10 until 4.15 V", "Discharge at 1C until 2.5 V"]
AT = np.linspace(10, 2000, 20)


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cell = closo.load("asakura2020_swagelok")

    def assert_refused(self, kind, *cases):
        """Each case is work that raises, and what the sentence must have in it."""
        for work, *parts in cases:
            with self.subTest(expected=parts):
                with self.assertRaises(kind) as caught:
                    work()
                self.assertIs(type(caught.exception), kind)
                message = str(caught.exception)
                self.assertNotIn("\n", message)
                for part in parts:
                    self.assertIn(part, message)


class Outputs(BadInput):
    def test_wrong_names_are_refused_with_the_near_ones(self):
        run, map_, simulator = self.cell.run, self.cell.map, self.cell.simulator
        self.assert_refused(
            ValueError,
            (lambda: run(protocol=CYCLE, outputs=["nope"]), "'nope'", "Tables are cell, mesh, series"),
            (lambda: run(protocol=CYCLE, outputs=["series/volts"]), "'series/volts'", "did you mean 'series/voltage'"),
            (lambda: run(protocol=CYCLE, outputs="desing"), "did you mean 'design'"),
            (lambda: run(protocol=CYCLE, outputs=["mean_voltage"]), "'steps/mean_voltage' or 'design/mean_voltage'"),
            (lambda: map_([{}], CYCLE, outputs=["nope"]), "'nope'"),
            (lambda: simulator(["positive.contact"], "volts", protocol=CYCLE), "did you mean 'voltage'"),
            (lambda: simulator(["positive.contact"], "design/mean_voltage", protocol=CYCLE), "no column of series"),
            (lambda: simulator(["positive.contact"], "positive_plated_beyond", at=AT, protocol=CYCLE)([0.8]),
             "this cell has no column 'positive_plated_beyond'"))
        self.assert_refused(TypeError, (lambda: run(protocol=CYCLE, outputs=[3]), "found 3"))

    def test_a_lone_name_and_those_of_others_are_taken(self):
        whole = self.cell.run(protocol=CYCLE)
        for name in ("voltage", "series/voltage", "Voltage [V]"):
            result = self.cell.run(protocol=CYCLE, outputs=name)
            self.assertEqual(list(result), ["series/voltage"])
            np.testing.assert_array_equal(result["voltage"], whole["voltage"])
        mapped = self.cell.map([{}], CYCLE, outputs="design")
        self.assertEqual(mapped[0].result.tables, ["design"])
        np.testing.assert_array_equal(mapped["design/mean_voltage"], [whole["design/mean_voltage"]])
        plain = self.cell.simulator(["positive.contact"], ["voltage", "current"], at=AT, protocol=CYCLE)([0.8])
        theirs = self.cell.simulator(["positive.contact"], ["Voltage / V", "Current / A"], at=AT, protocol=CYCLE)([0.8])
        np.testing.assert_array_equal(theirs, [plain[0], -plain[1]])
        self.assertLess(plain[1].max(), 0)

    def test_every_column_of_a_run_is_a_name(self):
        eis = {"eis": {"from": "10 kHz", "to": "10 Hz", "points_per_decade": 5}}
        for name in ("01_first_cycle", "20_solid_and_liquid", "28_blend", "29_thin_film"):
            result = closo.load(SOURCE / "examples" / name / "run.yaml").run(protocol=["Rest for 1 s", eis])
            paths = list(result)
            self.assertGreater(len(paths), 100)
            self.assertEqual(columns.outputs(paths), paths)
            for path in paths:
                table, _, column = path.rpartition("/") if path.startswith("impedance") else path.partition("/")
                axes = columns.axes(table, column)
                self.assertEqual(len(axes), np.ndim(result[path]), path)


class Arguments(BadInput):
    def test_what_is_no_cell(self):
        with tempfile.TemporaryDirectory() as folder:
            binary = pathlib.Path(folder, "cell.yaml")
            binary.write_bytes(b"closo: 1\n\xff\xfe\n")
            missing = pathlib.Path(folder, "none.yaml")
            text = "closo: 1\ncell: asakura2020_swagelok\nstart: {voltage: 4 V}\n"
            for source, file, key, expected in (
                    (missing, str(missing), "", "a cell or a run in YAML, or a result file"),
                    ("no_such_cell", "no_such_cell", "", "the name of a cell"),
                    ("", "load", "", "the name of a cell"),
                    (binary, str(binary), "", "in YAML"),
                    ({"closo": 1, "cell": "asakura2020_swagelok", "protocl": CYCLE}, "dict", "protocol", "with 'protocl'"),
                    (text, "text", "protocol", "with 'start'")):
                with self.subTest(source=source), self.assertRaises(closo.InputError) as caught:
                    closo.load(source)
                error = caught.exception
                self.assertEqual((error.file, error.key), (file, key))
                self.assertIn(expected, error.expected)
                self.assertTrue(str(error).startswith(file))
        self.assert_refused(
            TypeError,
            (lambda: closo.load(None), "found None"),
            (lambda: closo.load(["a"]), "found ['a'] (list)"),
            (lambda: closo.load({"closo": 1, "cell": {1, 2}}), "found {1, 2} (set)"),
            (lambda: closo.load({"closo": 1, "cell": 1j}), "found 1j (complex)"))

    def test_paths_and_arrays_in_a_dict_are_taken(self):
        path = SOURCE / "params" / "cells" / "asakura2020_swagelok.yaml"
        cell = closo.load({"closo": 1, "cell": path, "protocol": np.array(CYCLE), "mesh": {"positive": np.int64(10)}})
        np.testing.assert_array_equal(cell.run()["voltage"], self.cell.run(protocol=CYCLE, mesh={"positive": 10})["voltage"])

    def test_what_is_no_value(self):
        key = "separator.thickness"
        for value, found in ((None, ""), ("", ""), (object(), "object"), (1j, "1j"), ((1, 2, 3), "(1, 2, 3)"),
                             (("a", "um"), "'a'"), ((1, 2), "(1, 2)"), (np.bool_(True), "true"), (True, "true"),
                             (np.array([1.0, 2.0]), "a sequence"), ([100, "um"], "a sequence"), (float("nan"), "nan")):
            with self.subTest(value=value), self.assertRaises(closo.InputError) as caught:
                self.cell.run({key: value}, CYCLE)
            error = caught.exception
            self.assertEqual(error.file, "the case")
            self.assertIn(key, error.key)
            self.assertIn(found, error.value)
            self.assertTrue(error.expected)

    def test_quantities_of_another_kind(self):
        import pint

        with self.assertRaises(closo.InputError) as caught:
            self.cell.run({"separator.thickness": pint.UnitRegistry().Quantity(3, "kg")}, CYCLE)
        self.assertEqual((caught.exception.key, caught.exception.value), ("separator.thickness", "3 kilogram"))

    def test_arguments_of_another_type(self):
        run, cell = self.cell.run, self.cell
        self.assert_refused(
            TypeError,
            (lambda: run("8 mg/cm2", CYCLE), "values: found '8 mg/cm2'", "dict of values by their keys"),
            (lambda: run(CYCLE), "values: found a value of type list"),
            (lambda: run({3: 1}, CYCLE), "values: found the key 3"),
            (lambda: run({None: 1}, CYCLE), "values: found the key None"),
            (lambda: run(protocol=5), "protocol: found 5", "Discharge at 1C"),
            (lambda: run(protocol=CYCLE, mesh=10), "mesh: found 10"),
            (lambda: run(protocol=CYCLE, record=["cycles"]), "record: found ['cycles']"),
            (lambda: cell.map(None, CYCLE), "cases: found None"),
            (lambda: cell.map({"separator.thickness": 1e-4}, CYCLE), "cases: found", "expected a list of dicts"),
            (lambda: cell.map("thick", CYCLE), "cases: found 'thick'"),
            (lambda: cell.map([{}], CYCLE, threads=1.5), "threads: found 1.5"),
            (lambda: cell.map([{}], CYCLE, executor=3), "executor: found 3", "submit"))
        self.assert_refused(
            ValueError,
            (lambda: cell.map([{}], CYCLE, threads=-1), "threads: found -1"),
            (lambda: cell.map([{}], CYCLE, parts=-1), "parts: found -1"),
            (lambda: cell.impedance([[10, 1]]), "shape (1, 2)"),
            (lambda: closo.compare(cell, []), "measured: empty"))

    def test_a_step_may_stand_alone(self):
        loop = {"repeat": 2, "steps": CYCLE}
        self.assertEqual(self.cell.run(protocol=loop).cycles.rows, 2)

    def test_cases_that_are_none_are_rows(self):
        thick = {"separator.thickness": 1e-4}
        key = "separator.thickness"
        bad = [{key: object()}, {key: ("a", "um")}, {3: 1}, "thick", {key: None}]
        cases = self.cell.map([bad[0], thick, *bad[1:], thick], CYCLE)
        self.assertEqual(list(cases.failed), [True, False, True, True, True, True, False])
        for case, part in zip([cases[0], *cases[2:6]], ("object", "'a'", "the key 3", "'thick'", "separator.thickness: missing")):
            self.assertIn(part, case.reason)
        alone = self.cell.run(thick, CYCLE)["design/mean_voltage"]
        np.testing.assert_array_equal(cases["design/mean_voltage"][[1, 6]], [alone, alone])
        self.assertEqual(list(cases.to_pandas()["failed"]), list(cases.failed))


class Simulators(BadInput):
    def simulator(self, parameters=("positive.contact",), **options):
        return self.cell.simulator(parameters, **{"protocol": CYCLE, "at": AT, **options})

    def test_what_no_simulator_has_is_refused_when_it_is_made(self):
        for parameters, key, value in ((["positive.contct"], "cell.positive.contct", "contct"),
                                       ({"nope": "um"}, "cell.nope", "nope"),
                                       ({"positive.contact": "kg"}, "positive.contact", "kg"),
                                       ({"separator.thickness": "um/s"}, "separator.thickness", "um/s")):
            with self.subTest(parameters=parameters), self.assertRaises(closo.InputError) as caught:
                self.simulator(parameters)
            self.assertEqual((caught.exception.key, caught.exception.value), (key, value))
        key = "positive.contact"
        self.assert_refused(
            ValueError,
            (lambda: self.simulator(transform={key: "ln"}), "found 'ln'", "'log10'"),
            (lambda: self.simulator(transform={"x": "log"}), "x is no parameter", key),
            *((lambda at=at: self.simulator(at=at), "rising times")
              for at in ([3, 2, 1], [1, 1], [np.nan], [1, np.nan], [-5, 1], [1, np.inf], [], 5, [[1, 2]])))
        self.assert_refused(TypeError, (lambda: self.simulator([3]), "the key 3"))

    def test_units_and_settings_that_there_are_are_taken(self):
        expected = self.simulator(["separator.thickness", "tolerance"])([1e-4, 1e-5])
        found = self.simulator({"separator.thickness": "um", "tolerance": ""})([100, 1e-5])
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        contact = self.simulator("positive.contact")
        self.assertEqual(contact.parameters, ["positive.contact"])
        np.testing.assert_allclose(contact([0.8]), self.simulator({"positive.contact": "%"})([80]), rtol=1e-12)

    def test_thetas_and_measurements_of_another_shape(self):
        f, zeros = self.simulator(), np.zeros(len(AT))
        self.assert_refused(
            ValueError,
            (lambda: f(80), "shape ()", "positive.contact"),
            (lambda: f([80, 1]), "shape (2,)"),
            (lambda: f.batch([80, 70]), "shape (2,)", "(thetas, 1)"),
            (lambda: f.batch([[80]], threads=-1), "threads: found -1"),
            (lambda: f.residual(zeros[:7]), "shape (7,)", "(20,)"),
            (lambda: f.residual(zeros[:1]), "shape (1,)"),
            (lambda: f.residual(zeros, 0), "sigma", "above 0"),
            (lambda: f.loglike(zeros, -1), "sigma", "above 0"),
            (lambda: f.loglike(zeros, np.ones(3)), "sigma", "(3,)"),
            (lambda: f.loglike(zeros + np.nan, 1), "NaN"))

    def test_a_transform_beyond_all_numbers_has_no_result(self):
        f = self.simulator(transform={"positive.contact": "log10"})
        loglike = f.loglike(np.full(len(AT), 3.9), 0.1)
        self.assertEqual(loglike([1000]), -np.inf)
        self.assertEqual(list(np.isfinite(loglike([[1000], [-0.1]]))), [False, True])
        self.assertEqual(list(np.isnan(f.batch([[1000], [-0.1]])).all(axis=1)), [True, False])
        with self.assertRaises(closo.InputError):
            f([1000])


if __name__ == "__main__":
    unittest.main()
