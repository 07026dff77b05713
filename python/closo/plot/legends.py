"""Titles and legends of panels: a legend stands where it covers nothing, or above the panel in as many columns as fit."""
import dataclasses
import textwrap
import weakref

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

PLACES = ("upper right", "upper left", "lower left", "lower right", "center right", "center left", "upper center", "lower center")
PAD = 3  # pixels between a legend and a curve
_headings = weakref.WeakKeyDictionary()
_bars = weakref.WeakSet()  # axes of bars of colours


@dataclasses.dataclass
class Heading:
    """What stands over a panel, and where its legend may be."""

    title: str
    handles: list
    subtitle: str
    above: bool
    columns: int = 1  # that a legend above has


def heading(axes: Axes, title: str = "", handles: list | None = None, subtitle: str = "", legend: bool = True,
            above: bool = False) -> None:
    """Title of a panel, and the legend of what is drawn in it so far, or of these handles: save() finds it a place.

    subtitle stands over the entries of the legend; above: it stands over the panel in any case, below the title.
    """
    if handles is None:
        handles = [artist for artist in axes.get_legend_handles_labels()[0]] if legend else []
    _headings[axes] = Heading(title, handles, subtitle, above)
    axes.set_title(title)


def bar_of_colours(axes) -> None:
    """Notes that axes are those of a bar of colours: its label becomes no longer than the bar."""
    _bars.add(axes)


def arrange(figure) -> None:
    """Finds a place for each legend of a figure that has none yet, and breaks titles and labels that are too long."""
    headings = {axes: _headings.pop(axes) for axes in figure.axes if axes in _headings}
    if not headings:
        return
    figure.draw_without_rendering()
    for axes, head in headings.items():
        break_title(figure, axes, head)
    for axes in figure.axes:
        if axes in _bars:
            break_label(figure, axes)
    with_legend = {axes: head for axes, head in headings.items() if head.handles}
    inside = {}
    for axes, head in with_legend.items():
        place = None if head.above else free_place(figure, axes, head)
        if place:
            inside[axes] = place
        else:
            put_above(figure, axes, head)
    for _ in range(8):  # each change of a layout may need another
        figure.draw_without_rendering()
        changed = False
        for axes, head in with_legend.items():
            legend = axes.get_legend()
            if axes in inside:
                place = inside[axes] if not covers(figure, axes, legend) else free_place(figure, axes, head)
                if place != inside[axes]:
                    changed = True
                    if place:
                        inside[axes] = place
                    else:
                        del inside[axes]
                        put_above(figure, axes, head)
            elif legend.get_window_extent().width > room(figure, axes) and head.columns > 1:
                put_above(figure, axes, head, head.columns - 1)
                changed = True
        if not changed:
            return


def put_above(figure, axes, head, most=None) -> None:
    """The legend over the panel, under its title, in as many columns as fit, at most `most`."""
    for columns in range(min(most or len(head.handles), len(head.handles)), 0, -1):
        rows = -(-len(head.handles) // columns)  # columns that are not filled would only spread it
        head.columns = -(-len(head.handles) // rows)
        legend = axes.legend(handles=head.handles, ncol=head.columns, loc="lower left", bbox_to_anchor=(0, 1.0),
                             title=head.subtitle or None, borderaxespad=0.1, borderpad=0.1, alignment="left")
        legend.set_in_layout(False)  # or the panel would become as narrow as a wide legend leaves it; the title keeps its place
        box = legend.get_window_extent(figure.canvas.get_renderer())
        if box.width <= room(figure, axes):
            break
    axes.set_title(head.title or " ", pad=box.height * 72 / figure.dpi + (5 if head.title else 0))


def break_title(figure, axes, head) -> None:
    """A title that is wider than its room in lines."""
    here = room(figure, axes)
    wide = axes.set_title(head.title).get_window_extent(figure.canvas.get_renderer()).width
    if wide > here > 0:
        head.title = "\n".join(textwrap.wrap(head.title, max(8, int(len(head.title) * here / wide))))
        axes.set_title(head.title)


def break_label(figure, axes) -> None:
    """The label of a bar of colours in so many lines that none is longer than the bar."""
    label, here = axes.yaxis.label, axes.get_window_extent().height
    long, words = label.get_window_extent(figure.canvas.get_renderer()).height, label.get_text()
    if long > here > 0:
        longest = max(map(len, words.splitlines()))
        label.set_text("\n".join(textwrap.wrap(words, max(8, int(longest * here / long)), break_long_words=False)))


def room(figure, axes) -> float:
    """Width that a legend above a panel may have [pixels]: to the next panel, a little over its own."""
    own = axes.get_window_extent()
    boxes = [other.get_window_extent() for other in figure.axes]
    right = [box.x0 for box in boxes if box.x0 > own.x1 and box.y1 > own.y0 and box.y0 < own.y1]
    return min([*right, figure.bbox.width - 4]) - own.x0 - 8


def free_place(figure, axes, head) -> str | None:
    """Puts the legend in the first place inside the panel where it covers nothing; None if there is none."""
    for place in PLACES:
        legend = axes.legend(handles=head.handles, loc=place, title=head.subtitle or None, borderaxespad=0.4)
        legend.set_in_layout(False)  # or the panel would grow around it
        if not covers(figure, axes, legend):
            return place
    axes.get_legend().remove()
    return None


def covers(figure, axes, legend) -> bool:
    """Whether a legend lies over anything that is drawn in its panel, or on the axes of its twin."""
    box = legend.get_window_extent(figure.canvas.get_renderer()).padded(PAD)
    own = axes.get_window_extent()
    if box.width > own.width or box.height > own.height:
        return True
    here = [other for other in figure.axes if np.allclose(other.get_window_extent().extents, own.extents, atol=1)]
    return any(hit(artist, box) for other in here for artist in drawn_in(other))


def drawn_in(axes) -> list[Line2D]:
    """What a panel shows, its axes and its own legend apart."""
    return [artist for artist in (*axes.lines, *axes.collections, *axes.patches, *axes.images,
                                  *axes.texts) if artist.get_visible()]


def hit(artist, box) -> bool:
    """Whether what is drawn touches a box [pixels]."""
    if hasattr(artist, "get_xydata"):  # a line
        path = artist.get_transform().transform_path(artist.get_path())
        if artist.get_linestyle() in ("None", "none", "", " "):
            return touches(path.vertices, box)
        return path.intersects_bbox(box, filled=False) or touches(path.vertices, box)
    if isinstance(artist, PathCollection):
        return touches(artist.get_offset_transform().transform(artist.get_offsets()), box)
    if isinstance(artist, QuadMesh):
        return True
    if hasattr(artist, "get_segments"):  # of error bars
        paths = [artist.get_transform().transform_path(path) for path in artist.get_paths()]
        return any(path.intersects_bbox(box, filled=False) for path in paths if len(path.vertices))
    return bool(Bbox.intersection(artist.get_window_extent(), box))


def touches(points, box) -> bool:
    """Whether any of the points [pixels], shape (points, 2), lies in a box."""
    points = np.asarray(points, float)
    return bool(np.any((points[:, 0] > box.x0) & (points[:, 0] < box.x1) & (points[:, 1] > box.y0) & (points[:, 1] < box.y1)))
