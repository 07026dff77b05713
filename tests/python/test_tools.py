"""The tools of the package find the library of cells that is in it."""
import os
import pathlib
import tempfile
import unittest

import closo
from closo.data.tables import library
from closo.plot import draw


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


if __name__ == "__main__":
    unittest.main()
