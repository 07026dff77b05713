"""Cells and their runs."""

from __future__ import annotations

import html
import json
import os
import pathlib
import re
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from . import _core, columns
from .checks import kind_of, mapping
from .errors import InputError, input_error
from .quantities import Value, Values, text_of, yaml_of
from .result import Result, read
from .result import record as record_run

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from .cases import Cases
    from .simulator import Simulator

__all__ = ["Cell", "Parameter", "load"]

Protocol = Union[str, Mapping[str, Any], Sequence[Union[str, Mapping[str, Any]]]]

_FILE = "a cell or a run in YAML, or a result file"
_STEPS = "a list of steps, such as ['Discharge at 1C until 2.5 V']"
_BESIDE_A_CELL = {"closo", "cell", "materials"}  # keys of an input that is a cell alone


class Parameter(NamedTuple):
    """A value of a cell: its key, its text ("600 um"), its value in `unit`, how it is known, why it is right, where it stands."""

    key: str
    text: str
    value: float
    unit: str
    status: str
    source: str
    where: str


def load(source: Union[str, os.PathLike, Mapping[str, Any]]) -> "Cell":
    """A cell, or a run with its cell and protocol.

    Parameters
    ----------
    source
        A file of a cell or of a run (YAML), a result file, which holds its run; the same as a dict or as a text of YAML; or the
        name of a cell that closo brings along, "asakura2020_swagelok". Files that a dict or text names are relative to the
        working directory.

    Raises
    ------
    InputError
        For a file that is none of these, and for bad values.
    TypeError
        For anything else.
    """
    if isinstance(source, Mapping):
        return Cell._of_text(yaml_of(source), "dict")
    if not isinstance(source, (str, os.PathLike)):
        raise TypeError(f"load: found {kind_of(source)}, expected a file, a dict, a text of YAML or the name of a cell")
    text = os.fspath(source)
    if "\n" in text or text.lstrip().startswith("{"):
        return Cell._of_text(text, "text")
    if not os.path.isfile(text):
        return Cell._of_library(text)
    with open(text, "rb") as stream:
        stored = stream.read(8) == b"\x89HDF\r\n\x1a\n"
    if stored:
        return Cell(None, _core.Run.from_file(text))
    try:
        return Cell._of_text(pathlib.Path(text).read_text("utf-8"), text)
    except UnicodeDecodeError:
        raise InputError(f"{text}: not a text in UTF-8; expected {_FILE}", text, expected=_FILE) from None


def _keys(text: str) -> List[str]:
    """The keys at the top of YAML in blocks, or of JSON."""
    try:
        found = json.loads(text)
    except ValueError:
        return re.findall(r"^(\w+)\s*:", text, re.MULTILINE)
    return list(found) if isinstance(found, dict) else []

def _list_of(protocol: Protocol) -> List[Any]:
    """The steps of a protocol, of which a single one may stand alone."""
    if isinstance(protocol, (str, Mapping)):
        return [protocol]
    if not isinstance(protocol, Iterable):
        raise TypeError(f"protocol: found {kind_of(protocol)}, expected {_STEPS}")
    return list(protocol)


class Cell:
    """A cell, as `closo.load` returns it; with a protocol, if it comes from a run.

    It does not change: `with_values` gives another one. Any number of threads may use it at once.
    """

    _MOST_PREPARED = 32

    def __init__(self, parameters: Optional[_core.Parameters], run: Optional[_core.Run]) -> None:
        self._parameters, self._own = parameters, run
        self._prepared: "OrderedDict[Tuple[str, ...], _core.Run]" = OrderedDict()
        self._units: Dict[str, str] = {}
        self._lock = threading.Lock()

    @classmethod
    def _of_text(cls, text: str, name: str) -> "Cell":
        if _core.states_run(text, name):
            return cls(None, _core.Run.from_text(text, name))
        keys = _keys(text)
        beside = [key for key in keys if "cell" in keys and key not in _BESIDE_A_CELL]
        if beside:
            raise input_error(name, "protocol", "", f"a list of steps: with {beside[0]!r} beside it a cell is part of a run")
        return cls(_core.Parameters.from_text(text, name), None)

    @classmethod
    def _of_library(cls, name: str) -> "Cell":
        """A cell of those that closo brings along, by its name; what is no file, either, is missing."""
        try:
            return cls(_core.Parameters.from_file(name), None)
        except InputError as error:
            if error.file:
                raise
            expected = f"{_FILE}, or the name of a cell that closo brings along, such as 'asakura2020_swagelok'"
            raise input_error(name or "load", "", "", expected) from None

    def __reduce__(self) -> Tuple[Any, ...]:
        return Cell._of_text, (self.text(), "pickled cell")

    # What it is made of.

    @property
    def has_protocol(self) -> bool:
        """Whether it comes from a run, whose protocol is the default of `run`."""
        return self._own is not None

    def text(self) -> str:
        """The whole as YAML, with materials and tables; `closo.load` reads it back."""
        return (self._own or self._cell()).text()

    def _cell(self) -> _core.Parameters:
        if self._parameters is None:
            self._parameters = _core.Parameters.from_text(self.text(), "run")
        return self._parameters

    def parameters(self) -> Dict[str, Parameter]:
        """All values by their keys, in the order of reading."""
        return {row[0]: Parameter(*row) for row in self._cell().list()}

    def get(self, key: str, unit: str) -> float:
        """A value, in a unit: `cell.get("separator.thickness", "um")`.

        Raises
        ------
        InputError
            For a key without a value, or another kind of unit.
        """
        return self._cell().get(key, unit)

    def with_values(self, values: Optional[Values] = None, **named: Value) -> "Cell":
        """Another cell, with values replaced or added.

        Parameters
        ----------
        values
            By keys, as `run` takes them.

        Raises
        ------
        InputError
            For a key that there is not, or a value that is not allowed.
        """
        made = (self._own or self._cell()).copy()
        for key, text in [*self._texts(values), *self._texts(named)]:
            made.set(key, text)
        return Cell._of_text(made.text(), "cell with values")

    # Runs.

    def _unit(self, key: str) -> str:
        """The unit of numbers at a key."""
        if key not in self._units:
            self._units[key] = self._run(["Rest for 1 s"] if self._own is None else None).unit(key)
        return self._units[key]

    def _texts(self, values: Optional[Values]) -> List[Tuple[str, str]]:
        stated = mapping("values", values, "a dict of values by their keys, {'separator.thickness': '100 um'}")
        return [(key, text_of(key, value, self._unit)) for key, value in stated.items()]

    def _run(self, protocol: Optional[Protocol] = None, tolerance: Optional[float] = None,
             mesh: Optional[Mapping[str, Any]] = None, record: Optional[Mapping[str, Any]] = None) -> _core.Run:
        """A run that was prepared: read, checked, its coefficients at hand. The latest ones are kept."""
        steps = "" if protocol is None else yaml_of(_list_of(protocol))
        settings = [] if tolerance is None else [("tolerance", f"{tolerance}")]
        for name, group in (("mesh", mesh), ("record", record)):
            settings += [(f"{name}.{key}", value if isinstance(value, str) else yaml_of(value))
                         for key, value in mapping(name, group, "a dict of settings, as files of runs have").items()]
        key = (steps, *(part for setting in settings for part in setting))
        with self._lock:
            if key in self._prepared:
                self._prepared.move_to_end(key)
                return self._prepared[key]
        run = self._made(steps, settings)
        with self._lock:
            self._prepared[key] = run
            while len(self._prepared) > self._MOST_PREPARED:
                self._prepared.popitem(last=False)
        return run

    def _made(self, steps: str, settings: List[Tuple[str, str]]) -> _core.Run:
        if self._own is not None:
            run = self._own.copy()
            if steps:
                run.set("protocol", steps)
        elif steps:
            run = _core.Run(self._cell(), steps)
        else:
            raise input_error("run", "protocol", "", _STEPS)
        for key, text in settings:
            run.set(key, text)
        return run

    def run(self, values: Optional[Values] = None, protocol: Optional[Protocol] = None, *, tolerance: Optional[float] = None,
            mesh: Optional[Mapping[str, Any]] = None, record: Optional[Mapping[str, Any]] = None,
            outputs: Union[str, Sequence[str]] = (), save: Union[None, str, os.PathLike] = None) -> Result:
        """Simulates a run.

        Parameters
        ----------
        values : dict, optional
            Values to replace, by their keys: {"positive.active_loading": "8 mg/cm2"}. A number is in the unit that
            docs/reference/cell.md has for its key (SI); (8, "mg/cm2") and quantities of pint are taken, too.
        protocol : list of str and dict, or one of them, optional
            Steps, as docs/protocol.md has them: ["Charge at C/10 until 4.15 V", "Discharge at 1C until 2.5 V"]. Default: the
            protocol of the run that was loaded.
        tolerance : float, optional
            Of the integrator, relative.
        mesh : dict, optional
            {"positive": 20, "particle": 20, "separator": 1}: numbers of mesh cells.
        record : dict, optional
            What is kept, as in a run file: {"profiles_every": "20 %", "cycles": [1, "every 100"]}.
        outputs : str or list of str, optional
            Columns ("voltage" of series, "design/mean_voltage") or tables ("cycles") that are wanted; a column costs what it
            takes to compute. Default: all.
        save : path, optional
            Writes the result file of `closo run`, with all columns, and reads it back.

        Returns
        -------
        Result
            Also of a run that stops early: its `outcome` and `stop_reason` say so.

        Raises
        ------
        InputError
            For values that are no cell, or a protocol that does not suit it.
        ValueError, TypeError
            For an output that no cell has, or arguments of another kind.
        KeyboardInterrupt
            On Ctrl-C, which ends a run within its step.
        """
        wanted = columns.outputs(outputs)
        texts = tuple(self._texts(values)) if values else ()
        run = self._run(protocol, tolerance, mesh, record)
        if save is not None:
            record_run(run, texts, pathlib.Path(save))
            return read(save)
        return Result(_core.simulate(run, texts, wanted), run, texts)

    def map(self, cases: Sequence[Values], protocol: Optional[Protocol] = None, *, threads: int = 0,
            outputs: Union[str, Sequence[str]] = ("design", "cycles"), progress: bool = False,
            executor: "Optional[Executor]" = None, parts: int = 0, tolerance: Optional[float] = None,
            mesh: Optional[Mapping[str, Any]] = None) -> "Cases":
        """Simulates many cases, on all cores: see `closo.cases.Cases` for what comes back.

        Parameters
        ----------
        cases : list of dict
            The values of each case, as `run` takes them. "protocol.0" replaces a step.
        threads : int
            0: as many as the machine has.
        outputs : str or list of str
            Columns or tables that are kept of each case, as in `run`.
        progress : bool
            Prints how many cases have ended.
        executor : concurrent.futures.Executor, optional
            Takes the cases in parts, each of which runs on `threads` threads of a worker (0: one).
        parts : int
            How many parts an executor gets. 0: four per worker; of one that does not tell its workers, as that of Dask, one for
            every 20 cases.
        protocol, tolerance, mesh
            As in `run`.

        Returns
        -------
        Cases
            A row per case, in their order. A case that fails is a row with its reason.

        Raises
        ------
        InputError
            If the run itself, before any case, is bad.
        ValueError, TypeError
            For an output that no cell has, or arguments of another kind.
        KeyboardInterrupt
            On Ctrl-C.
        """
        from .cases import mapped

        return mapped(self, cases, protocol, threads, outputs, progress, executor, parts, tolerance, mesh)

    def simulator(self, parameters: Union[Sequence[str], Mapping[str, str]], output: Union[str, Sequence[str]] = "voltage", *,
                  at: Optional[Sequence[float]] = None, transform: Optional[Mapping[str, Any]] = None,
                  protocol: Optional[Protocol] = None, tolerance: Optional[float] = None,
                  mesh: Optional[Mapping[str, Any]] = None) -> "Simulator":
        """A function from numbers to a curve, for fits and samplers: see `closo.simulator.Simulator`."""
        from .simulator import Simulator

        return Simulator(self, parameters, output, at=at, transform=transform, protocol=protocol, tolerance=tolerance, mesh=mesh)

    def impedance(self, frequencies: Sequence[float], values: Optional[Values] = None,
                  protocol: Optional[Protocol] = None) -> Any:
        """The impedance [ohm m2] of the cell at rest where a run begins, complex, shape (frequencies).

        Parameters
        ----------
        frequencies
            [Hz], above 0.
        values, protocol
            As in `run`.

        Raises
        ------
        InputError
            For bad values or frequencies.
        ValueError
            For frequencies that are no list of numbers.
        """
        import numpy as np

        numbers = np.ascontiguousarray(frequencies, dtype=float)
        if numbers.ndim != 1:
            raise ValueError(f"frequencies: found the shape {numbers.shape}, expected a list of numbers in Hz")
        run = self._run(protocol if protocol is not None or self._own is not None else ["Rest for 1 s"])
        if values:
            run = run.copy()
            for key, text in self._texts(values):
                run.set(key, text)
        return np.array(_core.impedance(run, numbers))

    @property
    def title(self) -> str:
        """Title of the cell."""
        return self._cell().title()

    def __repr__(self) -> str:
        return f"<closo.Cell {self.title!r}{', with a protocol' if self.has_protocol else ''}>"

    def _repr_html_(self) -> str:
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in (p.key, p.text, p.status, p.source)) + "</tr>"
                       for p in self.parameters().values())
        return f"<table><caption>{html.escape(self.title)}</caption><tr><th>key<th>value<th>status<th>source</tr>{rows}</table>"

