#!/usr/bin/env python3
"""Runs the cells of a notebook one after another, as Jupyter would, with nothing but Python.

usage: notebook.py NOTEBOOK.ipynb       in the folder that files are written to

Cells with the tag `picture` are left out where matplotlib or h5py are not installed.
"""
import ast
import importlib.util
import json
import pathlib
import sys


def cells(path):
    """Sources of the cells of code that can run here."""
    pictures = all(importlib.util.find_spec(name) for name in ("matplotlib", "h5py"))
    for cell in json.loads(pathlib.Path(path).read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code" and (pictures or "picture" not in cell["metadata"].get("tags", [])):
            yield "".join(cell["source"])


def run(path):
    """Runs all cells and prints the value of an expression that ends one; returns their names."""
    if importlib.util.find_spec("matplotlib"):
        import matplotlib

        matplotlib.use("Agg")
    names = {"__name__": "__main__"}
    for number, source in enumerate(cells(path), 1):
        tree = ast.parse(source, f"{pathlib.Path(path).name}, cell {number}")
        shown = tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";")
        last = ast.Expression(tree.body.pop().value) if shown else None
        exec(compile(tree, f"cell {number}", "exec"), names)
        value = eval(compile(last, f"cell {number}", "eval"), names) if last else None
        if value is not None:
            print(value)
    return names


if __name__ == "__main__":
    run(sys.argv[1])
