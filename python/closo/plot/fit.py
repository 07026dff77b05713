"""A fit: curves and spectra with their distances or figures, intervals of the parameters, correlations, profiles."""
import numpy as np
from matplotlib.figure import Figure

from closo.data.errors import DataError
from closo.data.results import key_name, label, pretty_unit, text, titles
from closo.plot import style
from closo.plot.losses import CAPACITY
from closo.plot.spectra import IMAGINARY, REAL, draw_distances, draw_measured, impedance

OPTIONS = {}


def texts(dataset) -> list[str]:
    """A dataset of texts as a list."""
    return [text(value) for value in dataset[:]]


def draw_curves(axes, below, curves) -> None:
    """Measured and fitted curves, and their distance."""
    for number, (name, group) in enumerate(curves.items()):
        colour, words = style.colour(number), name.replace("_", " ")
        distance = group["distance"][:] * 1e3
        capacity, voltage = group["measured_capacity"][:], group["measured_voltage"][:]
        measured = {"marker": "o", "ls": "none", "ms": 3, "alpha": 0.5} if len(capacity) <= style.MOST_MARKERS else style.MEASURED
        style.curve(axes, capacity, voltage, color=colour, name=f"{words}, measured", **measured)
        style.curve(axes, group["simulated_capacity"][:], group["simulated_voltage"][:], color=colour,
                    label=f"{words}: {np.sqrt(np.mean(distance**2)):.2f} mV rms")
        style.curve(below, capacity, distance, color=colour, name=words, lw=0.8)
    style.label(axes, CAPACITY, label("Voltage", "V"))
    style.hide(axes, x=True)
    style.heading(axes, "Curves", subtitle="measured: pale, fitted: lines", above=True)
    below.axhline(0, color=style.theme().ink, lw=0.5)
    style.label(below, CAPACITY, label("Distance", "mV"))
    style.heading(below, "Fitted minus measured")


def draw_figures(axes, below, figures) -> None:
    """Errors of single figures over their uncertainties."""
    names = [name.split(": ", 1)[-1].replace("_", " ") for name in texts(figures["name"])]
    error = (figures["simulated"][:] - figures["measured"][:]) / figures["uncertainty"][:]
    axes.barh(range(len(names)), error, color=style.colour(0), label="error")
    axes.set_yticks(range(len(names)), [style.wrapped(name, 24) for name in names])
    axes.invert_yaxis()
    axes.axvspan(-1, 1, color=style.theme().faint, zorder=0)
    style.label(axes, "(Fitted - measured) / uncertainty")
    style.heading(axes, "Figures", legend=False)
    axes.set_subplotspec(axes.get_subplotspec().get_gridspec()[:, axes.get_subplotspec().colspan.start])  # all of the column
    below.remove()


def draw_intervals(axes, parameters) -> None:
    """Each interval of confidence between the bounds of the fit."""
    keys, units, remarks = (texts(parameters[name]) for name in ("key", "unit", "remark"))
    values = {name: parameters[name][:] for name in ("value", "low", "high", "lower_bound", "upper_bound")}
    logarithmic = parameters["logarithmic"][:]

    def place(name, j) -> float:
        x, low, high = (values[key][j] for key in (name, "lower_bound", "upper_bound"))
        return np.log(x / low) / np.log(high / low) if logarithmic[j] else (x - low) / (high - low)

    for j, key in enumerate(keys):
        axes.plot([0, 1], [j, j], color=style.theme().faint, lw=5, solid_capstyle="butt")
        axes.plot([place("low", j), place("high", j)], [j, j], color=style.colour(1 if remarks[j] else 0), lw=5,
                  solid_capstyle="butt",
                  gid=f"{key_name(key)}, interval")
        axes.plot(place("value", j), j, "|", color=style.theme().ink, ms=9, gid=key_name(key))
        words = f"{values['value'][j]:.5g} {pretty_unit(units[j])}, {values['low'][j]:.5g} to {values['high'][j]:.5g}"
        axes.text(0, j - 0.16, f"{j + 1}  {key_name(key)}\n{words}" + (f" ({remarks[j]})" if remarks[j] else ""), va="bottom",
                  fontsize=style.font(-1))
        for x, name, side in ((-0.02, "lower_bound", "right"), (1.02, "upper_bound", "left")):
            axes.text(x, j, f"{values[name][j]:g}", fontsize=style.font(-2), color=style.theme().soft, ha=side, va="center")
    axes.set(ylim=(len(keys) - 0.6, -0.9), xlim=(-0.12, 1.12), xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set_visible(False)
    style.heading(axes, "Intervals between the bounds", legend=False)


def draw_correlation(axes, correlation, keys) -> None:
    """Correlations of the estimates, shape (parameters, parameters)."""
    axes.imshow(correlation, cmap="RdBu_r", vmin=-1, vmax=1, gid="correlation")
    for (j, k), value in np.ndenumerate(correlation):
        axes.text(k, j, f"{value:.2f}", ha="center", va="center", fontsize=style.font(-4 if style.fixed_height() else -2),
                  color="white" if abs(value) > 0.6 else "black")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(range(len(keys)), range(1, len(keys) + 1))
    axes.tick_params(length=0)
    style.heading(axes, "Correlation (numbers as in the list)", legend=False)


def draw_profiles(axes, profiles, parameters, chi2) -> None:
    """Profile likelihoods over the half widths of the intervals."""
    keys, value, low, high = texts(parameters["key"]), *(parameters[name][:] for name in ("value", "low", "high"))
    for j, key in enumerate(keys):
        width = (high[j] - low[j]) / 2
        style.series(axes, (profiles[key]["value"][:] - value[j]) / width, profiles[key]["chi2"][:] - chi2, color=style.colour(j),
                     ls="-" if j < 7 else "--", ms=2, label=f"{j + 1}")
    style.label(axes, "(Value - best) / half interval", "χ² - lowest")
    style.heading(axes, "Profile likelihoods", subtitle="numbers as in the list", above=True)


def draw_spectra(upper, lower, spectra) -> None:
    """Nyquist, measured and fitted, and their distance over the modulus."""
    colours = style.sequence(len(spectra))
    for colour, (name, group) in zip(colours, spectra.items()):
        fitted, words = impedance(group, "simulated"), name.replace("_", " ")
        draw_measured(upper, group, colour, label=f"{words}, measured")
        style.curve(upper, fitted.real, -fitted.imag, color=colour, label=f"{words}, fitted")
    draw_distances(lower, spectra.values(), colours, "Fitted minus measured")
    style.label(upper, REAL, IMAGINARY)
    style.heading(upper, "Spectra", above=True)


def draw(files) -> Figure:
    """The figure of one open result of closo fit, in a list. Raises DataError for another file."""
    result, = files
    if "fit" not in result or "fit/parameters" not in result:
        raise DataError(f"{result.filename}: not a result file of closo fit")
    fit = result["fit"]
    data = "curves" if "curves" in fit else "figures"  # figures beside curves stand in the printed table
    targets = [(name, drawn) for name, drawn in ((data, draw_curves if data == "curves" else draw_figures),
                                                 ("spectra", draw_spectra)) if name in fit]
    keys = texts(fit["parameters/key"])
    n, with_profiles = len(targets), "profiles" in fit
    of_targets = 0.8 + 0.26 * len(fit["figures/name"]) if targets == [("figures", draw_figures)] else 3.6
    of_parameters = max(2.0, 0.5 * len(keys))
    figure = style.figure(2, of_targets + of_parameters + 0.4,
                          f"{titles(result)[0]}: χ² {fit.attrs['chi2']:.4g} with {fit.attrs['degrees_of_freedom']:.0f} "
                          "degrees of freedom")
    if style.fixed_height():  # wide rather than high
        upper, *places = figure.add_gridspec(1, 3, width_ratios=(1.1 * n, 1, 0.8))
        places = [places[0], *places[1].subgridspec(2 if with_profiles else 1, 1)]
    else:
        upper, lower = figure.add_gridspec(2, 1, height_ratios=(of_targets, of_parameters))
        places = list(lower.subgridspec(1, 2 + with_profiles, width_ratios=(1.2, 1, 0.8)[:2 + with_profiles]))
    targeted = upper.subgridspec(3, n)
    for k, (name, drawn) in enumerate(targets):
        drawn(figure.add_subplot(targeted[:2, k]), figure.add_subplot(targeted[2, k]), fit[name])
    draw_intervals(figure.add_subplot(places[0]), fit["parameters"])
    draw_correlation(figure.add_subplot(places[1]), fit["correlation"][:], keys)
    if with_profiles:
        draw_profiles(figure.add_subplot(places[2]), fit["profiles"], fit["parameters"], fit.attrs["chi2"])
    return figure
