"""The command `closo analyse`: what each analysis prints, and its options."""
import sys

import numpy as np

from closo.analysis import conductivity, cycle_table, gitt, onsets, targets
from closo.analysis.arrhenius import FARADAY, arrhenius, read_values
from closo.analysis.ocv import open_circuit_voltage
from closo.analysis.resistances import resistances
from closo.analysis.sensitivity import sensitivity
from closo.data.command import Parser
from closo.data.curves import read_steps
from closo.data.results import open_result, titles
from closo.data.tables import library, read_targets


def print_resistances(options) -> None:
    """A row for each jump of the current."""
    print("step    current / A    " + "    ".join(f"R({t:g} s) / ohm" for t in options.times))
    for number, current, values in resistances(read_steps(options.file), options.times):
        print(f"{number:4d} {current:14.6g}    " + "    ".join(f"{value:14.6g}" for value in values))


def write_ocv(options) -> None:
    """Writes the table of a mean open-circuit voltage."""
    y, voltage, gap, capacity = open_circuit_voltage(options.file)
    with open(options.output, "w", encoding="utf-8") as file:
        file.write(f"# Mean of a charge and a discharge of {options.file}; their median difference is {gap * 1e3:.1f} mV.\n")
        file.write("y,ocv [V]\n" + "".join(f"{a:.6f},{b:.6f}\n" for a, b in zip(y, voltage)))
    print(f"{options.output}: {len(y)} points over {capacity / 3.6:.4g} mAh; "
          f"median difference of charge and discharge: {gap * 1e3:.1f} mV")


def print_arrhenius(options) -> None:
    """The activation energy of a table."""
    temperature, value = read_values(options.file, options.skip)
    energy, error, _ = arrhenius(temperature, value)
    print(f"activation energy {energy / 1e3:.4g} +- {error / 1e3:.2g} kJ/mol ({energy / FARADAY:.4g} eV), "
          f"{len(value)} temperatures")


def print_gitt(options) -> None:
    """The diffusivity of a GITT run, or its error."""
    with open_result(options.file) as result:
        _, tau, dE_s, dE_t = gitt.pulses(result, options.longest)
        radius, classes = gitt.radius_of(result)
    D = gitt.diffusivity(radius, tau, dE_s, dE_t)
    if classes > 1:
        print(f"{classes} classes of particles: with the surface of one of radius {radius * 1e6:.3g} um")
    if options.diffusivity is None:
        low, high = np.percentile(D, (5, 95))
        print(f"{len(D)} pulses; diffusivity: median {np.median(D):.4g} m2/s, 90 % of the pulses within {low:.3g} to {high:.3g}")
        return
    error = D / options.diffusivity - 1
    print(f"{len(D)} pulses; error of the diffusivity: median {np.median(error):+.1%}, "
          f"90 % of the pulses within {np.percentile(np.abs(error), 90):.1%}")


def print_onsets(options) -> None:
    """Charges, onsets and peaks of the ramps of each file."""
    runs = []
    for path in options.files:
        with open_result(path) as result:
            runs.append(onsets.ramps(result))
    for name, ramps in zip(onsets.names_of(runs, options.files), runs):
        print("\n".join([f"{name}:", *onsets.table(ramps)]))


def print_sensitivity(options) -> None:
    """Indices and effects of a sweep."""
    with open_result(options.file) as file:
        print("\n".join(sensitivity(file, options.quantity).table()))


def print_conductivity(options) -> None:
    """Conductivities and activation energy of an electrolyte."""
    with open_result(options.file) as file:
        circuits, left_out, lines = conductivity.conductivity(file, options.closo)
    print("\n".join(conductivity.table(circuits, left_out, lines)))


def print_targets(options) -> None:
    """What each file reaches of the targets."""
    wanted = read_targets(options.targets or library("targets/asakura2020.csv"))
    for path in options.files:
        with open_result(path) as file:
            print("\n".join(targets.table(titles(file)[0], targets.read_design(file, wanted), wanted)))


def print_cycles(options) -> None:
    """The table of cycles, to a file or to the terminal."""
    with open_result(options.file) as file:
        rows = list(cycle_table.cycle_table(file))
    if options.output is None:
        return cycle_table.write(sys.stdout, rows)
    with open(options.output, "w", newline="", encoding="utf-8") as table:
        cycle_table.write(table, rows)
    print(f"{options.output}: {len(rows) - 1} cycles")


def parser() -> Parser:
    """The command line."""
    whole = Parser(prog="closo analyse", description="Numbers that follow from curves and results.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="ANALYSIS", parser_class=Parser)

    def command(name, does, what, file="result file, or table in the Battery Data Format", many=False) -> Parser:
        added = commands.add_parser(name, help=what, description=what)
        if many:
            added.add_argument("files", nargs="+", metavar="FILE", help=file)
        else:
            added.add_argument("file", metavar="FILE", help=file)
        added.set_defaults(does=does)
        return added

    command("resistance", print_resistances, "direct-current resistances from jumps of the current").add_argument(
        "--times", type=float, nargs="+", default=[0, 1, 1800], help="times after the jump of the current [s]")
    command("ocv", write_ocv, "open-circuit voltage from a slow charge and discharge").add_argument(
        "-o", "--output", required=True, help="table for a material file")
    command("arrhenius", print_arrhenius, "activation energy from values at several temperatures",
            "CSV: temperature in degC, value").add_argument("--skip", type=int, default=1, help="header lines (default: 1)")
    of_gitt = command("gitt", print_gitt, "diffusivity from the pulses of a GITT run", "result file")
    of_gitt.add_argument("--diffusivity", type=float, help="diffusivity of the simulation [m2/s], to print the error instead")
    of_gitt.add_argument("--longest", type=float, default=np.inf, help="skip pulses longer than this [s]")
    command("onsets", print_onsets, "charges, onsets and peaks of voltage ramps", "result file", many=True)
    command("sensitivity", print_sensitivity, "Sobol indices and effects of the keys of a sweep",
            "result file of closo sweep").add_argument(
        "--quantity", help="dataset of /design or /cycles/last, or a path; default: the energy of the cell")
    command("conductivity", print_conductivity, "conductivity and activation energy of an electrolyte",
            "result file").add_argument(
        "--closo", help="the closo program, which fits the circuits; default: that of this package")
    command("targets", print_targets, "design quantities against targets", "result file", many=True).add_argument(
        "--targets", help="table of targets; default: those of Asakura et al. (2020)")
    command("cycles", print_cycles, "the table of cycles, as CSV", "result file").add_argument(
        "-o", "--output", help="file; default: the terminal")
    return whole


def main() -> None:
    """Parses the command line and runs the analysis; raises DataError for what cannot be used."""
    options = parser().parse_args()
    options.does(options)
