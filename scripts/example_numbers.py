#!/usr/bin/env python3
"""Makes the numbers in the tables of the examples' pages from their results, and compares.

    python3 scripts/example_numbers.py [--closo closo] [--write] [EXAMPLE ...]     e.g. 01 08

Each example runs as its page says. A line is printed for each row of a table that was made: what the page says and what the run
gives, to the digits of the page; status 1 if any differs. With --write the page gets what the run gives. Numbers in
sentences are found by the words before them. The tables of 06, 14 and 21 have scripts of their own.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "python"))
from closo.analysis.circuits import resistances  # noqa: E402  (the package of these sources)
from closo.data.results import open_result  # noqa: E402
NUMBER = re.compile(r"(?<![A-Za-z\d/.])[-+]?\d+(?:\.\d+)?(?:e-?\d+)?(?![\d.]*[A-Za-z]*C\b)")


class Runner:
    """Runs the inputs of an example, and opens the results."""

    def __init__(self, closo, folder, example):
        self.closo, self.folder, self.example = closo, pathlib.Path(folder), example

    def made(self, command, name, *options):
        result = self.folder / f"{self.example.name}.{len(list(self.folder.iterdir()))}.h5"
        subprocess.run([self.closo, command, "-q", self.example / name, "-o", result, *options], check=True, stdout=subprocess.DEVNULL,
                       cwd=self.folder)
        return result

    def run(self, name="run.yaml", *sets):
        return self.read(self.made("run", name, *(word for value in sets for word in ("--set", value))))

    def sweep(self, name):
        return self.read(self.made("sweep", name))

    def fit(self, name):
        return self.read(self.made("fit", name))

    def spectrum(self, spectra, *options):
        """Circuits of the spectra of a result or a table."""
        return self.read(self.made("spectrum", spectra, *options))

    def said(self, analysis, *arguments):
        """What closo analyse prints."""
        command = [sys.executable, "-B", "-m", "closo.analysis", analysis, *arguments]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "python")}
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout

    @staticmethod
    def read(path):
        with open_result(path) as file:
            return Tables(file)


class Tables(dict):
    """The datasets of a result in memory, by their path: "cycles/contact"."""

    def __init__(self, file):
        super().__init__()
        file.visititems(lambda name, item: self.update({name: item[()]}) if hasattr(item, "shape") else None)
        self.losses = [name.decode() for name in self.get("design/losses", self.get("losses", []))]

    def cycle(self, number, *names):
        """Figures of a cycle; shares in per cent."""
        place = list(self["cycles/number"]).index(number)
        share = ("coulombic_efficiency", "energy_efficiency", "contact", "coverage", "retention")
        return [self[f"cycles/{name}"][place] * (100 if name in share else 1) for name in names]


def first_cycle(example):
    steps = example.run()
    for k, label in enumerate(("Charge at C/10", "Discharge at C/10", "Charge at 1C", "Discharge at 1C")):
        yield label, [abs(steps["steps/specific_capacity"][k]), steps["steps/duration"][k] / 3600]


def rate_test(example):
    table = example.run()
    capacity, rates = table["cycles/discharge_specific_capacity"], range(6)
    # The second cycle at each rate, as its efficiency is that of the rate alone.
    yield "25 degC", [capacity[5 * k + 1] for k in rates]
    yield "60 degC", [capacity[35 + 5 * k + 1] for k in rates]


def long_cycling(example):
    table = example.run()
    names = ("discharge_specific_capacity", "coulombic_efficiency", "energy_efficiency", "contact", "coverage", "film_resistance",
             "interphase_resistance")
    for cycle, label in ((1, "1 (C/10)"), (2, "2 (C/10)"), (3, "3 (C/5)"), (102, "102"), (402, "402"), (802, "802")):
        yield label, table.cycle(cycle, *names)


def stepwise_cut_off(example):
    table = example.run()
    capacity, film = (table[f"cycles/{name}"][4::5] for name in ("discharge_specific_capacity", "film_resistance"))
    yield "In the fifth cycle to each,", [*capacity[:2], None, None, max(abs(capacity[2:] - capacity[1]))]
    yield "the resistance of the film is", [film[k] for k in (2, 3, 5, 7)]
    efficiency = 100 * table["cycles/coulombic_efficiency"]
    yield "the coulombic efficiency stays above", [min(efficiency[5:25])]
    yield "From 4.30 V on it falls, to", [efficiency[25], None, efficiency[30]]


def titration(example):
    said = example.said("gitt", example.made("run", "run.yaml"), "--longest", "60", "--diffusivity", "8.69e-16")
    yield "`96 pulses; error of the diffusivity: median", [float(n) for n in re.search(r"median (\S+)%, (90) .* within (\S+)%", said).groups()]


def calibration(example):
    table = example.fit("fit.yaml")
    for k, (label, factor) in enumerate((("capacity at C/5", 1), ("capacity at 1C", 1), ("capacity at 2C", 1), ("capacity at C/10, cycle 1", 1),
                                         ("energy efficiency, cycle 1", 100), ("energy efficiency, cycle 2", 100),
                                         ("mean discharge voltage at C/10", 1), ("retention after 400 cycles at C/5", 100),
                                         ("energy efficiency of cycle 400", 100))):
        yield label, [None, factor * table["fit/figures/simulated"][k]]
    contact, diffusivity = (np.array([table[f"fit/parameters/{name}"][k] for name in ("value", "low", "high")]) for k in range(2))
    yield "connected fraction", contact
    yield "diffusivity, with spheres of R = 2.5 um", [diffusivity[0], *1e16 * diffusivity[1:]]
    for k, label in ((2, "gap of the hysteresis"), (3, "limit of the coverage"), (4, "equivalent cycles of the loss of coverage"),
                     (5, "equivalent cycles of the loss of contact")):
        yield label, [table[f"fit/parameters/{name}"][k] for name in ("value", "low", "high")]


def impedance(example):
    table = example.spectrum(example.made("run", "run.yaml"))
    for name, label in (("R0", "R0: separator"), ("R1", "R1, above 1 kHz: mostly the metal"), ("R2", "R2, around 150 Hz: charge transfer and film")):
        yield label, table[f"spectra/{name}"]


def conductivity(example):
    said = example.said("conductivity", example.made("run", "run.yaml"), "--closo", example.closo)
    at = {int(row[0]): [float(v) for v in row[1:]] for row in re.findall(r"^ *(-?\d+) +\S+ \+- +\S+ +(\S+) \+- +(\S+)$", said, re.M)}
    yield "25 degC", [at[25][0]]
    yield "-20 degC", [at[-20][0]]
    yield "120 degC", at[120]
    yield "activation energy", [float(n) for n in re.search(r"energy (\S+) \+- (\S+) eV", said).groups()]


def voltammetry(example):
    both = [example.said("onsets", example.made("run", name)) for name in ("cyclic.yaml", "cyclic_25degC.yaml")]
    onsets = [[float(volt) for volt in re.findall(r"onset (\S+) V", said)] for said in both]
    for k, label in enumerate(("onset of the first, small current", "onset of [B12H12]2-", "onset of [CB11H12]-")):
        yield label, [of[k] for of in onsets]
    charges = [[float(q) for q in re.findall(r"2.50 -> 5.00 V, \+(\S+) uAh", said)] for said in both]
    for k, label in enumerate(("anodic charge of the first cycle", "anodic charge of the second cycle")):
        yield label, [of[k] for of in charges]
    said = example.said("onsets", example.made("run", "stepwise.yaml"))
    rows = {row[0]: [float(row[1]), float(row[2])] for row in re.findall(r"^ +(\d\.\d\d) +(\S+) +(\S+)$", said, re.M) if row[1] != "-"}
    limits = ("4.15", "4.20", "4.25", "4.30", "4.35", "4.40")
    yield "charge above the previous limit / uAh/cm2", [rows[limit][1] for limit in limits]
    yield "below it, with the double layer", [rows[limit][0] for limit in limits]


def stepwise_spectra(example):
    def of(*sets):
        result = example.made("run", "run.yaml", *(word for value in sets for word in ("--set", value)))
        table = example.spectrum(result, "--arcs", "2")
        found = resistances({name.removeprefix("spectra/"): table[name] for name in table if name.startswith("spectra/")}, 1000)
        return result, [found[name].value for name in ("R0", "R1", "R2")]

    result, spectra = of()
    for k, label in enumerate(("before cycling", *(f"{4 + 0.05 * k:.2f} V" for k in range(1, 9)))):
        values = [r[5 * k] for r in spectra]
        measured = {0: [values[0], None, values[1]], 8: [values[0], values[1], None, values[2]]}  # before others in brackets
        yield label, measured.get(k, values)
    for i_0 in ("0.7 A/m2", "3 A/m2"):
        R2 = of(f"materials.nvopf.exchange_current_density={i_0}")[1][2]
        yield i_0, [R2[k] for k in (0, 15, 20, 40)]
    yield "15 A/m2", [spectra[2][k] for k in (15, 20, 40)]  # that of the run
    for state in ("stoichiometry 0.25", "2.5 V"):
        R2 = of(f"protocol.3.steps.0.steps.1=Discharge at C/10 until {state}")[1][2]
        yield "end of the discharge, 2.5 V" if state == "2.5 V" else state, [R2[k] for k in (15, 20, 40)]
    film = example.read(result)["cycles/film_resistance"]
    yield "Its resistance in the model is", [film[14], film[19], film[39]]
    yield "the circuit gives", [spectra[2][k] for k in (15, 20, 40)]
    yield "in the first cycle to 4.30 V from", [film[24], film[25], None, film[29], film[30]]


def circuits(example):
    table = example.spectrum(example.example / "measured.csv", "--area", "0.785 cm2")
    for name, label in (("R0", "R0, all cycles"), ("R1", "R1, cycles 1, 10, 100"), ("R2", "R2, cycles 1, 10, 100")):
        value, half = table[f"spectra/{name}"], (table[f"spectra/{name}_high"] - table[f"spectra/{name}_low"]) / 2
        truth = 1 if name == "R0" else 3
        yield label, [*[None] * truth, *(v for pair in zip(value, half) for v in pair)]


def film(example):
    table = example.run("cycles.yaml")
    charge = [table.cycle(cycle, "coulombic_efficiency")[0] for cycle in (1, 2, 20)]
    yield "coulombic efficiency, cycle 1", [None, charge[0]]
    yield "coulombic efficiency, cycle 2", [None, charge[1]]
    yield "energy efficiency, cycle 1", [None, table.cycle(1, "energy_efficiency")[0]]
    yield "energy efficiency, cycle 2", [None, table.cycle(2, "energy_efficiency")[0]]


def cut_off(example):
    high, low = example.run(), example.run("run.yaml", "limits.upper=4.15 V")

    def both(cycle, name):
        return [of.cycle(cycle, name)[0] for of in (low, high)]

    for cycle in (1, 2):
        values = both(cycle, "coulombic_efficiency")
        yield f"coulombic efficiency, cycle {cycle}", [values[0], None, values[1], None]
    yield "capacity, cycle 2 / mAh g-1", both(2, "discharge_specific_capacity")
    values = both(2, "energy_efficiency")
    yield "energy efficiency, cycle 2", [values[0], None, values[1]]
    values = both(1, "film_charge")
    yield "charge in the film, cycle 1 / mAh g-1", [values[0], None, values[1]]
    yield "resistance of the film, cycle 1, 100 / ohm cm2", [of.cycle(c, "film_resistance")[0] for of in (low, high) for c in (1, 100)]
    yield "gap between charge and discharge, cycle 100", [1e3 * v for v in both(100, "voltage_gap")]


def pressure(example):
    for MPa in ("0.1", "0.2", "0.5", "1", "3.2", "10"):
        table = example.run("run.yaml", f"pressure={MPa} MPa")
        capacity = [table.cycle(cycle, "discharge_specific_capacity")[0] for cycle in (1, 6, 7)]
        note = [None] if MPa in ("0.2", "3.2") else []
        yield MPa, [capacity[0], *note, *capacity[1:], 0.05 + 0.95 * float(MPa)]


def loading_and_thickness(example):
    table = example.sweep("sweep.yaml")
    rate, energy = table["cases/protocol.0"], table["design/specific_energy_cell"]
    loading, separator = table["cases/cell.positive.active_loading"], table["cases/cell.separator.thickness"]
    for k, label in enumerate(("C/10", "C/5", "C/2", "1C", "2C", "5C")):
        best = np.nanargmax(np.where(rate == k, energy, np.nan))
        yield label, [energy[best], loading[best], separator[best]]


def targets(example):
    table = example.run()

    def figure(name):
        return table[f"design/{name}"]

    yield "specific energy of active material / Wh kg-1", [figure("specific_energy_active")]
    yield "specific energy of composite / Wh kg-1", [figure("specific_energy_composite")]
    yield "specific energy of cathode, separator and anode / Wh kg-1", [figure("specific_energy_cell")]
    yield "areal capacity / mAh cm-2", [figure("areal_capacity")]
    yield "conduction and metal interface / ohm cm2", [figure("resistance_internal")]


def symmetric(example):
    table = example.run()
    voltage = 1e3 * np.abs(table["series/voltage"][np.abs(table["series/current_density"]) > 0])
    yield "voltage", [voltage.min(), voltage.max()]


# What makes the tables of a page.
TABLES = {"01_first_cycle": first_cycle, "02_rate_test": rate_test, "03_long_cycling": long_cycling,
          "04_stepwise_cut_off": stepwise_cut_off, "05_gitt": titration, "07_calibration": calibration, "08_film": film,
          "09_cut_off": cut_off, "10_pressure": pressure, "11_loading_and_thickness": loading_and_thickness, "12_targets": targets,
          "13_impedance": impedance, "15_symmetric": symmetric, "16_conductivity": conductivity, "17_voltammetry": voltammetry,
          "18_stepwise_spectra": stepwise_spectra, "19_spectrum": circuits}


def numbers_of(page, label):
    """Matches of the numbers of the row of a table, without those of its label; or of those after a label in a sentence."""
    begin = 0
    for line in page.splitlines(keepends=True):
        first, bar, _ = line.strip("| \n").partition(" | ")
        if line.strip().startswith("| ") and bar and first.strip() == label:
            return list(NUMBER.finditer(page, begin + line.index(first) + len(first), begin + len(line)))
        begin += len(line)
    found = re.search(r"\s+".join(map(re.escape, label.split())) + r"\s", page)
    if not found:
        sys.exit(f"neither a row nor a sentence '{label}' in this page")
    return list(NUMBER.finditer(page, found.end(), re.compile(r"\.(?:\s|$)|`$|\Z").search(page, found.end()).start()))


def agrees(text, value):
    """Whether a number on a page is this one, rounded: half of its last digit, and as much again for another machine."""
    decimals = len(text.partition(".")[2].partition("e")[0])
    exponent = int(text.partition("e")[2] or 0)
    return abs(float(text) - value) <= 10.0 ** (exponent - decimals)


def rounded_as(text, value):
    """A value to the digits of a text."""
    mantissa, exponent = text.partition("e")[0], text.partition("e")[2]
    decimals = len(mantissa.partition(".")[2])
    number = f"{value / 10.0 ** int(exponent or 0):.{decimals}f}"
    if text.startswith("+") and not number.startswith("-"):
        number = "+" + number
    return number + (f"e{exponent}" if exponent else "")


def with_numbers(page, label, values):
    """The page with these in the place of its numbers; those that agree, or are None, stay."""
    for match, value in reversed(list(zip(numbers_of(page, label), values))):
        if value is not None and not agrees(match[0], value):
            page = page[:match.start()] + rounded_as(match[0], value) + page[match.end():]
    return page


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("examples", nargs="*", help="numbers of examples; default: all")
    parser.add_argument("--closo", default="closo", help="the program")
    parser.add_argument("--write", action="store_true", help="write what differs into the pages")
    arguments = parser.parse_args()
    closo, wrong = shutil.which(arguments.closo), 0
    if closo is None:
        sys.exit(f"{arguments.closo}: no such program")
    with tempfile.TemporaryDirectory() as folder:
        for name, tables in TABLES.items():
            if arguments.examples and name[:2] not in arguments.examples:
                continue
            example = ROOT / "examples" / name
            page = (example / "README.md").read_text()
            for label, values in tables(Runner(pathlib.Path(closo).resolve(), folder, example)):
                stated = [match[0] for match in numbers_of(page, label)]
                for k, value in enumerate(values):
                    if value is None:
                        continue
                    text = stated[k] if k < len(stated) else "nothing"
                    good = text != "nothing" and agrees(text, value)
                    wrong += not good
                    print(f"{'' if good else 'DIFFERS: '}{name}: {label}: {text}, made {value:.6g}")
                if arguments.write:
                    page = with_numbers(page, label, values)
            if arguments.write:
                (example / "README.md").write_text(page)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
