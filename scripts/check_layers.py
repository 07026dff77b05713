#!/usr/bin/env python3
"""Checks the structure of the sources.

- Folders include one another as LAYERS says, and nothing else: the graph has no circle.
- YAML, HDF5, UDUNITS-2, IDA, MPI and the like are each included by the files of ours that OWNERS names alone (tests apart).
- Our headers include one another without a cycle.
- No factor between units stands in the code but in base/reporting_units.hpp and models/constants.hpp.
- The command line knows no format: app/ includes none of UNKNOWN_TO_APP.
- No source has more than 400 lines, none of app/ more than 200, and every C++ file begins with a comment that says what
  it is.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What a folder may include besides itself and what these may include in turn.
LAYERS = {
    "base": [],               # errors, text, units
    "solver": ["base"],       # numerics, which know no cell
    "models": ["solver"],
    "cycler": ["models"],
    "compare": ["cycler"],    # with measurements
    "fit": ["compare"],
    "spectra": ["compare"],
    "sweep": ["cycler"],
    "design": ["sweep"],
    "io": ["base"],           # files as such: YAML, CSV, HDF5
    "formats": ["fit", "spectra", "design", "io"],  # what inputs, results and measurements look like outside
    "app": ["formats"],
    "closo": ["formats"],     # for programs of others
    "python": ["closo"],      # its module
}
OWNERS = {
    r"yaml-cpp/": ["io/yaml_input.cpp"],
    r"(io/)?hdf5|H5": ["io/hdf5_handle.hpp", "io/hdf5_driver.hpp", "io/hdf5_driver.cpp",
                           "io/result_file.cpp", "io/result_reader.cpp"],
    r"udunits2": ["base/units.cpp"],
    r"mpi\.h": ["sweep/ranks_mpi.cpp"],
    r"muParser": ["base/expression.cpp"],
    r"boost/": ["sweep/case_space.cpp", "models/electrodes/blend.cpp"],
    r"nlopt": ["solver/constrained_minimum.cpp"],
    r"ceres/": ["solver/least_squares.cpp"],
    r"(ida|sundials|nvector)/": ["solver/sundials.hpp"],
    r"solver/sundials\.hpp": ["solver/vector.hpp"],  # which the next line keeps inside solver/
    r"solver/(vector|newton)\.hpp": ["solver/integrator.cpp", "solver/newton.cpp", "solver/newton.hpp", "solver/vector.cpp"],
    r"dlfcn\.h|link\.h": ["base/data_folder.cpp", "sweep/ranks.cpp"],
}
# Factors between units, which base/reporting_units.hpp names; lengths of texts and the like are no such factors.
CONVERSION = re.compile(r"273\.15|[*/] ?3600\b|[*/] ?1e-?[346]\b|[*/] ?100\b")
CONVERSIONS = ("base/reporting_units.hpp", "base/constants.hpp")
UNKNOWN_TO_APP = ("io/result_file.hpp", "io/result_reader.hpp", "io/yaml_input.hpp")
MOST_LINES = {"app": 200}  # of a folder; elsewhere 400
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def sources():
    command = ["git", "-c", "safe.directory=*", "ls-files"]  # the checkout of a CI container may be another user's
    listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return [path for path in listed if path.endswith((".cpp", ".hpp", ".py", ".sh")) and (ROOT / path).exists()]


def includes(path):
    """Lines and targets of the includes; a target of ours is named from the root, however it was written."""
    for number, line in enumerate((ROOT / path).read_text().splitlines(), 1):
        if match := INCLUDE.match(line):
            beside = ((ROOT / path).parent / match.group(1)).resolve()
            ours = beside.is_file() and beside.is_relative_to(ROOT)
            yield number, str(beside.relative_to(ROOT)) if ours else match.group(1)


def reach(layer):
    """A folder and all that it may include. A circle in LAYERS does not end."""
    return {layer}.union(*map(reach, LAYERS[layer]))


def layer_offences(path):
    layer = path.split("/")[0]
    for number, included in includes(path):
        target = included.split("/")[0]
        if layer in LAYERS and target in LAYERS and target not in reach(layer):
            yield f"{path}:{number}: {layer}/ must not include {included}"
        for pattern, owners in OWNERS.items():
            if layer in LAYERS and re.match(pattern, included) and path not in owners:
                yield f"{path}:{number}: only {', '.join(owners)} may include {included}"
        if layer == "app" and included in UNKNOWN_TO_APP:
            yield f"{path}:{number}: app/ must not include {included}"


def form_offences(path):
    lines = (ROOT / path).read_text().splitlines()
    most = MOST_LINES.get(path.split("/")[0], 400)
    if len(lines) > most:
        yield f"{path}:{len(lines)}: more than {most} lines"
    if path.endswith((".cpp", ".hpp")) and not (lines and lines[0].startswith("//")):
        yield f"{path}:1: the file must begin with a comment that says what it is"


def conversions(path):
    for number, line in enumerate((ROOT / path).read_text().splitlines(), 1):
        code = re.sub(r'"(\\.|[^"\\])*"', '""', line).partition("//")[0]
        if CONVERSION.search(code):
            yield f"{path}:{number}: a factor between units belongs to {CONVERSIONS[0]}"


def cycles(paths):
    graph = {path: [target for _, target in includes(path)] for path in paths}
    done = set()

    def visit(path, trail):
        if path in trail:
            yield f"{path}:1: includes itself through {' -> '.join(trail[trail.index(path):] + [path])}"
        elif path in graph and path not in done:
            for target in graph[path]:
                yield from visit(target, trail + [path])
            done.add(path)

    for path in graph:
        yield from visit(path, [])


def main():
    paths = sources()
    cpp = [path for path in paths if path.endswith((".cpp", ".hpp"))]
    offences = [o for path in cpp for o in layer_offences(path)]
    offences += [o for path in paths for o in form_offences(path)] + list(cycles(cpp))
    offences += [o for path in cpp if path.split("/")[0] in LAYERS and path not in CONVERSIONS for o in conversions(path)]
    print("\n".join(offences) if offences else "layers: ok")
    sys.exit(1 if offences else 0)


if __name__ == "__main__":
    main()
