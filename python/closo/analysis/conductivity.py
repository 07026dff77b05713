"""Conductivity of an electrolyte between blocking electrodes, and its activation energy.

closo spectrum fits circuits with a tail, the electrodes; one more arc is taken if it halves the misfit. R0 and the arcs add
up to the resistance of the electrolyte, and its thickness over it is the conductivity. An arc with more than 1e-11 F/cm
(capacitance times thickness: Irvine, Sinclair, West, Adv. Mater. 1990, 2, 132) is of grain boundaries if its peak is within
the spectrum and its interval above none; the rest is of the bulk. ln(kappa) makes a straight line against 1/T, as in
kappa = kappa_ref exp[E/R (1/T_ref - 1/T)], all points with the same weight. Intervals are 95 %: of a resistance from the
covariance of its circuit, of E from Student's t.
"""
from __future__ import annotations

import functools
import os
import pathlib
import subprocess
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from closo.analysis.arrhenius import FARADAY, GAS_CONSTANT, ZERO_CELSIUS, arrhenius
from closo.command import path as program
from closo.data.errors import DataError
from closo.data.results import Source, open_result, opened, path_of

if TYPE_CHECKING:
    import h5py

__all__ = ["Circuit", "Line", "conductivity"]

GRAIN_BOUNDARY = 1e-11  # F cm-1
BETTER = 0.5  # of the misfit, which one more arc must leave to be taken
GOOD = 1e-3  # of the modulus; with such a misfit no arc is added
LARGEST_MISFIT = 0.05  # of the modulus; beyond it a circuit does not fit
ROOM = 298.15  # K
# Student's t at 97.5 % for 1, 2, ... degrees of freedom
STUDENT = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)
OF_OTHER_CELLS = ("series/metal_thickness", "series/positive_metal_thickness", "mesh/x")


def student(freedom) -> float:
    """Student's t at 97.5 %."""
    return STUDENT[freedom - 1] if freedom <= len(STUDENT) else 1.96 + 2.4 / freedom


class Circuit:
    """A spectrum and the circuit that closo spectrum fitted to it; resistances [ohm cm2] with half of their intervals, of a file of
    closo spectrum, the place of the spectrum in it, its temperature [K] and the thickness of the electrolyte [cm]."""

    def __init__(self, file: h5py.File, place: int, temperature: float, thickness: float) -> None:
        spectra, spectrum = file["spectra"], file[f"spectrum/{file['spectra/number'][place]}"]
        self.temperature = temperature  # K
        self.frequency = spectrum["frequency"][:]
        self.Z, self.of_circuit = (spectrum[f"{of}real"][:] + 1j * spectrum[f"{of}imaginary"][:] for of in ("", "circuit_"))
        self.misfit = spectra["misfit"][place]
        arcs = [k for k in "123456789" if f"R{k}" in spectra and np.isfinite(spectra[f"R{k}"][place])]
        names = ["R0", *(f"{name}{k}" for k in arcs for name in ("R", "peak_frequency", "n"))]
        names += [name for name in ("tail_modulus", "tail_exponent", "inductance") if np.isfinite(spectra[name][place])]
        self.parameters = {name: spectra[name][place] for name in names}
        self.blocked = "tail_modulus" in names  # the spectrum reaches the line of the electrodes
        boundaries = [f"R{k}" for k in arcs if spectra[f"capacitance{k}"][place] * thickness > GRAIN_BOUNDARY
                      and self.parameters[f"peak_frequency{k}"] < self.frequency.max()]
        freedom, covariance = self.covariance()
        self.resistance, self.half = {}, {}

        def half(members) -> float:
            which = np.isin(names, members)
            return student(freedom) * np.sqrt(covariance[np.ix_(which, which)].sum())

        bulk = [name for name in names if name[0] == "R" and name not in boundaries]
        boundaries = [name for name in boundaries if half([name]) < self.parameters[name]]
        for part, members in (("total", bulk + boundaries), ("bulk", bulk), ("grain boundaries", boundaries)):
            self.resistance[part], self.half[part] = sum(self.parameters[name] for name in members), half(members)

    def impedance(self, p: dict[str, float]) -> np.ndarray:
        """Of a circuit with the parameters p, at the frequencies of the spectrum."""
        Z = p["R0"] + 2j * np.pi * self.frequency * p.get("inductance", 0)
        for k in (name[1:] for name in p if name[0] == "R" and name != "R0"):
            Z = Z + p[f"R{k}"] / (1 + (1j * self.frequency / p[f"peak_frequency{k}"]) ** p[f"n{k}"])
        if self.blocked:
            Z = Z + p["tail_modulus"] * (1j * self.frequency / self.frequency.min()) ** -p["tail_exponent"]
        return Z

    def fits(self) -> bool:
        """Whether the spectrum shows the line of the electrodes, and the circuit follows it."""
        return self.blocked and self.misfit <= LARGEST_MISFIT

    def covariance(self) -> tuple[int, np.ndarray]:
        """Degrees of freedom, and covariance of the parameters; residuals and slopes are over the modulus, as in the fit."""
        columns, step = [], 1e-6
        for name, value in self.parameters.items():
            up, down = (self.impedance({**self.parameters, name: value * factor}) for factor in (1 + step, 1 - step))
            slope = (up - down) / (2 * step) / np.abs(self.Z)  # by the logarithm of the parameter
            columns.append(np.concatenate((slope.real, slope.imag)))
        slopes, values = np.array(columns).T, np.array(list(self.parameters.values()))
        freedom = slopes.shape[0] - slopes.shape[1]
        variance = np.sum(np.abs(self.of_circuit / self.Z - 1) ** 2) / freedom
        return freedom, np.linalg.pinv(slopes.T @ slopes, hermitian=True) * variance * np.outer(values, values)


def spectra_with(closo, result, arcs, folder) -> pathlib.Path:
    """Path of what closo spectrum writes about a result."""
    file = pathlib.Path(folder) / f"{'_'.join(arcs)}.h5"
    try:
        command = [closo or os.environ.get("CLOSO_COMMAND") or program(), "spectrum", result, "-o", file, *arcs]
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        raise DataError(f"{closo or 'closo'}: {error.strerror or error}: put closo on the path or name it by --closo") from None
    if done.returncode != 0:
        raise DataError(done.stderr.strip().removeprefix("closo: "))
    return file


def better(fewer, more) -> Circuit:
    """Of two circuits of a spectrum that with more arcs if it needs them."""
    return more if fewer.misfit > GOOD and more.misfit < BETTER * fewer.misfit else fewer


def fitted(closo, result, temperatures, thickness) -> tuple[list[Circuit], list[str]]:
    """The circuits of a result, with the fewest arcs, in the order of the temperatures, and those that fit no spectrum."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = path_of(result, folder)
        for arcs in ([], ["--arcs", "1"], ["--arcs", "2"]):
            with open_result(spectra_with(closo, path, arcs, folder)) as file:
                for place, step in enumerate(file["spectra/number"][:]):
                    found.setdefault(step, []).append(Circuit(file, place, temperatures[step], thickness))
    best = [functools.reduce(better, sorted(circuits, key=lambda c: len(c.parameters))) for circuits in found.values()]
    return sorted((c for c in best if c.fits()), key=lambda c: c.temperature), [c for c in best if not c.fits()]


def is_blocked(file) -> bool:
    """Whether an open result is of a cell with a blocking electrode at either end, and has spectra."""
    return "impedance" in file and not any(name in file for name in OF_OTHER_CELLS)


class Line:
    """Conductivities [S cm-1] of a part against temperature, and the straight line through ln(kappa) against 1/T."""

    def __init__(self, part: str, circuits: list[Circuit], thickness: float) -> None:
        self.circuits, self.thickness = circuits, thickness
        self.T = np.array([c.temperature for c in circuits])
        self.kappa = np.array([thickness / c.resistance[part] for c in circuits])
        self.half = self.kappa * [c.half[part] / c.resistance[part] for c in circuits]
        self.known = len(np.unique(self.T)) > 1
        if self.known:
            energy, error, self.intercept = arrhenius(self.T, self.kappa)
            width = student(len(circuits) - 2) * error if len(circuits) > 2 else np.nan
            self.energy, self.width = energy / FARADAY, width / FARADAY  # eV

    def at(self, T: np.ndarray | float) -> np.ndarray | float:
        """Of the line, at a temperature [K]."""
        return np.exp(self.intercept - self.energy * FARADAY / GAS_CONSTANT / T)


def between(value, half, sign="+-") -> str:
    """A value with half of its interval, to two digits of that."""
    if not half > 0:
        return f"{value:.4g}"
    digits = int(np.clip(1 - np.floor(np.log10(half)), 0, 6))
    return f"{value:.{digits}f} {sign} {half:.{digits}f}"


def celsius(T) -> str:
    """A temperature [K] as text in degC, to a tenth."""
    return f"{round(T - ZERO_CELSIUS, 1):g}"


def conductivity(file: Source, closo: str | None = None) -> tuple[list[Circuit], list[str], dict[str, Line]]:
    """Of a result: the circuits by temperature, those that fit no spectrum, and {"total": Line, "bulk": Line}, the latter
    only if a grain boundary was found. `closo` is the program, which fits the circuits;
    by default that of the package, or the one on the path.

    Raises DataError for another cell, or if no spectrum shows a conductivity.
    """
    file = opened(file)
    path = file.filename
    if any(name in file for name in OF_OTHER_CELLS):
        raise DataError(f"{path}: expected a cell with a blocking electrode at either end, which a conductivity needs")
    if "impedance" not in file:
        raise DataError(f"{path}: no impedance spectra; a protocol takes them with 'eis'")
    temperatures = {int(step): group["temperature"][()] for step, group in file["impedance"].items()}
    thickness = file["cell/separator_thickness"][()] * 100
    circuits, left_out = fitted(closo, file, temperatures, thickness)
    if not circuits:
        raise DataError(f"{path}: no spectrum shows the resistance of an electrolyte and the line of blocking electrodes")
    lines = {"total": Line("total", circuits, thickness)}
    if grained := [c for c in circuits if c.resistance["grain boundaries"]]:
        lines["bulk"] = Line("bulk", grained, thickness)
    return circuits, left_out, lines


def table(circuits, left_out, lines) -> Iterator[str]:
    """Lines of a table of what conductivity() returns."""
    for circuit in left_out:
        yield (f"spectrum at {celsius(circuit.temperature)} degC left out: "
               "no circuit of resistances, arcs and the electrodes' tail fits it")
    yield "degC     resistance / ohm cm2    conductivity / mS cm-1" + "    of the bulk, ohm cm2    mS cm-1" * ("bulk" in lines)
    for c in circuits:
        row = f"{celsius(c.temperature):>4}"
        for part, line in lines.items():
            if c in line.circuits:
                R, half, kappa = c.resistance[part], c.half[part], 1e3 * line.thickness / c.resistance[part]
                row += f"  {R:11.5g} +- {half:7.2g}  {kappa:12.5g} +- {kappa * half / R:7.2g}"
        yield row
    for part, line in lines.items():
        name = "conductivity" if part == "total" else f"conductivity of the {part}"
        if "bulk" in lines and part == "total":
            name += " (bulk and grain boundaries)"
        if line.known:
            yield (f"{name}: {line.at(ROOM) * 1e3:#.4g} mS/cm at 25 degC on the line, "
                   f"activation energy {between(line.energy, line.width)} eV")
