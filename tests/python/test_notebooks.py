"""The notebooks run from their first cell to the last in an empty folder, and come to what is known."""
import contextlib
import io
import os
import pathlib
import tempfile
import unittest

import closo
import notebook
import numpy as np

FOLDER = pathlib.Path(os.environ["CLOSO_SOURCE"]) / "examples" / "notebooks"


class Notebooks(unittest.TestCase):
    def run_in_empty_folder(self, name):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        with contextlib.redirect_stdout(io.StringIO()):
            return notebook.run(FOLDER / name)

    def test_a_first_cell(self):
        names = self.run_in_empty_folder("1_first_cell.ipynb")
        alone = closo.load("asakura2020_swagelok").run({"positive.active_loading": "8 mg/cm2"}, names["fast"])
        np.testing.assert_array_equal(names["results"][8]["voltage"], alone["voltage"])
        self.assertIn("maximum that the cell can deliver", names["weak"].steps["stop_reason"][-1])

    def test_a_rate_test(self):
        names = self.run_in_empty_folder("2_rate_test.ipynb")
        self.assertLess(np.abs(names["total"] - names["gap"]).max(), 1e-10)
        self.assertTrue(np.all(np.diff(names["capacity"]) < 0))
        # The separator's loss is a resistance times the current: proportional to the thickness.
        self.assertAlmostEqual(names["table"]["5C"]["separator"] / names["thin"]["separator"], 6, delta=0.05)

    def test_a_measured_file(self):
        names = self.run_in_empty_folder("3_measured_file.ipynb")
        self.assertTrue(np.all(names["both"] < 0.15 * names["rms"]({})))
        self.assertAlmostEqual(names["both"][0], 0.9, delta=0.2)  # 1 mV of noise, which the comparison interpolates

    def test_a_fit(self):
        names = self.run_in_empty_folder("4_fit.ipynb")
        for fit in (names["found"], names["both"]):
            for (key, found), truth in zip(fit.parameters.items(), (78, 4e-16)):
                half = 0.5 * (found.high - found.low)
                self.assertLess(abs(found.value - truth), 1.5 * half, key)  # 3 standard deviations
        self.assertLess(names["both"].parameters["cell.positive.contact"].high - 78, 0.3)

    def test_a_design(self):
        names = self.run_in_empty_folder("5_design.ipynb")
        units = {"positive.active_loading": "mg/cm2", "separator.thickness": "um", "negative.thickness": "um", "positive.porosity": "%"}
        values = {name: (names["changes"][f"values/{name}"][-1], unit) for name, unit in units.items()}
        values["separator.loading"] = (73.2 / 600 * values["separator.thickness"][0], "mg/cm2")
        design = names["cell"].run(values, names["protocol"]).design
        self.assertGreater(design["specific_energy_cell"], 99.9)
        self.assertGreater(design["energy_efficiency"], 0.8499)
        self.assertEqual(len(names["found"]), 96)
        k = int(np.nanargmax(names["energy"]))
        self.assertAlmostEqual(names["cell"].run(names["cases"][k], names["protocol"]).design["specific_energy_cell"],
                               names["energy"].max(), places=9)


if __name__ == "__main__":
    unittest.main()
