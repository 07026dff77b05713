#!/usr/bin/env python3
"""Draws the impedance spectra of a result file of closo: Nyquist, and Bode.

    python3 scripts/plot_eis.py RESULT.h5 [-o PICTURE.png]

Of a file of closo compare with the measured spectra, and simulated less measured.
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)
import numpy as np  # noqa: E402

from curves import open_result, picture_of, picture_parser, text  # noqa: E402
from spectrum_panels import draw_distances, draw_measured, impedance  # noqa: E402

MARKED = (1e5, 1e3, 1e1, 1e-1)  # Hz, on the curves


def spectra(result):
    """Curves of each spectrum, in the order of the steps: label, frequency [Hz], impedance [ohm cm2], colour, and the
    group of its pair if it was compared."""
    steps = sorted(result["impedance"], key=int)
    cycles = dict(zip(result["steps/number"][:], result["steps/cycle"][:]))
    pairs = result.get("comparison/spectra", {})
    for step, colour in zip(steps, plt.get_cmap("viridis")(np.linspace(0, 0.85, len(steps)))):
        group = result["impedance"][step]
        label = f"step {step}, cycle {cycles.get(int(step), 0)}, {group['voltage'][()]:.3f} V"
        yield label, group["frequency"][:], group["real"][:] + 1j * group["imaginary"][:], colour, pairs.get(step)


def draw_nyquist(axes, curves):
    largest = 0
    for label, f, Z, colour, pair in curves:
        axes.plot(Z.real, -Z.imag, ".-", ms=4, lw=1, color=colour, label=label)
        for mark in MARKED:
            if f.min() <= mark <= f.max():
                k = np.abs(np.log(f / mark)).argmin()
                axes.plot(Z[k].real, -Z[k].imag, "o", ms=6, mfc="none", color=colour)
                axes.annotate(f"{mark:g} Hz", (Z[k].real, -Z[k].imag), fontsize=6, xytext=(4, 4), textcoords="offset points")
        largest = max(largest, Z.real.max())
        if pair:
            draw_measured(axes, pair, colour)
            largest = max(largest, pair["measured_real"][:].max())
    title = "Nyquist; measured: crosses" if any(pair for *_, pair in curves) else "Nyquist"
    axes.set(xlabel="Re Z / ohm cm$^2$", ylabel="-Im Z / ohm cm$^2$", title=title, xlim=(0, 1.05 * largest),
             ylim=(0, 1.05 * largest / 2))
    axes.set_aspect("equal")
    axes.legend(fontsize=8)


def draw_bode(modulus, phase, curves):
    for label, f, Z, colour, pair in curves:
        modulus.loglog(f, np.abs(Z), color=colour, label=label)
        phase.semilogx(f, -np.angle(Z, deg=True), color=colour)
        if pair:
            measured = impedance(pair, "measured")
            modulus.loglog(pair["frequency"][:], np.abs(measured), "x", ms=3, color=colour)
            phase.semilogx(pair["frequency"][:], -np.angle(measured, deg=True), "x", ms=3, color=colour)
    modulus.set(xlabel="frequency / Hz", ylabel="|Z| / ohm cm$^2$", title="Bode: modulus")
    phase.set(xlabel="frequency / Hz", ylabel="-phase / degree", title="Bode: phase")


def draw(curves, title, picture):
    compared = [(pair, colour) for *_, colour, pair in curves if pair]
    figure = plt.figure(figsize=(12, 9 if compared else 7), constrained_layout=True)
    left, right = figure.add_gridspec(1, 2, width_ratios=(3, 2))
    left = left.subgridspec(2, 1, height_ratios=(2, 1)) if compared else [left]
    draw_nyquist(figure.add_subplot(left[0]), curves)
    if compared:
        draw_distances(figure.add_subplot(left[1]), *zip(*compared))
    upper, lower = right.subgridspec(2, 1)
    draw_bode(figure.add_subplot(upper), figure.add_subplot(lower), curves)
    figure.suptitle(title)
    figure.savefig(picture, dpi=110)


def main():
    arguments = picture_parser(__doc__).parse_args()
    picture = picture_of(arguments)
    with open_result(arguments.result) as result:
        if "impedance" not in result:
            sys.exit(f"{arguments.result}: no impedance spectra; a protocol takes them with 'eis'")
        draw(list(spectra(result)), text(result.attrs["title"]), picture)
    print(picture)


if __name__ == "__main__":
    main()
