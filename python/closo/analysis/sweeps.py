"""What a sweep of closo varied, and the values that it found."""
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from closo.data.errors import DataError
from closo.data.results import Column, require, text

if TYPE_CHECKING:
    import h5py

COLUMNS_OF_CASES = ("number", "failed", "time_steps")


def swept(file) -> tuple[list[str], list[str]]:
    """Swept keys of numbers, and of texts, of an open sweep; a value that follows from others says so in its long name.

    Raises DataError for another file.
    """
    if "cases" not in file:
        raise DataError(f"{file.filename}: not a result file of closo sweep")
    keys = [key for key, column in file["cases"].items()
            if key not in COLUMNS_OF_CASES and " = " not in text(column.attrs["long_name"])]
    texts = set(file["axes"]) if "axes" in file else set()
    return [key for key in keys if key not in texts], sorted(texts)


def varied(file) -> list[str]:
    """The swept keys of numbers that have more than one value."""
    return [key for key in swept(file)[0] if len(np.unique(file["cases/" + key][:])) > 1]


def is_sampled(file) -> bool:
    """Whether the cases of a sweep are drawn between bounds, so that they fill no grid of their keys."""
    keys = varied(file)
    cases = len(file["cases/number"])
    return len(keys) > 0 and cases > 20 and any(len(np.unique(file["cases/" + key][:])) > cases / 4 for key in keys)


def texts_of(file, key) -> list[str]:
    """The texts of a swept key, as a list, which the numbers in /cases count from 0."""
    return [text(value) for value in file["axes/" + key][:]]


def groups(file, keys, most=None) -> list[tuple[tuple, np.ndarray]]:
    """[(texts of the keys, rows)] for each combination of the texts of these keys, at most `most`."""
    if not keys:
        return [((), np.arange(len(file["cases/number"])))]
    places = np.array([file["cases/" + key][:] for key in keys]).T
    return [(tuple(texts_of(file, key)[int(k)] for key, k in zip(keys, place)), np.flatnonzero((places == place).all(axis=1)))
            for place in np.unique(places, axis=0)[:most]]


def quantity_of(file, name=None) -> h5py.Dataset | Column:
    """A result of a sweep by the name of its dataset in /design or /cycles/last, or by its path; without a name the energy of the
    cell or else the first of /design. Raises DataError if there is none."""
    require(file, "cases", "cases/number")
    default = [key for key in ("specific_energy_cell", "specific_capacity", "areal_capacity",
                               *file.get("design", ())) if key in file.get("design", ())]
    wanted = name or (default[0] if default else "design")
    found = [path for path in (f"design/{wanted}", f"cycles/last/{wanted}", wanted) if path in file and hasattr(file[path],
                                                                                                                "shape")]
    if not found:
        raise DataError(f"{file.filename}: not a result of closo sweep with {wanted}")
    return file[found[0]]
