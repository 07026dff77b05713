#!/usr/bin/env python3
"""Draws a rate test from a sweep: discharge curves of each design over the rates, and what is left of the capacity.

    python3 scripts/plot_rates.py SWEEP.h5 [-o PICTURE.png]

The sweep varies a text, the step with the rate, and at most one number; it keeps a curve of that step, current_density and specific_capacity.
"""
import sys

from plotting import np, plt, save
from curves import open_result, picture_of, picture_parser, run_script, text
from plot_sweep import swept

MOST_DESIGNS = 6


def designs(file, numbers):
    """A title and the rows of each value of the number that is swept."""
    varied = [key for key in numbers if len(np.unique(file["cases/" + key][:])) > 1]
    if len(varied) > 1:
        sys.exit(f"expected one swept number; the sweep has {', '.join(varied)}")
    if not varied:
        return [("", np.arange(len(file["cases/number"])))]
    column = file["cases/" + varied[0]]
    name, unit = varied[0].removeprefix("cell."), text(column.attrs["units"])
    return [(f"{name} {value:.3g} {unit}", np.flatnonzero(column[:] == value)) for value in np.unique(column[:])[:MOST_DESIGNS]]


def draw_curves(axis, file, title, rows, rate_key):
    curves = next(iter(file["curves"].values()))
    for row in rows:
        rate = text(file["axes/" + rate_key][int(file["cases/" + rate_key][row])])
        axis.plot(curves["specific_capacity"][row], curves["voltage"][row], label=rate)
    axis.set(title=title, xlabel="specific capacity / mAh g$^{-1}$", ylabel="voltage / V")
    axis.title.set_fontsize(9)


def main():
    arguments = picture_parser(__doc__).parse_args()
    with open_result(arguments.result) as file:
        needed = ("cases", "axes", "curves", "design/current_density", "design/specific_capacity")
        missing = [name for name in needed if name not in file]
        if missing:
            sys.exit(f"{arguments.result}: the sweep has no /{missing[0]}")
        numbers, texts = swept(file)
        sets = designs(file, numbers)
        figure, axes = plt.subplots(1, len(sets) + 1, figsize=(4 * len(sets) + 4, 4), layout="constrained")
        for axis, (title, rows) in zip(axes, sets):
            draw_curves(axis, file, title, rows, texts[0])
            axis.sharey(axes[0])
        axes[0].legend(fontsize=6)
        for title, rows in sets:
            axes[-1].semilogx(file["design/current_density"][:][rows], file["design/specific_capacity"][:][rows], "o-", ms=4, label=title)
        axes[-1].set(xlabel="current density / mA cm$^{-2}$", ylabel="specific capacity / mAh g$^{-1}$", ylim=(0, None))
        axes[-1].legend(fontsize=7)
        picture = picture_of(arguments)
        save(figure, picture, dpi=120)
        print(picture)


if __name__ == "__main__":
    run_script(main)
