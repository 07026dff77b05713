#!/usr/bin/env python3
"""closo analyse sensitivity, and its picture: the indices of known functions.

Usage: test_sensitivity.py CLOSO  (which it does not need)
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from tools import tool

try:
    import h5py
    import numpy as np
except ImportError:
    h5py = None

ROOT = pathlib.Path(__file__).resolve().parents[2]


@unittest.skipIf(h5py is None, "h5py is not installed for this Python")
class Sensitivity(unittest.TestCase):
    """Indices of a function whose indices are known."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "run.yaml").write_text("no result\n")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def analyse(self, *arguments):
        return tool("analyse", "sensitivity", *arguments, cwd=self.folder)

    def write(self, result):
        random = np.random.default_rng(5)
        a, b, c = random.random(400), np.exp(random.uniform(0, 3, 400)), random.random(400)
        with h5py.File(self.folder / "known.h5", "w") as file:
            for path, values in (("cases/number", np.arange(400)), ("cases/a", a), ("cases/b", b), ("cases/c", c), ("cases/d", np.ones(400)),
                                 ("design/result", result(a, np.log(b) / 3, c))):
                file[path] = values
                file[path].attrs.update({"units": "1", "long_name": "known"})

    def test_of_a_product_and_a_sum(self):
        # 6 x + 2 y + 12 (x - 1/2) (z - 1/2): variances 3, 1/3 and 1
        self.write(lambda x, y, z: 6 * x + 2 * y + 12 * (x - 0.5) * (z - 0.5))
        result = self.analyse("known.h5", "--quantity", "result")
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = {line.split()[0]: re.findall(r"\d\.\d{3}", line) for line in result.stdout.splitlines() if line[:1] in "abc"}
        variance = 3 + 1 / 3 + 1
        for key, first, total in (("a", 3, 4), ("b", 1 / 3, 1 / 3), ("c", 0, 1)):
            self.assertAlmostEqual(float(rows[key][0]), first / variance, delta=0.01)
            self.assertAlmostEqual(float(rows[key][3]), total / variance, delta=0.01)
        self.assertNotIn("d", rows)  # it is the same in all cases
        self.assertRegex(result.stdout, r"a .*  (0\.99|1)\d* \(.* to (6\.99|7)")  # 6 x + 1 at both ends
        drawn = tool("plot", "known.h5", "--quantity", "result", cwd=self.folder)
        self.assertEqual((drawn.returncode, drawn.stdout), (0, "known.png\n"), drawn.stderr)

    def test_what_no_polynomial_follows_is_refused(self):
        self.write(lambda x, y, z: np.random.default_rng(1).random(400))
        for arguments in (("known.h5", "--quantity", "result"), ("known.h5", "--quantity", "other"), ("run.yaml", "--quantity", "result")):
            result = self.analyse(*arguments)
            self.assertEqual((result.returncode, len(result.stderr.splitlines())), (2, 1), result.stderr)


if __name__ == "__main__":
    sys.argv.pop(1)
    unittest.main()
