#!/usr/bin/env python3
"""Compares closo with the discharges and spectra of full cells in tests/validation/full_cells and writes a page about it.

    python3 tests/validation/full_cell_page.py [--closo build/release/app/closo] [-o docs/full_cells.md]

The cells are PyBaMM's own parameter sets, the curves its Doyle-Fuller-Newman model on fine meshes; tests/benchmark/pybamm_full_cell.py
made both. Exit status 1 if a curve differs by more than LIMIT, or a spectrum by more than SPECTRUM_LIMIT.
"""
import csv
import itertools
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np
from pages import ROOT, arguments

DATA = ROOT / "tests/validation/full_cells"
LIMIT = 0.5e-3  # V, rms
SPECTRUM_LIMIT = 5e-3  # of the modulus
# Mesh in each part and in particles, and tolerance.
FINE = {"mesh.negative": 60, "mesh.separator": 40, "mesh.positive": 60, "mesh.particle": 80, "tolerance": "1e-6"}
FINE_SPECTRUM = {"mesh.negative": 100, "mesh.separator": 60, "mesh.positive": 100, "mesh.particle": 120}
USUAL = {"mesh.negative": 20, "mesh.separator": 20, "mesh.positive": 20, "mesh.particle": 20, "tolerance": "1e-4"}
ROWS = 4000
SPECTRUM = "[{eis: {from: 10 kHz, to: 1 mHz, points_per_decade: 8}}]"
NAMES = {
    "Marquis2019": "graphite, LiCoO2 ([Marquis et al. 2019](https://doi.org/10.1149/2.0341915jes))",
    "OKane2022": "graphite-silicon, NMC811 ([O'Kane et al. 2022](https://doi.org/10.1039/D2CP00417H))",
    "Ecker2015": "graphite, Li(NiCo)O2 ([Ecker et al. 2015](https://doi.org/10.1149/2.0551509jes))",
    "Chen2020_composite": "blend of graphite and silicon, NMC811 ([Ai et al. 2022](https://doi.org/10.1016/j.jpowsour.2022.231142))",
}
PAGE = """# Full cells, closo and PyBaMM

Made by tests/validation/full_cell_page.py. The cells are four of PyBaMM's own parameter sets: two porous electrodes in a liquid
electrolyte, isothermal, without degradation. `tests/benchmark/pybamm_to_closo.py` writes them as cells of closo, functions as formulas;
`tests/benchmark/pybamm_full_cell.py` solves them with PyBaMM's Doyle-Fuller-Newman model on meshes on which PyBaMM's own error is below
0.04 mV rms from each of x and r. Both begin at the initial concentrations of the set; in the blend the second
material begins at the potential of the first. The curves are kept in `tests/validation/full_cells`,
and a test compares closo with them.

## Discharges

Error of closo's voltage over the first 98 % of the capacity. "Fine" is {fine[mesh.positive]} volumes across each electrode and
{fine[mesh.particle]} shells at a tolerance of {fine[tolerance]}, "usual" are 20, 20 and {usual[tolerance]}, the defaults.

| cell | rate | rms, fine | largest, fine | rms, usual | largest, usual |
|---|---|---|---|---|---|
{curves}

Where the voltage falls most steeply, at the end, a small error in time is a large one in voltage.

## Impedance

At the initial concentrations, with the double layers of 20 uF/cm2 of the sets, 57 frequencies from 10 kHz to 1 mHz. The difference is that of the
complex impedances over the modulus.

| cell | largest difference, fine | usual |
|---|---|---|
{spectra}

"Fine" is {spectrum[mesh.positive]} volumes across each electrode and {spectrum[mesh.particle]} shells. PyBaMM's is extrapolated from 80 and 160 points across each part, and its own error
below 0.05 %. With the usual mesh the largest differences are those of the highest frequencies, which see a few um next to the separator.
"""


def read(name):
    """Rows of a file of numbers by cell, without its comments."""
    with open(DATA / name, encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {cell: list(group) for cell, group in itertools.groupby(rows, lambda row: row["cell"])}


def run(closo, cell, settings, folder):
    """The open result of a cell of DATA."""
    result = folder / "result.h5"
    options = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    subprocess.run([closo, "run", "-q", DATA / f"{cell}.yaml", *options, "-o", result], check=True, stderr=subprocess.DEVNULL)
    return h5py.File(result)


def curve_errors(closo, cell, rows, settings, folder):
    """Rms and largest error [V] of one discharge at the times of the reference."""
    rate = rows[0]["c_rate"]
    t, V = (np.array([float(row[key]) for row in rows]) for key in ("time [s]", "voltage [V]"))
    every = f"{(t[-1] - t[0]) / ROWS:.4f} s"  # between two rows of closo's, so that lines between them add nothing
    with run(closo, cell, {**settings, "protocol": f"[Discharge at {rate}C]", "record.series_every": every}, folder) as result:
        error = np.interp(t, result["series/time"][:], result["series/voltage"][:]) - V
    return np.sqrt(np.mean(error**2)), np.max(np.abs(error))


def spectrum_error(closo, cell, rows, settings, folder):
    """Largest difference of one spectrum over its modulus."""
    f, real, imaginary = (np.array([float(row[key]) for row in rows]) for key in ("frequency [Hz]", "real [ohm]", "imaginary [ohm]"))
    with run(closo, cell, {**settings, "protocol": SPECTRUM}, folder) as result:
        area = result["cell/area"][()] * 1e4  # m2, of impedances in ohm cm2
        group = result["impedance/1"]
        if not np.allclose(group["frequency"][:], f, rtol=1e-6):
            raise ValueError(f"{cell}: other frequencies than the reference")
        Z = group["real"][:] + 1j * group["imaginary"][:]
    exact = real + 1j * imaginary
    return np.max(np.abs(Z / area - exact) / np.abs(exact))


def measure(closo, folder):
    """Lines of both tables, and what is beyond its limit."""
    curves, spectra, beyond = [], [], []
    for cell, rows in read("curves.csv").items():
        for rate, group in itertools.groupby(rows, lambda row: row["c_rate"]):
            group = list(group)
            fine, usual = (curve_errors(closo, cell, group, settings, folder) for settings in (FINE, USUAL))
            curves.append(f"| {NAMES[cell]} | {float(rate):g}C | " + " | ".join(f"{error * 1e3:.2f} mV" for error in (*fine, *usual)) + " |")
            if not fine[0] <= LIMIT:
                beyond.append(f"{cell} at {rate}C: {fine[0] * 1e3:.3f} mV rms")
    for cell, rows in read("spectra.csv").items():
        fine, usual = (spectrum_error(closo, cell, rows, settings, folder) for settings in (FINE_SPECTRUM, USUAL))
        spectra.append(f"| {NAMES[cell]} | {fine:.2%} | {usual:.2%} |")
        if not fine <= SPECTRUM_LIMIT:
            beyond.append(f"{cell}, impedance: {fine:.2%}")
    return curves, spectra, beyond


def main():
    options = arguments(__doc__, "full_cells.md")
    with tempfile.TemporaryDirectory() as folder:
        curves, spectra, beyond = measure(options.closo, pathlib.Path(folder))
    text = PAGE.format(fine=FINE, usual=USUAL, spectrum=FINE_SPECTRUM, curves="\n".join(curves), spectra="\n".join(spectra))
    options.output.write_text(text, encoding="utf-8")
    for line in beyond:
        print(line, file=sys.stderr)
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
