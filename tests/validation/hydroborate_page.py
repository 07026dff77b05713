#!/usr/bin/env python3
"""Compares the cells of two works with hydroborates with the measured numbers of params/measured and writes a page about them.

    python3 tests/validation/hydroborate_page.py [--closo build/release/app/closo] [-o docs/validation_hydroborates.md]

Each measured row is simulated under its condition, as far as that is known.
"""
import csv
import pathlib
import subprocess
import tempfile

import h5py
from pages import ROOT, arguments, measured_value

# File of measured numbers, prefix of the cell files, limits in words, weight fraction of active material in the composite.
WORKS = {
    "NMC811 | Li3(CB11H12)2(CB9H10) | Li, Li-In, graphite": ("braun2024.csv", "braun2024_", 0.70),
    "NaCrO2 | Na4(B12H12)(B10H10) | Na": ("duchene2017.csv", "duchene2017_", 0.70),
}
SETTLED = 10  # the cycle to which long tests refer: a slow host takes some to come to its usual swing
RUN = """closo: 1
title: validation
cell: {cell}
record: {{cycles: []}}
protocol:
  - repeat: {cycles}
    steps: [Charge at {rate}, Discharge at {rate}]
{temperature}"""
TEXT = {
    "braun2024.csv": """H. Braun et al., ACS Energy Lett. 9 (2024) 707 ([abstract](https://doi.org/10.3929/ethz-b-000660061)). Conductivity, thickness of the separator, areal
capacity and cut-off are of that work; composition, particles and pressure are not known and are estimates, as the files say. Two parameters,
the diffusivity and its activation energy, were fitted to two capacities ([how](../examples/25_hydroborate/README.md)), the loss of contact to
one retention.

- The capacities against Li-In follow: a cell of it differs from one of lithium by the potential alone. Nothing else would do for a test.
- Nearly two thirds of the loss in 1000 cycles at C/2 are missing, and four fifths of that in 350 cycles against graphite: contact that is
  lost with the charge passed, fitted to C/5, knows nothing of what polarises. The graphite cell has no excess of lithium, and in the model
  nothing consumes it.
- At C/2 and room temperature the model gives 55 mAh/g. At which temperature the long tests were done is not recorded.
- The first efficiency: the model has no film here, as nothing states one. What the first charge gives and the discharge does not take is
  kinetics alone.""",
    "duchene2017.csv": """L. Duchene et al., Energy Environ. Sci. 10 (2017) 2609. Masses, area, temperature and size of the particles are of that work; cut-offs and
the shape of the open-circuit voltage are estimates. Contact and diffusivity were fitted to two capacities ([how](../examples/26_contact/README.md)), the loss of
contact to one retention.

- The first capacity is 10 to 15 mAh/g more than those after it. The model has no such loss: no film is stated.
- How fast the mixed cathode loses its capacity is not known in numbers. Its loss of contact in the file is an illustration and is compared
  with nothing.""",
}


def temperature_of(row):
    return f"    temperature: {row['temperature']}\n" if row["temperature"].endswith("degC") else ""


def cycles_of(closo, prefix, row, done, folder):
    """Columns of the cycles of the run that a row asks for; runs of one condition are made once."""
    longest = int(row["cycle"])
    key = (row["cell"], row["rate"] or "C/10", row["temperature"] or ("60 degC" if row["unit"] == "Wh/kg" else ""))
    if key not in done or len(done[key]["number"]) < longest:
        text = RUN.format(cell=ROOT / f"params/cells/{prefix}{row['cell']}.yaml", cycles=max(longest, 2), rate=key[1], temperature=temperature_of({**row, "temperature": key[2]}))
        (folder / "run.yaml").write_text(text, encoding="utf-8")
        subprocess.run([closo, "run", "-q", folder / "run.yaml", "-o", folder / "run.h5"], check=True, stderr=subprocess.DEVNULL)
        with h5py.File(folder / "run.h5") as file:
            done[key] = {name: values[:] for name, values in file["cycles"].items()}
    return done[key]


def counterpart(row, cycles, fraction):
    """The simulated number in the unit of the measured one."""
    last = int(row["cycle"]) - 1
    capacity = cycles["discharge_specific_capacity"]
    first = SETTLED - 1 if last > SETTLED * 5 else 0
    return {"discharge capacity": capacity[last], "capacity at first": cycles["charge_specific_capacity"][last],
            "capacity retention": 100 * capacity[last] / capacity[first],
            "coulombic efficiency": 100 * cycles["coulombic_efficiency"][last],
            "specific energy of the composite": fraction * cycles["discharge_specific_energy"][last]}[row["quantity"]]


def page(closo, folder):
    lines = ["# Two cells in hydroborates, measured and simulated", "",
             "Made by tests/validation/hydroborate_page.py from the cell files and [params/measured](../params/measured/README.md). Rows marked",
             "`calibration` are those that a parameter was fitted to; no other number was used. Where a temperature is not recorded it is that of",
             f"the cell file; retention over 100 cycles or more refers to cycle {SETTLED}, when the swing of a slow host has settled.", ""]
    for title, (measured, prefix, fraction) in WORKS.items():
        lines += [f"## {title}", "", TEXT[measured], "", "| quantity | condition | measured | simulated | error | used for |", "|---|---|---|---|---|---|"]
        done = {}
        with open(ROOT / "params/measured" / measured, newline="", encoding="utf-8") as file:
            rows = sorted(csv.DictReader(file), key=lambda row: -int(row["cycle"]))  # the longest of a condition first
        for row in sorted(rows, key=lambda row: row["quantity"]):
            value = counterpart(row, cycles_of(closo, prefix, row, done, folder), fraction)
            condition = ", ".join(part for part in (row["cell"].replace("_", "-"), row["rate"], row["temperature"], f"cycle {row['cycle']}") if part)
            lines.append(f"| {row['quantity']} | {condition} | {measured_value(row)} | {value:.4g} | "
                         f"{value - float(row['value']):+.3g} | {row['used_for']} |")
        lines.append("")
    return "\n".join(lines)


def main():
    options = arguments(__doc__, "validation_hydroborates.md")
    with tempfile.TemporaryDirectory() as folder:
        text = page(options.closo, pathlib.Path(folder))
    options.output.write_text(text, encoding="utf-8")
    print(options.output)


if __name__ == "__main__":
    main()
