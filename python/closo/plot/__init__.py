"""Figures of result files. `python3 -m closo.plot` is the command; from Python:

    import closo.plot
    closo.plot.draw("cycle.h5", theme="dark").savefig("cycle.pdf")
"""
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(*paths, kind=None, theme="light", size="paper", **options) -> "Figure":
    """The figure of one or more result files, a matplotlib Figure.

    kind is one of closo.plot.kinds.KINDS, by default what the files hold; theme and size are those of closo.plot.style; the
    options are those that `closo plot --help` lists for the kind, with _ for -. Raises closo.data.errors.DataError for what
    cannot be drawn.
    """
    from closo.data.results import open_result
    from closo.plot import style
    from closo.plot.kinds import KINDS, kind_of
    from closo.plot.legends import arrange

    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open_result(path)) for path in paths]
        stack.enter_context(style.look(theme, size))
        figure = (KINDS[kind] if kind else kind_of(files)).draw(files, **options)
        arrange(figure)
    return figure
