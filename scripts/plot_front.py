#!/usr/bin/env python3
"""Draws what closo design found: the front of two quantities, and where its designs lie between their bounds.

    python3 scripts/plot_front.py DESIGN.h5 [-o PICTURE.png]
"""
import argparse
import sys

from plotting import np, plt, save
from curves import open_result, run_script, text

ALIKE = 0.02  # of the range of a variable


def label(dataset):
    return f"{dataset.name.split('/')[-1]} / {text(dataset.attrs['units'])}"


def place(values):
    """Between the bounds, 0 to 1: on a logarithmic scale where they are a factor of 5 apart."""
    low, high = values.attrs["low"], values.attrs["high"]
    if low > 0 and high / low > 5:
        return np.log(values[:] / low) / np.log(high / low)
    return (values[:] - low) / (high - low)


def draw_front(axes, group):
    most, against = (group["design"][text(group.attrs[name])] for name in ("most", "against"))
    axes[0].plot(against[:], most[:], "o-")
    axes[0].set(xlabel=label(against), ylabel=label(most), ylim=(0, None), title="no design within the bounds is better in both")
    if against[:].max() / against[:].min() > 5:
        axes[0].set_xscale("log")
    still = []  # one value on the whole front
    for name, values in group["values"].items():
        unit = text(values.attrs["units"])
        if np.ptp(place(values)) < ALIKE:
            still.append(f"{name}: {values[:].mean():.3g} of {values.attrs['low']:g} to {values.attrs['high']:g} {unit}")
        else:
            axes[1].plot(against[:], place(values), "o-", label=f"{name}, {values.attrs['low']:g} to {values.attrs['high']:g} {unit}")
    axes[1].set(xlabel=label(against), ylabel="place between its bounds", ylim=(-0.05, 1.05), xscale=axes[0].get_xscale())
    axes[1].legend(fontsize=8)
    if still:
        axes[1].set_title("the same in all designs:\n" + "\n".join(still), fontsize=7, loc="left")


def draw_changes(axis, group):
    """One bar for each variable and set of changes, from where the run is to where the design is."""
    names = list(group["values"])
    sets = len(group["distance"]) - 1
    for k in range(sets):
        changed = [j for j, name in enumerate(names) if group["changed"][name][k + 1]]
        for j in changed:
            before, after = place(group["values"][names[j]])[[0, k + 1]]
            row = j + 0.8 * (k - (sets - 1) / 2) / sets
            axis.annotate("", (after, row), (before, row), arrowprops={"arrowstyle": "->", "color": f"C{k}"})
            axis.text(after, row - 0.08, f"{group['values'][names[j]][k + 1]:.3g}", color=f"C{k}", fontsize=7, ha="center")
    axis.set_yticks(range(len(names)), [f"{name}\n{v.attrs['low']:g} to {v.attrs['high']:g} {text(v.attrs['units'])}" for name, v in group["values"].items()],
                    fontsize=7)
    axis.set(xlim=(-0.1, 1.1), ylim=(len(names) - 0.5, -0.5), xlabel="place between the bounds",
             title="from the cell as it is to the targets, fewest changes" if group.attrs["met"] else "the design closest to the targets, which are out of reach")
    axis.grid(axis="y", alpha=0.3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result")
    parser.add_argument("-o", "--output", help="picture; by default the name of the result with .png")
    arguments = parser.parse_args()
    with open_result(arguments.result) as file:
        groups = [name for name in ("front", "changes") if name in file]
        if not groups:
            sys.exit(f"{arguments.result}: not a result file of closo design")
        panels = 2 * ("front" in groups) + ("changes" in groups)
        figure, axes = plt.subplots(1, panels, figsize=(7 * panels, 5.5), layout="constrained", squeeze=False)
        if "front" in groups:
            draw_front(axes[0], file["front"])
        if "changes" in groups:
            draw_changes(axes[0][-1], file["changes"])
        figure.suptitle(text(file.attrs["title"]))
    picture = arguments.output or arguments.result.rsplit(".", 1)[0] + ".png"
    save(figure, picture, dpi=120)
    print(picture)


if __name__ == "__main__":
    run_script(main)
