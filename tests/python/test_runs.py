"""Cells, runs and results from Python, against what the command writes for the same input."""
import importlib
import json
import os
import pathlib
import pickle
import subprocess
import tempfile
import unittest

import h5py
import numpy as np

import closo
from closo import command

SOURCE = pathlib.Path(os.environ["CLOSO_SOURCE"])
CELL = SOURCE / "params" / "cells" / "asakura2020_swagelok.yaml"
CYCLE = ["Charge at C/10 until 4.15 V", "Discharge at 1C until 2.5 V"]


def run_by_command(folder, *options, protocol=CYCLE):
    """The result file of the command for the reference cell."""
    file = pathlib.Path(folder, "run.yaml")
    file.write_text(json.dumps({"closo": 1, "cell": str(CELL), "protocol": protocol}))
    subprocess.run([command.path(), "run", "-q", file, "-o", file.with_suffix(".h5"), *options], check=True)
    return file.with_suffix(".h5")


def columns_of(path):
    """All columns of the tables of a run, by their paths."""
    found = {}
    with h5py.File(path) as file:
        def add(name, item):
            if isinstance(item, h5py.Dataset) and name.split("/")[0] not in ("progress", "start"):
                found[name] = item.asstr()[()] if h5py.check_string_dtype(item.dtype) else item[()]
        file.visititems(add)
    return found


class Runs(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def assert_same(self, result, path):
        stored = columns_of(path)
        self.assertEqual(set(result), set(stored))
        for name, values in stored.items():
            np.testing.assert_array_equal(result[name], values, err_msg=name)

    def test_a_run_has_the_numbers_of_the_command(self):
        path = run_by_command(self.folder)
        result = closo.load(CELL).run(protocol=CYCLE)
        self.assert_same(result, path)
        with h5py.File(path) as file:
            self.assertEqual(result.stop_reason, file.attrs["stop_reason"])
            self.assertEqual(result.units["steps/duration"], file["steps/duration"].attrs["units"])
        self.assert_same(closo.read(path), path)

    def test_all_ways_to_state_a_value_agree(self):
        import pint

        cell = closo.load("asakura2020_swagelok")
        path = run_by_command(self.folder, "--set", "positive.active_loading=8 mg/cm2", "--set", "mesh.positive=10")
        values = ["8 mg/cm2", (8, "mg/cm2"), pint.UnitRegistry().Quantity(8, "mg/cm**2"), 0.08, np.float64(0.08)]
        for value in values:
            result = cell.run({"positive.active_loading": value}, CYCLE, mesh={"positive": 10})
            np.testing.assert_allclose(result["voltage"], closo.read(path)["voltage"], rtol=1e-12, err_msg=repr(value))
        self.assert_same(cell.run({"positive.active_loading": "8 mg/cm2"}, CYCLE, mesh={"positive": 10}), path)
        thick = cell.with_values({"positive.active_loading": "8 mg/cm2"})
        self.assert_same(thick.run(protocol=CYCLE, mesh={"positive": 10}), path)

    def test_all_ways_to_load_agree(self):
        path = run_by_command(self.folder)
        text = (self.folder / "run.yaml").read_text()
        for source in (self.folder / "run.yaml", str(self.folder / "run.yaml"), text, json.loads(text), path):
            cell = closo.load(source)
            self.assertTrue(cell.has_protocol)
            self.assert_same(cell.run(), path)
        self.assert_same(pickle.loads(pickle.dumps(closo.load(path))).run(), path)
        # another protocol in the place of its own
        np.testing.assert_array_equal(closo.load(path).run(protocol=CYCLE[:1])["voltage"],
                                      closo.load(CELL).run(protocol=CYCLE[:1])["voltage"])

    def test_saved_results_repeat_the_run(self):
        cell = closo.load(CELL)
        values = {"separator.thickness": "100 um"}
        result = cell.run(values, CYCLE)
        saved = result.save(self.folder / "saved.h5")
        self.assert_same(result, saved)
        self.assert_same(cell.run(values, CYCLE, save=self.folder / "once.h5"), saved)
        self.assert_same(closo.load(saved).run(), saved)
        copied = closo.read(saved).save(self.folder / "copy.h5")
        self.assertEqual(copied.read_bytes(), saved.read_bytes())
        pickled = pickle.loads(pickle.dumps(result))
        self.assert_same(pickled, saved)
        self.assert_same(pickled, pickled.save(self.folder / "pickled.h5"))
        copied.unlink()
        gone = closo.read(result.save(copied))
        copied.unlink()
        with self.assertRaisesRegex(closo.RunError, "copy.h5: No such file"):
            gone.save(self.folder / "again.h5")

    def test_names_of_others(self):
        result = closo.load(CELL).run(protocol=CYCLE)
        series = result.series
        for name in ("Voltage / V", "Voltage [V]"):
            np.testing.assert_array_equal(result[name], series["voltage"])
        for name in ("Test Time / s", "Time [s]"):
            np.testing.assert_array_equal(result[name], series["time"])
        np.testing.assert_array_equal(result["Current [A]"], series["current"])
        np.testing.assert_array_equal(result["Current / A"], -series["current"])
        self.assertGreater(result["Current [A]"][-2], 0, "on discharge")

    def test_tables(self):
        result = closo.load(CELL).run(protocol=CYCLE)
        loss = sum(result.losses.values())
        np.testing.assert_allclose(loss, result["voltage"] - result["open_circuit_voltage"], atol=1e-10)
        self.assertEqual(result.profiles["stoichiometry"].shape[1:], (1, len(result["mesh/r"]), len(result["mesh/x"])))
        self.assertEqual(list(result.steps["text"]), CYCLE)
        self.assertIsInstance(result.design["mean_voltage"], float)
        voltage = result["voltage"]
        self.assertTrue(np.shares_memory(voltage, result["voltage"]))
        self.assertFalse(voltage.flags.writeable)
        del result
        self.assertGreater(voltage.max(), 4.1)  # lives as long as the array

        result = closo.load(CELL).run(protocol=CYCLE)
        frame = result.to_pandas()
        np.testing.assert_array_equal(frame["voltage"], result["voltage"])
        self.assertEqual(frame.attrs["units"]["voltage"], "V")
        data = result.to_xarray("profiles")
        self.assertEqual(data["stoichiometry"].dims, ("row", "class", "r", "x"))
        self.assertEqual(data["phi_e"].attrs["units"], "V")
        with self.assertRaisesRegex(KeyError, "volts.*series"):
            result["volts"]
        with self.assertRaisesRegex(KeyError, "found 0 .*name of a column"):
            result[0]
        with self.assertRaisesRegex(KeyError, "there are: time"):
            result.series["volts"]
        self.assertIn("protocol completed", repr(result))
        self.assertIn("protocol completed", result._repr_html_())

    def test_datasets_have_axes_of_one_length(self):
        examples = SOURCE / "examples"
        rest = ["Rest for 1 s"]
        salt, blend, alone = (closo.load(examples / name / "run.yaml").run(protocol=rest)
                              for name in ("20_solid_and_liquid", "28_blend", "01_first_cycle"))
        spectra = closo.spectrum(examples / "19_spectrum" / "measured.csv", area="0.785 cm2")
        for result in (salt, blend, alone, spectra):
            for name in result.tables:
                dataset = result.to_xarray(name)
                for column, values in result.table(name).items():
                    np.testing.assert_array_equal(dataset[column].values, values)
                    self.assertEqual(dataset[column].attrs["units"], result.table(name).units[column])
        for result, table, column, axes in (
                (salt, "profiles", "salt", {"row": 2, "x_salt": len(salt["mesh/x_salt"])}),
                (salt, "profiles", "phi_e", {"row": 2, "x": len(salt["mesh/x"])}),
                (blend, "profiles", "negative_reaction_rate", {"row": 2, "negative_class": 2, "negative_x": 20}),
                (blend, "profiles", "reaction_rate", {"row": 2, "class": 1, "x": 20}),
                (alone, "series", "voltage", {"row": len(alone["voltage"])})):
            self.assertEqual(dict(result.to_xarray(table)[column].sizes), axes, column)
        peaks = {number: len(spectra[f"spectrum/{number}/peak_resistance"]) for number in (1, 2, 3)}
        self.assertGreater(len(set(peaks.values())), 1)
        for number, count in peaks.items():
            found = spectra.to_xarray("spectrum")[f"{number}/peak_resistance"]
            self.assertEqual(dict(found.sizes), {f"{number}/peak": count})

    def test_plots_say_what_they_need(self):
        result = closo.load(CELL).run(protocol=CYCLE[:1])
        try:
            importlib.import_module("matplotlib")
            importlib.import_module("closo.plot")
        except ImportError:
            with self.assertRaisesRegex(ImportError, r"pip install 'closo\[plot\]'"):
                result.plot()
        else:
            self.assertTrue(result.plot().axes)

    def test_spectra(self):
        cell = closo.load(CELL)
        result = cell.run(protocol=["Rest for 1 s", {"eis": {"from": "10 kHz", "to": "10 Hz", "points_per_decade": 5}}])
        spectrum = result.spectra[2]
        z = 1e4 * cell.impedance(spectrum["frequency"])  # a second earlier, in which the interphase grows by 0.04 ohm cm2
        np.testing.assert_allclose(spectrum["real"], z.real, rtol=3e-5)
        np.testing.assert_allclose(spectrum["imaginary"], z.imag, rtol=1e-3)

    def test_a_stop_is_a_result(self):
        result = closo.load(CELL).run({"negative.thickness": "0.5 um"}, ["Discharge at 1C until 2.5 V"])
        self.assertIn(result.outcome, ("stopped early", "completed"))
        self.assertIn(result.stop_reason, repr(result))

    def test_bad_input(self):
        cell = closo.load(CELL)
        for run, key, value in [
            (lambda: cell.run({"separator.thickness": "thick"}, CYCLE), "cell.separator.thickness.value", "thick"),
            (lambda: cell.run({"separator.thickness": "3 kg"}, CYCLE), "cell.separator.thickness", "3 kg"),
            (lambda: cell.run({"separator.thickness": "-3 um"}, CYCLE), "cell.separator.thickness", "-3 um"),
            (lambda: cell.run({"separator.width": "3 um"}, CYCLE), "cell.separator.width", ""),
            (lambda: cell.run(protocol=["Discharge at noon"]), "protocol.0", "Discharge at noon"),
            (lambda: cell.run(), "protocol", ""),
        ]:
            with self.assertRaises(closo.InputError) as caught:
                run()
            error = caught.exception
            self.assertIn(key, error.key, str(error))
            if value:
                self.assertEqual(error.value, value)
            self.assertTrue(error.expected)
            self.assertEqual(str(pickle.loads(pickle.dumps(error))), str(error))
        file = self.folder / "cell.yaml"
        file.write_text(CELL.read_text().replace("600 um", "600 kg"))
        with self.assertRaises(closo.InputError) as caught:
            closo.load(file)
        lines = file.read_text().splitlines()
        self.assertEqual(caught.exception.file, str(file))
        self.assertIn("600 kg", lines[caught.exception.line - 1])
        for missing in ("no_such_cell", self.folder / "none.yaml"):
            with self.assertRaises(closo.InputError):
                closo.load(missing)
        with self.assertRaises(closo.InputError):
            closo.read(file)

    def test_parameters(self):
        cell = closo.load(CELL)
        self.assertEqual(cell.get("separator.thickness", "um"), 600)
        parameter = cell.parameters()["cell.separator.thickness"]
        self.assertEqual((parameter.text, parameter.unit, parameter.status), ("600 um", "m", "measured"))
        self.assertIn("Swagelok", repr(cell))
        self.assertEqual(closo.load(cell.text()).parameters().keys(), cell.parameters().keys())


if __name__ == "__main__":
    unittest.main()
