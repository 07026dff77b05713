"""Results: tables of columns by name, as numpy arrays."""

from __future__ import annotations

import html
import pathlib
import re
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Sequence, Set, Tuple, Union

import numpy as np

from . import _core
from .checks import kind_of
from .columns import ALIASES, axes
from .errors import RunError

if TYPE_CHECKING:
    import pandas
    import xarray

__all__ = ["Result", "Table", "read"]


class Table(Mapping):
    """A table of a result: a mapping from the names of its columns to numpy arrays.

    The arrays show the memory of the result and cannot be written to. Columns of texts are arrays of `str`. In a table of one
    row, such as `design`, a column is a single value, or an array along its own axes.

    Attributes
    ----------
    name : str
        Name in the result, "series".
    units : dict
        Units of the columns, as UDUNITS reads them: "mA cm-2", "1" for none.
    long_names : dict
        What the columns are.
    """

    def __init__(self, solution: _core.Solution, name: str, single: bool, prefix: str = "") -> None:
        self.name = name
        self._solution, self._single, self._prefix = solution, single, prefix
        self._columns = {c[0][len(prefix):]: c for c in solution.columns(name) if c[0].startswith(prefix)}
        self._texts: Dict[str, np.ndarray] = {}

    @property
    def units(self) -> Dict[str, str]:
        """Units of the columns, as UDUNITS reads them: "mA cm-2", "1" for none."""
        return {name: column[1] for name, column in self._columns.items()}

    @property
    def long_names(self) -> Dict[str, str]:
        """What the columns are."""
        return {name: column[2] for name, column in self._columns.items()}

    def __getitem__(self, name: str) -> Any:
        if name not in self._columns:
            raise KeyError(f"no column {name!r} in {self.name}; there are: {', '.join(self._columns)}")
        if name in self._texts:
            return self._texts[name]
        full, _, _, shape = self._columns[name]
        values = self._solution.values(self.name, full)
        if isinstance(values, list):
            values = self._texts[name] = np.array(values, dtype=str).reshape(shape)
            values.flags.writeable = False
        return values if shape else values.reshape(-1)[0].item()

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def rows(self) -> int:
        """Number of rows; 1 for a table of one row."""
        return 1 if self._single else next((c[3][0] for c in self._columns.values()), 0)

    def to_pandas(self) -> "pandas.DataFrame":
        """A DataFrame of the columns that have one value in a row, with their units in `attrs["units"]`.

        In a table of one row whose columns have the whole shape of their datasets, as "cases" of a sweep, those of the most
        common length are taken.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        import pandas

        shapes = [c[3] for c in self._columns.values()]
        rows = (self.rows,)
        if self._single:
            vectors = [s for s in shapes if len(s) == 1]
            rows = max(vectors, key=vectors.count) if vectors else ()
        taken = {name: self[name] for name, c in self._columns.items() if c[3] == rows}
        frame = pandas.DataFrame(taken if rows else {name: [value] for name, value in taken.items()})
        frame.attrs["units"] = {name: self.units[name] for name in taken}
        return frame

    def to_xarray(self) -> "xarray.Dataset":
        """A Dataset of all columns, with `units` and `long_name` of each, and axes named as in docs/reference/result.md.

        An axis that is of several lengths, as the peaks of several spectra, has the group of its columns in its name: "3/peak".

        Raises
        ------
        ImportError
            If xarray is not installed.
        """
        import xarray

        shapes = {name: column[3] for name, column in self._columns.items()}
        names = _with_one_length({name: self._axes(name) for name in shapes}, shapes)
        data = {name: (names[name], self[name], {"units": unit, "long_name": long_name})
                for name, (_, unit, long_name, _) in self._columns.items()}
        return xarray.Dataset(data, attrs={"table": self.name})

    def _axes(self, name: str) -> Tuple[str, ...]:
        """Names of the axes of a column: those of the reference, those that end its long name, "..., (peak)", or its own."""
        full, _, long_name, shape = self._columns[name]
        stated = re.search(r"\(([a-z, _]+)\)$", long_name)
        for names in (axes(self.name, full), tuple(stated[1].split(", ")) if stated else ()):
            if len(names) == len(shape):
                return names if self._single else ("row", *names[1:])
        return ("row",) * (not self._single) + tuple(f"{name}_{k}" for k in range(not self._single, len(shape)))

    def __repr__(self) -> str:
        return f"<closo.Table {self.name!r}: {self.rows} rows of {', '.join(self._columns)}>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td><code>{html.escape(n)}</code></td><td>{'×'.join(map(str, c[3])) or 'one value'}</td>"
                       f"<td>{html.escape(c[1])}</td><td>{html.escape(c[2])}</td></tr>" for n, c in self._columns.items())
        return f"<table><caption>{html.escape(self.name)}</caption><tr><th>column<th>shape<th>unit<th>meaning</tr>{rows}</table>"


def _with_one_length(axes: Dict[str, Tuple[str, ...]], shapes: Mapping[str, Tuple[int, ...]]) -> Dict[str, Tuple[str, ...]]:
    """Axes of columns, of which those that are of several lengths are named after their group, or else their column."""
    for owner in (lambda name: name.rpartition("/")[0], lambda name: name):
        lengths: Dict[str, Set[int]] = {}
        for name, names in axes.items():
            for axis, length in zip(names, shapes[name]):
                lengths.setdefault(axis, set()).add(length)
        axes = {name: tuple(axis if len(lengths[axis]) == 1 else f"{owner(name)}/{axis}" for axis in names)
                for name, names in axes.items()}
    return axes


class Result(Mapping):
    """What a run, or a study, came to.

    A stop is a result like any other: `outcome` and `stop_reason` say how the run ended. Indexing finds a column of `series` by
    its name ("voltage", "overpotential/separator"), one of another table by its path ("cycles/discharge_capacity"), and series
    by the names of the Battery Data Format ("Voltage / V", current positive on charge) and of PyBaMM ("Voltage [V]", current
    positive on discharge). Everywhere else current and charge are positive on discharge.

    Iterating gives the paths of all columns.

    Attributes
    ----------
    title, cell : str
        Titles of the run and of its cell.
    outcome : str
        "completed", "stopped early" or "interrupted".
    stop_reason : str
        Why the run ended, as a sentence.
    """

    def __init__(self, solution: _core.Solution, run: Optional[_core.Run] = None, values: Tuple[Tuple[str, str], ...] = (),
                 file: Optional[pathlib.Path] = None, content: Optional[bytes] = None) -> None:
        # What its file is made of: a run, which is repeated with values, a file that was read, or the content of one.
        self._solution, self._run, self._values, self._file, self._content = solution, run, values, file, content
        self._tables = dict(solution.tables())

    title = property(lambda self: self._solution.title, doc="Title of the run.")
    cell = property(lambda self: self._solution.cell, doc="Title of the cell.")
    outcome = property(lambda self: self._solution.outcome, doc='"completed", "stopped early" or "interrupted".')
    stop_reason = property(lambda self: self._solution.stop_reason, doc="Why the run ended, as a sentence.")

    @property
    def completed(self) -> bool:
        """Whether the protocol went to its end."""
        return self.outcome == "completed"

    @property
    def tables(self) -> List[str]:
        """Names of all tables."""
        return list(self._tables)

    def table(self, name: str) -> Table:
        """A table by its name.

        Raises
        ------
        KeyError
            With the names that there are.
        """
        if name not in self._tables:
            raise KeyError(f"no table {name!r}; there are: {', '.join(self._tables)}")
        return Table(self._solution, name, self._tables[name])

    series = property(lambda self: self.table("series"), doc="One row per moment: time [s], voltage [V], current [A], ...")
    steps = property(lambda self: self.table("steps"), doc="One row per step of the protocol, with why it ended.")
    cycles = property(lambda self: self.table("cycles"), doc="One row per cycle: capacities, energies, efficiencies.")
    profiles = property(lambda self: self.table("profiles"), doc="Values across the composite, shape (row, ..., x).")
    design = property(lambda self: self.table("design"), doc="Figures of the reference cycle, one value each.")

    @property
    def losses(self) -> Table:
        """The terms of the overpotential [V], shape (row): their sum is `voltage` - `open_circuit_voltage`."""
        return Table(self._solution, "series", False, "overpotential/")

    @property
    def spectra(self) -> Dict[int, Table]:
        """The spectra by the number of their step: `frequency` [Hz], `real`, `imaginary` [ohm cm2], shape (frequency)."""
        return {int(name.partition("/")[2]): self.table(name) for name in self._tables if name.startswith("impedance/")}

    def _find(self, name: str) -> Tuple[str, str, float]:
        """Table, column and factor of a name."""
        if not isinstance(name, str):
            raise KeyError(f"found {kind_of(name)}, expected the name of a column, 'voltage'")
        if name in ALIASES:
            return ("series", *ALIASES[name])
        if "series" in self._tables and name in self.series:
            return "series", name, 1.0
        for table in sorted(self._tables, key=len, reverse=True):
            if name.startswith(table + "/"):
                return table, name[len(table) + 1:], 1.0
        raise KeyError(f"no column {name!r}: columns of series have their names alone, others the name of their table before it, "
                       f"'steps/duration'; tables: {', '.join(self._tables)}")

    def __getitem__(self, name: str) -> Any:
        table, column, factor = self._find(name)
        values = self.table(table)[column]
        return values if factor == 1.0 else values * factor

    def __iter__(self) -> Iterator[str]:
        return (f"{table}/{column}" for table in self._tables for column in self.table(table))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def units(self) -> Dict[str, str]:
        """Units of all columns by their paths."""
        return {f"{table}/{column}": unit for table in self._tables for column, unit in self.table(table).units.items()}

    def to_pandas(self, table: str = "series") -> "pandas.DataFrame":
        """A table as a DataFrame: see `Table.to_pandas`."""
        return self.table(table).to_pandas()

    def to_xarray(self, table: str = "series") -> "xarray.Dataset":
        """A table as a Dataset: see `Table.to_xarray`."""
        return self.table(table).to_xarray()

    def save(self, path: Union[str, pathlib.Path]) -> pathlib.Path:
        """Writes the result file that `closo run` would write, with all columns and the whole input.

        A result in memory does not have what a file holds besides its columns, such as the state with which `--resume` goes on:
        the run is computed again while it is written, with the same numbers to the last bit. `cell.run(save=path)` computes it
        once. Of a result that was read, and of a study, it is the file that was written.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        InputError
            If the run reads this file.
        RunError
            If it cannot be written, or the file that was read is no longer there.
        """
        path = pathlib.Path(path)
        if self._run is not None:
            record(self._run, self._values, path)
            return path
        try:
            if self._content is not None:
                path.write_bytes(self._content)
            elif not (path.exists() and path.samefile(self._file)):  # type: ignore[arg-type]
                shutil.copyfile(self._file, path)  # type: ignore[arg-type]
        except OSError as error:
            raise RunError(f"{error.filename}: {error.strerror}; the result cannot be saved as {path}") from error
        return path

    def plot(self, **options: Any) -> Any:
        """Draws the result: a matplotlib Figure.

        Parameters
        ----------
        **options
            Of `closo.plot.draw`: `kind`, `theme`, `size`, ...

        Raises
        ------
        ImportError
            Without matplotlib and h5py, which `pip install 'closo[plot]'` installs.
        """
        try:
            import h5py  # noqa: F401
            import matplotlib  # noqa: F401

            from .plot import draw
        except ImportError as error:
            raise ImportError("plots need matplotlib and h5py: pip install 'closo[plot]'") from error
        if self._file is not None:
            return draw(self._file, **options)
        with tempfile.TemporaryDirectory(prefix="closo-") as scratch:
            return draw(self.save(pathlib.Path(scratch, "result.h5")), **options)

    def _summary(self) -> List[Tuple[str, str]]:
        ended = f"{self.outcome}: {self.stop_reason}" if self.outcome == "stopped early" else self.stop_reason or self.outcome
        lines = [("cell", self.cell), ("ended", ended)]
        if "cycles" in self._tables and self.cycles.rows:
            cycles = self.cycles
            for kind in ("charge", "discharge"):
                name = next((n for n in (f"{kind}_specific_capacity", f"{kind}_areal_capacity") if n in cycles), None)
                if name:
                    shown = [f"{value:.4g}" for value in cycles[name][:4]] + ["..."] * (cycles.rows > 4)
                    lines.append((f"{kind} capacity", f"{', '.join(shown)} {cycles.units[name]}"))
        lines.append(("tables", ", ".join(self._tables)))
        return [line for line in lines if line[1]]

    def __repr__(self) -> str:
        return "\n".join([f"<closo.Result {self.title!r}"] + [f"  {name}: {text}" for name, text in self._summary()]) + ">"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{html.escape(name)}</th><td>{html.escape(text)}</td></tr>" for name, text in self._summary())
        return f"<table><caption>{html.escape(self.title)}</caption>{rows}</table>"


def record(run: _core.Run, values: Sequence[Tuple[str, str]], path: pathlib.Path) -> None:
    """Writes the result file of a run with these values."""
    run = run.copy()
    for key, text in values:
        run.set(key, text)
    _core.record(run, path)


def read(path: Union[str, pathlib.Path]) -> Result:
    """Reads a result file of any command of closo.

    Parameters
    ----------
    path
        A file of `closo run`, `sweep`, `fit`, `compare`, `eis`, `design` or `spectrum`.

    Returns
    -------
    Result
        With the tables of a run, if the file holds one, and each other group at the top of the file as a table: "cases", "fit",
        "comparison". Of a fit it is a `FitResult`.

    Raises
    ------
    InputError
        If it is no result file, or of a later closo.
    """
    path = pathlib.Path(path)
    return _of_kind(_core.read_result(path), file=path.resolve())


def read_into_memory(path: pathlib.Path) -> Result:
    """The same of a file that need not stay."""
    return _of_kind(_core.read_result(path), content=path.read_bytes())


def _of_kind(solution: _core.Solution, **kept: Any) -> Result:
    """A result, as the study that it is of returns it."""
    from .fits import FitResult

    fitted = any(name == "fit" for name, _ in solution.tables())
    return FitResult(solution, **kept) if fitted else Result(solution, **kept)
