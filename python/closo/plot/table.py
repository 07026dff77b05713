"""The data of a figure as a table: one row per point, with its panel, its curve, and the quantities of the axes."""
import csv
import os
from collections.abc import Iterator

import numpy as np
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.figure import Figure

from closo.data.whole import whole

COLUMNS = ("panel", "curve", "x quantity", "x", "y quantity", "y", "value quantity", "value")


def plain(words) -> str:
    """A label in one line."""
    return " ".join(words.split())


def name_of(artist) -> str | None:
    """What a curve is called in the table: its gid, else its label; None for what is no data."""
    words = artist.get_gid() or artist.get_label() or ""
    return None if str(words).startswith("_") else plain(str(words))


def rows_of(figure) -> Iterator[tuple[str, ...]]:
    """Rows of the table of a figure, each as long as COLUMNS; cells that do not apply are empty."""
    for number, axes in enumerate(figure.axes, 1):
        panel = plain(panel_title(axes)) or str(number)
        x_name, y_name = quantities(axes)
        for line in axes.lines:
            name = name_of(line)
            if name is not None and line.get_transform() == axes.transData:
                for x, y in zip(line.get_xdata(orig=False), line.get_ydata(orig=False)):
                    yield panel, name, x_name, f"{x:.10g}", y_name, f"{y:.10g}", "", ""
        for bars in axes.containers:
            if hasattr(bars, "patches") and len(bars.patches) > 0:
                yield from rows_of_bars(axes, bars, panel, x_name, y_name)
        for collection in axes.collections:
            if isinstance(collection, PathCollection) and name_of(collection):
                for x, y in collection.get_offsets():
                    yield panel, name_of(collection), x_name, f"{x:.10g}", y_name, f"{y:.10g}", "", ""
            elif isinstance(collection, QuadMesh) and name_of(collection):
                yield from rows_of_map(collection, panel, x_name, y_name)
        for image in axes.images:
            for (y, x), value in np.ndenumerate(image.get_array()):
                yield panel, name_of(image) or "", x_name, x + 1, y_name, y + 1, "", f"{value:.10g}"


def quantities(axes) -> tuple[str, str]:
    """What stands along x and y: at a panel or, as those that share an axis label it once, at another with the same axis."""
    along_x = [axes, *axes.get_shared_x_axes().get_siblings(axes)]
    along_y = [axes, *axes.get_shared_y_axes().get_siblings(axes)]
    return (next((plain(one.get_xlabel()) for one in along_x if one.get_xlabel()), ""),
            next((plain(one.get_ylabel()) for one in along_y if one.get_ylabel()), ""))


def panel_title(axes) -> str:
    """The title of a panel, which may stand in its legend."""
    legend = axes.get_legend()
    return axes.get_title(loc="left") or axes.get_title() or (legend.get_title().get_text() if legend else "")


def rows_of_bars(axes, bars, panel, x_name, y_name) -> Iterator[tuple[str, ...]]:
    """Bars, with the words at the axis that they stand on."""
    sideways = bars.orientation == "horizontal"
    axis = axes.yaxis if sideways else axes.xaxis
    places, words = axis.get_ticklocs(), [plain(label.get_text()) for label in axis.get_ticklabels()]
    for bar in bars.patches:
        middle = bar.get_y() + bar.get_height() / 2 if sideways else bar.get_x() + bar.get_width() / 2
        end = bar.get_x() + bar.get_width() if sideways else bar.get_y() + bar.get_height()
        word = words[int(np.abs(places - middle).argmin())] if len(places) == len(words) > 0 else f"{middle:.10g}"
        pair = (f"{end:.10g}", word) if sideways else (word, f"{end:.10g}")
        yield panel, plain(str(bars.get_label())), x_name, pair[0], y_name, pair[1], "", ""


def rows_of_map(mesh, panel, x_name, y_name) -> Iterator[tuple[str, ...]]:
    """Cells of a map, by the middles of their sides."""
    corners = mesh.get_coordinates()
    middles = (corners[:-1, :-1] + corners[1:, 1:]) / 2
    values = np.ma.filled(np.ma.asarray(mesh.get_array(), float), np.nan).reshape(middles.shape[:2])
    for place, value in np.ndenumerate(values):
        x, y = getattr(mesh, "centres", middles)[place]
        yield panel, "", x_name, f"{x:.10g}", y_name, f"{y:.10g}", name_of(mesh), f"{value:.10g}"


def write(figure: Figure, path: str | os.PathLike) -> None:
    """Writes the data of a figure to a CSV file, whole or not at all; raises OSError for a path that cannot be written to."""
    with whole(path) as partial, open(partial, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows_of(figure))
