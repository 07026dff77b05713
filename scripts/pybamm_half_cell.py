"""The half-cell discharges that closo is compared with, solved by PyBaMM: reference curves and solve times.

    scripts/setup_pybamm.sh                       makes the virtual environment and prints its Python
    PYTHON scripts/pybamm_half_cell.py reference --output tests/validation/pybamm_half_cell.csv
    OMP_NUM_THREADS=1 taskset -c 0 PYTHON scripts/pybamm_half_cell.py timing --output pybamm_timing.csv

Model: PyBaMM's Doyle-Fuller-Newman half cell, isothermal, with transference number 1. Without a salt gradient it is a
single-ion conductor:  separator and electrode  i_e = -kappa eps^1.5 grad phi_e,  electrode  i_s = -sigma (1 - eps)^1.5
grad phi_s,  particles  dc/dt = div(D grad c),  reactions  j = 2 i_0 sinh(F eta / 2RT)  at x = 0 and in the electrode.
SI units throughout; a discharge current is positive; y is the stoichiometry, 0 charged and 1 discharged.
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

# What all cases share. Order of the tuples: active material, electrolyte, carbon.
WEIGHTS = (0.7, 0.2, 0.1)  # mass fractions of the composite
DENSITIES = (3200, 1150, 2000)  # [kg m-3]
VOID = 0.10  # volume fraction of the composite that is empty
SITES = 3200 / 0.41179 * 2  # exchanged sodium: density / molar mass * 2 [mol m-3]
SPECIFIC_CAPACITY = 0.13017e3  # of the active material [A h kg-1]
SIGMA = 10.0  # carbon network, before the tortuosity [S m-1]
BRUGGEMAN = 1.5
METAL_I_0 = 20.0  # exchange-current density of the metal [A m-2]
TEMPERATURE = 298.15  # [K]
SEPARATOR_POINTS = 10  # of no influence: the potential is linear there
START = 0.02  # stoichiometry at t = 0
CUT_OFFS = (2.5, 4.3)  # [V]

BASE = {
    "loading": 1.14e-2,  # active material [kg m-2]
    "D": 1e-16,  # diffusivity in the particles [m2 s-1]
    "R": 0.25e-6,  # particle radius [m]
    "kappa": 0.09,  # electrolyte conductivity, before the tortuosity [S m-1]
    "separator": 550e-6,  # thickness [m]
    "i_0": 0.5,  # exchange-current density at y = 0.5 [A m-2]
}
CELLS = {
    "base": {},
    "thick": {"loading": 8e-2},
    "large_particle": {"R": 1e-6},
    "small_particle": {"R": 0.1e-6, "D": 1e-15},
    "slow_diffusion": {"D": 1e-17},
    "slow_reaction": {"i_0": 0.02},
    "poor_conduction": {"loading": 8e-2, "kappa": 0.01, "separator": 800e-6},
}
RATES = {"C10": 0.1, "1C": 1.0, "5C": 5.0}

COARSEST_REFERENCE = (40, 240)  # points through the electrode and along the radius, doubled where needed
REFERENCE_RTOL = 1e-6  # at 1e-7 IDA gives up on some meshes, although the curve no longer changes
OWN_ERROR_LIMIT = 5e-5  # of a reference curve, rms, from each of mesh in x, mesh in r and tolerance [V]
CURVE_POINTS = 200
LAST_COMPARED = {"reference": 0.99, "timing": 0.98}  # parts of the capacity; beyond, the voltage falls vertically
SHORTEST_DISCHARGE = 0.01  # part of the nominal capacity

# Lines on top of a reference file that the problems share.
MATERIAL_LINES = (
    f"sites {SITES:.6f} mol/m3, nominal capacity {SPECIFIC_CAPACITY:g} A h/kg, start at y = {START:g}, "
    f"cut-offs {CUT_OFFS[0]:g} V and {CUT_OFFS[1]:g} V, {TEMPERATURE:g} K",
    "U = 3.83 - 0.21 tanh((y - 0.5)/0.03) - 0.02 (y - 0.5) + 0.03 exp(-y/0.01) - 0.9 exp((y - 1)/0.012) V",
    "(PyBaMM's own end term in U is 1 mV at y = 0.999; it brings the end forward by up to 5e-4, not the points below)",
)
POINTS_LINE = (
    f"{CURVE_POINTS} points a curve from t = 0+ (loaded) to {LAST_COMPARED['reference']:g} of the capacity reached"
)
ACCURACY_LINE = (
    "per curve: end of discharge, part of the nominal capacity; points in x and r; PyBaMM's own error from "
    "the mesh in x, in r and from the tolerance, rms / largest in mV"
)

BENCHMARKS = ((0.1, 1.14e-2), (1.0, 8e-2), (5.0, 1.14e-2))  # C-rate, loading [kg m-2]
TIMED_POINTS = (8, 10, 14, 20, 28, 40)
TIMED_RTOL = (1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6)


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


def make_case(name, c_rate, base=None, **changes):
    """Parameters of one discharge of a base cell (default: BASE); keys are columns of the reference file."""
    return {"case": name, "c_rate": c_rate, **(base or BASE), **changes}


def all_cases(problem):
    """Every cell at every rate."""
    return [
        make_case(f"{cell}_{rate}", RATES[rate], problem.base, **changes)
        for cell, changes in problem.cells.items()
        for rate in RATES
    ]


def nominal_capacity(case):
    """Capacity of the exchanged sodium [A h m-2]."""
    return case["loading"] * SPECIFIC_CAPACITY


def open_circuit_voltage(y):
    """Two plateaus [V]. PyBaMM adds a term of its own that is below 1 uV for 0.002 < y < 0.998."""
    return (
        3.83
        - 0.21 * pybamm.tanh((y - 0.5) / 0.03)
        - 0.02 * (y - 0.5)
        + 0.03 * pybamm.exp(-y / 0.01)
        - 0.9 * pybamm.exp((y - 1) / 0.012)
    )


def square_root(plain):
    """The root that a case uses.

    PyBaMM changes square roots in exchange currents of particles: it solves s (s^2 + 1e-6)^(-1/4) for sqrt(s), which is
    5 % less at y = 0.998. The reference curves avoid this by exp(log / 2); the timing takes the plain root, as its
    users write it.
    """
    return pybamm.sqrt if plain else lambda s: pybamm.exp(pybamm.log(s) / 2)


def exchange_current_density(i_0, plain_root):
    """Symmetric in y and equal to i_0 at y = 0.5 [A m-2]; the small number keeps it above zero at y = 0 and 1."""
    root = square_root(plain_root)

    def density(c_e, c_s, c_s_max, T):
        y = c_s / c_s_max
        return i_0 * 2 * root(y * (1 - y) + 1e-12)

    return density


def composite(loading, weights, densities, void):
    """Thickness [m] of a composite and the volume fractions of its parts, of which the first is the active material.

    From the loading [kg m-2], mass fractions, densities [kg m-3] and the volume fraction that none of the parts fills.
    """
    solid = sum(w / rho for w, rho in zip(weights, densities))  # [m3 kg-1]
    fractions = [w / rho / solid * (1 - void) for w, rho in zip(weights, densities)]
    return loading / weights[0] * solid / (1 - void), fractions


def electrode_geometry(loading):
    """Thickness [m] and the volume fractions of active material and electrolyte, from the loading [kg m-2]."""
    thickness, (active, electrolyte, _) = composite(loading, WEIGHTS, DENSITIES, VOID)
    return thickness, active, electrolyte


def common_values(case, thickness, active, electrolyte):
    """PyBaMM's parameters of a case apart from electrolyte and separator, from the electrode's thickness and volume
    fractions; what is set nowhere has no effect on the models here (metal: 0 V, 5e-11 ohm m2)."""
    capacity = nominal_capacity(case)
    values = pybamm.ParameterValues("Xu2019")
    values.update(
        {
            "Electrode height [m]": 1.0,
            "Electrode width [m]": 1.0,
            "Nominal cell capacity [A.h]": capacity,
            "Current function [A]": capacity * case["c_rate"],
            "Separator thickness [m]": case["separator"],
            "Positive electrode thickness [m]": thickness,
            "Positive electrode porosity": electrolyte,
            "Positive electrode active material volume fraction": active,
            "Positive electrode Bruggeman coefficient (electrolyte)": BRUGGEMAN,
            "Positive electrode Bruggeman coefficient (electrode)": BRUGGEMAN,
            "Positive electrode conductivity [S.m-1]": SIGMA,
            "Positive electrode OCP [V]": open_circuit_voltage,
            "Positive electrode exchange-current density [A.m-2]": exchange_current_density(
                case["i_0"], case.get("plain_root", False)
            ),
            "Maximum concentration in positive electrode [mol.m-3]": SITES,
            "Initial concentration in positive electrode [mol.m-3]": START * SITES,
            "Positive particle diffusivity [m2.s-1]": case["D"],
            "Positive particle radius [m]": case["R"],
            "Lower voltage cut-off [V]": CUT_OFFS[0],
            "Upper voltage cut-off [V]": CUT_OFFS[1],
            "Ambient temperature [K]": TEMPERATURE,
            "Reference temperature [K]": TEMPERATURE,
            "Initial temperature [K]": TEMPERATURE,
        }
    )
    return values


def parameter_values(case):
    """PyBaMM's parameters of a case."""
    values = common_values(case, *electrode_geometry(case["loading"]))
    values.update(
        {
            "Separator porosity": 1.0,
            "Cation transference number": 1.0,
            "Electrolyte diffusivity [m2.s-1]": 1e-11,
            "Electrolyte conductivity [S.m-1]": case["kappa"],
            "Exchange-current density for lithium metal electrode [A.m-2]": lambda c_e, c_m, T: METAL_I_0 + 0 * c_e,
        }
    )
    return values


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


def reference_header(comments, left_out):
    """Lines on top of the reference file; left_out has the cases that are left out as keys."""
    _, active, electrolyte = electrode_geometry(BASE["loading"])
    return [
        "Constant-current discharges of a half cell by PyBaMM, made by scripts/pybamm_half_cell.py reference",
        f"PyBaMM {pybamm.__version__}, DFN half cell with transference number 1, IDAKLU, "
        f"rtol {REFERENCE_RTOL:g}, atol {REFERENCE_RTOL * 1e-2:g}, {SEPARATOR_POINTS} points in the separator",
        f"active material, electrolyte, carbon: mass fractions {WEIGHTS}, densities {DENSITIES} kg/m3; void {VOID:g}",
        f"=> volume fractions: active material {active:.8f}, electrolyte {electrolyte:.8f}",
        f"effective conductivities: kappa * {electrolyte:.8f}^1.5 in the electrode, kappa in the separator, "
        f"{SIGMA:g} S/m * (1 - {electrolyte:.8f})^1.5 for electrons",
        *MATERIAL_LINES,
        f"j = 2 i sinh(F eta/2RT), i = i_0 * 2 sqrt(y (1 - y) + 1e-12); metal: i = {METAL_I_0:g} A/m2",
        POINTS_LINE,
        "units: c_rate 1/h of the nominal capacity, loading kg/m2, D m2/s, R m, kappa S/m, separator m, i_0 A/m2",
        ACCURACY_LINE,
        *comments,
        f"left out, ends before {SHORTEST_DISCHARGE:g} of the nominal capacity: {', '.join(left_out) or 'none'}",
    ]


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


HALF_CELL = Problem(
    base=BASE,
    cells=CELLS,
    values=parameter_values,
    separator_points=lambda n_x: SEPARATOR_POINTS,
    timed_separator_points=lambda n_x: SEPARATOR_POINTS,
    order_in_x=2,
    header=reference_header,
    remark=lambda solved: "",
    left_out=(EndsAtOnce,),
    timed_points=TIMED_POINTS,
    timed_rtol=TIMED_RTOL,
)


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


if __name__ == "__main__":
    run(HALF_CELL, __doc__.splitlines()[0])
