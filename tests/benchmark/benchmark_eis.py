#!/usr/bin/env python3
"""Compares impedance spectra of closo and PyBaMM, and times both in one run.

    scripts/setup_pybamm.sh
    build/pybamm/bin/python tests/benchmark/benchmark_eis.py [--build build/release]

Both codes solve the half cell of pybamm_half_cell.py at stoichiometry 1/2, with a double layer at the particles, on
20 x 20 points; of repeated runs the shortest counts. Writes docs/benchmark_eis.md.
"""
import argparse
import pathlib
import subprocess
import tempfile
import time

import h5py
import numpy as np
import pybamm

import pybamm_discharges as discharges
import pybamm_half_cell as half_cell

ROOT = pathlib.Path(__file__).resolve().parents[2]
POINTS, REPEATS = 20, 20
CASE = discharges.make_case("1C", 1.0, half_cell.BASE) | {"plain_root": True}
DOUBLE_LAYER = 0.1  # F m-2
NO_DOUBLE_LAYER = 1e-9  # F m-2, at the metal
FINE = (40, 400)  # cells and shells
AGREEMENT = 1e-2  # of both on fine meshes
SPECTRUM = "[{eis: {from: 200 kHz, to: 10 mHz, points_per_decade: 8.08}}]"
PAGE = """# Impedance, closo and PyBaMM

Made by tests/benchmark/benchmark_eis.py (see the script for details). {count} frequencies from 200 kHz to 10 mHz of the half cell of tests/benchmark/pybamm_half_cell.py with a double layer of
10 uF/cm2, {points} x {points} points. closo's time is that of the solve alone, as is PyBaMM's; shortest of {repeats} runs.

| | closo | PyBaMM {version} | ratio |
|---|---|---|---|
| {count} frequencies | {ours:.3f} ms | {theirs:.1f} ms | **{ratio:.0f}** |
| largest error of the modulus | {our_error:.2%} | {their_error:.2%} | |

Errors are those against closo on {fine[0]} cells and {fine[1]} shells, from which PyBaMM on the same mesh differs by {both:.2%} at most. closo's shells are
thinner towards the surface, where the fast end of diffusion happens; PyBaMM's are even.
"""


def closo_spectrum(program, cells, shells):
    """Frequencies [Hz] and impedance [ohm m2] of closo."""
    text = (ROOT / "tests/benchmark/half_cell_cycling.yaml").read_text()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "run.yaml").write_text(text)
        (folder / "half_cell_ocv.csv").write_text((ROOT / "tests/benchmark/half_cell_ocv.csv").read_text())
        settings = {"start.stoichiometry": "0.5", "mesh.positive": cells, "mesh.particle": shells, "protocol": SPECTRUM,
                    "positive.double_layer": f"{DOUBLE_LAYER} F/m2"}
        options = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
        subprocess.run([program, "run", "-q", str(folder / "run.yaml"), *options, "-o", str(folder / "result.h5")], check=True)
        with h5py.File(folder / "result.h5") as result:
            group = result["impedance/1"]
            return group["frequency"][:], (group["real"][:] + 1j * group["imaginary"][:]) * 1e-4


def pybamm_spectrum(frequencies, cells, shells):
    """Impedance [ohm m2] of PyBaMM, and its shortest time [s]."""
    values = half_cell.parameter_values(CASE)
    values.update({"Initial concentration in positive electrode [mol.m-3]": 0.5 * half_cell.SITES,
                   "Positive electrode double-layer capacity [F.m-2]": DOUBLE_LAYER,
                   "Negative electrode double-layer capacity [F.m-2]": NO_DOUBLE_LAYER}, check_already_exists=False)
    model = pybamm.lithium_ion.DFN({"working electrode": "positive", "surface form": "differential"})
    simulation = pybamm.EISSimulation(
        model, parameter_values=values,
        var_pts={"x_n": 1, "x_s": half_cell.SEPARATOR_POINTS, "x_p": cells, "r_n": shells, "r_p": shells})
    area = values["Electrode height [m]"] * values["Electrode width [m]"]
    best = np.inf
    for _ in range(REPEATS):
        start = time.perf_counter()
        solution = simulation.solve(frequencies)
        best = min(best, time.perf_counter() - start)
    return solution.impedance * area, best


def largest(Z, exact):
    return np.max(np.abs(Z - exact) / np.abs(exact))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    pybamm.set_logging_level("ERROR")
    program = str(arguments.build / "app/closo")
    frequencies, exact = closo_spectrum(program, *FINE)
    fine, _ = pybamm_spectrum(frequencies, *FINE)
    both = largest(fine, exact)
    if both > AGREEMENT:
        raise RuntimeError(f"fine spectra differ by {both:.2%}: the two codes did not solve the same problem")
    our_error = largest(closo_spectrum(program, POINTS, POINTS)[1], exact)
    their_spectrum, theirs = pybamm_spectrum(frequencies, POINTS, POINTS)
    rows = subprocess.run([arguments.build / "tests/work_precision", "impedance"], check=True, capture_output=True, text=True)
    ours = next(float(row.split(",")[2]) for row in rows.stdout.splitlines() if row.startswith(f"{POINTS},")) * 1e-6
    text = PAGE.format(count=len(frequencies), points=POINTS, repeats=REPEATS, version=pybamm.__version__, ours=ours * 1e3,
                       theirs=theirs * 1e3, ratio=theirs / ours, our_error=our_error, both=both, fine=FINE,
                       their_error=largest(their_spectrum, exact))
    (arguments.output / "benchmark_eis.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
