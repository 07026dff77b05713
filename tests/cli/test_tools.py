#!/usr/bin/env python3
"""How closo finds closo plot, closo import and closo analyse: beside it, on the path, in the package; and what it says without.

Usage: test_tools.py CLOSO  (the path of the program)
"""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from in_folder import CLOSO, InFolder

TOOL = """#!/bin/sh
echo "$0 of $CLOSO_COMMAND"
printf '<%s>' "$@"
exit 7
"""


class Tools(InFolder):
    def place(self, name):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TOOL)
        path.chmod(0o755)
        return path

    def said(self, program, *arguments, path="", status=7):
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False,
                              env=os.environ | {"PATH": f"{path}:/usr/bin:/bin"})
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout if status == 7 else done.stderr

    def test_on_the_path_with_all_that_follows_and_its_status(self):
        tool = self.place("bin/closo-plot")
        words = ["-o", "a b.png", "--help", "--", "", "*"]
        said = self.said(CLOSO, "plot", *words, path=tool.parent)
        self.assertEqual(said, f"{tool} of {CLOSO}\n" + "".join(f"<{word}>" for word in words))

    def test_beside_the_command_before_the_path(self):
        other = self.place("bin/closo-analyse")
        program = self.folder / "own/closo"
        beside = self.place("own/closo-analyse")
        shutil.copy(CLOSO, program)
        self.assertIn(str(beside), self.said(program, "analyse", path=other.parent))

    def test_in_the_folder_where_the_command_was_installed(self):
        (self.folder / "bin").mkdir()
        program = self.folder / "bin/closo"
        shutil.copy(CLOSO, program)
        runner = self.folder / "share/closo/python/run"
        runner.parent.mkdir(parents=True)
        self.place(runner)
        self.assertEqual(self.said(program, "import", "x.mpt"), f"{runner} of {program}\n<import><x.mpt>")

    def test_what_cannot_be_run_is_no_tool(self):
        self.place("bin/closo-plot").chmod(0o644)
        self.assertIn("closo plot: ", self.said(CLOSO, "plot", "none.h5", path=self.folder / "bin", status=2))  # of the sources

    def test_without_any_one_line_says_how_to_get_it(self):
        renamed = self.folder / "sources"
        script = ("import os, pathlib, sys; "  # in a place of its own, without the sources' folder
                  "os.execv(sys.argv[1], ['closo', 'plot', 'x.h5'])")
        renamed.mkdir()
        if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("no mount namespaces here, which hide the sources from closo")
        package = pathlib.Path(__file__).resolve().parents[2] / "python"
        done = subprocess.run(["unshare", "-rm", "sh", "-c",
                               f"mount --bind {renamed} {package} && exec {sys.executable} -c \"{script}\" {CLOSO}"],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (2, 1), done.stderr)
        self.assertIn("closo: plot needs closo's Python package", done.stderr)

    def test_help_lists_them(self):
        shown = self.closo("--help").stdout
        for name in ("plot", "import", "analyse"):
            self.assertRegex(shown, rf"\n  {name} +\w")
        self.assertIn("did you mean 'plot'", self.closo("plott", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
