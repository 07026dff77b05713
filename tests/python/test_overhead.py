"""What a call adds to the solve: reading, closing and checking are done once."""
import time
import unittest

import closo
from closo import _core

PROTOCOL = ["Discharge at C/10 until 2.5 V"]
MOST = 0.2e-3  # s


def least(work, repeats=200):
    """The shortest time of many."""
    best = 1.0
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


class Overhead(unittest.TestCase):
    def test_calls_cost_little_more_than_the_solve(self):
        cell = closo.load({"closo": 1, "cell": "asakura2020_swagelok", "start": {"stoichiometry": 0.02}, "protocol": PROTOCOL})
        run = cell._run()
        solve = least(lambda: _core.simulate(run, [], []))
        calls = {"run": cell.run, "voltage of a run": lambda: cell.run()["voltage"],
                 "run with a value": lambda: cell.run({"positive.active_loading": "1.24 mg/cm2"}),
                 "run with a protocol": lambda: cell.run(protocol=PROTOCOL)}
        for name, call in calls.items():
            added = least(call) - solve
            print(f"{name}: {1e3 * solve:.3f} ms + {1e3 * added:.3f} ms")
            self.assertLess(added, MOST, name)
        voltage = ["series/time", "series/voltage"]
        solve = least(lambda: _core.simulate(run, [], voltage))
        f = cell.simulator(["positive.contact", "separator.thickness"])
        added = least(lambda: f([0.837, 6e-4])) - solve
        print(f"simulator: {1e3 * solve:.3f} ms + {1e3 * added:.3f} ms")
        self.assertLess(added, MOST)


if __name__ == "__main__":
    unittest.main()
