"""Kills runs at random moments: each file opens, and goes on to the result of the run that nobody disturbed.

    test_kill.py CLOSO          CLOSO_KILLS=200 kills that many runs instead of 12
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
KILLS = int(os.environ.get("CLOSO_KILLS", "12"))
ROOT = pathlib.Path(__file__).resolve().parents[2]
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
  - repeat: 1500
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
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "run.yaml").write_text(RUN)

    def start(self, *arguments):
        return subprocess.Popen([CLOSO, "run", "-q", *arguments], cwd=self.folder, stderr=subprocess.PIPE)

    def whole(self):
        begin = time.monotonic()
        self.assertEqual(self.start("run.yaml", "-o", "whole.h5").wait(), 0)
        return table(self.folder / "whole.h5"), time.monotonic() - begin

    def finish(self, path, whole):
        self.assertEqual(self.start("--resume", path.name).wait(), 0)
        again = table(path)
        for key, values in whole.items():
            np.testing.assert_array_equal(again[key], values, err_msg=key)

    def test_killed_at_any_moment(self):
        whole, seconds = self.whole()
        moments = random.Random(7)
        empty = 0
        for k in range(KILLS):
            path = self.folder / f"{k}.h5"
            process = self.start("run.yaml", "-o", path.name)
            moment = moments.uniform(0, seconds)
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if not path.exists():
                self.assertLess(moment, FIRST_WRITE)
                empty += 1
                continue
            kept = table(path)  # opens, and its columns belong together
            steps = len(kept["steps/number"])
            np.testing.assert_array_equal(kept["steps/charge"], whole["steps/charge"][:steps])
            if k % 4 == 0:  # killed once more, while it goes on
                process = self.start("--resume", path.name)
                time.sleep(moments.uniform(0, seconds / 2))
                process.send_signal(signal.SIGKILL)
                process.communicate()
            self.finish(path, whole)
        self.assertLess(empty, max(2, KILLS // 4))

    def test_interrupted_from_the_keyboard(self):
        whole, seconds = self.whole()
        process = self.start("run.yaml", "-o", "stopped.h5")
        time.sleep(seconds / 2)
        process.send_signal(signal.SIGINT)
        message = process.communicate()[1].decode()
        self.assertEqual(process.returncode, 1)
        self.assertIn("closo run --resume stopped.h5", message)
        with h5py.File(self.folder / "stopped.h5") as result:
            self.assertEqual(result.attrs["outcome"], "interrupted")
        self.finish(self.folder / "stopped.h5", whole)

    def test_an_ended_run_has_nothing_to_go_on_with(self):
        self.whole()
        before = (self.folder / "whole.h5").read_bytes()
        self.assertEqual(self.start("--resume", "whole.h5").wait(), 0)
        self.assertEqual((self.folder / "whole.h5").read_bytes(), before)

    def test_what_cannot_be_gone_on_with(self):
        self.whole()
        for arguments in (["--resume", "run.yaml"], ["--resume", "whole.h5", "-o", "other.h5"],
                          ["--resume", "whole.h5", "--set", "tolerance=1e-3"], ["--resume", "missing.h5"]):
            process = self.start(*arguments)
            message = process.communicate()[1].decode()
            self.assertEqual(process.returncode, 2, message)
            self.assertEqual(message.count("\n"), 1, message)


if __name__ == "__main__":
    unittest.main()
