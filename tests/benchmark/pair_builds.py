#!/usr/bin/env python3
"""Times two builds by turns, for what counts of instructions do not see: caches, memory, start-up, threads.

usage: tests/benchmark/pair_builds.py OLD NEW [--pairs 15] -- ARGUMENTS

OLD and NEW are programs; {out} in the arguments is a fresh file for each run, {root} the folder of the project:
  tests/benchmark/pair_builds.py build/old/app/closo build/release/app/closo -- run -q {root}/examples/01_first_cycle/run.yaml -o {out}
Both run once unseen, then in pairs of which every other begins with NEW. Prints the ratio new / old of each pair's times,
their median and how sure it is: the interval that holds the true median in 95 of 100 such series.
"""
import argparse
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def timed(program, arguments, folder):
    """@return  elapsed and processor time [s]"""
    out = os.path.join(folder, f"out{time.monotonic_ns()}.h5")
    command = [program, *(a.replace("{out}", out).replace("{root}", str(ROOT)) for a in arguments)]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - begin
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return elapsed, usage.ru_utime + usage.ru_stime


def interval(ratios):
    """Of the median, from the binomial distribution of how many ratios lie below it."""
    n, ranked = len(ratios), sorted(ratios)
    below, k = 0.5**n, 0
    while below <= 0.025 and k < n // 2:
        k += 1
        below += math.comb(n, k) * 0.5**n
    return ranked[max(k - 1, 0)], ranked[n - 1 - max(k - 1, 0)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("arguments", nargs="+")
    given = parser.parse_args()
    ratios = {"elapsed": [], "processor": []}
    with tempfile.TemporaryDirectory() as folder:
        for program in (given.old, given.new):
            timed(program, given.arguments, folder)
        for k in range(given.pairs):
            order = [given.old, given.new] if k % 2 == 0 else [given.new, given.old]
            times = dict(zip(("old", "new") if k % 2 == 0 else ("new", "old"), [timed(p, given.arguments, folder) for p in order]))
            for place, clock in enumerate(ratios):
                ratios[clock].append(times["new"][place] / times["old"][place])
            print(f"{k + 1:3d}  old {times['old'][0] * 1e3:9.1f} ms   new {times['new'][0] * 1e3:9.1f} ms   "
                  f"ratio {ratios['elapsed'][-1]:.4f}", flush=True)
    for clock, values in ratios.items():
        low, high = interval(values)
        print(f"{clock:9} new / old: median {statistics.median(values):.4f}, {low:.4f} to {high:.4f}")


if __name__ == "__main__":
    main()
