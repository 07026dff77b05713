"""The tools of the package: the library of cells that they find, and what they leave as it was."""
import os
import pathlib
import tempfile
import threading
import unittest

import matplotlib
import numpy as np
from matplotlib import pyplot

import closo
from closo.data.errors import DataError
from closo.data.tables import library
from closo.plot import draw, style


class Tools(unittest.TestCase):
    def test_the_library_is_that_of_the_package(self):
        self.assertNotIn("CLOSO_PARAMS", os.environ)
        self.assertIn(pathlib.Path(closo.__file__).parent, library("literature/solid_state_cells.csv").parents)

    def test_a_figure_with_cells_of_the_library(self):
        cell = closo.load({"closo": 1, "cell": "asakura2020_swagelok", "start": {"voltage": "4.1 V"},
                           "protocol": ["Discharge at C/2 until 2.5 V"]})
        with tempfile.TemporaryDirectory() as folder:
            figure = draw(cell.run().save(pathlib.Path(folder, "result.h5")), kind="energy")
        rows = library("literature/solid_state_cells.csv").read_text("utf-8").splitlines()
        texts = " ".join(" ".join(text.get_text() for axes in figure.axes for text in axes.texts).split())
        named = [row.split(",")[0] for row in rows if row and not row.startswith("#")][1:]
        self.assertTrue(named)
        self.assertTrue(all(name in texts for name in named), texts)


class Look(unittest.TestCase):
    """Of figures: it is theirs alone."""

    @classmethod
    def setUpClass(cls):
        cell = closo.load({"closo": 1, "cell": "asakura2020_swagelok", "start": {"voltage": "4.1 V"},
                           "protocol": ["Discharge at C/2 until 2.5 V"]})
        cls.result = cell.run()

    def setUp(self):
        before = matplotlib.rcParams.copy()
        self.addCleanup(matplotlib.rcParams.update, before)
        matplotlib.rcParams.update({"font.size": 23, "axes.facecolor": "yellow", "savefig.dpi": 33})
        self.mine, self.shown = dict(matplotlib.rcParams), pyplot.get_fignums()

    def test_settings_of_matplotlib_and_the_list_of_pyplot_stay(self):
        figure = self.result.plot(theme="dark", size="slide")
        with tempfile.TemporaryDirectory() as folder:
            style.save(figure, pathlib.Path(folder, "picture.svg"))
        with self.assertRaises(DataError):
            self.result.plot(kind="eis")
        self.assertEqual(dict(matplotlib.rcParams), self.mine)
        self.assertEqual(pyplot.get_fignums(), self.shown)

    def test_a_figure_keeps_its_look(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "picture.png")
            for theme, ground in (("light", [1, 1, 1]), ("dark", [0x15 / 255, 0x18 / 255, 0x1e / 255])):
                self.result.plot(kind="energy", theme=theme, size="slide").savefig(path)
                pixels = pyplot.imread(path)
                self.assertEqual(pixels.shape[:2], (5.625 * 192, 10 * 192))
                np.testing.assert_allclose(pixels[0, 0, :3], ground, atol=1e-6)

    def test_a_figure_is_saved_outside_its_look_as_within(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder, f"{name}.png") for name in ("within", "outside")]
            for path in paths:
                with style.look("dark"):
                    figure = style.figure(1)
                    axes = figure.subplots()
                    style.series(axes, [1, 2, 3], [104, 103, 102], label="capacity")
                    style.heading(axes, "A test", above=True)
                    if path.stem == "within":
                        style.save(figure, path)
                style.save(figure, path)
            self.assertEqual(*(path.read_bytes() for path in paths))

    def test_threads_that_draw_at_once(self):
        figures = {}

        def draw_with(theme):
            figures[theme] = [self.result.plot(kind="energy", theme=theme).get_facecolor() for _ in range(2)]

        threads = [threading.Thread(target=draw_with, args=(theme,)) for theme in ("light", "dark")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for theme, ground in (("light", "white"), ("dark", "#15181e")):
            self.assertEqual(figures[theme], [matplotlib.colors.to_rgba(ground)] * 2)
        self.assertEqual(dict(matplotlib.rcParams), self.mine)

    def test_notebooks_show_a_figure(self):
        self.assertTrue(self.result.plot(kind="energy")._repr_png_().startswith(b"\x89PNG"))


if __name__ == "__main__":
    unittest.main()
