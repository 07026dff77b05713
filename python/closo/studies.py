"""The studies of the command, on a file or a dict: each runs the command itself, so that its numbers are those of the command to
the last bit, and reads the result file that it writes."""

from __future__ import annotations

import contextlib
import os
import pathlib
import tempfile
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Union

from . import command
from .quantities import Values, yaml_of
from .result import Result, read

if TYPE_CHECKING:
    from .cell import Cell

__all__ = ["FitResult", "FittedParameter", "compare", "design", "eis", "fit", "spectrum", "sweep"]

Path = Union[str, os.PathLike]
Input = Union[str, os.PathLike, Mapping[str, Any]]
"""A file, or the same as a dict, in which files are relative to the working directory."""


class FittedParameter(NamedTuple):
    """A parameter of a fit: best value and ends of its interval, in `unit`; whether the targets determine it; what to beware of."""

    value: float
    low: float
    high: float
    unit: str
    determined: bool
    remark: str


class FitResult(Result):
    """The result of a fit, with the fitted cell.

    Attributes
    ----------
    fitted : Cell
        The cell with the fitted values, each with status and interval.
    """

    fitted: "Cell"

    chi2 = property(lambda self: self["fit/chi2"], doc="Sum of the squares of what is left over, over the stated uncertainties [1].")
    degrees_of_freedom = property(lambda self: self["fit/degrees_of_freedom"], doc="Numbers compared, less parameters [1].")
    uncertainty_scale = property(lambda self: self["fit/uncertainty_scale"],
                                 doc="The factor by which stated uncertainties were widened to explain what is left over [1].")
    confidence = property(lambda self: self["fit/confidence"], doc="Of the intervals: 0.95.")

    @property
    def parameters(self) -> Dict[str, FittedParameter]:
        """The fitted parameters by their keys, written as in `Cell.parameters`: "cell.positive.contact"."""
        columns = [self[f"fit/parameters/{name}"].tolist() for name in ("key", "value", "low", "high", "unit", "determined", "remark")]
        return {key: FittedParameter(value, low, high, unit, bool(determined), remark)
                for key, value, low, high, unit, determined, remark in zip(*columns)}


@contextlib.contextmanager
def _file_of(source: Input, protocol: Optional[Sequence[str]] = None) -> Iterator[str]:
    """The file of an input, made for a while in the working directory if it is none."""
    if isinstance(source, (str, os.PathLike)):
        yield os.fspath(source)
        return
    text = yaml_of(source) if isinstance(source, Mapping) else source._run(None if source.has_protocol else protocol).text()
    with tempfile.NamedTemporaryFile("w", prefix=".closo-", suffix=".yaml", dir=".", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        yield stream.name


def _study(name: str, source: Input, output: Optional[Path], options: Sequence[str], quiet: bool,
           protocol: Optional[Sequence[str]] = None) -> Result:
    with _file_of(source, protocol) as file, tempfile.TemporaryDirectory(prefix="closo-") as scratch:
        result = pathlib.Path(scratch, "result.h5") if output is None else pathlib.Path(output)
        command.run([name, file, "-o", str(result), *options], quiet=quiet)
        return read(result) if output is not None else Result(read(result)._solution)


def _set(values: Optional[Values], source: Input) -> List[str]:
    if not values:
        return []
    from .cell import Cell, load

    texts = (source if isinstance(source, Cell) else load(source))._texts(values)
    return [argument for key, text in texts for argument in ("--set", f"{key}={text}")]


def sweep(source: Input, output: Optional[Path] = None, *, resume: bool = False, threads: int = 0, quiet: bool = True) -> Result:
    """`closo sweep`: many variants of a run (docs/sweep.md).

    Parameters
    ----------
    source : path or dict
        The sweep: a run, cases, what to keep.
    output : path, optional
        Result file. Without it the result is in memory alone.
    resume : bool
        Goes on with what there is of `output`.
    threads : int
        0: one per core.
    quiet : bool
        Prints nothing about the progress.

    Returns
    -------
    Result
        Its table "cases" has a row per case: `number`, `failed`, a column for each key, and what was kept, in the unit of each.

    Raises
    ------
    InputError
        For a bad sweep, with file, line and key.
    RunError
        If it cannot go on.
    KeyboardInterrupt
        On Ctrl-C; `resume=True` then goes on with `output`.
    """
    options = ["--resume"] * resume + (["--threads", str(threads)] if threads else [])
    return _study("sweep", source, output, options, quiet)


def fit(source: Input, output: Optional[Path] = None, *, cell: Optional[Path] = None, profiles: bool = False,
        quiet: bool = True) -> FitResult:
    """`closo fit`: parameters fitted to measured curves, spectra and figures (docs/fit.md).

    Parameters
    ----------
    source : path or dict
        The fit: runs, parameters, targets.
    output, cell : path, optional
        Files of the result and of the fitted cell. Without them both are in memory alone.
    profiles : bool
        Computes profile likelihoods, too.

    Returns
    -------
    FitResult
        `parameters` are the values with their intervals, `chi2` and its like say how well they explain the targets, `fitted` is
        the cell; its table "fit" has all that docs/result_file.md lists.

    Raises
    ------
    InputError, RunError, KeyboardInterrupt
        As `sweep`.
    """
    from .cell import load

    with tempfile.TemporaryDirectory(prefix="closo-") as scratch:
        made = pathlib.Path(scratch, "fitted.yaml") if cell is None else pathlib.Path(cell)
        options = ["--cell", str(made)] + ["--profiles"] * profiles
        found = _study("fit", source, output, options, quiet)
        result = FitResult(found._solution, file=found._file)
        result.fitted = load(made)
        return result


def compare(run: Union[Input, "Cell"], measured: Union[Path, Sequence[Path]], values: Optional[Values] = None,
            output: Optional[Path] = None, *, cycle: int = 0, replay: bool = False, quiet: bool = True) -> Result:
    """`closo compare`: a run beside measured curves and spectra (docs/compare.md).

    Parameters
    ----------
    run : path, dict or Cell
        The run that is simulated.
    measured : path or list of paths
        Tables of a test, of a curve or of spectra.
    values : dict, optional
        As in `Cell.run`.
    output : path, optional
        Result file. Without it the result is in memory alone.
    cycle : int
        The only cycle to compare; 0: all.
    replay : bool
        Imposes the measured current instead of the protocol.

    Returns
    -------
    Result
        The run with a table "comparison": "errors/rms_voltage_error" [V], shape (pairs), "discharge_1/residual" [V], ...

    Raises
    ------
    InputError, RunError, KeyboardInterrupt
        As `sweep`.
    """
    tables = [measured] if isinstance(measured, (str, os.PathLike)) else list(measured)
    if not tables:
        raise ValueError("measured: empty, expected a table of a test, of a curve or of spectra, or a list of them")
    options = [argument for table in tables for argument in ("--measured", os.fspath(table))]
    options += ["--cycle", str(cycle)] if cycle else []
    return _study("compare", run, output, options + ["--replay"] * replay + _set(values, run), quiet)


def eis(run: Union[Input, "Cell"], values: Optional[Values] = None, output: Optional[Path] = None, *, start: str = "200 kHz",
        end: str = "10 mHz", points_per_decade: float = 10, under: str = "", quiet: bool = True) -> Result:
    """`closo eis`: the spectrum of a cell as a run begins, or as the run of a result file has left it.

    Parameters
    ----------
    run : path, dict or Cell
        A run, a result file, or a cell.
    values : dict, optional
        As in `Cell.run`.
    start, end : str
        First and last frequency.
    points_per_decade : float
        Frequencies per decade.
    under : str
        Current during the spectrum, "Discharge at C/10"; default: none.

    Returns
    -------
    Result
        Its `spectra` have one entry: `frequency` [Hz], `real`, `imaginary` [ohm cm2].

    Raises
    ------
    InputError, RunError, KeyboardInterrupt
        As `sweep`.
    """
    options = ["--from", start, "--to", end, "--points-per-decade", repr(points_per_decade)]
    options += ["--under", under] if under else []
    return _study("eis", run, output, options + _set(values, run), quiet, ["Rest for 1 s"])


def design(source: Input, output: Optional[Path] = None, *, quiet: bool = True) -> Result:
    """`closo design`: Pareto fronts, and the fewest changes that meet targets (docs/design.md).

    Parameters
    ----------
    source : path or dict
        The search: a run, variables, targets or a front.
    output : path, optional
        Result file. Without it the result is in memory alone.

    Returns
    -------
    Result
        With tables such as "front" and "changes".

    Raises
    ------
    InputError, RunError, KeyboardInterrupt
        As `sweep`.
    """
    return _study("design", source, output, [], quiet)


def spectrum(source: Path, output: Optional[Path] = None, *, area: str = "", arcs: int = 0, regularisation: float = 0,
             quiet: bool = True) -> Result:
    """`closo spectrum`: circuits and relaxation times of spectra (docs/spectra.md).

    Parameters
    ----------
    source : path
        A table of spectra (CSV), or a result file with some.
    output : path, optional
        Result file. Without it the result is in memory alone.
    area : str
        Of the electrode, for a table in ohm: "0.785 cm2".
    arcs : int
        Of the circuit; 0: as many as the spectrum determines, at most two.
    regularisation : float
        Of the relaxation times; 0: the largest that the misfit allows.

    Raises
    ------
    InputError, RunError, KeyboardInterrupt
        As `sweep`.
    """
    options = (["--area", area] if area else []) + (["--arcs", str(arcs)] if arcs else [])
    options += ["--regularisation", repr(regularisation)] if regularisation else []
    return _study("spectrum", source, output, options, quiet)
