#!/usr/bin/env python3
"""closo plot: files that are none of a kind, broken ones and a full disk end in one line, with status 2 and no picture.

Usage: test_plot_errors.py CLOSO  (the path of the program)
"""
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

try:
    import h5py
    import matplotlib  # noqa: F401
except ImportError:
    print("h5py and matplotlib are not installed for this Python")
    sys.exit(77)

from tools import tool

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEVERAL = ("overlay", "overlay-cycles")  # kinds that are of several results


def drawn(kind, result, picture, limit=None):
    results = [result, result] if kind in SEVERAL else [result]

    def few_bytes():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    chosen = ["--kind", kind] if kind else []
    return tool("plot", *results, *chosen, "-o", picture, preexec_fn=few_bytes if limit else None)


def refused(kind, result, picture, limit=None):
    done = drawn(kind, result, picture, limit)
    said = done.stderr.strip().splitlines()
    assert done.returncode == 2 and len(said) == 1 and "Traceback" not in done.stderr, (kind, result.name, done)
    assert not list(picture.parent.glob("*picture*")), kind
    return said[0]


def check(folder, closo):
    picture = folder / "out" / "picture.png"
    picture.parent.mkdir()
    foreign, broken, text, missing = (folder / name for name in ("foreign.h5", "broken.h5", "text.h5", "missing.h5"))
    with h5py.File(foreign, "w") as file:
        file["a"] = [1, 2, 3]
        file.create_group("series")
    broken.write_bytes(foreign.read_bytes()[:700])
    text.write_text("no result at all\n")
    from closo.plot.kinds import KINDS
    for number, kind in enumerate([None, *KINDS]):  # each with a foreign file, and with one that cannot be opened
        for result in (foreign, (broken, text, missing)[number % 3]):
            said = refused(kind, result, picture)
            assert str(result) in said, (kind, said)

    run = folder / "run.h5"
    subprocess.run([closo, "run", "-q", ROOT / "examples/01_first_cycle/run.yaml", "-o", run], check=True)
    said = refused("run", run, picture, limit=2000)
    assert "picture.png: File too large" in said, said
    assert "No such file or directory" in refused("run", run, folder / "nowhere" / "picture.png")
    assert "jpgg" in refused("run", run, picture.with_suffix(".jpgg"))
    assert drawn("run", run, picture).returncode == 0 and picture.read_bytes().startswith(b"\x89PNG")
    whole = run.read_bytes()
    for words in (("-o", run), ("--csv", run), ("--step", "2", "--kind", "eis"), ("--kind", "pie"), ("--step", "two"), ("--size", "huge")):
        done = tool("plot", run, *words)
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1, done
    assert run.read_bytes() == whole


def check_gitt(folder, closo):
    """Of particles of two sizes the diffusivity comes out with their surface, not with the radius of the first class."""
    run, result = ROOT / "examples/05_gitt/run.yaml", folder / "classes.h5"
    sizes = "positive.particles=[{radius: 2 um, share: 50 %}, {radius: 3.5 um, share: 50 %}]"
    subprocess.run([closo, "run", "-q", run, "-o", result, "--set", sizes, "--set",
                    "materials.nvopf.open_circuit_voltage.gap=0.001 mV"], check=True)  # a hysteresis would count as diffusion
    done = tool("analyse", "gitt", result, "--longest", "60", "--diffusivity", "8.69e-16")
    assert done.returncode == 0, done.stderr
    alike = 1 / (0.5 / 2 + 0.5 / 3.5)  # um
    assert f"2 classes of particles: with the surface of one of radius {alike:.3g} um" in done.stdout, done.stdout
    median = float(re.search(r"median ([+-][\d.]+)%", done.stdout)[1])
    assert abs(median) < 20, done.stdout  # one size: -9 %; with the radius of the first class -48 %


def main():
    with tempfile.TemporaryDirectory() as folder:
        check(pathlib.Path(folder), sys.argv[1])
        check_gitt(pathlib.Path(folder), sys.argv[1])
    print("foreign and broken files and full disks are refused in a line")


if __name__ == "__main__":
    main()
