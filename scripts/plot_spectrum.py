#!/usr/bin/env python3
"""Draws what closo spectrum found: Nyquist with the circuit, resistances, Kramers-Kronig residuals, relaxation times.

    python3 scripts/plot_spectrum.py RESULT.spectrum.h5 [-o PICTURE.png]
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)
import numpy as np  # noqa: E402

from curves import open_result, picture_of, picture_parser, text  # noqa: E402


def draw(spectrum, label, colour, nyquist, residuals, relaxation):
    f = spectrum["frequency"][:]
    order = np.argsort(f)
    nyquist.plot(spectrum["real"][:], -spectrum["imaginary"][:], "o", ms=4, mfc="none", color=colour, label=label)
    nyquist.plot(spectrum["circuit_real"][:][order], -spectrum["circuit_imaginary"][:][order], lw=1, color=colour)
    residuals.semilogx(f, 100 * spectrum["kramers_kronig_real"][:], ".-", ms=4, lw=0.6, color=colour)
    residuals.semilogx(f, 100 * spectrum["kramers_kronig_imaginary"][:], "x:", ms=3, lw=0.6, color=colour)
    turn = 1 / (2 * np.pi * spectrum["relaxation_time"][:])
    measured = (turn >= f.min()) & (turn <= f.max())  # beyond them nothing is known
    relaxation.semilogx(turn[measured], spectrum["relaxation_gamma"][:][measured], lw=1, color=colour)


def draw_resistances(axes, result, unit):
    """R0, R1, R2, ... with their 95 % intervals, against the cycle where it is known."""
    cycles = result["spectra/cycle"][:]
    known = np.all(cycles > 0)
    x = cycles if known else result["spectra/number"][:]
    for name in sorted(n for n in result["spectra"] if n[0] == "R" and n[1:].isdigit()):
        value, low, high = (result[f"spectra/{name}{end}"][:] for end in ("", "_low", "_high"))
        axes.errorbar(x, value, yerr=np.clip([value - low, high - value], 0, None), fmt="o-", ms=4, lw=1, label=name)
    axes.set(yscale="log", xlabel="cycle" if known else "spectrum", ylabel=f"resistance / {unit}", title="Resistances")
    axes.legend(fontsize=8)


def main():
    arguments = picture_parser(__doc__).parse_args()
    figure = plt.figure(figsize=(12, 8), constrained_layout=True)
    left, right = figure.add_gridspec(1, 2, width_ratios=(3, 2))
    upper, lower = left.subgridspec(2, 1, height_ratios=(3, 2))
    nyquist = figure.add_subplot(upper)
    residuals, relaxation = (figure.add_subplot(place) for place in right.subgridspec(2, 1))
    with open_result(arguments.result) as result:
        if "spectra/number" not in result:
            sys.exit(f"{arguments.result}: expected a result of closo spectrum")
        numbers, cycles = result["spectra/number"][:], result["spectra/cycle"][:]
        colours = plt.get_cmap("viridis")(np.linspace(0, 0.85, len(numbers)))
        for number, cycle, circuit, colour in zip(numbers, cycles, result["spectra/circuit"][:], colours):
            label = f"{number}{f', cycle {cycle}' if cycle else ''}: {text(circuit)}"
            draw(result[f"spectrum/{number}"], label, colour, nyquist, residuals, relaxation)
        unit = text(result["spectra/R0"].attrs["units"]).replace("cm2", "cm$^2$")
        draw_resistances(figure.add_subplot(lower), result, unit)
        figure.suptitle(text(result.attrs["title"]))
    nyquist.set(xlabel=f"Re Z / {unit}", ylabel=f"-Im Z / {unit}", title="Nyquist: spectrum and circuit")
    right_end = 1.05 * nyquist.dataLim.x1
    nyquist.set(xlim=(0, right_end), ylim=(min(0, 1.05 * nyquist.dataLim.y0), max(right_end / 2, 1.05 * nyquist.dataLim.y1)))
    nyquist.set_aspect("equal")
    nyquist.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)  # below, as it would cover arcs
    residuals.set(xlabel="frequency / Hz", ylabel="residual / %", title="Kramers-Kronig: Re dots, Im crosses")
    relaxation.set(xlabel="1 / (2 pi tau) / Hz", ylabel=f"gamma / {unit}", title="Relaxation times")
    picture = picture_of(arguments)
    figure.savefig(picture, dpi=110)
    print(picture)


if __name__ == "__main__":
    main()
