#!/usr/bin/env python3
"""A discharge as a function of two numbers: `f(theta)` of the Python package, and PyBaMM's solve with inputs.

    scripts/setup_pybamm.sh
    build/pybamm/bin/pip install .
    OMP_NUM_THREADS=1 build/pybamm/bin/python tests/benchmark/benchmark_function.py

Both in one process, on one thread, in turns, for the same 40 values of diffusivity and conductivity; processor time of each,
of which the shortest of each value counts, as others may use the machine. PyBaMM has a mesh of its own in the separator. With
the 10 points of benchmark_sweep.py its voltage is up to 28 mV from closo's, in proportion to the resistivity of the electrolyte;
with 20, 40 and 80 points that becomes 11, 4 and 0.3 mV. Prints a row for 10 and for 80.
"""
import pathlib
import tempfile
import time

import numpy as np
import pybamm

import benchmark_sweep as sweep
import closo

TURNS, VALUES = 5, 40
SEPARATOR_POINTS = 10, 80  # of PyBaMM: those of benchmark_sweep.py, and those with which the curves agree
AT = np.linspace(10, 3000, 150)  # s


def closo_function(folder):
    """The voltage at AT [V] as a function of diffusivity [m2/s] and conductivity [S/m]."""
    sweep.write_inputs(folder, 2)
    cell = closo.load(folder / "run.yaml")
    return cell.simulator({"materials.active.diffusivity": "m2/s", "materials.electrolyte.conductivity": "S/m"}, at=AT)


def pybamm_function(separator_points):
    """The same by PyBaMM: its solution, with the voltage alone."""
    sweep.SIDE, sweep.THREADS = 2, 1  # of the inputs for which it is solved first
    sweep.half_cell.SEPARATOR_POINTS = separator_points
    built = sweep.ListOfInputs().simulation.built_model
    solver = pybamm.IDAKLUSolver(rtol=sweep.RTOL, atol=sweep.RTOL * 1e-2, options={"num_threads": 1, "num_solvers": 1},
                                 output_variables=["Voltage [V]"])

    def solve(theta):
        inputs = {"Positive particle diffusivity [m2.s-1]": theta[0], "Electrolyte conductivity [S.m-1]": theta[1]}
        return solver.solve(built, [0, 1.2 * 3600], inputs=inputs, t_interp=AT)

    return solve


def processor_time(work, theta):
    """Of one call [s], with what it returns."""
    start = time.process_time()
    value = work(theta)
    return time.process_time() - start, value


def main():
    rng = np.random.default_rng(1)
    logs = [np.log10(bounds) for bounds in (sweep.DIFFUSIVITY, sweep.CONDUCTIVITY)]
    thetas = [[10**rng.uniform(*bounds) for bounds in logs] for _ in range(VALUES)]
    with tempfile.TemporaryDirectory() as scratch:
        functions = [closo_function(pathlib.Path(scratch)), *map(pybamm_function, SEPARATOR_POINTS)]
        best, apart = np.full((len(functions), VALUES), np.inf), np.zeros(len(functions))
        for _ in range(TURNS):
            for k, theta in enumerate(thetas):
                times, (voltage, *solutions) = zip(*(processor_time(function, theta) for function in functions))
                best[:, k] = np.minimum(best[:, k], times)
                for other, solution in enumerate(solutions, 1):
                    until = AT < solution.t[-1]
                    theirs = np.interp(AT[until], solution.t, solution["Voltage [V]"].data)
                    apart[other] = max(apart[other], np.median(np.abs(theirs - voltage[until])))
    mean = 1e3 * best.mean(axis=1)
    print(f"closo {closo.version()}: {mean[0]:.3f} ms")
    for other, points in enumerate(SEPARATOR_POINTS, 1):
        print(f"PyBaMM {pybamm.__version__}, {points} points in the separator: {mean[other]:.2f} ms, ratio {mean[other] / mean[0]:.1f}; "
              f"apart by {1e3 * apart[other]:.2f} mV at most, in the median of a curve")


if __name__ == "__main__":
    main()
