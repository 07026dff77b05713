#!/usr/bin/env python3
"""Compares closo with PyBaMM's Experiment on 802 cycles of one half cell: time, memory, agreement of the results.

    scripts/setup_pybamm.sh
    build/pybamm/bin/python tests/benchmark/benchmark_cycling.py [--cycles 802] [--closo build/release/app/closo]

Both codes run on one core in turn, closo as a whole process with its reading and writing, PyBaMM's solve alone; of
repeated runs the shortest counts. Needs GNU time. Writes benchmark_cycling.md.
"""
import argparse
import csv
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import h5py

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENVIRONMENT = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
# Python would count itself into the memory of a process that it starts; GNU time is small enough not to matter.
PINNED = ["/usr/bin/time", "--format", "%M", "--output", "{memory}", "taskset", "-c", "0"]
MOST_PLAIN = 100  # cycles with PyBaMM's own settings, which keep every step in memory
CAPACITY_AGREEMENT = 1e-3  # of the nominal capacity
VOLTAGE_AGREEMENT = 1e-3  # V
INTRODUCTION = """# {cycles} cycles, closo and PyBaMM

Made by tests/benchmark/benchmark_cycling.py in one run on one core (see the script for details). Charges to 4.15 V and discharges to 2.5 V, two
cycles at C/10 and the others at C/5, of the half cell of tests/benchmark/pybamm_half_cell.py (1.14 mg/cm2), on 20 x 20 points
with a relative tolerance of 1e-4, from y = 0.98. The open-circuit voltage of both contains the terms that PyBaMM adds
near y = 0 and 1.

closo's time is that of the whole process, from reading the input to the written file. PyBaMM's is that of the solve
alone: importing, building, compiling and a first solve are not counted. It is given twice: with IDAKLU and all else as
PyBaMM has it, and with the settings that were fastest (compiled equations, only the ends of the steps and the first and
last cycle stored, no summary of the electrode balance).

"""


def measure(command, folder):
    """Runs a command on one core; returns its wall time [s], its peak memory [MB] and what it printed."""
    memory = folder / "memory"
    pinned = [word.format(memory=memory) for word in PINNED]
    start = time.perf_counter()
    ended = subprocess.run(pinned + command, check=True, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    return time.perf_counter() - start, int(memory.read_text()) / 1024, ended.stdout


def run_closo(program, run, folder):
    result = folder / "cycling.h5"
    seconds, memory, _ = measure([program, "run", str(run), "-q", "-o", str(result)], folder)
    with h5py.File(result) as file:
        charge, voltage = file["steps/charge"][:], file["steps/mean_voltage"][:]
        nominal = file["cell/one_c"][()] * 3600  # C
        version = str(file.attrs["closo_version"])
    if not charge[-1] > 0:
        raise RuntimeError(f"the last step of {run} is not a discharge")
    return {"version": version, "cycles": len(charge) // 2, "seconds": seconds, "memory": memory,
            "file": result.stat().st_size / 1024**2, "capacity": charge[-1] / nominal, "mean_voltage": voltage[-1]}


def run_pybamm(cycles, folder, fastest):
    command = [sys.executable, str(HERE / "pybamm_cycling.py"), "cycling", "--cycles", str(cycles)]
    command += ["--fastest"] if fastest else []
    _, _, printed = measure(command, folder)
    row = next(csv.DictReader(printed.splitlines()))
    # Its memory by its own account: that of GNU time includes the C compiler which PyBaMM starts.
    return {"version": row["version"], "cycles": cycles, "seconds": float(row["seconds"]),
            "memory": float(row["memory_MB"]), "capacity": float(row["capacity"]),
            "mean_voltage": float(row["mean_voltage"])}


def shortest(runs):
    return min(runs, key=lambda run: run["seconds"])


def check(ours, theirs):
    capacity = ours["capacity"] - theirs["capacity"]
    voltage = ours["mean_voltage"] - theirs["mean_voltage"]
    if abs(capacity) > CAPACITY_AGREEMENT or abs(voltage) > VOLTAGE_AGREEMENT:
        raise RuntimeError(f"the last discharges differ by {capacity:.2e} of the capacity and {voltage * 1e3:.2f} mV: "
                           "the two codes did not solve the same problem")


def report(ours, plain, fastest):
    codes = (ours, plain, fastest)
    per_cycle = [run["seconds"] / run["cycles"] * 1e3 for run in codes]
    row = lambda name, texts: f"| {name} | " + " | ".join(texts) + " |"  # noqa: E731
    lines = [row("", (f"closo {ours['version']}", f"PyBaMM {plain['version']}", "its fastest settings")), "|---|---|---|---|",
             row("cycles", [str(run["cycles"]) for run in codes]),
             row("time", [f"{run['seconds']:.2f} s" for run in codes]),
             row("time per cycle", [f"{time:.2f} ms" for time in per_cycle]),
             row("relative to closo", ["1"] + [f"**{time / per_cycle[0]:.0f}**" for time in per_cycle[1:]]),
             row("peak memory", [f"{run['memory']:.0f} MB" for run in codes]),
             row("result file", [f"{ours['file']:.2f} MB", "none", "none"]),
             row("capacity of the last discharge over nominal", [f"{run['capacity']:.6f}" for run in codes]),
             row("its mean voltage", [f"{run['mean_voltage']:.5f} V" for run in codes]), ""]
    return INTRODUCTION.format(cycles=ours["cycles"]) + "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--closo", default=str(ROOT / "build/release/app/closo"))
    parser.add_argument("--run", type=pathlib.Path, default=ROOT / "tests/benchmark/half_cell_cycling.yaml")
    parser.add_argument("--cycles", type=int, default=802, help="cycles of PyBaMM with its fastest settings")
    parser.add_argument("--repeats", type=int, default=3, help="number of runs of each code")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    ours, plain, fastest = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(arguments.repeats):
            ours.append(run_closo(arguments.closo, arguments.run, pathlib.Path(folder)))
            fastest.append(run_pybamm(arguments.cycles, pathlib.Path(folder), True))
        plain.append(run_pybamm(min(arguments.cycles, MOST_PLAIN), pathlib.Path(folder), False))
    ours, plain, fastest = shortest(ours), shortest(plain), shortest(fastest)
    check(ours, plain)
    check(ours, fastest)
    text = report(ours, plain, fastest)
    (arguments.output / "benchmark_cycling.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
