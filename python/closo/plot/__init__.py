"""Figures of results, which need matplotlib and h5py. `python3 -m closo.plot` is the command `closo plot`; from Python:

    import closo.plot
    figure = closo.plot.draw("cycle.h5", theme="dark")     # or what closo.read() and cell.run() return
    closo.plot.save(figure, "cycle.pdf")
    closo.plot.write_table(figure, "cycle.csv")            # its data

`closo.plot.style` makes other figures of the same look. docs/plots.md lists the kinds and their options.
"""
from __future__ import annotations

import contextlib
import os
import tempfile
from typing import TYPE_CHECKING, Any

from closo.data.lazy import offer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from closo.result import Result

    from . import style
    from .kinds import KINDS
    from .style import save
    from .table import write as write_table

__all__ = ["KINDS", "draw", "save", "style", "write_table"]

__getattr__, __dir__ = offer(__name__, KINDS="kinds.KINDS", save="style.save", style="style", write_table="table.write")


def draw(*sources: str | os.PathLike | Result, kind: str | None = None, theme: str = "light", size: str = "paper",
         **options: Any) -> Figure:
    """The figure of one or more results.

    Parameters
    ----------
    *sources
        Result files, or results of `closo.read` and `cell.run`.
    kind : str
        One of KINDS; by default what the results hold.
    theme, size : str
        "light" or "dark"; "paper", of two columns of a journal, or "slide".
    **options
        Those that `closo plot --help` lists for the kind, with _ for -.

    Returns
    -------
    Figure
        Of matplotlib, outside pyplot's list.

    Raises
    ------
    DataError
        For what cannot be drawn.
    """
    from closo.data.results import open_result, path_of
    from closo.plot import style
    from closo.plot.kinds import KINDS, kind_of
    from closo.plot.legends import arrange

    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="closo-"))
        paths = [source if isinstance(source, (str, os.PathLike)) else path_of(source, folder, f"result {number}.h5")
                 for number, source in enumerate(sources, 1)]
        files = [stack.enter_context(open_result(path)) for path in paths]
        stack.enter_context(style.look(theme, size))
        figure = (KINDS[kind] if kind else kind_of(files)).draw(files, **options)
        arrange(figure)
    return figure
