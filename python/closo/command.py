"""The closo command that comes with the package."""

from __future__ import annotations

import os
import pathlib
import shutil
import signal
import subprocess
import sys
from typing import Sequence

from .errors import InputError, RunError, error_of_line

__all__ = ["main", "path", "run"]

_BAD_INPUT = 2


def path() -> str:
    """The file of the command: that of the package, or the one on the path where the package was not built.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    own = pathlib.Path(__file__).parent / "prefix" / "bin" / "closo"
    found = str(own) if own.exists() else _on_path()
    if found is None:
        raise FileNotFoundError("there is no closo command: neither in this package nor on the path")
    return found


def _on_path() -> "str | None":
    """A command other than the entry point of this package."""
    mine = os.path.realpath(sys.argv[0])
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = (shutil.which("closo", path=folder) for folder in folders)
    return next((file for file in found if file and os.path.realpath(file) != mine), None)


def main() -> None:
    """The entry point `closo`: becomes the command, which finds the programs of this environment first."""
    programs = os.path.dirname(os.path.abspath(sys.argv[0]))
    os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])
    os.execv(path(), ["closo", *sys.argv[1:]])


def run(arguments: Sequence[str], *, quiet: bool = True) -> str:
    """Runs the command and returns what it printed. Ctrl-C is passed on, and raised when it has ended.

    Parameters
    ----------
    arguments : list of str
        "sweep", "sweep.yaml", "-o", "sweep.h5".
    quiet : bool
        Keeps what the command prints about its progress to itself.

    Raises
    ------
    InputError
        For bad input, with the place.
    RunError
        If it failed for another reason.
    """
    # Of `closo import` and its like the command looks for the programs of this environment, active or not.
    programs = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
    process = subprocess.Popen([path(), *arguments], env={**os.environ, "PATH": programs}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
                               start_new_session=True)
    assert process.stdout is not None
    lines = []
    with process.stdout as printed:
        try:
            for line in printed:
                lines.append(line.rstrip("\n"))
                if not quiet:
                    print(lines[-1])
            status = process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            printed.read()
            process.wait()
            raise
    if status == 0:
        return "\n".join(lines)
    errors = [line[len("closo: "):] for line in lines if line.startswith("closo: ")]
    message = errors[-1] if errors else lines[-1] if lines else f"closo {arguments[0]} ended with status {status}"
    if status == _BAD_INPUT:
        raise error_of_line(message)
    raise RunError(message)
