#!/usr/bin/env python3
"""closo design: fewest changes and fronts against what is known, the same on one core and two, and refusals.

Usage: test_design_search.py CLOSO
"""
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import h5py
    import numpy as np
except ImportError:
    h5py = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ""
RUN = f"""closo: 1
title: one discharge
cell: {ROOT}/params/cells/asakura2020_thick.yaml
start: {{voltage: 4.14 V}}
mesh: {{positive: 4, particle: 6}}
tolerance: 1e-4
protocol: [Discharge at 1C until 2.5 V]
"""
HEAD = """closo: 1
title: search
run: run.yaml
variables:
  - {key: positive.active_loading, low: 4 mg/cm2, high: 40 mg/cm2, scale: log}
  - {key: separator.thickness, low: 20 um, high: 600 um, scale: log}
  - {key: positive.porosity, low: 5 %, high: 30 %}
  - {key: positive.particles.0.radius, low: 0.5 um, high: 5 um, scale: log}
search: {samples: 31, evaluations: 100}
"""
TARGETS = HEAD + """targets:
  - {quantity: separator_thickness, at_most: 100 um}
  - {quantity: composite_loading, at_least: 20 mg/cm2}
"""
FRONT = HEAD + "front: {most: composite_loading, against: separator_thickness, points: 5, require: [{quantity: resistance_ohmic, at_most: 30 ohm cm2}]}\n"
THICK = RUN.replace("{voltage: 4.14 V}", "{stoichiometry: 1}").replace("{positive: 4, particle: 6}", "{positive: 10, particle: 10}").replace(
    "[Discharge at 1C until 2.5 V]", "[Charge at C/10 until 4.15 V, Discharge at 0.1 mA/cm2 until 2.5 V]") + """
set:
  positive.active_loading: 40 mg/cm2
  positive.composition.na4_cb11h12_2_b12h12: 10 wt%
  positive.composition.nvopf: 80 wt%
  positive.particles.0.radius: 0.5 um
  positive.porosity: 30 %
  separator.loading: 2.44 mg/cm2
  separator.thickness: 20 um
"""
IONS = """closo: 1
title: search
run: thick.yaml
variables: [{key: materials.na4_cb11h12_2_b12h12.conductivity, low: 0.5 mS/cm, high: 1.3 mS/cm, scale: log}]
search: {samples: 31, evaluations: 30}
"""


def run(*arguments, cwd, launcher=()):
    return subprocess.run([*launcher, PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=300, check=False)


class Designs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "run.yaml").write_text(RUN)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def search(self, text, launcher=()):
        (self.folder / "search.yaml").write_text(text)
        result = run("design", "-q", "search.yaml", "-o", "out.h5", cwd=self.folder, launcher=launcher)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        datasets = {}
        with h5py.File(self.folder / "out.h5") as file:
            file.visititems(lambda name, item: datasets.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
            datasets["met"] = file["changes"].attrs["met"] if "changes" in file else None
        return datasets, result.stdout

    def test_fewest_and_smallest_changes(self):
        found, printed = self.search(TARGETS)
        self.assertEqual(found["met"], 1)
        self.assertEqual(len(found["changes/distance"]), 2)  # the run, and the only pair that there is
        self.assertEqual([int(found[f"changes/changed/{key}"][1]) for key in ("positive.active_loading", "separator.thickness",
                         "positive.porosity", "positive.particles.0.radius")], [1, 1, 0, 0])
        self.assertAlmostEqual(found["changes/values/separator.thickness"][1], 100, delta=0.5)  # no further than needed
        self.assertAlmostEqual(found["changes/values/positive.active_loading"][1], 14, delta=0.07)  # 70 wt% of 20 mg/cm2
        self.assertLessEqual(max(found["changes/targets/separator_thickness"][1], found["changes/targets/composite_loading"][1]), 0)
        self.assertIn("2; 1 way", printed)

    def test_nothing_to_change_and_nothing_that_does(self):
        found, printed = self.search(TARGETS.replace("100 um", "600 um").replace("20 mg", "2 mg"))
        self.assertEqual((found["met"], max(found["changes/distance"])), (1, 0))
        self.assertIn("as it is", printed)
        found, printed = self.search(TARGETS.replace("100 um", "10 um"))
        self.assertEqual(found["met"], 0)
        self.assertAlmostEqual(found["changes/targets/separator_thickness"][1], 1, delta=0.01)  # 20 um of 10 um
        self.assertIn("no design within the bounds", printed)
        self.assertIn("missed by", printed)

    def test_all_targets_count_once_the_worst_is_settled(self):
        """20 um of 10 um is the worst miss; the others do not depend on it, but on each other where the composite is to be thin."""
        thin = TARGETS.replace("100 um", "10 um").replace("20 mg", "100 mg")
        found, _ = self.search(thin)
        self.assertAlmostEqual(found["changes/targets/separator_thickness"][1], 1, delta=0.01)
        self.assertAlmostEqual(found["changes/values/positive.active_loading"][1], 40, delta=0.2)  # the most that may be
        found, _ = self.search(thin + "  - {quantity: composite_thickness, at_most: 100 um}\n")
        self.assertAlmostEqual(found["changes/targets/separator_thickness"][1], 1, delta=0.01)
        dense = found["changes/design/composite_thickness"] * (1 - found["changes/values/positive.porosity"] / 100)
        per_mass = (dense / found["changes/design/composite_loading"])[1]  # um cm2 mg-1
        densest = per_mass / 0.95  # 5 % of pores
        loading = np.linspace(4, 40, 2000) / 0.7
        misses = (1 - loading / 100) ** 2 + np.maximum(loading * densest / 100 - 1, 0) ** 2
        best = loading[misses.argmin()]
        self.assertAlmostEqual(found["changes/design/composite_loading"][1] / best, 1, delta=0.02)
        self.assertAlmostEqual(found["changes/design/composite_thickness"][1] / (best * densest), 1, delta=0.02)

    def test_no_target_is_met_by_what_is_no_resistance(self):
        """A thick composite of much active material still redistributes when a small current has begun."""
        (self.folder / "thick.yaml").write_text(THICK)
        for quantity in ("resistance_internal", "resistance_30min"):
            found, printed = self.search(IONS + f"targets: [{{quantity: {quantity}, at_most: 40 ohm cm2}}]\n")
            self.assertEqual(found["met"], 0)
            self.assertNotIn(" met\n", printed)
            resistance = found[f"changes/design/{quantity}"]
            separator = 20e-4 / (found["changes/values/materials.na4_cb11h12_2_b12h12.conductivity"] * 1e-3)
            self.assertTrue(np.all(np.isnan(resistance) | (resistance > separator)), resistance)

    def test_front_is_where_the_requirement_ends_it(self):
        found, _ = self.search(FRONT)
        self.assertGreaterEqual(len(found["front/input"]), 4)
        thickness, loading = found["front/design/separator_thickness"], found["front/design/composite_loading"]
        self.assertTrue(np.all(np.diff(thickness) > 0) and np.all(np.diff(loading) < 0))
        resistance = found["front/design/resistance_ohmic"]
        self.assertTrue(np.all(resistance <= 30))
        # Every design but the first, at the end of the loading, uses all of it; a search ends where it no longer gains, which may
        # be a few per cent before.
        self.assertGreater(sorted(resistance[1:])[1], 29.5)
        self.assertGreater(min(resistance[1:]), 28)

    def test_rows_are_those_of_closo_run_and_of_one_core(self):
        found, _ = self.search(FRONT)
        one, _ = self.search(FRONT, ("taskset", "-c", "0"))
        self.assertEqual(found.keys(), one.keys())
        for name in found:
            if name != "met":
                np.testing.assert_array_equal(found[name], one[name], name)
        arguments = shlex.split(found["front/input"][2].decode())
        result = run("run", "-q", "run.yaml", *arguments, "-o", "one.h5", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        with h5py.File(self.folder / "one.h5") as file:
            for name in (name for name in found if name.startswith("front/design/")):
                self.assertEqual(str(float(file[name.removeprefix("front/")][()])), str(float(found[name][2])), name)

    def test_bad_searches(self):
        cases = {  # what stands in the file, by what it is replaced, and what is said
            "run: run.yaml": [("run: none.yaml", "a file")],
            "low: 4 mg/cm2": [("low: 4 um", "a unit that matches"), ("low: 50 mg/cm2", "a value above 'low'"), ("low: 0 mg/cm2", "above 0")],
            "key: positive.active_loading": [("key: separator.thickness", "a unit that matches"), ("key: positive.activ", "the key of a value in the run")],
            "key: positive.porosity, low: 5 %, high: 30 %": [("key: separator.thickness, low: 1 um, high: 2 um", "each key only once")],
            "search: {samples: 31, evaluations: 100}": [("", "search: missing"), ("search: {samples: 0, evaluations: 100}", "samples"),
                                                        ("search: {samples: 9, evaluations: 100, seed: 1}", "seed")],
            "quantity: separator_thickness": [("quantity: separator_thick", "did you mean")],
            "at_most: 100 um": [("at_most: 100 mg", "um"), ("atmost: 100 um", "either"), ("at_most: 1 um, at_least: 1 um", "either")],
            "targets:": [("target:", "'front', 'targets'")],
        }
        for part, others in cases.items():
            for other, phrase in others:
                with self.subTest(other):
                    (self.folder / "bad.yaml").write_text(TARGETS.replace(part, other))
                    result = run("design", "bad.yaml", cwd=self.folder)
                    self.assertEqual((result.returncode, len(result.stderr.splitlines())), (2, 1), result.stderr)
                    self.assertIn(phrase, result.stderr)
                    self.assertFalse((self.folder / "bad.design.h5").exists())

    def test_where_every_design_fails(self):
        (self.folder / "search.yaml").write_text(FRONT + "limits: {time_steps: 1}\n")
        result = run("design", "search.yaml", "-o", "none.h5", cwd=self.folder)
        self.assertEqual(result.returncode, 1)
        self.assertIn("exceeded (1 time steps)", result.stderr)
        self.assertFalse((self.folder / "none.h5").exists())


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    if h5py is None:
        sys.exit("test_design_search.py needs h5py")
    unittest.main()
