"""Where the voltage of a run is lost: the terms of V - U, their names, and their means over a discharge."""
import numpy as np

from closo.data.errors import DataError
from closo.data.results import Source, opened

__all__ = ["NAMES", "capacity", "is_areal", "last_steps", "mean_losses", "name_of", "terms"]

# In words, in the order in which they are told.
NAMES = {
    "particle_diffusion": "diffusion in the particles",
    "hysteresis": "hysteresis",
    "charge_transfer": "charge transfer at the particles",
    "film": "film on the particles",
    "composite_ions": "ions in the composite",
    "composite_electrons": "electrons in the composite",
    "separator": "separator",
    "concentration": "concentration of the salt",
    "metal_charge_transfer": "charge transfer at the metal",
    "metal_resistance": "interface of the metal",
    "alloy_diffusion": "diffusion in the alloy",
    "contact": "contact of the composite",
}
NEGATIVE = "negative_"  # before the names of a negative composite beside a positive one
NAMES |= {NEGATIVE + key: f"negative: {words}" for key, words in {
    "particle_diffusion": "diffusion", "hysteresis": "hysteresis", "charge_transfer": "charge transfer", "film": "film",
    "composite_ions": "ions", "composite_electrons": "electrons", "contact": "contact"}.items()}


def name_of(key: str) -> str:
    """A loss in words, by the name that it has in /series/overpotential and in /losses of a sweep."""
    return NAMES.get(key, key.replace("_", " "))


def terms(result: Source, rows: np.ndarray) -> dict[str, np.ndarray]:
    """The losses of a result in the chosen rows of /series, by key: V - U in parts [V], each of shape (rows)."""
    found = opened(result)["series/overpotential"]
    return {key: found[key][:][rows] for key in NAMES if key in found}


def mean_losses(result: Source, step: int) -> dict[str, float]:
    """Each loss of a discharge, mean over its charge [mV], by key; positive where it lowers the voltage."""
    result = opened(result)
    rows = result["series/step"][:] == step
    charge = result["series/charge"][:][rows]

    def mean(v) -> float:
        return -np.sum((v[1:] + v[:-1]) / 2 * np.diff(charge)) / (charge[-1] - charge[0]) * 1e3

    return {key: mean(values) for key, values in terms(result, rows).items()}


def last_steps(result: Source) -> tuple[int, int | None]:
    """Numbers of the last recorded discharge, and of the last charge before it or None. Raises DataError without a discharge."""
    result = opened(result)
    if "series" not in result or "mesh/particle_radius" not in result or "steps" not in result:
        raise DataError(f"{result.filename}: not a result file of closo run for a cell with an active material")
    recorded = set(result["series/step"][:])
    charge = {int(n): q for n, q in zip(result["steps/number"][:], result["steps/charge"][:]) if n in recorded}
    discharges = [n for n, q in charge.items() if q > 0]
    if not discharges:
        raise DataError(f"{result.filename}: no discharge was recorded")
    return discharges[-1], next((n for n in reversed(charge) if n < discharges[-1] and charge[n] < 0), None)


def is_areal(result: Source) -> bool:
    """Whether capacities of a result are per area, as those of a cell whose masses are not known."""
    return "cell/active_mass" not in opened(result)


def capacity(result: Source, rows: np.ndarray) -> np.ndarray:
    """Capacity passed since the first of the chosen rows of /series, shape (rows) [mAh/g, of a cell without masses mAh/cm2]."""
    result = opened(result)
    charge = result["series/charge"][:][rows]
    passed = np.abs(charge - charge[0]) / 3.6  # mAh
    return passed / (result["cell/area"][()] * 1e4 if is_areal(result) else result["cell/active_mass"][()] * 1e3)
