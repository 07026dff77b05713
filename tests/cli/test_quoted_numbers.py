#!/usr/bin/env python3
"""What README.md and docs/accuracy.md quote of the benchmarks is what the scripts of the benchmarks wrote. The path of closo is not used."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.argv = sys.argv[:1]
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def page(name):
    return (ROOT / name).read_text()


def rows(name):
    """The rows of the tables of a page, as lists of cells."""
    return [[cell.strip(" *") for cell in line.strip().strip("|").split("|")] for line in page(name).splitlines() if line.startswith("|")]


def rate(text):
    """C/10 and 0.1C are one."""
    match = re.match(r"C/(\d+)", text)
    return f"{1 / float(match[1]):g}C" if match else text.split("C")[0] + "C"


class QuotedNumbers(unittest.TestCase):
    def test_the_three_discharges(self):
        made = {(rate(row[0]), row[0].split(", ")[1]): row[1:6] for row in rows("docs/benchmark.md")
                if re.match(r"[\d.]+C, ", row[0]) and len(row) == 6 and "ms" in row[1] and "mV" in row[2]}
        self.assertEqual(len(made), 3)
        for name in ("README.md", "docs/accuracy.md"):
            quoted = {(rate(row[0]), row[0].split(", ")[1]): row[1:6] for row in rows(name) if re.match(r"(C/\d+|\d+C), .*cm2", row[0])}
            self.assertEqual(quoted, made, name)

    def test_the_table_of_benchmarks(self):
        """Each ratio is on the page that the row names."""
        table = [row for row in rows("docs/accuracy.md") if len(row) == 4 and "benchmark" in row[3]]
        self.assertEqual(len(table), 6)
        for task, _, ratios, where in table:
            source = page("docs/" + re.search(r"\((benchmark\w*\.md)\)", where)[1])
            if "equal error" in ratios:  # of and over ranges, which the page has in its tables
                found = {round(float(n)) for n in NUMBER.findall(source)}
            else:
                found = {float(n) for row in source.splitlines() if row.startswith("|") for n in NUMBER.findall(row)}
            quoted = [float(n) for n in NUMBER.findall(re.sub(r"802|PyBaMM\S*", "", ratios))]
            self.assertTrue(quoted, task)
            for number in quoted:
                near = min(abs(number - n) for n in found)
                self.assertLessEqual(near, 0.5 if number >= 2 else 0.05, f"{task}: {number}")


if __name__ == "__main__":
    unittest.main()
