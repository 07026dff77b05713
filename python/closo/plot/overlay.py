"""A charge and a discharge of several runs over one another, and where each discharge loses its voltage."""
import numpy as np
from matplotlib.figure import Figure

from closo.analysis.losses import capacity, is_areal, last_steps, mean_losses, name_of
from closo.data.results import label, text
from closo.plot import style
from closo.plot.labels import LABELS, labels_of
from closo.plot.losses import capacity_label, shown

OPTIONS = {"labels": LABELS}
LEAST_SHOWN = 0.1  # mV


def draw_curves(axes, runs) -> None:
    """The last discharge of each run, and the charge before it."""
    handles = []
    for result, name, colour, (discharge, charge) in runs:
        for step, what in ((discharge, {}), (charge, {"lw": 0.7, "ls": "--"})):
            if step:
                rows = result["series/step"][:] == step
                words = f"{name}: {text(result['steps/text'][step - 1])}"
                line = style.curve(axes, capacity(result, rows), result["series/voltage"][:][rows], color=colour, **what,
                                   label=words)
                handles += [line] if step == discharge else []
    style.label(axes, capacity_label(is_areal(runs[0][0])), label("Voltage", "V"))
    style.heading(axes, "Last discharge", handles, subtitle="dashes: the charge before", above=True)


def draw_bars(axes, runs) -> None:
    """Mean losses of the last discharges."""
    losses = [mean_losses(result, discharge) for result, _, _, (discharge, _) in runs]
    keys = shown(losses, LEAST_SHOWN)
    height = 0.8 / len(runs)
    for k, ((_, name, colour, _), of) in enumerate(zip(runs, losses)):
        places = np.arange(len(keys)) + (k - (len(runs) - 1) / 2) * height
        bars = axes.barh(places, [of.get(key, 0) for key in keys], height, color=colour, label=name)
        axes.bar_label(bars, fmt="%.1f", fontsize=style.font(-1), padding=2)
    axes.set_yticks(range(len(keys)), [style.wrapped(name_of(key), 20) for key in keys])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    style.label(axes, label("Mean loss on discharge", "mV"))
    style.heading(axes, "Where the voltage is lost", above=True)


def draw(files, *, labels=None) -> Figure:
    """The figure of open results of closo run, in a list; labels are texts separated by commas, by default the names of the
    files.

    Raises DataError for a file without a discharge, or another number of labels.
    """
    runs = [(file, name, style.colour(k), last_steps(file)) for k,
            (file, name) in enumerate(zip(files, labels_of(files, labels)))]
    figure = style.figure(2, 2.9)
    left, right = figure.subplots(1, 2)
    draw_curves(left, runs)
    draw_bars(right, runs)
    return figure
