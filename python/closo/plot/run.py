"""A run: voltage, where it is lost, and what happens across the composite; of a cell without active material against time."""
import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from closo.analysis.losses import capacity, is_areal, name_of
from closo.data.errors import DataError
from closo.data.results import label, label_of, require, text, titles
from closo.plot import style
from closo.plot.losses import capacity_label, draw_losses, line_of

OPTIONS = {"step": {"type": int, "metavar": "N", "help": "step whose losses and profiles are drawn; default: the last"}}
MOST_STEPS = 8  # that the picture of the voltage tells apart


def places(result) -> np.ndarray:
    """Centres of the cells of the composite, from the separator [um], shape (x)."""
    return (result["mesh/x"][:] - result["mesh/x"][0] + result["mesh/cell_width"][()] / 2) * 1e6


def draw_voltage(axes, result, steps) -> None:
    """Against the capacity of each step, or against the time if there are too many to be told apart."""
    if len(steps) > MOST_STEPS:
        style.curve(axes, result["series/time"][:] / 3600, result["series/voltage"][:], name="voltage", lw=0.7)
        style.label(axes, label("Time", "h"), label_of(result["series/voltage"]))
        return style.heading(axes, "Voltage")
    for number, step in enumerate(steps):
        rows = result["series/step"][:] == step
        charging = result["steps/charge"][step - 1] < 0
        style.curve(axes, capacity(result, rows), result["series/voltage"][:][rows], color=style.colour(number // 2),
                    ls="--" if charging else "-", label=f"{step}: {text(result['steps/text'][step - 1])}")
    style.label(axes, capacity_label(is_areal(result)), label_of(result["series/voltage"]))
    return style.heading(axes, "Voltage", above=True)


def draw_potentials(axes, result, step) -> None:
    """Of two composites: the potential of each against a reference in the separator, through a step."""
    rows = result["series/step"][:] == step
    for number, (name, words) in enumerate((("positive_potential", "positive"), ("negative_potential", "negative"))):
        style.curve(axes, capacity(result, rows), result[f"series/{name}"][:][rows], color=style.colour(number), label=words)
    style.label(axes, capacity_label(is_areal(result)), label("Potential against a reference", "V"))
    style.heading(axes, "Each electrode", above=True)


def draw_profile(axes, result, step, name, title, words, scale=1.0) -> None:
    """Profiles of the first particle class at the recorded moments of a step, from the first (dark) to the last (light)."""
    rows = np.flatnonzero(result["profiles/step"][:] == step)
    salt = name == "salt"  # in its own cells, from the metal on
    x = result["mesh/x_salt"][:] * 1e6 if salt else places(result)
    data, time = result[f"profiles/{name}"], result["profiles/time"][:]
    for row, colour in zip(rows, style.sequence(len(rows))):
        values = data[row] if data.ndim == 2 else data[row][0]
        style.curve(axes, x, values * scale, color=colour, name=f"{(time[row] - time[rows[0]]) / 3600:.3g} h")
    style.label(axes, label(f"Distance from the {'metal' if salt else 'separator'}", "um"), words)
    style.heading(axes, title)
    axes.ticklabel_format(useOffset=False)


def draw_against_time(result) -> Figure:
    """The figure of a cell without active material: voltage with its losses, and the metal, against time."""
    hours = result["series/time"][:] / 3600
    figure = style.figure(2, 5.6, titles(result)[1])
    voltage, lost, metal = figure.subplots(3, 1, sharex=True)
    style.curve(voltage, hours, result["series/voltage"][:] * 1e3, name="voltage")
    style.label(voltage, y=label("Voltage", "mV"))
    style.heading(voltage, "Voltage")
    for name, values in result["series/overpotential"].items():
        if np.any(values[:]):
            style.curve(lost, hours, values[:] * 1e3, **line_of(name), label=name_of(name))
    style.label(lost, y=label("Loss", "mV"))
    style.heading(lost, "Where it is lost", above=True)
    for name, words, dashes in (("metal_thickness", "negative electrode", "-"),
                                ("positive_metal_thickness", "positive electrode", "--")):
        if name in result["series"]:
            thickness = result[f"series/{name}"][:] * 1e6
            style.curve(metal, hours, thickness - thickness[0], label=words, ls=dashes)
    style.label(metal, label("Time", "h"), label("Change of thickness", "um"))
    style.heading(metal, "Metal", above=True)
    return figure


def draw(files, *, step=None) -> Figure:
    """The figure of one open result of closo run, in a list; step is the number of that whose losses and profiles are drawn.

    Raises DataError for another file, or a step that was not recorded.
    """
    result, = files
    require(result, "series/step", "series/voltage", "series/overpotential", "steps/number")
    if "mesh/particle_radius" not in result:
        return draw_against_time(result)
    steps = [int(n) for n in result["steps/number"][:] if np.any(result["series/step"][:] == n)]
    if not steps:
        raise DataError(f"{result.filename}: no step was recorded")
    chosen = step or next((s for s in reversed(steps) if result["steps/charge"][s - 1] != 0), steps[-1])
    if chosen not in steps:
        raise DataError(f"{result.filename}: no step {chosen}; the steps are {', '.join(map(str, steps))}")
    two = "series/negative_stoichiometry" in result
    figure = style.figure(3, 5.0,
                          f"{titles(result)[1]}\nlosses and profiles: step {chosen}, {text(result['steps/text'][chosen - 1])}")
    axes = figure.subplots(2, 3)
    against = f"Potential against the {'negative collector' if two else 'metal'}"
    draw_voltage(axes[0, 0], result, [s for s in steps if result["steps/charge"][s - 1] != 0])
    rows = result["series/step"][:] == chosen
    draw_losses(axes[0, 1], result, rows, capacity(result, rows), result["steps/charge"][chosen - 1] > 0)
    draw_profile(axes[0, 2], result, chosen, "stoichiometry_surface", "Surface of the particles", "Stoichiometry")
    if two:
        draw_potentials(axes[1, 0], result, chosen)
    elif "salt" in result["profiles"]:
        draw_profile(axes[1, 0], result, chosen, "salt", "Salt", label("Concentration", "mol l-1"), 1e-3)
    else:
        draw_profile(axes[1, 0], result, chosen, "phi_s", "Electrons", label(against, "V"))
    draw_profile(axes[1, 1], result, chosen, "phi_e", "Ions", label(against, "mV"), 1e3)
    draw_profile(axes[1, 2], result, chosen, "reaction_rate", "Reaction at the particles", label("Current density", "A m-2"))
    time = result["profiles/time"][:][result["profiles/step"][:] == chosen] / 3600
    if len(time) > 1:
        scale = ScalarMappable(Normalize(0, time[-1] - time[0]), style.shades())
        style.colour_bar(figure, scale, [axes[0, 2], axes[1, 2]], label("Time in the step", "h"), aspect=40, pad=0.02)
    return figure
