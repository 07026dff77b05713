"""How figures look: colours that the colour-blind tell apart, themes, sizes, and legends that cover no curve.

A picture is made within `look()`, by `figure()`, `heading()` and `label()` of each panel, and `save()`:

    with style.look("dark", "slide"):  # or @style.look() before a function
        figure = style.figure(2)
        axes = figure.subplots()
        style.series(axes, [1, 2, 3], [104, 103, 102], label="capacity")
        style.label(axes, "Cycle", "Capacity")
        style.heading(axes, "A test")
    style.save(figure, "picture.png")
"""
import contextlib
import dataclasses
import io
import os
import pathlib
import textwrap
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import matplotlib
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter
from numpy.typing import ArrayLike

from closo.data.errors import DataError
from closo.data.whole import whole
from closo.plot.legends import arrange, bar_of_colours, heading

__all__ = ["MEASURED", "SIZES", "THEMES", "Picture", "Size", "Theme", "colour", "colour_bar", "curve", "end", "figure",
           "fixed_height", "font", "heading", "hide", "label", "look", "pale", "plain_logarithm", "save", "sequence", "series",
           "shades", "theme", "wrapped"]

MOST_MARKERS = 40  # of a series; more are a line
LONGEST_LABEL, LONGEST_UPRIGHT = 44, 29  # characters in a line of a label, along x and y


@dataclasses.dataclass(frozen=True)
class Theme:
    """Colours of a figure; those of curves are Okabe and Ito's, on black with its dark ones lightened."""

    ground: str
    ink: str    # of text, axes and what is told apart from curves
    soft: str   # of guides
    faint: str  # of areas behind curves
    curves: tuple
    shades: tuple  # part of viridis that is seen on the ground


@dataclasses.dataclass(frozen=True)
class Size:
    """Inches and points of a figure: paper is two columns of a journal, slide is 16:9 for a projector."""

    width: float
    height: float | None  # None: as the panels need
    font: float
    line: float
    dots_per_inch: int


LIGHT = Theme("white", "#1a1a1a", "#8c8c8c", "#e4e4e4",
              ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8c6d46"), (0.0, 0.86))
DARK = Theme("#15181e", "#ececec", "#9a9da5", "#30343d",
             ("#56B4E9", "#FF8A3D", "#2BC59B", "#E6A0C8", "#F0C040", "#8FA8FF", "#C9A97A"), (0.22, 1.0))
PAPER = Size(7.2, None, 7.0, 1.1, 220)
SLIDE = Size(10.0, 5.625, 9.0, 1.6, 192)
THEMES = {"light": LIGHT, "dark": DARK}
SIZES = {"paper": PAPER, "slide": SLIDE}
MEASURED = {"lw": 3.6, "alpha": 0.35, "solid_capstyle": "butt", "dash_capstyle": "butt"}  # under simulated curves

_look = {"theme": "light", "size": "paper"}  # the names of those in use
_drawing = threading.RLock()  # matplotlib's settings are of the process


def _settings(colours, measures) -> dict:
    """Matplotlib's settings for a Theme and a Size."""
    return {
        "figure.facecolor": colours.ground, "axes.facecolor": colours.ground, "savefig.facecolor": colours.ground,
        "text.color": colours.ink, "axes.edgecolor": colours.ink, "axes.labelcolor": colours.ink, "xtick.color": colours.ink,
        "ytick.color": colours.ink, "axes.prop_cycle": cycler(color=colours.curves), "image.cmap": "viridis",
        "font.size": measures.font, "axes.labelsize": measures.font, "axes.titlesize": measures.font + 0.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left", "xtick.labelsize": measures.font - 0.5, "ytick.labelsize": measures.font - 0.5,
        "legend.fontsize": measures.font - 0.5, "legend.title_fontsize": measures.font - 0.5,
        "figure.titlesize": measures.font + 1.5,
        "axes.linewidth": 0.6, "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.minor.width": 0.4,
        "ytick.minor.width": 0.4,
        "xtick.major.size": 2.5, "ytick.major.size": 2.5, "xtick.minor.size": 1.5, "ytick.minor.size": 1.5,
        "lines.linewidth": measures.line, "lines.markersize": 2.6 * measures.line, "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False, "legend.handlelength": 1.6, "legend.columnspacing": 1.2, "legend.labelspacing": 0.3,
        "figure.constrained_layout.use": True, "savefig.dpi": measures.dots_per_inch, "svg.fonttype": "none",
        "svg.hashsalt": "closo", "pdf.fonttype": 42,
    }


@contextlib.contextmanager
def look(theme: str = "light", size: str = "paper") -> Iterator[None]:
    """Figures made within have this look, one of THEMES and one of SIZES; after it matplotlib's settings are what they were.

    Raises DataError for another word.
    """
    if theme not in THEMES or size not in SIZES:
        raise DataError(f"theme {theme}, size {size}: expected one of {', '.join(THEMES)}, and one of {', '.join(SIZES)}")
    with _drawing, matplotlib.rc_context():
        before = dict(_look)
        _look.update(theme=theme, size=size)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_settings(THEMES[theme], SIZES[size]))
        try:
            yield
        finally:
            _look.update(before)


class Picture(Figure):
    """A figure that keeps the look it was made with. It is none of pyplot's; a notebook shows it as the value of a cell."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        FigureCanvasAgg(self)
        self.look = dict(_look)

    def savefig(self, fname: Any, **options: Any) -> None:
        """As matplotlib's, with the settings of the look and all legends in their places."""
        with look(**self.look):
            arrange(self)
            super().savefig(fname, **options)

    def _repr_png_(self) -> bytes:
        """What a notebook shows."""
        png = io.BytesIO()
        self.savefig(png, format="png", dpi=100)
        return png.getvalue()


def theme() -> Theme:
    """The colours in use, a Theme."""
    return THEMES[_look["theme"]]


def _size() -> Size:
    """The measures in use."""
    return SIZES[_look["size"]]


def font(steps: float = 0) -> float:
    """The size of letters in use, and steps of half a point from it [points]."""
    return _size().font + 0.5 * steps


def fixed_height() -> bool:
    """Whether figures have the height of a slide, whatever their panels need."""
    return _size().height is not None


def figure(columns: int = 2, height: float = 4.0, title: str = "") -> Picture:
    """A figure for so many panels beside each other: one column of a journal for 1, else two; height in inches on paper.

    A long title is broken into lines.
    """
    size = _size()
    width = size.width if columns > 1 or size.height else 0.58 * size.width
    made = Picture(figsize=(width, size.height or height))
    if title:
        room = int(width * 72 / (0.52 * (size.font + 1.5)))
        made.suptitle("\n".join(line for part in title.splitlines() for line in textwrap.wrap(part, room)))
    return made


def colour(number: int) -> str:
    """The colour of the curve with this number, from 0, and of every seventh after it."""
    return theme().curves[number % len(theme().curves)]


def pale(of: Any, share: float = 0.55) -> tuple[float, float, float]:
    """A colour, as matplotlib takes them, mixed with so much of the ground: red, green, blue from 0 to 1."""
    return tuple((1 - share) * a + share * b for a, b in zip(to_rgb(of), to_rgb(theme().ground)))


def shades() -> LinearSegmentedColormap:
    """The colours of what has an order, a colormap: viridis as far as it is seen on the ground."""
    low, high = theme().shades
    return LinearSegmentedColormap.from_list("shades",
                                             matplotlib.colormaps["viridis"]([low + (high - low) * k / 255 for k in range(256)]))


def sequence(count: int) -> list[tuple[float, float, float, float]]:
    """Colours of so many curves that have an order."""
    return [shades()(k / max(1, count - 1)) for k in range(count)]


def series(axes: Axes, x: ArrayLike, y: ArrayLike, marker: str = "o", **style: Any) -> Line2D:
    """A curve through points, which are marked if they are few; `name` is what the table of the figure calls it."""
    few = np.size(x) <= MOST_MARKERS
    return curve(axes, x, y, **({"marker": marker} if few else {}) | style)


def curve(axes: Axes, x: ArrayLike, y: ArrayLike, name: str | None = None, **style: Any) -> Line2D:
    """A line whose data is in the table of the figure (closo.plot.table) under its label or this name."""
    line, = axes.plot(x, y, gid=name, **style)
    return line


def label(axes: Axes, x: str | None = None, y: str | None = None, **more: Any) -> None:
    """Labels of the axes, long ones in several lines, and what else Axes.set() takes."""
    for which, words, longest in (("xlabel", x, LONGEST_LABEL), ("ylabel", y, LONGEST_UPRIGHT)):
        if words is not None:
            more[which] = wrapped(words, longest)
    axes.set(**more)
    if x and x.startswith("Cycle"):  # there is none between two
        axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=(1, 2, 5, 10)))


def hide(axes: Axes, x: bool = False, y: bool = False) -> None:
    """Hides labels of axes that stand at a neighbour; the table of the figure has them all the same."""
    axes.xaxis.label.set_visible(not x)
    axes.yaxis.label.set_visible(not y)


def end(values: ArrayLike, share: float = 1.0) -> float | None:
    """The largest of values, times a share, as the end of an axis; None, which leaves it as it is, if none is a number above
    0."""
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    return share * known.max() if known.size and known.max() > 0 else None


def plain_logarithm(axis: Axis, subs: Sequence[float] = (1, 2, 5)) -> None:
    """Ticks of a logarithmic axis at plain numbers, for a range of few decades."""
    axis.set_major_locator(LogLocator(subs=subs))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def wrapped(words: str, width: int = LONGEST_LABEL) -> str:
    """Words in as few lines of at most so many characters as there can be, and these as even as can be."""
    def lines(text, width) -> list[str]:
        return textwrap.wrap(text, width, break_long_words=False)

    def even(text) -> list[str]:
        fewest = len(lines(text, width))
        return next(found for w in range(min(width, len(text) // max(1, fewest) + 1), width + 1)
                    if len(found := lines(text, w)) <= fewest)

    return "\n".join(line for part in words.splitlines() for line in even(part))


def colour_bar(figure: Figure, of: ScalarMappable, axes: Axes | Sequence[Axes], words: str, **options: Any) -> Colorbar:
    """A bar of colours beside axes, with a label."""
    bar = figure.colorbar(of, ax=axes, **options)
    bar.set_label(wrapped(words, 36))
    bar_of_colours(bar.ax)
    bar.outline.set_linewidth(0.4)
    return bar


def save(figure: Picture, picture: str | os.PathLike) -> None:
    """Writes a figure of `figure()`, whole or not at all; the ending of the picture says which format: .png, .svg, .pdf and others.

    Raises DataError for an ending that is no format, and OSError for a path that cannot be written to.
    """
    picture = pathlib.Path(picture)
    kinds = figure.canvas.get_supported_filetypes()
    if picture.suffix[1:].lower() not in kinds:
        raise DataError(f"{picture}: found '{picture.suffix}', expected an ending of a picture: .png, .svg, .pdf")
    # without the date, so that a picture drawn again is the same file
    undated = {"png": {"Software": "closo"}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(picture.suffix[1:].lower())
    with whole(picture) as partial:
        figure.savefig(partial, metadata=undated)
