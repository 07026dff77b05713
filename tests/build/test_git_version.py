#!/usr/bin/env python3
"""The commit in a result is that of the build, not of the last configuration: a project of one header in a repository of its own.

Usage: test_git_version.py CMAKE
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CMAKE = sys.argv.pop(1)
PROJECT = f"""cmake_minimum_required(VERSION 3.25)
project(scratch VERSION 1.2.3 LANGUAGES NONE)
include({ROOT}/cmake/git_version.cmake)
closo_add_git_version(version {ROOT}/base/version.hpp.in ${{CMAKE_BINARY_DIR}}/version.hpp)
"""


class GitVersion(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.sources = pathlib.Path(scratch.name) / "sources"
        self.header = pathlib.Path(scratch.name) / "build" / "version.hpp"
        self.sources.mkdir()
        (self.sources / "CMakeLists.txt").write_text(PROJECT)
        (self.sources / "source.cpp").write_text("first\n")

    def git(self, *arguments):
        identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@localhost", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *identity, *arguments], cwd=self.sources, check=True, capture_output=True, text=True).stdout.strip()

    def build(self):
        subprocess.run([CMAKE, "--build", self.header.parent, "--target", "version"], check=True, capture_output=True)
        lines = [line for line in self.header.read_text().splitlines() if "=" in line]
        return {line.split()[-3]: line.split('"')[1] for line in lines}

    def configure(self):
        subprocess.run([CMAKE, "-G", "Ninja", "-S", self.sources, "-B", self.header.parent], check=True, capture_output=True)

    def test_follows_edits_and_commits_without_configuring_again(self):
        self.git("init", "-q")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "first")
        self.configure()
        first = self.git("rev-parse", "--short=12", "HEAD")
        self.assertEqual(self.build(), {"version": "1.2.3", "git_commit": first})

        written = self.header.stat().st_mtime_ns
        self.build()
        self.assertEqual(self.header.stat().st_mtime_ns, written)  # or each build would compile again

        (self.sources / "source.cpp").write_text("second\n")
        self.assertEqual(self.build()["git_commit"], first + "-dirty")

        self.git("commit", "-q", "-a", "-m", "second")
        second = self.git("rev-parse", "--short=12", "HEAD")
        self.assertNotEqual(second, first)
        self.assertEqual(self.build()["git_commit"], second)

    def test_says_so_where_there_is_no_repository(self):
        self.configure()
        self.assertEqual(self.build()["git_commit"], "unknown")


if __name__ == "__main__":
    unittest.main()
