"""Current against voltage of runs with voltage ramps (anodic positive), and where the oxidation waves begin.

Several results are drawn over one another. An onset is where the steepest tangent to a rising flank meets the current from
which it rises (closo.analysis.onsets). The double layer of a composite is in all currents.
"""
import numpy as np
from matplotlib import rcParams
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from closo.analysis.onsets import is_stepwise, names_of, ramps, waves
from closo.data.errors import DataError
from closo.data.results import label, titles
from closo.plot import style

OPTIONS = {"onsets": {"metavar": "VOLT,VOLT,...", "help": "measured onsets, drawn for comparison"}}
STYLES = ("-", "--", ":", "-.")  # of the cycles
MOST_CYCLES = 4  # that are told apart by their lines; more get a colour bar
LEAST_SHOWN, DECADES = 5, 5  # of the logarithmic axis: percentile of the currents, and at most
CURRENT, SPECIFIC = label("current", "uA cm-2"), label("Current", "mA g-1")


def draw_onsets(panels, ramp, colour, first) -> None:
    """The tangents down to the onsets, and the onsets as text: before the curve for the first result, else behind it."""
    linear, logarithmic = panels
    place = {"xytext": (-5, 3), "ha": "right", "va": "bottom"} if first else {"xytext": (5, -3), "ha": "left", "va": "top"}
    for wave in waves(ramp):
        ends = [wave.onset, wave.onset + wave.height / wave.slope]
        linear.plot(ends, [wave.base, wave.base + wave.height], color=colour, lw=0.7, ls=(0, (4, 2)))
        linear.plot(wave.onset, wave.base, "o", color=colour, ms=3, zorder=4)
        current = float(np.interp(wave.onset, ramp.voltage, ramp.current))
        logarithmic.plot(wave.onset, current, "o", color=colour, ms=3, zorder=4, gid="onset")
        logarithmic.annotate(f"{wave.onset:.2f} V", (wave.onset, current), textcoords="offset points", color=colour,
                             fontsize=style.font(), **place)


def draw_ramp(panels, ramp, colour, dashes, words, legend) -> None:
    """A ramp in both panels, a cathodic one in the linear one alone."""
    linear, logarithmic = panels
    thin = rcParams["lines.linewidth"] * (1 if ramp.anodic else 0.6)
    known = {"label": words} if legend else {"name": words}
    style.curve(linear, ramp.voltage, ramp.current, color=colour, ls=dashes, lw=thin, **known)
    if ramp.anodic:
        style.curve(logarithmic, ramp.voltage, ramp.current, color=colour, ls=dashes, name=words)


def draw_cycles(panels, runs) -> None:
    """Each result in its colour, each cycle with its line."""
    for k, (all_ramps, name) in enumerate(runs):
        cycles = sorted({ramp.cycle for ramp in all_ramps})
        for ramp in all_ramps:
            words = f"{name}, cycle {ramp.cycle}" + ("" if ramp.anodic else ", back")
            draw_ramp(panels, ramp, style.colour(k), STYLES[cycles.index(ramp.cycle) % len(STYLES)], words, ramp.anodic)
        anodic = [ramp for ramp in all_ramps if ramp.anodic]
        if anodic:
            draw_onsets(panels, anodic[0], style.colour(k), k == 0)


def draw_many(figure, panels, all_ramps) -> None:
    """Each cycle in the colour of its upper limit, or of its number if the limit stays; dots where it turns."""
    anodic = [ramp for ramp in all_ramps if ramp.anodic]
    stepwise = is_stepwise(anodic)
    value = {ramp.cycle: ramp.cut_off if stepwise else ramp.cycle for ramp in anodic}
    colour_of = ScalarMappable(Normalize(min(value.values()), max(value.values())), style.shades())
    for ramp in all_ramps:
        colour = colour_of.to_rgba(value[ramp.cycle]) if ramp.cycle in value else style.theme().soft
        draw_ramp(panels, ramp, colour, "-", f"cycle {ramp.cycle}" + ("" if ramp.anodic else ", back"), False)
        if ramp.anodic:
            for panel in panels:
                panel.plot(ramp.voltage[-1], ramp.current[-1], ".", color=colour, ms=4, zorder=4)
    style.colour_bar(figure, colour_of, list(panels), label("Upper limit", "V") if stepwise else "Cycle", pad=0.02, aspect=40)


def finish(panels, runs, measured) -> None:
    """Axes, measured onsets, and the current per mass on the right if all cells have the same loading."""
    every = [ramp for all_ramps, _ in runs for ramp in all_ramps]
    largest = max(ramp.current.max() for ramp in every)
    usual = np.concatenate([ramp.current[ramp.current > 0] for ramp in every if ramp.anodic] or [[]])
    least = np.percentile(usual, LEAST_SHOWN) if usual.size else 1
    panels[0].axhline(0, color=style.theme().soft, lw=0.6, zorder=0)
    panels[1].set_yscale("log")
    if largest > 0:
        panels[1].set_ylim(max(0.5 * least, largest * 10.0 ** -DECADES), 2 * largest)
    for panel in panels:
        for k, potential in enumerate(measured):
            panel.axvline(potential, color=style.theme().soft, lw=1, ls=":", zorder=0, label="_" if k else "measured onsets")
    style.label(panels[0], y=CURRENT.capitalize().replace("µa", "µA"))
    style.label(panels[1], label("Voltage", "V"), f"Anodic {CURRENT}")
    style.heading(panels[0], "Current")
    style.heading(panels[1], "Anodic, and where the waves begin", legend=False)
    loading = every[0].loading
    if np.isfinite(loading) and all(abs(ramp.loading / loading - 1) < 1e-9 for ramp in every):
        for panel in panels:
            both = (lambda i: i * 1e-3 / loading, lambda i: i * 1e3 * loading)
            panel.secondary_yaxis("right", functions=both).set_ylabel(SPECIFIC)


def voltages(words) -> list[float]:
    """Voltages of a text [V]; raises DataError unless it has numbers separated by commas."""
    try:
        return [float(volt) for volt in (words or "").split(",") if volt.strip()]
    except ValueError:
        raise DataError(f"--onsets: found '{words}', expected voltages in V, separated by commas") from None


def draw(files, *, onsets=None) -> Figure:
    """The figure of open results with voltage ramps, in a list; onsets are measured ones [V], as a text.

    Raises DataError for a file without ramps, or for several of many cycles.
    """
    measured, found = voltages(onsets), [ramps(file) for file in files]
    runs = list(zip(found, names_of(found, [file.filename for file in files])))
    many = max(len({ramp.cycle for ramp in all_ramps}) for all_ramps in found) > MOST_CYCLES
    if many and len(found) > 1:
        raise DataError(f"results with more than {MOST_CYCLES} cycles are drawn one at a time")
    figure = style.figure(2, 5.2, titles(files[0])[0])
    panels = figure.subplots(2, 1, sharex=True)
    if many:
        draw_many(figure, panels, found[0])
    else:
        draw_cycles(panels, runs)
    finish(panels, runs, measured)
    return figure
