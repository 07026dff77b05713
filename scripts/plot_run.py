#!/usr/bin/env python3
"""Draws a result file of closo: voltage, where it is lost, and what happens across the composite.

    python3 scripts/plot_run.py RESULT.h5 [-o PICTURE.png] [--step N]

--step chooses the protocol step whose losses and profiles are drawn; by default the last one.
"""
import sys

from plotting import np, plt, save
from curves import open_result, picture_of, picture_parser, places, run_script, text
from losses import draw_losses


def capacity(result, rows):
    """Specific capacity passed since the start of a step [mAh/g], shape (rows)."""
    charge = result["series/charge"][:][rows]
    return np.abs(charge - charge[0]) / 3.6 / (result["cell/active_mass"][()] * 1e3)


def draw_voltage(axes, result, steps):
    for step in steps:
        rows = result["series/step"][:] == step
        charging = result["steps/charge"][step - 1] < 0
        axes.plot(capacity(result, rows), result["series/voltage"][:][rows],
                  "--" if charging else "-", label=text(result["steps/text"][step - 1]), color=f"C{(step - 1) // 2}")
    axes.set(xlabel="specific capacity / mAh g$^{-1}$", ylabel="voltage / V", title="Voltage")
    axes.legend(fontsize=8)


def draw_profile(axes, result, step, name, title, unit, scale=1.0):
    """Profiles of the first particle class at the recorded moments of a step, from dark (first) to light (last)."""
    rows = np.flatnonzero(result["profiles/step"][:] == step)
    salt = name == "salt"  # in its own cells, from the metal on
    x = result["mesh/x_salt"][:] * 1e6 if salt else places(result)
    data = result[f"profiles/{name}"]
    time = result["profiles/time"][:]
    colours = plt.cm.viridis(np.linspace(0, 0.9, len(rows)))
    for row, colour in zip(rows, colours):
        values = data[row] if data.ndim == 2 else data[row][0]
        hours = (time[row] - time[rows[0]]) / 3600
        axes.plot(x, values * scale, color=colour, label=f"{hours:.3g} h")
    axes.set(xlabel=f"distance from the {'metal' if salt else 'separator'} / um", ylabel=unit, title=title)


def draw_against_time(result, picture):
    """Voltage with its losses, and the metal, against time."""
    hours = result["series/time"][:] / 3600
    figure, axes = plt.subplots(3, 1, figsize=(11, 9), sharex=True, constrained_layout=True)
    axes[0].plot(hours, result["series/voltage"][:] * 1e3, lw=1)
    axes[0].set(ylabel="voltage / mV", title="Voltage")
    for name, values in result["series/overpotential"].items():
        axes[1].plot(hours, values[:] * 1e3, lw=1, label=name.replace("_", " "))
    axes[1].set(ylabel="loss / mV", title="Where it is lost")
    axes[1].legend(fontsize=8)
    for name, label in (("metal_thickness", "negative"), ("positive_metal_thickness", "positive")):
        if name in result["series"]:
            thickness = result[f"series/{name}"][:] * 1e6
            axes[2].plot(hours, thickness - thickness[0], lw=1, label=label)
    axes[2].set(xlabel="time / h", ylabel="change of thickness / um", title="Metal")
    if axes[2].lines:
        axes[2].legend(fontsize=8)
    figure.suptitle(text(result.attrs["cell"]), fontsize=11)
    save(figure, picture, dpi=110)


def draw(path, picture, chosen):
    with open_result(path) as result:
        if "series" not in result:
            sys.exit(f"{path}: not a result file of closo run")
        if "mesh/particle_radius" not in result:
            return draw_against_time(result, picture)
        steps = [int(n) for n in result["steps/number"][:] if np.any(result["series/step"][:] == n)]
        if not steps:
            sys.exit(f"{path}: no step was recorded")
        step = chosen or steps[-1]
        if step not in steps:
            sys.exit(f"{path}: no step {step}; the steps are {', '.join(map(str, steps))}")
        figure, axes = plt.subplots(2, 3, figsize=(15, 8.5), constrained_layout=True)
        draw_voltage(axes[0, 0], result, [s for s in steps if result["steps/charge"][s - 1] != 0])
        rows = result["series/step"][:] == step
        draw_losses(axes[0, 1], result, rows, capacity(result, rows), result["steps/charge"][step - 1] > 0)
        draw_profile(axes[0, 2], result, step, "stoichiometry_surface", "Stoichiometry at the particle surfaces",
                     "stoichiometry at the surface")
        if "salt" in result["profiles"]:
            draw_profile(axes[1, 0], result, step, "salt", "Salt", "concentration / mol l$^{-1}$", 1e-3)
        else:
            draw_profile(axes[1, 0], result, step, "phi_s", "Electrons", "potential against the metal / V")
        draw_profile(axes[1, 1], result, step, "phi_e", "Ions", "potential against the metal / mV", 1e3)
        draw_profile(axes[1, 2], result, step, "reaction_rate", "Reaction", "reaction rate / A m$^{-2}$")
        axes[0, 2].legend(fontsize=8, title="time in step")
        axes[1, 0].ticklabel_format(useOffset=False)
        figure.suptitle(f"{text(result.attrs['cell'])}\nlosses and profiles: step {step}, "
                        f"{text(result['steps/text'][step - 1])}", fontsize=11)
        save(figure, picture, dpi=110)


def main():
    parser = picture_parser(__doc__)
    parser.add_argument("--step", type=int, help="step whose losses and profiles are drawn")
    arguments = parser.parse_args()
    picture = picture_of(arguments)
    draw(arguments.result, picture, arguments.step)
    print(picture)


if __name__ == "__main__":
    run_script(main)
