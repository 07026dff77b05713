"""How a result of a sampled sweep depends on each swept key: a tornado plot, and Sobol indices with their intervals."""
import numpy as np
from matplotlib.figure import Figure

from closo.analysis.sensitivity import sensitivity
from closo.data.results import key_name, titles
from closo.plot import style

OPTIONS = {"quantity": {"metavar": "NAME",
                        "help": "dataset of /design or /cycles/last, or a path; default: the energy of the cell"}}


def draw_effects(axes, found, order) -> None:
    """Mean results with each key at its ends, with intervals."""
    middle = found.effects.mean()
    for end, words in ((0, "at its low end"), (1, "at its high end")):
        axes.barh(range(len(order)), found.effects[order, end] - middle, left=middle, height=0.6, color=style.colour(end),
                  label=words)
    for place, j in enumerate(order):
        for end in (0, 1):
            axes.plot(found.limits[2][:, j, end], [place + 0.08 * (2 * end - 1)] * 2, color=style.theme().ink, lw=0.8)
            below = found.effects[j, end] < found.effects[j, 1 - end]
            ends = found.limits[2][:, j, end]
            axes.annotate(found.ends[j][end], (min(ends) if below else max(ends), place), (-3 if below else 3, 0),
                          textcoords="offset points", ha="right" if below else "left", va="center", fontsize=style.font(-2))
    axes.set_yticks(range(len(order)), [style.wrapped(key_name(found.keys[j]), 24) for j in order])
    axes.margins(x=0.3)
    style.label(axes, f"Mean: {found.label[0].lower()}{found.label[1:]}")
    style.heading(axes, "Effect of each parameter", above=True)


def draw_indices(axes, found, order) -> None:
    """First and total indices, with intervals."""
    for values, limits, shift, colour, words in ((found.first, found.limits[0], 0.17, 5, "alone (first)"),
                                                 (found.total, found.limits[1], -0.17, 2, "with the others (total)")):
        places = np.arange(len(order)) + shift
        axes.barh(places, values[order], 0.32, color=style.colour(colour), label=words)
        for place, j in zip(places, order):
            axes.plot(limits[:, j], [place] * 2, color=style.theme().ink, lw=0.8)
    style.label(axes, "Share of the variance", xlim=(0, None))
    style.heading(axes, "Sobol indices, 95 % intervals", above=True)


def draw(files, *, quantity=None) -> Figure:
    """The figure of one open sampled sweep, in a list. Raises DataError for another file, or if the sweep cannot tell."""
    file, = files
    found = sensitivity(file, quantity)
    order = np.argsort(found.total)
    figure = style.figure(2, 1.2 + 0.36 * len(order), titles(file)[0])
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.25, 1))
    draw_effects(left, found, order)
    draw_indices(right, found, order)
    return figure
