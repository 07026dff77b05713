#!/usr/bin/env python3
"""Compares closo sweep with PyBaMM's solve of a list of inputs, and measures a sweep of 10,000 discharges.

    scripts/setup_pybamm.sh
    build/pybamm/bin/python tests/benchmark/benchmark_sweep.py [--closo build/release/app/closo] [--cases 10000]

Both codes solve the same discharges with two threads in turn, closo as a whole process with its reading and writing,
PyBaMM's solve alone; of repeated runs the shortest counts, and the median is given beside it. Needs GNU time. Writes
benchmark_sweep.md.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import h5py
import numpy as np
import pybamm

import pybamm_discharges as discharges
import pybamm_half_cell as half_cell

ROOT = pathlib.Path(__file__).resolve().parents[2]
POINTS, RTOL, THREADS = 20, 1e-4, 2
SIDE = 20  # values of each of two inputs in the comparison
DIFFUSIVITY, CONDUCTIVITY = (3e-17, 5e-16), (0.03, 0.3)  # m2 s-1, S m-1
AGREEMENT = 2e-3  # of the nominal capacity
CASE = discharges.make_case("1C", 1.0, half_cell.BASE, loading=8e-2) | {"plain_root": True}
SWEEP = """closo: 1
title: Discharges of the half cell
run: run.yaml
cases:
  - {{key: materials.active.diffusivity, from: {d[0]} m2/s, to: {d[1]} m2/s, points: {side}, scale: log}}
  - {{key: materials.electrolyte.conductivity, from: {k[0]} S/m, to: {k[1]} S/m, points: {side}, scale: log}}
keep: {{design: all}}
"""
ONE_THREAD_EACH = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", OMPI_ALLOW_RUN_AS_ROOT="1",
                       OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OMPI_MCA_rmaps_base_oversubscribe="1")
INTRODUCTION = """# Sweeps, closo and PyBaMM

Made by tests/benchmark/benchmark_sweep.py in one run on a machine of {cores} cores (see the script for details). Discharges at 1C to 2.5 V of the half cell of
tests/benchmark/pybamm_half_cell.py (8 mg/cm2) over diffusivity and conductivity, on 20 x 20 points with a relative tolerance of
1e-4. Shortest of {repeats} runs, the median in brackets.

closo's time is that of the whole process, from reading the input to the written table of 53 figures a case. PyBaMM's is that of
IDAKLU's solve of the list of inputs with two threads: importing, building and a first solve are not counted, nor any figure derived from the solution.

"""


def write_inputs(folder, side):
    """The half cell of the cycling benchmark, discharged once, and a sweep over it."""
    text = (ROOT / "tests/benchmark/half_cell_cycling.yaml").read_text()
    head, rest = text[:text.index("protocol:")], text[text.index("cell:\n"):]
    head = head.replace("stoichiometry: 0.98", f"stoichiometry: {half_cell.START}").replace("record: {cycles: []}\n", "")
    rest = rest.replace("active_loading: 1.14 mg/cm2", "active_loading: 8 mg/cm2")
    (folder / "run.yaml").write_text(head + "protocol: [Discharge at 1C until 2.5 V]\n" + rest)
    (folder / "half_cell_ocv.csv").write_text((ROOT / "tests/benchmark/half_cell_ocv.csv").read_text())
    (folder / "sweep.yaml").write_text(SWEEP.format(d=DIFFUSIVITY, k=CONDUCTIVITY, side=side))


def run_closo(program, folder, launcher=(), options=()):
    """Wall time [s] and peak memory [MB] of a process of a sweep."""
    memory = folder / "memory"  # as GNU time has it: a child of Python would begin with all that Python holds
    command = ["/usr/bin/time", "--format", "%M", "--output", str(memory), *launcher, program, "sweep", "-q", str(folder / "sweep.yaml"), "-o", str(folder / "sweep.h5"), *options]
    start = time.perf_counter()
    subprocess.run(command, check=True, env=ONE_THREAD_EACH)
    return time.perf_counter() - start, int(memory.read_text()) / 1024


class ListOfInputs:
    """PyBaMM's discharges for a list of inputs, solved once before they are timed."""

    def __init__(self):
        values = half_cell.parameter_values(CASE)
        values.update({"Positive particle diffusivity [m2.s-1]": "[input]", "Electrolyte conductivity [S.m-1]": "[input]"})
        self.solver = pybamm.IDAKLUSolver(rtol=RTOL, atol=RTOL * 1e-2, options={"num_threads": THREADS, "num_solvers": THREADS})
        self.simulation = pybamm.Simulation(
            pybamm.lithium_ion.DFN({"working electrode": "positive"}), parameter_values=values, solver=self.solver,
            var_pts={"x_n": 1, "x_s": half_cell.SEPARATOR_POINTS, "x_p": POINTS, "r_n": POINTS, "r_p": POINTS})
        self.inputs = [{"Positive particle diffusivity [m2.s-1]": d, "Electrolyte conductivity [S.m-1]": k}
                       for d in np.geomspace(*DIFFUSIVITY, SIDE) for k in np.geomspace(*CONDUCTIVITY, SIDE)]
        self.simulation.build(inputs=self.inputs[0])
        self.solve()

    def solve(self):
        """Time [s], and the capacities over the nominal one, shape (inputs)."""
        start = time.perf_counter()
        solutions = self.solver.solve(self.simulation.built_model, [0, 1.2 * 3600], inputs=self.inputs)
        return time.perf_counter() - start, np.array([s.t[-1] / 3600 for s in solutions])


def shown(times, factor=1.0, unit="s"):
    return f"{min(times) * factor:.3g} ({statistics.median(times) * factor:.3g}) {unit}"


def compare(program, folder, repeats):
    """Rows of the table of both codes, in turn."""
    write_inputs(folder, SIDE)
    pybamm_list = ListOfInputs()
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(run_closo(program, folder, options=("--threads", str(THREADS)))[0])
        seconds, capacity = pybamm_list.solve()
        theirs.append(seconds)
    with h5py.File(folder / "sweep.h5") as file:
        error = file["design/specific_capacity"][:] / 130.17 - capacity
    if np.abs(error).max() > AGREEMENT:
        raise RuntimeError(f"capacities differ by {np.abs(error).max():.2e}: the two codes did not solve the same problem")
    return [f"| {SIDE * SIDE} discharges | closo | PyBaMM {pybamm.__version__} |", "|---|---|---|",
            f"| two threads | {shown(ours)} | {shown(theirs)} |",
            f"| per discharge | {shown(ours, 1e3 / SIDE**2, 'ms')} | {shown(theirs, 1e3 / SIDE**2, 'ms')} |",
            f"| relative to closo | 1 | **{min(theirs) / min(ours):.0f}** |", "",
            f"Capacities differ by {np.abs(error).max():.1e} of the nominal one at most.", ""]


def scale(program, folder, cases, repeats):
    """Rows of the table of threads and ranks."""
    side = round(cases**0.5)
    write_inputs(folder, side)
    ways = {"one thread": ((), ("--threads", "1")), "two threads": ((), ("--threads", "2")),
            "one rank": (("mpirun", "-n", "1"), ()), "two ranks": (("mpirun", "-n", "2"), ())}
    times, memory = {name: [] for name in ways}, 0
    for _ in range(repeats):
        for name, (launcher, options) in ways.items():
            seconds, peak = run_closo(program, folder, launcher, options)
            times[name].append(seconds)
            memory = peak if name == "two threads" else memory
    size = (folder / "sweep.h5").stat().st_size + sum(f.stat().st_size for f in folder.glob("sweep.rank*.h5"))
    best = {name: min(t) for name, t in times.items()}
    write_inputs(folder, SIDE)
    _, small = run_closo(program, folder, options=("--threads", "2"))
    return [f"| {side * side} discharges | time | efficiency |", "|---|---|---|",
            *(f"| {name} | {shown(times[name])} | {'' if one is None else f'{best[one] / best[name] / 2:.1%}'} |"
              for name, one in (("one thread", None), ("two threads", "one thread"), ("one rank", None), ("two ranks", "one rank"))), "",
            f"{memory:.0f} MB of memory, {small:.0f} MB for {SIDE * SIDE} cases; {size / 1e6:.1f} MB of tables.", ""]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--closo", default=str(ROOT / "build/release/app/closo"))
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    pybamm.set_logging_level("ERROR")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lines = compare(arguments.closo, folder, arguments.repeats)
        lines += scale(arguments.closo, folder, arguments.cases, max(arguments.repeats // 2, 1))
    text = INTRODUCTION.format(cores=os.cpu_count(), repeats=arguments.repeats) + "\n".join(lines)
    (arguments.output / "benchmark_sweep.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
