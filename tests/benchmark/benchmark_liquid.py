#!/usr/bin/env python3
"""Compares the speed of closo with PyBaMM's on three discharges with a liquid electrolyte, in one run.

    scripts/setup_pybamm.sh
    build/pybamm/bin/python tests/benchmark/benchmark_liquid.py [--closo build/release/tests/work_precision] [--output docs]

Both codes solve the base cell of pybamm_liquid_cell.py on one core in turn: closo, PyBaMM, closo; of repeated solves the
shortest counts. Writes benchmark_liquid.md.
"""
import argparse
import pathlib

import pybamm

import benchmark
import pybamm_liquid_cell as liquid_cell

PAGE = """# Liquid electrolyte, closo and PyBaMM

Made by tests/benchmark/benchmark_liquid.py in one run on one core (see the script for details). Discharges of the half cell of
tests/benchmark/pybamm_liquid_cell.py (concentrated-solution theory, transference number {t_plus:g}), PyBaMM {version}; {points}
points each in separator, electrode and particle, relative tolerance {rtol:g}. Times are of the solve alone,
repeated, the shortest of several. Errors are the largest of the voltage over the first 98 % of the discharge, each code
against itself on a fine mesh.

## Same mesh and tolerance

{table}

## Same error

Shortest time among the meshes (closo 8 to 40 points, PyBaMM 10 to 40) and tolerances (1e-3 to 1e-6) that stay below the error.

{same_error}
"""


def page(rows):
    """Text of the page."""
    return PAGE.format(t_plus=liquid_cell.BASE["t_plus"], version=pybamm.__version__, points=benchmark.SAME_MESH,
                       rtol=benchmark.SAME_TOLERANCE, table="\n".join(benchmark.same_mesh(rows)),
                       same_error="\n".join(benchmark.same_error(rows)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--closo", default=str(benchmark.ROOT / "build/release/tests/work_precision"))
    parser.add_argument("--output", type=pathlib.Path, default=benchmark.ROOT / "docs")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    rows = benchmark.measure([arguments.closo, "liquid"], arguments.output, "pybamm_liquid_cell.py")
    text = page(rows)
    (arguments.output / "benchmark_liquid.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
