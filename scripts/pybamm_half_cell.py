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

BENCHMARKS = ((0.1, 1.14e-2), (1.0, 8e-2), (5.0, 1.14e-2))  # C-rate, loading [kg m-2]
TIMED_POINTS = (8, 10, 14, 20, 28, 40)
TIMED_RTOL = (1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6)


class EndsAtOnce(Exception):
    """The cut-off voltage is already passed at t = 0."""


@dataclass(frozen=True)
class Discharge:
    """A solved discharge: the solver's own steps t [s] and V [V], and PyBaMM's interpolant between them."""

    t: np.ndarray
    V: np.ndarray
    interpolant: Any

    def voltage(self, t):
        """Voltage [V] at the times t [s]."""
        return self.interpolant(np.asarray(t))


def make_case(name, c_rate, **changes):
    """Parameters of one discharge; keys are columns of the reference file."""
    return {"case": name, "c_rate": c_rate, **BASE, **changes}


def all_cases():
    """Every cell at every rate."""
    return [make_case(f"{cell}_{rate}", RATES[rate], **CELLS[cell]) for cell in CELLS for rate in RATES]


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


def exchange_current_density(i_0, plain_root):
    """Symmetric in y and equal to i_0 at y = 0.5 [A m-2]; the small number keeps it above zero at y = 0 and 1.

    PyBaMM changes square roots here: it solves s (s^2 + 1e-6)^(-1/4) for sqrt(s), which is 5 % less at y = 0.998. The
    reference curves avoid this by exp(log / 2); the timing takes the plain root, as its users write it.
    """

    def density(c_e, c_s, c_s_max, T):
        y = c_s / c_s_max
        square = y * (1 - y) + 1e-12
        return i_0 * 2 * (pybamm.sqrt(square) if plain_root else pybamm.exp(pybamm.log(square) / 2))

    return density


def electrode_geometry(loading):
    """Thickness [m] and the volume fractions of active material and electrolyte, from the loading [kg m-2]."""
    solid = sum(w / rho for w, rho in zip(WEIGHTS, DENSITIES))  # [m3 kg-1]
    active, electrolyte, _ = (w / rho / solid * (1 - VOID) for w, rho in zip(WEIGHTS, DENSITIES))
    return loading / WEIGHTS[0] * solid / (1 - VOID), active, electrolyte


def parameter_values(case):
    """PyBaMM's parameters of a case; what is not set here has no effect on this model (metal: 0 V, 5e-11 ohm m2)."""
    thickness, active, electrolyte = electrode_geometry(case["loading"])
    capacity = nominal_capacity(case)
    values = pybamm.ParameterValues("Xu2019")
    values.update(
        {
            "Electrode height [m]": 1.0,
            "Electrode width [m]": 1.0,
            "Nominal cell capacity [A.h]": capacity,
            "Current function [A]": capacity * case["c_rate"],
            "Separator thickness [m]": case["separator"],
            "Separator porosity": 1.0,
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
            "Cation transference number": 1.0,
            "Electrolyte diffusivity [m2.s-1]": 1e-11,
            "Electrolyte conductivity [S.m-1]": case["kappa"],
            "Exchange-current density for lithium metal electrode [A.m-2]": lambda c_e, c_m, T: METAL_I_0 + 0 * c_e,
            "Lower voltage cut-off [V]": CUT_OFFS[0],
            "Upper voltage cut-off [V]": CUT_OFFS[1],
            "Ambient temperature [K]": TEMPERATURE,
            "Reference temperature [K]": TEMPERATURE,
            "Initial temperature [K]": TEMPERATURE,
        }
    )
    return values


def make_simulation(case, n_x, n_r, rtol):
    """A PyBaMM simulation of the case with n_x points through the electrode and n_r along the radius."""
    return pybamm.Simulation(
        pybamm.lithium_ion.DFN({"working electrode": "positive"}),
        parameter_values=parameter_values(case),
        solver=pybamm.IDAKLUSolver(rtol=rtol, atol=rtol * 1e-2),
        var_pts={"x_n": 1, "x_s": SEPARATOR_POINTS, "x_p": n_x, "r_n": n_r, "r_p": n_r},
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
    return Discharge(solution.t, voltage.entries, voltage)


def discharge(case, n_x, n_r, rtol):
    """Solves a case once."""
    return as_discharge(solve(make_simulation(case, n_x, n_r, rtol), case))


def curve(case, n_x, n_r, rtol):
    """Time [s] and voltage [V] at the solver's steps; the first is the voltage under load at t = 0."""
    solved = discharge(case, n_x, n_r, rtol)
    return solved.t, solved.V


def time_discharge(case, n_x, n_r, rtol, repeats=5):
    """Shortest time [s] of a repeated solve, building and first solve not counted, and the discharge."""
    simulation = make_simulation(case, n_x, n_r, rtol)
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


def reference_discharge(case):
    """Solves a case on a mesh that is doubled until it is fine enough.

    Returns the discharge, its mesh (n_x, n_r), and rms and largest error [V] by source. PyBaMM is second order in x and
    r: the error is a third of the difference to half the points. In time it is the difference to ten times the rtol.
    """
    part = LAST_COMPARED["reference"]
    solved = functools.cache(lambda n_x, n_r: discharge(case, n_x, n_r, REFERENCE_RTOL))
    n_x, n_r = COARSEST_REFERENCE
    while True:
        fine = solved(n_x, n_r)
        errors = {
            "x": difference(fine, solved(n_x // 2, n_r), part) / 3,
            "r": difference(fine, solved(n_x, n_r // 2), part) / 3,
        }
        if max(errors["x"][0], errors["r"][0]) < OWN_ERROR_LIMIT:
            break
        n_x *= 2 if errors["x"][0] >= OWN_ERROR_LIMIT else 1
        n_r *= 2 if errors["r"][0] >= OWN_ERROR_LIMIT else 1
    errors["t"] = difference(fine, discharge(case, n_x, n_r, 10 * REFERENCE_RTOL), part)
    if errors["t"][0] > OWN_ERROR_LIMIT:
        raise RuntimeError(f"{case['case']}: rms error in time {errors['t'][0]:g} V, wanted {OWN_ERROR_LIMIT:g} V")
    return fine, (n_x, n_r), errors


def reference_curve(case):
    """Rows of the reference file for one case, and the comment on them."""
    fine, (n_x, n_r), errors = reference_discharge(case)
    reached = fine.t[-1] * case["c_rate"] / 3600
    if reached < SHORTEST_DISCHARGE:
        raise EndsAtOnce(case["case"])
    t = sample_times(fine, LAST_COMPARED["reference"], CURVE_POINTS)
    parameters = [case["case"]] + [f"{case[key]:g}" for key in case if key != "case"]
    rows = [[*parameters, f"{at:.8g}", f"{V:.6f}"] for at, V in zip(t, fine.voltage(t))]
    accuracy = ", ".join(f"{source} {rms * 1e3:.3f} / {largest * 1e3:.3f}" for source, (rms, largest) in errors.items())
    return rows, f"{case['case']}: {fine.t[-1]:.6f} s, {reached:.6f}; {n_x} x {n_r}; {accuracy}"


def reference_header(comments, left_out):
    """Comment lines on top of the reference file."""
    _, active, electrolyte = electrode_geometry(BASE["loading"])
    text = [
        "Constant-current discharges of a half cell by PyBaMM, made by scripts/pybamm_half_cell.py reference",
        f"PyBaMM {pybamm.__version__}, DFN half cell with transference number 1, IDAKLU, "
        f"rtol {REFERENCE_RTOL:g}, atol {REFERENCE_RTOL * 1e-2:g}, {SEPARATOR_POINTS} points in the separator",
        f"active material, electrolyte, carbon: mass fractions {WEIGHTS}, densities {DENSITIES} kg/m3; void {VOID:g}",
        f"=> volume fractions: active material {active:.8f}, electrolyte {electrolyte:.8f}",
        f"effective conductivities: kappa * {electrolyte:.8f}^1.5 in the electrode, kappa in the separator, "
        f"{SIGMA:g} S/m * (1 - {electrolyte:.8f})^1.5 for electrons",
        f"sites {SITES:.6f} mol/m3, nominal capacity {SPECIFIC_CAPACITY:g} A h/kg, start at y = {START:g}, "
        f"cut-offs {CUT_OFFS[0]:g} V and {CUT_OFFS[1]:g} V, {TEMPERATURE:g} K",
        "U = 3.83 - 0.21 tanh((y - 0.5)/0.03) - 0.02 (y - 0.5) + 0.03 exp(-y/0.01) - 0.9 exp((y - 1)/0.012) V",
        "(PyBaMM's own end term in U is 1 mV at y = 0.999; it brings the end forward by up to 5e-4, "
        "not the points below)",
        f"j = 2 i sinh(F eta/2RT), i = i_0 * 2 sqrt(y (1 - y) + 1e-12); metal: i = {METAL_I_0:g} A/m2",
        f"{CURVE_POINTS} points a curve from t = 0+ (loaded) to {LAST_COMPARED['reference']:g} of the capacity reached",
        "units: c_rate 1/h of the nominal capacity, loading kg/m2, D m2/s, R m, kappa S/m, separator m, i_0 A/m2",
        "per curve: end of discharge, part of the nominal capacity; points in x and r; PyBaMM's own error from "
        "the mesh in x, in r and from the tolerance, rms / largest in mV",
        *comments,
        f"left out, ends before {SHORTEST_DISCHARGE:g} of the nominal capacity: {', '.join(left_out) or 'none'}",
    ]
    return "".join(f"# {line}\n" for line in text)


def write_reference(output):
    """Solves all cases and writes the reference file."""
    rows, comments, left_out = [], [], []
    for case in all_cases():
        try:
            case_rows, comment = reference_curve(case)
        except EndsAtOnce:
            left_out.append(case["case"])
            continue
        print(comment, file=sys.stderr)
        rows += case_rows
        comments.append(comment)
    with open(output, "w", encoding="utf-8", newline="") as file:
        file.write(reference_header(comments, left_out))
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "c_rate", *BASE, "time [s]", "voltage [V]"])
        writer.writerows(rows)


def timing_row(case, fine, n, rtol, repeats):
    """One line of the timing file; a solve that PyBaMM gives up leaves its figures empty."""
    given = ["pybamm", f"{case['c_rate']:g}", f"{case['loading']:g}", n, f"{rtol:g}"]
    try:
        seconds, solved = time_discharge(case, n, n, rtol, repeats)
    except pybamm.SolverError as error:
        print(f"{case['case']}, {n} points, rtol {rtol:g}: {error}", file=sys.stderr)
        return [*given, "", "", ""]
    _, error_V = difference(solved, fine, LAST_COMPARED["timing"])
    return [*given, f"{seconds:.6f}", f"{error_V:.4e}", f"{solved.t[-1] * case['c_rate'] / 3600:.6f}"]


def write_timing(output, repeats):
    """Times the benchmark discharges on every mesh and tolerance."""
    with open(output, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "c_rate", "loading", "n", "rtol", "seconds", "error_V", "capacity"])
        for c_rate, loading in BENCHMARKS:
            case = make_case(f"{c_rate:g}C", c_rate, loading=loading) | {"plain_root": True}
            fine, _, _ = reference_discharge(case)
            for n in TIMED_POINTS:
                for rtol in TIMED_RTOL:
                    row = timing_row(case, fine, n, rtol, repeats)
                    writer.writerow(row)
                    print(*row, sep=",")


def main():
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    reference = commands.add_parser("reference", help="write the reference curves")
    timing = commands.add_parser("timing", help="write the repeat-solve times and voltage errors of PyBaMM")
    for command in (reference, timing):
        command.add_argument("--output", required=True, help="CSV file to write")
    timing.add_argument("--repeats", type=int, default=5, help="timed solves per mesh and tolerance")
    arguments = parser.parse_args()
    pybamm.set_logging_level("ERROR")
    if arguments.command == "reference":
        write_reference(arguments.output)
    else:
        write_timing(arguments.output, arguments.repeats)


if __name__ == "__main__":
    main()
