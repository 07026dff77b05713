#!/usr/bin/env python3
"""Compares closo with the measured numbers of params/measured and writes a page about it.

    python3 tests/validation/validation_page.py [--closo build/release/app/closo] [-o docs/validation.md]

Each row that the model has a counterpart for is simulated under its condition; the others are listed as what they are.
"""
import argparse
import csv
import pathlib
import subprocess
import tempfile
import textwrap

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUN = """closo: 1
title: validation
cell: {root}/params/cells/asakura2020_{cell}.yaml
set: {{{overrides}}}
start: {{stoichiometry: 1}}
mesh: {{{separator}positive: 20, particle: 20}}
tolerance: 1e-4
record: {{cycles: [], retention_from: 3}}
protocol:
{protocol}"""
CYCLE = "  - {{repeat: {passes}, steps: [Charge at {rate} until {upper}, Discharge at {rate} until 2.5 V]}}\n"
# The cells under pressure are the reference cell under theirs, with their loadings.
PRESSURE = "area: 1.23 cm2, pressure: 3.2 MPa, positive.active_loading: 1.14 mg/cm2"
THICK = "area: 1.23 cm2, pressure: 3.2 MPa, positive.active_loading: 8 mg/cm2"
RATES = ("C/10", "C/5", "1C", "2C")
COLUMNS = {  # of /cycles, with the factor to the unit of the measured number
    "discharge capacity": ("discharge_specific_capacity", 1),
    "areal discharge capacity": ("discharge_areal_capacity", 1),
    "coulombic efficiency": ("coulombic_efficiency", 100),
    "energy efficiency": ("energy_efficiency", 100),
    "capacity retention": ("retention", 100),
    "energy retention": ("energy_retention", 100),
    "mean discharge voltage": ("discharge_mean_voltage", 1),
    "gap between charge and discharge": ("voltage_gap", 1000),
    "specific energy of the active material": ("discharge_specific_energy", 1),
    "areal capacity": ("discharge_areal_capacity", 1),
    "charge lost to the film": ("discharge_specific_capacity", 1),
    "resistance of one Na/SE interface": ("interface_resistance", 1),
    "resistance R0 of the pellet": ("start_on_real_axis", 1),
    "resistance R1 of Na/SE": ("metal_interface_growth", 1),
    "resistance R2 of the cathode/SE film": ("film_resistance", 1),
}
STEPWISE = """  - for_each: {c: 4.05 V to 4.40 V by 0.05 V}
    steps:
      - repeat: 5
        steps:
          - Charge at C/10 until {c}
          - Discharge at C/10 until 2.5 V
          - Rest for 30 minutes
  - eis: {from: 200 kHz, to: 20 kHz, points_per_decade: 10}
"""
# 40 cycles of the symmetric cell, as far as to the second spectra of the paper.
SYMMETRIC = """closo: 1
title: validation
cell: {root}/params/cells/asakura2020_symmetric.yaml
tolerance: 1e-5
record: {{cycles: []}}
protocol:
  - {{repeat: 40, steps: [Discharge at 32.2 uA/cm2 for 5 h, Charge at 32.2 uA/cm2 for 5 h]}}
  - eis: {{from: 1 MHz, to: 100 kHz, points_per_decade: 5}}
"""
FRESH_INTERFACE = 31  # ohm cm2, of the exchange-current density in the cell file
OF_THICK_CELL = ("specific energy of the active material", "areal capacity")  # rows of Table S1


def protocol(*parts):
    return "".join(CYCLE.format(passes=passes, rate=rate, upper=upper) for passes, rate, upper in parts)


def runs():
    """Protocol and overrides of each run, by (cell, rate or 'long', upper cut-off)."""
    table = {("swagelok", "long", "4.15 V"): (protocol((2, "C/10", "4.15 V"), (800, "C/5", "4.15 V")), "")}
    for rate in RATES:
        table[("swagelok", rate, "4.15 V")] = (protocol((2, rate, "4.15 V")), "")
        table[("pressure", rate, "4.15 V")] = (protocol((2, rate, "4.15 V")), PRESSURE)
    table[("swagelok", "C/10", "4.30 V")] = (protocol((2, "C/10", "4.30 V")), "limits.upper: 4.30 V")
    table[("swagelok", "stepwise", "")] = (STEPWISE, "limits.upper: 4.45 V")
    table[("thick_pressure", "C/10", "4.15 V")] = (protocol((2, "C/10", "4.15 V")), THICK)
    table[("liquid", "C/10", "4.30 V")] = (protocol((2, "C/10", "4.30 V")), "")
    return table


def simulate(closo, folder):
    """The table of cycles of each run."""
    results = {}
    for number, (key, (steps, overrides)) in enumerate(runs().items()):
        liquid = key[0] == "liquid"
        text = RUN.format(root=ROOT, cell="liquid" if liquid else "swagelok", separator="separator: 20, " if liquid else "",
                          overrides=overrides, protocol=steps)
        (folder / "run.yaml").write_text(text, encoding="utf-8")
        result = folder / f"{number}.h5"
        subprocess.run([closo, "run", "-q", str(folder / "run.yaml"), "-o", str(result)], check=True)
        with h5py.File(result) as file:
            results[key] = {name: values[:] for name, values in file["cycles"].items()}
            for spectrum in file.get("impedance", {}).values():
                results[key]["start_on_real_axis"] = spectrum["real"][:1]  # at the highest frequency
            energy = results[key]["discharge_specific_energy"]
            results[key]["energy_retention"] = energy / energy[min(2, energy.size - 1)]  # of the first cycle at C/5
    return results


def symmetric_interface(closo, folder):
    """Resistance of one interface at the end of each half cycle [ohm cm2]: half of what the separator leaves."""
    (folder / "symmetric.yaml").write_text(SYMMETRIC.format(root=ROOT), encoding="utf-8")
    result = folder / "symmetric.h5"
    subprocess.run([closo, "run", "-q", str(folder / "symmetric.yaml"), "-o", str(result)], check=True)
    with h5py.File(result) as file:
        voltage, current = file["steps/end_voltage"][:80], file["steps/charge"][:80] / file["steps/duration"][:80]
        separator = next(iter(file["impedance"].values()))["real"][0]  # beyond the arcs
        return (-voltage / current * file["cell/area"][()] * 1e4 - separator) / 2


def counterpart(row, results):
    """The simulated number for a measured one; None if the model has none."""
    column, factor = COLUMNS.get(row["quantity"], (None, None))
    if column is None or row["cell"] not in ("", "swagelok", "pressure", "thick_pressure", "liquid", "symmetric"):
        return None
    if column == "start_on_real_axis":
        return float(results[("swagelok", "stepwise", "")][column][0])
    if row["upper_cut_off"] == "4.25 V":  # the worst of its five cycles in the stepwise test
        return 100 * float(results[("swagelok", "stepwise", "")][column][20:25].min())
    if row["quantity"].startswith("resistance R2"):  # five cycles to each cut-off
        last = 5 * round((float(row["upper_cut_off"].split()[0]) - 4.00) / 0.05)
        return float(results[("swagelok", "stepwise", "")][column][last - 1])
    if row["quantity"] == "resistance R1 of Na/SE":  # fresh, and after all of these cycles
        grown = results[("swagelok", "stepwise", "")][column][-1] if row["cycle"] == "40" else 0.0
        return FRESH_INTERFACE + float(grown)
    if row["quantity"] == "resistance of one Na/SE interface":  # the furthest from the middle, of all half cycles
        return float(results[("symmetric", "", "")][column].max() if row["relation"] == "<=" else
                     results[("symmetric", "", "")][column].min())
    cell = "thick_pressure" if row["quantity"] in OF_THICK_CELL else row["cell"] or "swagelok"
    cycle = int(row["cycle"] or 2)
    rate = "long" if cell == "swagelok" and (cycle > 2 or row["relation"] == ">") else row["rate"] or "C/10"
    if row["relation"] == ">" and not row["cycle"]:
        cycle = 20
    cycles = results.get((cell, rate, row["upper_cut_off"] or "4.15 V"))
    index = cycle - 1 + (2 if rate == "long" and cycle > 4 else 0)  # 400 and 800 count the cycles at C/5
    if cycles is None:
        return None
    if row["quantity"] == "charge lost to the film":  # measured as what a discharge does not return
        return float(cycles["charge_specific_capacity"][index] - cycles[column][index])
    return float(cycles[column][index]) * factor


def measured_rows():
    for path in sorted((ROOT / "params/measured").glob("asakura2020_*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            yield from csv.DictReader(line for line in file if not line.startswith("#"))


def condition(row):
    cut_off = f"to {row['upper_cut_off']}" if row["upper_cut_off"] else ""
    cycle = f"cycle {row['cycle']}" if row["cycle"] else ""
    return ", ".join(part for part in (row["cell"].replace("_", ", "), row["rate"], row["temperature"], cut_off, cycle) if part)


def page(results):
    lines = ["# Measured and simulated", "",
             "Made by tests/validation/validation_page.py: the reference cell as its file describes it, against the numbers of Asakura et al.,",
             "Energy Environ. Sci. 2020, 13, 5048 in [params/measured](../params/measured/README.md). Rows marked `calibration` are those to",
             "which connected fraction and diffusivity ([how](../examples/07_calibration/README.md)) and the film ([how](../examples/08_film/README.md))",
             "were fitted, rows marked `input` those that the cell file contains; no other number was used. The cells under pressure are the",
             "reference cell at 3.2 MPa with their loadings; how its contact depends on pressure follows from the capacity of the thick one.",
             "Retention after 400 cycles was fitted too ([how](../examples/03_long_cycling/README.md)). R0 is the impedance at 200 kHz, R1 and R2",
             "are those of interface and film; what circuits make of them: [18_stepwise_spectra](../examples/18_stepwise_spectra/README.md).", "",
             "What the model does not explain:",
             "- The gap between charge and discharge at cycle 800, and with it the energy efficiency of late cycles. The resistances of film and",
             "  metal interface, fitted to impedance, are far too small for it, and nothing else in the model grows.",
             "- The accelerating fade between cycles 400 and 800: in this law the loss of contact slows down.",
             "- The thin cell under pressure: measured, it gives what the one without pressure gives, while the thick one gives 13 mAh/g more. A law",
             "  of pressure can follow one of them, and follows the thick one.",
             "- Critical currents of 0.1 mA/cm2 are reported for this electrolyte with sodium under 1.5 MPa on plating, a different limit from the",
             "  stripping limit used here.",
             "- In the model, all fade is loss of particle contact. Micrographs of the paper show none after cycling to 4.15 V, so another state must be missing: a",
             "  polarisation that grows would explain gap, efficiency and fade at once.",
             "- The film parameters do not transfer to another cell: [B12H12]2- has 2300 times the rate at 3.45 V in the composite for voltammetry that it has in",
             "  the full cell, [CB11H12]- 170 times. In the full cell the film takes a quarter of the electrolyte within twenty cycles, and",
             "  volume and conductivity of the rest stay.",
             "- The activation energies of film and diffusion are estimates; nothing at 60 degC is compared here.", "",
             "| quantity | condition | measured | simulated | error | used for |", "|---|---|---|---|---|---|"]
    missing, errors = [], {False: [], True: []}
    for row in measured_rows():
        used = "input" if row["note"].startswith("input") else row["used_for"]
        relation = "" if row["relation"] == "=" else row["relation"] + " "
        value = counterpart(row, results)
        if value is None or not np.isfinite(value):
            missing.append(f"{row['quantity']} ({condition(row)})" if condition(row) else row["quantity"])
            continue
        error = value - float(row["value"])
        if used == "prediction" and row["quantity"] == "discharge capacity":
            errors["pressure" in row["cell"]].append(abs(error))
        lines.append(f"| {row['quantity']} | {condition(row)} | {relation}{row['value']} {row['unit']} | {value:.4g} | "
                     f"{error:+.3g} | {used} |")
    lines += ["", f"Predicted capacities of the thin cell under pressure are off by {np.mean(errors[True]):.0f} mAh/g on average, "
              f"the others by {np.mean(errors[False]):.0f}.", "",
              textwrap.fill("Measured, but without a counterpart in the model so far: " + "; ".join(missing) + ".", 135), ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--closo", default=str(ROOT / "build/release/app/closo"))
    parser.add_argument("-o", "--output", type=pathlib.Path, default=ROOT / "docs/validation.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = simulate(arguments.closo, pathlib.Path(folder))
        results[("symmetric", "", "")] = {"interface_resistance": symmetric_interface(arguments.closo, pathlib.Path(folder))}
    arguments.output.write_text(page(results), encoding="utf-8")
    print(arguments.output)


if __name__ == "__main__":
    main()
