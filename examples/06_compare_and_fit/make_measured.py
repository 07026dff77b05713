#!/usr/bin/env python3
"""Makes measured.csv: the run with other parameters than those of the reference cell, and noise.

    python3 examples/06_compare_and_fit/make_measured.py CLOSO     (the path of the program)

No cell was measured for it. What was put in is written down here, so that what comes out can be judged.
"""
import csv
import pathlib
import random
import subprocess
import sys
import tempfile

TRUTH = {
    "positive.contact": "84 %",
    "materials.nvopf.diffusivity": "4.2e-16 m2/s",
    "materials.nvopf.exchange_current_density": "0.45 A/m2",
    "materials.nvopf.open_circuit_voltage.galleries.0.potential": "3.618 V",
    "materials.nvopf.open_circuit_voltage.galleries.1.potential": "3.997 V",
}
NOISE = 2e-3  # V, standard deviation
KEPT = ("Test Time / s", "Voltage / V", "Current / A", "Cycle Count / 1", "Step Count / 1", "Net Capacity / Ah")
FOLDER = pathlib.Path(__file__).resolve().parent


def main():
    closo = pathlib.Path(sys.argv[1]).resolve()
    options = [f"--set={key}={value}" for key, value in TRUTH.items()]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([closo, "run", "-q", FOLDER / "run.yaml", "-o", "true.h5", *options,
                        "--set=record.series_every=60 s", "--set=record.series_voltage_change=10 mV"], cwd=folder, check=True)
        subprocess.run([closo, "export", "-q", "true.h5", "-o", "true.csv"], cwd=folder, check=True)
        with open(pathlib.Path(folder) / "true.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    noise = random.Random(1)
    with open(FOLDER / "measured.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(KEPT)
        for row in rows:
            voltage = float(row["Voltage / V"]) + noise.gauss(0, NOISE)
            time, current, charge = (float(row[KEPT[k]]) for k in (0, 2, 5))
            writer.writerow([f"{time:.3f}", f"{voltage:.4f}", f"{current:.6e}", row[KEPT[3]], row[KEPT[4]], f"{charge:.8e}"])


if __name__ == "__main__":
    main()
