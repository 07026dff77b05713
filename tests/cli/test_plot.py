#!/usr/bin/env python3
"""Figures of closo plot: the kind that a file asks for, their data, their labels, legends and colours.

Usage: test_plot.py CLOSO  (the path of the program)
"""
import csv
import itertools
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from tools import tool

try:
    import h5py
    import matplotlib
    import numpy as np
except ImportError:
    h5py = matplotlib = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PROGRAM = ""
# What the colour-blind see of linear red, green and blue: Machado, Oliveira, Fernandes, IEEE Trans. Vis. Comput. Graph. 15 (2009)
# 1291.
SEEN = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "full sight": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}
APART = 8  # in CIELAB, where 2.3 is just noticed


def lab(rgb, seen):
    """CIELAB of colours from 0 to 1, shape (colours, 3)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ np.transpose(seen)
    xyz = linear.clip(0, 1) @ np.transpose([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    f = np.cbrt(xyz / (0.9505, 1, 1.089))
    return np.stack((116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])), axis=1)


@unittest.skipIf(matplotlib is None, "h5py and matplotlib are not installed for this Python")
class Plot(unittest.TestCase):
    figures = {}

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.closo("run", EXAMPLES / "01_first_cycle/run.yaml", "-o", "run.h5")
        cls.closo("run", EXAMPLES / "02_rate_test/run.yaml", "-o", "cycles.h5")
        cls.closo("run", EXAMPLES / "13_impedance/run.yaml", "-o", "eis.h5")
        cls.closo("run", EXAMPLES / "17_voltammetry/cyclic.yaml", "-o", "voltammetry.h5", "--set", "mesh.positive=5")
        cls.closo("run", EXAMPLES / "15_symmetric/run.yaml", "-o", "metal.h5")
        cls.closo("spectrum", "eis.h5", "-o", "spectrum.h5")
        cls.closo("compare", EXAMPLES / "06_compare_and_fit/run.yaml", "-m", EXAMPLES / "06_compare_and_fit/measured.csv", "-o",
                  "compare.h5")
        cls.closo("sweep", EXAMPLES / "11_loading_and_thickness/rates.yaml", "-o", "rates.h5")
        cls.closo("sweep", EXAMPLES / "11_loading_and_thickness/sweep.yaml", "-o", "sweep.h5")

    @classmethod
    def closo(cls, *arguments):
        subprocess.run([PROGRAM, *map(str, arguments)], cwd=cls.folder, timeout=120, check=True, capture_output=True)

    def figure(self, *names, **options):
        import closo.plot
        return closo.plot.draw(*(self.folder / f"{name}.h5" for name in names), **options)

    def every_figure(self):
        """(name, figure) of each kind, on paper and on slides."""
        if not self.figures:
            for names in (("run",), ("cycles",), ("eis",), ("voltammetry",), ("spectrum",), ("compare",), ("rates",),
                          ("run", "compare")):
                for size in ("paper", "slide"):
                    self.figures[f"{names}, {size}"] = self.figure(*names, size=size)
            for kind, name in (("run", "metal"), ("film", "cycles"), ("overlay-cycles", "cycles"), ("targets", "run"),
                               ("energy", "rates")):
                self.figures[f"{kind} of {name}"] = self.figure(name, kind=kind)
        return self.figures.items()

    def test_a_file_says_how_it_is_drawn(self):
        from closo.data.results import open_result
        from closo.plot.kinds import kind_of
        for name in ("run", "cycles", "eis", "voltammetry", "spectrum", "compare", "rates"):
            with open_result(self.folder / f"{name}.h5") as file:
                self.assertEqual(kind_of([file]).name, name)
        for names, kind in ((("run", "compare"), None), (("cycles", "cycles"), "overlay-cycles"), (("run", "run"), "overlay")):
            files = [h5py.File(self.folder / f"{name}.h5") for name in names]
            if kind:
                self.assertEqual(kind_of(files).name, kind)
            for file in files:
                file.close()

    def test_the_table_of_a_figure_has_the_numbers_of_the_file(self):
        done = tool("plot", "run.h5", "-o", "run.svg", "--csv", "run.csv", cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (0, "run.svg\n"), done.stderr)
        with open(self.folder / "run.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        mine = [row for row in rows if row["curve"] == "4: Discharge at 1C until 2.5 V"]
        self.assertEqual({(row["x quantity"], row["y quantity"]) for row in mine},
                         {("Specific capacity / mAh g⁻¹", "Cell voltage / V")})
        with h5py.File(self.folder / "run.h5") as result:
            of_step = result["series/step"][:] == 4
            np.testing.assert_allclose([float(row["y"]) for row in mine], result["series/voltage"][:][of_step], rtol=1e-9)
            self.assertAlmostEqual(float(mine[-1]["x"]), result["steps/specific_capacity"][3], 6)
            lost = {}
            for row in rows:
                if row["panel"] == "Where the voltage is lost":
                    lost.setdefault(row["curve"], []).append(float(row["y"]))
            sum_of_all = (result["series/voltage"][:] - result["series/open_circuit_voltage"][:])[of_step] * 1e3
            np.testing.assert_allclose(lost["sum, V - U"], sum_of_all, atol=1e-4)

    def measured_points(self, name, *words):
        """{(panel, x, y)} of the measured values in the table of a figure."""
        done = tool("plot", f"{name}.h5", *words, "-o", "measured.svg", "--csv", "measured.csv", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.folder / "measured.csv", newline="", encoding="utf-8") as file:
            return {(row["panel"], float(row["x"]), float(row["y"])) for row in csv.DictReader(file)
                    if row["curve"].startswith("measured")}

    def test_measured_values_stand_at_their_cycle_or_rate(self):
        capacities, voltages = (ROOT / f"params/measured/asakura2020_{name}.csv" for name in ("capacities", "voltages"))
        found = self.measured_points("cycles", "--measured", capacities, "--measured", voltages, "--measured-cell", "swagelok,pressure")
        # Five cycles each at C/10, C/5, C/2, 1C, 2C; the values of cycles 3 and more of the table are of another test, at C/5.
        self.assertEqual(found, {("Capacity", 1, 104), ("Capacity", 8, 103), ("Capacity", 18, 74), ("Capacity", 23, 40),
                                 ("Mean voltage", 3, 3.786)})
        found = self.measured_points("rates", "--measured", capacities, "--measured-cell", "swagelok,pressure")
        with h5py.File(self.folder / "rates.h5") as file:
            first = file["cases/cell.positive.active_loading"][:] == file["cases/cell.positive.active_loading"][:].min()
            density = file["design/current_density"][:][first]
        expected = {(round(density[place], 10), value) for place, value in ((0, 104), (1, 103), (3, 74), (4, 40))}
        self.assertEqual({(round(x, 10), y) for panel, x, y in found if panel == "What is left"}, expected)
        self.assertEqual({(x, y) for panel, x, y in found if panel != "What is left"}, {(value, 2.5) for _, value in expected})

    def test_measured_values_of_another_test_are_refused(self):
        capacities = ROOT / "params/measured/asakura2020_capacities.csv"
        for name, said in (("cycles", "no measured value of a cycle of this run and the cells liquid"),
                           ("rates", "no measured value of a rate of this sweep and the cells liquids")):
            done = tool("plot", f"{name}.h5", "--measured", capacities, "--measured-cell", said.split()[-1], cwd=self.folder)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(len(done.stderr.splitlines()), 1)
            self.assertIn(said, done.stderr)

    def test_endings_are_formats(self):
        for ending, begins in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")):
            done = tool("plot", "run.h5", "--theme", "dark", "--size", "slide", "-o", f"picture{ending}", cwd=self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue((self.folder / f"picture{ending}").read_bytes().startswith(begins))

    def test_a_picture_drawn_again_is_the_same_file(self):
        for ending in (".svg", ".png"):
            once, again = (tool("plot", "eis.h5", "-o", f"{name}{ending}", cwd=self.folder) for name in ("once", "again"))
            self.assertEqual((once.returncode, again.returncode), (0, 0), once.stderr)
            self.assertEqual(*((self.folder / f"{name}{ending}").read_bytes() for name in ("once", "again")))

    def test_axes_have_names_and_no_keys(self):
        for name, figure in self.every_figure():
            for axes in figure.axes:
                texts = [axes.get_xlabel(), axes.get_ylabel(), axes.get_title(loc="left"),
                         *(t.get_text() for t in axes.get_yticklabels())]
                for text in texts:
                    self.assertNotRegex(text, r"[a-z]_[a-z]|\bcell\.|protocol\.", name)

    def test_the_table_of_a_figure_tells_all_quantities(self):
        from closo.plot.table import COLUMNS, rows_of
        figures = {**dict(self.every_figure()), **{f"sweep, {size}": self.figure("sweep", size=size) for size in ("paper", "slide")}}
        for name, figure in figures.items():
            rows = [dict(zip(COLUMNS, row)) for row in rows_of(figure)]
            self.assertTrue(rows, name)
            for row in rows:
                for along in ("x", "y"):
                    numeric = isinstance(row[along], str) and re.fullmatch(r"[-+\d.e]+", row[along])
                    self.assertTrue(row[f"{along} quantity"] or not numeric, f"{name}: {row}")

    def test_labels_of_bars_of_colours_are_no_longer_than_the_bars(self):
        for size in ("paper", "slide"):
            figure = self.figure("sweep", size=size)
            figure.draw_without_rendering()
            bars = [axes for axes in figure.axes if axes.get_ylabel().startswith(("Discharge", "Largest"))]
            self.assertEqual(len(bars), 2)
            for axes in bars:
                label, bar = axes.yaxis.label.get_window_extent(), axes.get_window_extent()
                self.assertLess(label.height, 1.1 * bar.height, size)
                self.assertGreater(label.y0, bar.y0 - 0.1 * bar.height, size)

    def test_legends_cover_no_curve(self):
        for name, figure in self.every_figure():
            figure.draw_without_rendering()
            for axes in figure.axes:
                legend = axes.get_legend()
                if legend is None:
                    continue
                box = legend.get_window_extent()
                for line in axes.lines:
                    x, y = line.get_transform().transform(np.column_stack(line.get_data())).T
                    if line.get_linestyle() != "None":  # what is drawn between the points
                        x, y = (np.concatenate([np.linspace(a, b, 50) for a, b in itertools.pairwise(v)] or [v]) for v in (x, y))
                    frame = axes.get_window_extent()
                    seen = (x >= frame.x0) & (x <= frame.x1) & (y >= frame.y0) & (y <= frame.y1)
                    covered = seen & (x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1)
                    self.assertFalse(covered.any(), f"{name}: {axes.get_title(loc='left')}: {line.get_label()}")

    def test_legends_and_titles_stay_within_the_figure(self):
        for name, figure in self.every_figure():
            figure.draw_without_rendering()
            for axes in figure.axes:
                for artist in filter(None, (axes.get_legend(), axes.xaxis.label, axes.yaxis.label)):
                    box = artist.get_window_extent()
                    inside = box.x0 > -2 and box.x1 < figure.bbox.x1 + 2 and box.y0 > -2 and box.y1 < figure.bbox.y1 + 2
                    self.assertTrue(inside, f"{name}: {axes.get_title(loc='left')}, {artist}: {box} in {figure.bbox}")

    def test_the_colour_blind_tell_curves_apart(self):
        from matplotlib.colors import to_rgb

        from closo.plot import style
        for theme in (style.LIGHT, style.DARK):
            for sight, seen in SEEN.items():
                colours = lab(np.array([to_rgb(c) for c in (*theme.curves, theme.ground, theme.ink)]), seen)
                for (j, a), (k, b) in itertools.combinations(enumerate(colours), 2):
                    self.assertGreater(np.linalg.norm(a - b), APART, f"{sight}: colours {j} and {k} on {theme.ground}")


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
