"""Cells with a liquid electrolyte as their users meet them: what is read, refused and written."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

try:
    import h5py
    import numpy as np
except ImportError:
    h5py = None

CLOSO = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[2]
CELL = (ROOT / "params/cells/asakura2020_liquid.yaml").read_text()
SALT = (ROOT / "params/materials/naclo4_pc_fec.yaml").read_text()
RUN = """closo: 1
title: a test
cell: cell.yaml
start: {stoichiometry: 1}
mesh: {separator: 10, positive: 8, particle: 10}
tolerance: 1e-4
protocol:
  - Charge at C/2 until 4.3 V
  - Discharge at C/2 until 2.5 V
  - eis: {from: 1 kHz, to: 1 mHz, points_per_decade: 5}
"""
TABLE = "c [mol/l],kappa [mS/cm]\n0,0.1\n0.5,6\n1,8\n1.5,7.5\n2,6\n"
OWN_VALUE = '{value: 8 mS/cm, status: estimated, source: "of the order of 1 M solutions of sodium salts in propylene carbonate at 25 degC"}'
SYMMETRIC = """positive:
  metal: sodium
  thickness: 100 um
  exchange_current_density: 8.3 A/m2
  transfer_coefficients: {anodic: 0.5, cathodic: 0.5}
  interface_resistance: 0 ohm cm2
"""


class Liquid(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("nvopf", "super_c65", "sodium", "na4_cb11h12_2_b12h12"):
            (self.folder / f"{name}.yaml").write_text((ROOT / f"params/materials/{name}.yaml").read_text())
        self.write(CELL, SALT, RUN)

    def write(self, cell=None, salt=None, run=None, table=None):
        for name, text in (("cell.yaml", cell), ("naclo4_pc_fec.yaml", salt), ("run.yaml", run), ("kappa.csv", table)):
            if text is not None:
                (self.folder / name).write_text(text)

    def closo(self, *arguments):
        return subprocess.run([CLOSO, *arguments], capture_output=True, text=True, cwd=self.folder)

    def refused(self, expected, *options):
        done = self.closo("check", "run.yaml", *options)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        for part in expected if isinstance(expected, tuple) else (expected,):
            self.assertIn(part, done.stderr)

    def replaced(self, text, old, new):
        self.assertIn(old, text)
        return text.replace(old, new)

    def ran(self, *options):
        done = self.closo("run", "run.yaml", "-o", "result.h5", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout + done.stderr

    @unittest.skipIf(h5py is None, "h5py is not installed for this Python")
    def test_the_result_holds_the_salt(self):
        self.ran()
        with h5py.File(self.folder / "result.h5") as result:
            salt, x = result["profiles/salt"], result["mesh/x_salt"][:]
            self.assertEqual(salt.attrs["units"], b"mol m-3" if isinstance(salt.attrs["units"], bytes) else "mol m-3")
            self.assertEqual(salt.shape[1:], x.shape)
            self.assertEqual(x.shape, (18,))
            self.assertTrue(np.all(np.diff(x) > 0))
            self.assertLess(x[9], result["cell/separator_thickness"][()])
            self.assertGreater(x[10], result["cell/separator_thickness"][()])
            moved = salt[-1]  # after a discharge there is more of it at the metal
            self.assertGreater(moved[0], 1000)
            self.assertLess(moved[-1], 1000)
            terms = sum(values[:] for values in result["series/overpotential"].values())
            np.testing.assert_allclose(terms, result["series/voltage"][:] - result["series/open_circuit_voltage"][:], atol=1e-12)
            self.assertEqual(result["impedance/3/real"].shape, (31,))

    @unittest.skipIf(h5py is None, "h5py is not installed for this Python")
    def test_a_table_against_concentration_is_its_value_at_the_initial_one(self):
        self.ran()
        with h5py.File(self.folder / "result.h5") as result:
            constant = result["series/voltage"][-1], result["steps/charge"][1]
        self.write(salt=self.replaced(SALT, OWN_VALUE, "{table: kappa.csv}"), table=TABLE)
        self.ran()
        with h5py.File(self.folder / "result.h5") as result:
            self.assertAlmostEqual(result["steps/charge"][1] / constant[1], 1, 4)  # 8 mS/cm at 1 mol/l in both

    def test_leaving_a_table_ends_a_step_and_names_it(self):
        self.write(salt=self.replaced(SALT, OWN_VALUE, "{table: kappa.csv}"),
                   table=self.replaced(TABLE, "0,0.1\n0.5,6", "0.995,7.98"))
        told = self.ran()
        self.assertIn("the salt concentration reached 0.995 mol/l: the end of the table kappa.csv", told)

    def write_symmetric(self, step):
        cell = self.replaced(CELL[:CELL.index("positive:")], "{value: 130 mAh/g", "{value: 1 mAh/cm2")
        self.write(cell=self.replaced(cell, "lower: {value: 2.50 V", "lower: {value: -4 V") + SYMMETRIC,
                   run="closo: 1\ntitle: t\ncell: cell.yaml\nmesh: {separator: 20}\ntolerance: 1e-5\n"
                       f"protocol: [{step}, {{eis: {{from: 1 kHz, to: 0.1 mHz, points_per_decade: 5}}}}]\n")

    def test_more_than_the_limiting_current_is_said(self):
        for current, at_once in (("25 mA/cm2", False), ("2500 mA/cm2", True)):  # closo show: 21 mA/cm2
            self.write_symmetric(f"Discharge at {current} for 10 h")
            told = self.ran()
            self.assertIn("it is depleted, because the current exceeds the limiting current", told)
            self.assertEqual("at the start of the step" in told, at_once)

    def test_two_metals_may_have_a_liquid_between_them(self):
        self.write_symmetric("Discharge at 1 mA/cm2 for 1 h or until -0.5 V")
        self.ran()
        if h5py is not None:
            with h5py.File(self.folder / "result.h5") as result:
                salt = result["profiles/salt"][-1]
                np.testing.assert_allclose(np.diff(salt), np.diff(salt)[0], rtol=1e-3)  # a straight line
                self.assertNotIn("profiles/phi_e", result)

    def test_bad_input_is_refused_in_one_line(self):
        for change, expected in (
                ({"cell": self.replaced(CELL, "porosity: {value: 90 %", "porosity: {value: 0 %")}, ("separator.membrane.porosity", "'0 %'")),
                ({"cell": CELL[:CELL.index("  membrane:")] + CELL[CELL.index("positive:"):]}, "separator.membrane"),
                ({"cell": self.replaced(CELL, "{value: 48.9 %", "{value: 0 %")}, ("positive.porosity", "fills the pores")),
                ({"cell": self.replaced(CELL, "super_c65: {value: 12.5", "na4_cb11h12_2_b12h12: {value: 12.5")},
                 ("positive.composition.na4_cb11h12_2_b12h12", "the electrolyte of the separator fills the pores")),
                ({"cell": self.replaced(CELL, "electrolyte: naclo4_pc_fec", "layers: [{electrolyte: naclo4_pc_fec, thickness: 1 um, "
                                        "membrane: {porosity: 50 %, ion_path: {bruggeman: 1.5}, density: 1 g/cm3}}]")},
                 ("separator.layers", "single layer")),
                ({"salt": self.replaced(SALT, "{value: 0.4", "{value: 1")}, ("transference_number", "0 <= value < 1")),
                ({"salt": self.replaced(SALT, "{value: 1 mol/l", "{value: 0 mol/l")}, "salt.concentration"),
                ({"salt": self.replaced(SALT, "{value: 2e-10 m2/s", "{value: 2e-10 m/s")}, ("salt.diffusivity", "'2e-10 m/s'")),
                ({"salt": SALT + "relative_permittivity: 60\n"}, ("relative_permittivity", "unknown key")),
                ({"salt": self.replaced(SALT, OWN_VALUE, "{table: kappa.csv}"), "table": "c [mol/l],kappa [mS/cm]\n0,0.1\n0.9,6\n"},
                 ("conductivity", "initial concentration of 1 mol/l")),
                ({"salt": self.replaced(SALT, OWN_VALUE, "{table: kappa.csv}"), "table": "c [V],kappa [mS/cm]\n0,0.1\n2,6\n"}, "kappa.csv"),
                ({"salt": self.replaced(SALT, OWN_VALUE, "{table: kappa.csv}"), "table": "c [mol/l],kappa [mS/cm]\n0,0\n2,6\n"},
                 ("kappa.csv:2", "conductivity", "'0 mS/cm'", "0 < value")),
                ({"run": self.replaced(RUN, "separator: 10, ", "separator: 0, ")}, "mesh.separator"),
        ):
            with self.subTest(expected=expected):
                self.write(CELL, SALT, RUN)
                self.write(**change)
                self.refused(expected)

    def test_a_mesh_of_the_separator_is_for_liquids(self):
        """A cell without a liquid has no use for it, and gives the same."""
        self.write(cell=(ROOT / "params/cells/asakura2020_thick.yaml").read_text())
        tables = []
        for separator in ("separator: 10, ", "separator: 3, ", ""):
            self.write(run=self.replaced(RUN, "separator: 10, ", separator))
            self.ran()
            self.assertEqual(self.closo("export", "result.h5", "-o", "table.csv").returncode, 0)
            tables.append((self.folder / "table.csv").read_text())
        self.assertEqual(tables[1:], tables[:1] * 2)


if __name__ == "__main__":
    unittest.main()
