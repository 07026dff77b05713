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

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "scripts"))
from curves import run_script  # noqa: E402  (beside the other scripts)
from plotting import h5py, np, plt, save  # noqa: E402

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


def draw(tables, critical, one_c, picture):
    figure, (capacity, contact, current) = plt.subplots(1, 3, figsize=(14, 4.2), constrained_layout=True)
    for rate, cycle in CYCLES.items():
        capacity.plot(PRESSURES, [t["discharge_specific_capacity"][cycle - 1] for t in tables], "o-", ms=4, label=rate)
    capacity.plot(*zip(*MEASURED), "k^", label="measured, C/10")
    capacity.set(ylabel="specific capacity / mAh g$^{-1}$", title="Capacity", ylim=(0, 130))
    contact.plot(PRESSURES, [t["contact"][0] * 100 for t in tables], "o-", ms=4, label="particles")
    contact.plot(PRESSURES, [t["metal_contact"][5] * 100 for t in tables], "s-", ms=4, label="metal, after a discharge at C/5")
    contact.set(ylabel="connected / %", title="Contact", ylim=(0, 105))
    current.loglog(PRESSURES, critical, "o-", ms=4, label="critical current on stripping")
    for rate, share in (("C/10", 0.1), ("1C", 1)):
        current.axhline(share * one_c, color="tab:gray", ls=":", lw=1)
        current.text(PRESSURES[-1], share * one_c, rate, ha="right", va="bottom")
    current.set(ylabel="current density / mA cm$^{-2}$", title="What is refilled on stripping")
    for axes in (capacity, contact, current):
        axes.set(xscale="log", xlabel="pressure / MPa")
        axes.legend(fontsize=8)
    save(figure, picture, dpi=110)


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
    run_script(main)
