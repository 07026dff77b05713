"""closo under PyBOP, where that is installed: its problems get closo's curves, and its optimisers find what made the data."""
import importlib.util
import unittest

import numpy as np

import closo

KEY = "materials.nvopf.diffusivity"


@unittest.skipUnless(importlib.util.find_spec("pybop"), "pybop is not installed")
class UnderPybop(unittest.TestCase):
    def setUp(self):
        import pybop

        import closo.pybop

        self.cell = closo.load({"closo": 1, "cell": "asakura2020_swagelok", "start": {"voltage": "4.15 V"},
                                "protocol": ["Discharge at 1C until 2.5 V"], "tolerance": 1e-6})
        self.at = np.linspace(10, 2000, 80)
        self.curve = self.cell.simulator({"positive.contact": "%", KEY: "m2/s"}, ["voltage", "current"], at=self.at)
        parameters = {"positive.contact": pybop.Parameter(initial_value=84, bounds=[70, 95]),
                      KEY: pybop.Parameter(initial_value=7e-16, bounds=[3e-16, 1e-15])}
        self.simulator = closo.pybop.Simulator(self.cell, parameters, {"positive.contact": "%"}, at=self.at)

    def test_solutions_are_those_of_closo(self):
        self.simulator.set_output_variables(["Voltage [V]", "Current [A]"])
        inputs = [{"positive.contact": 80, KEY: 5e-16}, {"positive.contact": 130, KEY: 5e-16}]
        good, bad = self.simulator.solve(inputs)
        for name, expected in zip(("Voltage [V]", "Current [A]"), self.curve([80, 5e-16])):
            np.testing.assert_allclose(good[name].data, expected, rtol=1e-12)
        self.assertEqual(type(bad).__name__, "FailedSolution")
        with self.assertRaises(NotImplementedError):
            self.simulator.solve(inputs[0], calculate_sensitivities=True)

    def test_a_problem_has_its_least_cost_at_the_truth(self):
        import pybop

        truth = {"positive.contact": 78, KEY: 5e-16}
        voltage, current = self.curve(list(truth.values()))
        data = pybop.Dataset({"Time [s]": self.at, "Voltage [V]": voltage, "Current function [A]": current})
        problem = pybop.Problem(self.simulator, pybop.SumSquaredError(data))
        self.assertLess(problem(truth), 1e-12)
        optimiser = pybop.SciPyMinimize(problem, options=pybop.SciPyMinimizeOptions(method="Nelder-Mead", maxiter=200))
        found = optimiser.run()
        np.testing.assert_allclose(found.x, list(truth.values()), rtol=1e-2)


if __name__ == "__main__":
    unittest.main()
