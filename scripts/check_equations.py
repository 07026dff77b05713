#!/usr/bin/env python3
"""Checks that models/README.md and the code speak of the same equations in the same letters.

- Every numbered equation of the README is named by its number in a comment of models/, and every number there is one of them.
- No letter of the table of symbols stands there twice.
- Every letter of a numbered equation, in the README and in the comments that carry its number, is in that table.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "models/README.md"
SYMBOL = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)?(?:,[a-z]+)?\+?")
# Functions, units of derivatives, words within formulas, and indices.
WORDS = set("""d dx dt dr dy dn dU dT dc dV exp max asinh ln dln sum integral of over all particles faces flux inward outside inside heat depth
    slope transition film reactions volumes the di sum_p sum_k sum_g sum_m j_k dH H y_surface U_charge U_discharge Omega_metal P_ref T_ref value j p k g chi""".split())


def symbols():
    """Letters of the table, each as often as it is explained."""
    found = []
    for line in PAGE.read_text().split("## Symbols")[1].split("\n## ")[0].splitlines():
        cells = line.split(" | ")
        if line.startswith("| `"):
            for text in re.findall(r"`([^`]+)`", cells[0]):
                text = re.sub(r"\(.*?\)|=.*", "", text).strip()  # D(y,T); f = F/RT
                found += [text] if "ln" not in text else []
    return found


def letters(text):
    """Letters of a formula, without functions and words."""
    text = re.sub(r"RT/F|F/RT|R T", "", text)  # products
    for token in SYMBOL.findall(text):
        token = token.removesuffix("+") if token != "t+" else token
        if token not in WORDS and not re.fullmatch(r"d\(?", token):
            yield token


def equations():
    """Formulas of each numbered equation of the README, by its number."""
    found, number = {}, None
    for line in PAGE.read_text().split("## Equations")[1].split("\nEvery transport")[0].splitlines():
        if match := re.match(r"(\d+)\. \*\*", line) or re.match(r" +\((\d+[a-z])\)", line):
            number = match.group(1)
        if number:
            found.setdefault(number, []).append(line)
    return {number: re.findall(r"`([^`]+)`", " ".join(lines)) for number, lines in found.items()}


def comments():
    """Comment lines of models/ with the numbers that they end with, and where they stand."""
    for path in sorted((ROOT / "models").rglob("*.?pp")):
        for line, text in enumerate(path.read_text().splitlines(), 1):
            comment = text.partition("//")[2]
            numbers = re.findall(r"\((\d{1,2}[a-z]?)\)", comment)
            if numbers:
                yield f"{path.relative_to(ROOT)}:{line}", re.sub(r"\(\d{1,2}[a-z]?\)", "", comment), numbers


def faults():
    known, page, named = symbols(), equations(), set()
    for letter in sorted(set(known)):
        if known.count(letter) > 1:
            yield f"models/README.md: {letter} has {known.count(letter)} meanings"
    for number, formulas in page.items():
        for letter in {letter for formula in formulas for letter in letters(formula)} - set(known):
            yield f"models/README.md: {letter} of equation {number} is not in the table of symbols"
    for where, text, numbers in comments():
        named.update(numbers)
        for number in set(numbers) - set(page):
            yield f"{where}: there is no equation {number} in models/README.md"
        for letter in set(letters(text)) - set(known):
            if "_" in letter and "=" in text:  # a formula; words have no subscript
                yield f"{where}: {letter} is not in the table of symbols of models/README.md"
    for number in page:
        if number not in named:
            yield f"models/README.md: no comment of models/ names equation {number}"


if __name__ == "__main__":
    found = list(faults())
    print("\n".join(found) if found else "equations: ok")
    sys.exit(bool(found))
