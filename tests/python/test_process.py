"""What the package does to the process that it is in: Ctrl-C ends a run, threads and processes may be as many as one likes, and
nothing else changes."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import closo

SOURCE = pathlib.Path(os.environ["CLOSO_SOURCE"])
CYCLE = ["Charge at C/10 until 4.15 V", "Discharge at 1C until 2.5 V"]
LONG = [{"repeat": 100000, "steps": CYCLE}]


def python(code, **environment):
    """What a Python of its own prints."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env={**os.environ, **environment}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    if done.returncode != 0:
        raise AssertionError(done.stdout)
    return done.stdout


class Process(unittest.TestCase):
    def test_ctrl_c_ends_what_runs(self):
        sweep = {"closo": 1, "title": "long", "run": "long.yaml", "cases": [{"key": "positive.contact", "values": [0.8]}],
                 "keep": {"design": ["mean_voltage"]}}
        for work in ("cell.run(protocol=LONG)", "cell.run(protocol=LONG, save='long.h5')", "cell.map([{}] * 4, LONG)",
                     "cell.simulator(['positive.contact'], protocol=LONG)([0.8])", f"closo.sweep({sweep!r})"):
            code = (f"import closo, sys; LONG = {LONG!r}; cell = closo.load('asakura2020_swagelok')\n"
                    f"print('ready', flush=True)\ntry:\n  {work}\nexcept KeyboardInterrupt:\n  print('interrupted')\n")
            with tempfile.TemporaryDirectory() as folder:
                run = {"closo": 1, "cell": "asakura2020_swagelok", "protocol": LONG}
                pathlib.Path(folder, "long.yaml").write_text(json.dumps(run))
                process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                           text=True, cwd=folder)
                self.assertEqual(process.stdout.readline(), "ready\n")
                time.sleep(1)
                if process.poll() is not None:
                    self.fail(f"{work}: {process.communicate()}")
                process.send_signal(signal.SIGINT)
                sent = time.monotonic()
                out, err = process.communicate(timeout=20)
                self.assertEqual(out, "interrupted\n", work + err)
                self.assertLess(time.monotonic() - sent, 3, work)

    def test_threads_share_a_cell(self):
        cell = closo.load("asakura2020_swagelok")
        cases = [{"positive.active_loading": f"{n} mg/cm2"} for n in (1, 2, 3, 4)]
        alone = [cell.run(values, CYCLE)["voltage"] for values in cases]
        with ThreadPoolExecutor(4) as pool, tempfile.TemporaryDirectory() as folder:
            def work(k):
                if k % 3 == 0:
                    path = pathlib.Path(folder, f"{k}.h5")
                    return cell.run(cases[k % 4], CYCLE, save=path)["voltage"]
                fresh = cell if k % 3 == 1 else closo.load("asakura2020_swagelok")
                return fresh.run(cases[k % 4], CYCLE)["voltage"]
            for k, voltage in enumerate(pool.map(work, range(48))):
                np.testing.assert_array_equal(voltage, alone[k % 4])

    def test_threads_share_results_and_simulators(self):
        cell = closo.load("asakura2020_swagelok")
        result = cell.run(protocol=CYCLE)
        f = cell.simulator({"positive.contact": "%"}, at=np.linspace(100, 40000, 50), protocol=CYCLE)
        paths, curves = list(result), [f([contact]) for contact in (70, 75, 80)]
        expected = {path: result[path] for path in paths}

        def work(k):
            for path in paths[k % 7::3]:
                np.testing.assert_array_equal(result[path], expected[path])
            other = cell.with_values({"positive.contact": (70 + k % 3, "%")})
            return other.get("positive.contact", "%"), len(other.parameters()), f([70 + 5 * (k % 3)])

        with ThreadPoolExecutor(6) as pool:
            for k, (contact, count, curve) in enumerate(pool.map(work, range(60))):
                self.assertAlmostEqual(contact, 70 + k % 3)
                self.assertEqual(count, len(cell.parameters()))
                np.testing.assert_array_equal(curve, curves[k % 3])

    def test_a_process_forked_by_another_thread_can_go_on_if_none_is_at_work(self):
        self.assertEqual(python("""
            import closo, os, threading
            cell = closo.load("asakura2020_swagelok")
            steps = ["Charge at C/10 until 4.15 V"]
            before = cell.run(protocol=steps)["voltage"]
            workers = [threading.Thread(target=cell.run, kwargs={"protocol": steps}) for _ in range(4)]
            for worker in workers: worker.start()
            for worker in workers: worker.join()
            child = os.fork()
            if child == 0: os._exit(not (cell.run(protocol=steps)["voltage"] == before).all())
            print(os.waitpid(child, 0)[1])
            """), "0\n")

    def test_the_lock_of_python_is_free_meanwhile(self):
        cell = closo.load("asakura2020_swagelok")
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(cell.run, None, [{"repeat": 300, "steps": CYCLE}])
            turns = 0
            while not running.done():
                turns += 1
                time.sleep(0.001)
            self.assertGreater(turns, 20)
            self.assertTrue(running.result().completed)

    def test_a_forked_process_can_go_on(self):
        self.assertEqual(python("""
            import closo, multiprocessing
            cell = closo.load("asakura2020_swagelok")
            def work(k): return cell.run({"positive.contact": k}, ["Charge at C/10 until 4.15 V"])["voltage"][-1]
            cell.map([{}] * 4, ["Charge at C/10 until 4.15 V"])
            with multiprocessing.get_context("fork").Pool(2) as pool:
                print(pool.map(work, [0.7, 0.8]) == [work(0.7), work(0.8)])
            """), "True\n")

    def test_nothing_else_changes(self):
        self.assertEqual(python("""
            import locale, os, signal, sys, tempfile
            def state():
                handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
                return locale.setlocale(locale.LC_ALL), handlers, os.getcwd(), dict(os.environ)
            before = state()
            import closo
            cell = closo.load("asakura2020_swagelok")
            result = cell.run(protocol=["Charge at C/10 until 4.15 V"])
            path = os.path.join(tempfile.mkdtemp(), "a.h5")
            result.save(path), closo.read(path)
            print(before == state(), any("libmpi" in line for line in open("/proc/self/maps")))
            """), "True False\n")

    def test_beside_h5py_in_either_order(self):
        for first, second in (("closo", "h5py"), ("h5py", "closo")):
            self.assertEqual(python(f"""
                import {first}, {second}, os, tempfile, numpy
                path = os.path.join(tempfile.mkdtemp(), "a.h5")
                result = closo.load("asakura2020_swagelok").run(protocol=["Charge at C/10 until 4.15 V"])
                with h5py.File(path + "b", "w") as other:
                    other["x"] = [1.0]
                    result.save(path)
                    with h5py.File(path) as file:
                        same = (file["series/voltage"][:] == result["voltage"]).all()
                    try: closo.read(path + "c")
                    except closo.InputError: pass
                    print(same, (closo.read(path)["voltage"] == result["voltage"]).all(), other["x"][0])
                """), "True True 1.0\n")

    def test_numbers_are_read_with_points_in_any_locale(self):
        found = subprocess.run(["locale", "-a"], stdout=subprocess.PIPE, text=True).stdout.split()
        comma = next((name for name in found if name.lower().startswith(("de_", "fr_"))), None)
        if comma is None:
            self.skipTest("no locale with decimal commas is installed")
        self.assertEqual(python(f"""
            import locale
            locale.setlocale(locale.LC_ALL, {comma!r})
            import closo
            print(closo.load("asakura2020_swagelok").get("separator.thickness", "cm"))
            """), "0.06\n")

    def test_importing_is_quick_and_lazy(self):
        found = python("import sys, closo; print('closo._core' in sys.modules, 'numpy' in sys.modules)")
        self.assertEqual(found, "False False\n")

    def test_parts_work_without_the_module(self):
        self.assertEqual(python("""
            import sys
            sys.modules["closo._core"] = None   # as if it were not there
            import closo
            print(closo.InputError.__name__)
            try: closo.load
            except ImportError: print("no load")
            """), "InputError\nno load\n")

    def test_the_command_comes_with_it(self):
        site = pathlib.Path(closo.__file__).parent
        found = python("import sys; sys.argv = ['closo', '--version']; from closo.command import main; main()")
        self.assertEqual(found, f"closo {closo.version()}\n")
        self.assertTrue((site / "prefix" / "share" / "closo" / "params" / "cells").is_dir())
        self.assertTrue((site / "prefix" / "share" / "closo" / "schema" / "closo.schema.json").is_file())


if __name__ == "__main__":
    unittest.main()
