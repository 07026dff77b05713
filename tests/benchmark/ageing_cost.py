#!/usr/bin/env python3
"""What ageing costs: the 802 cycles of example 03 with every law of ageing, and with none, by turns in one run.

usage: tests/benchmark/ageing_cost.py [--closo build/release/app/closo] [--pairs 5]

With none: no film, interphase, loss of contact or hysteresis, and nothing that grows at the metal. With every law: the shipped cell, in which
also the coverage of the particles falls and the interface of the metal grows with charge and time. Prints processor times and their ratio.
"""
import argparse
import pathlib
import shutil
import statistics
import tempfile

import yaml

from pair_builds import ROOT, timed

CELL, RUN = "asakura2020_swagelok.yaml", ROOT / "examples/03_long_cycling/run.yaml"
MORE = {"positive": {"coverage": {"share": "80 %", "loss": {"limit": "40 %", "cycles": 2000}}},
        "negative": {"interface": {"growth": {"with_charge": "1 ohm cm2", "with_time": {
            "value": "1 ohm cm2", "activation_energy": "0.35 eV", "reference_temperature": "25 degC"}}}}}


def merged(into, more):
    for key, value in more.items():
        into[key] = merged(into.get(key, {}), value) if isinstance(value, dict) else value
    return into


def without_ageing(params):
    """Takes every law of ageing out of a copy of params/."""
    cell_path, material_path = params / "cells" / CELL, params / "materials/nvopf.yaml"
    cell, material = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in (cell_path, material_path))
    for key in ("film", "interphase", "contact_loss", "coverage"):
        cell["positive"].pop(key, None)
    cell["negative"].pop("interface")
    for key in ("gap", "transition", "start"):
        material["open_circuit_voltage"].pop(key, None)
    cell_path.write_text(yaml.safe_dump(cell), encoding="utf-8")
    material_path.write_text(yaml.safe_dump(material), encoding="utf-8")


def with_every_law(params):
    path = params / "cells" / CELL
    path.write_text(yaml.safe_dump(merged(yaml.safe_load(path.read_text(encoding="utf-8")), MORE)), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--closo", default=str(ROOT / "build/release/app/closo"))
    parser.add_argument("--pairs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = {}
        for name, change in (("none", without_ageing), ("every law", with_every_law)):
            place = pathlib.Path(folder) / name.replace(" ", "_")
            shutil.copytree(ROOT / "params", place / "params")
            change(place / "params")
            runs[name] = place / "examples/long/run.yaml"
            runs[name].parent.mkdir(parents=True)
            shutil.copy(RUN, runs[name])
        times = {name: [] for name in runs}
        for pair in range(arguments.pairs):
            for name in sorted(runs, reverse=pair % 2 == 1):
                _, processor = timed(arguments.closo, ["run", "-q", str(runs[name]), "-o", "{out}"], folder)
                times[name].append(processor)
    ratio = statistics.median(aged / plain for aged, plain in zip(times["every law"], times["none"]))
    for name, seconds in times.items():
        print(f"{name}: {min(seconds):.2f} s of processor time, the shortest of {len(seconds)}")
    print(f"every law / none: {ratio:.2f}, median of {arguments.pairs} pairs")


if __name__ == "__main__":
    main()
