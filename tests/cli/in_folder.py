"""A folder for the files of one test, and closo, the program that the command line of the test names, run in it."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CLOSO = str(pathlib.Path(sys.argv.pop(1)).resolve())


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def closo(self, *arguments, status=0):
        done = subprocess.run([CLOSO, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done
