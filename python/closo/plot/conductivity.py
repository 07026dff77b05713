"""The conductivity of an electrolyte between blocking electrodes: its spectra with their circuits, and Arrhenius."""
import numpy as np
from matplotlib.figure import Figure

from closo.analysis.conductivity import ROOM, ZERO_CELSIUS, between, celsius, conductivity
from closo.data.results import label, titles
from closo.plot import style
from closo.plot.spectra import IMAGINARY, REAL

OPTIONS = {"closo": {"metavar": "PROGRAM", "help": "the closo program, which fits the circuits; default: that of this package"}}
MOST_SPECTRA = 9


def colour_of(part) -> str:
    """Colour of the total, or of the bulk."""
    return style.colour({"total": 0, "bulk": 2}[part])


def told(line) -> str:
    """What a line says, for a legend."""
    return f"{line.at(ROOM) * 1e3:#.4g} {'mS cm⁻¹'} at 25 °C\nE = {between(line.energy, line.width, '±')} eV"


def draw_spectrum(axes, circuit) -> None:
    """Nyquist plot with its circuit, as far as the resistance can be seen."""
    R = circuit.resistance["total"]
    axes.plot(circuit.Z.real, -circuit.Z.imag, ".", ms=3.5, color=style.theme().soft, gid=f"{celsius(circuit.temperature)} °C")
    axes.plot(circuit.of_circuit.real, -circuit.of_circuit.imag, lw=0.8, color=style.colour(1),
              gid=f"{celsius(circuit.temperature)} °C, circuit")
    for part in ("total", "bulk"):
        if part == "total" or circuit.resistance["grain boundaries"]:
            axes.plot(circuit.resistance[part], 0, "^", ms=4, color=colour_of(part), clip_on=False, zorder=3)
    style.label(axes, REAL, IMAGINARY, xlim=(0, 1.4 * R), ylim=(0, 0.9 * R), aspect="equal")
    style.hide(axes, x=True, y=True)
    axes.locator_params(nbins=4)
    axes.tick_params(labelsize=style.font(-3))
    axes.set_title(f"{celsius(circuit.temperature)} °C: {R:#.4g} Ω cm²", fontsize=style.font(-1), fontweight="normal")


def draw_lines(axes, deviation, lines) -> None:
    """Conductivities against 1/T with their lines, and how far off them they are."""
    names = {"total": "total, the conductivity", "bulk": "bulk"} if "bulk" in lines else {"total": "conductivity"}
    for part, line in lines.items():
        colour, x, T = colour_of(part), 1e3 / line.T, np.linspace(line.T.min(), line.T.max(), 50)
        axes.errorbar(x, line.kappa * 1e3, yerr=line.half * 1e3, fmt="none", ecolor=colour, elinewidth=0.8)
        style.curve(axes, x, line.kappa * 1e3, marker="o", ls="none", color=colour, label=f"{names[part]}\n{told(line)}")
        axes.plot(1e3 / T, line.at(T) * 1e3, lw=0.8, color=colour, gid=f"{names[part]}, line")
        share = line.kappa / line.at(line.T)
        deviation.errorbar(x, 100 * (share - 1), yerr=100 * share * line.half / line.kappa, fmt="none", ecolor=colour,
                           elinewidth=0.8)
        style.curve(deviation, x, 100 * (share - 1), marker="o", ls="none", color=colour, name=names[part])
    style.label(axes, "1000 K / T", label("Conductivity", "mS cm-1"), yscale="log")
    style.hide(axes, x=True)
    axes.tick_params(labelbottom=False)
    inverse = (lambda x: 1e3 / np.maximum(x, 1e-9) - ZERO_CELSIUS, lambda t: 1e3 / (t + ZERO_CELSIUS))
    axes.secondary_xaxis("top", functions=inverse).set(xlabel="Temperature / °C")
    axes.legend(loc="lower left")
    deviation.axhline(0, lw=0.6, color=style.theme().soft)
    style.label(deviation, "1000 K / T", "Off the line / %")


def draw(files, *, closo=None) -> Figure:
    """The figure of one open result of a cell with blocking electrodes, in a list. Raises DataError for another file."""
    result, = files
    circuits, _, every = conductivity(result, closo)
    lines = {part: line for part, line in every.items() if line.known}
    shown = [circuits[k] for k in np.unique(np.linspace(0, len(circuits) - 1, MOST_SPECTRA).round().astype(int))]
    columns = int(np.ceil(np.sqrt(len(shown))))
    figure = style.figure(2, 3.9, titles(result)[0])
    left, right = figure.subfigures(1, 2, width_ratios=(8, 5)) if lines else (figure.subfigures(1, 1), None)
    panels = left.subplots(-(-len(shown) // columns), columns, squeeze=False).ravel()
    for axes, circuit in zip(panels, shown):
        draw_spectrum(axes, circuit)
    for axes in panels[len(shown):]:
        axes.remove()
    left.suptitle("Nyquist: spectrum (dots), circuit (line), resistance (triangle)", fontsize=style.font(1))
    left.supxlabel(REAL, fontsize=style.font())
    left.supylabel(IMAGINARY, fontsize=style.font())
    if lines:
        right.suptitle("Arrhenius, and the points over the line", fontsize=style.font(1))
        draw_lines(*right.subplots(2, 1, sharex=True, height_ratios=(3, 1)), lines)
    return figure
