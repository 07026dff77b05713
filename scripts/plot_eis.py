#!/usr/bin/env python3
"""Draws the impedance spectra of a result file of closo: Nyquist, and Bode.

    python3 scripts/plot_eis.py RESULT.h5 [-o PICTURE.png] [--measured SPECTRA.csv]

--measured draws the spectra of a table as scripts/import_measured.py writes them (ohm, times the area of the cell)
beside those of the result, and tells how far the two are apart: the first from the first, and so on.
"""
import csv
import itertools
import pathlib
import sys

from plotting import np, plt
from curves import open_result, picture_of, picture_parser, text

MARKED = (1e5, 1e3, 1e1, 1e-1)  # Hz, on the curves


def spectra(result):
    """(label, frequency [Hz], impedance [ohm cm2]) of each spectrum, in the order of the steps."""
    steps = sorted(result["impedance"], key=int)
    cycles = dict(zip(result["steps/number"][:], result["steps/cycle"][:]))
    for step in steps:
        group = result["impedance"][step]
        label = f"step {step}, cycle {cycles.get(int(step), 0)}, {group['voltage'][()]:.3f} V"
        yield label, group["frequency"][:], group["real"][:] + 1j * group["imaginary"][:]


def measured_spectra(file, area):
    """(frequency [Hz], impedance [ohm cm2]) of each spectrum of a table; one ends with its cycle."""
    with open(file, newline="") as table:
        rows = list(csv.DictReader(line for line in table if not line.startswith("#")))
    needed = ("Frequency / Hz", "Real Impedance / ohm", "Imaginary Impedance / ohm")
    missing = [name for name in needed if not rows or name not in rows[0]]
    if missing:
        sys.exit(f"{file}: no column '{missing[0]}'")
    for _, group in itertools.groupby(rows, key=lambda row: row.get("Cycle Count / 1")):
        f, real, imaginary = np.array([[float(row[name]) for name in needed] for row in group]).T
        yield f, (real + 1j * imaginary) * area


def draw_measured(nyquist, curves, measured):
    """Adds measured spectra, and prints their distance from the simulated ones where both have frequencies."""
    for (label, f, Z, colour), (g, Y) in zip(curves, measured):
        nyquist.plot(Y.real, -Y.imag, "x", ms=4, color=colour)
        order = np.argsort(f)
        shared = (g >= f.min()) & (g <= f.max())
        Z_there = np.interp(np.log(g[shared]), np.log(f[order]), Z[order])
        distance = np.sqrt(np.mean(np.abs(Z_there / Y[shared] - 1) ** 2))
        print(f"{label}: {100 * distance:.2f} % of the measured modulus rms, at {shared.sum()} frequencies")


def draw_nyquist(axes, curves):
    largest = 0
    for label, f, Z, colour in curves:
        axes.plot(Z.real, -Z.imag, ".-", ms=4, lw=1, color=colour, label=label)
        for mark in MARKED:
            if f.min() <= mark <= f.max():
                k = np.abs(np.log(f / mark)).argmin()
                axes.plot(Z[k].real, -Z[k].imag, "o", ms=6, mfc="none", color=colour)
                axes.annotate(f"{mark:g} Hz", (Z[k].real, -Z[k].imag), fontsize=6, xytext=(4, 4), textcoords="offset points")
        largest = max(largest, Z.real.max())
    axes.set(xlabel="Re Z / ohm cm$^2$", ylabel="-Im Z / ohm cm$^2$", title="Nyquist", xlim=(0, 1.05 * largest),
             ylim=(0, 1.05 * largest / 2))
    axes.set_aspect("equal")
    axes.legend(fontsize=8)


def draw_bode(modulus, phase, curves):
    for label, f, Z, colour in curves:
        modulus.loglog(f, np.abs(Z), color=colour, label=label)
        phase.semilogx(f, -np.angle(Z, deg=True), color=colour)
    modulus.set(xlabel="frequency / Hz", ylabel="|Z| / ohm cm$^2$", title="Bode: modulus")
    phase.set(xlabel="frequency / Hz", ylabel="-phase / degree", title="Bode: phase")


def main():
    parser = picture_parser(__doc__)
    parser.add_argument("--measured", type=pathlib.Path, help="table of measured spectra")
    arguments = parser.parse_args()
    with open_result(arguments.result) as result:
        if "impedance" not in result:
            sys.exit(f"{arguments.result}: no impedance spectra; a protocol takes them with 'eis'")
        found = list(spectra(result))
        title = text(result.attrs["title"])
        area = result["cell/area"][()] * 1e4  # cm2
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.85, len(found)))
    curves = [(*spectrum, colour) for spectrum, colour in zip(found, colours)]
    figure = plt.figure(figsize=(12, 7), constrained_layout=True)
    left, right = figure.add_gridspec(1, 2, width_ratios=(3, 2))
    nyquist = figure.add_subplot(left)
    draw_nyquist(nyquist, curves)
    if arguments.measured:
        draw_measured(nyquist, curves, measured_spectra(arguments.measured, area))
    upper, lower = right.subgridspec(2, 1)
    draw_bode(figure.add_subplot(upper), figure.add_subplot(lower), curves)
    figure.suptitle(title)
    picture = picture_of(arguments)
    figure.savefig(picture, dpi=110)
    print(picture)


if __name__ == "__main__":
    main()
