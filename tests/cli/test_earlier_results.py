#!/usr/bin/env python3
"""Result files of earlier versions: they are resumed, begun from, exported and repeated.

results/format_1.h5.gz was written before solutions were tables of named columns, by a run of 40 cycles that was
interrupted. What is computed from it is compared with the same run in one go.
Usage: test_earlier_results.py CLOSO
"""
import csv
import gzip
import pathlib
import unittest

import h5py
import numpy

import in_folder

STORED = pathlib.Path(__file__).parent / "results/format_1.h5.gz"


class EarlierResult(in_folder.InFolder):
    def setUp(self):
        super().setUp()
        (self.folder / "old.h5").write_bytes(gzip.decompress(STORED.read_bytes()))

    def read(self, file, dataset):
        with h5py.File(self.folder / file) as result:
            return result[dataset][()]

    def test_resumed_is_what_one_run_gives(self):
        self.assertLess(len(self.read("old.h5", "steps/number")), 80)
        self.closo("run", "-q", "old.h5", "-o", "whole.h5")
        self.closo("run", "-q", "--resume", "old.h5")
        with h5py.File(self.folder / "old.h5") as resumed, h5py.File(self.folder / "whole.h5") as whole:
            for group in ("series", "series/overpotential", "profiles", "steps", "statistics", "cycles", "design"):
                self.assertEqual(set(resumed[group]), set(whole[group]), group)
                for name, column in resumed[group].items():
                    if isinstance(column, h5py.Group):
                        continue
                    self.assertEqual(column.shape, whole[group][name].shape, f"{group}/{name}")
                    self.assertEqual(column.attrs["units"], whole[group][name].attrs["units"], f"{group}/{name}")
            numpy.testing.assert_array_equal(resumed["steps/stop_kind"][:], whole["steps/stop_kind"][:])
            for column in ("cycles/discharge_specific_capacity", "cycles/energy_efficiency", "steps/duration",
                           "series/voltage", "design/specific_energy_cell"):
                numpy.testing.assert_allclose(resumed[column][()], whole[column][()], rtol=2e-5, err_msg=column)
            self.assertEqual(resumed.attrs["outcome"], "completed")

    def test_exported_has_its_own_columns(self):
        self.closo("export", "old.h5", "-o", "old.bdf.csv")
        with open(self.folder / "old.bdf.csv") as table:
            rows = list(csv.DictReader(table))
        numpy.testing.assert_array_equal([float(row["Voltage / V"]) for row in rows], self.read("old.h5", "series/voltage"))
        numpy.testing.assert_array_equal([-float(row["Current / A"]) for row in rows], self.read("old.h5", "series/current"))

    def test_another_run_begins_where_it_ended(self):
        self.write("next.yaml", "closo: 1\nstart: {result: old.h5}\nprotocol:\n  - Rest for 1 s\n")
        self.closo("run", "-q", "next.yaml", "-o", "next.h5")
        numpy.testing.assert_allclose(self.read("next.h5", "start/state/stoichiometry"),
                                      self.read("old.h5", "progress/state/stoichiometry"), rtol=0, atol=1e-12)

    def test_of_a_later_format_is_refused(self):
        with h5py.File(self.folder / "old.h5", "r+") as result:
            result.attrs["closo_format"] = "2"
        for command in (["run", "--resume", "old.h5"], ["run", "old.h5", "-o", "x.h5"], ["export", "old.h5"]):
            done = self.closo(*command, status=2)
            self.assertIn("old.h5: closo_format: found '2', expected a format up to 1", done.stderr)


if __name__ == "__main__":
    unittest.main()
