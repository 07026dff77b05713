#!/usr/bin/env python3
"""Draws a fit of closo: curves with their distances, figures, intervals of the parameters, correlations, profiles.

    python3 scripts/plot_fit.py FIT.fit.h5 [-o PICTURE.png]
"""
import sys

from plotting import np, plt, save
from curves import open_result, picture_of, picture_parser, run_script, text
from spectrum_panels import draw_distances, draw_measured, impedance


def texts(dataset):
    return [text(value) for value in dataset[:]]


def short(key):
    """The end of a key, as far as it tells parameters apart."""
    parts = [part for part in key.split(".") if part not in ("cell", "materials", "value")]
    return ".".join(parts[-3:])


def draw_curves(axes, below, curves):
    for number, (name, group) in enumerate(curves.items()):
        colour = f"C{number % 10}"
        distance = group["distance"][:] * 1e3
        axes.plot(group["measured_capacity"][:], group["measured_voltage"][:], ".", ms=3, color=colour, alpha=0.4)
        label = f"{name.replace('_', ' ')}: {np.sqrt(np.mean(distance**2)):.2f} mV rms"
        axes.plot(group["simulated_capacity"][:], group["simulated_voltage"][:], color=colour, lw=1.2, label=label)
        below.plot(group["measured_capacity"][:], distance, ".", ms=3, color=colour)
    axes.set(ylabel="voltage / V", title="measured (dots) and fitted (lines)")
    axes.legend(fontsize=8)
    below.axhline(0, color="black", lw=0.8)
    below.set(xlabel="specific capacity / mAh g$^{-1}$", ylabel="distance / mV")


def draw_figures(axes, below, figures):
    """Errors of single figures over their uncertainties."""
    names = texts(figures["name"])
    error = (figures["simulated"][:] - figures["measured"][:]) / figures["uncertainty"][:]
    axes.barh(np.arange(len(names)), error, color="tab:blue")
    axes.set_yticks(np.arange(len(names)), [name.split(": ", 1)[1].replace("_", " ") for name in names], fontsize=8)
    axes.invert_yaxis()
    axes.axvspan(-1, 1, color="0.9", zorder=0)
    axes.set(xlabel="fitted minus measured, over the uncertainty", title="figures")
    below.axis("off")


def draw_intervals(axes, parameters):
    """Each interval of confidence between the bounds of the fit."""
    keys, units, remarks = (texts(parameters[name]) for name in ("key", "unit", "remark"))
    values = {name: parameters[name][:] for name in ("value", "low", "high", "lower_bound", "upper_bound")}
    logarithmic = parameters["logarithmic"][:]

    def place(name, j):
        x, low, high = (values[key][j] for key in (name, "lower_bound", "upper_bound"))
        return np.log(x / low) / np.log(high / low) if logarithmic[j] else (x - low) / (high - low)

    for j, key in enumerate(keys):
        axes.plot([0, 1], [j, j], color="0.85", lw=6, solid_capstyle="butt")
        axes.plot([place("low", j), place("high", j)], [j, j], color="tab:red" if remarks[j] else "tab:blue", lw=6,
                  solid_capstyle="butt")
        axes.plot(place("value", j), j, "k|", ms=12)
        label = f"{short(key)} = {values['value'][j]:.5g} {units[j]}" + (f" ({remarks[j]})" if remarks[j] else "")
        axes.text(0, j - 0.3, f"{label}\n{values['low'][j]:.5g} to {values['high'][j]:.5g}", fontsize=9)
        axes.text(0, j + 0.3, f"{values['lower_bound'][j]:g}", fontsize=7, color="0.4")
        axes.text(1, j + 0.3, f"{values['upper_bound'][j]:g}", fontsize=7, color="0.4", ha="right")
    axes.set(ylim=(len(keys) - 0.5, -0.8), xticks=[], yticks=[], title="intervals between the bounds")


def draw_correlation(axes, correlation, keys):
    picture = axes.imshow(correlation, cmap="RdBu_r", vmin=-1, vmax=1)
    for (j, k), value in np.ndenumerate(correlation):
        axes.text(k, j, f"{value:.2f}", ha="center", va="center", fontsize=8, color="white" if abs(value) > 0.6 else "black")
    axes.set_xticks(range(len(keys)), range(1, len(keys) + 1))
    axes.set_yticks(range(len(keys)), [f"{k + 1} {short(key)}" for k, key in enumerate(keys)], fontsize=7)
    axes.set_title("correlation")
    plt.colorbar(picture, ax=axes, shrink=0.8)


def draw_profiles(axes, profiles, parameters, chi2):
    keys, value, low, high = texts(parameters["key"]), *(parameters[name][:] for name in ("value", "low", "high"))
    for j, key in enumerate(keys):
        width = (high[j] - low[j]) / 2
        axes.plot((profiles[key]["value"][:] - value[j]) / width, profiles[key]["chi2"][:] - chi2, "o-", ms=3, label=short(key))
    axes.set(xlabel="(value - best) / half interval", ylabel="chi2 - lowest chi2", title="profile likelihoods")
    axes.legend(fontsize=7)


def draw_spectra(upper, lower, spectra):
    """Nyquist, measured and fitted, and their distance over the modulus."""
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.85, len(spectra)))
    for colour, (name, group) in zip(colours, spectra.items()):
        fitted = impedance(group, "simulated")
        draw_measured(upper, group, colour, label=name.replace("_", " "))
        upper.plot(fitted.real, -fitted.imag, lw=1, color=colour)
    draw_distances(lower, spectra.values(), colours)
    upper.set(xlabel="Re Z / ohm cm$^2$", ylabel="-Im Z / ohm cm$^2$", title="spectra: measured (crosses) and fitted")
    upper.legend(fontsize=7)


def draw(path, picture):
    with open_result(path) as result:
        if "fit" not in result:
            sys.exit(f"{path}: not a result file of closo fit")
        fit = result["fit"]
        data = "curves" if "curves" in fit else "figures"  # figures beside curves stand in the printed table
        targets = [(name, drawn) for name, drawn in ((data, draw_curves if data == "curves" else draw_figures),
                                                     ("spectra", draw_spectra)) if name in fit]
        n = len(targets)
        figure = plt.figure(figsize=(9 + 6 * n, 8.5), constrained_layout=True)
        grid = figure.add_gridspec(3, n + 2, width_ratios=(*n * (1.3,), 1, 1))
        for k, (name, drawn) in enumerate(targets):
            drawn(figure.add_subplot(grid[:2, k]), figure.add_subplot(grid[2, k]), fit[name])
        draw_intervals(figure.add_subplot(grid[:, n]), fit["parameters"])
        keys = texts(fit["parameters/key"])
        with_profiles = "profiles" in fit
        draw_correlation(figure.add_subplot(grid[:2, n + 1] if with_profiles else grid[:, n + 1]), fit["correlation"][:], keys)
        if with_profiles:
            draw_profiles(figure.add_subplot(grid[2, n + 1]), fit["profiles"], fit["parameters"], fit.attrs["chi2"])
        figure.suptitle(f"{text(result.attrs['title'])}: chi2 {fit.attrs['chi2']:.4g} "
                        f"with {fit.attrs['degrees_of_freedom']:.0f} degrees of freedom", fontsize=11)
        save(figure, picture, dpi=110)


def main():
    arguments = picture_parser(__doc__).parse_args()
    picture = picture_of(arguments)
    draw(arguments.result, picture)
    print(picture)


if __name__ == "__main__":
    run_script(main)
