"""A run as a function of numbers, for fits and samplers."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Any, Callable, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from . import _core, columns
from .checks import mapping, thread_count
from .errors import InputError, RunError, input_error

if TYPE_CHECKING:
    from .cell import Cell

__all__ = ["LogLikelihood", "Residual", "Simulator"]

_BATCH = 4096  # cases whose curves are in memory at once

_TRANSFORMS: Mapping[str, Callable[[float], float]] = {"log": math.exp, "log10": lambda z: 10.0**z}


def _units(cell: "Cell", run: _core.Run, parameters: Union[str, Sequence[str], Mapping[str, str]]) -> Mapping[str, str]:
    """The units of the numbers at each key: those that are stated, or those of the reference.

    Raises
    ------
    InputError
        For a key that there is not, or another kind of unit than its value has.
    """
    keys = [parameters] if isinstance(parameters, str) else parameters
    own = {key: run.unit(key) for key in mapping("parameters", dict.fromkeys(keys), "keys of values")}
    for key, unit in own.items():
        if not unit:
            _check_setting(run, key)
    if not isinstance(parameters, Mapping):
        return own
    for key, unit in mapping("parameters", parameters, "units by keys").items():
        try:
            cell.get(key, unit or own[key])
        except InputError as error:
            if error.value:
                raise input_error("simulator", key, unit, f"a unit that converts to {own[key]}") from None
    return parameters


def _check_setting(run: _core.Run, key: str) -> None:
    """Whether a key is one of the run, if it is none of the cell: reading one that is unknown says what there is."""
    trial, number = run.copy(), "1"
    trial.set(key, number)
    try:
        trial.unit(key)
    except InputError as error:
        if error.value != number:
            raise


def _checked_transform(transform: Optional[Mapping[str, Any]], parameters: Mapping[str, str]) -> Mapping[str, Any]:
    """Transforms that there are, of parameters that there are."""
    stated = mapping("transform", transform, "'log', 'log10' or a function by keys")
    for key, how in stated.items():
        if key not in parameters:
            raise ValueError(f"transform: {key} is no parameter of this simulator, which are {', '.join(parameters)}")
        if not (how is None or callable(how) or (isinstance(how, str) and how in _TRANSFORMS)):
            raise ValueError(f"transform of {key}: found {how!r}, expected 'log', 'log10' or a function")
    return stated


def _are_times(at: np.ndarray) -> bool:
    """Whether these are moments of a run, one after another."""
    return at.ndim == 1 and at.size > 0 and bool(np.isfinite(at).all() and at[0] >= 0 and (np.diff(at) > 0).all())


class Simulator:
    """`f(theta)` is the curve of a run with the parameters `theta`: what `Cell.simulator` returns.

    It can be pickled, and any number of threads may call it at once: the interpreter's lock is free while the run is solved.

    Parameters
    ----------
    parameters : str, list of str, or dict
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
        self._units = {key: "" if unit in ("", "1") else " " + unit for key, unit in _units(cell, self._run, parameters).items()}
        self._transform = {**dict.fromkeys(self._units), **_checked_transform(transform, self._units)}
        self._single = isinstance(output, str)
        self._outputs = [columns.series_column(name) for name in ([output] if self._single else output)]
        self._columns = ["series/time", *(f"series/{name}" for name, _ in self._outputs)]
        self._at = None if at is None else np.array(at, dtype=float)
        if self._at is not None and not _are_times(self._at):
            raise ValueError("at: expected rising times in s, from 0")
        points = () if self._at is None else self._at.shape
        self._shape = points if self._single else (len(self._outputs), *points)  # of a curve, if there is `at`
        self._times = [] if self._at is None else self._at.tolist()
        self._local = threading.local()

    def __getstate__(self) -> Any:
        return {**self.__dict__, "_local": None}

    def __setstate__(self, state: Any) -> None:
        self.__dict__.update(state, _local=threading.local())

    @property
    def parameters(self) -> List[str]:
        """The keys, in the order of theta."""
        return list(self._units)

    def values(self, theta: Sequence[float]) -> List[Tuple[str, str]]:
        """Keys and texts that a theta stands for: what `Cell.run(dict(f.values(theta)))` takes."""
        numbers = np.asarray(theta, dtype=float)
        if numbers.shape != (len(self._units),):
            keys = ", ".join(self._units)
            raise ValueError(f"theta has the shape {numbers.shape}, expected ({len(self._units)},): {keys}")
        return [(key, repr(self._number(key, z)) + unit) for z, (key, unit) in zip(numbers.tolist(), self._units.items())]

    def _number(self, key: str, z: float) -> float:
        transform = self._transform[key]
        if transform is None:
            return z
        try:
            return float(_TRANSFORMS[transform](z) if isinstance(transform, str) else transform(z))
        except OverflowError:
            return math.inf

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
        ValueError, TypeError
            Without `at`, as curves then have different lengths, and for bad arguments.
        """
        if self._at is None:
            raise ValueError("batch needs `at`: without it the curves have different lengths")
        count = thread_count(threads)
        if np.ndim(thetas) != 2 and len(thetas) > 0:
            raise ValueError(f"thetas have the shape {np.shape(thetas)}, expected (thetas, {len(self._units)})")
        curves = np.full((len(thetas), *self._shape), np.nan)
        for first in range(0, len(thetas), _BATCH):
            cases = [self.values(theta) for theta in thetas[first:first + _BATCH]]
            solved = _core.study(self._run, cases, self._columns, self._times, count, None)
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
            Standard deviation of the measurement, in the unit of the output, above 0.

        Raises
        ------
        ValueError
            For another shape, and numbers that are none.
        """
        return Residual(self, measured, sigma)

    def loglike(self, measured: Sequence[float], sigma: Union[float, Sequence[float]]) -> "LogLikelihood":
        """The function theta -> log of the likelihood of the measurement with independent normal errors, for samplers.

        It is -inf where there is no result. A call with an array (thetas, parameters) gives one number each, on all cores.
        """
        return LogLikelihood(self, measured, sigma)


def _measurement(simulator: Simulator, measured: Sequence[float],
                 sigma: Union[float, Sequence[float]]) -> Tuple[np.ndarray, np.ndarray]:
    """Measured values and their uncertainty, as arrays that suit the curves of a simulator."""
    values, spread = np.asarray(measured, dtype=float), np.asarray(sigma, dtype=float)
    if simulator._at is not None and values.shape != simulator._shape:
        raise ValueError(f"measured has the shape {values.shape}, expected that of a curve, {simulator._shape}")
    if not np.isfinite(values).all():
        raise ValueError("measured: found NaN or infinity, expected numbers")
    if not (np.isfinite(spread).all() and (spread > 0).all()):
        raise ValueError("sigma: expected numbers above 0")
    try:
        np.broadcast_to(spread, values.shape)
    except ValueError:
        raise ValueError(f"sigma has the shape {spread.shape}, expected one number, or the shape {values.shape}") from None
    return values, spread


class Residual:
    """theta -> (simulated - measured) / sigma, flat: what `Simulator.residual` returns. It can be pickled."""

    def __init__(self, simulator: Simulator, measured: Sequence[float], sigma: Union[float, Sequence[float]]) -> None:
        self._simulator = simulator
        self._measured, self._sigma = _measurement(simulator, measured, sigma)

    def __call__(self, theta: Sequence[float]) -> np.ndarray:
        """Shape (values of the curve). Raises what the simulator does."""
        return ((self._simulator(theta) - self._measured) / self._sigma).ravel()


class LogLikelihood:
    """theta -> logarithm of the likelihood: what `Simulator.loglike` returns. It can be pickled."""

    def __init__(self, simulator: Simulator, measured: Sequence[float], sigma: Union[float, Sequence[float]]) -> None:
        self._simulator = simulator
        self._measured, self._sigma = _measurement(simulator, measured, sigma)
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
