"""A cell of closo from a parameter set of PyBaMM: two porous electrodes in a liquid electrolyte, without degradation.

    build/pybamm/bin/python tests/benchmark/pybamm_to_closo.py Marquis2019 -o marquis2019.yaml

Functions become formulas of closo, written from PyBaMM's own expressions, or tables where these interpolate. Where a function of
the temperature follows the Arrhenius law it keeps its activation energy; where it does not, it holds at the temperature of the
cell alone, and the material says so. What closo has no place for is refused.

A set with two phases in an electrode becomes a blend. Their initial concentrations are seldom at one potential; closo begins at rest,
so the second one is put at the potential of the first, also in the values that PyBaMM solves: see `at_rest()`.
"""
import argparse
import json
import pathlib

import numpy as np
import pybamm
import scipy.optimize

R_GAS = 8.314462618  # J/(mol K)
STEP = 10.0  # K, over which the dependence on temperature is looked at
SAME = 1e-9  # relative, of two evaluations of one law
TABLE_ROWS = 2001  # of an interpolated curve: between them closo's cubics are within 1 uV of PyBaMM's
FUNCTIONS = {"exp", "log", "tanh", "cosh", "sinh", "sqrt", "sin", "cos", "abs"}
OPERATORS = {pybamm.Addition: "+", pybamm.Subtraction: "-", pybamm.Multiplication: "*", pybamm.Division: "/", pybamm.Power: "^"}


class NotKept(Exception):
    """Something that closo has no place for."""


def formula(symbol):
    """closo's text of an expression of PyBaMM in one named input."""
    if isinstance(symbol, pybamm.InputParameter):
        return symbol.name
    if not symbol.has_symbol_of_classes(pybamm.InputParameter):
        number = repr(float(np.squeeze(symbol.evaluate())))
        return f"({number})" if number.startswith("-") else number
    children = [formula(child) for child in symbol.children]
    if type(symbol) in OPERATORS:
        return f"({children[0]} {OPERATORS[type(symbol)]} {children[1]})"
    if isinstance(symbol, pybamm.Negate):
        return f"(-1 * {children[0]})"
    if isinstance(symbol, pybamm.Function) and getattr(symbol.function, "__name__", "") in FUNCTIONS and len(children) == 1:
        return f"{symbol.function.__name__}({children[0]})"
    raise NotKept(f"{type(symbol).__name__} {symbol}")


def interpolated(symbol):
    return any(isinstance(part, pybamm.Interpolant) for part in symbol.pre_order())


def phases(values, side):
    """Beginnings of the names of what the phases of an electrode have each; "" of a single one."""
    return [p for p in ("Primary: ", "Secondary: ") if f"{p}{side.capitalize()} particle radius [m]" in values] or [""]


def options(values):
    """PyBaMM's options of a model for a parameter set."""
    numbers = tuple(str(len(phases(values, side))) for side in ("negative", "positive"))
    return {"particle phases": numbers} if "2" in numbers else {}


def at_rest(name):
    """The values of a parameter set, with all phases of an electrode at the potential of the first."""
    values = pybamm.ParameterValues(name)
    for side in ("negative", "positive"):
        first, *others = phases(values, side)
        key, most = f"Initial concentration in {side} electrode [mol.m-3]", f"Maximum concentration in {side} electrode [mol.m-3]"
        U = lambda phase, y: float(np.squeeze(values.process_symbol(pybamm.convert_to_symbol(  # noqa: E731
            values[f"{phase}{side.capitalize()} electrode OCP [V]"](pybamm.Scalar(y)))).evaluate()))
        for phase in others:
            wanted = U(first, values[first + key] / values[first + most])
            y = scipy.optimize.brentq(lambda y: U(phase, y) - wanted, 1e-3, 1 - 1e-4, xtol=1e-14)  # noqa: B023
            values[phase + key] = y * values[phase + most]
    return values


class Function:
    """A value of a parameter set as a function of one variable.     @param of  gives PyBaMM's symbol at (x, T)"""

    def __init__(self, of, variable, low, high, unit, scale=1.0):
        self.of, self.variable, self.low, self.high, self.unit, self.scale = of, variable, low, high, unit, scale

    def at(self, x, T):
        """Values at x in PyBaMM's units."""
        x = np.atleast_1d(x)
        symbol = pybamm.convert_to_symbol(self.of(pybamm.InputParameter("x", expected_size=len(x)), T))
        value = np.ravel(symbol.evaluate(inputs={"x": x[:, np.newaxis]}))
        return value * np.ones(len(x))

    def where_valid(self, T, middle, valid):
        """The interval around a point in which the values are what they may be."""
        x = np.linspace(self.low, self.high, 4001)
        good = valid(self.at(x, T))
        start = np.argmin(np.abs(x - middle))
        if not good[start]:
            raise NotKept(f"a value that makes no sense at {middle:g}")
        low, high = start, start
        while low > 0 and good[low - 1]:
            low -= 1
        while high < len(x) - 1 and good[high + 1]:
            high += 1
        return x[low], x[high]

    def activation_energy(self, T, x):
        """[J/mol], or None if the law is another one."""
        here, warm, cold = (self.at(x, at) for at in (T, T + STEP, T - STEP))
        E = R_GAS * np.log(warm / here) / (1 / T - 1 / (T + STEP))
        expected = here * np.exp(E[0] / R_GAS * (1 / T - 1 / (T - STEP)))
        return None if np.ptp(E) > 1e-6 * (1 + abs(E[0])) or np.max(np.abs(expected / cold - 1)) > SAME else round(float(E[0]), 3)

    def text(self, T, low, high):
        """closo's entry: a table where PyBaMM interpolates, else an expression in x over its scale."""
        name = self.variable
        symbol = pybamm.convert_to_symbol(self.of(self.scale * pybamm.InputParameter(name), T))
        if not interpolated(symbol):
            limits = {"from": low, "to": high} if self.scale == 1 else {"from": f"{low:g} mol/m3", "to": f"{high:g} mol/m3"}
            return {"expression": {"formula": formula(symbol), **({"unit": self.unit} if self.unit else {}), **limits}}
        x = np.linspace(low, high, TABLE_ROWS)
        header = [f"{name}", f"value [{self.unit}]"]
        rows = [[float(f"{a:.7g}"), float(f"{b:.9g}")] for a, b in zip(x, self.at(x, T))]
        return {"table": {"name": "table.csv", "columns": header, "rows": rows}}


class ParameterSet:
    """Reads one set at its ambient temperature; `source` is what each number of the cell says of itself.

    With a solid electrolyte the salt stays as it is: a transference number of 1, and the conductivity at the initial concentration.
    """

    def __init__(self, name, solid=False):
        self.name, self.values, self.solid = name, at_rest(name), solid
        if solid:
            self.values["Cation transference number"] = 1.0
        self.T = self.values["Ambient temperature [K]"]
        self.source = f"{name} of PyBaMM {pybamm.__version__}"

    def number(self, key):
        value = self.values[key]
        if callable(value):
            raise NotKept(f"{key}: a function, expected a number")
        return float(value)

    def stated(self, value, unit="", status="literature"):
        return {"value": f"{value!r} {unit}".strip() if unit else value, "status": status, "source": self.source}

    def symbol(self, key, *arguments):
        """PyBaMM's symbol of a parameter that is a number or a function."""
        value = self.values[key]
        return self.values.process_symbol(pybamm.convert_to_symbol(value(*arguments) if callable(value) else float(value)))

    def temperature_of(self, curve, x):
        """What a coefficient says of its dependence on temperature, and whether it holds at one temperature alone."""
        E = curve.activation_energy(self.T, x)
        if E is None:
            return {}, True
        return ({"activation_energy": self.stated(E, "J/mol"), "reference_temperature": self.stated(self.T, "K")} if E else {}), False

    def coefficient(self, curve, middle, valid=lambda v: v > 0):
        """A coefficient as a number if it is constant, else as an expression; and whether it holds at one temperature alone."""
        low, high = curve.where_valid(self.T, middle, valid)
        x = np.linspace(low, high, 11)
        further, alone = self.temperature_of(curve, x)
        values = curve.at(x, self.T)
        if np.ptp(values) <= SAME * abs(values[0]):
            return {**self.stated(float(values[0]), curve.unit), **further}, alone
        return {**curve.text(self.T, low, high), **further}, alone

    def range_of(self, alone):
        if not alone:
            return {}
        source = "a law of the temperature that is not Arrhenius': its values are those at the temperature of the cell"
        stated = lambda T: {"value": f"{T:g} K", "status": "derived", "source": source}  # noqa: E731
        return {"temperature_range": {"low": stated(self.T - 0.1), "high": stated(self.T + 0.1)}}

    def active(self, side, phase=""):
        """The material of an electrode, or of one of its phases."""
        c_max, c_0 = (self.number(f"{phase}{key} {side} electrode [mol.m-3]")
                      for key in ("Maximum concentration in", "Initial concentration in"))
        y_0 = c_0 / c_max
        ends = (1e-4, 1 - 1e-4)
        Side = side.capitalize()
        U = Function(lambda y, T: self.symbol(f"{phase}{Side} electrode OCP [V]", y), "y", *ends, "V")
        low, high = U.where_valid(self.T, y_0, lambda v: (v > -1) & (v < 6))
        D, alone_D = self.coefficient(
            Function(lambda y, T: self.symbol(f"{phase}{Side} particle diffusivity [m2.s-1]", y, T), "y", *ends, "m2/s"), y_0)
        if "expression" in D:
            energy = {key: D.pop(key) for key in ("activation_energy", "reference_temperature") if key in D}
            if energy:
                D["scale"] = {**self.stated(1.0), **energy}
        c_e = self.number("Initial concentration in electrolyte [mol.m-3]")
        density = lambda c_e, y, T: self.symbol(  # noqa: E731
            f"{phase}{Side} electrode exchange-current density [A.m-2]", c_e, y * c_max, c_max, T)
        with_salt = density(2 * c_e, pybamm.Scalar(0.5), self.T).evaluate() / density(c_e, pybamm.Scalar(0.5), self.T).evaluate()
        if abs(float(np.squeeze(with_salt)) - np.sqrt(2)) > 1e-6:
            raise NotKept(f"{side}: an exchange-current density that does not go with the root of the salt, as closo's does")
        i_0 = Function(lambda y, T: density(c_e, y, T), "y", *ends, "A/m2")
        y = np.linspace(0.05, 0.95, 19)
        further, alone_i = self.temperature_of(i_0, y)
        half = i_0.at(0.5, self.T)[0]
        usual = np.max(np.abs(i_0.at(y, self.T) / (half * 2 * np.sqrt(y * (1 - y))) - 1)) < 1e-6
        exchange = self.stated(float(half), "A/m2", "derived") if usual else i_0.text(self.T, *ends)
        return y_0, {
            "closo": 1, "material": "active", "title": (phase.lower() or "active ").replace(":", "") + f"material of the {side} electrode",
            "maximum_concentration": self.stated(c_max, "mol/m3"), **self.range_of(alone_D or alone_i),
            "open_circuit_voltage": U.text(self.T, low, high), "diffusivity": D,
            "exchange_current_density": {**exchange, **further}}

    def names(self, side):
        """The phases of an electrode by the names of their materials."""
        return {f"{side}_{phase.lower().replace(': ', '') or 'active'}": phase for phase in phases(self.values, side)}

    def actives(self, side):
        """Mean stoichiometry, and the materials by their names."""
        materials, sites, held = {}, 0.0, 0.0
        for name, phase in self.names(side).items():
            y, materials[name] = self.active(side, phase)
            own = (self.number(f"{phase}{side.capitalize()} electrode active material volume fraction")
                   * self.number(f"{phase}Maximum concentration in {side} electrode [mol.m-3]"))
            sites, held = sites + own, held + own * y
        return held / sites, materials

    def electrode(self, side):
        Side = side.capitalize()
        eps, names = self.number(f"{Side} electrode porosity"), self.names(side)
        active = {name: self.stated(self.number(f"{phase}{Side} electrode active material volume fraction")) for name, phase in names.items()}
        particles = [{**({"material": name} if phase else {}),
                      "radius": self.stated(self.number(f"{phase}{Side} particle radius [m]"), "m"), "share": 1}
                     for name, phase in names.items()]
        b_e = self.number(f"{Side} electrode Bruggeman coefficient (electrolyte)")
        b_s = self.number(f"{Side} electrode Bruggeman coefficient (electrode)")
        sigma = self.number(f"{Side} electrode conductivity [S.m-1]")
        double_layer = f"{Side} electrode double-layer capacity [F.m-2]"
        parts = {**active, **({"electrolyte": self.stated(eps)} if self.solid else {})}
        return {
            "volume_fractions": parts, **({} if self.solid else {"porosity": self.stated(eps)}),
            "thickness": self.stated(self.number(f"{Side} electrode thickness [m]"), "m"),
            "ion_path": {"transport_efficiency": self.stated(eps**b_e, status="derived")},
            "electron_path": {"effective_conductivity": self.stated(sigma * (1 - eps) ** b_s, "S/m", "derived")},
            "particles": particles,
            **({"double_layer": self.stated(self.number(double_layer), "F/m2")} if double_layer in self.values else {})}

    def solids(self):
        """The electrolyte in the electrodes, and one that conducts as the separator does."""
        kappa = float(np.squeeze(self.symbol("Electrolyte conductivity [S.m-1]",
                                             self.number("Initial concentration in electrolyte [mol.m-3]"), self.T).evaluate()))
        eps = self.number("Separator porosity") ** self.number("Separator Bruggeman coefficient (electrolyte)")
        density = {"value": "1 g/cm3", "status": "estimated", "source": "PyBaMM has none, and no voltage depends on it"}
        material = lambda value: {"closo": 1, "material": "electrolyte", "density": density,  # noqa: E731
                                  "conductivity": self.stated(value, "S/m", "derived")}
        return {"electrolyte": material(kappa), "separator": material(kappa * eps)}

    def electrolyte(self):
        c_0 = self.number("Initial concentration in electrolyte [mol.m-3]")
        curve = lambda key, unit: Function(lambda c, T: self.symbol(key, c, T), "c", 1.0, 4000.0, unit, 1000.0)  # noqa: E731
        kappa, alone_k = self.coefficient(curve("Electrolyte conductivity [S.m-1]", "S/m"), c_0)
        D, alone_D = self.coefficient(curve("Electrolyte diffusivity [m2.s-1]", "m2/s"), c_0)
        factor, _ = self.coefficient(curve("Thermodynamic factor", ""), c_0)
        return {"closo": 1, "material": "electrolyte", "title": "electrolyte", **self.range_of(alone_k or alone_D),
                "conductivity": kappa,
                "salt": {"concentration": self.stated(c_0, "mol/m3"),
                         "transference_number": self.stated(self.number("Cation transference number")),
                         "diffusivity": D, "thermodynamic_factor": factor}}

    def run(self):
        """Cell, materials, mesh, and no protocol yet."""
        eps = self.number("Separator porosity")
        area = (self.number("Electrode height [m]") * self.number("Electrode width [m]")
                * self.number("Number of electrodes connected in parallel to make a cell"))
        y, positive = self.actives("positive")
        y_negative, negative = self.actives("negative")
        cell = {
            "closo": 1, "title": self.name, "area": self.stated(area, "m2", "derived"),
            "pressure": {"value": "0.1 MPa", "status": "estimated", "source": "PyBaMM has none, and nothing in this cell depends on it"},
            "temperature": self.stated(self.T, "K"),
            "nominal_capacity": self.stated(self.number("Nominal cell capacity [A.h]"), "Ah"),
            "limits": {"lower": self.stated(self.number("Lower voltage cut-off [V]"), "V"),
                       "upper": self.stated(self.number("Upper voltage cut-off [V]"), "V")},
            "as_assembled": {"stoichiometry": self.stated(y, status="derived"),
                             "negative_stoichiometry": self.stated(y_negative, status="derived")},
            "negative": self.electrode("negative"), "positive": self.electrode("positive"),
            "separator": {"electrolyte": "separator" if self.solid else "electrolyte",
                          "thickness": self.stated(self.number("Separator thickness [m]"), "m")}}
        if not self.solid:
            cell["separator"]["membrane"] = {"porosity": self.stated(eps), "ion_path": {"transport_efficiency": self.stated(
                eps ** self.number("Separator Bruggeman coefficient (electrolyte)"), status="derived")}}
        electrolytes = self.solids() if self.solid else {"electrolyte": self.electrolyte()}
        return {"closo": 1, "title": self.name + (" solid" if self.solid else ""), "cell": cell,
                "materials": {**positive, **negative, **electrolytes},
                "protocol": ["Discharge at 1C"]}


def yaml_text(value, indent=0):
    """YAML of nested dicts: one key a line, what has no dict within on one line."""
    lines = []
    for key, item in value.items():
        if isinstance(item, dict) and any(isinstance(part, dict) for part in item.values()):
            lines.append(f"{' ' * indent}{key}:\n{yaml_text(item, indent + 2)}")
        else:
            lines.append(f"{' ' * indent}{key}: {json.dumps(item)}")
    return "\n".join(lines)


def convert(name, solid=False):
    """Text of a run with the cell of a parameter set."""
    parameters = ParameterSet(name, solid)
    return f"# {parameters.source}, by tests/benchmark/pybamm_to_closo.py.\n{yaml_text(parameters.run())}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parameter_set")
    parser.add_argument("--solid", action="store_true", help="with an electrolyte whose salt stays as it is")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    arguments.output.write_text(convert(arguments.parameter_set, arguments.solid), encoding="utf-8")


if __name__ == "__main__":
    main()
