#!/usr/bin/env python3
"""The commands of README.md, docs/ and the examples' pages that plot, import and analyse: each is accepted, and each file that it
names is there or was made by a command before it. The quick ones are run.

Usage: test_commands.py CLOSO  (the path of the program)
"""
import contextlib
import io
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

import pages

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))
try:
    from closo.analysis.command import parser as analyse_parser
    from closo.importers.command import parser as import_parser
    from closo.plot.command import parser as plot_parser
    from closo.plot.kinds import KINDS

    PARSERS = {"plot": plot_parser, "import": import_parser, "analyse": analyse_parser}
except ImportError:
    PARSERS = None

CLOSO = pathlib.Path(sys.argv.pop(1)).resolve()
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").glob("*/README.md"))]
QUICK = {"README.md": 1, "docs/plots.md": 1, "examples/01_first_cycle/README.md": 1,
         "examples/13_impedance/README.md": 1}  # blocks


def blocks(page):
    """The fenced blocks of a page that run closo."""
    return [block for block in pages.shell_blocks(page.read_text()) if re.search(r"^closo \w", block, re.M)]


def commands(block):
    """The commands of a block as lists of words, without what is after a pipe or a #."""
    for line in pages.lines(block):
        if re.match(r"(mpirun .*)?closo |python3 |cp |printf |scripts/", line):
            yield shlex.split(line, comments=True)


def written(words):
    """Names of files that a command writes, as far as it says so."""
    names = [after for before, after in zip(words, words[1:]) if before in ("-o", "--output", "--cell", "--csv", ">")]
    if "--write" in words:  # of the test that makes binary files
        names += [f"{words[-1]}/cell{ending}" for ending in (".mpr", ".nda", ".ndax", ".xlsx")]
    return names


def read_by(name, options):
    """Names of files that a parsed command reads."""
    tables = [*(getattr(options, "measured", None) or ()), *(getattr(options, key, None) for key in ("run", "targets", "literature"))]
    return [str(path) for path in (*(getattr(options, "files", None) or [options.file]), *filter(None, tables))]


@unittest.skipIf(PARSERS is None, "h5py and matplotlib are not installed for this Python")
class Commands(unittest.TestCase):
    def test_each_is_accepted_and_finds_its_files(self):
        found = {name: 0 for name in PARSERS}
        for page in PAGES:
            made = set()
            for block in blocks(page):
                for words in commands(block):
                    if words[0] == "closo" and words[1] in PARSERS:
                        found[words[1]] += 1
                        with self.subTest(page=str(page.relative_to(ROOT)), command=" ".join(words)):
                            self.check(words, made)
                    made.update(written(words))
        self.assertTrue(all(count > 5 for count in found.values()), found)

    def check(self, words, made):
        said = io.StringIO()
        try:
            with contextlib.redirect_stderr(said):
                options = PARSERS[words[1]]().parse_args(words[2:])
        except SystemExit:
            self.fail(said.getvalue())
        for name in read_by(words[1], options):
            self.assertTrue(name in made or (ROOT / name).exists(), f"{name}: neither there nor made before")
        if getattr(options, "kind", None) and words[1] == "plot":
            given = {name for name in vars(options) if name not in vars(PARSERS["plot"]().parse_args(["a.h5"]))}
            self.assertLessEqual(given, KINDS[options.kind].options)

    def test_quick_ones_run(self):
        path = f"{CLOSO.parent}:{os.environ['PATH']}"
        for name, count in QUICK.items():
            for block in [b for b in blocks(ROOT / name) if re.search(r"^closo (plot|analyse)", b, re.M)][:count]:
                with self.subTest(page=name), tempfile.TemporaryDirectory() as folder:
                    for link in ("examples", "params"):
                        (pathlib.Path(folder) / link).symlink_to(ROOT / link)
                    done = subprocess.run(["bash", "-e", "-c", block], cwd=folder, env=os.environ | {"PATH": path},
                                          capture_output=True,
                                          text=True, timeout=300, check=False)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    for picture in pathlib.Path(folder).glob("*.png"):
                        self.assertGreater(picture.stat().st_size, 10000)

    def test_files_of_the_sources_that_pages_name_are_there(self):
        for page in [*PAGES, *sorted((ROOT / "tests").rglob("README.md"))]:
            for name in re.findall(r"\b(?:scripts|tests|python|examples)/[\w/]+\.(?:py|sh|yaml|csv)\b", page.read_text()):
                with self.subTest(page=str(page.relative_to(ROOT))):
                    self.assertTrue((ROOT / name).exists(), name)


if __name__ == "__main__":
    unittest.main()
