"""The command `closo plot`; closo.plot.command says what it does."""
import sys

from closo.data.command import run


def main() -> None:
    """Entry point of the command."""
    sys.exit(run("closo plot", "closo.plot.command"))


if __name__ == "__main__":
    main()
