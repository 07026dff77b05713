"""What the scripts that make pages of measured and simulated numbers share."""
import argparse
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def arguments(description, page):
    """`closo`, the program, and `output`, where the page goes.     page: its name in docs/"""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--closo", default=str(ROOT / "build/release/app/closo"))
    parser.add_argument("-o", "--output", type=pathlib.Path, default=ROOT / "docs" / page)
    return parser.parse_args()


def measured_value(row):
    """A measured number as a page has it: "about 50 ohm cm2"."""
    relation = "" if row["relation"] == "=" else row["relation"] + " "
    return f"{relation}{row['value']} {row['unit']}"
