"""Impedance spectra of a run, of closo eis or closo compare: Nyquist and Bode; measured ones, and the distance to them."""
from collections.abc import Iterator

import h5py
import numpy as np
from matplotlib import rcParams
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from closo.data.errors import DataError
from closo.data.results import label, text, titles
from closo.plot import style
from closo.plot.spectra import FREQUENCY, IMAGINARY, REAL, draw_distances, draw_measured, impedance

OPTIONS = {}
MARKS = "o^sDv"  # on the curves, at a few powers of ten of the frequency
SAME = 2e-3  # of the modulus: spectra that are no further apart hide each other
FEW = 10  # spectra that a legend tells apart; more get a bar of colours
WIDEST = 8  # points, of a line under others
SAME_VOLTAGE = 5e-3  # V: spectra that are no further apart have no voltage in their labels
BLOCKING = 1.5  # -Im Z over Re Z, at their largest, beyond which the Nyquist plot is cut off above


def state(result, step) -> dict[str, str]:
    """What may tell the spectrum of a step from the others, by name."""
    steps, group = result["steps"], result["impedance"][str(step)]
    place = int(np.flatnonzero(steps["number"][:] == step)[0])
    passed = np.flatnonzero(steps["charge"][:place])
    half_cycle = ("discharge" if steps["charge"][passed[-1]] > 0 else "charge") if len(passed) else ""
    under = text(steps["text"][place]).partition(" under ")[2]
    return {"cycle": f"cycle {steps['cycle'][place]}",
            "half cycle": f"after {half_cycle}" if half_cycle else "at the start",
            "under": f"under {under}" if under else "at rest",
            "voltage": f"{group['voltage'][()] + 0.0:.3f} V".replace("-0.000", "0.000"),
            "temperature": f"{round(group['temperature'][()] - 273.15, 1):g} °C"}


def spectra(result) -> Iterator[tuple[str, np.ndarray, np.ndarray, h5py.Group | None]]:
    """(label, frequency [Hz], impedance [ohm cm2], its pair if it was compared) of each spectrum, by step or temperature;
    labels say what differs."""
    steps, groups = sorted(int(step) for step in result["impedance"]), result["impedance"]
    states = [state(result, step) for step in steps]
    differ = [name for name in states[0] if len({s[name] for s in states}) > 1]
    if "voltage" in differ and np.ptp([groups[str(step)]["voltage"][()] for step in steps]) < SAME_VOLTAGE:
        differ.remove("voltage")
    if differ == ["temperature"]:
        steps.sort(key=lambda step: groups[str(step)]["temperature"][()])
        states = [state(result, step) for step in steps]
    labels = [", ".join(s[name] for name in differ) for s in states]
    for step, label in zip(steps, labels):
        group = groups[str(step)]
        told = label if labels.count(label) == 1 and label else ", ".join(filter(None, (f"step {step}", label)))
        pair = result.get(f"comparison/spectra/{step}")
        yield told, group["frequency"][:], group["real"][:] + 1j * group["imaginary"][:], pair


def widths(found) -> list[float]:
    """Line width of each spectrum: the first of those that hide each other is the widest."""
    def same(a, b) -> bool:
        return np.array_equal(a[1], b[1]) and np.all(np.abs(a[2] - b[2]) <= SAME * np.abs(a[2]))

    thin = rcParams["lines.linewidth"]
    return [min(thin + 1.5 * sum(same(spectrum, later) for later in found[k + 1:]), WIDEST) for k, spectrum in enumerate(found)]


def told_frequency(f) -> str:
    """As 100 kHz."""
    prefixes = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"))
    scale, prefix = next((p for p in prefixes if f >= 0.999 * p[0]), prefixes[-1])
    return f"{f / scale:g} {prefix}Hz"


def marked(frequencies) -> list[tuple[float, str]]:
    """A few powers of ten within the frequencies of all spectra [Hz], with their markers."""
    least, most = (int(end(np.log10(value))) for end, value in ((np.ceil, min(f.min() for f in frequencies) / 1.01),
                                                                (np.floor, max(f.max() for f in frequencies) * 1.01)))
    every = max(1, -(-(most - least + 1) // len(MARKS)))
    return list(zip((10.0 ** k for k in range(most - (every > 1), least - 1, -every)), MARKS))


def draw_nyquist(axes, curves) -> float:
    """Returns the height of the plot over its width."""
    pairs = [(pair, colour, words) for words, _, _, pair, colour, _ in curves if pair]
    drawn = np.concatenate([Z for _, _, Z, *_ in curves] + [impedance(pair, "measured") for pair, *_ in pairs])
    right, top = 1.05 * drawn.real.max(), 1.08 * (-drawn.imag).max()
    cut = top > BLOCKING * right
    lines = [style.curve(axes, Z.real, -Z.imag, lw=width, color=colour, label=words or "simulated")
             for words, _, Z, _, colour, width in curves]
    handles = lines if len(curves) <= FEW else []
    handles += [draw_measured(axes, pair, colour, label=", ".join(filter(None, (words, "measured")))) for pair, colour,
                words in pairs]
    ground, ink = style.theme().ground, style.theme().ink
    for mark, marker in marked([f for _, f, *_ in curves]):
        for _, f, Z, _, colour, _ in curves if len(curves) <= FEW else curves[::len(curves) - 1]:
            if 0.99 * f.min() <= mark <= 1.01 * f.max():
                k = np.abs(np.log(f / mark)).argmin()
                axes.plot(Z[k].real, -Z[k].imag, marker, ms=4.5, mfc=ground, color=colour, zorder=3, clip_on=cut)
        handles += axes.plot([], [], marker, ms=4.5, mfc=ground, color=ink, label=told_frequency(mark))
    style.label(axes, REAL, IMAGINARY, xlim=(min(0, 1.05 * drawn.real.min()), right),
                ylim=(min(0, 1.08 * (-drawn.imag).min()), 0.6 * right if cut else max(top, 0.2 * right)), aspect="equal")
    hidden = any(width > rcParams["lines.linewidth"] for *_, width in curves)
    style.heading(axes, "Nyquist" + (", low frequencies cut off" if cut else ""), handles, above=True,
                  subtitle=f"wide lines: others within {100 * SAME:g} % on top" if hidden else "")
    return np.ptp(axes.get_ylim()) / np.ptp(axes.get_xlim())


def draw_bar(figure, curves) -> None:
    """The colours of many spectra, a few of which are named."""
    places = np.unique(np.linspace(0, len(curves) - 1, 5).round().astype(int))
    scale = ScalarMappable(Normalize(0, len(curves) - 1), style.shades())
    bar = style.colour_bar(figure, scale, figure.axes, "", ticks=places, aspect=30, shrink=0.8)
    bar.ax.set_yticklabels([style.wrapped(curves[k][0], 12) for k in places])


def draw_bode(modulus, phase, curves) -> None:
    """Modulus and phase of the spectra against frequency."""
    for words, f, Z, pair, colour, width in curves:
        for axes, of in ((modulus, np.abs), (phase, lambda z: -np.angle(z, deg=True))):
            style.curve(axes, f, of(Z), color=colour, lw=width, name=words or "simulated")
            if pair:
                style.curve(axes, pair["frequency"][:], of(impedance(pair, "measured")), marker="x", ls="none", ms=3,
                            color=colour,
                            name=", ".join(filter(None, (words, "measured"))))
    style.label(modulus, FREQUENCY, label("|Z|", "ohm cm2"), xscale="log", yscale="log")
    style.label(phase, FREQUENCY, "-Phase / °", xscale="log")
    least, most = modulus.get_ylim()
    if most < 30 * least:  # ticks at plain numbers
        style.plain_logarithm(modulus.yaxis, (1, 2, 3, 5, 7))
    style.heading(modulus, "Bode: modulus")
    style.heading(phase, "Bode: phase")


def draw(files) -> Figure:
    """The figure of the spectra of one open result, in a list. Raises DataError for a file without spectra."""
    result, = files
    if "impedance" not in result:
        raise DataError(f"{result.filename}: no impedance spectra; a protocol takes them with 'eis'")
    found = list(spectra(result))
    curves = [(*spectrum, colour, width) for spectrum, colour, width in zip(found, style.sequence(len(found)), widths(found))]
    compared = [(pair, colour) for _, _, _, pair, colour, _ in curves if pair]
    figure = style.figure(2, 5.0, titles(result)[0])
    grid = figure.add_gridspec(3 if compared else 2, 2)
    ratio = draw_nyquist(figure.add_subplot(grid[0, :]), curves)
    heights = [float(np.clip(5.5 * ratio, 1.6, 3.4)) + 0.5, 2.1] + ([1.7] if compared else [])
    grid.set_height_ratios(heights)
    if not style.fixed_height():
        figure.set_figheight(sum(heights) + 0.3)
    if len(curves) > FEW:
        draw_bar(figure, curves)
    draw_bode(figure.add_subplot(grid[1, 0]), figure.add_subplot(grid[1, 1]), curves)
    if compared:
        draw_distances(figure.add_subplot(grid[2, :]), *zip(*compared))
    return figure
