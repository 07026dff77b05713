"""Kills runs at random moments: each file opens, and goes on to the result of the run that nobody disturbed.

    test_kill.py CLOSO          CLOSO_KILLS=200 kills that many runs instead of 8
"""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py
import numpy as np

CLOSO = str(pathlib.Path(sys.argv.pop(1)).resolve())
KILLS = int(os.environ.get("CLOSO_KILLS", "8"))
ROOT = pathlib.Path(__file__).resolve().parents[2]
LASTING = 1.0  # s; of the run to be killed, however slow the build
FIRST_WRITE = 1.0  # s; before it a run may have nothing to show on a busy machine
RUN = f"""
closo: 1
title: cycling to be killed
cell: {ROOT}/params/cells/asakura2020_swagelok.yaml
start: {{stoichiometry: 1}}
mesh: {{positive: 10, particle: 10}}
tolerance: 1e-4
record: {{cycles: [1, every 40], profiles_every: 100 %}}
protocol:
  - repeat: CYCLES
    steps:
      - Charge at C/5 until 4.15 V
      - Discharge at C/5 until 2.5 V
"""


def table(path):
    with h5py.File(path) as result:
        return {f"{group}/{key}": result[group][key][:] for group in ("cycles", "steps", "series")
                for key in ("number", "charge", "duration", "time", "voltage", "discharge_capacity", "retention")
                if key in result[group]}


class KilledRuns(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.keep.name)
        few = 50
        cls.seconds = cls.run_whole(few)
        cls.seconds = cls.run_whole(max(few, int(few * LASTING / cls.seconds)))
        cls.whole = table(cls.folder / "whole.h5")

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    @classmethod
    def run_whole(cls, cycles):
        (cls.folder / "run.yaml").write_text(RUN.replace("CYCLES", str(cycles)))
        begin = time.monotonic()
        cls.end(cls.start("run.yaml", "-o", "whole.h5"), 0)
        return time.monotonic() - begin

    @classmethod
    def start(cls, *arguments):
        return subprocess.Popen([CLOSO, "run", "-q", *arguments], cwd=cls.folder, stderr=subprocess.PIPE)

    @staticmethod
    def end(process, status):
        message = process.communicate()[1].decode()
        if process.returncode != status:
            raise AssertionError(f"status {process.returncode}: {message}")
        return message

    def finish(self, path):
        self.end(self.start("--resume", path.name), 0)
        again = table(path)
        for key, values in self.whole.items():
            np.testing.assert_array_equal(again[key], values, err_msg=key)
        path.unlink()

    def test_killed_at_any_moment(self):
        moments = random.Random(7)
        empty = 0
        for k in range(KILLS):
            path = self.folder / f"{k}.h5"
            process = self.start("run.yaml", "-o", path.name)
            moment = moments.uniform(0, self.seconds)
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if not path.exists():
                self.assertLess(moment, FIRST_WRITE)
                empty += 1
                continue
            kept = table(path)  # opens, and its columns belong together
            steps = len(kept["steps/number"])
            np.testing.assert_array_equal(kept["steps/charge"], self.whole["steps/charge"][:steps])
            if k % 4 == 0:  # killed once more, while it goes on
                process = self.start("--resume", path.name)
                time.sleep(moments.uniform(0, self.seconds / 2))
                process.send_signal(signal.SIGKILL)
                process.communicate()
            self.finish(path)
        self.assertLessEqual(empty, KILLS // 2)  # or nothing was tested

    def test_interrupted_from_the_keyboard(self):
        process = self.start("run.yaml", "-o", "stopped.h5")
        time.sleep(self.seconds / 2)
        process.send_signal(signal.SIGINT)
        message = self.end(process, 1)
        self.assertIn("closo run --resume stopped.h5", message)
        with h5py.File(self.folder / "stopped.h5") as result:
            self.assertEqual(result.attrs["outcome"], "interrupted")
            self.assertIn(result["steps/stop_kind"][-1], (b"interrupted", b"upper_voltage", b"lower_voltage"))
        self.finish(self.folder / "stopped.h5")

    def long_step(self, mesh, tolerance):
        """One step that takes seconds, beside what comes before it."""
        text = RUN.replace("positive: 10, particle: 10", mesh).replace("1e-4", tolerance)
        steps = "".join(f"  - {step} for {time}\n" for step, time in (("Charge at C/2", "1 min"), ("Charge at 1C", "1 h")))
        (self.folder / "long.yaml").write_text(text[:text.index("  - repeat")] + steps)

    def stop_after(self, moment):
        """A run may be over by then, where others keep the machine busy by turns; the next one is stopped sooner."""
        for _ in range(8):
            process = self.start("long.yaml", "-o", "stopped.h5")
            time.sleep(moment)
            process.send_signal(signal.SIGINT)
            process.communicate()
            if process.returncode == 1:
                return
            moment *= 0.7
        self.fail("every run was over before it was stopped")

    def test_stopped_within_a_step(self):
        self.long_step("positive: 40, particle: 100", "1e-9")
        begin = time.monotonic()
        self.end(self.start("long.yaml", "-o", "undisturbed.h5"), 0)
        lasting = time.monotonic() - begin
        whole = table(self.folder / "undisturbed.h5")
        for share in (0.3, 0.7):
            self.stop_after(share * lasting)
            part = table(self.folder / "stopped.h5")
            with h5py.File(self.folder / "stopped.h5") as result:
                self.assertEqual(result["steps/stop_kind"][-1], b"interrupted")
            for key in ("series/time", "series/voltage"):
                rows = len(part[key]) - 1  # the last row is where it stopped
                self.assertGreater(rows, 1)
                np.testing.assert_array_equal(part[key][:rows], whole[key][:rows])
            self.end(self.start("--resume", "stopped.h5"), 0)
            again = table(self.folder / "stopped.h5")
            for key, values in whole.items():
                np.testing.assert_array_equal(again[key], values, err_msg=key)

    def test_stopped_within_a_second_at_any_mesh(self):
        """A million unknowns: of the start as of the steps."""
        self.long_step("positive: 1000, particle: 1000", "1e-6")
        for moment in (1.5, 4.0):
            process = self.start("long.yaml", "-o", "large.h5")
            time.sleep(moment)
            begin = time.monotonic()
            process.send_signal(signal.SIGINT)
            self.end(process, 1)
            self.assertLess(time.monotonic() - begin, 1.0)

    def test_an_ended_run_has_nothing_to_go_on_with(self):
        before = (self.folder / "whole.h5").read_bytes()
        self.end(self.start("--resume", "whole.h5"), 0)
        self.assertEqual((self.folder / "whole.h5").read_bytes(), before)

    def test_what_cannot_be_gone_on_with(self):
        for arguments in (["--resume", "run.yaml"], ["--resume", "whole.h5", "-o", "other.h5"],
                          ["--resume", "whole.h5", "--set", "tolerance=1e-3"], ["--resume", "missing.h5"]):
            message = self.end(self.start(*arguments), 2)
            self.assertEqual(message.count("\n"), 1, message)


if __name__ == "__main__":
    unittest.main()
