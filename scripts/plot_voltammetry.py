#!/usr/bin/env python3
"""Draws current against voltage of results with voltage ramps, and tells charges, onsets and peaks (anodic positive).

    python3 scripts/plot_voltammetry.py RESULT.h5... [-o PICTURE.png] [--measured VOLT,VOLT,...]

Several results are drawn over one another. An onset is where the steepest tangent to a rising flank meets the current from
which it rises (scripts/voltammetry.py). Of a stepwise run, whose upper limit rises from cycle to cycle, the charge below and
beyond the limit before is told. The double layer of a composite is in all currents and charges.
"""
import argparse
import pathlib
import sys

from plotting import np, plt, save

from curves import open_result, picture_of, run_script, text
from voltammetry import below_and_beyond, is_stepwise, ramps, waves

STYLES = ("-", "--", ":", "-.")  # of the cycles
MOST_CYCLES = 4  # that are told apart by their lines; more get a colour bar
LEAST_SHOWN, DECADES = 5, 5  # of the logarithmic axis: percentile of the currents, and at most
CURRENT, SPECIFIC = r"current / $\mu$A cm$^{-2}$", "current / mA g$^{-1}$"


def per_mass(ramp, value):
    """mA/g of uA/cm2, or mAh/g of uAh/cm2."""
    return value * 1e-3 / ramp.loading


def describe_ramp(ramp):
    specific = f" ({per_mass(ramp, ramp.charge[-1]):+.3g} mAh/g)" if np.isfinite(ramp.loading) else ""
    print(f"  cycle {ramp.cycle}: {ramp.voltage[0]:.2f} -> {ramp.voltage[-1]:.2f} V, {ramp.charge[-1]:+.4g} uAh/cm2{specific}")
    for wave in waves(ramp) if ramp.anodic else ():
        specific = f" ({per_mass(ramp, wave.height):.3g} mA/g)" if np.isfinite(ramp.loading) else ""
        print(f"    onset {wave.onset:.2f} V, top at {wave.top:.2f} V, {wave.height:.3g} uA/cm2{specific} above its foot")


def describe_stepwise(anodic):
    print("  upper limit / V, charge below the limit before and beyond it / uAh/cm2")
    print(f"  {anodic[0].cut_off:.2f}      -  {anodic[0].charge[-1]:8.3f}")
    for before, ramp in zip(anodic, anodic[1:]):
        below, beyond = below_and_beyond(ramp, before.cut_off)
        print(f"  {ramp.cut_off:.2f} {below:8.3f} {beyond:8.3f}")


def draw_onsets(panels, ramp, colour, first):
    """The tangents down to the onsets, and the onsets as text: before the curve for the first result, else behind it."""
    linear, logarithmic = panels
    place = dict(xytext=(-7, 3), ha="right", va="bottom") if first else dict(xytext=(7, -3), ha="left", va="top")
    for wave in waves(ramp):
        ends = [wave.onset, wave.onset + wave.height / wave.slope]
        linear.plot(ends, [wave.base, wave.base + wave.height], color=colour, lw=0.8, ls=(0, (4, 2)))
        linear.plot(wave.onset, wave.base, "o", color=colour, ms=4, zorder=4)
        current = float(np.interp(wave.onset, ramp.voltage, ramp.current))
        logarithmic.plot(wave.onset, current, "o", color=colour, ms=4, zorder=4)
        logarithmic.annotate(f"{wave.onset:.2f} V", (wave.onset, current), textcoords="offset points", color=colour, fontsize=9,
                             **place)


def draw_ramp(panels, ramp, colour, style, label):
    linear, logarithmic = panels
    linear.plot(ramp.voltage, ramp.current, color=colour, ls=style, lw=1.3 if ramp.anodic else 0.8, label=label)
    if ramp.anodic:
        logarithmic.plot(ramp.voltage, ramp.current, color=colour, ls=style, lw=1.3)


def draw_cycles(panels, runs):
    """Each result in its colour, each cycle with its line."""
    for k, (all_ramps, name) in enumerate(runs):
        cycles = sorted({ramp.cycle for ramp in all_ramps})
        for ramp in all_ramps:
            label = f"{name}, cycle {ramp.cycle}" if ramp.anodic else None
            draw_ramp(panels, ramp, f"C{k}", STYLES[cycles.index(ramp.cycle) % len(STYLES)], label)
        anodic = [ramp for ramp in all_ramps if ramp.anodic]
        if anodic:
            draw_onsets(panels, anodic[0], f"C{k}", k == 0)


def draw_many(figure, panels, all_ramps):
    """Each cycle in the colour of its upper limit, or of its number if the limit stays; dots where it turns."""
    anodic = [ramp for ramp in all_ramps if ramp.anodic]
    stepwise = is_stepwise(anodic)
    value = {ramp.cycle: ramp.cut_off if stepwise else ramp.cycle for ramp in anodic}
    norm = plt.Normalize(min(value.values()), max(value.values()))
    colour_of = plt.cm.ScalarMappable(norm, "turbo" if stepwise else "viridis")
    for ramp in all_ramps:
        colour = colour_of.to_rgba(value[ramp.cycle]) if ramp.cycle in value else "0.5"
        draw_ramp(panels, ramp, colour, "-", None)
        if ramp.anodic:
            for panel in panels:
                panel.plot(ramp.voltage[-1], ramp.current[-1], ".", color=colour, ms=5, zorder=4)
    figure.colorbar(colour_of, ax=panels, label="upper limit / V" if stepwise else "cycle", pad=0.02, aspect=40)


def finish(panels, runs, measured):
    every = [ramp for all_ramps, _ in runs for ramp in all_ramps]
    largest = max(ramp.current.max() for ramp in every)
    usual = np.concatenate([ramp.current[ramp.current > 0] for ramp in every if ramp.anodic] or [[]])
    least = np.percentile(usual, LEAST_SHOWN) if usual.size else 1
    panels[0].axhline(0, color="0.7", lw=0.8, zorder=0)
    panels[1].set_yscale("log")
    if largest > 0:
        panels[1].set_ylim(max(0.5 * least, largest * 10.0 ** -DECADES), 2 * largest)
    for panel in panels:
        for k, potential in enumerate(measured):
            panel.axvline(potential, color="0.6", lw=1, ls=":", zorder=0, label=None if k else "measured onsets")
    panels[0].set_ylabel(CURRENT)
    panels[1].set(xlabel="voltage / V", ylabel="anodic " + CURRENT)
    if panels[0].get_legend_handles_labels()[0]:
        panels[0].legend(fontsize=9, loc="upper left")
    loading = every[0].loading
    if np.isfinite(loading) and all(abs(ramp.loading / loading - 1) < 1e-9 for ramp in every):
        for panel in panels:
            both = (lambda i: i * 1e-3 / loading, lambda i: i * 1e3 * loading)
            panel.secondary_yaxis("right", functions=both).set_ylabel(SPECIFIC)


def names_of(runs, paths):
    """Results are called after their temperatures, or after their files if these do not tell them apart."""
    temperatures = [f"{all_ramps[0].temperature - 273.15:.0f} °C" for all_ramps in runs]
    return temperatures if len(set(temperatures)) == len(paths) else [pathlib.Path(path).stem for path in paths]


def arguments_of():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="+", metavar="RESULT.h5")
    parser.add_argument("-o", "--output", help="picture; by default the name of the first result with .png")
    parser.add_argument("--measured", default="", metavar="VOLT,VOLT,...", help="measured onsets, drawn for comparison")
    arguments = parser.parse_args()
    arguments.result = arguments.results[0]
    try:
        arguments.measured = [float(volt) for volt in arguments.measured.split(",") if volt.strip()]
    except ValueError:
        parser.error(f"--measured: found '{arguments.measured}', expected voltages in V, separated by commas")
    return arguments


def main():
    arguments = arguments_of()
    found, titles = [], []
    for path in arguments.results:
        with open_result(path) as result:
            found.append(ramps(result, path))
            titles.append(text(result.attrs["title"]))
    runs = list(zip(found, names_of(found, arguments.results)))
    many = max(len({ramp.cycle for ramp in all_ramps}) for all_ramps in found) > MOST_CYCLES
    if many and len(found) > 1:
        sys.exit(f"results with more than {MOST_CYCLES} cycles are drawn one at a time")
    for all_ramps, name in runs:
        anodic = [ramp for ramp in all_ramps if ramp.anodic]
        print(f"{name}:")
        if is_stepwise(anodic):
            describe_stepwise(anodic)
        else:
            for ramp in all_ramps:
                describe_ramp(ramp)
    figure, panels = plt.subplots(2, 1, figsize=(9, 8.5), sharex=True, constrained_layout=True)
    if many:
        draw_many(figure, panels, found[0])
    else:
        draw_cycles(panels, runs)
    finish(panels, runs, arguments.measured)
    panels[0].set_title(titles[0])
    picture = picture_of(arguments)
    save(figure, picture, dpi=110)
    print(picture)


if __name__ == "__main__":
    run_script(main)
