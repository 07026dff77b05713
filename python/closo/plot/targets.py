"""Design quantities of results over their targets."""
import numpy as np
from matplotlib.figure import Figure

from closo.analysis.targets import reach, read_design
from closo.data.results import pretty_unit, titles
from closo.data.tables import library, read_targets
from closo.plot import style

OPTIONS = {"targets": {"metavar": "TABLE", "help": "table of targets; default: those of Asakura et al. (2020)"}}


def draw(files, *, targets=None) -> Figure:
    """The figure of open results of closo run, in a list, against a table of targets. Raises DataError for another file or
    table."""
    wanted = read_targets(targets or library("targets/asakura2020.csv"))
    sets = [("measured, in the table", [row["achieved"] for row in wanted])]
    sets += [(titles(file)[0], read_design(file, wanted)) for file in files]
    figure = style.figure(2, 1.2 + 0.34 * len(wanted))
    axes = figure.subplots()
    height = 0.8 / len(sets)
    for k, (title, values) in enumerate(sets):
        shares = [reach(value, row) for value, row in zip(values, wanted)]
        places = np.arange(len(wanted)) + (k - (len(sets) - 1) / 2) * height
        axes.barh(places, shares, height, label=title,
                  color=style.pale(style.theme().ink, 0.7) if k == 0 else style.colour(k - 1))
        for place, share, value in zip(places, shares, values):
            if np.isfinite(share):
                axes.annotate(f"{value:.3g}", (share, place), (-2, 0), textcoords="offset points", ha="right", va="center",
                              fontsize=style.font(-2),
                              color=style.theme().ink if k == 0 else style.theme().ground)
    axes.axvline(1, color=style.theme().ink, lw=0.9)
    axes.set_xscale("log")
    axes.margins(x=0.08)
    axes.set_yticks(range(len(wanted)),
                    [f"{row['label']}: {'>' if row['wanted'] == 'more' else '<'} {row['target']:g} {pretty_unit(row['unit'])}"
                                         for row in wanted])
    axes.invert_yaxis()
    style.label(axes, "Value over target (line: target met)")
    style.heading(axes, "What is reached", above=True)
    return figure
