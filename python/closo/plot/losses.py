"""Panels of where the voltage is lost, and the look of each loss."""
import numpy as np

from closo.analysis.losses import NAMES, NEGATIVE, is_areal, name_of, terms
from closo.data.results import label
from closo.plot import style

SMALLEST = 1e-3  # V; smaller terms are left out of the picture, not of the sum
# Losses of one place have a colour; the second of a pair is dashed, or paler; those of a negative composite are dotted, or
# paler once more.
FIRST = ("particle_diffusion", "charge_transfer", "composite_ions", "metal_charge_transfer", "separator", "concentration",
         "contact")
SECOND = {"hysteresis": "particle_diffusion", "film": "charge_transfer", "composite_electrons": "composite_ions",
          "metal_resistance": "metal_charge_transfer", "alloy_diffusion": "metal_charge_transfer"}
CAPACITY = label("Specific capacity", "mAh g-1")


def capacity_label(areal) -> str:
    """Of an axis with capacities per area, or per mass."""
    return label("Areal capacity", "mAh cm-2") if areal else CAPACITY


def line_of(key) -> dict:
    """Colour and dashes of a loss as a curve."""
    own = key.removeprefix(NEGATIVE)
    dashes = (0, (1, 1)) if own != key else (0, (3, 1.2)) if own in SECOND else "-"
    return {"color": style.colour(FIRST.index(SECOND.get(own, own))), "ls": dashes}


def colour_of(key) -> str | tuple[float, float, float]:
    """Colour of a loss as an area."""
    own = key.removeprefix(NEGATIVE)
    colour = style.colour(FIRST.index(SECOND.get(own, own)))
    if own != key:
        colour = style.pale(colour)
    return style.pale(colour) if own in SECOND else colour


def limits(values, discharging) -> tuple[float, float]:
    """Ends of an axis for overpotentials, in their unit; the plunge at the end of a discharge would flatten the rest."""
    spread = 1.3 * np.percentile(np.abs(values), 95)
    return (-spread, 0.15 * spread) if discharging else (-0.15 * spread, spread)


def draw_losses(axes, result, rows, capacity, discharging, title="Where the voltage is lost") -> np.ndarray:
    """Draws the losses in the chosen rows of /series against the capacity [mAh/g], shape (rows); returns their sum [V]."""
    parts = terms(result, rows)
    total = sum(parts.values())
    for key, values in parts.items():
        if np.abs(values).max() > SMALLEST:
            style.curve(axes, capacity, values * 1e3, **line_of(key), label=name_of(key))
    style.curve(axes, capacity, total * 1e3, color=style.theme().ink, label="sum, V - U")
    style.label(axes, capacity_label(is_areal(result)), label("Overpotential", "mV"), ylim=limits(total * 1e3, discharging))
    style.heading(axes, title, above=True)
    return total


def shown(of_each, smallest) -> list[str]:
    """Keys of the losses that exceed `smallest` in any of several dicts, in the order of NAMES."""
    return [key for key in NAMES if any(abs(of.get(key, 0)) > smallest for of in of_each)]
