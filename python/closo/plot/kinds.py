"""The kinds of figures: what each draws, of which files, and how a file tells which of them fits it."""
import dataclasses
import importlib
import inspect
from collections.abc import Callable
from types import ModuleType

import numpy as np
from matplotlib.figure import Figure

from closo.analysis.conductivity import is_blocked
from closo.analysis.onsets import is_ramp
from closo.analysis.sweeps import is_sampled, varied
from closo.data.errors import DataError
from closo.plot.rates import is_rate_test

FEW_CYCLES = 3  # a run of more is drawn by its cycles


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of figure; its module of the same name in closo.plot has OPTIONS, and draw(files, **options), which returns a
    figure."""

    name: str
    draws: str
    of: str               # commands whose results it draws
    many: bool = False    # takes several files
    fits: Callable = lambda file: False  # whether it is what an open file is drawn as

    @property
    def module(self) -> ModuleType:
        """Its module."""
        return importlib.import_module(f"closo.plot.{self.name.replace('-', '_')}")

    @property
    def options(self) -> set[str]:
        """Names of its options, as Python spells them."""
        return {name.replace("-", "_") for name in self.module.OPTIONS}

    def draw(self, files, **options) -> Figure:
        """The figure of open files, in a list. Raises DataError for files or options that are not of this kind."""
        if len(files) > 1 and not self.many:
            raise DataError(f"--kind {self.name} draws one file at a time, found {len(files)}")
        for name in options:
            if name not in inspect.signature(self.module.draw).parameters:
                raise DataError(f"--{name.replace('_', '-')}: not an option of --kind {self.name}")
        try:
            return self.module.draw(files, **options)
        except KeyError as missing:  # of h5py, which names what a file lacks
            raise DataError(f"{files[0].filename}: not drawn as --kind {self.name}: {missing.args[0]}") from None


def is_run(file) -> bool:
    """Whether an open file is a result of closo run."""
    return "steps/charge" in file and "series/step" in file


def is_voltammetry(file) -> bool:
    """Whether all steps of a run that pass charge are voltage ramps."""
    if not is_run(file):
        return False
    ramp = np.array([is_ramp(words) for words in file["steps/text"][:]], bool)
    return bool(ramp.any()) and bool(np.all(ramp | (file["steps/charge"][:] == 0)))


def is_cycled(file) -> bool:
    """Whether a run has more cycles than a figure of curves shows."""
    return is_run(file) and "cell/active_mass" in file and "cycles/number" in file and len(file["cycles/number"]) > FEW_CYCLES


def is_gridded(file) -> bool:
    """Whether a sweep can be drawn as maps."""
    return "cases" in file and len(varied(file)) > 1


# In the order in which a file is asked for what it is.
KINDS = {kind.name: kind for kind in (
    Kind("compare", "measured and simulated curves, difference, losses, derivatives", "closo compare",
         fits=lambda f: "comparison/errors" in f),
    Kind("fit", "curves with distances, intervals, correlations, profiles", "closo fit", fits=lambda f: "fit/parameters" in f),
    Kind("spectrum", "circuits, resistances, Kramers-Kronig residuals, relaxation times", "closo spectrum",
         fits=lambda f: "spectra/number" in f),
    Kind("design", "Pareto front or sets of changes", "closo design", fits=lambda f: "front" in f or "changes" in f),
    Kind("rates", "discharge curves over rates", "closo sweep", fits=lambda f: "cases" in f and is_rate_test(f)),
    Kind("sensitivity", "tornado plot and Sobol indices", "closo sweep", fits=lambda f: "cases" in f and is_sampled(f)),
    Kind("sweep", "maps over two keys, Ragone plot", "closo sweep", fits=is_gridded),
    Kind("conductivity", "conductivity and activation energy of an electrolyte", "closo run", fits=is_blocked),
    Kind("eis", "Nyquist and Bode plots", "closo run, eis, compare",
         fits=lambda f: "impedance" in f or "comparison/spectra" in f),
    Kind("voltammetry", "current against voltage, onsets", "closo run", many=True, fits=is_voltammetry),
    Kind("cycles", "curves, capacity, efficiency and mean voltage against cycle", "closo run", fits=is_cycled),
    Kind("run", "voltage, losses, and profiles across the composite", "closo run", fits=is_run),
    Kind("overlay", "the last discharge of several results over one another, and their losses", "closo run", many=True),
    Kind("overlay-cycles", "the cycles of several results over one another", "closo run", many=True),
    Kind("film", "the film: efficiency, charge, resistance, thickness", "closo run"),
    Kind("gitt", "diffusivity from the pulses of a GITT run", "closo run"),
    Kind("targets", "design quantities against targets", "closo run", many=True),
    Kind("energy", "capacity against mean voltage, with lines of equal energy and cells of the literature", "closo run, sweep",
         many=True),
)}


def kind_of(files) -> Kind:
    """The Kind that draws open files, in a list. Raises DataError for files that none of them draws."""
    found = []
    for file in files:
        kind = next((kind for kind in KINDS.values() if kind.fits(file)), None)
        if kind is None:
            raise DataError(f"{file.filename}: nothing in it that closo plot draws; expected a result of closo")
        found.append(kind)
    if len(files) == 1 or (found[0].many and len(set(found)) == 1):
        return found[0]
    if all(is_cycled(file) for file in files):
        return KINDS["overlay-cycles"]
    if all(is_run(file) for file in files):
        return KINDS["overlay"]
    raise DataError(f"{', '.join(file.filename for file in files)}: files of the kinds {', '.join(kind.name for kind in found)}; "
                    "expected one file, or several of closo run (--kind says how they are drawn)")
