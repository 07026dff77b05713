#!/usr/bin/env python3
"""Makes the numbers in the tables of the examples' pages from their results, and compares.

    python3 scripts/example_numbers.py [--closo closo] [EXAMPLE ...]     e.g. 01 08

Each example runs as its page says. A line is printed for each row of a table that was made: what the page says and what the run
gives, to the digits of the page; status 1 if any differs. The tables of 06, 14 and 21 have scripts of their own.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

from curves import open_result
from plotting import np

ROOT = pathlib.Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"(?<![A-Za-z\d/.])[-+]?\d+(?:\.\d+)?(?:e-?\d+)?(?![\d.]*[A-Za-z]*C\b)")


class Runner:
    """Runs the inputs of an example, and opens the results."""

    def __init__(self, closo, folder, example):
        self.closo, self.folder, self.example = closo, pathlib.Path(folder), example

    def made(self, command, name, *options):
        result = self.folder / f"{self.example.name}.{len(list(self.folder.iterdir()))}.h5"
        subprocess.run([self.closo, command, "-q", self.example / name, "-o", result, *options], check=True, stdout=subprocess.DEVNULL)
        return result

    def run(self, name="run.yaml", *sets):
        return self.read(self.made("run", name, *(word for value in sets for word in ("--set", value))))

    def sweep(self, name):
        return self.read(self.made("sweep", name))

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
        share = ("coulombic_efficiency", "energy_efficiency", "contact", "retention")
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
    names = ("discharge_specific_capacity", "coulombic_efficiency", "energy_efficiency", "contact", "film_resistance")
    metal = 31 + table["cycles/metal_interface_growth"]
    for cycle, label in ((1, "1 (C/10)"), (2, "2 (C/10)"), (3, "3 (C/5)"), (102, "102"), (402, "402"), (802, "802")):
        yield label, [*table.cycle(cycle, *names), metal[cycle - 1]]


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
TABLES = {"01_first_cycle": first_cycle, "02_rate_test": rate_test, "03_long_cycling": long_cycling, "08_film": film,
          "09_cut_off": cut_off, "10_pressure": pressure, "11_loading_and_thickness": loading_and_thickness, "12_targets": targets,
          "15_symmetric": symmetric}


def row_of(page, label):
    """Numbers of the row of a table, as texts, without those of its label."""
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("| ") and cells[0] == label:
            return [number for cell in cells[1:] for number in NUMBER.findall(cell)]
    sys.exit(f"no row '{label}' in this page")


def agrees(text, value):
    """Whether a number on a page is this one, rounded: half of its last digit, and as much again for another machine."""
    decimals = len(text.partition(".")[2].partition("e")[0])
    exponent = int(text.partition("e")[2] or 0)
    return abs(float(text) - value) <= 10.0 ** (exponent - decimals)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("examples", nargs="*", help="numbers of examples; default: all")
    parser.add_argument("--closo", default="closo", help="the program")
    arguments = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, tables in TABLES.items():
            if arguments.examples and name[:2] not in arguments.examples:
                continue
            example = ROOT / "examples" / name
            page = (example / "README.md").read_text()
            for label, values in tables(Runner(arguments.closo, folder, example)):
                stated = row_of(page, label)
                for k, value in enumerate(values):
                    if value is None:
                        continue
                    text = stated[k] if k < len(stated) else "nothing"
                    good = text != "nothing" and agrees(text, value)
                    wrong += not good
                    print(f"{'' if good else 'DIFFERS: '}{name}: {label}: {text}, made {value:.6g}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
