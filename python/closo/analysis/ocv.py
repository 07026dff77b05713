"""Open-circuit voltage, as the mean of a slow charge and a slow discharge."""
import os

import numpy as np

from closo.data.curves import read_steps
from closo.data.errors import DataError
from closo.data.results import Source, opened

__all__ = ["open_circuit_voltage"]

POINTS = 201


def open_circuit_voltage(source: Source | str | os.PathLike) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Of the longest charge and the longest discharge of a result, of its file or of a table, at equal charge.

    Returns (stoichiometry, 0 charged, shape (201)), (mean voltage [V], same shape), the median of how they differ [V], and the
    charge that both cover [C]. Raises DataError without either.
    """
    steps = read_steps(source)
    half = {sign: [s for s in steps if np.sign(s.charge[-1]) == sign and s.duration > 0] for sign in (-1, 1)}
    if not half[-1] or not half[1]:
        where = source if isinstance(source, (str, os.PathLike)) else opened(source).filename
        raise DataError(f"{where}: a charge and a discharge are needed")
    up, down = (max(half[sign], key=lambda step: abs(step.charge[-1])) for sign in (-1, 1))
    capacity = min(abs(up.charge[-1]), down.charge[-1])
    y = np.linspace(0, 1, POINTS)
    discharge = np.interp(y * capacity, down.charge, down.voltage)
    to_come = up.charge - up.charge[-1]  # the charge runs from y = 1 to 0
    charge = np.interp(y * capacity, to_come[::-1], up.voltage[::-1])
    return y, (charge + discharge) / 2, np.median(np.abs(charge - discharge)), capacity
