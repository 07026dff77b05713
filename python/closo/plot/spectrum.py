"""What closo spectrum found: Nyquist with the circuit, resistances, Kramers-Kronig residuals, relaxation times.

With the run that the spectra are of: the upper cut-off of each cycle as bands, and the cycles that lie behind each spectrum
(0 before the first discharge) instead of the cycle in which it was taken. Measured resistances stand at their cycle, else over
the cycles of their cut-off, else over all. With a frequency that splits them, R1 is the sum of the arcs that peak above it, R2 of
those below; without it arcs are numbered from fast to slow in each spectrum.
"""
from collections.abc import Iterator

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from closo.analysis.circuits import cut_offs, cycles_done, measured_resistances, resistances
from closo.data.errors import DataError
from closo.data.results import label, open_result, text, titles
from closo.plot import style
from closo.plot.measured import OPTIONS as MEASURED
from closo.plot.measured import tables
from closo.plot.spectra import FREQUENCY, IMAGINARY, REAL

OPTIONS = {"run": {"metavar": "RUN.h5", "help": "result of the run in which the spectra were taken"},
           "measured": MEASURED["measured"],
           "split": {"type": float, "metavar": "HZ", "help": "R1 is all arcs above this frequency, R2 all below"}}
FEW = 8  # spectra that a legend tells apart; more get a bar of colours
CLOSER = 3  # a second Nyquist plot shows the small spectra if the largest reaches this many times as far


class Spectra:
    """The spectra of an open file, and what the open run, or None, says of them."""

    def __init__(self, result, run, split) -> None:
        self.numbers = result["spectra/number"][:]
        self.groups = [result[f"spectrum/{number}"] for number in self.numbers]
        self.circuits = [text(circuit) for circuit in result["spectra/circuit"][:]]
        self.resistances = resistances(result["spectra"], split)
        self.unit = text(result["spectra/R0"].attrs["units"])
        self.title = titles(run or result)[0]
        cycles = cycles_done(run, self.numbers) if run else result["spectra/cycle"][:]
        self.of_cycles = bool(run) or bool(np.all(cycles > 0))
        self.places = cycles if self.of_cycles else self.numbers
        self.axis = ("Cycles done" if run else "Cycle") if self.of_cycles else "Spectrum"
        reached = self.places.max()
        stretches = cut_offs(run) if run else []
        self.cut_offs = [(voltage, first, min(last, reached)) for voltage, first, last in stretches if first <= reached]
        scale = Normalize(self.places.min(), max(self.places.max(), self.places.min() + 1))
        self.colours = ScalarMappable(scale, style.shades())

    def each(self) -> Iterator[tuple]:
        """(group, colour) of each spectrum: many coloured by their place, few one after another."""
        return zip(self.groups, self.colours.to_rgba(self.places) if self.many else style.sequence(len(self.groups)))

    def name(self, k) -> str:
        """What the legend calls a spectrum."""
        return f"{self.numbers[k]}{f', cycle {self.places[k]}' if self.of_cycles else ''}: {self.circuits[k]}"

    def has_place_for(self, name, row) -> bool:
        """Whether a measured row has its resistance, and its cycle or cut-off, among the spectra."""
        if name not in self.resistances:
            return False
        if row.cycle is not None:
            return self.of_cycles and row.cycle <= self.places.max()
        return row.cut_off is None or self.stretch(row.cut_off) is not None

    def stretch(self, cut_off) -> tuple | None:
        """(cut-off, first cycle, last cycle) of the cycles to a cut-off; None if the run has none."""
        return next((s for s in self.cut_offs if abs(s[0] - cut_off) < 0.01), None)

    @property
    def many(self) -> bool:
        """Whether there are more than a legend tells apart."""
        return len(self.numbers) > FEW

    def reach(self) -> np.ndarray:
        """Where the arcs of each spectrum end on the real axis: the sum of its resistances, shape (spectra)."""
        return np.nansum([resistance.value for resistance in self.resistances.values()], axis=0)


def draw_nyquist(axes, spectra, right=None, title="Nyquist") -> None:
    """Spectra and circuits; with right, the part up to this real part."""
    for k, (group, colour) in enumerate(spectra.each()):
        order = np.argsort(group["frequency"][:])
        if not spectra.many:
            style.curve(axes, group["real"][:], -group["imaginary"][:], marker="o", ls="none", ms=2.8, mew=0.6, mfc="none",
                        color=colour,
                        name=f"{spectra.name(k)}, spectrum")
        style.curve(axes, group["circuit_real"][:][order], -group["circuit_imaginary"][:][order], color=colour,
                    label=spectra.name(k),
                    lw=0.8 if spectra.many else 1.0)
    end = right or 1.03 * max(axes.dataLim.x1, 1e-9)
    top = end / 2 if right else max(0.25 * end, 1.08 * axes.dataLim.y1)
    style.label(axes, REAL, IMAGINARY, xlim=(0, end), ylim=(min(0, 0 if right else 1.05 * axes.dataLim.y0), top), aspect="equal")
    style.heading(axes, title, legend=False)


def draw_residuals(axes, spectra) -> None:
    """Of few spectra against frequency; of many the largest of each, which is what can be read."""
    if spectra.many:
        largest = [100 * max(np.abs(g["kramers_kronig_real"][:]).max(), np.abs(g["kramers_kronig_imaginary"][:]).max())
                   for g in spectra.groups]
        style.curve(axes, spectra.places, largest, name="largest residual", color=style.theme().ink)
        style.label(axes, spectra.axis, "Largest residual / %", ylim=(0, 1.15 * max(largest)))
        return style.heading(axes, "Kramers-Kronig")
    for k, (group, colour) in enumerate(spectra.each()):
        for part, dashes in (("real", "-"), ("imaginary", ":")):
            style.curve(axes, group["frequency"][:], 100 * group[f"kramers_kronig_{part}"][:], lw=0.7, ls=dashes, color=colour,
                        name=f"{spectra.name(k)}, {part} part")
    style.label(axes, FREQUENCY, "Residual / %", xscale="log")
    return style.heading(axes, "Kramers-Kronig: Re lines, Im dots")


def draw_relaxation(axes, spectra) -> None:
    """Distributions of relaxation times, within the frequencies of the spectra."""
    largest = 0
    for k, (group, colour) in enumerate(spectra.each()):
        f, turn, gamma = group["frequency"][:], 1 / (2 * np.pi * group["relaxation_time"][:]), group["relaxation_gamma"][:]
        known = (turn >= f.min()) & (turn <= f.max())  # beyond them nothing is known
        style.curve(axes, turn[known], gamma[known], lw=0.7 if spectra.many else 1, color=colour, name=spectra.name(k))
        largest = max(largest, gamma[known].max())
    style.label(axes, label("1 / (2 π τ)", "Hz"), label("γ", spectra.unit), xscale="log")
    style.heading(axes, "Relaxation times")
    if np.ptp(np.log(spectra.reach())) > np.log(CLOSER):  # peaks of very different heights
        axes.set(yscale="log", ylim=(1e-3 * largest, 1.5 * largest))


def draw_cut_offs(axes, spectra) -> None:
    """Bands of one upper cut-off each, with their voltage above the data."""
    for k, (voltage, first, last) in enumerate(spectra.cut_offs):
        axes.axvspan(first - 0.5, last + 0.5, color=style.theme().soft, alpha=0.16 if k % 2 else 0.05, lw=0)
        axes.text((first + last) / 2, 0.975, f"{voltage:.2f} V", transform=axes.get_xaxis_transform(), ha="center", va="top",
                  fontsize=style.font(-2))


def draw_measured(axes, spectra, rows, colours) -> None:
    """A diamond at the cycle of a row, else a bar over its cycles; below a limit carets."""
    labels = {}  # of each stretch, so that two of the same stand below one another
    small = style.font(-2)
    for name, row in rows:
        colour, words = colours[name], f"{'≈' if row.relation == 'about' else row.relation} {row.value:g}"
        if row.cycle is not None:
            axes.plot(row.cycle, row.value, "D", ms=5.5, mfc=style.theme().ground, mec=colour, mew=1.2, zorder=4,
                      gid=f"{name}, measured")
            axes.annotate(words.lstrip("= "), (row.cycle, row.value), (5, 0), textcoords="offset points", va="center",
                          fontsize=small,
                          color=colour)
            continue
        stretch = spectra.stretch(row.cut_off) if row.cut_off else None
        first, last = stretch[1:] if stretch else (spectra.places.min(), spectra.places.max())
        axes.plot([first - 0.4, last + 0.4], [row.value] * 2, color=colour, lw=5, alpha=0.35, solid_capstyle="butt", zorder=1,
                  gid=f"{name}, measured ({row.relation})")
        if row.relation.startswith("<"):
            axes.plot(np.linspace(first, last, 3), [0.92 * row.value] * 3, "v", ms=3.5, mew=0, color=colour, alpha=0.5, zorder=1)
        if stretch:
            labels.setdefault(stretch, []).append((f"{name} {words}", colour))
        else:
            axes.annotate(words, (last, row.value), (0, -5), textcoords="offset points", ha="right", va="top", fontsize=small,
                          color=colour)
    for (_, first, last), lines in labels.items():
        for k, (line, colour) in enumerate(lines):
            axes.text((first + last) / 2, 0.915 - 0.055 * k, line, transform=axes.get_xaxis_transform(), ha="center", va="top",
                      fontsize=small, color=colour)


def draw_resistances(axes, spectra, measured) -> None:
    """R0, R1, R2, ... with their 95 % intervals; hollow where not determined, a triangle at the foot where there is none."""
    colours, handles = {}, []
    rows = [(name, row) for name, of in measured.items() for row in of if spectra.has_place_for(name, row)]
    ground, ink = style.theme().ground, style.theme().ink
    draw_cut_offs(axes, spectra)
    for k, (name, resistance) in enumerate(spectra.resistances.items()):
        colour = colours[name] = style.colour(k)
        errors = np.clip([resistance.value - resistance.low, resistance.high - resistance.value], 0, None)
        axes.errorbar(spectra.places, resistance.value, yerr=errors, fmt="none", elinewidth=0.8, capsize=1.5, color=colour)
        style.curve(axes, spectra.places, resistance.value, lw=0.8, color=colour, name=name)
        unsure = ~resistance.determined
        few = len(spectra.places) <= style.MOST_MARKERS // 2
        for which, face in ((resistance.determined & few, colour), (unsure, ground)):
            axes.plot(spectra.places[which], resistance.value[which], "o", ms=3, color=colour, mfc=face)
        handles.append(Line2D([], [], marker="o" if few else "", ms=3, lw=0.8, color=colour, label=name))
        if np.any(none := np.isnan(resistance.value)):
            axes.plot(spectra.places[none], np.zeros(none.sum()), "v", ms=5, color=colour, mfc=ground, clip_on=False, zorder=5,
                      transform=axes.get_xaxis_transform())
            handles.append(Line2D([], [], marker="v", ms=5, ls="", color=colour, mfc="none", label=f"no {name}"))
    values = [resistance.value for resistance in spectra.resistances.values()] + [[row.value for _, row in rows]]
    low, high = np.nanmin(np.concatenate(values)), np.nanmax(np.concatenate(values))
    style.label(axes, spectra.axis, label("Resistance", spectra.unit), yscale="log",
                ylim=(0.6 * low, (4.0 if spectra.cut_offs else 1.6) * high))
    style.plain_logarithm(axes.yaxis)
    if rows:
        draw_measured(axes, spectra, rows, colours)
        handles += [Line2D([], [], marker="D", ms=5, ls="", mfc=ground, mec=ink, mew=1.2, label="measured"),
                    Line2D([], [], color=ink, lw=5, alpha=0.35, label="measured over these cycles")]
    style.heading(axes, "Resistances with 95 % intervals" + (", by upper cut-off" if spectra.cut_offs else ""), handles,
                  above=True)


def draw_all(spectra, measured) -> Figure:
    """The figure of a Spectra, with measured resistances by name."""
    figure = style.figure(2, 5.8, spectra.title)
    upper, lower = figure.add_gridspec(2, 1, height_ratios=(1, 1.4))
    reach = spectra.reach()
    closer = reach.max() > CLOSER * reach.min()
    places = upper.subgridspec(1, 2) if closer else upper.subgridspec(1, 1)
    nyquist = [figure.add_subplot(place) for place in places]
    draw_nyquist(nyquist[0], spectra)
    if closer:
        draw_nyquist(nyquist[1], spectra, right=1.25 * np.median(reach[reach <= reach.min() * CLOSER]), title="... enlarged")
    if spectra.many:
        style.colour_bar(figure, spectra.colours, nyquist, spectra.axis, fraction=0.03, pad=0.01, shrink=0.75)
        style.heading(nyquist[0], "Nyquist: the circuits", legend=False)
    else:
        handles = [line for line in nyquist[0].lines if line.get_linestyle() != "None"]
        style.heading(nyquist[0], "Nyquist", handles, subtitle="spectrum: circles, circuit: lines", above=True)
    left, right = lower.subgridspec(1, 2, width_ratios=(3, 2))
    draw_resistances(figure.add_subplot(left), spectra, measured)
    residuals, relaxation = (figure.add_subplot(place) for place in right.subgridspec(2, 1))
    draw_residuals(residuals, spectra)
    draw_relaxation(relaxation, spectra)
    return figure


def draw(files, *, run=None, measured=None, split=None) -> Figure:
    """The figure of one open result of closo spectrum, in a list; paths of the run and of tables of measured
    resistances, and the frequency [Hz].

    Raises DataError for another file, run or table.
    """
    result, = files
    if "spectra/number" not in result:
        raise DataError(f"{result.filename}: expected a result of closo spectrum")
    rows = measured_resistances(*tables(measured))
    if not run:
        return draw_all(Spectra(result, None, split), rows)
    with open_result(run) as opened:
        if "steps/charge" not in opened:
            raise DataError(f"{run}: expected a result of closo run")
        if result["spectra/number"][-1] > len(opened["steps/cycle"]):
            raise DataError(f"{run}: expected the run of these spectra, with at least {result['spectra/number'][-1]} steps")
        return draw_all(Spectra(result, opened, split), rows)
