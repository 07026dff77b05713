"""Discharges by PyBaMM that closo is compared with: reference curves, and times and errors of repeated solves.

What pybamm_half_cell.py and pybamm_liquid_cell.py share: each describes its cell as a Problem and hands it to run().
All are constant-current discharges of PyBaMM's isothermal Doyle-Fuller-Newman half cell until the lower cut-off. SI
units throughout.
"""

import argparse
import csv
import functools
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pybamm

RATES = {"C10": 0.1, "1C": 1.0, "5C": 5.0}

COARSEST_REFERENCE = (40, 240)  # points through the electrode and along the radius, doubled where needed
REFERENCE_RTOL = 1e-6  # at 1e-7 IDA gives up on some meshes, although the curve no longer changes
OWN_ERROR_LIMIT = 5e-5  # of a reference curve, rms, from each of mesh in x, mesh in r and tolerance [V]
CURVE_POINTS = 200
LAST_COMPARED = {"reference": 0.99, "timing": 0.98}  # parts of the capacity; beyond, the voltage falls vertically
SHORTEST_DISCHARGE = 0.01  # part of the nominal capacity

# Lines on top of a reference file that the problems share.
POINTS_LINE = (
    f"{CURVE_POINTS} points a curve from t = 0+ (loaded) to {LAST_COMPARED['reference']:g} of the capacity reached"
)
ACCURACY_LINE = (
    "per curve: end of discharge, part of the nominal capacity; points in x and r; PyBaMM's own error from "
    "the mesh in x, in r and from the tolerance, rms / largest in mV"
)

BENCHMARKS = ((0.1, 1.14e-2), (1.0, 8e-2), (5.0, 1.14e-2))  # C-rate, loading [kg m-2]


class EndsAtOnce(Exception):
    """The cut-off voltage is already passed at t = 0."""


@dataclass(frozen=True)
class Problem:
    """What a problem that closo is compared on has of its own; the functions that solve and write are shared."""

    base: dict  # parameters of the base cell; the keys are columns of the reference file
    cells: dict  # changes of every cell
    values: Callable  # PyBaMM's parameters of a case
    separator_points: Callable  # points in the separator for a reference, from those through the electrode
    timed_separator_points: Callable  # the same for the timing
    order_in_x: int  # of PyBaMM's error in the cell size
    header: Callable  # lines on top of the reference file: of the comments on the cases and {case left out: reason}
    remark: Callable  # further comment on a solved discharge
    left_out: tuple  # exceptions after which a case is left out
    timed_points: tuple
    timed_rtol: tuple


@dataclass(frozen=True)
class Discharge:
    """A solved discharge: the solver's own steps t [s] and V [V], PyBaMM's interpolant between them and solution."""

    t: np.ndarray
    V: np.ndarray
    interpolant: Any
    solution: Any

    def voltage(self, t):
        """Voltage [V] at the times t [s]."""
        return self.interpolant(np.asarray(t))


def make_case(name, c_rate, base, **changes):
    """Parameters of one discharge of a base cell; keys are columns of the reference file."""
    return {"case": name, "c_rate": c_rate, **base, **changes}


def all_cases(problem):
    """Every cell at every rate."""
    return [
        make_case(f"{cell}_{rate}", RATES[rate], problem.base, **changes)
        for cell, changes in problem.cells.items()
        for rate in RATES
    ]


def make_simulation(problem, case, points, rtol):
    """A PyBaMM simulation of the case with (n_s, n_x, n_r) points in separator, electrode and along the radius."""
    n_s, n_x, n_r = points
    return pybamm.Simulation(
        pybamm.lithium_ion.DFN({"working electrode": "positive"}),
        parameter_values=problem.values(case),
        solver=pybamm.IDAKLUSolver(rtol=rtol, atol=rtol * 1e-2),
        var_pts={"x_n": 1, "x_s": n_s, "x_p": n_x, "r_n": n_r, "r_p": n_r},
    )


def solve(simulation, case):
    """PyBaMM's solution of a discharge at constant current until the lower cut-off."""
    try:
        return simulation.solve([0, 1.2 * 3600 / case["c_rate"]])
    except pybamm.SolverError as error:
        if "initial conditions" in str(error):
            raise EndsAtOnce(case["case"]) from error
        raise


def as_discharge(solution):
    """Times, voltages and interpolant of a solution."""
    voltage = solution["Voltage [V]"]
    return Discharge(solution.t, voltage.entries, voltage, solution)


def discharge(problem, case, n_x, n_r, rtol):
    """Solves a case once on a mesh of the kind used for references."""
    points = (problem.separator_points(n_x), n_x, n_r)
    return as_discharge(solve(make_simulation(problem, case, points, rtol), case))


def time_discharge(problem, case, n, rtol, repeats=5):
    """Shortest time [s] of a repeated solve, building and first solve not counted, and the discharge."""
    simulation = make_simulation(problem, case, (problem.timed_separator_points(n), n, n), rtol)
    solve(simulation, case)
    best = np.inf
    for _ in range(repeats):
        start = time.perf_counter()
        solution = solve(simulation, case)
        best = min(best, time.perf_counter() - start)
    return best, as_discharge(solution)


def difference(a, b, part):
    """Rms and largest voltage difference [V] over the first part of the capacity, even steps of capacity."""
    t = np.linspace(0, part * min(a.t[-1], b.t[-1]), 2001)
    errors = a.voltage(t) - b.voltage(t)
    return np.array([np.sqrt(np.mean(errors**2)), np.abs(errors).max()])


def sample_times(solved, part, points):
    """Times [s] from 0 to a part of the capacity, as dense in voltage as in capacity."""
    t = part * solved.t[-1] * np.linspace(0, 1, 20001) ** 2
    V = solved.voltage(t)
    length = t / t[-1] + np.concatenate(([0], np.cumsum(np.abs(np.diff(V))))) / np.ptp(V)
    return np.interp(np.linspace(0, length[-1], points), length, t)


def reference_discharge(problem, case):
    """Solves a case on a mesh that is doubled until it is fine enough.

    Returns the discharge, its mesh (n_x, n_r), and rms and largest error [V] by source. PyBaMM is second order in r and
    first or second in x: the error is a third of the difference to half the points, or all of it where the order is 1.
    In time it is the difference to ten times the rtol.
    """
    part = LAST_COMPARED["reference"]
    solved = functools.cache(lambda n_x, n_r: discharge(problem, case, n_x, n_r, REFERENCE_RTOL))
    n_x, n_r = COARSEST_REFERENCE
    while True:
        fine = solved(n_x, n_r)
        errors = {
            "x": difference(fine, solved(n_x // 2, n_r), part) / (2**problem.order_in_x - 1),
            "r": difference(fine, solved(n_x, n_r // 2), part) / 3,
        }
        if max(errors["x"][0], errors["r"][0]) < OWN_ERROR_LIMIT:
            break
        n_x *= 2 if errors["x"][0] >= OWN_ERROR_LIMIT else 1
        n_r *= 2 if errors["r"][0] >= OWN_ERROR_LIMIT else 1
    errors["t"] = difference(fine, discharge(problem, case, n_x, n_r, 10 * REFERENCE_RTOL), part)
    if errors["t"][0] > OWN_ERROR_LIMIT:
        raise RuntimeError(f"{case['case']}: rms error in time {errors['t'][0]:g} V, wanted {OWN_ERROR_LIMIT:g} V")
    return fine, (n_x, n_r), errors


def reference_curve(problem, case):
    """Rows of the reference file for one case, and the comment on them."""
    fine, (n_x, n_r), errors = reference_discharge(problem, case)
    reached = fine.t[-1] * case["c_rate"] / 3600
    if reached < SHORTEST_DISCHARGE:
        raise EndsAtOnce(case["case"])
    t = sample_times(fine, LAST_COMPARED["reference"], CURVE_POINTS)
    parameters = [case["case"]] + [f"{case[key]:g}" for key in case if key != "case"]
    rows = [[*parameters, f"{at:.8g}", f"{V:.6f}"] for at, V in zip(t, fine.voltage(t))]
    accuracy = ", ".join(f"{source} {rms * 1e3:.3f} / {largest * 1e3:.3f}" for source, (rms, largest) in errors.items())
    return rows, f"{case['case']}: {fine.t[-1]:.6f} s, {reached:.6f}; {n_x} x {n_r}; {accuracy}{problem.remark(fine)}"


def write_reference(problem, output):
    """Solves all cases and writes the reference file."""
    rows, comments, left_out = [], [], {}
    for case in all_cases(problem):
        try:
            case_rows, comment = reference_curve(problem, case)
        except problem.left_out as reason:
            left_out[case["case"]] = reason
            continue
        print(comment, file=sys.stderr)
        rows += case_rows
        comments.append(comment)
    with open(output, "w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in problem.header(comments, left_out))
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "c_rate", *problem.base, "time [s]", "voltage [V]"])
        writer.writerows(rows)


def timing_row(problem, case, fine, n, rtol, repeats):
    """One line of the timing file; a solve that PyBaMM gives up leaves its figures empty."""
    given = ["pybamm", f"{case['c_rate']:g}", f"{case['loading']:g}", n, f"{rtol:g}"]
    try:
        seconds, solved = time_discharge(problem, case, n, rtol, repeats)
    except pybamm.SolverError as error:
        print(f"{case['case']}, {n} points, rtol {rtol:g}: {error}", file=sys.stderr)
        return [*given, "", "", ""]
    _, error_V = difference(solved, fine, LAST_COMPARED["timing"])
    return [*given, f"{seconds:.6f}", f"{error_V:.4e}", f"{solved.t[-1] * case['c_rate'] / 3600:.6f}"]


def write_timing(problem, output, repeats):
    """Times the benchmark discharges on every mesh and tolerance."""
    with open(output, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "c_rate", "loading", "n", "rtol", "seconds", "error_V", "capacity"])
        for c_rate, loading in BENCHMARKS:
            case = make_case(f"{c_rate:g}C", c_rate, problem.base, loading=loading) | {"plain_root": True}
            fine, _, _ = reference_discharge(problem, case)
            for n in problem.timed_points:
                for rtol in problem.timed_rtol:
                    row = timing_row(problem, case, fine, n, rtol, repeats)
                    writer.writerow(row)
                    print(*row, sep=",")


def run(problem, description):
    """Reads the command line and does what it asks for."""
    parser = argparse.ArgumentParser(description=description)
    commands = parser.add_subparsers(dest="command", required=True)
    reference = commands.add_parser("reference", help="write the reference curves")
    timing = commands.add_parser("timing", help="write the repeat-solve times and voltage errors of PyBaMM")
    for command in (reference, timing):
        command.add_argument("--output", required=True, help="CSV file to write")
    timing.add_argument("--repeats", type=int, default=5, help="timed solves per mesh and tolerance")
    arguments = parser.parse_args()
    pybamm.set_logging_level("ERROR")
    if arguments.command == "reference":
        write_reference(problem, arguments.output)
    else:
        write_timing(problem, arguments.output, arguments.repeats)
