#!/usr/bin/env python3
"""Scripts that draw: files that are none of theirs, broken ones and a full disk end in one line, with status 2 and no picture.

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

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
# What a script needs beside the result; PICTURE is where it draws.
FURTHER = {"gitt": ["--diffusivity", "1e-15", "-o", "PICTURE"], "sensitivity": ["--quantity", "area", "-o", "PICTURE"],
           "overlay_cycles": ["RESULT", "-o", "PICTURE"], "overlay_runs": ["RESULT", "-o", "PICTURE"]}


def drawn(script, result, picture, limit=None):
    further = FURTHER.get(script.stem, ["-o", "PICTURE"])
    words = [{"RESULT": str(result), "PICTURE": str(picture)}.get(word, word) for word in further]

    def few_bytes():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run([sys.executable, "-B", script, result, *words], capture_output=True, text=True, timeout=120,
                          preexec_fn=few_bytes if limit else None)


def refused(script, result, picture, limit=None):
    done = drawn(script, result, picture, limit)
    said = done.stderr.strip().splitlines()
    assert done.returncode == 2 and len(said) == 1 and "Traceback" not in done.stderr, (script.name, result.name, done)
    assert not list(picture.parent.glob("*picture*")), script.name
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
    scripts = [*sorted(SCRIPTS.glob("plot_*.py")), *(SCRIPTS / f"{name}.py" for name in FURTHER)]
    for number, script in enumerate(scripts):  # each with a foreign file, and with one that cannot be opened
        for result in (foreign, (broken, text, missing)[number % 3]):
            said = refused(script, result, picture)
            assert str(result) in said, (script.name, said)

    run = folder / "run.h5"
    subprocess.run([closo, "run", "-q", ROOT / "examples/01_first_cycle/run.yaml", "-o", run], check=True)
    script = SCRIPTS / "plot_run.py"
    said = refused(script, run, picture, limit=2000)
    assert "picture.png: File too large" in said, said
    assert "No such file or directory" in refused(script, run, folder / "nowhere" / "picture.png")
    assert "jpgg" in refused(script, run, picture.with_suffix(".jpgg"))
    assert drawn(script, run, picture).returncode == 0 and picture.read_bytes().startswith(b"\x89PNG")


def check_gitt(folder, closo):
    """Of particles of two sizes the diffusivity comes out with their surface, not with the radius of the first class."""
    run, result = ROOT / "examples/05_gitt/run.yaml", folder / "classes.h5"
    sizes = "positive.particles=[{radius: 2 um, share: 50 %}, {radius: 3.5 um, share: 50 %}]"
    subprocess.run([closo, "run", "-q", run, "-o", result, "--set", sizes], check=True)
    done = subprocess.run([sys.executable, "-B", SCRIPTS / "gitt.py", result, "--longest", "60", "--diffusivity", "8.69e-16", "-o",
                           folder / "gitt.png"], capture_output=True, text=True, check=True)
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
