#!/usr/bin/env python3
"""What experimentalists derive from curves, from a result file of closo or a table in the Battery Data Format.

    python3 scripts/analyse.py resistance FILE [--times 0 1 1800]      ohm, ohm cm2: (V - V before) / (i before - i)
    python3 scripts/analyse.py ocv FILE -o ocv.csv                     mean of a slow charge and a slow discharge
    python3 scripts/analyse.py arrhenius TABLE.csv                     activation energy of a rate or conductivity

GITT has a script of its own, scripts/gitt.py.
"""
import argparse

import numpy as np

from curves import CurveError, read_steps, run_script

GAS_CONSTANT = 8.31446261815324  # J mol-1 K-1
FARADAY = 96485.33212  # C mol-1
ZERO_CELSIUS = 273.15
OCV_POINTS = 201
SMALLEST_JUMP = 1e-3  # of the current around it; smaller ones are noise


def resistances(steps, times):
    """Rows (number of the step, current [A], resistance [ohm] at each time after the jump of the current)."""
    rows = []
    for step in steps:
        jump = step.rest_current - step.current[0]
        if not abs(jump) > SMALLEST_JUMP * max(abs(step.rest_current), np.abs(step.current).max()):
            continue
        after = step.time - step.time[0]
        values = [np.interp(t, after, step.voltage) if t <= after[-1] else np.nan for t in times]
        rows.append((step.number, step.current[0], [(value - step.rest_voltage) / jump for value in values]))
    return rows


def open_circuit_voltage(path):
    """Stoichiometry (0 charged) and mean voltage of the longest charge and discharge at equal charge, and how they differ."""
    steps = read_steps(path)
    half = {sign: [s for s in steps if np.sign(s.charge[-1]) == sign and s.duration > 0] for sign in (-1, 1)}
    if not half[-1] or not half[1]:
        raise CurveError(f"{path}: a charge and a discharge are needed")
    up, down = (max(half[sign], key=lambda step: abs(step.charge[-1])) for sign in (-1, 1))
    capacity = min(abs(up.charge[-1]), down.charge[-1])
    y = np.linspace(0, 1, OCV_POINTS)
    discharge = np.interp(y * capacity, down.charge, down.voltage)
    to_come = up.charge - up.charge[-1]  # the charge runs from y = 1 to 0
    charge = np.interp(y * capacity, to_come[::-1], up.voltage[::-1])
    return y, (charge + discharge) / 2, np.median(np.abs(charge - discharge)), capacity


def arrhenius(temperature, value):
    """Activation energy [J mol-1], its standard error, and ln of the value at infinite temperature."""
    x, z = 1 / temperature, np.log(value)
    design = np.column_stack((np.ones_like(x), x))
    (intercept, slope), *_ = np.linalg.lstsq(design, z, rcond=None)
    residual = z - design @ (intercept, slope)
    freedom = len(x) - 2
    variance = residual @ residual / freedom if freedom > 0 else np.nan
    error = np.sqrt(variance * np.linalg.inv(design.T @ design)[1, 1])
    return -slope * GAS_CONSTANT, error * GAS_CONSTANT, intercept


def print_resistances(arguments):
    print("step    current / A    " + "    ".join(f"R({t:g} s) / ohm" for t in arguments.times))
    for number, current, values in resistances(read_steps(arguments.file), arguments.times):
        print(f"{number:4d} {current:14.6g}    " + "    ".join(f"{value:14.6g}" for value in values))


def write_ocv(arguments):
    y, voltage, gap, capacity = open_circuit_voltage(arguments.file)
    with open(arguments.output, "w", encoding="utf-8") as file:
        file.write(f"# Mean of a charge and a discharge of {arguments.file}; their median difference is {gap * 1e3:.1f} mV.\n")
        file.write("y,ocv [V]\n" + "".join(f"{a:.6f},{b:.6f}\n" for a, b in zip(y, voltage)))
    print(f"{arguments.output}: {len(y)} points over {capacity / 3.6:.4g} mAh; "
          f"median difference of charge and discharge: {gap * 1e3:.1f} mV")


def print_arrhenius(arguments):
    try:
        table = np.loadtxt(arguments.file, delimiter=",", comments="#", skiprows=arguments.skip, ndmin=2)
    except ValueError as error:
        raise CurveError(f"{arguments.file}: expected rows 'temperature in degC, value': {error}") from error
    if table.shape[0] < 2 or table.shape[1] != 2 or (table[:, 1] <= 0).any():
        raise CurveError(f"{arguments.file}: expected at least two rows of a temperature in degC and a positive value")
    energy, error, _ = arrhenius(table[:, 0] + ZERO_CELSIUS, table[:, 1])
    print(f"activation energy {energy / 1e3:.4g} +- {error / 1e3:.2g} kJ/mol ({energy / FARADAY:.4g} eV), "
          f"{table.shape[0]} temperatures")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    resistance = commands.add_parser("resistance", help="direct-current resistance from jumps of the current")
    resistance.add_argument("file")
    resistance.add_argument("--times", type=float, nargs="+", default=[0, 1, 1800], help="times after the jump of the current [s]")
    resistance.set_defaults(run=print_resistances)
    ocv = commands.add_parser("ocv", help="open-circuit voltage from a slow charge and discharge")
    ocv.add_argument("file")
    ocv.add_argument("-o", "--output", required=True, help="table for a material file")
    ocv.set_defaults(run=write_ocv)
    energy = commands.add_parser("arrhenius", help="activation energy from values at several temperatures")
    energy.add_argument("file", help="CSV: temperature in degC, value")
    energy.add_argument("--skip", type=int, default=1, help="header lines (default: 1)")
    energy.set_defaults(run=print_arrhenius)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    run_script(main)
