"""closo as a simulator of PyBOP, for its costs, optimisers and samplers. Needs `pip install pybop`, which needs Python before 3.13.

>>> import closo.pybop, pybop                                                                               # doctest: +SKIP
>>> parameters = {"positive.contact": pybop.Parameter(initial_value=80, bounds=[60, 100])}                  # doctest: +SKIP
>>> simulator = closo.pybop.Simulator(cell, parameters, {"positive.contact": "%"}, at=data["Time [s]"])      # doctest: +SKIP
>>> problem = pybop.Problem(simulator, pybop.SumSquaredError(data))                                         # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Sequence

import numpy as np
from pybop.simulators.base_simulator import BaseSimulator
from pybop.simulators.failed_solution import FailedSolution
from pybop.simulators.solution import Solution

if TYPE_CHECKING:
    from .cell import Cell

__all__ = ["Simulator"]


class Simulator(BaseSimulator):
    """Runs of a cell whose parameters are those of PyBOP.

    Parameters
    ----------
    cell : Cell
        The cell, or the run, that is simulated.
    parameters : dict or pybop.Parameters
        PyBOP's parameters by closo's keys, {"positive.contact": pybop.Parameter(...)}.
    units : dict, optional
        Units of their numbers, {"positive.contact": "%"}; the others are in those of docs/reference/cell.md.
    at : array
        Times [s] of the data, rising, shape (times).
    **options
        Of `Cell.simulator`: `protocol`, `tolerance`, `mesh`.

    Output variables are columns of series by closo's names or by those of PyBaMM: "Voltage [V]".
    """

    def __init__(self, cell: "Cell", parameters: Any, units: Optional[Mapping[str, str]] = None, *, at: Sequence[float],
                 **options: Any) -> None:
        super().__init__(dict(parameters) if isinstance(parameters, Mapping) else parameters)
        known = cell.simulator(list(self.parameters.keys()), **options)._run
        self._units = {key: (units or {}).get(key, known.unit(key)) for key in self.parameters.keys()}
        self._cell, self._at, self._options = cell, np.array(at, dtype=float), options
        self.set_output_variables(["Voltage [V]"])

    def set_output_variables(self, target: Optional[List[str]]) -> None:
        """Chooses what a solution has; PyBOP's problems call it."""
        self._names = list(target or ["Voltage [V]"])
        self._curves = self._cell.simulator(self._units, self._names, at=self._at, **self._options)

    def solve_batch(self, inputs: List[Any], calculate_sensitivities: bool = False) -> List[Any]:
        """Solutions of many inputs, on all cores. Where there is none, PyBOP's `FailedSolution`.

        Raises
        ------
        NotImplementedError
            For sensitivities.
        """
        if calculate_sensitivities:
            raise NotImplementedError("closo has no sensitivities for PyBOP: choose an optimiser that needs none")
        keys = list(self._units)
        curves = self._curves.batch([[float(values[key]) for key in keys] for values in inputs])
        return [self._solution(values, curve) for values, curve in zip(inputs, curves)]

    def _solution(self, inputs: Any, curves: np.ndarray) -> Any:
        if np.isnan(curves).any():
            return FailedSolution(self._names, list(self._units))
        solution = Solution(inputs=inputs)
        for name, curve in zip(self._names, curves):
            solution.set_solution_variable(name, curve)
        return solution
