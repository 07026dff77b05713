#!/usr/bin/env python3
"""Makes measured.csv: the run with other parameters than those of the reference cell, and noise.

    python3 examples/06_compare_and_fit/make_measured.py CLOSO     (the path of the program)

No cell was measured for it. What was put in is written down here, so that what comes out can be judged.
"""
import pathlib
import random
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))
from synthetic_curves import simulate, write_curves  # noqa: E402

TRUTH = {
    "positive.contact": "84 %",
    "materials.nvopf.diffusivity": "4.2e-16 m2/s",
    "materials.nvopf.exchange_current_density": "0.45 A/m2",
    "materials.nvopf.open_circuit_voltage.galleries.0.potential": "3.618 V",
    "materials.nvopf.open_circuit_voltage.galleries.1.potential": "3.997 V",
}
NOISE = 2e-3  # V, standard deviation


def main():
    closo = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        _, table = simulate(closo, FOLDER / "run.yaml", TRUTH, folder, "--set=record.series_every=60 s",
                            "--set=record.series_voltage_change=10 mV")
        write_curves(FOLDER / "measured.csv", table, NOISE, random.Random(1))


if __name__ == "__main__":
    main()
