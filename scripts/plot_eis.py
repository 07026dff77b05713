#!/usr/bin/env python3
"""Draws the impedance spectra of a result file of closo: Nyquist, and Bode.

    python3 scripts/plot_eis.py RESULT.h5 [-o PICTURE.png]

Of a file of closo compare with the measured spectra, and simulated minus measured.
"""
import sys

from plotting import np, plt, save  # first: it tells what this Python lacks
from matplotlib.ticker import LogLocator, NullFormatter
from curves import open_result, picture_of, picture_parser, run_script, text
from spectrum_panels import draw_distances, draw_measured, impedance

MARKS = "o^sDv"  # on the curves, at a few powers of ten of the frequency
SAME = 2e-3  # of the modulus: spectra that are no further apart hide each other
WIDEST = 11  # points, of a line under others
SAME_VOLTAGE = 5e-3  # V: spectra that are no further apart have no voltage in their labels
BLOCKING = 1.5  # -Im Z over Re Z, at their largest, beyond which the Nyquist plot is cut off above


def state(result, step):
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


def spectra(result):
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


def widths(found):
    """Line width of each spectrum: the first of those that hide each other is the widest."""
    def same(a, b):
        return np.array_equal(a[1], b[1]) and np.all(np.abs(a[2] - b[2]) <= SAME * np.abs(a[2]))

    return [min(1 + 2 * sum(same(spectrum, later) for later in found[k + 1:]), WIDEST) for k, spectrum in enumerate(found)]


def told_frequency(f):
    """As 100 kHz."""
    prefixes = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"))
    scale, prefix = next((p for p in prefixes if f >= 0.999 * p[0]), prefixes[-1])
    return f"{f / scale:g} {prefix}Hz"


def marked(frequencies):
    """A few powers of ten within the frequencies of all spectra [Hz], with their markers."""
    least, most = (int(end(np.log10(value))) for end, value in ((np.ceil, min(f.min() for f in frequencies) / 1.01),
                                                                (np.floor, max(f.max() for f in frequencies) * 1.01)))
    every = max(1, -(-(most - least + 1) // len(MARKS)))
    return list(zip((10.0 ** k for k in range(most - (every > 1), least - 1, -every)), MARKS))


def draw_nyquist(axes, curves):
    """Returns the height of the plot over its width."""
    pairs = [(pair, colour, label) for label, _, _, pair, colour, _ in curves if pair]
    drawn = np.concatenate([Z for _, _, Z, *_ in curves] + [impedance(pair, "measured") for pair, *_ in pairs])
    right, top = 1.05 * drawn.real.max(), 1.08 * (-drawn.imag).max()
    cut = top > BLOCKING * right
    for label, f, Z, _, colour, width in curves:
        axes.plot(Z.real, -Z.imag, ".-", ms=3, lw=width, color=colour, label=label or "simulated")
    for pair, colour, label in pairs:
        draw_measured(axes, pair, colour, label=", ".join(filter(None, (label, "measured"))))
    for mark, marker in marked([f for _, f, *_ in curves]):
        for _, f, Z, _, colour, _ in curves:
            if 0.99 * f.min() <= mark <= 1.01 * f.max():
                k = np.abs(np.log(f / mark)).argmin()
                axes.plot(Z[k].real, -Z[k].imag, marker, ms=6, mfc="white", color=colour, zorder=3, clip_on=cut)
        axes.plot([], [], marker, ms=6, mfc="white", color="0.3", label=told_frequency(mark))
    axes.set(xlabel="Re Z / ohm cm$^2$", ylabel="-Im Z / ohm cm$^2$",
             title="Nyquist" + (", low frequencies cut off" if cut else ""), xlim=(min(0, 1.05 * drawn.real.min()), right),
             ylim=(min(0, 1.08 * (-drawn.imag).min()), 0.6 * right if cut else max(top, 0.2 * right)), aspect="equal")
    hidden = any(width > 1 for *_, width in curves)
    axes.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1.01, 1.02), ncols=1 + (len(curves) + len(pairs) > 12),
                title=f"wide lines: others within {100 * SAME:g} % on top" if hidden else None, title_fontsize=8)
    return np.ptp(axes.get_ylim()) / np.ptp(axes.get_xlim())


def draw_bode(modulus, phase, curves):
    for _, f, Z, pair, colour, width in curves:
        modulus.loglog(f, np.abs(Z), color=colour, lw=width)
        phase.semilogx(f, -np.angle(Z, deg=True), color=colour, lw=width)
        if pair:
            measured = impedance(pair, "measured")
            modulus.loglog(pair["frequency"][:], np.abs(measured), "x", ms=4, color=colour)
            phase.semilogx(pair["frequency"][:], -np.angle(measured, deg=True), "x", ms=4, color=colour)
    least, most = modulus.get_ylim()
    if most < 30 * least:  # ticks at plain numbers
        modulus.yaxis.set_major_locator(LogLocator(subs=(1, 2, 3, 5, 7)))
        modulus.yaxis.set_major_formatter("{x:g}")
        modulus.yaxis.set_minor_formatter(NullFormatter())
    modulus.set(xlabel="frequency / Hz", ylabel="|Z| / ohm cm$^2$", title="Bode: modulus")
    phase.set(xlabel="frequency / Hz", ylabel="-phase / degree", title="Bode: phase")


def draw(curves, title, picture):
    compared = [(pair, colour) for _, _, _, pair, colour, _ in curves if pair]
    figure = plt.figure(constrained_layout=True)
    grid = figure.add_gridspec(3 if compared else 2, 1)
    height = 8 * draw_nyquist(figure.add_subplot(grid[0]), curves) + 0.8
    heights = [np.clip(height, 2.8, 5.5), 3.4] + ([2.6] if compared else [])
    grid.set_height_ratios(heights)
    figure.set_size_inches(11, sum(heights) + 0.3)
    draw_bode(*(figure.add_subplot(place) for place in grid[1].subgridspec(1, 2)), curves)
    if compared:
        draw_distances(figure.add_subplot(grid[2]), *zip(*compared))
    figure.suptitle(title)
    save(figure, picture, dpi=110, bbox_inches="tight")


def main():
    arguments = picture_parser(__doc__).parse_args()
    picture = picture_of(arguments)
    with open_result(arguments.result) as result:
        if "impedance" not in result:
            sys.exit(f"{arguments.result}: no impedance spectra; a protocol takes them with 'eis'")
        found = list(spectra(result))
        colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(found)))
        draw([(*spectrum, colour, width) for spectrum, colour, width in zip(found, colours, widths(found))],
             text(result.attrs["title"]), picture)
    print(picture)


if __name__ == "__main__":
    run_script(main)
