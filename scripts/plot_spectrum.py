#!/usr/bin/env python3
"""Draws what closo spectrum found: Nyquist with the circuit, Kramers-Kronig residuals, relaxation times.

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


def main():
    arguments = picture_parser(__doc__).parse_args()
    figure = plt.figure(figsize=(12, 7), constrained_layout=True)
    left, right = figure.add_gridspec(1, 2, width_ratios=(3, 2))
    nyquist = figure.add_subplot(left)
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
        figure.suptitle(text(result.attrs["title"]))
    nyquist.set(xlabel=f"Re Z / {unit}", ylabel=f"-Im Z / {unit}", title="Nyquist: spectrum and circuit")
    right_end = 1.05 * nyquist.dataLim.x1
    nyquist.set(xlim=(0, right_end), ylim=(min(0, 1.05 * nyquist.dataLim.y0), max(right_end / 2, 1.05 * nyquist.dataLim.y1)))
    nyquist.set_aspect("equal")
    nyquist.legend(fontsize=8)
    residuals.set(xlabel="frequency / Hz", ylabel="residual / %", title="Kramers-Kronig: Re dots, Im crosses")
    relaxation.set(xlabel="1 / (2 pi tau) / Hz", ylabel=f"gamma / {unit}", title="Relaxation times")
    picture = picture_of(arguments)
    figure.savefig(picture, dpi=110)
    print(picture)


if __name__ == "__main__":
    main()
