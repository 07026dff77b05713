"""Voltage ramps of a result: their current, and where each oxidation wave begins (anodic current positive).

The onset of a wave is read as on paper: the steepest tangent to its rising flank, down to the current from which it rises.
That is the current at the foot of the flank, where it is least or, on the shoulder of another wave, where it rises least.
"""
import dataclasses
import pathlib
from collections.abc import Iterator

import numpy as np

from closo.data.errors import DataError
from closo.data.results import Source, opened, text

__all__ = ["Ramp", "Wave", "ramps", "waves"]

LEAST_HEIGHT = 0.003  # of a wave, over the largest current of its ramp; what is smaller is no wave
GRID = 0.005  # V, over which slopes are taken


@dataclasses.dataclass
class Ramp:
    """A step that changes its voltage steadily, as it was recorded."""

    step: int
    cycle: int
    voltage: np.ndarray  # V
    current: np.ndarray  # uA cm-2
    charge: np.ndarray  # uAh cm-2, since its start
    temperature: float  # K
    loading: float  # g cm-2 of what currents per mass refer to; NaN if the cell has none

    @property
    def anodic(self) -> bool:
        """Whether the voltage rises."""
        return self.voltage[-1] > self.voltage[0]

    @property
    def cut_off(self) -> float:
        """V"""
        return self.voltage.max()

    def charge_to(self, voltage: float) -> float:
        """Charge of an anodic ramp up to a voltage [uAh cm-2]"""
        return float(np.interp(voltage, self.voltage, self.charge))


@dataclasses.dataclass
class Wave:
    """A rise of the current. Its top is a maximum or, on a shoulder, the place that rises least."""

    onset: float  # V
    base: float  # uA cm-2, the current at the foot
    top: float  # V
    height: float  # uA cm-2, over the base
    slope: float  # uA cm-2 V-1, the steepest


def is_ramp(words) -> bool:
    """Whether the text of a step is of a voltage ramp."""
    return text(words).lower().startswith("ramp")


def ramps(result: Source) -> list[Ramp]:
    """All voltage ramps of a result, in order, as a list of Ramp. Raises DataError if it has none."""
    result = opened(result)
    if "series/time" not in result or result["series/time"].shape[0] == 0:
        raise DataError(f"{result.filename}: no series; the run must record the series of its cycles (record.cycles)")
    series = {key: result[f"series/{key}"][:] for key in ("step", "voltage", "current_density", "charge", "temperature")}
    cycles, area = result["steps/cycle"][:], result["cell/area"][()]
    loading = result["cell/active_mass"][()] / area * 0.1 if "cell/active_mass" in result else np.nan
    found = []
    for step, words in enumerate(result["steps/text"][:], 1):
        rows = series["step"] == step
        if not is_ramp(words) or np.count_nonzero(rows) < 3:
            continue
        of = {key: values[rows] for key, values in series.items()}
        charge = -(of["charge"] - of["charge"][0]) / area / 36  # 36 C/m2 are 1 uAh/cm2
        found.append(Ramp(step, int(cycles[step - 1]), of["voltage"], -of["current_density"] * 100, charge,
                          float(of["temperature"].mean()), float(loading)))
    if not found:
        raise DataError(f"{result.filename}: no voltage ramp was recorded; a protocol has one with 'Ramp to 5 V at 10 uV/s'")
    return found


def resampled(ramp) -> tuple[np.ndarray, np.ndarray]:
    """Voltages at equal distances, and the currents there."""
    voltage, first = np.unique(ramp.voltage, return_index=True)
    grid = np.arange(voltage[0], voltage[-1], GRID)
    return grid, np.interp(grid, voltage, ramp.current[first])


def waves(ramp: Ramp) -> list[Wave]:
    """The waves of an anodic ramp, from low to high voltages. A flank that the end of the ramp cuts off is none."""
    voltage, current = resampled(ramp)
    if len(voltage) < 5:
        return []
    slope = np.gradient(current, GRID)
    found = []
    for k in range(1, len(slope) - 1):
        if not slope[k - 1] < slope[k] >= slope[k + 1] or slope[k] <= 0:
            continue
        foot = top = k
        while foot > 0 and 0 < slope[foot - 1] <= slope[foot]:
            foot -= 1
        while top + 1 < len(slope) and 0 < slope[top + 1] <= slope[top]:
            top += 1
        height = current[top] - current[foot]
        if height >= LEAST_HEIGHT * current.max():
            onset = voltage[k] - (current[k] - current[foot]) / slope[k]
            found.append(Wave(onset, current[foot], voltage[top], height, slope[k]))
    return found


def is_stepwise(anodic) -> bool:
    """Whether the upper limit of anodic ramps rises from one to the next."""
    limits = [ramp.cut_off for ramp in anodic]
    return len(limits) > 2 and bool(np.all(np.diff(limits) > 0.5 * GRID))


def below_and_beyond(ramp, limit) -> tuple[float, float]:
    """Charge of an anodic ramp up to a voltage, and from there on [uAh cm-2]."""
    below = ramp.charge_to(limit)
    return below, float(ramp.charge[-1]) - below


def per_mass(ramp, value) -> float:
    """mA/g of uA/cm2, or mAh/g of uAh/cm2."""
    return value * 1e-3 / ramp.loading


def table(ramps) -> Iterator[str]:
    """Lines that tell charges, onsets and peaks of ramps; of a stepwise run, whose upper limit rises from cycle to cycle, the
    charge below and beyond the limit before. The double layer of a composite is in all currents and charges."""
    anodic = [ramp for ramp in ramps if ramp.anodic]
    if is_stepwise(anodic):
        yield "  upper limit / V, charge below the limit before and beyond it / uAh/cm2"
        yield f"  {anodic[0].cut_off:.2f}      -  {anodic[0].charge[-1]:8.3f}"
        for before, ramp in zip(anodic, anodic[1:]):
            below, beyond = below_and_beyond(ramp, before.cut_off)
            yield f"  {ramp.cut_off:.2f} {below:8.3f} {beyond:8.3f}"
        return
    for ramp in ramps:
        specific = f" ({per_mass(ramp, ramp.charge[-1]):+.3g} mAh/g)" if np.isfinite(ramp.loading) else ""
        yield f"  cycle {ramp.cycle}: {ramp.voltage[0]:.2f} -> {ramp.voltage[-1]:.2f} V, {ramp.charge[-1]:+.4g} uAh/cm2{specific}"
        for wave in waves(ramp) if ramp.anodic else ():
            specific = f" ({per_mass(ramp, wave.height):.3g} mA/g)" if np.isfinite(ramp.loading) else ""
            yield f"    onset {wave.onset:.2f} V, top at {wave.top:.2f} V, {wave.height:.3g} uA/cm2{specific} above its foot"


def names_of(runs, paths) -> list[str]:
    """Lists of ramps are called after their temperatures, or after their files if these do not tell them apart."""
    temperatures = [f"{ramps[0].temperature - 273.15:.0f} °C" for ramps in runs]
    return temperatures if len(set(temperatures)) == len(paths) else [pathlib.Path(path).stem for path in paths]
