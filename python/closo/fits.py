"""Results of fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Dict, NamedTuple, Optional

from .errors import RunError
from .result import Result

if TYPE_CHECKING:
    from .cell import Cell

__all__ = ["FitResult", "FittedParameter"]


class FittedParameter(NamedTuple):
    """A parameter of a fit: best value and ends of its interval, in `unit`; whether the targets determine it; a remark."""

    value: float
    low: float
    high: float
    unit: str
    determined: bool
    remark: str


class FitResult(Result):
    """The result of a fit: its parameters with their intervals, and how well they explain the targets."""

    _fitted: "Optional[Cell]" = None

    def with_cell(self, fitted: "Cell") -> "FitResult":
        """This result with the fitted cell, which its file does not hold."""
        self._fitted = fitted
        return self

    @property
    def fitted(self) -> "Cell":
        """The cell with the fitted values, each with status and interval.

        Raises
        ------
        RunError
            Of a result that was read: the cell stands in a file of its own, which `closo.load` reads.
        """
        if self._fitted is None:
            raise RunError("the file of a fit does not hold the fitted cell: closo.load() reads that of the cell beside it")
        return self._fitted

    chi2 = property(lambda self: self["fit/chi2"],
                    doc="Sum of the squares of what is left over, over the stated uncertainties [1].")
    degrees_of_freedom = property(lambda self: self["fit/degrees_of_freedom"], doc="Numbers compared, less parameters [1].")
    uncertainty_scale = property(lambda self: self["fit/uncertainty_scale"],
                                 doc="The factor by which stated uncertainties were widened to explain what is left over [1].")
    confidence = property(lambda self: self["fit/confidence"], doc="Of the intervals: 0.95.")

    @property
    def parameters(self) -> Dict[str, FittedParameter]:
        """The fitted parameters by their keys, written as in `Cell.parameters`: "cell.positive.contact"."""
        names = ("key", "value", "low", "high", "unit", "determined", "remark")
        columns = [self[f"fit/parameters/{name}"].tolist() for name in names]
        return {key: FittedParameter(value, low, high, unit, bool(determined), remark)
                for key, value, low, high, unit, determined, remark in zip(*columns)}
