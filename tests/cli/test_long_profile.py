"""A measured drive of many rows: its cost is told beforehand, and memory grows with its numbers alone."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

CLOSO = sys.argv.pop(1)
FEW, MANY = 2_000, 22_000
RUN = "closo: 1\ncell: asakura2020_swagelok\nstart: {stoichiometry: 0.5}\nrecord: {%s}\nprotocol: [{profile: %d.csv}]\n"
NUMBERS = 16 + 2 * 25  # bytes: of a row as numbers, and its text twice


class LongProfiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.keep.name)
        for rows in (FEW, MANY):
            with open(cls.folder / f"{rows}.csv", "w") as table:
                table.write("time [s],current [mA]\n")
                table.writelines(f"{k},{0.04 * (-1) ** (k // 600) * (1 + 0.1 * (k * 7919 % 13)):.6f}\n" for k in range(rows))

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def closo(self, *arguments):
        """What it says, and its peak of memory in bytes."""
        process = subprocess.Popen([CLOSO, *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.stdout.close()
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, said)
        return said, usage.ru_maxrss * 1024

    def write(self, rows, record):
        (self.folder / "run.yaml").write_text(RUN % (record, rows))

    def test_check_tells_the_cost(self):
        """The rows of the series within a factor of two, of a profile of which a part is tried."""
        self.write(MANY, "profiles_every: 10 %")
        told = re.search(r"cost +about ([\d.]+) (s|min), ([\d.]+) MB, ([\d.e+]+) rows", self.closo("check", "run.yaml")[0])
        self.assertIsNotNone(told)
        self.closo("run", "-q", "run.yaml", "-o", "all.h5")
        size = (self.folder / "all.h5").stat().st_size / 1e6
        self.assertLess(abs(float(told[3]) / size - 1), 0.5)

    def test_memory_grows_with_the_numbers_alone(self):
        peaks = []
        for rows in (FEW, MANY):
            self.write(rows, "series_every: 10 min")
            peaks.append(self.closo("run", "-q", "run.yaml", "-o", f"{rows}.h5")[1])
        self.assertLess((peaks[1] - peaks[0]) / (MANY - FEW), 4 * NUMBERS)
        again = self.closo("check", f"{MANY}.h5")[1]
        self.assertLess((again - peaks[0]) / (MANY - FEW), 8 * NUMBERS)

    def test_rows_are_as_far_apart_as_was_asked(self):
        self.write(FEW, "series_every: 10 min")
        self.closo("run", "-q", "run.yaml", "-o", "thin.h5")
        self.closo("export", "thin.h5", "-o", "thin.csv")
        times = [float(line.split(",")[0]) for line in (self.folder / "thin.csv").read_text().splitlines()[1:]]
        jumps = [599, 1199, 1799]  # each within a row of the profile, whose current changes its sign
        self.assertEqual([t for t in times if t % 600 == 0], [0, 600, 1200, 1800])
        self.assertLessEqual(len(times), 4 + 1 + 2 * len(jumps))
        self.assertEqual(times[-1], FEW - 1)


if __name__ == "__main__":
    unittest.main()
