"""A run as a function of numbers, for fits and samplers."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Any, Callable, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from . import _core, columns
from .errors import InputError, RunError

if TYPE_CHECKING:
    from .cell import Cell

__all__ = ["LogLikelihood", "Residual", "Simulator"]

_BATCH = 4096  # cases whose curves are in memory at once

_TRANSFORMS: Mapping[str, Callable[[float], float]] = {"log": math.exp, "log10": lambda z: 10.0**z}


class Simulator:
    """`f(theta)` is the curve of a run with the parameters `theta`: what `Cell.simulator` returns.

    It can be pickled, and any number of threads may call it at once: the interpreter's lock is free while the run is solved.

    Parameters
    ----------
    parameters : list of str, or dict
        Keys whose values vary, {"positive.contact": "%", "separator.thickness": "um"} with the units of the numbers; of a list,
        the numbers are in the units of docs/reference/cell.md.
    output : str or list of str
        Columns of series, by closo's names or by those of others, "Voltage [V]".
    at : array, optional
        Times [s] since the start of the run, rising, shape (times), with values by the polynomial of the integrator. After the
        end of a run its last value holds. Default: the rows of the run as they are, whose number varies with theta.
    transform : dict, optional
        By keys: "log" or "log10", if theta has the logarithm of the number, or a function from theta's entry to the number.
    protocol, tolerance, mesh
        As in `Cell.run`.
    """

    def __init__(self, cell: "Cell", parameters: Union[Sequence[str], Mapping[str, str]], output: Union[str, Sequence[str]],
                 *, at: Optional[Sequence[float]], transform: Optional[Mapping[str, Any]], protocol: Any,
                 tolerance: Optional[float], mesh: Optional[Mapping[str, Any]]) -> None:
        self._run = cell._run(protocol, tolerance, mesh)
        units = parameters if isinstance(parameters, Mapping) else {key: self._run.unit(key) for key in parameters}
        self._units = {key: "" if unit == "1" else " " + unit if unit else "" for key, unit in units.items()}
        unknown = set(transform or {}) - set(self._units)
        if unknown:
            raise ValueError(f"transform: {', '.join(sorted(unknown))} is no parameter of this simulator")
        self._transform = {key: (transform or {}).get(key) for key in self._units}
        self._single = isinstance(output, str)
        self._outputs = [columns.series_column(name) for name in ([output] if self._single else output)]
        self._columns = ["series/time", *(f"series/{name}" for name, _ in self._outputs)]
        self._at = None if at is None else np.array(at, dtype=float)
        if self._at is not None and (self._at.ndim != 1 or not np.all(np.diff(self._at) > 0)):
            raise ValueError("at: expected rising times in s")
        self._times = [] if self._at is None else self._at.tolist()
        self._local = threading.local()

    def __getstate__(self) -> Any:
        return {**self.__dict__, "_run": self._run.text(), "_local": None}

    def __setstate__(self, state: Any) -> None:
        self.__dict__.update(state, _run=_core.Run.from_text(state["_run"], "pickled run"), _local=threading.local())

    @property
    def parameters(self) -> List[str]:
        """The keys, in the order of theta."""
        return list(self._units)

    def values(self, theta: Sequence[float]) -> List[Tuple[str, str]]:
        """Keys and texts that a theta stands for: what `Cell.run(dict(f.values(theta)))` takes."""
        if len(theta) != len(self._units):
            raise ValueError(f"theta has {len(theta)} numbers, expected {len(self._units)}: {', '.join(self._units)}")
        return [(key, repr(self._number(key, float(z))) + unit) for z, (key, unit) in zip(theta, self._units.items())]

    def _number(self, key: str, z: float) -> float:
        transform = self._transform[key]
        if transform is None:
            return z
        return float(_TRANSFORMS[transform](z) if isinstance(transform, str) else transform(z))

    def _curve(self, solution: _core.Solution) -> np.ndarray:
        try:
            curves = [factor * solution.values("series", name) for name, factor in self._outputs]
        except IndexError as missing:
            raise ValueError(f"output: this cell has {str(missing).partition(';')[0]}") from None
        if self._at is not None:
            time = solution.values("series", "time")
            curves = [np.interp(self._at, time, curve) for curve in curves]
        return curves[0] if self._single else np.array(curves)

    def __call__(self, theta: Sequence[float]) -> np.ndarray:
        """The curve: shape (times), or (outputs, times) for a list of outputs.

        Raises
        ------
        InputError
            For values that are no cell.
        ValueError
            For an output that this cell does not have, and a theta of another length.
        KeyboardInterrupt
            On Ctrl-C.
        """
        if not hasattr(self._local, "solve"):
            self._local.solve = _core.Simulator(self._run)
        return self._curve(self._local.solve(self.values(theta), self._columns, self._times))

    def batch(self, thetas: Sequence[Sequence[float]], threads: int = 0) -> np.ndarray:
        """The curves of many thetas, on all cores: shape (thetas, times), or (thetas, outputs, times).

        Parameters
        ----------
        thetas : array, shape (thetas, parameters)
        threads : int
            0: as many as the machine has.

        Returns
        -------
        array
            NaN in the rows of those that failed.

        Raises
        ------
        ValueError
            Without `at`, as curves then have different lengths.
        """
        if self._at is None:
            raise ValueError("batch needs `at`: without it the curves have different lengths")
        shape = (len(self._at),) if self._single else (len(self._outputs), len(self._at))
        curves = np.full((len(thetas), *shape), np.nan)
        for first in range(0, len(thetas), _BATCH):
            cases = [self.values(theta) for theta in thetas[first:first + _BATCH]]
            solved = _core.study(self._run, cases, self._columns, self._times, threads, None)
            for k, (solution, error) in enumerate(solved, first):
                if not error:
                    curves[k] = self._curve(solution)
        return curves

    def residual(self, measured: Sequence[float], sigma: Union[float, Sequence[float]] = 1.0) -> "Residual":
        """The function theta -> (simulated - measured) / sigma, for `scipy.optimize.least_squares`.

        Parameters
        ----------
        measured : array, of the shape of a curve
        sigma : number or array
            Standard deviation of the measurement, in the unit of the output.
        """
        return Residual(self, measured, sigma)

    def loglike(self, measured: Sequence[float], sigma: Union[float, Sequence[float]]) -> "LogLikelihood":
        """The function theta -> log of the likelihood of the measurement with independent normal errors, for samplers.

        It is -inf where there is no result. A call with an array (thetas, parameters) gives one number each, on all cores.
        """
        return LogLikelihood(self, measured, sigma)


class Residual:
    """theta -> (simulated - measured) / sigma, flat: what `Simulator.residual` returns. It can be pickled."""

    def __init__(self, simulator: Simulator, measured: Sequence[float], sigma: Union[float, Sequence[float]]) -> None:
        self._simulator = simulator
        self._measured, self._sigma = np.asarray(measured, dtype=float), np.asarray(sigma, dtype=float)

    def __call__(self, theta: Sequence[float]) -> np.ndarray:
        """Shape (values of the curve). Raises what the simulator does."""
        return ((self._simulator(theta) - self._measured) / self._sigma).ravel()


class LogLikelihood:
    """theta -> logarithm of the likelihood: what `Simulator.loglike` returns. It can be pickled."""

    def __init__(self, simulator: Simulator, measured: Sequence[float], sigma: Union[float, Sequence[float]]) -> None:
        self._simulator = simulator
        self._measured, self._sigma = np.asarray(measured, dtype=float), np.asarray(sigma, dtype=float)
        spread = np.broadcast_to(self._sigma, self._measured.shape)
        self._constant = -float(np.sum(np.log(spread))) - 0.5 * self._measured.size * math.log(2 * math.pi)

    def _of(self, curves: np.ndarray) -> np.ndarray:
        distance = (curves - self._measured) / self._sigma
        sums = np.sum(distance**2, axis=tuple(range(-self._measured.ndim, 0)))
        return np.where(np.isnan(sums), -np.inf, self._constant - 0.5 * sums)

    def __call__(self, theta: Sequence[float]) -> Union[float, np.ndarray]:
        """A number, or an array (thetas) of an array (thetas, parameters)."""
        if np.ndim(theta) == 2:
            return self._of(self._simulator.batch(theta))
        try:
            return float(self._of(self._simulator(theta)))
        except (InputError, RunError):
            return -math.inf
