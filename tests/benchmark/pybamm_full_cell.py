"""Full cells of PyBaMM's own parameter sets that closo is compared with: the cells, and curves and spectra on fine meshes.

    scripts/setup_pybamm.sh                       makes the virtual environment and prints its Python
    PYTHON tests/benchmark/pybamm_full_cell.py    writes tests/validation/full_cells

Model: PyBaMM's isothermal Doyle-Fuller-Newman model with its default options, so without degradation, from the initial
concentrations of each set. Points are closer together towards the separator and towards the surface of a particle: with even
points PyBaMM is first order in their distance, as it takes the mean of both sides between electrode and separator. A mesh is
doubled until the curve's own error is small. A spectrum is that of PyBaMM's linearised model with double layers at that state. In
that form the model is second order on even points, which it has here; on uneven ones it converges to another impedance.
"""
import argparse
import csv
import functools
import pathlib
import sys

import numpy as np
import pybamm

import pybamm_discharges as discharges
import pybamm_to_closo

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "tests/validation/full_cells"
SETS = ("Marquis2019", "OKane2022", "Ecker2015", "Chen2020_composite")
RATES = (0.2, 1.0, 2.0)
COARSEST = (40, 40)  # points through each part, and along the radius of a particle
PART = 0.98  # of the capacity, which is compared
POINTS = 150
OWN_ERROR = 4e-5  # rms, from each of x and r [V]
RTOL = 1e-6
FREQUENCIES = np.logspace(4, -3, 57)  # Hz
SPECTRUM_POINTS = (160, 160)
OWN_SPECTRUM_ERROR = 5e-4
# Side and strength of the grading of PyBaMM's exponential meshes.
CURVE_MESH = {"negative electrode": ("right", 3.0), "separator": ("symmetric", 3.0), "positive electrode": ("left", 3.0),
              "negative particle": ("right", 2.0), "positive particle": ("right", 2.0)}
SPECTRUM_MESH = {"negative particle": ("right", 5.0), "positive particle": ("right", 5.0)}


def settings(model, n_x, n_r, mesh=CURVE_MESH):
    """Meshes of a simulation."""
    types = dict(model.default_submesh_types)
    for domain, (side, stretch) in mesh.items():
        generator = pybamm.MeshGenerator(pybamm.Exponential1DSubMesh, {"side": side, "stretch": stretch})
        electrode, *particle = domain.split(" ")
        for phase in ("", " primary", " secondary") if particle == ["particle"] else ("",):
            types[" ".join([electrode + phase, *particle])] = generator
    radii = {f"r_{side}{phase}": n_r for side in "np" for phase in ("", "_prim", "_sec")}
    return {"submesh_types": types, "var_pts": {"x_n": n_x, "x_s": n_x, "x_p": n_x, **radii}}


def discharge(name, c_rate, n_x, n_r, rtol=RTOL):
    """A discharge from the initial concentrations to the lower cut-off."""
    values = pybamm_to_closo.at_rest(name)
    values["Current function [A]"] = c_rate * values["Nominal cell capacity [A.h]"]
    model = pybamm.lithium_ion.DFN(pybamm_to_closo.options(values))
    solver = pybamm.IDAKLUSolver(rtol=rtol, atol=rtol * 1e-2)
    simulation = pybamm.Simulation(model, parameter_values=values, solver=solver, **settings(model, n_x, n_r))
    return discharges.as_discharge(simulation.solve([0, 1.3 * 3600 / c_rate]))


def curve(name, c_rate):
    """A discharge fine enough, its mesh and its own rms error [V] from x, r and time."""
    solved = functools.cache(lambda n_x, n_r: discharge(name, c_rate, n_x, n_r))
    n_x, n_r = COARSEST
    while True:
        fine = solved(n_x, n_r)
        errors = [discharges.difference(fine, coarse, PART)[0] / 3 for coarse in (solved(n_x // 2, n_r), solved(n_x, n_r // 2))]
        if max(errors) < OWN_ERROR:
            errors.append(discharges.difference(fine, discharge(name, c_rate, n_x, n_r, 10 * RTOL), PART)[0])
            return fine, (n_x, n_r), errors
        n_x *= 2 if errors[0] >= OWN_ERROR else 1
        n_r *= 2 if errors[1] >= OWN_ERROR else 1


def spectrum(name, n_x, n_r):
    """Impedance [ohm] at the initial concentrations."""
    values = pybamm_to_closo.at_rest(name)
    model = pybamm.lithium_ion.DFN({"surface form": "differential", **pybamm_to_closo.options(values)})
    simulation = pybamm.EISSimulation(model, parameter_values=values,
                                      **settings(model, n_x, n_r, SPECTRUM_MESH))
    return simulation.solve(FREQUENCIES).impedance


def write(path, comments, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in comments)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([header, *rows])


def write_curves(path):
    comments = ["Constant-current discharges of full cells by PyBaMM, made by tests/benchmark/pybamm_full_cell.py",
                f"PyBaMM {pybamm.__version__}, DFN, IDAKLU, rtol {RTOL:g}; {POINTS} points from t = 0+ (loaded) to {PART:g} of the capacity",
                "per curve: end [s]; points in each part and in r; PyBaMM's own rms error from x, r and the tolerance [mV]"]
    rows = []
    for name in SETS:
        for c_rate in RATES:
            fine, (n_x, n_r), errors = curve(name, c_rate)
            comments.append(f"{name},{c_rate:g}: {fine.t[-1]:.3f}; {n_x} x {n_r}; " + ", ".join(f"{e * 1e3:.3f}" for e in errors))
            print(comments[-1], file=sys.stderr)
            t = discharges.sample_times(fine, PART, POINTS)
            rows += [[name, f"{c_rate:g}", f"{at:.8g}", f"{V:.6f}"] for at, V in zip(t, fine.voltage(t))]
    write(path, comments, ["cell", "c_rate", "time [s]", "voltage [V]"], rows)


def write_spectra(path):
    n_x, n_r = SPECTRUM_POINTS
    comments = ["Impedance of full cells by PyBaMM, made by tests/benchmark/pybamm_full_cell.py",
                f"PyBaMM {pybamm.__version__}, DFN with double layers, linearised at the initial concentrations; {n_x} x {n_r} points, "
                f"from which and {n_x // 2} x {n_r} its error in x, of second order, is taken out",
                "per spectrum: PyBaMM's own largest error from x and from r, over the modulus"]
    rows = []
    for name in SETS:
        if "Negative electrode double-layer capacity [F.m-2]" not in pybamm.ParameterValues(name):
            continue
        fine, half, quarter = (spectrum(name, n_x // k, n_r) for k in (1, 2, 4))
        Z = (4 * fine - half) / 3
        errors = [np.max(np.abs(change / Z)) / 3
                  for change in (Z - (4 * half - quarter) / 3, spectrum(name, n_x // 4, n_r // 2) - quarter)]
        comments.append(f"{name}: {errors[0]:.2e}, {errors[1]:.2e}")
        print(comments[-1], file=sys.stderr)
        if max(errors) > OWN_SPECTRUM_ERROR:
            raise RuntimeError(f"{name}: the spectrum is not fine enough")
        rows += [[name, f"{f:.8g}", f"{z.real:.8g}", f"{z.imag:.8g}"] for f, z in zip(FREQUENCIES, Z)]
    write(path, comments, ["cell", "frequency [Hz]", "real [ohm]", "imaginary [ohm]"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=pathlib.Path, default=OUTPUT)
    parser.add_argument("--spectra", action="store_true", help="leave the curves as they are")
    arguments = parser.parse_args()
    output = arguments.output
    output.mkdir(parents=True, exist_ok=True)
    pybamm.set_logging_level("ERROR")
    for name in SETS:
        (output / f"{name}.yaml").write_text(pybamm_to_closo.convert(name), encoding="utf-8")
    write_spectra(output / "spectra.csv")
    if not arguments.spectra:
        write_curves(output / "curves.csv")


if __name__ == "__main__":
    main()
