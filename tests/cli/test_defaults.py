"""What a run and a cell may leave out: the same numbers come out as with all of it stated."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

CLOSO = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[2]
CELLS, MATERIALS = ROOT / "params/cells", ROOT / "params/materials"

# Of each kind of cell: a step, and all that a run of it may state.
MESH = "mesh: {positive: 20, particle: 20, grading: 2}\nstart: {stoichiometry: 1}\n"
KINDS = {"swagelok": ("Charge at 1C for 10 min", MESH),
         "thick": ("Charge at C/2 for 10 min", MESH),
         "liquid": ("Charge at 1C for 10 min", "mesh: {separator: 20, positive: 20, particle: 20}\nstart: {stoichiometry: 1}\n"),
         "voltammetry": ("Ramp to 4 V at 1 mV/s", "mesh: {positive: 20}\nstart: {voltage: 2.5 V}\n"),
         "symmetric": ("Discharge at 0.03 mA/cm2 for 1 h", ""),
         "blocking": ("Charge at 1 uA/cm2 for 1 s", "")}
NUMERICS = "title: run\ntolerance: 1e-4\nrecord: {profiles_every: 10 %}\n"

# A cell of lithium that states no more than it has to, and what it is taken to mean.
NEUTRAL = """closo: 1
area: 1 cm2
pressure: 0 MPa
temperature: 25 degC
nominal_capacity: 150 mAh/g
limits: {lower: 2.5 V, upper: 4 V}
as_assembled: {stoichiometry: 0.98}
negative:
  metal: lithium
  thickness: 50 um
  exchange_current_density: 10 A/m2%s
separator: {electrolyte: sulfide, thickness: 100 um}
positive:
  composition: {iron_phosphate: 70 %%, sulfide: 25 %%, super_c65: 5 %%}
  active_loading: 5 mg/cm2
  porosity: 10 %%
  ion_path: {bruggeman: 2}
  electron_path: {effective_conductivity: 5 S/m}
  particles: [{radius: 0.5 um, share: 100 %%}]%s
"""
NEGATIVE = "\n  transfer_coefficients: {anodic: 0.5, cathodic: 0.5}\n  interface_resistance: 0 ohm cm2"
POSITIVE = "\n  contact: 100 %\n  film_resistance: 0 ohm cm2\n  contact_resistance: 0 ohm cm2"
OTHERS = {"lithium": "closo: 1\nmaterial: metal\ntitle: lithium\nformula: Li\ndensity: 0.534 g/cm3\n",
          "sulfide": "closo: 1\nmaterial: electrolyte\ndensity: 1.64 g/cm3\nconductivity: 2 mS/cm\n",
          "iron_phosphate": "closo: 1\nmaterial: active\nformula: LiFePO4\ndensity: 3.6 g/cm3\nexchanged_ions: 1\n"
                            "open_circuit_voltage:\n  galleries: [{fraction: 1, potential: 3.43 V, width: 0.5}]\n"
                            "  empty: 4.5 V\n  full: 2 V\ndiffusivity: 1e-17 m2/s\nexchange_current_density: 0.5 A/m2\n"}
RANGE = "temperature_range: {low: -270 degC, high: 2000 degC}\n"
COEFFICIENTS = "transfer_coefficients: {anodic: 0.5, cathodic: 0.5}\n"


class Defaults(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def closo(self, *arguments, status=0):
        done = subprocess.run([CLOSO, *map(str, arguments)], capture_output=True, text=True, cwd=self.folder)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def table(self, run, *options):
        """What a run of a file gives, as text."""
        self.closo("run", run, "-o", "result.h5", *options)
        self.closo("export", "result.h5", "-o", "table.csv")
        return (self.folder / "table.csv").read_text()

    def three_lines(self, cell, step, more=""):
        return self.write("run.yaml", f"closo: 1\ncell: {cell}\n{more}protocol: [{step}]\n")

    def test_three_lines_are_enough_for_every_kind_of_cell(self):
        for kind, (step, stated) in KINDS.items():
            with self.subTest(kind):
                cell = CELLS / f"asakura2020_{kind}.yaml"
                run = self.three_lines(cell, step)
                short = self.table(run)
                self.assertGreater(short.count("\n"), 3)
                self.closo("run", "result.h5", "-o", "again.h5")
                self.closo("export", "again.h5", "-o", "again.csv")
                self.assertEqual((self.folder / "again.csv").read_text(), short)
                told = self.closo("check", run)
                self.assertEqual(self.table(self.three_lines(cell, step, stated + NUMERICS)), short)
                for line in (NUMERICS + stated).splitlines():
                    name, values = line.split(": ", 1)
                    for key, value in re.findall(r"(\w+): ([^,}]+)", values) or [("", values)]:
                        path = f"{name}.{key}" if key else name
                        self.assertRegex(told, rf"(?m)^    {path} +{value}  ")

    def test_nothing_is_taken_that_is_stated(self):
        run = self.three_lines(CELLS / "asakura2020_swagelok.yaml", "Rest for 1 min", MESH + NUMERICS)
        self.assertNotIn("not stated", self.closo("check", run))

    def test_a_run_without_a_start_is_refused(self):
        cell = (CELLS / "asakura2020_swagelok.yaml").read_text()
        self.write("cells/cell.yaml", "".join(line + "\n" for line in cell.splitlines() if "as_assembled" not in line))
        told = self.closo("run", self.three_lines("cells/cell.yaml", "Rest for 1 min"), status=2)
        self.assertIn("'as_assembled' in the cell", told)
        self.closo("run", "run.yaml", "--set", "start.stoichiometry=0.5")

    def test_a_start_goes_before_that_of_the_cell(self):
        run = self.three_lines(CELLS / "asakura2020_swagelok.yaml", "Rest for 1 min")
        by_option = self.table(run, "--set", "start.voltage=3.9 V")
        run = self.three_lines(CELLS / "asakura2020_swagelok.yaml", "Rest for 1 min", "start: {voltage: 3.9 V}\n")
        self.assertEqual(self.table(run), by_option)
        # On the branch of discharge, half a gap of the hysteresis of the material below.
        gap = float(re.search(r"gap: \{value: (\S+) mV", (MATERIALS / "nvopf.yaml").read_text())[1])
        self.assertAlmostEqual(float(by_option.splitlines()[1].split(",")[1]), 3.9 - gap / 2000, delta=1e-3)

    def test_a_wrong_start_of_a_cell_is_refused(self):
        told = self.closo("check", CELLS / "asakura2020_swagelok.yaml", "--set", "as_assembled.stoichiometry=1.2", status=2)
        self.assertIn("as_assembled.stoichiometry", told)
        self.assertIn("found '1.2'", told)

    def neutral(self, stated):
        for name, text in OTHERS.items():
            active = "material: active" in text
            bounded = active or "material: electrolyte" in text
            self.write(f"{name}.yaml", text + (RANGE * bounded + COEFFICIENTS * active if stated else ""))
        self.write("cell.yaml", NEUTRAL % ((NEGATIVE, POSITIVE) if stated else ("", "")))
        return self.three_lines("cell.yaml", "Charge at 1C until 3.9 V, Discharge at C/2 until 3 V")

    def test_what_is_neutral_in_a_cell_is_optional(self):
        """A cell of one gallery, with a carbon of the library."""
        short = self.table(self.neutral(False))
        told = self.closo("check", "run.yaml")
        for key, value in (("cell.positive.contact", "100 %"), ("cell.positive.film_resistance", "0 ohm cm2"),
                           ("cell.positive.contact_resistance", "0 ohm cm2"), ("cell.negative.interface_resistance", "0 ohm cm2"),
                           ("cell.negative.transfer_coefficients.anodic", "0.5"), ("materials.sulfide.temperature_range", "any"),
                           ("materials.iron_phosphate.transfer_coefficients.cathodic", "0.5"), ("cell.title", "cell"),
                           ("materials.sulfide.title", "sulfide")):
            self.assertRegex(told, rf"(?m)^    {key} +{value}  ")
        self.assertRegex(self.closo("show", "run.yaml"), r"(?m)^cell.positive.contact +100 % +1 +default ")
        self.assertEqual(self.table(self.neutral(True)), short)

    def test_one_transfer_coefficient_says_nothing_of_the_other(self):
        self.neutral(False)
        told = self.closo("check", "cell.yaml", "--set", "negative.transfer_coefficients={anodic: 0.4}", status=2)
        self.assertIn("negative.transfer_coefficients.cathodic", told)

    def test_mesh_keys_that_a_cell_does_not_need(self):
        run = self.three_lines(CELLS / "asakura2020_symmetric.yaml", "Rest for 1 min", "mesh: {positive: 5, particle: 6}\n")
        self.closo("check", run)
        self.assertIn("mesh.positive", self.closo("check", run, "--set", "mesh.positive=0", status=2))
        self.assertIn("mesh.postive", self.closo("check", run, "--set", "mesh.postive=3", status=2))

    def test_set_takes_what_the_option_takes(self):
        cell, step = CELLS / "asakura2020_swagelok.yaml", "Charge at C/2 for 5 min"
        changes = {"positive.particles": "[{radius: 1 um, share: 60 %}, {radius: 3 um, share: 40 %}]",
                   "positive.composition": "{nvpf: 70 %, na4_cb11h12_2_b12h12: 20 %, super_c65: 10 %}",
                   "start": "{voltage: 3.9 V}", "mesh.particle": "12", "separator.thickness": "50 um"}
        run = self.three_lines(cell, step)
        by_option = self.table(run, *[word for key, value in changes.items() for word in ("--set", f"{key}={value}")])
        self.assertNotEqual(self.table(run), by_option)
        run = self.three_lines(cell, step, "set:\n" + "".join(f"  {key}: {value}\n" for key, value in changes.items()))
        self.assertEqual(self.table(run), by_option)

    def test_another_cell_by_option(self):
        run = self.three_lines(CELLS / "asakura2020_swagelok.yaml", "Charge at C/2 for 5 min")
        thick = self.table(run, "--set", f"cell={CELLS / 'asakura2020_thick.yaml'}")
        self.assertEqual(self.table(self.three_lines("asakura2020_thick", "Charge at C/2 for 5 min")), thick)
        told = self.closo("run", run, "--set", "cell=none.yaml", status=2)
        self.assertIn("a cell file (relative to the working directory)", told)

    def test_a_cell_is_no_material_of_its_name(self):
        """A cell named as its active material lies beside it; the material is in the library."""
        swagelok = (CELLS / "asakura2020_swagelok.yaml").read_text()
        self.write("nvopf.yaml", swagelok)
        self.write("super_c65.yaml", "closo: 1\ncell: nvopf.yaml\nprotocol: [Rest for 1 min]\n")
        beside = self.table(self.three_lines("nvopf.yaml", "Charge at C/2 for 5 min"))
        self.assertEqual(self.table(self.three_lines(CELLS / "asakura2020_swagelok.yaml", "Charge at C/2 for 5 min")), beside)

    def test_a_material_beside_the_cell_goes_before_the_library(self):
        self.write("cell.yaml", (CELLS / "asakura2020_swagelok.yaml").read_text())
        slow = re.sub(r"(?s)(diffusivity:\n  value: )\S+", r"\g<1>1e-19", (MATERIALS / "nvopf.yaml").read_text())
        self.write("nvopf.yaml", slow)
        own = self.table(self.three_lines("cell.yaml", "Charge at C/2 for 5 min"))
        by_option = self.table(self.three_lines(CELLS / "asakura2020_swagelok.yaml", "Charge at C/2 for 5 min"),
                               "--set", "materials.nvopf.diffusivity=1e-19 m2/s")
        self.assertEqual(own, by_option)

    def test_an_unknown_material_names_the_places(self):
        self.neutral(False)
        (self.folder / "sulfide.yaml").unlink()
        told = self.closo("check", "cell.yaml", status=2)
        self.assertIn("'sulfide'", told)
        self.assertIn("in the library of closo", told)

    def test_a_value_of_a_default_can_be_fitted_and_swept(self):
        self.neutral(False)
        self.write("sweep.yaml", "closo: 1\ntitle: two\nrun: run.yaml\ncases:\n  - {key: positive.contact_resistance, values: [0 ohm cm2, 50 ohm cm2]}\n"
                                 "keep: {cycles: [{cycle: 1, quantity: charge_mean_voltage}]}\n")
        told = self.closo("check", "sweep.yaml")
        self.assertIn("2 of 2 cases tried, 0 failed", told)


if __name__ == "__main__":
    unittest.main()
