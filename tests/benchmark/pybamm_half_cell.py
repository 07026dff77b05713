"""The half-cell discharges that closo is compared with, solved by PyBaMM: reference curves and solve times.

    scripts/setup_pybamm.sh                       makes the virtual environment and prints its Python
    PYTHON tests/benchmark/pybamm_half_cell.py reference --output tests/validation/pybamm_half_cell.csv
    OMP_NUM_THREADS=1 taskset -c 0 PYTHON tests/benchmark/pybamm_half_cell.py timing --output pybamm_timing.csv

Model: PyBaMM's Doyle-Fuller-Newman half cell, isothermal, with transference number 1. Without a salt gradient it is a
single-ion conductor:  separator and electrode  i_e = -kappa eps^1.5 grad phi_e,  electrode  i_s = -sigma (1 - eps)^1.5
grad phi_s,  particles  dc/dt = div(D grad c),  reactions  j = 2 i_0 sinh(F eta / 2RT)  at x = 0 and in the electrode.
SI units throughout; a discharge current is positive; y is the stoichiometry, 0 charged and 1 discharged.
"""

import pybamm

import pybamm_discharges as discharges

# What all cases share. Order of the tuples: active material, electrolyte, carbon.
WEIGHTS = (0.7, 0.2, 0.1)  # mass fractions of the composite
DENSITIES = (3200, 1150, 2000)  # [kg m-3]
VOID = 0.10  # volume fraction of the composite that is empty
SITES = 3200 / 0.41179 * 2  # exchanged sodium: density / molar mass * 2 [mol m-3]
SPECIFIC_CAPACITY = 0.13017e3  # of the active material [A h kg-1]
SIGMA = 10.0  # carbon network, before the tortuosity [S m-1]
BRUGGEMAN = 1.5
METAL_I_0 = 20.0  # exchange-current density of the metal [A m-2]
TEMPERATURE = 298.15  # [K]
SEPARATOR_POINTS = 10  # of no influence: the potential is linear there
START = 0.02  # stoichiometry at t = 0
CUT_OFFS = (2.5, 4.3)  # [V]

BASE = {
    "loading": 1.14e-2,  # active material [kg m-2]
    "D": 1e-16,  # diffusivity in the particles [m2 s-1]
    "R": 0.25e-6,  # particle radius [m]
    "kappa": 0.09,  # electrolyte conductivity, before the tortuosity [S m-1]
    "separator": 550e-6,  # thickness [m]
    "i_0": 0.5,  # exchange-current density at y = 0.5 [A m-2]
}
CELLS = {
    "base": {},
    "thick": {"loading": 8e-2},
    "large_particle": {"R": 1e-6},
    "small_particle": {"R": 0.1e-6, "D": 1e-15},
    "slow_diffusion": {"D": 1e-17},
    "slow_reaction": {"i_0": 0.02},
    "poor_conduction": {"loading": 8e-2, "kappa": 0.01, "separator": 800e-6},
}

TIMED_POINTS = (8, 10, 14, 20, 28, 40)
TIMED_RTOL = (1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6)

# Lines on top of a reference file that other cells of these materials share.
MATERIAL_LINES = (
    f"sites {SITES:.6f} mol/m3, nominal capacity {SPECIFIC_CAPACITY:g} A h/kg, start at y = {START:g}, "
    f"cut-offs {CUT_OFFS[0]:g} V and {CUT_OFFS[1]:g} V, {TEMPERATURE:g} K",
    "U = 3.83 - 0.21 tanh((y - 0.5)/0.03) - 0.02 (y - 0.5) + 0.03 exp(-y/0.01) - 0.9 exp((y - 1)/0.012) V",
    "(PyBaMM's own end term in U is 1 mV at y = 0.999; it brings the end forward by up to 5e-4, not the points below)",
)


def nominal_capacity(case):
    """Capacity of the exchanged sodium [A h m-2]."""
    return case["loading"] * SPECIFIC_CAPACITY


def open_circuit_voltage(y):
    """Two plateaus [V]. PyBaMM adds a term of its own that is below 1 uV for 0.002 < y < 0.998."""
    return (
        3.83
        - 0.21 * pybamm.tanh((y - 0.5) / 0.03)
        - 0.02 * (y - 0.5)
        + 0.03 * pybamm.exp(-y / 0.01)
        - 0.9 * pybamm.exp((y - 1) / 0.012)
    )


def square_root(plain):
    """The root that a case uses.

    PyBaMM changes square roots in exchange currents of particles: it solves s (s^2 + 1e-6)^(-1/4) for sqrt(s), which is
    5 % less at y = 0.998. The reference curves avoid this by exp(log / 2); the timing takes the plain root, as its
    users write it.
    """
    return pybamm.sqrt if plain else lambda s: pybamm.exp(pybamm.log(s) / 2)


def exchange_current_density(i_0, plain_root):
    """Symmetric in y and equal to i_0 at y = 0.5 [A m-2]; the small number keeps it above zero at y = 0 and 1."""
    root = square_root(plain_root)

    def density(c_e, c_s, c_s_max, T):
        y = c_s / c_s_max
        return i_0 * 2 * root(y * (1 - y) + 1e-12)

    return density


def composite(loading, weights, densities, void):
    """Thickness [m] of a composite and the volume fractions of its parts, of which the first is the active material.

    From the loading [kg m-2], mass fractions, densities [kg m-3] and the volume fraction that none of the parts fills.
    """
    solid = sum(w / rho for w, rho in zip(weights, densities))  # [m3 kg-1]
    fractions = [w / rho / solid * (1 - void) for w, rho in zip(weights, densities)]
    return loading / weights[0] * solid / (1 - void), fractions


def electrode_geometry(loading):
    """Thickness [m] and the volume fractions of active material and electrolyte, from the loading [kg m-2]."""
    thickness, (active, electrolyte, _) = composite(loading, WEIGHTS, DENSITIES, VOID)
    return thickness, active, electrolyte


def common_values(case, thickness, active, electrolyte):
    """PyBaMM's parameters of a case apart from electrolyte and separator, from the electrode's thickness and volume
    fractions; what is set nowhere has no effect on the models here (metal: 0 V, 5e-11 ohm m2)."""
    capacity = nominal_capacity(case)
    values = pybamm.ParameterValues("Xu2019")
    values.update(
        {
            "Electrode height [m]": 1.0,
            "Electrode width [m]": 1.0,
            "Nominal cell capacity [A.h]": capacity,
            "Current function [A]": capacity * case["c_rate"],
            "Separator thickness [m]": case["separator"],
            "Positive electrode thickness [m]": thickness,
            "Positive electrode porosity": electrolyte,
            "Positive electrode active material volume fraction": active,
            "Positive electrode Bruggeman coefficient (electrolyte)": BRUGGEMAN,
            "Positive electrode Bruggeman coefficient (electrode)": BRUGGEMAN,
            "Positive electrode conductivity [S.m-1]": SIGMA,
            "Positive electrode OCP [V]": open_circuit_voltage,
            "Positive electrode exchange-current density [A.m-2]": exchange_current_density(
                case["i_0"], case.get("plain_root", False)
            ),
            "Maximum concentration in positive electrode [mol.m-3]": SITES,
            "Initial concentration in positive electrode [mol.m-3]": START * SITES,
            "Positive particle diffusivity [m2.s-1]": case["D"],
            "Positive particle radius [m]": case["R"],
            "Lower voltage cut-off [V]": CUT_OFFS[0],
            "Upper voltage cut-off [V]": CUT_OFFS[1],
            "Ambient temperature [K]": TEMPERATURE,
            "Reference temperature [K]": TEMPERATURE,
            "Initial temperature [K]": TEMPERATURE,
        }
    )
    return values


def parameter_values(case):
    """PyBaMM's parameters of a case."""
    values = common_values(case, *electrode_geometry(case["loading"]))
    values.update(
        {
            "Separator porosity": 1.0,
            "Cation transference number": 1.0,
            "Electrolyte diffusivity [m2.s-1]": 1e-11,
            "Electrolyte conductivity [S.m-1]": case["kappa"],
            "Exchange-current density for lithium metal electrode [A.m-2]": lambda c_e, c_m, T: METAL_I_0 + 0 * c_e,
        }
    )
    return values


def reference_header(comments, left_out):
    """Lines on top of the reference file; left_out has the cases that are left out as keys."""
    _, active, electrolyte = electrode_geometry(BASE["loading"])
    return [
        "Constant-current discharges of a half cell by PyBaMM, made by tests/benchmark/pybamm_half_cell.py reference",
        f"PyBaMM {pybamm.__version__}, DFN half cell with transference number 1, IDAKLU, "
        f"rtol {discharges.REFERENCE_RTOL:g}, atol {discharges.REFERENCE_RTOL * 1e-2:g}, "
        f"{SEPARATOR_POINTS} points in the separator",
        f"active material, electrolyte, carbon: mass fractions {WEIGHTS}, densities {DENSITIES} kg/m3; void {VOID:g}",
        f"=> volume fractions: active material {active:.8f}, electrolyte {electrolyte:.8f}",
        f"effective conductivities: kappa * {electrolyte:.8f}^1.5 in the electrode, kappa in the separator, "
        f"{SIGMA:g} S/m * (1 - {electrolyte:.8f})^1.5 for electrons",
        *MATERIAL_LINES,
        f"j = 2 i sinh(F eta/2RT), i = i_0 * 2 sqrt(y (1 - y) + 1e-12); metal: i = {METAL_I_0:g} A/m2",
        discharges.POINTS_LINE,
        "units: c_rate 1/h of the nominal capacity, loading kg/m2, D m2/s, R m, kappa S/m, separator m, i_0 A/m2",
        discharges.ACCURACY_LINE,
        *comments,
        f"left out, ends before {discharges.SHORTEST_DISCHARGE:g} of the nominal capacity: "
        f"{', '.join(left_out) or 'none'}",
    ]


HALF_CELL = discharges.Problem(
    base=BASE,
    cells=CELLS,
    values=parameter_values,
    separator_points=lambda n_x: SEPARATOR_POINTS,
    timed_separator_points=lambda n_x: SEPARATOR_POINTS,
    order_in_x=2,
    header=reference_header,
    remark=lambda solved: "",
    left_out=(discharges.EndsAtOnce,),
    timed_points=TIMED_POINTS,
    timed_rtol=TIMED_RTOL,
)


if __name__ == "__main__":
    discharges.run(HALF_CELL, __doc__.splitlines()[0])
