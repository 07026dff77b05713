"""The table of cycles of a result, as CSV."""
import csv
from collections.abc import Iterator

from closo.data.errors import DataError
from closo.data.results import require, text


def cycle_table(file) -> Iterator[list[str]]:
    """Rows of texts of /cycles of an open result, the first of them names with units: "discharge_capacity [mAh]".

    Raises DataError if no cycle was completed.
    """
    require(file, "cycles/number")
    columns = file["cycles"]
    if columns["number"].shape[0] == 0:
        raise DataError(f"{file.filename}: no cycle was completed")
    names = ["number", *sorted(name for name in columns if name != "number")]
    units = [text(columns[name].attrs.get("units", "1")) for name in names]
    yield [name if unit == "1" else f"{name} [{unit}]" for name, unit in zip(names, units)]
    values = [columns[name][:] for name in names]
    for row in zip(*values):
        yield [text(v) if isinstance(v, (bytes, str)) else f"{v:.10g}" for v in row]


def write(file, rows) -> None:
    """Writes rows as CSV to an open text file."""
    csv.writer(file, lineterminator="\n").writerows(rows)
