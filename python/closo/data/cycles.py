"""The cycles of a result: their table, and the curves of those that were kept."""
import numpy as np

from closo.data.errors import DataError
from closo.data.results import Source, opened, require, text

__all__ = ["Cycles"]

ZERO_CELSIUS = 273.15
SAME_VOLTAGE = 5e-3  # V; cut-offs closer than this are one


class Cycles:
    """The table of cycles of a result, and the curves of those that were kept.

    `table` and `steps` are the columns of /cycles and /steps by name, shapes (cycles) and (steps). Raises DataError if the
    result has no cycles or no capacities per mass.
    """

    def __init__(self, result: Source) -> None:
        result = opened(result)
        require(result, "cycles/number", "cell", "steps", "series")
        if result["cycles/number"].shape[0] == 0:
            raise DataError(f"{result.filename}: no cycle was completed")
        if "active_mass" not in result["cell"]:
            raise DataError(f"{result.filename}: a cell without active material has no capacities per mass")
        self.columns = result["cycles"]
        self.table = {key: dataset[:] for key, dataset in result["cycles"].items()}
        self.steps = {key: dataset[:] for key, dataset in result["steps"].items()}
        self.series = {key: result[f"series/{key}"][:] for key in ("step", "voltage", "charge")}
        self.mass = result["cell/active_mass"][()] * 1e3  # g
        self.cycle_of_row = self.steps["cycle"][self.series["step"] - 1]
        self.kept = np.unique(self.cycle_of_row)  # cycles with curves
        tops = np.array([self.top(c) for c in self.kept])
        self.tops_differ = np.ptp(tops[np.isfinite(tops)]) > SAME_VOLTAGE if np.isfinite(tops).any() else False

    def temperature(self, cycle: int) -> float:
        """Temperature of the first step of a cycle [degC]."""
        return self.steps["temperature"][np.searchsorted(self.steps["cycle"], cycle)] - ZERO_CELSIUS

    def label(self, cycle: int) -> str:
        """What sets a cycle apart: its number and its discharge."""
        what = self.discharge(cycle).split(" until")[0].replace("Discharge at ", "")
        return f"{cycle}: {what}" + (f", to {self.top(cycle):.2f} V" if self.tops_differ else "")

    def discharge(self, cycle: int) -> str:
        """The text of the first step of a cycle that discharges; "" without one."""
        mine = np.flatnonzero((self.steps["cycle"] == cycle) & (self.steps["charge"] > 0))
        return text(self.steps["text"][mine[0]]) if mine.size else ""

    def top(self, cycle: int) -> float:
        """Voltage at the end of the last charge of a cycle [V]; NaN without one."""
        mine = np.flatnonzero((self.steps["cycle"] == cycle) & (self.steps["charge"] < 0))
        return self.steps["end_voltage"][mine[-1]] if mine.size else np.nan

    def branch(self, cycle: int, sign: int) -> tuple[np.ndarray, np.ndarray]:
        """Specific capacity [mAh/g] and voltage [V] of the charge (-1) or discharge (1) of a cycle, each of shape (rows)."""
        going = np.sign(self.steps["charge"])[self.series["step"] - 1] == sign
        rows = (self.cycle_of_row == cycle) & going
        charge = self.series["charge"][rows]
        return np.abs(charge - charge[:1]) / 3.6 / self.mass, self.series["voltage"][rows]
