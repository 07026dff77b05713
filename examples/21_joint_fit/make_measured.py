#!/usr/bin/env python3
"""Makes curves.csv and spectrum.csv: the run with other parameters than those of the reference cell, and noise.

    python3 examples/21_joint_fit/make_measured.py CLOSO     (the path of the program)

No cell was measured for them. What was put in is written down here, so that what comes out can be judged.
"""
import csv
import pathlib
import random
import sys
import tempfile

import h5py

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))
from synthetic_curves import simulate, write_curves  # noqa: E402

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
    closo, noise = pathlib.Path(sys.argv[1]).resolve(), random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        result, table = simulate(closo, FOLDER / "run.yaml", TRUTH, folder)
        write_curves(FOLDER / "curves.csv", table, NOISE, noise)
        with h5py.File(result) as file:
            write_spectrum(file, noise)


if __name__ == "__main__":
    main()
