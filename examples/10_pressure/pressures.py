#!/usr/bin/env python3
"""Runs the example under a series of pressures and draws capacity, contact and critical current against them.

    python3 examples/10_pressure/pressures.py [--closo closo] [-o pressures.png]

Every cell is assembled under its pressure; the critical current is that of the stripped metal.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "python"))
from closo.data.results import label  # noqa: E402  (the package of these sources)
from closo.plot import style  # noqa: E402
from closo.plot.losses import CAPACITY  # noqa: E402

PRESSURES = (0.1, 0.2, 0.5, 1, 2, 3.2, 5, 10)  # MPa
CYCLES = {"C/10": 1, "C/5": 6, "1C": 7}  # of the run
MEASURED = ((0.2, 104), (3.2, 117))  # at C/10, MPa and mAh/g: Asakura et al., Energy Environ. Sci. 13 (2020) 5048


def simulate(closo, folder, pressure):
    """Table of cycles under a pressure [MPa], and the critical current density [mA/cm2]."""
    result = folder / "result.h5"
    subprocess.run([closo, "run", "-q", str(HERE / "run.yaml"), "-o", str(result), "--set", f"pressure={pressure} MPa"], check=True)
    with h5py.File(result) as file:
        share = file["steps/critical_current_share"][:]
        current = np.abs(file["steps/charge"][:] / file["steps/duration"][:] / file["cell/area"][()]) * 0.1
        discharges = share > 0
        return {key: values[:] for key, values in file["cycles"].items()}, np.mean(current[discharges] / share[discharges])


@style.look()
def draw(tables, critical, one_c, picture):
    figure = style.figure(3, 2.7)
    capacity, contact, current = figure.subplots(1, 3)
    for rate, cycle in CYCLES.items():
        style.series(capacity, PRESSURES, [t["discharge_specific_capacity"][cycle - 1] for t in tables], label=rate)
    capacity.plot(*zip(*MEASURED), "D", ms=4.5, mfc=style.theme().ground, mec=style.theme().ink, label="measured, C/10", zorder=4)
    style.label(capacity, y=CAPACITY, ylim=(0, 130))
    style.heading(capacity, "Capacity", above=True)
    style.series(contact, PRESSURES, [t["contact"][0] * 100 for t in tables], label="particles")
    style.series(contact, PRESSURES, [t["metal_contact"][5] * 100 for t in tables], "s", label="metal, after a discharge at C/5")
    style.label(contact, y=label("Connected", "%"), ylim=(0, 105))
    style.heading(contact, "Contact", above=True)
    style.series(current, PRESSURES, critical, label="critical current on stripping")
    for rate, share in (("C/10", 0.1), ("1C", 1)):
        current.axhline(share * one_c, color=style.theme().soft, ls=":", lw=0.8)
        current.text(PRESSURES[-1], share * one_c, rate, ha="right", va="bottom")
    style.label(current, y=label("Current density", "mA cm-2"), yscale="log")
    style.heading(current, "What is refilled on stripping", above=True)
    for axes in (capacity, contact, current):
        style.label(axes, label("Pressure", "MPa"), xscale="log")
        style.plain_logarithm(axes.xaxis, (1,))
    style.save(figure, picture)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--closo", default="closo", help="the program")
    parser.add_argument("-o", "--output", default=str(HERE / "pressures.png"), help="picture")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = [simulate(arguments.closo, pathlib.Path(folder), pressure) for pressure in PRESSURES]
        with h5py.File(pathlib.Path(folder) / "result.h5") as file:
            one_c = file["cell/one_c"][()] / file["cell/area"][()] * 0.1
    draw([table for table, _ in results], [critical for _, critical in results], one_c, arguments.output)
    print("pressure / MPa   " + "".join(f"{rate:>8}" for rate in CYCLES) + "   critical current / mA cm-2")
    for pressure, (table, critical) in zip(PRESSURES, results):
        capacities = "".join(f"{table['discharge_specific_capacity'][cycle - 1]:8.1f}" for cycle in CYCLES.values())
        print(f"{pressure:<17g}{capacities}   {critical:.3g}")
    print(arguments.output)


if __name__ == "__main__":
    main()
