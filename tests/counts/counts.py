#!/usr/bin/env python3
"""Instructions that a simulation takes, as callgrind counts them: speed that noise cannot hide.

usage: counts.py BUILD [--update]

Builds the program `counts` in the folder BUILD, optimised for a fixed instruction set, runs each case under callgrind and
compares with counts.json: more than 3 % above a count of there fails. --update rewrites it. Counts belong to one
compiler, C library and valgrind; with others they are shown, and the status is 77.
"""
import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
STORED = FOLDER / "counts.json"
CASES = ["discharge", "cycle with a film", "liquid electrolyte", "spectrum", "sweep case", "start-up"]
MOST = 1.03
# FMA and AVX2, which all machines of the last ten years have and valgrind knows.
CONFIGURATION = ["-DCMAKE_BUILD_TYPE=Release", "-DCLOSO_NATIVE=OFF", "-DCMAKE_CXX_FLAGS=-march=x86-64-v3",
                 "-DCLOSO_PRECOMPILE=ON"]
NOT_HERE = 77


def first_line(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[0]


def build(folder):
    """@return  the program, and the compiler's version"""
    linker = ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold"] if shutil.which("mold") else []
    cache = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    for command in (["cmake", "-S", str(FOLDER.parent.parent), "-B", folder, "-G", "Ninja", *CONFIGURATION, *linker, *cache],
                    ["cmake", "--build", folder, "--target", "counts"]):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}")
    cache = pathlib.Path(folder, "CMakeCache.txt").read_text()
    compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", cache, re.M).group(1)
    return os.path.join(folder, "tests", "counts"), first_line(compiler, "--version")


def count(program, case, folder):
    """Instructions inside measured(), and the same for each thing that the case says it has done."""
    out = os.path.join(folder, "callgrind.out")
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--toggle-collect=*measured*",
                           program, case], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{case}: {done.stderr[-2000:]}")
    total = int(re.search(r"^(?:summary|totals): (\d+)", pathlib.Path(out).read_text(), re.M).group(1))
    numbers = {"instructions": total}
    for line in done.stdout.splitlines():
        what, number = line.rsplit(" ", 1)
        numbers[what] = int(number)
        numbers[f"instructions for each of the {what}"] = round(total / int(number))
    return numbers


def compare(counts, stored):
    well = True
    for case, numbers in counts.items():
        for what, number in numbers.items():
            if not what.startswith("instructions"):
                continue
            old = stored.get(case, {}).get(what, 0)
            more = number > MOST * old
            well &= not more
            print(f"{case:20} {what:38} {number:12,} {f'{100 * (number / old - 1):+.2f} %' if old else 'new'}"
                  f"{'   MORE THAN 3 %' if more else ''}")
    return well


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    if shutil.which("valgrind") is None or platform.machine() != "x86_64":
        print("counts need valgrind on x86-64")
        sys.exit(NOT_HERE)
    program, compiler = build(arguments.build)
    tools = {"compiler": compiler, "C library": " ".join(platform.libc_ver()), "valgrind": first_line("valgrind", "--version")}
    counts = {case: count(program, case, arguments.build) for case in CASES}
    stored = json.loads(STORED.read_text()) if STORED.exists() else {"tools": tools, "counts": {}}
    well = compare(counts, stored["counts"])
    if arguments.update:
        STORED.write_text(json.dumps({"tools": tools, "counts": counts}, indent=1) + "\n")
    elif stored["tools"] != tools:
        print(f"the counts stored belong to {stored['tools']}, these to {tools}")
        sys.exit(NOT_HERE)
    elif not well:
        sys.exit("More instructions than before. If they are worth it: counts.py --update, and CHANGELOG.md says why.")


if __name__ == "__main__":
    main()
