#!/usr/bin/env python3
"""Draws what closo spectrum found: Nyquist with the circuit, resistances, Kramers-Kronig residuals, relaxation times.

    python3 scripts/plot_spectrum.py RESULT.spectrum.h5 [--run RUN.h5] [--measured TABLE.csv] [--split HZ] [-o PICTURE.png]

--run is the result of closo run that the spectra are of: for its title, the upper cut-off of each cycle as bands, and
  the cycles that lie behind each spectrum (0 before the first discharge) instead of the cycle in which it was taken.
--measured draws the measured resistances of a table beside those of the spectra: rows 'resistance R1 ...' of the form
  of params/measured/asakura2020_resistances.csv, at their cycle, else over the cycles of their cut-off, else over all.
--split 1000 names arcs by frequency: R1 is the sum of those that peak above 1000 Hz, R2 of those below. Without it they
  are numbered from fast to slow in each spectrum.
"""
import sys

from plotting import np, plt, save
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from curves import open_result, picture_of, picture_parser, run_script, text
from spectrum_table import cut_offs, cycles_done, measured_resistances, resistances

FEW = 8  # spectra that a legend tells apart; more get a bar of colours
CLOSER = 3  # a second Nyquist plot shows the small spectra if the largest reaches this many times as far


class Spectra:
    """The spectra of a file, and what the run says of them."""

    def __init__(self, result, run, split):
        self.numbers = result["spectra/number"][:]
        self.groups = [result[f"spectrum/{number}"] for number in self.numbers]
        self.circuits = [text(circuit) for circuit in result["spectra/circuit"][:]]
        self.resistances = resistances(result["spectra"], split)
        self.unit = text(result["spectra/R0"].attrs["units"]).replace("cm2", "cm$^2$")
        self.title = text((run or result).attrs["title"])
        cycles = cycles_done(run, self.numbers) if run else result["spectra/cycle"][:]
        self.of_cycles = bool(run) or bool(np.all(cycles > 0))
        self.places = cycles if self.of_cycles else self.numbers
        self.axis = ("cycles done" if run else "cycle") if self.of_cycles else "spectrum"
        reached = self.places.max()
        stretches = cut_offs(run) if run else []
        self.cut_offs = [(voltage, first, min(last, reached)) for voltage, first, last in stretches if first <= reached]
        scale = plt.Normalize(self.places.min(), max(self.places.max(), self.places.min() + 1))
        dark = ListedColormap(plt.get_cmap("viridis")(np.linspace(0, 0.87, 256)))  # its yellow is pale on white
        self.colours = plt.cm.ScalarMappable(scale, dark)

    def each(self):
        """(group, colour) of each spectrum: many coloured by their place, few one after another."""
        few = self.colours.cmap(np.linspace(0, 1, len(self.groups)))
        return zip(self.groups, self.colours.to_rgba(self.places) if self.many else few)

    def has_place_for(self, row):
        """Whether a measured row has its resistance, and its cycle or cut-off, among the spectra."""
        if row.name not in self.resistances:
            return False
        if row.cycle is not None:
            return self.of_cycles and row.cycle <= self.places.max()
        return row.cut_off is None or self.stretch(row.cut_off) is not None

    def stretch(self, cut_off):
        """(cut-off, first cycle, last cycle) of the cycles to a cut-off; None if the run has none."""
        return next((s for s in self.cut_offs if abs(s[0] - cut_off) < 0.01), None)

    @property
    def many(self):
        return len(self.numbers) > FEW

    def reach(self):
        """Where the arcs of each spectrum end on the real axis: the sum of its resistances."""
        return np.nansum([resistance.value for resistance in self.resistances.values()], axis=0)


def draw_nyquist(axes, spectra, right=None, title="Nyquist: spectrum (circles) and circuit (lines)"):
    """Spectra and circuits; with right, the part up to this real part."""
    for (group, colour), number, place, circuit in zip(spectra.each(), spectra.numbers, spectra.places, spectra.circuits):
        label = f"{number}{f', cycle {place}' if spectra.of_cycles else ''}: {circuit}"
        order = np.argsort(group["frequency"][:])
        axes.plot(group["real"][:], -group["imaginary"][:], "o", ms=3 if spectra.many else 4, mew=0.7, mfc="none", color=colour,
                  label=label)
        axes.plot(group["circuit_real"][:][order], -group["circuit_imaginary"][:][order], lw=1, color=colour)
    end = right or 1.03 * max(axes.dataLim.x1, 1e-9)
    top = end / 2 if right else max(0.25 * end, 1.08 * axes.dataLim.y1)
    axes.set(xlabel=f"Re Z / {spectra.unit}", ylabel=f"-Im Z / {spectra.unit}", title=title, xlim=(0, end),
             ylim=(min(0, 0 if right else 1.05 * axes.dataLim.y0), top))
    axes.set_aspect("equal")


def draw_residuals(axes, spectra):
    """Of few spectra against frequency; of many the largest of each, which is what can be read."""
    if spectra.many:
        largest = [100 * max(np.abs(g["kramers_kronig_real"][:]).max(), np.abs(g["kramers_kronig_imaginary"][:]).max())
                   for g in spectra.groups]
        axes.scatter(spectra.places, largest, s=14, color=spectra.colours.to_rgba(spectra.places))
        axes.set(xlabel=spectra.axis, ylabel="largest residual / %", title="Kramers-Kronig", ylim=(0, 1.15 * max(largest)))
        return
    for group, colour in spectra.each():
        f = group["frequency"][:]
        axes.semilogx(f, 100 * group["kramers_kronig_real"][:], ".-", ms=4, lw=0.6, color=colour)
        axes.semilogx(f, 100 * group["kramers_kronig_imaginary"][:], "x:", ms=3, lw=0.6, color=colour)
    axes.set(xlabel="frequency / Hz", ylabel="residual / %", title="Kramers-Kronig: Re dots, Im crosses")


def draw_relaxation(axes, spectra):
    largest = 0
    for group, colour in spectra.each():
        f, turn, gamma = group["frequency"][:], 1 / (2 * np.pi * group["relaxation_time"][:]), group["relaxation_gamma"][:]
        known = (turn >= f.min()) & (turn <= f.max())  # beyond them nothing is known
        axes.semilogx(turn[known], gamma[known], lw=0.8 if spectra.many else 1, color=colour)
        largest = max(largest, gamma[known].max())
    axes.set(xlabel="1 / (2 pi tau) / Hz", ylabel=f"gamma / {spectra.unit}", title="Relaxation times")
    if np.ptp(np.log(spectra.reach())) > np.log(CLOSER):  # peaks of very different heights
        axes.set(yscale="log", ylim=(1e-3 * largest, 1.5 * largest))


def draw_cut_offs(axes, spectra):
    """Bands of one upper cut-off each, with their voltage above the data."""
    for k, (voltage, first, last) in enumerate(spectra.cut_offs):
        axes.axvspan(first - 0.5, last + 0.5, color="0.5", alpha=0.13 if k % 2 else 0.04, lw=0)
        axes.text((first + last) / 2, 0.975, f"{voltage:.2f} V", transform=axes.get_xaxis_transform(), ha="center", va="top", fontsize=8)


def draw_measured(axes, spectra, rows, colours):
    """A diamond at the cycle of a row, else a bar over its cycles; below a limit carets."""
    labels = {}  # of each stretch, so that two of the same stand below one another
    for row in rows:
        colour, label = colours[row.name], f"{'≈' if row.relation == 'about' else row.relation} {row.value:g}"
        if row.cycle is not None:
            axes.plot(row.cycle, row.value, "D", ms=8, mfc="white", mec=colour, mew=1.6, zorder=4)
            axes.annotate(label.lstrip("= "), (row.cycle, row.value), (8, 0), textcoords="offset points", va="center", fontsize=8,
                          color=colour)
            continue
        stretch = spectra.stretch(row.cut_off) if row.cut_off else None
        first, last = stretch[1:] if stretch else (spectra.places.min(), spectra.places.max())
        axes.plot([first - 0.4, last + 0.4], [row.value] * 2, color=colour, lw=7, alpha=0.35, solid_capstyle="butt", zorder=1)
        if row.relation.startswith("<"):
            axes.plot(np.linspace(first, last, 3), [0.92 * row.value] * 3, "v", ms=5, mew=0, color=colour, alpha=0.5, zorder=1)
        if stretch:
            labels.setdefault(stretch, []).append((f"{row.name} {label}", colour))
        else:
            axes.annotate(label, (last, row.value), (0, -7), textcoords="offset points", ha="right", va="top", fontsize=8, color=colour)
    for (_, first, last), lines in labels.items():
        for k, (line, colour) in enumerate(lines):
            axes.text((first + last) / 2, 0.925 - 0.045 * k, line, transform=axes.get_xaxis_transform(), ha="center", va="top",
                      fontsize=8, color=colour)


def draw_resistances(axes, spectra, measured):
    """R0, R1, R2, ... with their 95 % intervals; hollow where not determined, a triangle at the foot where there is none."""
    colours, handles = {}, []
    measured = [row for row in measured if spectra.has_place_for(row)]
    draw_cut_offs(axes, spectra)
    for k, (name, resistance) in enumerate(spectra.resistances.items()):
        colour = colours[name] = f"C{k}"
        errors = np.clip([resistance.value - resistance.low, resistance.high - resistance.value], 0, None)
        axes.errorbar(spectra.places, resistance.value, yerr=errors, fmt="none", elinewidth=1, capsize=2, color=colour)
        axes.plot(spectra.places, resistance.value, "-", lw=1, color=colour)
        for which, face in ((resistance.determined, colour), (~resistance.determined, "white")):
            axes.plot(spectra.places[which], resistance.value[which], "o", ms=4, color=colour, mfc=face)
        handles.append(Line2D([], [], marker="o", ms=4, lw=1, color=colour, label=name))
        if np.any(none := np.isnan(resistance.value)):
            axes.plot(spectra.places[none], np.zeros(none.sum()), "v", ms=8, color=colour, mfc="white", clip_on=False, zorder=5,
                      transform=axes.get_xaxis_transform())
            handles.append(Line2D([], [], marker="v", ms=8, ls="", color=colour, mfc="none", label=f"no {name}"))
    values = [resistance.value for resistance in spectra.resistances.values()] + [[row.value for row in measured]]
    low, high = np.nanmin(np.concatenate(values)), np.nanmax(np.concatenate(values))
    axes.set(yscale="log", xlabel=spectra.axis, ylabel=f"resistance / {spectra.unit}",
             ylim=(0.6 * low, (2.8 if spectra.cut_offs else 1.6) * high),
             title="Resistances with 95 % intervals" + (", by upper cut-off" if spectra.cut_offs else ""))
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    if measured:
        draw_measured(axes, spectra, measured, colours)
        handles += [Line2D([], [], marker="D", ms=7, ls="", mfc="white", mec="0.3", mew=1.6, label="measured"),
                    Line2D([], [], color="0.3", lw=7, alpha=0.35, label="... over these cycles")]
    axes.legend(handles=handles, fontsize=8, ncol=len(handles), loc="upper center", bbox_to_anchor=(0.5, -0.16), frameon=False)


def draw(spectra, measured):
    figure = plt.figure(figsize=(13, 9), constrained_layout=True)
    upper, lower = figure.add_gridspec(2, 1, height_ratios=(1, 1.3))
    reach = spectra.reach()
    closer = reach.max() > CLOSER * reach.min()
    places = upper.subgridspec(1, 2, width_ratios=(1, 1)) if closer else upper.subgridspec(1, 1)
    nyquist = [figure.add_subplot(place) for place in places]
    draw_nyquist(nyquist[0], spectra)
    if closer:
        draw_nyquist(nyquist[1], spectra, right=1.25 * np.median(reach[reach <= reach.min() * CLOSER]), title="... enlarged")
    if spectra.many:
        figure.colorbar(spectra.colours, ax=nyquist, label=spectra.axis, fraction=0.03, pad=0.01, shrink=0.75)
    else:
        nyquist[0].legend(fontsize=8, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    left, right = lower.subgridspec(1, 2, width_ratios=(3, 2))
    draw_resistances(figure.add_subplot(left), spectra, measured)
    residuals, relaxation = (figure.add_subplot(place) for place in right.subgridspec(2, 1))
    draw_residuals(residuals, spectra)
    draw_relaxation(relaxation, spectra)
    figure.suptitle(spectra.title)
    return figure


def main():
    parser = picture_parser(__doc__)
    parser.add_argument("--run", help="result of the run in which the spectra were taken")
    parser.add_argument("--measured", help="table of measured resistances")
    parser.add_argument("--split", type=float, metavar="HZ", help="R1 is all arcs above this frequency, R2 all below")
    arguments = parser.parse_args()
    run = open_result(arguments.run) if arguments.run else None
    if run and "steps/charge" not in run:
        sys.exit(f"{arguments.run}: expected a result of closo run")
    with open_result(arguments.result) as result:
        if "spectra/number" not in result:
            sys.exit(f"{arguments.result}: expected a result of closo spectrum")
        if run and result["spectra/number"][-1] > len(run["steps/cycle"]):
            sys.exit(f"{arguments.run}: expected the run of these spectra, with at least {result['spectra/number'][-1]} steps")
        measured = list(measured_resistances(arguments.measured)) if arguments.measured else []
        figure = draw(Spectra(result, run, arguments.split), measured)
    picture = picture_of(arguments)
    save(figure, picture, dpi=110)
    print(picture)


if __name__ == "__main__":
    run_script(main)
