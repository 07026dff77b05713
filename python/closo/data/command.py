"""Commands: what cannot be read, drawn or written ends them with one line and exit status 2.

Imports nothing but Python's own, so that a Python that lacks h5py or matplotlib is told of in a line as well.
"""
import argparse
import importlib
import sys
from typing import NoReturn

from closo.data.errors import DataError

PACKAGES = {"h5py": "python3-h5py", "matplotlib": "python3-matplotlib", "numpy": "python3-numpy"}  # here, and of Debian


class Parser(argparse.ArgumentParser):
    """A command line whose errors are one line, and whose options have one spelling."""

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, allow_abbrev=False, **options)

    def error(self, message) -> NoReturn:
        """Ends the program with one line and exit status 2."""
        print(f"{self.prog}: {message} (see {self.prog} --help)", file=sys.stderr)
        sys.exit(2)


def run(name, module) -> int:
    """Runs main() of a module as the command `name`; returns the exit status, 2 with a line on stderr for what is wrong."""
    try:
        importlib.import_module(module).main()
        return 0
    except ModuleNotFoundError as missing:
        if missing.name not in PACKAGES:
            raise
        message = (f"{sys.executable} has no {missing.name}: install {' and '.join(sorted(PACKAGES.values()))} (Debian, Ubuntu), "
                   f"or {', '.join(sorted(PACKAGES))} with pip")
    except DataError as error:
        message = str(error)
    except BrokenPipeError:
        return 1
    except OSError as failure:
        message = f"{failure.filename}: {failure.strerror}" if failure.filename else str(failure)
    print(f"{name}: {message}", file=sys.stderr)
    return 2
