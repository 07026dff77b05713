"""The cycles of a run: discharge and charge curves, capacity, efficiency and mean voltage against cycle, measured values beside
them.

The curves are those of the cycles whose series the run kept (record.cycles); without any, the tables alone are drawn.
"""
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from closo.data.cycles import Cycles
from closo.data.errors import DataError
from closo.data.results import label, titles
from closo.data.tables import read_measured
from closo.plot import style
from closo.plot.losses import CAPACITY

OPTIONS = {"measured": {"metavar": "TABLE",
                        "help": "measured values, as in params/measured/: capacities and efficiencies of cycles"},
           "measured-cell": {"metavar": "NAME", "help": "cell of the table whose values are drawn; default: all"}}
MOST_POINTS = 100  # of a column; more are a line
MOST_CURVES = 8  # in one panel; more could not be told apart
QUANTITIES = {"discharge capacity": ("capacity", "mAh/g"), "coulombic efficiency": ("coulombic", "%"),
              "energy efficiency": ("energy", "%")}


def measured_values(path, cell, last) -> dict:
    """{"capacity": [Measured, ...], ...}: values of a table that belong to a cycle up to the last, of one cell or of all."""
    found = {}
    for row in read_measured(path) if path else ():
        name, unit = QUANTITIES.get(row.quantity, (None, None))
        if name and row.unit == unit and row.cycle is not None and row.cycle <= last and cell in (None, row.cell):
            found.setdefault(name, []).append(row)
    if path and not found:
        raise DataError(f"{path}: no capacity or efficiency of a cycle of this run" + (f" of the cell {cell}" if cell else ""))
    return found


def draw_curves(axes, cycles, kept, title) -> None:
    """Discharge and charge curves of some of the kept cycles."""
    shown = kept[np.unique(np.linspace(0, len(kept) - 1, MOST_CURVES).round().astype(int))]
    handles = []
    for cycle, colour in zip(shown, style.sequence(len(shown))):
        handles.append(style.curve(axes, *cycles.branch(cycle, 1), color=colour, label=f"cycle {cycles.label(cycle)}"))
        style.curve(axes, *cycles.branch(cycle, -1), color=colour, lw=0.7, ls="--", name=f"cycle {cycles.label(cycle)}, charge")
    style.label(axes, CAPACITY, label("Voltage", "V"))
    style.heading(axes, title, handles, subtitle="discharge: lines, charge: dashes", above=True)


def draw_column(axes, cycles, column, words, colour, factor=1) -> None:
    """One column of the table against the cycle: points, or a line of many."""
    number, values = cycles.table["number"], cycles.table[column] * factor
    look = {"marker": "o", "ms": 1.8, "ls": "none"} if len(number) <= MOST_POINTS else {}
    style.curve(axes, number, values, color=style.colour(colour), label=words, **look)


def draw_measured(axes, rows, colour) -> None:
    """Measured values as diamonds at their cycles."""
    for k, row in enumerate(rows):
        axes.plot(row.cycle, row.value, "D", ms=4.5, mfc=style.theme().ground, mec=style.colour(colour), mew=1.1, zorder=4,
                  gid=f"measured, cycle {row.cycle}", label="measured" if k == 0 else "_")


def draw_capacity(axes, cycles, measured) -> None:
    """Specific capacities against cycle, with measured values."""
    draw_column(axes, cycles, "charge_specific_capacity", "charge", 5)
    draw_column(axes, cycles, "discharge_specific_capacity", "discharge", 0)
    draw_measured(axes, measured.get("capacity", ()), 0)
    style.label(axes, "Cycle", CAPACITY, ylim=(0, style.end(cycles.table["charge_specific_capacity"], 1.15)))
    style.heading(axes, "Capacity")


def draw_efficiency(axes, cycles, measured) -> None:
    """Efficiencies against cycle, with measured values."""
    for k, key in enumerate(("coulombic", "voltage", "energy")):
        draw_column(axes, cycles, f"{key}_efficiency", key, k, 100)
        draw_measured(axes, measured.get(key, ()), k)
    energy = cycles.table["energy_efficiency"][np.isfinite(cycles.table["energy_efficiency"])] * 100
    style.label(axes, "Cycle", label("Efficiency", "%"), ylim=(np.floor(energy.min() / 5) * 5 if energy.size else 0, 101))
    handles = [line for line in axes.lines if line.get_label() in ("coulombic", "voltage", "energy")]
    if measured.keys() & {"coulombic", "energy"}:
        handles.append(Line2D([], [], marker="D", ls="", ms=4.5, mfc=style.theme().ground, mec=style.theme().ink,
                              label="measured"))
    style.heading(axes, "Efficiency", handles)


def draw_voltage(axes, cycles, measured) -> None:
    """Mean voltages against cycle."""
    draw_column(axes, cycles, "charge_mean_voltage", "charge", 5)
    draw_column(axes, cycles, "discharge_mean_voltage", "discharge", 0)
    style.label(axes, "Cycle", label("Mean voltage", "V"))
    style.heading(axes, "Mean voltage")


def draw(files, *, measured=None, measured_cell=None) -> Figure:
    """The figure of one open result of closo run with cycles, in a list, with values of a table of measured ones.

    Raises DataError for another file or table.
    """
    result, = files
    cycles = Cycles(result)
    values = measured_values(measured, measured_cell, cycles.table["number"][-1])
    temperatures = np.array([cycles.temperature(c) for c in cycles.kept])
    of_curves = [(T, cycles.kept[temperatures == T]) for T in np.unique(temperatures)]
    of_tables = (draw_capacity, draw_efficiency, draw_voltage)
    columns = (len(of_curves) + len(of_tables) + 1) // 2
    figure = style.figure(columns, 5.2, titles(result)[0])
    panels = figure.subplots(2, columns).ravel()
    for axes, (T, kept) in zip(panels, of_curves):
        draw_curves(axes, cycles, kept, f"Curves at {T:.0f} °C")
    for axes, panel in zip(panels[len(of_curves):], of_tables):
        panel(axes, cycles, values)
    for axes in panels[len(of_curves) + len(of_tables):]:
        axes.remove()
    return figure
