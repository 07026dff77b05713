"""A run as a function of numbers: against single runs, and in a fit that has to find what made its data."""
import math
import os
import pathlib
import pickle
import unittest
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import closo

CELL = pathlib.Path(os.environ["CLOSO_SOURCE"], "params", "cells", "asakura2020_swagelok.yaml")
CYCLE = ["Charge at C/10 until 4.15 V", "Discharge at 1C until 2.5 V"]
CONDUCTIVITY = "materials.na4_cb11h12_2_b12h12.conductivity"


class Simulators(unittest.TestCase):
    def setUp(self):
        self.cell = closo.load(CELL)
        self.at = np.arange(0, 21000, 700.0)  # within the first step, whose start is that of the grid

    def simulator(self, **options):
        return self.cell.simulator({"positive.contact": "%", CONDUCTIVITY: "mS/cm"}, at=self.at,
                                   transform={CONDUCTIVITY: "log10"}, protocol=CYCLE, **options)

    def curve(self, contact, conductivity, name="voltage"):
        """By a run with rows on a grid of time that has all of `at`."""
        result = self.cell.run({"positive.contact": (contact, "%"), CONDUCTIVITY: (conductivity, "mS/cm")}, CYCLE,
                               record={"series_every": "100 s"})
        return np.interp(self.at, result["time"], result[name])

    def test_it_is_the_run(self):
        f = self.simulator()
        for contact, conductivity in ((80, 1.0), (60, 0.1), (80, 1.0)):
            np.testing.assert_allclose(f([contact, math.log10(conductivity)]), self.curve(contact, conductivity), rtol=1e-12)
        # after the end of a run its last value holds
        late = self.cell.simulator(["positive.contact"], at=[1e4, 1e6], protocol=CYCLE)
        np.testing.assert_array_equal(late([0.8])[1], self.cell.run({"positive.contact": 0.8}, CYCLE)["voltage"][-1])
        self.assertEqual(f.parameters, ["positive.contact", CONDUCTIVITY])
        np.testing.assert_array_equal(pickle.loads(pickle.dumps(f))([80, 0]), f([80, 0]))
        both = self.cell.simulator(["positive.contact"], ["voltage", "stoichiometry"], at=self.at, protocol=CYCLE)
        for curve, name in zip(both([0.8]), ("voltage", "stoichiometry")):
            np.testing.assert_allclose(curve, self.curve(80, 1.2, name), rtol=1e-12)
        rows = self.cell.simulator(["positive.contact"], protocol=CYCLE)
        np.testing.assert_array_equal(rows([0.8]), self.cell.run({"positive.contact": 0.8}, CYCLE)["voltage"])

    def test_batches_and_threads(self):
        f = self.simulator()
        thetas = [[contact, z] for contact in (60, 70, 80, 120) for z in (-1, 0)]
        curves = f.batch(thetas)
        self.assertTrue(np.isnan(curves[6:]).all(), "contact of 120 %")
        with ThreadPoolExecutor(4) as pool:
            for theta, curve, again in zip(thetas[:6], curves, pool.map(f, thetas[:6])):
                np.testing.assert_array_equal(f(theta), curve)
                np.testing.assert_array_equal(again, curve)
        with self.assertRaises(closo.InputError):
            f(thetas[6])
        with self.assertRaises(ValueError):
            f([80])

    def test_likelihoods(self):
        f = self.simulator()
        measured = f([75, 0.1]) + 0.01
        loglike = pickle.loads(pickle.dumps(f.loglike(measured, 0.02)))
        thetas = [[75, 0.1], [80, 0.0], [120, 0.0]]
        expected = [np.sum(-0.5 * ((f(t) - measured) / 0.02)**2 - math.log(0.02 * math.sqrt(2 * math.pi))) for t in thetas[:2]]
        np.testing.assert_allclose(loglike(thetas), [*expected, -math.inf], rtol=1e-12)
        np.testing.assert_allclose([loglike(t) for t in thetas], [*expected, -math.inf], rtol=1e-12)

    def test_least_squares_finds_what_made_the_data(self):
        from scipy.optimize import least_squares

        charged = closo.load({"closo": 1, "cell": str(CELL), "start": {"voltage": "4.15 V"},
                              "protocol": ["Discharge at 1C until 2.5 V"]})
        f = charged.simulator({"positive.contact": "%", CONDUCTIVITY: "mS/cm"}, at=np.linspace(10, 2400, 100),
                              transform={CONDUCTIVITY: "log10"}, tolerance=1e-6)
        truth = [75, math.log10(0.4)]
        residual, options = f.residual(f(truth), 0.001), {"x_scale": [10, 0.3], "diff_step": 1e-4}
        # A fall of the voltage that comes too late would rule far from the truth, and end the search in a narrow valley.
        near = least_squares(residual, [83.7, 0.1], loss="cauchy", f_scale=10, **options)
        found = least_squares(residual, near.x, **options)
        np.testing.assert_allclose(found.x, truth, rtol=1e-3)


if __name__ == "__main__":
    unittest.main()
