"""The film of a run: efficiency, charge and resistance by cycle, when it grows, thickness across the composite."""
import numpy as np
from matplotlib.figure import Figure

from closo.data.errors import DataError
from closo.data.results import label, require, titles
from closo.plot import style
from closo.plot.run import places

OPTIONS = {}
MOST_CURVES = 8


def draw_cycles(efficiency, charge, cycles) -> None:
    """Efficiencies, charge and resistance of the film against cycle."""
    number = cycles["number"][:]
    style.series(efficiency, number, cycles["coulombic_efficiency"][:] * 100, label="charge")
    style.series(efficiency, number, cycles["energy_efficiency"][:] * 100, "s", label="energy")
    style.label(efficiency, "Cycle", label("Efficiency", "%"))
    style.heading(efficiency, "Efficiency")
    style.series(charge, number, cycles["film_charge"][:], label="charge consumed (left)")
    style.label(charge, "Cycle", label("Charge", "mAh g-1"))
    right = charge.twinx()
    right.spines["right"].set_visible(True)
    style.series(right, number, cycles["film_resistance"][:], "s", color=style.colour(1), ls="--", label="resistance (right)")
    style.label(right, y=label("Resistance", "ohm cm2"))
    style.heading(charge, "Charge consumed by the film, and its resistance", [*charge.lines, *right.lines])


def draw_growth(axes, result) -> None:
    """Film charge against the voltage, of the recorded cycles."""
    step, voltage, charge = (result[f"series/{name}"][:] for name in ("step", "voltage", "film_charge"))
    cycle = result["steps/cycle"][:][step - 1]
    for number, colour in zip(np.unique(cycle), style.sequence(len(np.unique(cycle)))):
        rows = cycle == number
        style.curve(axes, voltage[rows], charge[rows] - charge[rows][0], color=colour, label=f"cycle {number}")
    style.label(axes, label("Voltage", "V"), label("Film charge in the cycle", "mAh g-1"))
    style.heading(axes, "When it grows")


def draw_thickness(axes, result) -> None:
    """Thickness across the composite at some moments."""
    thickness, hours = result["profiles/film_thickness"][:] * 1e9, result["profiles/time"][:] / 3600
    rows = np.unique(np.linspace(0, len(hours) - 1, MOST_CURVES).astype(int))
    for row, colour in zip(rows, style.sequence(len(rows))):
        style.curve(axes, places(result), thickness[row], color=colour, label=f"{hours[row]:.3g} h")
    style.label(axes, label("Distance from the separator", "um"), label("Thickness", "nm"))
    style.heading(axes, "Across the composite")


def draw(files) -> Figure:
    """The figure of one open result of closo run for a cell with a film, in a list. Raises DataError for another file."""
    result, = files
    if "series/film_charge" not in result or result["series/time"].shape[0] == 0:
        raise DataError(f"{result.filename}: no film in it; the cell needs positive.film, and the run a recorded cycle")
    require(result, "cycles", "profiles/film_thickness")
    figure = style.figure(2, 5.0, titles(result)[0])
    axes = figure.subplots(2, 2)
    draw_cycles(*axes[0], result["cycles"])
    draw_growth(axes[1, 0], result)
    draw_thickness(axes[1, 1], result)
    return figure
