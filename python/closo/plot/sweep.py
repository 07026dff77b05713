"""A sweep over two keys: maps of a result and of the largest loss, one pair for each value of a text; a Ragone plot."""
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from closo.analysis.losses import name_of
from closo.analysis.sweeps import groups, quantity_of, swept, varied
from closo.data.errors import DataError
from closo.data.results import key_name, label, label_of, text, titles
from closo.plot import style
from closo.plot.losses import colour_of
from closo.plot.rates import short_rate

OPTIONS = {"x": {"metavar": "KEY", "help": "end of the swept key along x; default: the first of numbers"},
           "y": {"metavar": "KEY", "help": "end of the swept key along y; default: the second of numbers"},
           "quantity": {"metavar": "NAME",
                        "help": "dataset of /design or /cycles/last, or a path; default: the energy of the cell"}}
MOST_MAPS = 6
MOST_COLUMNS = 3  # of maps; on a slide all are in a row


def chosen(file, keys, end, default) -> str:
    """The swept key that ends so; raises DataError unless there is one."""
    if end is None:
        return default
    found = [key for key in keys if key.endswith(end)]
    if len(found) != 1:
        raise DataError(f"{file.filename}: {end}: expected the end of one swept key of {', '.join(keys)}")
    return found[0]


def axis_of(file, key) -> tuple[np.ndarray, str, bool]:
    """Values of a key, their label, and whether they are spread evenly in the logarithm."""
    dataset = file["cases/" + key]
    values = np.unique(dataset[:])
    even = values[0] > 0 and len(values) > 2 and np.ptp(np.diff(np.log(values))) < np.ptp(np.diff(values)) / values.mean()
    return values, label(key_name(key), text(dataset.attrs["units"])), even


def map_of(file, dataset, rows, x, y) -> np.ndarray:
    """Values of a result on the grid of two keys, shape (y, x); NaN where there is no case, the largest of several."""
    xs, ys = np.unique(file["cases/" + x][:]), np.unique(file["cases/" + y][:])
    grid = np.full((len(ys), len(xs)), np.nan)
    columns = np.searchsorted(xs, file["cases/" + x][:][rows]), np.searchsorted(ys, file["cases/" + y][:][rows])
    for column, row, value in zip(*columns, dataset[:][rows]):
        grid[row, column] = np.fmax(grid[row, column], value)
    return grid


def draw_maps(figure, panels, file, dataset, keys, sets, columns, title=None, **look) -> AxesImage:
    """One map for each of sets, in panels; the last of the pictures, for a bar of colours."""
    x, y = keys
    (xs, x_words, x_log), (ys, y_words, y_log) = axis_of(file, x), axis_of(file, y)
    for number, (axes, (words, rows)) in enumerate(zip(panels, sets)):
        image = axes.pcolormesh(xs, ys, map_of(file, dataset, rows, x, y), shading="nearest", gid=label_of(dataset),
                                rasterized=True, **look)
        axes.set(xscale="log" if x_log else "linear", yscale="log" if y_log else "linear")
        for which, logarithmic in ((axes.xaxis, x_log), (axes.yaxis, y_log)):
            if logarithmic:
                style.plain_logarithm(which, (1, 2, 5) if columns <= MOST_COLUMNS else (1, 3))
        labelled = number + columns >= len(sets) and (columns <= MOST_COLUMNS or number % columns == columns // 2)
        style.label(axes, x_words, y_words)
        style.hide(axes, not labelled, number % columns > 0)
        axes.tick_params(labelbottom=number + columns >= len(sets), labelleft=number % columns == 0)
        style.heading(axes, title or ", ".join(short_rate(word) for word in words))
    return image


def draw_ragone(axes, file, sets) -> None:
    """Mean power against specific energy of all cases."""
    energy, power = file["design/specific_energy_cell"], file["design/specific_power_cell"]
    for (words, rows), colour in zip(sets, style.sequence(len(sets))):
        axes.scatter(energy[:][rows], power[:][rows], s=3, color=colour, linewidths=0,
                     label=", ".join(short_rate(w) for w in words) or "cases")
    style.label(axes, label("Specific energy of the cell", "Wh kg-1"), label("Mean power", "W kg-1"), xscale="log", yscale="log")
    style.heading(axes, "Ragone plot of all cases", legend=len(sets) > 1)


def draw(files, *, x=None, y=None, quantity=None) -> Figure:
    """The figure of one open sweep of at least two numbers, in a list. Raises DataError for another file, key or quantity."""
    file, = files
    numbers, texts = swept(file)
    free = varied(file)
    if len(free) < 2:
        raise DataError(f"{file.filename}: a map needs two swept keys of numbers")
    keys = [chosen(file, numbers, end, free[k]) for k, end in enumerate((x, y))]
    dataset = quantity_of(file, quantity)
    sets = groups(file, texts, MOST_MAPS)
    columns = len(sets) if style.fixed_height() else min(MOST_COLUMNS, len(sets))
    lines = -(-len(sets) // columns)
    with_loss = "limiting_loss" in file["design"]
    ragone = {"specific_energy_cell", "specific_power_cell"} <= set(file["design"])
    figure = style.figure(columns if columns > 1 else 1, 1.6 * lines * (1 + with_loss) + (2.4 if ragone else 0) + 0.3,
                          titles(file)[0])
    heights = [1.0] * lines * (1 + with_loss) + [1.2] * ragone
    grid = figure.add_gridspec(len(heights), columns, height_ratios=heights)

    def panels(first) -> list[Axes]:
        return [figure.add_subplot(grid[first + k // columns, k % columns]) for k in range(len(sets))]

    upper = panels(0)
    image = draw_maps(figure, upper, file, dataset, keys, sets, columns, vmin=min(0, np.nanmin(dataset[:])),
                      vmax=np.nanmax(dataset[:]))
    style.colour_bar(figure, image, upper, label_of(dataset), aspect=30 * lines / 2)
    if with_loss:
        names = [text(name) for name in file["losses"][:]]
        found = np.unique(file["design/limiting_loss"][:])
        found = found[np.isfinite(found)].astype(int)
        edges = np.concatenate((found - 0.5, found[-1:] + 0.5))
        lower = panels(lines)
        image = draw_maps(figure, lower, file, file["design/limiting_loss"], keys, sets, columns,
                          cmap=ListedColormap([colour_of(names[k]) for k in found]), norm=BoundaryNorm(edges, len(found)))
        bar = style.colour_bar(figure, image, lower, "Largest loss", ticks=(edges[1:] + edges[:-1]) / 2, spacing="uniform",
                               aspect=30 * lines / 2)
        bar.ax.set_yticklabels([style.wrapped(name_of(names[k]), 16) for k in found])
        bar.ax.tick_params(length=0)
    if ragone:
        draw_ragone(figure.add_subplot(grid[len(heights) - 1, :]), file, sets)
    return figure
