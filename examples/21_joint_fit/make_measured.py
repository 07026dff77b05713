#!/usr/bin/env python3
"""Makes curves.csv and spectrum.csv: the run with other parameters than those of the reference cell, and noise.

    python3 examples/21_joint_fit/make_measured.py CLOSO     (the path of the program)

No cell was measured for them. What was put in is written down here, so that what comes out can be judged.
"""
import csv
import pathlib
import random
import subprocess
import sys
import tempfile

import h5py

TRUTH = {
    "separator.thickness": "540 um",
    "negative.exchange_current_density": "6.5 A/m2",
    "materials.nvopf.exchange_current_density": "1.1 A/m2",
    "positive.double_layer": "3 uF/cm2",
    "positive.contact": "80 %",
    "materials.nvopf.diffusivity": "5e-16 m2/s",
}
NOISE = 3e-3  # V, standard deviation
SPECTRUM_NOISE = 0.005  # of the modulus, standard deviation of real and of imaginary part
KEPT = ("Test Time / s", "Voltage / V", "Current / A", "Cycle Count / 1", "Step Count / 1", "Net Capacity / Ah")
FOLDER = pathlib.Path(__file__).resolve().parent


def write_curves(rows, noise):
    with open(FOLDER / "curves.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(KEPT)
        for row in rows:
            voltage = float(row["Voltage / V"]) + noise.gauss(0, NOISE)
            time, current, charge = (float(row[KEPT[k]]) for k in (0, 2, 5))
            writer.writerow([f"{time:.3f}", f"{voltage:.4f}", f"{current:.6e}", row[KEPT[3]], row[KEPT[4]], f"{charge:.8e}"])


def write_spectrum(result, noise):
    group, area = result["impedance/1"], result["cell/area"][()] * 1e4  # cm2
    with open(FOLDER / "spectrum.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("Frequency / Hz", "Real Impedance / ohm", "Imaginary Impedance / ohm"))
        for f, real, imaginary in zip(*(group[name][:] for name in ("frequency", "real", "imaginary"))):
            Z = complex(real, imaginary) / area
            error = complex(noise.gauss(0, SPECTRUM_NOISE), noise.gauss(0, SPECTRUM_NOISE)) * abs(Z)
            writer.writerow([f"{f:.6g}", f"{(Z + error).real:.6g}", f"{(Z + error).imag:.6g}"])


def main():
    closo = pathlib.Path(sys.argv[1]).resolve()
    options = [f"--set={key}={value}" for key, value in TRUTH.items()]
    noise = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([closo, "run", "-q", FOLDER / "run.yaml", "-o", "true.h5", *options], cwd=folder, check=True)
        subprocess.run([closo, "export", "-q", "true.h5", "-o", "true.csv"], cwd=folder, check=True)
        with open(pathlib.Path(folder) / "true.csv", newline="", encoding="utf-8") as file:
            write_curves(csv.DictReader(file), noise)
        with h5py.File(pathlib.Path(folder) / "true.h5") as result:
            write_spectrum(result, noise)


if __name__ == "__main__":
    main()
