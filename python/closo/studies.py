"""The studies of the command, on a file or a dict: each runs the command itself, so that its numbers are those of the command to
the last bit, and reads the result file that it writes."""

from __future__ import annotations

import os
import pathlib
import re
import tempfile
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Sequence, Union

from . import command
from .checks import kind_of, thread_count
from .errors import InputError
from .fits import FitResult
from .quantities import Value, Values, text_of, yaml_of
from .result import Result, read, read_into_memory

if TYPE_CHECKING:
    from .cell import Cell

__all__ = ["compare", "design", "eis", "fit", "spectrum", "sweep"]

Path = Union[str, os.PathLike]
Input = Union[str, os.PathLike, Mapping[str, Any]]
"""A file, or the same as a dict, in which files are relative to the working directory."""


_OF_RUNS = ("compare", "eis")  # studies of a run, which take a Cell, too


def _study(name: str, source: Union[Input, "Cell"], output: Optional[Path], options: Sequence[str], quiet: bool,
           protocol: Optional[Sequence[str]] = None) -> Result:
    """The result of a command. Without `output` it is in memory, with the content of its file."""
    with tempfile.TemporaryDirectory(prefix="closo-") as scratch:
        stated = isinstance(source, (str, os.PathLike))
        file = os.fspath(source) if stated else _written(name, source, protocol, scratch)  # type: ignore[arg-type]
        result = pathlib.Path(scratch, "result.h5") if output is None else pathlib.Path(output)
        try:
            command.run([name, file, "-o", str(result), *options], quiet=quiet)
        except InputError as error:
            raise error if stated else _of_dict(error, file) from None
        return read(result) if output is not None else read_into_memory(result)


def _written(name: str, source: Union[Mapping[str, Any], "Cell"], protocol: Optional[Sequence[str]], folder: str) -> str:
    """A file of an input that is none."""
    from .cell import Cell

    if isinstance(source, Mapping):
        text = yaml_of(_absolute(source))
    elif isinstance(source, Cell) and name in _OF_RUNS:
        text = source._run(None if source.has_protocol else protocol).text()
    else:
        raise TypeError(f"{name}: found {kind_of(source)}, expected a file{', a Cell' if name in _OF_RUNS else ''} or a dict")
    file = pathlib.Path(folder, "stated_in_python.yaml")
    file.write_text(text, "utf-8")
    return str(file)


def _absolute(value: Any) -> Any:
    """The same with absolute paths of the files that there are: the command looks for others beside its input."""
    if isinstance(value, Mapping):
        return {key: _absolute(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_absolute(entry) for entry in value]
    named = isinstance(value, os.PathLike) or isinstance(value, str) and os.path.splitext(value)[1] and os.path.isfile(value)
    return os.path.abspath(value) if named else value


def _of_dict(error: InputError, file: str) -> InputError:
    """The error of an input that is no file, without the one that was made of it."""
    folder = os.path.join(os.path.dirname(file), "")
    message = re.sub(re.escape(file) + r"(:\d+)?", "dict", str(error)).replace(folder, "")
    own = error.file == file
    return InputError(message, "dict" if own else error.file.replace(folder, ""), 0 if own else error.line, error.key,
                      error.value, error.expected)


def _set(values: Optional[Values], source: Union[Input, "Cell"]) -> List[str]:
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
        With a row per case in each table: "cases" has `number`, `failed` and a column for each key, and what was kept has the
        names that it has in a run: "design/mean_voltage".

    Raises
    ------
    InputError
        For a bad sweep, with file, line and key.
    RunError
        If it cannot go on.
    KeyboardInterrupt
        On Ctrl-C; `resume=True` then goes on with `output`.
    """
    count = thread_count(threads)
    options = ["--resume"] * resume + (["--threads", str(count)] if count else [])
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
        result = _study("fit", source, output, options, quiet)
        assert isinstance(result, FitResult)
        return result.with_cell(load(made))


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


def eis(run: Union[Input, "Cell"], values: Optional[Values] = None, output: Optional[Path] = None, *, start: Value = "200 kHz",
        end: Value = "10 mHz", points_per_decade: float = 10, under: str = "", quiet: bool = True) -> Result:
    """`closo eis`: the spectrum of a cell as a run begins, or as the run of a result file has left it.

    Parameters
    ----------
    run : path, dict or Cell
        A run, a result file, or a cell.
    values : dict, optional
        As in `Cell.run`.
    start, end
        First and last frequency, as values of `Cell.run`; numbers in Hz.
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
    ends = [text_of(name, value, lambda _: "Hz") for name, value in (("start", start), ("end", end))]
    options = ["--from", ends[0], "--to", ends[1], "--points-per-decade", f"{points_per_decade}"]
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


def spectrum(source: Path, output: Optional[Path] = None, *, area: Value = "", arcs: int = 0, regularisation: float = 0,
             quiet: bool = True) -> Result:
    """`closo spectrum`: circuits and relaxation times of spectra (docs/spectra.md).

    Parameters
    ----------
    source : path
        A table of spectra (CSV), or a result file with some.
    output : path, optional
        Result file. Without it the result is in memory alone.
    area
        Of the electrode, for a table in ohm: "0.785 cm2", or a number in m2.
    arcs : int
        Of the circuit; 0: as many as the spectrum determines, at most two.
    regularisation : float
        Of the relaxation times; 0: the largest that the misfit allows.

    Raises
    ------
    InputError, RunError, KeyboardInterrupt
        As `sweep`.
    """
    options = (["--area", text_of("area", area, lambda _: "m2")] if area else []) + (["--arcs", str(arcs)] if arcs else [])
    options += ["--regularisation", f"{regularisation}"] if regularisation else []
    return _study("spectrum", source, output, options, quiet)
