#!/usr/bin/env python3
"""Counts the files that a mechanism of the model touches: those in which one of its words stands, in code or comment.

A mechanism is one file pair; what else has to know of it are the electrode that holds it and the lists of parameters. A foreign format
(formats/bpx) has words of its own, which it maps to ours: it is not counted.
Exit status 1 if one touches more files than it may. With --files the files are named.
"""
import re
import sys

import check_layers

FOLDERS = ("models/", "cycler/", "compare/", "fit/", "sweep/", "design/", "spectra/", "formats/", "app/")
# Name, its words, and how many files it may touch; None where nothing limits it.
MECHANISMS = [
    ("film", r"film|[Oo]xidation", 8),
    ("interphase", r"[Ii]nterphase", 10),
    ("coverage", r"\b[Cc]overage|Coverage|coverage_", 11),
    ("swelling", r"\b[Ss]well|Swelling", 12),
    ("voids", r"\bvoids\b|_voids|voids_|Voids|VoidGrowth", 6),
    ("leakage", r"[Ll]eak", 6),
    ("hysteresis", r"[Hh]ysteresis|[Bb]ranch|half_gap", 6),
    ("metal growth", r"InterfaceGrowth|interface_growth|GrowthSpec|->growth", None),
    ("soft short", r"[Ss]oft_?[Ss]hort|Plating|->plating", None),
    ("metal stock", r"[Ss]tock", None),
    ("contact loss", r"[Cc]ontact_?(loss|ageing)|Contact(Loss|Ageing)", None),
    ("heat", r"[Hh]eat|[Ee]nthalpy", None),
    ("salt", r"[Ss]alt|[Ll]iquid", 10),
]


def touched(words):
    return [path for path in check_layers.sources() if path.startswith(FOLDERS) and not path.startswith("formats/bpx/") and path.endswith((".cpp", ".hpp"))
            and re.search(words, (check_layers.ROOT / path).read_text())]


def main():
    too_many = False
    for name, words, most in MECHANISMS:
        files = touched(words)
        too_many |= most is not None and len(files) > most
        print(f"{name:13}{len(files):3} files{'' if most is None else f', at most {most}'}")
        if "--files" in sys.argv[1:]:
            print("".join(f"    {path}\n" for path in files), end="")
    return 1 if too_many else 0


if __name__ == "__main__":
    sys.exit(main())
