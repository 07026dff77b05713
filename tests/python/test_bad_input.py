"""What is wrong is said at once, in one sentence that names it."""
import os
import pathlib
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


if __name__ == "__main__":
    unittest.main()
