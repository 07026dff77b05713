#!/usr/bin/env python3
"""The command as its users meet it: what it accepts, what it refuses and how, and what it leaves behind.

Usage: test_cli.py CLOSO  (the path of the program)
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import bad_inputs

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ""


def closo(*arguments, cwd=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=60, check=False)


def write_files(folder, changes):
    for name, content in bad_inputs.changed_files(changes).items():
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def expect_refusal(self, result, phrases, status=2):
        self.assertEqual(result.returncode, status, result.stderr + result.stdout)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        self.assertTrue(result.stderr.startswith("closo: "), result.stderr)
        for phrase in phrases:
            self.assertIn(phrase, result.stderr)
        self.assertEqual(list(self.folder.glob("*.h5")), [], "an output file was left")


class BadInput(InFolder):
    def test_every_malformed_input_gives_one_line_and_no_output(self):
        self.assertGreaterEqual(len(bad_inputs.CASES), 60)
        for name, (changes, phrases) in bad_inputs.CASES.items():
            with self.subTest(name):
                for old in self.folder.iterdir():
                    old.unlink()
                write_files(self.folder, changes)
                self.expect_refusal(closo("run", "run.yaml", cwd=self.folder), phrases)

    def test_the_good_files_are_good(self):
        for change in ({}, {"cell.yaml": bad_inputs.TO_TABLE}):
            write_files(self.folder, change)
            result = closo("run", "run.yaml", cwd=self.folder)
            self.assertEqual(result.returncode, 0, result.stderr)

    def test_files_and_options(self):
        write_files(self.folder, {})
        cases = {
            ("run", "nowhere.yaml"): ["nowhere.yaml"], ("run", "."): ["."], ("run", "cell.yaml"): ["cell.yaml", "a run"],
            ("run", "run.yaml", "-o", "nowhere/x.h5"): ["nowhere/x.h5"], ("run", "run.yaml", "-o", "."): ["."],
            ("run", "run.yaml", "-o", "run.yaml"): ["run.yaml"], ("run", "run.yaml", "--set", "nonsense"): ["nonsense"],
            ("run", "run.yaml", "--set", "positive.porosty=20 %"): ["porosity"],
            ("run", "run.yaml", "--set", "positive.porosity=20 um"): ["positive.porosity", "'20 um'", "--set"],
            ("check", "se.yaml", "--set", "density=1 g/cm3"): ["--set"],
            ("run", "run.yaml", "--set", "temperature=200 degC"): ["--set temperature=200 degC", "found '200 degC'"],
            ("run", "run.yaml", "-o", 300 * "a" + ".h5"): [".h5: File name too long"],
            ("rnu", "run.yaml"): ["unknown command 'rnu'; did you mean 'run'?"], ("dance",): ["unknown command 'dance' (see closo --help)"],
        }
        for arguments, phrases in cases.items():
            with self.subTest(" ".join(arguments)):
                self.expect_refusal(closo(*arguments, cwd=self.folder), phrases)
        for arguments in ((), ("run",), ("run", "run.yaml", "--louder")):
            with self.subTest(arguments):
                self.assertEqual(closo(*arguments, cwd=self.folder).returncode, 2)


PROFILE_RUN = bad_inputs.RUN + "  - {profile: pulses.csv}\n"
SWEEP = """closo: 1
title: two rates
run: run.yaml
cases:
  - {table: axes.csv}
keep:
  design: [specific_capacity]
"""


class Outputs(InFolder):
    def test_no_command_writes_over_a_file_that_it_reads_by_whatever_name(self):
        write_files(self.folder, {"run.yaml": PROFILE_RUN, "cell.yaml": bad_inputs.TO_TABLE})
        (self.folder / "pulses.csv").write_text("time [s],current [uA]\n0,10\n60,0\n120,-10\n")
        (self.folder / "axes.csv").write_text("positive.porosity [%]\n10\n20\n")
        (self.folder / "measured.csv").write_text("Test Time / s,Voltage / V,Current / A\n0,3,1e-5\n60,3.1,1e-5\n90,3.2,1e-5\n")
        (self.folder / "sweep.yaml").write_text(SWEEP)
        read = ("run.yaml", "cell.yaml", "table.yaml", "curve.csv", "se.yaml", "sodium.yaml", "pulses.csv")
        commands = {("run", "run.yaml"): read, ("eis", "run.yaml"): read,
                    ("compare", "run.yaml", "--measured", "measured.csv"): (*read, "measured.csv"),
                    ("sweep", "sweep.yaml"): (*read, "sweep.yaml", "axes.csv")}
        before = {path: path.read_bytes() for path in self.folder.iterdir()}
        for name in {name for names in commands.values() for name in names}:
            (self.folder / f"soft {name}").symlink_to(name)
            os.link(self.folder / name, self.folder / f"hard {name}")
        for command, names in commands.items():
            for output in (kind + name for name in names for kind in ("", "soft ", "hard ", "../" + self.folder.name + "/")):
                with self.subTest(command=command, output=output):
                    self.expect_refusal(closo(*command, "-o", output, cwd=self.folder), [output, "a file other than the inputs"])
        self.assertEqual({path: path.read_bytes() for path in before}, before)

    def test_a_name_that_is_no_input_is_written(self):
        write_files(self.folder, {})
        (self.folder / "old.h5").write_text("not read")
        result = closo("run", "run.yaml", "-o", "old.h5", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue((self.folder / "old.h5").read_bytes().startswith(b"\x89HDF"))


VERBS = ("Charge", "Discharge", "Hold", "Rest", "Ramp")
EVERY_KIND = """
  - Charge at C/2 for 10 min or until 4.15 V
  - Charge at 1 mW until 5 mAh/g
  - {step: Hold at 3.7 V for 5 min, until: [C/50, 1 mWh], temperature: 30 degC}
  - Rest for 10 minutes
  - Ramp to 3.8 V at 1 mV/s
  - repeat: 2
    steps: [Discharge at C/5 for 2 min, Rest for 1 min]
  - for_each: {rate: [C/5, 1C]}
    steps: ["Discharge at {rate} for 1 min or until stoichiometry 0.99"]
  - {profile: pulses.csv, until: 2.6 V}
"""


class GoodInput(InFolder):
    def test_every_shipped_file_is_good_and_says_where_its_numbers_come_from(self):
        for path in sorted(ROOT.glob("params/*/*.yaml")) + sorted(ROOT.glob("examples/*/run.yaml")):
            with self.subTest(path.name):
                result = closo("check", path)
                self.assertEqual(result.returncode, 0, result.stderr)
                shown = closo("show", path)
                self.assertEqual(shown.returncode, 0, shown.stderr)
                if "params" in path.parts:
                    self.assertNotIn("not stated", shown.stdout)

    def test_set_changes_a_value_and_its_status(self):
        cell = ROOT / "params/cells/asakura2020_swagelok.yaml"
        shown = closo("show", cell, "--set", "positive.porosity=30 %").stdout
        line = next(line for line in shown.splitlines() if line.startswith("cell.positive.porosity"))
        self.assertIn("30 %", line)
        self.assertIn(" set ", line)

    def test_a_limit_beyond_the_cell_is_questioned(self):
        write_files(self.folder, {})
        done = closo("run", "run.yaml", "--set", "protocol.0=Charge at C/10 until 4150 V", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("warning: '4150 V' lies above the cell's own limit", done.stderr)
        self.assertIn("did you mean 4150 mV?", done.stderr)

    def test_a_cut_off_passed_at_once_is_a_result(self):
        write_files(self.folder, {"run.yaml": ("Charge at C/10 until 4.15 V", "Discharge at 50C until 2.5 V")})
        result = closo("run", "run.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("lower cut-off 2.5 V reached at the start of the step", result.stderr)
        self.assertIn("0.00 mAh/g", result.stderr)

    def test_the_plan_is_what_runs_and_what_the_file_says(self):
        h5py = optional_h5py(self)
        (self.folder / "pulses.csv").write_text("time [s],current [mA]\n0,0.1\n30,0.1\n30,-0.1\n60,0\n")
        write_files(self.folder, {"run.yaml": ("  - Charge at C/10 until 4.15 V\n", EVERY_KIND)})
        plan = closo("check", "run.yaml", cwd=self.folder)
        self.assertEqual(plan.returncode, 0, plan.stderr)
        lines = [line.split("#")[0].strip().removeprefix("- ") for line in plan.stdout.split("charge alone")[1].splitlines()]
        steps = [line.removeprefix("step: ") for line in lines if line.startswith(("step: ", "profile: ", *VERBS))]
        steps = ["Profile pulses.csv until 2.6 V" if step.startswith("profile:") else step for step in steps]
        self.assertIn("repeat: 2", lines)
        first = steps.index("Discharge at C/5 for 2 min")  # the loop of two passes
        wanted = steps[:first] + 2 * steps[first:first + 2] + steps[first + 2:]
        ran = closo("run", "run.yaml", cwd=self.folder)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        told = [line.split(": ")[0].split(" ", 2)[2] for line in ran.stderr.splitlines()
                if line.startswith("step ") and " of cycle " not in line.split(": ")[0]]
        with h5py.File(self.folder / "run.h5") as result:
            kept = [text.decode() for text in result["steps/text"][:]]
            self.assertEqual(result["steps/number"][:].tolist(), list(range(1, len(kept) + 1)))
        self.assertEqual(kept, wanted)
        self.assertEqual(told, wanted)

    def test_a_result_runs_again_to_the_same_numbers(self):
        h5py = optional_h5py(self)
        write_files(self.folder, {"cell.yaml": bad_inputs.TO_TABLE})
        self.assertEqual(closo("run", "run.yaml", "--set", "separator.thickness=100 um", cwd=self.folder).returncode, 0)
        self.assertEqual(closo("run", "run.h5", "-o", "again.h5", cwd=self.folder).returncode, 0)
        with h5py.File(self.folder / "run.h5") as first, h5py.File(self.folder / "again.h5") as second:
            names = []
            first.visititems(lambda name, item: names.append(name) if hasattr(item, "shape") else None)
            self.assertGreater(len(names), 40)
            for name in names:
                same = first[name][()] == second[name][()]
                if first[name].dtype.kind == "f":
                    same = same | (first[name][()] != first[name][()])  # NaN, in both
                self.assertTrue(same.all(), name)
                self.assertTrue(first[name].attrs["units"] and first[name].attrs["long_name"], name)
            documented = (ROOT / "docs/result_file.md").read_text() + (ROOT / "docs/reference/result.md").read_text()
            for name in names:
                last = name.rsplit("/", 1)[1]
                self.assertTrue(f"`{last}`" in documented or f"overpotential/{last}`" in documented, name)


class Disk(InFolder):
    @unittest.skipUnless(os.geteuid() == 0, "mounting a small disk needs root")
    def test_a_full_disk_is_one_line_and_leaves_no_broken_file(self):
        write_files(self.folder, {})
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False, capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("no tmpfs can be mounted here")
        try:
            result = closo("run", "-q", "run.yaml", "-o", "disk/x.h5", cwd=self.folder)
            self.expect_refusal(result, ["disk/x.h5", "No space left on device"], status=1)
            self.assertEqual(list(disk.iterdir()), [])
        finally:
            subprocess.run(["umount", disk], check=True)

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_folder_without_permission_is_one_line(self):
        write_files(self.folder, {})
        locked = self.folder / "locked"
        locked.mkdir(mode=0o500)
        self.expect_refusal(closo("run", "run.yaml", "-o", "locked/x.h5", cwd=self.folder), ["locked/x.h5", "Permission denied"], 1)


def optional_h5py(test):
    try:
        import h5py
    except ImportError:
        test.skipTest("h5py is not installed for this Python")
    return h5py


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
