"""Many cases of a run."""

from __future__ import annotations

import math
import sys
from concurrent.futures import as_completed
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from . import _core, columns
from .checks import kind_of, thread_count, whole
from .quantities import Values
from .result import Result

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas

    from .cell import Cell

__all__ = ["Case", "Cases"]

_PARTS_PER_WORKER = 4
_CASES_PER_PART = 20  # where the number of workers is not known, as that of a cluster that grows


class Case(NamedTuple):
    """A case of many: its values as they were given, its result (None if it failed), and why it failed ("" if it did not)."""

    values: Values
    result: Optional[Result]
    reason: str

    @property
    def failed(self) -> bool:
        """Whether there is no result."""
        return self.result is None


class Cases(Sequence):
    """The cases of `Cell.map`, in their order.

    `cases[3]` is a `Case`; `cases["design/mean_voltage"]` is that number of each case, NaN where the case failed or has none;
    of a column of rows, such as "series/voltage", it is a list of arrays.
    """

    def __init__(self, cases: List[Case]) -> None:
        self._cases = cases

    def __len__(self) -> int:
        return len(self._cases)

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, str):
            return self._cases[index]
        found = [None if c.result is None else c.result.get(index) for c in self._cases]
        if all(value is None for value in found):
            raise KeyError(f"no case has a column {index!r}")
        if any(isinstance(value, np.ndarray) for value in found):
            return found
        if any(isinstance(value, str) for value in found):
            return np.array(["" if value is None else value for value in found])
        return np.array([math.nan if value is None else value for value in found])

    @property
    def failed(self) -> np.ndarray:
        """Which cases failed, bool, shape (cases)."""
        return np.array([c.failed for c in self._cases], dtype=bool)

    @property
    def reasons(self) -> List[str]:
        """Why each case failed; "" if it did not."""
        return [c.reason for c in self._cases]

    def to_pandas(self) -> "pandas.DataFrame":
        """A row per case: its values, all single numbers of its result, the last row of cycles, `failed` and `reason`.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        import pandas

        return pandas.DataFrame([self._row(c) for c in self._cases])

    @staticmethod
    def _row(case: Case) -> Dict[str, Any]:
        row: Dict[str, Any] = dict(case.values) if isinstance(case.values, Mapping) else {}
        for path in case.result or ():
            value = case.result[path]  # type: ignore[index]
            if path.startswith("cycles/") and isinstance(value, np.ndarray) and value.ndim == 1 and len(value) > 0:
                row[path] = value[-1]
            elif not isinstance(value, np.ndarray):
                row[path] = value
        if case.result is not None:
            row["outcome"] = case.result.outcome
        return {**row, "failed": case.failed, "reason": case.reason}

    def __repr__(self) -> str:
        return f"<closo.Cases: {len(self)} cases, {int(self.failed.sum())} of which failed>"

    def _repr_html_(self) -> str:
        try:
            return self.to_pandas()._repr_html_()
        except ImportError:
            return f"<pre>{repr(self)[1:-1]}</pre>"


def _solved(run: _core.Run, texts: Sequence[Sequence[Tuple[str, str]]], outputs: Sequence[str], threads: int,
            ended: Optional[Callable[[int], None]]) -> List[Tuple[Optional[_core.Solution], str]]:
    """A solution, or the reason why there is none, of each case."""
    return [(None if error else solution, error) for solution, error in _core.study(run, texts, outputs, [], threads, ended)]


def _in_parts(executor: "Executor", run: _core.Run, texts: List[List[Tuple[str, str]]], outputs: Sequence[str], threads: int,
              ended: Optional[Callable[[int], None]], parts: int) -> List[Tuple[Optional[_core.Solution], str]]:
    workers = getattr(executor, "_max_workers", None)
    wanted = parts or (_PARTS_PER_WORKER * workers if workers else math.ceil(len(texts) / _CASES_PER_PART))
    size = max(1, math.ceil(len(texts) / max(1, wanted)))
    futures = {executor.submit(_solved, run, texts[k:k + size], outputs, max(1, threads), None): k
               for k in range(0, len(texts), size)}
    found: List[Any] = [None] * len(texts)
    done = 0
    try:
        for future in as_completed(futures):
            k = futures[future]
            solved = future.result()
            found[k:k + len(solved)] = solved
            done += len(solved)
            if ended is not None:
                ended(done)
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return found


def mapped(cell: "Cell", cases: Sequence[Values], protocol: Any, threads: int, outputs: Union[str, Sequence[str]], progress: bool,
           executor: "Optional[Executor]", parts: int, tolerance: Optional[float],
           mesh: Optional[Mapping[str, Any]]) -> Cases:
    """`Cell.map`."""
    if isinstance(cases, (str, Mapping)) or not isinstance(cases, Iterable):
        raise TypeError(f"cases: found {kind_of(cases)}, expected a list of dicts of values")
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(f"executor: found {kind_of(executor)}, expected one of concurrent.futures, with submit()")
    cases, wanted = list(cases), columns.outputs(outputs)
    count, shares = thread_count(threads), whole("parts", parts, "as many as suit the executor")
    run = cell._run(protocol, tolerance, mesh)
    stated = [_texts_of(cell, case) for case in cases]
    texts = [text for text, reason in stated if not reason]
    ended = (lambda done: print(f"\r{done} of {len(texts)} cases", end="", file=sys.stderr, flush=True)) if progress else None
    try:
        solved = iter(_solved(run, texts, wanted, count, ended) if executor is None
                      else _in_parts(executor, run, texts, wanted, count, ended, shares))
    finally:
        if progress:
            print(file=sys.stderr)
    found = []
    for values, (text, reason) in zip(cases, stated):
        solution, reason = (None, reason) if reason else next(solved)
        found.append(Case(values, None if solution is None else Result(solution, run, tuple(text)), reason))
    return Cases(found)


def _texts_of(cell: "Cell", case: Values) -> Tuple[List[Tuple[str, str]], str]:
    """Keys and texts of a case, or the reason why it has none."""
    try:
        return cell._texts(case), ""
    except (TypeError, ValueError) as error:
        return [], str(error)
