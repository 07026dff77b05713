"""The half cell with a liquid electrolyte that closo is compared with, solved by PyBaMM: curves and solve times.

    scripts/setup_pybamm.sh                       makes the virtual environment and prints its Python
    PYTHON tests/benchmark/pybamm_liquid_cell.py reference --output tests/validation/pybamm_liquid_cell.csv
    OMP_NUM_THREADS=1 taskset -c 0 PYTHON tests/benchmark/pybamm_liquid_cell.py timing --output pybamm_timing.csv

Model: PyBaMM's Doyle-Fuller-Newman half cell, isothermal, of a binary electrolyte in concentrated-solution theory; what
is not said here is that of pybamm_half_cell.py. The liquid fills the pores of volume fraction eps of the separator and
of the electrode. phi_e is the potential of a metal reference electrode, a j the current from particles into the liquid:
    salt    d(eps c)/dt = div(D_e eps^1.5 grad c) - div(t_plus i_e)/F + a j/F,  no flux at the current collector,
            -D_e eps^1.5 grad c = (1 - t_plus) i/F at the metal
    charge  div i_e = a j,  i_e = kappa eps^1.5 (2 (1 - t_plus) (RT/F) factor grad(ln c) - grad phi_e)
    reactions  j = 2 i sinh(F eta/2RT),  i ~ (c/c_0)^0.5 at the particles and at the metal
With t_plus < 1 PyBaMM is first order in the cell size: the conductivity between the last point of the separator and the
first of the electrode is the arithmetic mean (the harmonic one with t_plus = 1), and at t = 0 the salt is as steep as
the current asks for in the half cell next to the metal. The references have a fine separator, which costs little.
SI units throughout; s is c/c_0, and c_0 the concentration at the start.
"""

import numpy as np
import pybamm

import pybamm_discharges as discharges
import pybamm_half_cell as half_cell

# What all cases share. Order of the tuples: active material, carbon.
WEIGHTS = (0.875, 0.125)  # mass fractions of the composite without its liquid
DENSITIES = (3200, 2000)  # [kg m-3]
POROSITY = 0.45  # of the electrode, filled with the liquid
SEPARATOR_POROSITY = 0.5
C_0 = 1000.0  # salt at the start [mol m-3]

BASE = {
    "loading": 1.14e-2,  # active material [kg m-2]
    "D": 1e-16,  # diffusivity in the particles [m2 s-1]
    "R": 0.25e-6,  # particle radius [m]
    "kappa": 0.8,  # electrolyte conductivity at c_0, before the tortuosity [S m-1]
    "separator": 200e-6,  # thickness [m]
    "i_0": 0.5,  # exchange-current density at y = 0.5 and c_0 [A m-2]
    "t_plus": 0.4,  # transference number of the cation
    "D_e": 2e-10,  # diffusivity of the salt at c_0, before the tortuosity [m2 s-1]
    "factor": 1.0,  # thermodynamic factor at c_0
    "curves": 0,  # 1: kappa, D_e and factor change with the concentration
}
CELLS = {
    "base": {},
    "thick": {"loading": 8e-2},
    "low_transference": {"loading": 8e-2, "t_plus": 0.2},
    "slow_salt": {"loading": 8e-2, "D_e": 5e-11},
    "factor": {"loading": 8e-2, "factor": 2.0},
    "curves": {"loading": 8e-2, "curves": 1},
}

SEPARATOR_REFINEMENT = 8  # points in the separator of a reference over those in the electrode
TIMED_POINTS = (10, 20, 40)
TIMED_RTOL = (1e-3, 1e-4, 1e-5, 1e-6)


def conductivity(case):
    """Conductivity of the liquid [S m-1] over concentration [mol m-3] and temperature."""
    if not case["curves"]:
        return case["kappa"]
    return lambda c, T: case["kappa"] * (c / C_0) * pybamm.exp((1 - c / C_0) / 1.2)


def diffusivity(case):
    """Diffusivity of the salt [m2 s-1] over concentration [mol m-3] and temperature."""
    if not case["curves"]:
        return case["D_e"]
    return lambda c, T: case["D_e"] * pybamm.exp(-0.4 * (c / C_0 - 1))


def thermodynamic_factor(case):
    """1 + dlnf/dlnc over concentration [mol m-3] and temperature; 0.7 at least where it is not constant."""
    if not case["curves"]:
        return case["factor"]
    return lambda c, T: case["factor"] * (1 + 0.3 * (c / C_0 - 1))


def particle_exchange_current(case):
    """Exchange-current density of the particles [A m-2]: that of the half cell, over the root of the salt."""
    plain = case.get("plain_root", False)
    root, of_particles = half_cell.square_root(plain), half_cell.exchange_current_density(case["i_0"], plain)
    return lambda c, c_s, c_s_max, T: of_particles(c, c_s, c_s_max, T) * root(c / C_0)


def metal_exchange_current(case):
    """Exchange-current density of the metal [A m-2]."""
    root = half_cell.square_root(case.get("plain_root", False))
    return lambda c, c_metal, T: half_cell.METAL_I_0 * root(c / C_0)


def electrode_geometry(loading):
    """Thickness [m] and the volume fractions of active material and liquid, from the loading [kg m-2]."""
    thickness, (active, _) = half_cell.composite(loading, WEIGHTS, DENSITIES, POROSITY)
    return thickness, active, POROSITY


def parameter_values(case):
    """PyBaMM's parameters of a case."""
    values = half_cell.common_values(case, *electrode_geometry(case["loading"]))
    values.update(
        {
            "Separator porosity": SEPARATOR_POROSITY,
            "Separator Bruggeman coefficient (electrolyte)": half_cell.BRUGGEMAN,
            "Initial concentration in electrolyte [mol.m-3]": C_0,
            "Cation transference number": case["t_plus"],
            "Electrolyte diffusivity [m2.s-1]": diffusivity(case),
            "Electrolyte conductivity [S.m-1]": conductivity(case),
            "Thermodynamic factor": thermodynamic_factor(case),
            "Positive electrode exchange-current density [A.m-2]": particle_exchange_current(case),
            "Exchange-current density for lithium metal electrode [A.m-2]": metal_exchange_current(case),
        }
    )
    return values


def salt_range(solved):
    """Comment on the salt at the end of a discharge, in all cells and at the metal."""
    names = ("Electrolyte concentration [mol.m-3]", "Negative electrolyte concentration [mol.m-3]")
    s = np.concatenate([np.ravel(solved.solution[name].entries[..., -1]) for name in names]) / C_0
    return f"; salt {s.min():.4f} to {s.max():.4f}"


def given_up(left_out):
    """Line on the cases left out and the reasons: {case: exception}."""
    early = [case for case, reason in left_out.items() if isinstance(reason, discharges.EndsAtOnce)]
    exhausted = [case for case in left_out if case not in early]
    return (
        f"left out, ends before {discharges.SHORTEST_DISCHARGE:g} of the nominal capacity: "
        f"{', '.join(early) or 'none'}; PyBaMM gives up, salt exhausted: {', '.join(exhausted) or 'none'}"
    )


def reference_header(comments, left_out):
    """Lines on top of the reference file."""
    _, active, eps = electrode_geometry(BASE["loading"])
    in_electrode, in_separator = eps**half_cell.BRUGGEMAN, SEPARATOR_POROSITY**half_cell.BRUGGEMAN
    return [
        "Constant-current discharges of a half cell with a liquid electrolyte by PyBaMM, made by "
        "tests/benchmark/pybamm_liquid_cell.py reference",
        f"PyBaMM {pybamm.__version__}, DFN half cell, IDAKLU, rtol {discharges.REFERENCE_RTOL:g}, "
        f"atol {discharges.REFERENCE_RTOL * 1e-2:g}, {SEPARATOR_REFINEMENT} times as many points in the separator as "
        "in the electrode",
        f"active material, carbon: mass fractions {WEIGHTS}, densities {DENSITIES} kg/m3; porosity {eps:g}, filled "
        f"with the liquid; separator: porosity {SEPARATOR_POROSITY:g}",
        f"=> volume fractions: active material {active:.8f}, carbon {1 - eps - active:.8f}, liquid {eps:.8f}",
        f"effective conductivity and diffusivity: kappa and D_e * {in_electrode:.8f} = {eps:g}^1.5 in the electrode, "
        f"* {in_separator:.8f} = {SEPARATOR_POROSITY:g}^1.5 in the separator",
        f"electrons: {half_cell.SIGMA:g} S/m * (1 - {eps:g})^1.5 = "
        f"{half_cell.SIGMA * (1 - eps) ** half_cell.BRUGGEMAN:.8f} S/m",
        *half_cell.MATERIAL_LINES,
        f"salt: s = c/c_0, c_0 = {C_0:g} mol/m3 everywhere at t = 0; -D_e dc/dx = (1 - t_plus) i/F at the metal; "
        "i_e = kappa (2 (1 - t_plus) RT/F factor grad(ln c) - grad phi_e), phi_e by a metal reference electrode",
        "curves = 0: kappa, D_e and factor are constant; curves = 1: kappa s exp((1 - s)/1.2), D_e exp(-0.4 (s - 1)), "
        "factor (1 + 0.3 (s - 1)); t_plus is constant",
        "j = 2 i sinh(F eta/2RT), i = i_0 * 2 sqrt(y (1 - y) + 1e-12) * sqrt(s); "
        f"metal: i = {half_cell.METAL_I_0:g} A/m2 * sqrt(s); U does not depend on s",
        discharges.POINTS_LINE,
        "units: c_rate 1/h of the nominal capacity, loading kg/m2, D m2/s, R m, kappa S/m, separator m, i_0 A/m2, "
        "D_e m2/s",
        f"{discharges.ACCURACY_LINE} (electrode and separator refined together in x); smallest and largest s at the "
        "end",
        *comments,
        given_up(left_out),
    ]


LIQUID_CELL = discharges.Problem(
    base=BASE,
    cells=CELLS,
    values=parameter_values,
    separator_points=lambda n_x: SEPARATOR_REFINEMENT * n_x,
    timed_separator_points=lambda n_x: n_x,
    order_in_x=1,
    header=reference_header,
    remark=salt_range,
    left_out=(discharges.EndsAtOnce, pybamm.SolverError),
    timed_points=TIMED_POINTS,
    timed_rtol=TIMED_RTOL,
)


if __name__ == "__main__":
    discharges.run(LIQUID_CELL, __doc__.splitlines()[0])
