"""The cycles of a run: discharge and charge curves, capacity, efficiency and mean voltage against cycle, measured values beside
them.

The curves are those of the cycles whose series the run kept (record.cycles); without any, the tables alone are drawn.
"""
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from closo.data.cycles import Cycles
from closo.data.results import label, titles
from closo.plot import style
from closo.plot.losses import CAPACITY
from closo.plot.measured import OPTIONS, of_cycles  # noqa: F401  (the options of this kind)

MOST_POINTS = 100  # of a column; more are a line
MOST_CURVES = 8  # in one panel; more could not be told apart


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


def draw_measured(axes, places, colour) -> None:
    """Measured values as diamonds at their cycle, or in the middle of a bar over the cycles at their rate; limits as carets."""
    for first, last, row in places:
        if first < last:
            axes.plot([first - 0.5, last + 0.5], [row.value] * 2, color=style.colour(colour), label="_", **style.MEASURED)
        marker = {"<": "v", ">": "^"}.get(row.relation[:1], "D")
        told = f"measured, cycle {first}" if first == last else f"measured, at {row.rate}"
        axes.plot((first + last) / 2, row.value, marker, ms=4.5, mfc=style.theme().ground, mec=style.colour(colour), mew=1.1,
                  zorder=4, gid=told if marker == "D" else f"{told}, {row.relation}")


def simulated(axes) -> list[Line2D]:
    """The simulated columns of a panel, for its legend."""
    return [line for line in axes.lines if not line.get_label().startswith("_") and line.get_gid() is None]


def samples(places) -> list[Line2D]:
    """What a legend shows of measured values, (first cycle, last cycle, row)."""
    look = {"marker": "D", "ms": 4.5, "mfc": style.theme().ground, "mec": style.theme().ink}
    bar = Line2D([], [], color=style.theme().ink, label="... over cycles at their rate", **style.MEASURED)
    return [Line2D([], [], ls="", label="measured", **look)] * bool(places) + [bar] * any(first < last for first, last, _ in places)


def draw_capacity(axes, cycles, measured) -> None:
    """Specific capacities against cycle, with measured values."""
    draw_column(axes, cycles, "charge_specific_capacity", "charge", 5)
    draw_column(axes, cycles, "discharge_specific_capacity", "discharge", 0)
    places = measured.get("discharge_specific_capacity", ())
    draw_measured(axes, places, 0)
    style.label(axes, "Cycle", CAPACITY, ylim=(0, style.end(cycles.table["charge_specific_capacity"], 1.15)))
    style.heading(axes, "Capacity", [*simulated(axes), *samples(places)])


def draw_efficiency(axes, cycles, measured) -> None:
    """Efficiencies against cycle, with measured values."""
    names, places = ("coulombic", "voltage", "energy"), []
    for k, key in enumerate(names):
        draw_column(axes, cycles, f"{key}_efficiency", key, k, 100)
        places += (mine := measured.get(f"{key}_efficiency", ()))
        draw_measured(axes, mine, k)
    values = 100 * np.concatenate([cycles.table[f"{key}_efficiency"] for key in names])
    energy = 100 * cycles.table["energy_efficiency"]
    low = np.floor(np.nanmin(energy) / 5) * 5 if np.isfinite(energy).any() else 0
    style.label(axes, "Cycle", label("Efficiency", "%"), ylim=(low, max(101, style.end(values, 1.03) or 0)))
    style.heading(axes, "Efficiency", [*simulated(axes), *samples(places)])


def draw_voltage(axes, cycles, measured) -> None:
    """Mean voltages against cycle, with measured values."""
    draw_column(axes, cycles, "charge_mean_voltage", "charge", 5)
    draw_column(axes, cycles, "discharge_mean_voltage", "discharge", 0)
    places = measured.get("discharge_mean_voltage", ())
    draw_measured(axes, places, 0)
    style.label(axes, "Cycle", label("Mean voltage", "V"))
    style.heading(axes, "Mean voltage", [*simulated(axes), *samples(places)])


def draw(files, *, measured=None, measured_cell=None) -> Figure:
    """The figure of one open result of closo run with cycles, in a list, with values of tables of measured ones.

    Raises DataError for another file or table.
    """
    result, = files
    cycles = Cycles(result)
    values = of_cycles(measured, measured_cell, cycles)
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
