"""A rate test from a sweep: discharge curves of each design over the rates, and what is left of the capacity.

The sweep varies a text, the step with the rate, and at most one number; it keeps a curve of that step, current_density and
specific_capacity. Measured capacities stand where a discharge at their rate ends, those of the first design.
"""
import numpy as np
from matplotlib.figure import Figure

from closo.analysis.sweeps import groups, swept, texts_of, varied
from closo.data.errors import DataError
from closo.data.results import key_name, label_of, pretty_unit, require, text, titles
from closo.plot import style
from closo.plot.losses import CAPACITY
from closo.plot.measured import OPTIONS, of_rates  # noqa: F401  (the options of this kind)

MOST_DESIGNS = 6
NEEDED = ("cases", "axes", "curves", "design/current_density", "design/specific_capacity")


def is_rate_test(file) -> bool:
    """Whether an open sweep is drawn as a rate test."""
    return all(name in file for name in NEEDED) and len(swept(file)[1]) > 0 and len(varied(file)) <= 1


def designs(file) -> tuple[str, list[tuple]]:
    """What the designs differ in, and a title and the rows of each value of it."""
    keys = varied(file)
    if len(keys) > 1:
        raise DataError(f"{file.filename}: expected one swept number; the sweep has {', '.join(keys)}")
    if not keys:
        return "", [("All rates", groups(file, [])[0][1])]
    column = file["cases/" + keys[0]]
    unit = pretty_unit(text(column.attrs["units"]))
    return key_name(keys[0]), [(f"{value:.3g} {unit}",
                                np.flatnonzero(column[:] == value)) for value in np.unique(column[:])[:MOST_DESIGNS]]


def short_rate(words) -> str:
    """A step as its rate: "Discharge at C/5 until 2.5 V" is "C/5"."""
    return words.split(" until")[0].removeprefix("Discharge at ")


def draw_measured(panels, file, rows, places, measured) -> None:
    """Measured capacities among the curves of a design, and against its current densities; places are the rates of its rows."""
    (of_curves, last), curves = panels, next(iter(file["curves"].values()))
    look = {"ls": "none", "ms": 4.5, "mfc": style.theme().ground, "mew": 1.1, "zorder": 4}
    for number, (place, row) in enumerate(measured):
        for case in rows[places == place]:
            of_curves.plot(row.value, curves["voltage"][case][-1], "D", mec=style.theme().ink, gid=f"measured at {row.rate}", **look)
            last.plot(file["design/current_density"][case], row.value, "D", mec=style.colour(0),
                      **{"gid": f"measured at {row.rate}", "label": "_" if number else "measured"}, **look)


def draw(files, *, measured=None, measured_cell=None) -> Figure:
    """The figure of one open sweep over rates, in a list, with values of tables of measured ones.

    Raises DataError for another file or table.
    """
    file, = files
    require(file, *NEEDED)
    rate_key = next(iter(swept(file)[1]), None)
    if rate_key is None:
        raise DataError(f"{file.filename}: the sweep varies no text, such as the step with the rate")
    rates, (differ, sets) = [short_rate(words) for words in texts_of(file, rate_key)], designs(file)
    values = of_rates(measured, measured_cell, rates)
    columns = min(3, len(sets) + 1)
    lines = -(-(len(sets) + 1) // columns)
    figure = style.figure(columns, 2.3 * lines + 0.4,
                          titles(file)[0] + (f"\npanels: {differ[0].lower()}{differ[1:]}" if differ else ""))
    panels = figure.subplots(lines, columns).ravel()
    curves = next(iter(file["curves"].values()))
    for number, (axes, (title, rows)) in enumerate(zip(panels, sets)):
        if number:
            axes.sharey(panels[0])
        colours = style.sequence(len(rates))
        for row in rows:
            rate = int(file["cases/" + rate_key][row])
            style.curve(axes, curves["specific_capacity"][row], curves["voltage"][row], color=colours[rate], label=rates[rate])
        style.label(axes, CAPACITY, label_of(curves["voltage"]))
        style.hide(axes, y=number % columns > 0)
        style.heading(axes, title, legend=number == 0)
    last = panels[len(sets)]
    density, capacity = file["design/current_density"], file["design/specific_capacity"]
    for number, (title, rows) in enumerate(sets):
        style.series(last, density[:][rows], capacity[:][rows], color=style.colour(number), label=title)
    draw_measured((panels[0], last), file, sets[0][1], file["cases/" + rate_key][:][sets[0][1]], values)
    style.label(last, label_of(density), CAPACITY, ylim=(0, None), xscale="log")
    style.heading(last, "What is left", legend=len(sets) > 1 or bool(values), subtitle=style.wrapped(differ, 20))
    for axes in panels[len(sets) + 1:]:
        axes.remove()
    return figure
