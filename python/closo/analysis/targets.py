"""Design quantities of results against targets: what is reached, and what is missing."""
from collections.abc import Iterator

import numpy as np

from closo.data.errors import DataError
from closo.data.results import Source, opened

__all__ = ["reach", "read_design"]


def read_design(file: Source, targets: list[dict]) -> list[float]:
    """The value of a result of closo run for each row of closo.data.tables.read_targets, in its unit: a list of floats.

    Raises DataError for a result without these figures.
    """
    file = opened(file)
    if "design" not in file or "steps" not in file:
        raise DataError(f"{file.filename}: not a result file of closo run with /design")
    missing = [row["design"] for row in targets if row["design"] not in file["design"]]
    if missing:
        raise DataError(f"{file.filename}: no /design/{missing[0]}")
    return [float(file["design"][row["design"]][()]) * row["factor"] for row in targets]


def reach(value: float, row: dict) -> float:
    """Share of the target that is reached: 1 or more if it is met."""
    return value / row["target"] if row["wanted"] == "more" else row["target"] / value


def table(title, values, targets) -> Iterator[str]:
    """Lines of a table: values here, in the paper, wanted, and the gap."""
    yield f"{title}\n{'':48} {'here':>9} {'paper':>9} {'target':>9}  gap"
    for value, row in zip(values, targets):
        share = reach(value, row)
        missing = f"{value - row['target']:+.4g}, {share:.0%} of the way"
        verdict = "not known" if np.isnan(share) else "met" if share >= 1 else missing
        yield f"{row['label']:48} {value:9.4g} {row['achieved']:9.4g} {row['target']:9.4g}  {verdict} [{row['unit']}]"
