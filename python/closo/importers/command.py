"""The command `closo import`: converts a measured file to a table in the Battery Data Format, current positive on charge.

Exit status 2 and one line for a file that is not what it should be (docs/import.md).
"""
import argparse
import pathlib

from closo.data.command import Parser
from closo.importers.columns import KINDS, QUANTITIES, BadFile
from closo.importers.tables import read


def parser() -> Parser:
    """The command line."""
    whole = Parser(prog="closo import",
                   description="Converts a measured file to a table in the Battery Data Format, current positive on "
                   "charge.")
    pair = {"action": "append", "default": [], "type": assignment}
    whole.add_argument("file", type=pathlib.Path)
    whole.add_argument("-o", "--output", type=pathlib.Path, help="default: FILE's name with .bdf.csv, in the current folder")
    whole.add_argument("--kind", choices=KINDS, help="default: by the columns of the file")
    whole.add_argument("--column", metavar="QUANTITY=NAME", help=f"column of {', '.join(QUANTITIES)}", **pair)
    whole.add_argument("--unit", metavar="QUANTITY=UNIT", help="unit of a column that has none in the file", **pair)
    whole.add_argument("--header", metavar="NAMES", help="names with units, separated by commas, for a file without a header")
    whole.add_argument("--sheet", help="sheet of a spreadsheet")
    whole.add_argument("--discharge-positive", action="store_true", help="current in the file is positive on discharge")
    whole.add_argument("--imaginary", choices=("im", "minus_im"), help="what the column of the imaginary part holds")
    whole.add_argument("-q", "--quiet", action="store_true", help="do not print which columns were taken")
    return whole


def assignment(text) -> tuple[str, str]:
    """(quantity, text) of QUANTITY=TEXT, for argparse."""
    key, _, value = text.partition("=")
    if key not in QUANTITIES or not value:
        raise argparse.ArgumentTypeError(f"found '{text}', expected one of {', '.join(QUANTITIES)}, '=' and a value")
    return key, value


def main() -> None:
    """Parses the command line, converts, and prints which columns were taken. Raises BadFile for what is no measured file."""
    options = parser().parse_args()
    output = options.output or pathlib.Path(options.file.stem.removesuffix(".bdf") + ".bdf.csv")
    if output.resolve() == options.file.resolve():
        raise BadFile(output, "the file to read", "a different name; choose one with -o")
    table = read(options.file, kind=options.kind, columns=dict(options.column), units=dict(options.unit), header=options.header,
                 sheet=options.sheet, discharge_positive=options.discharge_positive, imaginary=options.imaginary)
    table.save(output)
    if not options.quiet:
        print(f"{output}: from {table}")
