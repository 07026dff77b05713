"""Capacity of the active material against mean voltage, with lines of equal energy and cells of the literature.

A sweep that keeps specific_capacity and mean_voltage gives a point for each case. Rows may be added to the table of the
literature.
"""
import numpy as np
from matplotlib.figure import Figure

from closo.data.errors import DataError
from closo.data.results import label, titles
from closo.data.tables import library, read_literature
from closo.plot import style

OPTIONS = {"literature": {"metavar": "TABLE", "help": "cells of the literature; default: solid-state cells of closo's library"}}
NEEDED = ("specific_capacity", "mean_voltage")


def points(file) -> list[np.ndarray]:
    """Capacities [mAh/g] and mean voltages [V] of an open result (1) or sweep (cases). Raises DataError for another file."""
    if "design" not in file or any(name not in file["design"] for name in NEEDED):
        raise DataError(f"{file.filename}: no /design/specific_capacity and /design/mean_voltage")
    return [np.atleast_1d(file["design"][name][()]) for name in NEEDED]


def draw_lines(axes) -> None:
    """Equal energies [Wh/kg], in the ranges that the axes have."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    voltage = np.linspace(max(low, 1e-3), high, 200)
    for energy in np.arange(100, right * high, 100):
        axes.plot(energy / voltage, voltage, color=style.theme().faint, lw=0.8, zorder=0)
        if left < energy / high < right * 0.97:
            axes.annotate(f"{energy:g}", (energy / high, high), (0, -1), textcoords="offset points", fontsize=style.font(-1),
                          color=style.theme().soft, ha="center", va="top", bbox={"fc": style.theme().ground, "lw": 0, "pad": 0.5})
    axes.set(xlim=(left, right), ylim=(low, high))


def draw(files, *, literature=None) -> Figure:
    """The figure of open results and sweeps, in a list. Raises DataError for another file or table."""
    figure = style.figure(1, 3.6)
    axes = figure.subplots()
    for k, file in enumerate(files):
        capacity, voltage = points(file)
        best = style.end(capacity * voltage)
        if best is None:
            raise DataError(f"{file.filename}: no energy in it: no discharge of the reference cycle was recorded")
        axes.plot(capacity, voltage, "o", ms=6 if len(capacity) == 1 else 2.2, color=style.colour(k),
                  label=f"{titles(file)[0]}\nup to {best:.4g} Wh/kg")
    cells = read_literature(literature or library("literature/solid_state_cells.csv"))
    axes.plot([c for _, c, _ in cells], [v for _, _, v in cells], "^", ms=4.5, color=style.theme().ink, label="literature")
    for words, capacity, voltage in cells:
        axes.annotate(style.wrapped(words, 22), (capacity, voltage), (0, -5), textcoords="offset points", fontsize=style.font(-3),
                      ha="center", va="top")
    style.label(axes, label("Capacity per mass of active material", "mAh g-1"), label("Mean voltage", "V"),
                xlim=(0, axes.get_xlim()[1] * 1.3), ylim=(axes.get_ylim()[0] - 0.3, axes.get_ylim()[1] + 0.2))
    draw_lines(axes)
    style.heading(axes, "Energy per mass of active material", subtitle="lines: equal energy in Wh/kg", above=True)
    return figure
