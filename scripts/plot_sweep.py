#!/usr/bin/env python3
"""Draws a sweep over two keys: maps of the energy and of the largest loss, one pair for each value of a third; a Ragone plot.

    python3 scripts/plot_sweep.py SWEEP.h5 [-o PICTURE.png] [--x KEY] [--y KEY] [--quantity NAME]

KEY is the end of a swept key; by default the first two of numbers. NAME is a dataset of /design, by default specific_energy_cell.
"""
import sys

from plotting import np, plt, save  # first: it tells what this Python lacks
from matplotlib.colors import BoundaryNorm, ListedColormap
from curves import open_result, picture_of, picture_parser, run_script, text

COLUMNS_OF_CASES = ("number", "failed", "time_steps")
MOST_MAPS = 6


def swept(file):
    """Swept keys of numbers, and of texts; a value that follows from others says so in its long name."""
    keys = [key for key, column in file["cases"].items() if key not in COLUMNS_OF_CASES and " = " not in text(column.attrs["long_name"])]
    texts = set(file["axes"]) if "axes" in file else set()
    return [key for key in keys if key not in texts], sorted(texts)


def chosen(keys, end, default):
    if end is None:
        return default
    found = [key for key in keys if key.endswith(end)]
    if len(found) != 1:
        sys.exit(f"{end}: expected the end of one swept key of {', '.join(keys)}")
    return found[0]


def axis_of(file, key):
    """Values of a key, their label, and whether they are spread evenly in the logarithm."""
    dataset = file["cases/" + key]
    values = np.unique(dataset[:])
    even = values[0] > 0 and len(values) > 2 and np.ptp(np.diff(np.log(values))) < np.ptp(np.diff(values)) / values.mean()
    return values, f"{key.removeprefix('cell.')} / {dataset.attrs['units']}", even


def groups(file, texts):
    """A title and the rows of each combination of the texts."""
    if not texts:
        return [("", np.arange(len(file["cases/number"])))]
    places = np.array([file["cases/" + key][:] for key in texts]).T
    found = []
    for place in np.unique(places, axis=0)[:MOST_MAPS]:
        title = ", ".join(text(file["axes/" + key][int(k)]) for key, k in zip(texts, place))
        found.append((title, np.flatnonzero((places == place).all(axis=1))))
    return found


def map_of(file, name, rows, x, y):
    """Values of a quantity on the grid of two keys, shape (y, x); NaN where there is no case, the best of several."""
    xs, ys = np.unique(file["cases/" + x][:]), np.unique(file["cases/" + y][:])
    grid = np.full((len(ys), len(xs)), np.nan)
    columns = np.searchsorted(xs, file["cases/" + x][:][rows]), np.searchsorted(ys, file["cases/" + y][:][rows])
    for column, row, value in zip(*columns, file["design/" + name][:][rows]):
        grid[row, column] = np.fmax(grid[row, column], value)
    return grid


def draw_maps(figure, axes, file, x, y, quantity, sets):
    losses = [text(name).replace("_", " ") for name in file["losses"][:]]
    dataset = file["design/" + quantity]
    highest = np.nanmax(dataset[:])
    kinds = ListedColormap(plt.get_cmap("tab10").colors[:len(losses)])
    with_loss = "limiting_loss" in file["design"]
    for column, (title, rows) in enumerate(sets):
        for line, name in enumerate([quantity, "limiting_loss"][:1 + with_loss]):
            axis = axes[line][column]
            (xs, x_label, x_log), (ys, y_label, y_log) = axis_of(file, x), axis_of(file, y)
            style = {"vmin": 0, "vmax": highest} if line == 0 else {"cmap": kinds, "norm": BoundaryNorm(np.arange(len(losses) + 1) - 0.5, len(losses))}
            image = axis.pcolormesh(xs, ys, map_of(file, name, rows, x, y), shading="nearest", **style)
            axis.set(xscale="log" if x_log else "linear", yscale="log" if y_log else "linear")
            if line == with_loss:
                axis.set_xlabel(x_label)
            if column == 0:
                axis.set_ylabel(y_label)
            if line == 0:
                axis.set_title(title, fontsize=9)
            if column == len(sets) - 1:
                bar = figure.colorbar(image, ax=list(axes[line]), ticks=None if line == 0 else np.arange(len(losses)))
                bar.set_label(f"{quantity.replace('_', ' ')} / {dataset.attrs['units']}" if line == 0 else "largest loss")
                if line == 1:
                    bar.ax.set_yticklabels(losses, fontsize=7)


def draw_ragone(axis, file, sets):
    for number, (title, rows) in enumerate(sets):
        axis.loglog(file["design/specific_energy_cell"][:][rows], file["design/specific_power_cell"][:][rows], ".", ms=3, color=f"C{number}",
                    label=title or None)
    axis.set(xlabel="specific energy of the cell / Wh kg$^{-1}$", ylabel="mean power / W kg$^{-1}$", title="Ragone plot of all cases")
    if sets[0][0]:
        axis.legend(fontsize=8)


def main():
    parser = picture_parser(__doc__)
    for name in ("--x", "--y", "--quantity"):
        parser.add_argument(name)
    arguments = parser.parse_args()
    with open_result(arguments.result) as file:
        if "cases" not in file:
            sys.exit(f"{arguments.result}: not a result file of closo sweep")
        numbers, texts = swept(file)
        if len(numbers) < 2:
            sys.exit(f"{arguments.result}: a map needs two swept keys of numbers")
        free = [key for key in numbers if len(np.unique(file["cases/" + key][:])) > 1]
        x, y = (chosen(numbers, end, free[k]) for k, end in enumerate((arguments.x, arguments.y)))
        quantity = arguments.quantity or "specific_energy_cell"
        if quantity not in file["design"]:
            sys.exit(f"{arguments.result}: the sweep has no {quantity}")
        sets = groups(file, texts)
        ragone = {"specific_energy_cell", "specific_power_cell"} <= set(file["design"])
        lines = 1 + ("limiting_loss" in file["design"]) + ragone
        figure = plt.figure(figsize=(3.4 * len(sets) + 2, 3.4 * lines), layout="constrained")
        grid = figure.add_gridspec(lines, len(sets))
        maps = [[figure.add_subplot(grid[line, k]) for k in range(len(sets))] for line in range(lines - ragone)]
        draw_maps(figure, maps, file, x, y, quantity, sets)
        if ragone:
            draw_ragone(figure.add_subplot(grid[lines - 1, :]), file, sets)
        picture = picture_of(arguments)
        save(figure, picture, dpi=120)
        print(picture)


if __name__ == "__main__":
    run_script(main)
