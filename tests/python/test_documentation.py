"""The programs of the pages about Python and of the README run as they stand there, in this order, in an empty folder."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["CLOSO_SOURCE"])


class Documentation(unittest.TestCase):
    def test_its_programs_run(self):
        for page in ("docs/python.md", "docs/plots.md", "docs/import.md", "README.md"):
            programs = re.findall(r"^```python\n(.*?)^```", (SOURCE / page).read_text("utf-8"), re.M | re.S)
            self.assertTrue(programs, page)
            with tempfile.TemporaryDirectory() as folder:
                for program in programs:
                    done = subprocess.run([sys.executable, "-c", program], cwd=folder, text=True, stdout=subprocess.PIPE,
                                          stderr=subprocess.STDOUT)
                    self.assertEqual(done.returncode, 0, f"{page}:\n{program}\n{done.stdout}")

    def test_the_example_finds_the_truth(self):
        done = subprocess.run([sys.executable, SOURCE / "examples" / "22_python" / "fit.py"], text=True, stdout=subprocess.PIPE,
                              check=True)
        rows = [line.split() for line in done.stdout.splitlines()[1:]]
        self.assertEqual(len(rows), 3)
        for _, *numbers in rows:
            truth, _, low, high = map(float, numbers)
            self.assertLess(abs(truth - 0.5 * (low + high)), high - low, done.stdout)
            self.assertLess(high - low, 0.1 * abs(truth), done.stdout)


if __name__ == "__main__":
    unittest.main()
