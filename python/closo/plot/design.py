"""What closo design found: the front of two quantities, and where its designs lie between their bounds."""
import numpy as np
from matplotlib.figure import Figure

from closo.data.errors import DataError
from closo.data.results import NO_BREAK, key_name, label_of, pretty_unit, text, titles
from closo.plot import style

OPTIONS = {}
ALIKE = 0.02  # of the range of a variable
FAR = 5  # factor between two ends that is drawn on a logarithmic scale


def place(values) -> np.ndarray:
    """Between the bounds, 0 to 1, shape (designs): on a logarithmic scale where they are a factor of 5 apart."""
    low, high = values.attrs["low"], values.attrs["high"]
    if low > 0 and high / low > FAR:
        return np.log(values[:] / low) / np.log(high / low)
    return (values[:] - low) / (high - low)


def bounds(name, values) -> str:
    """A variable with its bounds, in words."""
    return f"{key_name(name)}: {values.attrs['low']:g} to {told(values.attrs['high'], values)}"


def told(value, values, digits="") -> str:
    """A value of a variable with its unit."""
    return f"{value:{digits}g}{NO_BREAK}{pretty_unit(text(values.attrs['units']))}"


def still(group) -> str:
    """What is the same in all designs of a front, in words; "" if nothing is."""
    same = [f"{key_name(name)} {told(values[:].mean(), values, '.3')} ({values.attrs['low']:g} to {values.attrs['high']:g})"
            for name, values in group["values"].items() if np.ptp(place(values)) < ALIKE]
    return "\nthe same in all designs: " + ", ".join(same) if same else ""


def draw_front(front, places, group) -> None:
    """The front, and where the variables of its designs lie."""
    most, against = (group["design"][text(group.attrs[name])] for name in ("most", "against"))
    scale = "log" if against[:].max() / against[:].min() > FAR else "linear"
    style.series(front, against[:], most[:], label="designs")
    style.label(front, label_of(against), label_of(most), ylim=(0, None), xscale=scale)
    style.heading(front, "The front: no design is better in both", legend=False)
    moving = [(name, values) for name, values in group["values"].items() if np.ptp(place(values)) >= ALIKE]
    for k, (name, values) in enumerate(moving):
        style.series(places, against[:], place(values), label=bounds(name, values), color=style.colour(k),
                     ls="-" if k < 7 else "--")
    style.label(places, label_of(against), "Place between its bounds", ylim=(-0.05, 1.05), xscale=scale)
    style.heading(places, "Where its designs lie", above=True)


def draw_changes(axes, group) -> None:
    """One arrow for each variable and set of changes, from where the run is to where the design is."""
    names = list(group["values"])
    sets = len(group["distance"]) - 1
    for k in range(sets):
        colour = style.colour(k)
        for j, name in enumerate(names):
            if not group["changed"][name][k + 1]:
                continue
            before, after = place(group["values"][name])[[0, k + 1]]
            row = j + 0.8 * (k - (sets - 1) / 2) / sets
            axes.annotate("", (after, row), (before, row),
                          arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.2, "shrinkA": 0, "shrinkB": 0})
            axes.plot(after, row, "o", ms=0.1, color=colour, gid=f"set {k + 1}: {key_name(name)}")
            side = 1 if after >= before else -1
            axes.annotate(f"{group['values'][name][k + 1]:.3g}", (after, row), (3 * side, 0), textcoords="offset points",
                          color=colour,
                          fontsize=style.font(-1), ha="left" if side > 0 else "right", va="center")
    axes.set_yticks(range(len(names)), [style.wrapped(bounds(name, values), 30) for name, values in group["values"].items()])
    style.label(axes, "Place between the bounds", xlim=(-0.15, 1.15), ylim=(len(names) - 0.5, -0.5))
    style.heading(axes, "Fewest changes from the cell to the targets" if group.attrs["met"] else
                  "The design closest to the targets, which are out of reach",
                  [axes.plot([], [], color=style.colour(k), label=f"set {k + 1}")[0] for k in range(sets)] if sets > 1 else [],
                  above=True)
    for line in np.arange(len(names)):
        axes.axhline(line, color=style.theme().faint, lw=0.6, zorder=0)


def draw(files) -> Figure:
    """The figure of one open result of closo design, in a list. Raises DataError for another file."""
    file, = files
    found = [name for name in ("front", "changes") if name in file]
    if not found:
        raise DataError(f"{file.filename}: not a result file of closo design")
    variables = max(len(file[name]["values"]) for name in found)
    figure = style.figure(2, 3.4 if found == ["front"] else (0.9 + 0.42 * variables) + 3.0 * ("front" in found),
                          titles(file)[0] + (still(file["front"]) if "front" in found else ""))
    grid = figure.add_gridspec(len(found), 2)
    if "front" in found:
        draw_front(figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[0, 1]), file["front"])
    if "changes" in found:
        draw_changes(figure.add_subplot(grid[len(found) - 1, :]), file["changes"])
    return figure
