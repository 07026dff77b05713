"""Measured beside simulated curves of closo compare: on the left all half cycles and their difference, on the right one of them,
by default the one with the largest rms error: where its voltage is lost, and its derivatives."""
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from closo.data.errors import DataError
from closo.data.results import label, text, titles
from closo.plot import style
from closo.plot.losses import capacity_label, draw_losses, limits

OPTIONS = {"half-cycle": {"metavar": "NAME",
                          "help": "half cycle whose losses and derivatives are drawn; default: the largest rms error"}}
MOST_IN_LEGEND = 6  # more would hide the curves
USUAL = 85  # percentile that rules an axis: the plunge at the end of a discharge, and the jump after its start, do not
MARGIN = 1.4  # of an axis over that percentile


def span(values) -> float:
    """Half the height of an axis that shows the usual among the values."""
    return MARGIN * np.percentile(np.abs(values), USUAL) or 1.0


class HalfCycle:
    """A measured and a simulated charge or discharge of an open result, and the derivatives of both; `half["capacity"]` and the
    like are its datasets, as docs/result_file.md lists them."""

    def __init__(self, result, row, colour) -> None:
        errors = result["comparison/errors"]
        self.key = text(errors["half_cycle"][row])
        self.name = self.key.replace("_", " ", 1).replace("_", ".")
        self.direction = text(errors["direction"][row])
        self.discharging = self.direction == "discharge"
        self.rms = errors["rms_voltage_error"][row] * 1e3  # mV
        self.group = result[f"comparison/{self.key}"]
        self.areal = "cm" in text(self.group["capacity"].attrs["units"])  # of a cell without masses
        self.style = {"color": colour, "ls": "-" if self.discharging else (0, (4, 1.5))}

    def __getitem__(self, name) -> np.ndarray:
        return self.group[name][:]

    def rows(self, result) -> tuple[np.ndarray, np.ndarray]:
        """Which rows of /series belong to the simulated curve, and the capacity there [mAh/g], shape (rows)."""
        time, current = result["series/time"][:], result["series/current"][:]
        mine = self["simulated/time"]
        flows = current > 0 if self.discharging else current < 0
        rows = np.flatnonzero((time >= mine[0]) & (time <= mine[-1]) & flows)
        return rows, np.interp(time[rows], mine, self["simulated/capacity"])


def half_cycles(result) -> list[HalfCycle]:
    """All pairs of an open result, coloured by cycle, as a list of HalfCycle."""
    cycles = result["comparison/errors/cycle"][:]
    different = np.unique(cycles)
    few = len(different) <= 3
    colours = [style.colour(k) for k in range(len(different))] if few else style.sequence(len(different))
    return [HalfCycle(result, row, colours[np.searchsorted(different, cycle)]) for row, cycle in enumerate(cycles)]


def measured_curve(axes, half, x, y, words, **look) -> Line2D:
    """A measured curve, as a wide pale line."""
    return style.curve(axes, x, y, **half.style | {"ls": "-"} | style.MEASURED | look, **words)


def draw_voltages(axes, halves) -> None:
    """Measured and simulated curves of all half cycles."""
    for half in halves:
        measured_curve(axes, half, half["measured/capacity"], half["measured/voltage"], {"name": f"{half.name}, measured"})
        style.curve(axes, half["simulated/capacity"], half["simulated/voltage"], **half.style, name=f"{half.name}, simulated")
    ink = style.theme().ink
    samples = [Line2D([], [], color=ink, **style.MEASURED, label="measured")]
    directions = {half.direction: half.style["ls"] for half in halves}
    samples += [Line2D([], [], color=ink, ls=dashes, label=f"simulated {direction}") for direction, dashes in directions.items()]
    style.label(axes, capacity_label(halves[0].areal), label("Voltage", "V"))
    style.hide(axes, x=True)
    style.heading(axes, "All half cycles", samples)
    axes.tick_params(labelbottom=False)


def draw_residuals(axes, halves) -> None:
    """Simulated minus measured voltage of all half cycles."""
    shown = np.unique(np.linspace(0, len(halves) - 1, MOST_IN_LEGEND).round().astype(int))
    handles = []
    for row, half in enumerate(halves):
        line = style.curve(axes, half["capacity"], half["residual"] * 1e3, **half.style, label=f"{half.name}: {half.rms:.1f} mV")
        handles += [line] if row in shown else []
    height = span(np.concatenate([half["residual"] for half in halves]) * 1e3)
    axes.axhline(0, color=style.theme().ink, lw=0.5)
    style.label(axes, capacity_label(halves[0].areal), label("Difference", "mV"), ylim=(-height, height))
    style.heading(axes, "Simulated minus measured", handles, subtitle="root mean square of each", above=True)


def draw_loss_panel(axes, result, half) -> None:
    """The losses of one half cycle, and what the measured voltage lies below the simulated open-circuit voltage."""
    rows, capacity = half.rows(result)
    common = half["capacity"]
    measured = half["measured_voltage"] - np.interp(common, capacity, result["series/open_circuit_voltage"][:][rows])
    style.curve(axes, common, measured * 1e3, color=style.theme().ink, label="measured V - simulated U", **style.MEASURED)
    total = draw_losses(axes, result, rows, capacity, half.discharging, f"Where the simulated voltage is lost: {half.name}")
    evenly = np.concatenate([measured, np.interp(common, capacity, total)])  # rows crowd where the voltage is steep
    axes.set(ylim=limits(evenly * 1e3, half.discharging))


def draw_derivative(axes, half, x, name, factor, height) -> None:
    """Measured and simulated derivative [in its unit over factor] against a dataset of the half cycle."""
    measured, simulated = (half[f"{who}_{name}"] * factor for who in ("measured", "simulated"))
    measured_curve(axes, half, half[x], measured, {"label": "measured"}, lw=2.4)  # may be noisy
    style.curve(axes, half[x], simulated, label="simulated", **half.style)
    axes.set_ylim((-height, 0.05 * height) if half.discharging else (-0.05 * height, height))


def peak(half, window) -> float:
    """Half the height of an axis for dQ/dV [mAh/(g V)]: its peaks, but not that of a hold at the cut-off voltage."""
    voltage = half["voltage"]
    inside = voltage > voltage[0] + 2 * window if half.discharging else voltage < voltage[-1] - 2 * window
    return 1.1 * max(np.abs(half[f"{who}_dQ_dV"][inside]).max(initial=0) for who in ("measured", "simulated")) or 1.0


def draw(files, *, half_cycle=None) -> Figure:
    """The figure of one open result of closo compare with curves, in a list; half_cycle is the name of one, such as discharge_1.

    Raises DataError for another file or name.
    """
    result, = files
    if "comparison/errors" not in result:
        spectra = "comparison/spectra" in result
        raise DataError(f"{result.filename}: " + ("spectra but no curves; --kind eis draws them" if spectra else
                                                  "no comparison to draw; closo compare makes one"))
    halves = half_cycles(result)
    named = {half.key: half for half in halves}
    half = named.get(half_cycle) if half_cycle else max(halves, key=lambda one: one.rms)
    if half is None:
        raise DataError(f"{result.filename}: no half cycle {half_cycle}; there are {', '.join(named)}")
    about = result["comparison"].attrs
    title, cell = titles(result)
    figure = style.figure(3, 5.2, f"{title}, {cell}\n{text(about['measured_file']).rsplit('/', 1)[-1]}; {text(about['way'])}")
    grid = figure.add_gridspec(2, 3, width_ratios=(1.3, 1, 1), height_ratios=(1.1, 1))
    voltages = figure.add_subplot(grid[0, 0])
    draw_voltages(voltages, halves)
    draw_residuals(figure.add_subplot(grid[1, 0], sharex=voltages), halves)
    draw_loss_panel(figure.add_subplot(grid[0, 1:]), result, half)
    axes = figure.add_subplot(grid[1, 1])
    draw_derivative(axes, half, "voltage", "dQ_dV", 1, peak(half, about["dQ_dV_window [V]"]))
    style.label(axes, label("Voltage", "V"), label("dQ/dV", "mAh cm-2 V-1" if half.areal else "mAh g-1 V-1"))
    style.heading(axes, f"dQ/dV: {half.name}")
    axes = figure.add_subplot(grid[1, 2])
    draw_derivative(axes, half, "capacity", "dV_dQ", 1e3,
                    span(np.concatenate([half["measured_dV_dQ"], half["simulated_dV_dQ"]]) * 1e3))
    style.label(axes, capacity_label(half.areal), label("dV/dQ", "mV cm2 mAh-1" if half.areal else "mV g mAh-1"))
    style.heading(axes, f"dV/dQ: {half.name}")
    return figure
