#!/usr/bin/env python3
"""The commands of README.md and docs/ run as they stand there, page by page, in a folder that has examples/ and the like.

Usage: test_pages_run.py CLOSO  (the path of the program)

LEFT_OUT says which do not run here, and why; a command that is neither run nor left out fails.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import pages

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLOSO = pathlib.Path(sys.argv.pop(1)).resolve()
PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]
LEFT_OUT = {
    r"(\./)?scripts/": "builds, installs or tests closo",
    r"cmake |ctest |build/|sudo |tar |~/|pip |export PATH|#SBATCH|#!": "builds or installs, or is of a cluster",
    r"srun |mpirun ": "is of a cluster; tests of its own run it",
    r"python3 tests/cli/test_import_binary|closo import build/(cell|sheet)": "needs packages of others; a test of its own runs it",
    r"closo (import|:)?: ": "is what closo prints",
    r"closo: ": "is what closo prints",
    r"closo run aged_rate.yaml": "is of a file that the reader writes",
    r"closo --version": "is of what was installed",
    r"closo compare nmc.run.yaml": "is of a file that the reader has",
}
PROGRAMS = re.compile(r"^(\S*/)?(closo|scripts/\w+|cp|mkdir|printf|python3|cmake|pip|sudo|mpirun|srun)\b", re.M)
# The walk through README.md: what it says to replace in the copy of the cell.
STATED = re.compile(r"^```yaml\n(.*?)^```", re.M | re.S)


def commands(text):
    """The commands of the fenced blocks of a page: lines, with those that continue them."""
    for block in pages.shell_blocks(text):
        if PROGRAMS.search(block):
            yield from filter(None, pages.lines(block))


def with_lines_replaced(cell, stated):
    """The text of a cell file with the top-level keys that `stated` has in their new form."""
    def parts(text):
        return {match[1]: match[0] for match in re.finditer(r"^([\w-]+):.*\n(?:[ #].*\n|\n)*", text, re.M)}

    old, new = parts(cell), parts(stated)
    for key in new:
        inner_old, inner_new = (dict((m[1], m[0]) for m in re.finditer(r"^  (\w+):.*\n(?:   .*\n)*", part, re.M))
                                for part in (old[key], new[key]))
        part = new[key]
        if inner_new:
            part = old[key]
            for name, text in inner_new.items():
                part = part.replace(inner_old[name], text)
        cell = cell.replace(old[key], part)
    return cell


class Pages(unittest.TestCase):
    def folder(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        folder = pathlib.Path(scratch.name)
        for name in ("examples", "tests"):
            (folder / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "params", folder / "params")  # of which README.md makes a copy to write to
        return folder

    def complaint(self, folder, command):
        """What a command that fails has printed, or None."""
        path = f"{CLOSO.parent}:{os.environ['PATH']}"
        done = subprocess.run(["bash", "-e", "-c", command], cwd=folder, env=os.environ | {"PATH": path}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=900, check=False)
        return f"{command}\n{done.stdout}" if done.returncode else None

    def run_page(self, page):
        """How many commands of a page were run, the reasons of those left out, and what went wrong."""
        text = (ROOT / page).read_text("utf-8")
        folder, count, used, complaints = self.folder(), 0, set(), []
        for command in commands(text):
            reason = next((pattern for pattern in LEFT_OUT if re.match(pattern, command)), None)
            if reason:
                used.add(reason)
                continue
            if page == "README.md" and command.startswith("closo check my_params"):
                self.follow_readme(folder, text)
            complaints.append(self.complaint(folder, command))
            count += 1
        return count, used, [f"{page}: {complaint}" for complaint in complaints if complaint]

    def test_commands_run_as_they_stand(self):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            counts, used, complaints = zip(*pool.map(self.run_page, PAGES))
        self.assertEqual([text for page in complaints for text in page], [])
        self.assertGreater(sum(counts), 60)
        self.assertEqual(set().union(*used), set(LEFT_OUT), "of no command any more")

    def follow_readme(self, folder, text):
        """What the reader of README.md writes into files."""
        stated, run = STATED.findall(text)[:2]
        cell = (ROOT / "params" / "cells" / "asakura2020_swagelok.yaml").read_text("utf-8")
        made = with_lines_replaced(cell, stated)
        self.assertIn("150 um", made)
        self.assertIn("75 wt%", made)
        (folder / "my_params" / "cells" / "my_cell.yaml").write_text(made, "utf-8")
        (folder / "my_params" / "cells" / "my_run.yaml").write_text(run, "utf-8")


if __name__ == "__main__":
    unittest.main()
