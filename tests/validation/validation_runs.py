"""The runs behind the validation page: the reference cells under the conditions of each experiment, and what each measured number is in them."""
import subprocess

import h5py
import numpy as np
from pages import ROOT

RUN = """closo: 1
title: validation
cell: {root}/params/cells/asakura2020_{cell}.yaml
set: {{{overrides}}}
{start}mesh: {{{separator}positive: 20, particle: 20}}
tolerance: 1e-4
record: {{cycles: {recorded}, retention_from: 3}}
protocol:
{protocol}"""
CYCLE = "  - repeat: {passes}\n    steps: [Charge at {rate} until {upper}, Discharge at {rate} until 2.5 V]\n"
STEPWISE = """  - for_each: {c: 4.05 V to 4.40 V by 0.05 V}
    steps:
      - repeat: 5
        steps:
          - Charge at C/10 until {c}
          - Discharge at C/10 until 2.5 V
          - Rest for 30 minutes
  - eis: {from: 200 kHz, to: 20 kHz, points_per_decade: 10}
"""
# 40 cycles, as far as to the second spectra of the paper.
SYMMETRIC = """  - repeat: 40
    steps: [Discharge at 32.2 uA/cm2 for 5 h, Charge at 32.2 uA/cm2 for 5 h]
  - eis: {from: 1 MHz, to: 100 kHz, points_per_decade: 5}
"""
# The thin cell under pressure is the reference cell under its own, with its loading.
THIN_UNDER_PRESSURE = "area: 1.23 cm2, pressure: 3.2 MPa, positive.active_loading: 1.14 mg/cm2"
RATES = ("C/5", "C/2", "1C", "2C")
FRESH_INTERFACE = 31  # ohm cm2, of the exchange-current density in the cell file


def cycles(*parts):
    return "".join(CYCLE.format(passes=passes, rate=rate, upper=upper) for passes, rate, upper in parts)


LONG = cycles((2, "C/10", "4.15 V"), (800, "C/5", "4.15 V"))
RATE_TEST = cycles((5, "C/10", "4.15 V"), *((5, rate, "4.15 V") for rate in RATES))
# Of each run: cell, overrides, protocol, and the example that shows it.
RUNS = {
    "long": ("swagelok", "", LONG, "03_long_cycling"),
    "long to 4.30 V": ("swagelok", "limits.upper: 4.30 V", LONG.replace("4.15", "4.30"), "09_cut_off"),
    "rates": ("swagelok", "", RATE_TEST, "02_rate_test"),
    "rates under pressure": ("swagelok", THIN_UNDER_PRESSURE, RATE_TEST, "10_pressure"),
    "stepwise": ("swagelok", "limits.upper: 4.45 V", STEPWISE, "18_stepwise_spectra"),
    "thick": ("thick", "", cycles((2, "C/10", "4.15 V")), "20_solid_and_liquid"),
    "liquid": ("liquid", "", cycles((2, "C/10", "4.30 V")), "20_solid_and_liquid"),
    "symmetric": ("symmetric", "", SYMMETRIC, "15_symmetric"),
}
OF_CELL = {"swagelok": "long", "pressure": "rates under pressure", "thick_pressure": "thick", "liquid": "liquid", "symmetric": "symmetric"}
COLUMNS = {  # of /cycles, with the factor to the unit of the measured number
    "discharge capacity": ("discharge_specific_capacity", 1),
    "specific capacity": ("discharge_specific_capacity", 1),
    "charge lost to the film": ("irreversible", 1),
    "areal discharge capacity": ("discharge_areal_capacity", 1),
    "areal capacity": ("discharge_areal_capacity", 1),
    "coulombic efficiency": ("coulombic_efficiency", 100),
    "energy efficiency": ("energy_efficiency", 100),
    "capacity retention": ("retention", 100),
    "energy retention": ("energy_retention", 100),
    "cell voltage": ("discharge_mean_voltage", 1),
    "mean discharge voltage": ("discharge_mean_voltage", 1),
    "gap between charge and discharge": ("voltage_gap", 1000),
    "specific energy of the active material": ("discharge_specific_energy", 1),
    "specific energy of the cathode composite": ("energy_composite", 1),
    "specific energy of cathode, SE and anode": ("energy_cell", 1),
    "internal resistance": ("resistance_internal", 1),
    "resistance of one Na/SE interface": ("interface", 1),
    "resistance R0 of the pellet": ("start_on_real_axis", 1),
    "resistance R1 of Na/SE": ("metal_interface_growth", 1),
    "resistance R2 of the cathode/SE film": ("film_resistance", 1),
}
OF_TABLE_S1 = ("thick",)  # runs whose cell is told by its energy and resistance
TABLE_S1 = ("specific capacity", "cell voltage", "specific energy", "areal", "internal resistance")  # of the thick cell


def simulate(closo, folder, name):
    """Columns of the cycles of a run, and what is derived of them."""
    cell, overrides, protocol, _ = RUNS[name]
    text = RUN.format(root=ROOT, cell=cell, overrides=overrides, protocol=protocol,
                      start="" if cell == "symmetric" else "start: {stoichiometry: 1}\n",
                      separator="separator: 20, " if cell == "liquid" else "", recorded=[2] if name in OF_TABLE_S1 else [])
    if cell == "symmetric":
        text = "\n".join(line for line in text.splitlines() if not line.startswith(("mesh", "set"))).replace(", retention_from: 3", "")
    path, result = folder / "run.yaml", folder / f"{name.replace(' ', '_')}.h5"
    path.write_text(text, encoding="utf-8")
    subprocess.run([closo, "run", "-q", str(path), "-o", str(result)], check=True)
    with h5py.File(result) as file:
        table = {column: values[:] for column, values in file["cycles"].items()}
        for spectrum in file.get("impedance", {}).values():
            table["start_on_real_axis"] = spectrum["real"][:1]  # at the highest frequency
        for column, source in (("energy_composite", "specific_energy_composite"), ("energy_cell", "specific_energy_cell"),
                               ("resistance_internal", "resistance_internal")):
            if f"design/{source}" in file:
                table[column] = np.full(2, file[f"design/{source}"][()])
        if cell == "symmetric":
            voltage, current = file["steps/end_voltage"][:80], file["steps/charge"][:80] / file["steps/duration"][:80]
            table["interface"] = (-voltage / current * file["cell/area"][()] * 1e4 - table["start_on_real_axis"][0]) / 2
            return table
        energy = table["discharge_specific_energy"]
        table["energy_retention"] = energy / energy[min(2, energy.size - 1)]  # of the first cycle at C/5
        table["irreversible"] = table["charge_specific_capacity"] - table["discharge_specific_capacity"]
    return table


def place(row):
    """Name of the run and index of the cycle in which the model has a measured number; None without a counterpart."""
    quantity, cut_off = row["quantity"], row["upper_cut_off"]
    if quantity not in COLUMNS:
        return None
    if "Table S1" in row["source"] and quantity.startswith(TABLE_S1):
        return "thick", 1
    if quantity.startswith("resistance of one"):
        return "symmetric", slice(None)
    if quantity.startswith("resistance R") or cut_off == "4.25 V":
        if quantity.startswith("resistance R0"):
            return "stepwise", 0
        last = 5 * round((float((cut_off or "4.40 V").split()[0]) - 4.00) / 0.05)  # five cycles to each cut-off
        return "stepwise", slice(last - 5, last) if cut_off == "4.25 V" else last - 1
    run = OF_CELL[row["cell"] or "swagelok"]
    if cut_off == "4.30 V" and run == "long":
        run = "long to 4.30 V"
    if row["rate"] in RATES and not row["cycle"] and run in ("long", "rates under pressure") and row["relation"] == "=":
        return ("rates" if run == "long" else run), 5 * (1 + RATES.index(row["rate"])) + 1
    if not row["cycle"]:
        return run, 19 if row["relation"] == ">" and run == "long" else 1
    cycle = int(row["cycle"])
    return run, cycle - 1 + (2 if cycle > 4 else 0)  # 400 and 800 count the cycles at C/5


def counterpart(row, results):
    """The simulated number for a measured one; None if the model has none."""
    where = place(row)
    if where is None:
        return None
    column, factor = COLUMNS[row["quantity"]]
    name, index = where
    if column == "metal_interface_growth" and row["cycle"] == "0":
        return float(FRESH_INTERFACE)
    values = results[name][column][index]
    if np.size(values) == 0:
        return None
    worst = np.max if row["relation"] == "<=" else np.min
    grown = FRESH_INTERFACE if column == "metal_interface_growth" else 0
    return grown + factor * float(worst(values))
