"""What a call adds to the solve: reading, closing and checking are done once."""
import time
import unittest

import closo
from closo import _core

PROTOCOL = ["Discharge at C/10 until 2.5 V"]
MOST = 0.2e-3  # s


def least(*works, repeats=200):
    """The shortest time of many, of each of several that take turns: what slows the processor down for a while slows all."""
    best = [1.0] * len(works)
    for _ in range(repeats):
        for k, work in enumerate(works):
            start = time.perf_counter()
            work()
            best[k] = min(best[k], time.perf_counter() - start)
    return best


class Overhead(unittest.TestCase):
    def test_calls_cost_little_more_than_the_solve(self):
        cell = closo.load({"closo": 1, "cell": "asakura2020_swagelok", "start": {"stoichiometry": 0.02}, "protocol": PROTOCOL})
        run = cell._run()
        calls = {"run": cell.run, "voltage of a run": lambda: cell.run()["voltage"],
                 "run with a value": lambda: cell.run({"positive.active_loading": "1.24 mg/cm2"}),
                 "run with a protocol": lambda: cell.run(protocol=PROTOCOL)}
        for name, call in calls.items():
            solve, whole = least(lambda: _core.simulate(run, [], []), call)
            print(f"{name}: {1e3 * solve:.3f} ms + {1e3 * (whole - solve):.3f} ms")
            self.assertLess(whole - solve, MOST, name)
        voltage = ["series/time", "series/voltage"]
        f = cell.simulator(["positive.contact", "separator.thickness"])
        solve, whole = least(lambda: _core.simulate(run, [], voltage), lambda: f([0.837, 6e-4]))
        print(f"simulator: {1e3 * solve:.3f} ms + {1e3 * (whole - solve):.3f} ms")
        self.assertLess(whole - solve, MOST)


if __name__ == "__main__":
    unittest.main()
