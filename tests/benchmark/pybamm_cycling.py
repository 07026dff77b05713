"""Cycles of the half cell of pybamm_half_cell.py, solved by PyBaMM's Experiment: time, memory and the last cycle.

    scripts/setup_pybamm.sh                       makes the virtual environment and prints its Python
    OMP_NUM_THREADS=1 taskset -c 0 PYTHON tests/benchmark/pybamm_cycling.py cycling --cycles 802
    PYTHON tests/benchmark/pybamm_cycling.py table --output tests/benchmark/half_cell_ocv.csv

Two cycles at C/10, all further ones at C/5, each a charge and a discharge at constant current, on 20 x 20 points.
tests/benchmark/half_cell_cycling.yaml is the same run for closo; `table` writes the open-circuit voltage it reads.
"""

import argparse
import csv
import resource
import sys
import time

import numpy as np
import pybamm
from pybamm.parameters.lithium_ion_parameters import U_asymptotes

import pybamm_discharges as discharges
import pybamm_half_cell as half_cell

START = 0.98  # stoichiometry at t = 0: nearly discharged
LIMITS = (2.5, 4.15)  # the ends of discharge and charge [V]
MODEL_CUT_OFFS = (2.3, 4.35)  # outside the limits: an Experiment stops where the model's own cut-off comes first [V]
FIRST_CYCLES, FIRST_RATE, RATE = 2, "C/10", "C/5"
POINTS = 20  # through the electrode and along the radius
RTOL = 1e-4
FASTEST = {"store_first_last": True, "options": {"compile": True}}
TABLE_POINTS = 1001  # the table is then within 5 uV of the formula


def experiment(cycles):
    """The cycles as PyBaMM's Experiment."""
    lower, upper = LIMITS
    cycle = lambda rate: (f"Charge at {rate} until {upper} V", f"Discharge at {rate} until {lower} V")  # noqa: E731
    return pybamm.Experiment([cycle(FIRST_RATE)] * FIRST_CYCLES + [cycle(RATE)] * (cycles - FIRST_CYCLES))


def make_simulation(cycles, fastest):
    """The simulation, with IDAKLU and all else as PyBaMM has it, or with those of its settings that were fastest.

    With these only the ends of the steps are stored, the residual and its Jacobian are compiled by the C compiler, and there is one model for each of the four steps ("unified", one model for all, is slower).
    Energy is integrated with the other states, so that the mean voltage needs no stored voltages.
    """
    case = discharges.make_case("cycling", 1.0, half_cell.BASE) | {"plain_root": True}
    values = half_cell.parameter_values(case)
    values.update(
        {
            "Initial concentration in positive electrode [mol.m-3]": START * half_cell.SITES,
            "Lower voltage cut-off [V]": MODEL_CUT_OFFS[0],
            "Upper voltage cut-off [V]": MODEL_CUT_OFFS[1],
        }
    )
    return pybamm.Simulation(
        pybamm.lithium_ion.DFN({"working electrode": "positive", "calculate discharge energy": "true"}),
        parameter_values=values,
        experiment=experiment(cycles),
        solver=pybamm.IDAKLUSolver(rtol=RTOL, atol=RTOL * 1e-2, **(FASTEST if fastest else {})),
        var_pts={"x_n": 1, "x_s": half_cell.SEPARATOR_POINTS, "x_p": POINTS, "r_n": POINTS, "r_p": POINTS},
    )


def solve(simulation, cycles, fastest):
    """Time [s] of a solve, and the solution; the fastest keeps the first and the last cycle alone."""
    start = time.perf_counter()
    solution = simulation.solve(**({"save_at_cycles": cycles, "calc_esoh": False} if fastest else {}))
    seconds = time.perf_counter() - start
    if len(solution.cycles) != cycles or solution.cycles[-1] is None or len(solution.cycles[-1].steps) != 2:
        raise RuntimeError(f"PyBaMM stopped after {len(solution.cycles)} of {cycles} cycles: {solution.termination}")
    return seconds, solution


def last_discharge(solution):
    """Capacity over the nominal one, and mean voltage [V], of the last discharge."""
    step = solution.cycles[-1].steps[-1]
    charge, energy = (np.ptp(step[f"Discharge {name}"].entries) for name in ("capacity [A.h]", "energy [W.h]"))
    return charge / half_cell.nominal_capacity(half_cell.BASE), energy / charge


def print_cycling(cycles, fastest):
    """Solves the cycles twice and prints one line of figures; the first solve builds and compiles and is not timed."""
    simulation = make_simulation(cycles, fastest)
    solve(simulation, cycles, fastest)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # from KiB; now, before there are two solutions
    seconds, solution = solve(simulation, cycles, fastest)
    capacity, mean_voltage = last_discharge(solution)
    figures = {
        "code": "pybamm",
        "version": pybamm.__version__,
        "cycles": cycles,
        "seconds": f"{seconds:.4f}",
        "seconds_per_cycle": f"{seconds / cycles:.6f}",
        "capacity": f"{capacity:.6f}",
        "mean_voltage": f"{mean_voltage:.6f}",
        "memory_MB": f"{memory:.1f}",
    }
    writer = csv.DictWriter(sys.stdout, figures.keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerow(figures)


def open_circuit_voltage(y):
    """The voltage PyBaMM computes with [V]: the formula of the half cell and PyBaMM's own terms near y = 0 and 1."""
    y = pybamm.Vector(y)
    return (half_cell.open_circuit_voltage(y) + U_asymptotes(y)).evaluate().ravel()


def write_table(output):
    """Writes the open-circuit voltage: half of the points evenly, half by the square root of its curvature."""
    y = np.linspace(0, 1, 400_001)
    density = np.sqrt(np.abs(np.gradient(np.gradient(open_circuit_voltage(y), y), y)))
    density = density / np.trapezoid(density, y) + 1
    number = np.concatenate(([0], np.cumsum((density[1:] + density[:-1]) / 2)))
    points = np.round(np.interp(np.linspace(0, number[-1], TABLE_POINTS), number, y), 9)
    with open(output, "w", encoding="utf-8") as file:
        file.write("# The half cell of tests/benchmark/pybamm_half_cell.py with the terms that PyBaMM adds near y = 0 and 1,\n")
        file.write("# made by tests/benchmark/pybamm_cycling.py table.\ny,ocv [V]\n")
        for at, voltage in zip(points, open_circuit_voltage(points)):
            file.write(f"{at:.9g},{voltage:.8f}\n")


def main():
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    cycling = commands.add_parser("cycling", help="solve the cycles and print figures as CSV")
    cycling.add_argument("--cycles", type=int, default=802, help="at least 3 (default: %(default)s)")
    cycling.add_argument("--fastest", action="store_true", help="with the fastest settings instead of PyBaMM's own")
    table = commands.add_parser("table", help="write the open-circuit voltage for closo")
    table.add_argument("--output", required=True, help="CSV file to write")
    arguments = parser.parse_args()
    pybamm.set_logging_level("ERROR")
    if arguments.command == "table":
        write_table(arguments.output)
    elif arguments.cycles <= FIRST_CYCLES:
        parser.error(f"--cycles must be above {FIRST_CYCLES}")
    else:
        print_cycling(arguments.cycles, arguments.fastest)


if __name__ == "__main__":
    main()
