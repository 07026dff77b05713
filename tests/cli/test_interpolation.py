"""Tables of straight lines, from the file to the result: the same lines as expressions, charge by a closed form, what is recorded."""
import csv
import unittest

from in_folder import InFolder

CELL = """closo: 1
area: 1 cm2
pressure: 0 MPa
temperature: 25 degC
nominal_capacity: 150 mAh/g
limits: {lower: 2.5 V, upper: 4.3 V}
as_assembled: {stoichiometry: 0.1}
negative: {metal: sodium, thickness: 50 um, exchange_current_density: 10 A/m2}
separator: {electrolyte: na4_cb11h12_2_b12h12, thickness: 100 um}
positive:
  composition: {host: 70 %, na4_cb11h12_2_b12h12: 25 %, super_c65: 5 %}
  active_loading: 5 mg/cm2
  porosity: 10 %
  ion_path: {bruggeman: 2}
  electron_path: {effective_conductivity: 5 S/m}
  particles: [{radius: 0.5 um, share: 100 %}]
"""
HOST = """closo: 1
material: active
molar_mass: 160 g/mol
density: 3.6 g/cm3
exchanged_ions: 1
open_circuit_voltage: {table: ocv.csv%s}
diffusivity: %s
exchange_current_density: 0.5 A/m2
"""
OCV = "y,ocv [V]\n0,4.2\n0.2,3.8\n0.6,3.7\n1,2.7\n"
FAST = "1e-14 m2/s"
LINEAR = ", interpolation: linear"
BOUNDS = "unit: m2/s, from: 0.05, to: 0.95"


class Interpolation(InFolder):
    def setUp(self):
        super().setUp()
        self.write("cell.yaml", CELL)
        self.write("ocv.csv", OCV)

    def rows(self, step, ocv, diffusivity, *options):
        """Time, voltage and the charge that came out, in Ah, at the end of each time step of a run."""
        self.write("host.yaml", HOST % (ocv, diffusivity))
        self.write("run.yaml", f"closo: 1\ncell: cell.yaml\ntolerance: 1e-7\nprotocol: [{step}]\n")
        self.closo("run", "run.yaml", "-o", "result.h5", *options)
        return self.exported("result.h5")

    def exported(self, result):
        self.closo("export", result, "-o", "table.csv")
        with open(self.folder / "table.csv", newline="") as table:
            return [tuple(float(row[name]) for name in ("Test Time / s", "Voltage / V", "Discharging Capacity / Ah"))
                    for row in csv.DictReader(table)]

    def test_a_diffusivity_of_straight_lines_is_that_of_the_same_expression(self):
        tables = {"y,D [m2/s]\n0.05,6e-17\n0.95,6e-18\n": "6e-17 - 5.4e-17*(y-0.05)/0.9",
                  "y,D [m2/s]\n0.05,6e-17\n0.5,6e-18\n0.95,4e-17\n": "max(6e-17 - 5.4e-17*(y-0.05)/0.45, 6e-18 + 3.4e-17*(y-0.5)/0.45)"}
        step = "Discharge at 1C until 3 V"
        for table, formula in tables.items():
            self.write("D.csv", table)
            by_table = self.rows(step, LINEAR, f"{{table: D.csv{LINEAR}, scale: 1}}")
            by_formula = self.rows(step, LINEAR, f"{{expression: {{formula: '{formula}', {BOUNDS}}}, scale: 1}}")
            cubic = self.rows(step, LINEAR, "{table: D.csv, scale: 1}")
            self.assertAlmostEqual(by_table[-1][2] / by_formula[-1][2], 1, 5)
            difference = abs(cubic[-1][2] / by_formula[-1][2] - 1)
            self.assertEqual(difference > 1e-3, table.count("\n") > 3, difference)  # two points are a line to both

    def test_the_charge_between_two_voltages_is_that_of_the_lines(self):
        step = "Discharge at 0.001C until 3.2 V"
        expected = 0.7 * 5e-3 / 160 * 96485.33212 / 3600  # from y = 0.1, at 4.0 V, to y = 0.8
        self.assertAlmostEqual(self.rows(step, LINEAR, FAST)[-1][2] / expected, 1, 4)
        self.assertGreater(abs(self.rows(step, "", FAST)[-1][2] / expected - 1), 1e-2)

    def test_a_result_says_how_its_tables_were_interpolated(self):
        self.write("D.csv", "y,D [m2/s]\n0.05,6e-17\n0.5,6e-18\n0.95,4e-17\n")
        step = "Discharge at 1C until 3 V"
        linear = self.rows(step, LINEAR, f"{{table: D.csv{LINEAR}, scale: 1}}")
        self.closo("run", "result.h5", "-o", "again.h5")
        self.assertEqual(self.exported("again.h5"), linear)
        self.assertNotIn("interpolation", self.closo("check", "run.yaml").stdout)  # which lists defaults
        self.assertEqual(self.rows(step, LINEAR, "{table: D.csv, scale: 1}", "--set", "materials.host.diffusivity.interpolation=linear"), linear)
        self.assertNotEqual(self.rows(step, LINEAR, "{table: D.csv, scale: 1}"), linear)
        told = self.closo("check", "run.yaml").stdout
        self.assertRegex(told, r"(?m)^    materials.host.diffusivity.interpolation +cubic  ")
        self.assertNotIn("open_circuit_voltage.interpolation", told)


if __name__ == "__main__":
    unittest.main()
