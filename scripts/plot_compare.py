#!/usr/bin/env python3
"""Draws a result file of closo compare: measured beside simulated curves, their difference, and the simulated losses.

    python3 scripts/plot_compare.py RESULT.h5 [-o PICTURE.png] [--half-cycle discharge_1]

Compared spectra are drawn by scripts/plot_eis.py. On the left all pairs; on the right one half cycle, by default the one with the largest rms error.
"""
import sys

from plotting import np, plt, save  # first: it tells what this Python lacks
from matplotlib.lines import Line2D
from curves import open_result, picture_of, picture_parser, run_script, text
from losses import draw_losses, limits

MOST_IN_LEGEND = 8  # more would hide the curves
MEASURED = {"lw": 4.5, "alpha": 0.3, "solid_capstyle": "butt", "dash_capstyle": "butt"}
USUAL = 85  # percentile that rules an axis: the plunge at the end of a discharge, and the jump after its start, do not
MARGIN = 1.4  # of an axis over that percentile


def span(values):
    """Half the height of an axis that shows the usual among the values."""
    return MARGIN * np.percentile(np.abs(values), USUAL) or 1.0


class HalfCycle:
    """A measured and a simulated charge or discharge, and the derivatives of both."""

    def __init__(self, result, row, colour):
        errors = result["comparison/errors"]
        self.key = text(errors["half_cycle"][row])
        self.name = self.key.replace("_", " ", 1).replace("_", ".")
        self.direction = text(errors["direction"][row])
        self.discharging = self.direction == "discharge"
        self.rms = errors["rms_voltage_error"][row] * 1e3  # mV
        self.group = result[f"comparison/{self.key}"]
        self.areal = "cm" in text(self.group["capacity"].attrs["units"])  # of a cell without masses
        self.style = {"color": colour, "ls": "-" if self.discharging else "--"}

    def capacity_label(self):
        return "areal capacity / mAh cm$^{-2}$" if self.areal else "specific capacity / mAh g$^{-1}$"

    def __getitem__(self, name):
        return self.group[name][:]

    def rows(self, result):
        """Which rows of /series belong to the simulated curve, and the capacity there [mAh/g], shape (rows)."""
        time, current = result["series/time"][:], result["series/current"][:]
        mine = self["simulated/time"]
        flows = current > 0 if self.discharging else current < 0
        rows = np.flatnonzero((time >= mine[0]) & (time <= mine[-1]) & flows)
        return rows, np.interp(time[rows], mine, self["simulated/capacity"])


def half_cycles(result):
    """All pairs of a result, coloured by cycle."""
    cycles = result["comparison/errors/cycle"][:]
    different = np.unique(cycles)
    few = len(different) <= MOST_IN_LEGEND
    colours = plt.get_cmap("tab10").colors if few else plt.get_cmap("viridis")(np.linspace(0, 0.9, len(different)))
    return [HalfCycle(result, row, colours[np.searchsorted(different, cycle)]) for row, cycle in enumerate(cycles)]


def draw_voltages(axes, halves):
    for half in halves:
        axes.plot(half["measured/capacity"], half["measured/voltage"], **half.style | {"ls": "-"} | MEASURED)
        axes.plot(half["simulated/capacity"], half["simulated/voltage"], lw=1.2, **half.style)
    samples = {"measured": Line2D([], [], color="black", **MEASURED)}
    for half in halves:
        samples["simulated " + half.direction] = Line2D([], [], color="black", lw=1.2, ls=half.style["ls"])
    axes.legend(samples.values(), samples, fontsize=8, loc="lower left")
    axes.set(ylabel="voltage / V", title="All half cycles")
    axes.tick_params(labelbottom=False)


def draw_residuals(axes, halves):
    shown = np.unique(np.linspace(0, len(halves) - 1, MOST_IN_LEGEND).round().astype(int))
    for row, half in enumerate(halves):
        axes.plot(half["capacity"], half["residual"] * 1e3, lw=1.2, **half.style,
                  label=f"{half.name}: {half.rms:.1f}" if row in shown else None)
    height = span(np.concatenate([half["residual"] for half in halves]) * 1e3)
    axes.axhline(0, color="black", lw=0.6)
    axes.set(xlabel=halves[0].capacity_label(), ylabel="simulated minus measured / mV", ylim=(-height, height))
    axes.legend(fontsize=8, title="rms of the whole residual / mV", title_fontsize=8, ncols=3, loc="lower center",
                bbox_to_anchor=(0.5, 1.0), frameon=False)


def draw_loss_panel(axes, result, half):
    rows, capacity = half.rows(result)
    common = half["capacity"]
    measured = half["measured_voltage"] - np.interp(common, capacity, result["series/open_circuit_voltage"][:][rows])
    axes.plot(common, measured * 1e3, color="black", label="measured V - simulated U", **MEASURED)
    total = draw_losses(axes, result, rows, capacity, half.discharging)
    evenly = np.concatenate([measured, np.interp(common, capacity, total)])  # rows crowd where the voltage is steep
    axes.set(title=f"Where the simulated voltage is lost: {half.name}", ylim=limits(evenly * 1e3, half.discharging))


def draw_derivative(axes, half, x, name, factor, height):
    """Measured and simulated derivative [in its unit over factor] against a dataset of the half cycle."""
    measured, simulated = (half[f"{who}_{name}"] * factor for who in ("measured", "simulated"))
    axes.plot(half[x], measured, label="measured", **half.style | {"ls": "-"} | MEASURED | {"lw": 3})  # may be noisy
    axes.plot(half[x], simulated, lw=1.2, label="simulated", **half.style)
    axes.set_ylim((-height, 0.05 * height) if half.discharging else (-0.05 * height, height))
    axes.legend(fontsize=8)


def peak(half, window):
    """Half the height of an axis for dQ/dV [mAh/(g V)]: its peaks, but not that of a hold at the cut-off voltage."""
    voltage = half["voltage"]
    inside = voltage > voltage[0] + 2 * window if half.discharging else voltage < voltage[-1] - 2 * window
    return 1.1 * max(np.abs(half[f"{who}_dQ_dV"][inside]).max(initial=0) for who in ("measured", "simulated")) or 1.0


def draw(result, halves, chosen, picture):
    about = result["comparison"].attrs
    figure = plt.figure(figsize=(16, 9), constrained_layout=True)
    grid = figure.add_gridspec(2, 3, width_ratios=(1.3, 1, 1), height_ratios=(1.25, 1))
    voltages = figure.add_subplot(grid[0, 0])
    draw_voltages(voltages, halves)
    draw_residuals(figure.add_subplot(grid[1, 0], sharex=voltages), halves)
    draw_loss_panel(figure.add_subplot(grid[0, 1:]), result, chosen)
    axes = figure.add_subplot(grid[1, 1])
    draw_derivative(axes, chosen, "voltage", "dQ_dV", 1, peak(chosen, about["dQ_dV_window [V]"]))
    axes.set(xlabel="voltage / V", ylabel=f"dQ/dV / mAh {'cm$^{-2}$' if chosen.areal else 'g$^{-1}$'} V$^{{-1}}$", title=f"dQ/dV: {chosen.name}")
    axes = figure.add_subplot(grid[1, 2])
    slopes = np.concatenate([chosen["measured_dV_dQ"], chosen["simulated_dV_dQ"]]) * 1e3
    draw_derivative(axes, chosen, "capacity", "dV_dQ", 1e3, span(slopes))
    axes.set(xlabel=chosen.capacity_label(), ylabel=f"dV/dQ / mV {'cm$^2$' if chosen.areal else 'g'} mAh$^{{-1}}$", title=f"dV/dQ: {chosen.name}")
    figure.suptitle(f"{text(result.attrs['title'])}, {text(result.attrs['cell'])}\n"
                    f"{text(about['measured_file'])}; {text(about['way'])}", fontsize=11)
    save(figure, picture, dpi=110)


def main():
    parser = picture_parser(__doc__)
    parser.add_argument("--half-cycle", help="half cycle whose losses and derivatives are drawn; default: the largest rms error")
    arguments = parser.parse_args()
    picture = picture_of(arguments)
    with open_result(arguments.result) as result:
        if "comparison/errors" not in result and "comparison/spectra" in result:
            sys.exit(f"{arguments.result}: spectra but no curves; draw them with scripts/plot_eis.py")
        if "comparison/errors" not in result:
            sys.exit(f"{arguments.result}: no comparison to draw; closo compare makes one")
        halves = half_cycles(result)
        named = {half.key: half for half in halves}
        chosen = named.get(arguments.half_cycle) if arguments.half_cycle else max(halves, key=lambda half: half.rms)
        if chosen is None:
            sys.exit(f"{arguments.result}: no half cycle {arguments.half_cycle}; there are {', '.join(named)}")
        draw(result, halves, chosen, picture)
    print(picture)


if __name__ == "__main__":
    run_script(main)
