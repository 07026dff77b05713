"""Resistances of closo spectrum against cycles: arcs by frequency, the cut-off of each cycle, and measured values beside them."""
import dataclasses
import re

import numpy as np

from closo.data.tables import Measured, read_measured

ROUNDING = 5e-3  # V; cut-offs closer than this are one


@dataclasses.dataclass
class Resistance:
    """One resistance [ohm cm2] of all spectra with its 95 % interval, each of shape (spectra); NaN where a spectrum lacks it."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def determined(self) -> np.ndarray:
        """Where the interval ends within half the value on either side."""
        return np.maximum(self.value - self.low, self.high - self.value) <= 0.5 * self.value


def resistances(spectra, split=None) -> dict[str, Resistance]:
    """R0, R1, ... of the group /spectra by name; with split [Hz] R1 is the sum of the arcs above it and R2 that of those
    below."""
    names = sorted(n for n in spectra if n[0] == "R" and n[1:].isdigit())
    found = {name: Resistance(*(spectra[name + end][:] for end in ("", "_low", "_high"))) for name in names}
    if split is None or len(names) < 2:
        return found
    sums = {"R0": found["R0"]}
    peaks = {name: spectra[f"peak_frequency{name[1:]}"][:] for name in names[1:]}
    for number, wanted in (("R1", lambda f: f >= split), ("R2", lambda f: f < split)):  # no peak is neither
        mine = [(wanted(peaks[name]), found[name]) for name in names[1:]]
        any_arc = np.any([which for which, _ in mine], axis=0)
        parts = (sum(np.where(which, getattr(arc, part), 0.0) for which, arc in mine) for part in ("value", "low", "high"))
        sums[number] = Resistance(*(np.where(any_arc, part, np.nan) for part in parts))
    return sums


def cycles_done(run, numbers) -> np.ndarray:
    """Cycles that lie behind each spectrum of an open run, by the number of its step: that of its cycle once both directions have
    begun; shape (spectra)."""
    charge, cycle = run["steps/charge"][:], run["steps/cycle"][:]
    first = next((np.sign(q) for q in charge if q != 0), -1.0)
    done = []
    for number in numbers:
        before = (np.arange(len(cycle)) < number - 1) & (cycle == cycle[number - 1])
        done.append(cycle[number - 1] - (0 if np.any(np.sign(charge[before]) == -first) else 1))
    return np.array(done)


def cut_offs(run) -> list[tuple[float, int, int]]:
    """(upper cut-off [V], first cycle, last cycle) of each stretch of cycles: the voltage at which their charges ended."""
    charge, cycle, end = (run[f"steps/{name}"][:] for name in ("charge", "cycle", "end_voltage"))
    stretches = []
    for number in np.unique(cycle[charge < 0]):
        top = ROUNDING * np.round(end[(cycle == number) & (charge < 0)][-1] / ROUNDING)
        if stretches and abs(stretches[-1][0] - top) < ROUNDING / 2 and stretches[-1][2] == number - 1:
            stretches[-1] = (top, stretches[-1][1], number)
        else:
            stretches.append((top, number, number))
    return stretches


def measured_resistances(*paths) -> dict[str, list[Measured]]:
    """{"R1": [closo.data.tables.Measured, ...], ...}: the rows 'resistance R1 ...' in ohm cm2 of tables such as
    params/measured/asakura2020_resistances.csv. Raises DataError."""
    found = {}
    for row in (row for path in paths for row in read_measured(path)):
        name = re.match(r"resistance (R\d)\b", row.quantity)
        if name and row.unit == "ohm cm2":
            found.setdefault(name[1], []).append(row)
    return found
