#!/usr/bin/env python3
"""Draws current against voltage of a result with voltage ramps, and tells peaks, onsets and charges (anodic positive).

    python3 scripts/plot_voltammetry.py RESULT.h5 [-o PICTURE.png]

An onset is where the steepest tangent to the rising current meets the current before it rises.
"""
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)
import numpy as np  # noqa: E402

from curves import open_result, picture_of, picture_parser, text  # noqa: E402

SMALLEST_PEAK = 0.01  # of the largest one in the file


def ramps(file):
    """Step number, voltage [V] and anodic current [uA cm-2] of each step, in order."""
    step = file["series/step"][:]
    for number in np.unique(step):
        rows = step == number
        yield number, file["series/voltage"][rows], -file["series/current_density"][rows] * 100


def peaks(voltage, current):
    """Potential of each maximum of the current [V], its height [uA cm-2] and the onset before it [V]."""
    top = [k for k in range(1, len(current) - 1) if current[k - 1] < current[k] >= current[k + 1]]
    begin = 0
    for k in top:
        foot = begin + int(np.argmin(current[begin:k + 1]))
        slope = np.gradient(current[foot:k + 1], voltage[foot:k + 1]) if k - foot > 1 else np.array([np.nan])
        steep = int(np.nanargmax(slope)) if np.isfinite(slope).any() else 0
        onset = voltage[foot + steep] - (current[foot + steep] - current[foot]) / slope[steep]
        yield voltage[k], current[k] - current[foot], onset
        begin = k


def describe(file, number, voltage, current, smallest):
    anodic = voltage[-1] > voltage[0]
    charge = -file["steps/charge"][number - 1] / file["cell/area"][()] / 3.6 * 0.1  # uAh cm-2
    print(f"step {number}: {voltage[0]:.2f} -> {voltage[-1]:.2f} V, {charge:+.4g} uAh cm-2")
    for potential, height, onset in peaks(voltage, current) if anodic else ():
        if height > smallest:
            print(f"  peak at {potential:.3f} V, {height:.3g} uA cm-2, onset {onset:.2f} V")


def draw(axes, all_ramps):
    anodic = [number for number, voltage, _ in all_ramps if voltage[-1] > voltage[0]]
    colours = dict(zip(anodic, plt.get_cmap("viridis")(np.linspace(0, 0.9, len(anodic)))))
    named = anodic if len(anodic) <= 8 else anodic[::len(anodic) // 6]
    colour = "0.5"
    for number, voltage, current in all_ramps:
        colour = colours.get(number, colour)  # the way back as the way there
        label = f"step {number}, to {voltage[-1]:.2f} V" if number in named else None
        axes.plot(voltage, current, color=colour, lw=1.2, label=label)
    axes.axhline(0, color="0.7", lw=0.8, zorder=0)
    axes.set(xlabel="voltage / V", ylabel=r"current density / $\mu$A cm$^{-2}$")
    axes.legend(fontsize=8)


def add_specific(axes, result):
    """The same current per mass, where the cell has one."""
    if "cell/active_mass" not in result:
        return
    per_mass = result["cell/area"][()] / result["cell/active_mass"][()] * 1e-2  # mA/g for uA/cm2
    second = axes.secondary_yaxis("right", functions=(lambda i: i * per_mass, lambda i: i / per_mass))
    second.set_ylabel(r"current / mA g$^{-1}$")


def main():
    arguments = picture_parser(__doc__).parse_args()
    figure, axes = plt.subplots(figsize=(9, 5.5), constrained_layout=True)
    with open_result(arguments.result) as result:
        all_ramps = list(ramps(result))
        largest = max(current.max() for _, _, current in all_ramps)
        for number, voltage, current in all_ramps:
            describe(result, number, voltage, current, SMALLEST_PEAK * largest)
        draw(axes, all_ramps)
        add_specific(axes, result)
        axes.set_title(text(result.attrs["title"]))
    picture = picture_of(arguments)
    figure.savefig(picture, dpi=110)
    print(picture)


if __name__ == "__main__":
    main()
