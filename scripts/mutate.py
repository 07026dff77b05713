#!/usr/bin/env python3
"""Measures what the unit and verification tests would miss: changes the sources, one small change at a time, and counts
the changes that some test notices.

usage: scripts/mutate.py run [--count 200] [--seed 1] [--jobs 1]        mutants, until so many have changed something
       scripts/mutate.py run --key KEY ...                              these alone, again
       scripts/mutate.py report [--label NAME]                          writes docs/mutation.md

A run takes a copy of the sources as they are now, builds the tests from it once, and then for each mutant compiles what
it changes, links and runs the tests, cheap ones first, up to the first that fails. Results are appended to
build/mutation/results.jsonl; an interrupted run resumes where it stopped. With other tests it tries again what had
survived; on other sources it begins anew and keeps the old results beside. A mutant whose objects are the same as before
changes nothing, one that does not compile is none; neither counts. tests/mutation.json holds why survivors may live, and
the rates so far.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import pathlib
import queue
import threading

import mutants
import mutation_build
import mutation_report

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutation"
RESULTS = "results.jsonl"
FOLDERS = ("models", "solver", "cycler", "formats/yaml")
NOT_COUNTED = ("does not compile", "changes nothing")


def read_results(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def all_mutants(tree, seed, pattern):
    """Those of all files, in an order that depends on the seed and each one's key alone."""
    found = []
    for folder in FOLDERS:
        for path in sorted((tree / folder).glob(pattern)):
            found += mutants.mutants_of(str(path.relative_to(tree)), path.read_text())
    return sorted(found, key=lambda m: hashlib.sha1(f"{seed} {m.key}".encode()).hexdigest())


class Killers:
    """The tests that have killed mutants of a file so far, which are asked first."""

    def __init__(self, results):
        self.counts = collections.defaultdict(collections.Counter)
        for r in results:
            self.note(r["file"], r)

    def note(self, file, result):
        if result["verdict"] == "killed":
            self.counts[file][result["by"]] += 1

    def of(self, file, most):
        return [test for test, _ in self.counts[file].most_common(most)]


def judge(mutant, build, worker, killers):
    """One mutant's verdict, as a row of the results."""
    result = {"key": mutant.key, "file": mutant.file, "line": mutant.line, "kind": mutant.kind,
              "before": mutant.before_line, "after": mutant.after_line}
    changed = build.changed(mutant, worker)
    verdict, by = changed.verdict(killers.of(mutant.file, 8))
    return result | {"verdict": verdict, "by": by, "seconds": round(changed.seconds, 2),
                     "compiling": round(changed.compiling, 2)}


def run(arguments):
    work = arguments.folder
    work.mkdir(parents=True, exist_ok=True)
    build = mutation_build.Build(ROOT, work, arguments.commit)
    stamp, store = work / "sources", work / RESULTS
    sources, tests = stamp.read_text().split() if stamp.exists() else (build.sources, build.test_sources)
    if sources != build.sources and store.exists():
        store.rename(work / f"results.{sources[:8]}.jsonl")
    results = read_results(store)
    if tests != build.test_sources:
        results = [r for r in results if r["verdict"] != "survived"]
        store.write_text("".join(json.dumps(r) + "\n" for r in results))
    stamp.write_text(f"{build.sources} {build.test_sources}\n")
    killers = Killers(results or earlier_results(work))
    plan = all_mutants(build.tree, arguments.seed, "*.cpp" if arguments.without_headers else "*.[ch]pp")
    print(f"{len(plan)} mutants to choose from; the tests take {build.seconds:.0f} s without any", flush=True)
    if arguments.key:
        plan = [m for m in plan if m.key in arguments.key]
        results = []
    done = {r["key"] for r in results}
    todo = iter([m for m in plan if m.key not in done])
    counted = sum(r["verdict"] not in NOT_COUNTED for r in results)
    workers, lock = queue.Queue(), threading.Lock()
    for k in range(arguments.jobs):
        workers.put(k)

    def work():
        nonlocal counted
        worker = workers.get()
        while True:
            with lock:
                mutant = next(todo, None) if counted < arguments.count or arguments.key else None
            if mutant is None:
                return
            result = judge(mutant, build, worker, killers)
            with lock, open(store, "a") as file:
                file.write(json.dumps(result) + "\n")
                killers.note(mutant.file, result)
                counted += result["verdict"] not in NOT_COUNTED
                print(f"{counted:4d} {mutant.key} {mutant.file}:{mutant.line} {mutant.kind}: {result['verdict']} "
                      f"{result['by'] or ''} ({result['seconds']} s)", flush=True)

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for future in [pool.submit(work) for _ in range(arguments.jobs)]:
            future.result()


def earlier_results(work):
    others = sorted(work.glob("results.*.jsonl"), key=lambda p: p.stat().st_mtime)
    return read_results(others[-1]) if others else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run")
    runs.add_argument("--count", type=int, default=200, help="mutants that change something")
    runs.add_argument("--seed", type=int, default=1)
    runs.add_argument("--jobs", type=int, default=1)
    runs.add_argument("--key", nargs="+", help="run only the mutants with these keys")
    runs.add_argument("--without-headers", action="store_true", help="skip headers: many files include them")
    runs.add_argument("--commit", help="mutate the sources of this commit, not those in the folder")
    reports = commands.add_parser("report")
    for command in (runs, reports):
        command.add_argument("--folder", type=lambda f: pathlib.Path(f).resolve(), default=WORK,
                             help="folder of build and results; default: build/mutation")
    reports.add_argument("--label", help="add the rate of these results to the stored rates, under this name")
    arguments = parser.parse_args()
    if arguments.command == "run":
        run(arguments)
    else:
        mutation_report.write(ROOT, read_results(arguments.folder / RESULTS), arguments.label, NOT_COUNTED)


if __name__ == "__main__":
    main()
