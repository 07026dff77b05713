"""Results of closo, in files (HDF5) and in memory, and the names and units of what is in them."""
from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Union

import numpy as np

from closo.data.errors import DataError

if TYPE_CHECKING:
    import h5py

    from closo.result import Result

__all__ = ["Source", "label", "name_of", "open_result", "pretty_unit", "text", "titles"]

Source = Union["h5py.File", "Result"]  # what analyses read
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NO_BREAK = "\u00a0"  # a blank at which no line ends
UNITS = {"ohm": "Ω", "um": "µm", "uA": "µA", "uAh": "µAh", "uF": "µF", "uV": "µV", "degC": "°C"}


def text(value: bytes | str) -> str:
    """A text of HDF5, which arrives as bytes."""
    return value.decode() if isinstance(value, bytes) else str(value)


def open_result(path: str | os.PathLike) -> h5py.File:
    """A result file, open for reading: an h5py.File, to be closed by the caller or used in `with`.

    Raises DataError for a file that is missing or no HDF5.
    """
    import h5py

    try:
        return h5py.File(path, "r")
    except OSError:
        raise DataError(f"{path}: not a result file of closo, or it cannot be opened") from None


class Column:
    """A column of a result in memory, as a dataset of h5py: values by slices, and attributes."""

    def __init__(self, name, values, attrs) -> None:
        self.name, self.attrs, self._values = name, attrs, np.asarray(values)

    def __getitem__(self, key) -> Any:
        return self._values[key]

    def __len__(self) -> int:
        return len(self._values)

    @property
    def shape(self) -> tuple[int, ...]:
        """As numpy has it."""
        return self._values.shape


class View(Mapping):
    """A result in memory, or a group of it, as an open file of h5py: groups and columns by their paths."""

    def __init__(self, result, group="") -> None:
        self.filename = result.title or "the result"
        self._result, self._group = result, group
        self._paths = [path[len(group):] for path in result if path.startswith(group)]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(path.split("/")[0] for path in self._paths))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name) -> Any:
        path = self._group + name
        if name in self._paths:
            table = self._result.table(max((t for t in self._result.tables if path.startswith(f"{t}/")), key=len))
            column = path[len(table.name) + 1:]
            return Column(f"/{path}", table[column], {"units": table.units[column], "long_name": table.long_names[column]})
        if not any(own.startswith(f"{name}/") for own in self._paths):
            raise KeyError(f"no {path} in {self.filename}")
        return View(self._result, f"{path}/")

    def save(self, path) -> pathlib.Path:
        """Writes the result file, and returns its path."""
        return self._result.save(path)


def opened(source) -> h5py.File | View:
    """What analyses read of a Source: an open file itself, a result in memory as one. Raises DataError for anything else."""
    if hasattr(source, "filename"):
        return source
    if hasattr(source, "tables"):
        return View(source)
    raise DataError(f"{source}: expected what closo.read() and cell.run() return, or an open h5py.File")


def path_of(source, folder, name="result.h5") -> pathlib.Path:
    """Path of the file of a source; a result in memory is written to the folder first."""
    return source.save(pathlib.Path(folder, name)) if hasattr(source, "save") else pathlib.Path(source.filename)


def require(file, *names) -> None:
    """Raises DataError unless an open file has all these datasets or groups."""
    for name in names:
        if name not in file:
            raise DataError(f"{file.filename}: the file has no /{name}, which this needs")


def titles(file: h5py.File) -> tuple[str, str]:
    """Title of a result, and that of its cell or "" """
    return text(file.attrs.get("title", "")), text(file.attrs.get("cell", ""))


def pretty_unit(unit: str) -> str:
    """A unit as it is printed: "mAh g-1" becomes "mAh g⁻¹"; "" for a number without one."""
    if unit in ("", "1"):
        return ""

    def pretty(match) -> str:
        return UNITS.get(match[1], match[1]) + match[2].translate(SUPERSCRIPT)

    return re.sub(r"([A-Za-z%]+)(-?\d*)", pretty, unit).replace(" ", NO_BREAK)


def label(name: str, unit: str = "") -> str:
    """The label of an axis: "Voltage / V"."""
    unit = pretty_unit(unit)
    return f"{name} /{NO_BREAK}{unit}" if unit else name


def name_of(dataset: h5py.Dataset) -> str:
    """The first clause of the long name of a dataset; the last word of its path if it has none."""
    long_name = text(dataset.attrs.get("long_name", ""))
    return re.split(r"[:;]|, \(", long_name)[0].strip() or dataset.name.split("/")[-1].replace("_", " ").capitalize()


def label_of(dataset) -> str:
    """The label of an axis on which a dataset is drawn: its name and unit, which are attributes of it."""
    return label(name_of(dataset), text(dataset.attrs.get("units", "")))


def key_name(key) -> str:
    """A key of the input in words: "cell.positive.active_loading" is "Positive active loading"."""
    parts = [part for part in key.split(".") if part not in ("cell", "value")]
    numbers = [part for part in parts if part.isdigit()]
    if parts and parts[0] == "protocol" and numbers:
        rest = [part.replace("_", " ") for part in parts[1:] if not part.isdigit() and part != "steps"]
        return " ".join([f"Step {'.'.join(str(int(n) + 1) for n in numbers)}", *rest])
    material = parts[1] if len(parts) > 2 and parts[0] == "materials" else None
    words = " ".join(str(int(p) + 1) if p.isdigit() else p.replace("_", " ") for p in (parts[2:] if material else parts))
    words = words[:1].upper() + words[1:]
    return f"{words} of {material}" if material else words
