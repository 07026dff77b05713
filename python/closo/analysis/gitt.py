"""Diffusivity from GITT by the formula of Weppner and Huggins.

For each pulse followed by a rest, with the voltage E over the square root of time in the pulse and between the rests:

    D = 4 / (9 pi) R^2 / tau (dE_s / dE_t)^2        for spheres of radius R, tau << R^2 / D

where dE_s is the change of the rest potential and dE_t = sqrt(tau) dE/d(sqrt t), the change during the pulse without
its ohmic jump. Source: W. Weppner, R. A. Huggins, J. Electrochem. Soc. 124 (1977) 1569.
"""
import numpy as np

from closo.data.errors import DataError
from closo.data.results import Source, opened, require

__all__ = ["diffusivity", "pulses", "radius_of"]

FITTED = (0.2, 1.0)  # part of a pulse over which E is a straight line in sqrt(t): after charge transfer has settled
LEAST_POINTS = 4


def pulses(result: Source, longest: float = np.inf) -> np.ndarray:
    """Of each pulse between two rests of a result that is no longer than `longest` [s]: mean stoichiometry, tau [s],
    dE_s [V], dE_t [V], each of shape (pulses). Raises DataError if there is none."""
    result = opened(result)
    require(result, "steps/charge", "series/stoichiometry", "mesh/particle_radius")
    steps = {key: result[f"steps/{key}"][:] for key in ("charge", "duration", "end_voltage", "start_time")}
    series = {key: result[f"series/{key}"][:] for key in ("step", "time", "voltage", "stoichiometry")}
    rows = []
    for k in range(1, len(steps["charge"]) - 1):
        before, here, after = steps["charge"][k - 1:k + 2]
        if steps["duration"][k] > longest or here == 0 or before != 0 or after != 0:
            continue
        mine = series["step"] == k + 1
        t, E = series["time"][mine] - steps["start_time"][k], series["voltage"][mine]
        tau = steps["duration"][k]
        fitted = (t >= FITTED[0] * tau) & (t <= FITTED[1] * tau)
        if fitted.sum() < LEAST_POINTS:
            continue
        slope = np.polyfit(np.sqrt(t[fitted]), E[fitted], 1)[0]
        rows.append((series["stoichiometry"][mine].mean(), tau,
                     steps["end_voltage"][k + 1] - steps["end_voltage"][k - 1], slope * np.sqrt(tau)))
    if not rows:
        raise DataError(f"{result.filename}: no recorded pulse between two rests")
    return np.array(rows).T


def radius_of(result: Source) -> tuple[float, int]:
    """Radius [m] of one size of particles with the same surface per volume, which the short times of a pulse see, and of how many
    classes it is the mean."""
    result = opened(result)
    radius, share = result["mesh/particle_radius"][:], result["mesh/particle_share"][:]
    return 1 / np.sum(share / radius), len(radius)


def diffusivity(radius: float, tau: np.ndarray, dE_s: np.ndarray, dE_t: np.ndarray) -> np.ndarray:
    """Diffusivity [m2 s-1] of each pulse, for particles of a radius [m]; the others as of pulses()."""
    return 4 / (9 * np.pi) * radius**2 / tau * (dE_s / dE_t) ** 2
