"""Malformed inputs: each changes one thing in good files, and says what the one line of the error must hold.

A case is (name, {file: change}, phrases). A change is a pair (old, new) in the good text, or the whole new content (text or
bytes), or None for no such file. Files: run.yaml, cell.yaml, nvopf.yaml (active), se.yaml (electrolyte), carbon.yaml, sodium.yaml,
curve.csv (an open-circuit table that table.yaml, another active material, refers to).
"""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
MATERIALS = {"nvopf.yaml": "nvopf", "se.yaml": "na4_cb11h12_2_b12h12", "super_c65.yaml": "super_c65", "sodium.yaml": "sodium"}

RUN = """closo: 1
title: a run
cell: cell.yaml
start: {stoichiometry: 1}
mesh: {positive: 5, particle: 6}
tolerance: 1e-4
protocol:
  - Charge at C/10 until 4.15 V
"""

TABLE = """closo: 1
material: active
title: with a table
molar_mass: 400 g/mol
density: 3 g/cm3
exchanged_ions: 2
temperature_range: {low: 0 degC, high: 60 degC}
open_circuit_voltage: {table: curve.csv}
diffusivity: 1e-16 m2/s
exchange_current_density: 1 A/m2
transfer_coefficients: {anodic: 0.5, cathodic: 0.5}
"""

CURVE = "# a comment\ny,ocv [V]\n0,4.3\n0.5,3.8\n1,2.4\n"

TO_TABLE = ("nvopf:", "table:")  # in the cell: use the material with the table


def run(old, new, *phrases):
    return {"run.yaml": (old, new)}, phrases


def cell(old, new, *phrases):
    return {"cell.yaml": (old, new)}, phrases


def active(old, new, *phrases):
    return {"nvopf.yaml": (old, new)}, phrases


def curve(content, *phrases):
    return {"cell.yaml": TO_TABLE, "curve.csv": content}, phrases


def step(text, *phrases):
    return run("Charge at C/10 until 4.15 V", text, "run.yaml:8", *phrases)


CASES = {
    # the file itself
    "empty file": ({"run.yaml": ""}, ["run.yaml"]),
    "only comments": ({"run.yaml": "# nothing\n"}, ["run.yaml"]),
    "binary garbage": ({"run.yaml": bytes(range(256)) * 40}, ["run.yaml"]),
    "invalid UTF-8": ({"run.yaml": b"title: \xff\xfe\n"}, ["run.yaml"]),
    "a list": ({"run.yaml": "- 1\n- 2\n"}, ["run.yaml:1"]),
    "a number": ({"run.yaml": "42\n"}, ["run.yaml:1"]),
    "neither run nor cell": ({"run.yaml": "closo: 1\ntitle: x\n"}, ["run.yaml:1", "a run"]),
    "unclosed bracket": ({"run.yaml": RUN + "set: {a: 1\n"}, ["run.yaml"]),
    "unclosed quote": (run("a run", '"a run', "run.yaml")),
    "tab": ({"run.yaml": "closo: 1\n\ttitle: x\n"}, ["run.yaml:2"]),
    "recursive alias": ({"run.yaml": "closo: &a [*a]\n"}, ["run.yaml:1"]),
    "alias bomb": ({"run.yaml": "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefghij", "bcdefghijk"))}, ["run.yaml"]),
    "deep nesting": ({"run.yaml": "a: " + "[" * 10000 + "]" * 10000}, ["run.yaml"]),
    "duplicate key": ({"run.yaml": RUN + "title: again\n"}, ["run.yaml:9", "title"]),
    "two documents": ({"run.yaml": RUN + "---\n" + RUN}, ["run.yaml"]),
    "wrong format version": run("closo: 1", "closo: 7", "run.yaml:1", "closo", "'7'"),
    # the run
    "no cell": run("cell: cell.yaml\n", "", "cell"),
    "cell file missing": run("cell.yaml", "nowhere.yaml", "run.yaml:3", "nowhere.yaml"),
    "cell is a number": run("cell.yaml", "5", "run.yaml:3"),
    "no start": ({"run.yaml": ("start: {stoichiometry: 1}\n", ""), "cell.yaml": ("as_assembled:", "as_left:")}, ["start", "missing"]),
    "two starts": run("{stoichiometry: 1}", "{stoichiometry: 1, voltage: 3.8 V}", "run.yaml:4", "start"),
    "start above one": run("stoichiometry: 1}", "stoichiometry: 1.2}", "run.yaml:4", "start.stoichiometry", "'1.2'"),
    "start voltage out of range": run("stoichiometry: 1}", "voltage: 6 V}", "run.yaml:4", "start.voltage", "5 V"),
    "mesh of zero": run("positive: 5", "positive: 0", "run.yaml:5", "mesh.positive"),
    "mesh of half a cell": run("positive: 5", "positive: 2.5", "run.yaml:5", "mesh.positive"),
    "mesh too large": run("positive: 5", "positive: 1000000000", "run.yaml:5", "mesh.positive"),
    "grading below one": run("particle: 6", "particle: 6, grading: 0.2", "run.yaml:5", "mesh.grading"),
    "unknown key": run("mesh:", "mehs:", "mesh"),
    "unknown key in mesh": run("particle: 6", "particle: 6, particles: 3", "run.yaml:5", "mesh.particles", "'particle'"),
    "tolerance zero": run("1e-4", "0", "run.yaml:6", "tolerance"),
    "tolerance not a number": run("1e-4", "small", "run.yaml:6", "tolerance", "'small'"),
    "negative interval": run("protocol:", "record: {series_every: -1 s}\nprotocol:", "record.series_every"),
    "set of an unknown key": run("protocol:", "set: {positive.porsity: 20 %}\nprotocol:", "porosity"),
    "set of a mapping": run("protocol:", "set: {positive.porosity: {a: 1}}\nprotocol:", "run.yaml:7 (set)", "cell.positive.porosity.value"),
    # the protocol
    "protocol empty": run("  - Charge at C/10 until 4.15 V\n", "  []\n", "protocol"),
    "protocol no list": run("\n  - Charge at C/10 until 4.15 V", " Charge at C/10", "run.yaml:7", "protocol"),
    "step is a mapping": step("{a: 1}"),
    "unknown verb": step("Chagre at C/10", "'Charge'", "character 1"),
    "no at": step("Charge C/10", "'at'", "character 8"),
    "no amount": step("Charge at", "character 10"),
    "rate of zero": step("Charge at C/0", "character 11"),
    "negative rate": step("Charge at -1C", "character 11"),
    "voltage as rate": step("Charge at 4 V", "character 11"),
    "missing unit": step("Discharge at 5", "character 14"),
    "limit in wrong unit": step("Charge at 1C until 4 A", "a limit such as '2.5 V'", "character 20"),
    "limit missing": step("Charge at 1C until", "character 19"),
    "duration in wrong unit": step("Charge at 1C for 3 V", "time", "character 18"),
    "rest without time": step("Rest", "'for'", "character 5"),
    "rest until voltage": step("Rest until 3 V", "'for'", "character 6"),
    "hold without stop": step("Hold at 4 V", "character 12"),
    "hold at a current": step("Hold at 1 mA for 1 h", "voltage", "character 9"),
    "or without stop": step("Charge at 1C until 4 V or", "character 26"),
    "ramp without rate": step("Ramp to 4 V", "'at'", "character 12"),
    "ramp at a current": step("Ramp to 4 V at 1 mA", "0.1 mV/s", "character 16"),
    "stoichiometry above one": step("Charge at 1C until stoichiometry 1.2", "from 0 to 1", "character 20"),
    "entry without a known key": step("{charge: C/10}", "'step', 'repeat', 'for_each', 'profile' or 'eis'"),
    "repeat without steps": step("{repeat: 3}", "protocol.0.steps"),
    "repeat of a fraction": step("{repeat: 1.5, steps: [Rest for 1 h]}", "protocol.0.repeat"),
    "repeat with a wrong limit": step("{repeat: 3, until: capacity of 3, steps: [Rest for 1 h]}", "'below'", "character 10"),
    "repeat with an unknown key": step("{repeat: 3, time: 4, steps: [Rest for 1 h]}", "protocol.0.time", "unknown key"),
    "error in a loop": step("{repeat: 3, steps: [Rest for 1 h, Rest]}", "protocol.0.steps.1", "character 5"),
    "values of two names": step("{for_each: {a: [1 h], b: [1 h]}, steps: ['Rest for {a}']}", "one name"),
    "values without end": step("{for_each: {a: 1 h to 2 h by 0 h}, steps: ['Rest for {a}']}", "leads from the first"),
    "values without steps": step("{for_each: {a: [1 h]}}", "steps"),
    "unknown value": step("{for_each: {a: [1 h]}, steps: ['Rest for {b}']}", "a time", "character 10"),
    "profile missing": step("{profile: none.csv}", "none.csv", "a CSV file (relative to this file)"),
    "step too hot": step("{step: Rest for 1 h, temperature: 900 degC}", "where the data of"),
    "cycle zero": run("protocol:", "record: {cycles: [0]}\nprotocol:", "record.cycles.0"),
    "cycles no list": run("protocol:", "record: {cycles: all}\nprotocol:", "record.cycles"),
    "two stops without or": step("Charge at 1C until 4 V until 3 V", "'or'", "character 24"),
    # the cell
    "wrong dimension": cell("600 um", "600 mg", "cell.yaml", "separator.thickness", "'600 mg'"),
    "no unit": cell("600 um", "600", "separator.thickness", "'600'", "unit"),
    "unknown unit": cell("600 um", "600 parsnips", "separator.thickness"),
    "NaN": cell("600 um", ".nan um", "separator.thickness"),
    "infinite": cell("600 um", "inf um", "separator.thickness"),
    "negative thickness": cell("600 um", "-600 um", "separator.thickness", "'-600 um'"),
    "no separator": cell("separator:", "separater:", "separator"),
    "status unknown": cell("15 %, status: estimated", "15 %, status: certain", "status", "'certain'"),
    "value mapping without value": cell("{value: 15 %, status", "{vlaue: 15 %, status", "positive.porosity"),
    "fractions over 100 %": cell("20 wt%", "30 wt%", "positive.composition", "110 %"),
    "fractions below 100 %": cell("20 wt%", "10 wt%", "positive.composition", "90 %"),
    "fraction above one": cell("70 wt%", "700 wt%", "composition.nvopf"),
    "porosity of 100 %": cell("{value: 15 %", "{value: 100 %", "positive.porosity"),
    "porosity above 100 %": cell("{value: 15 %", "{value: 115 %", "positive.porosity", "'115 %'"),
    "contradiction": cell("  ion_path:", "  thickness: 50 um\n  ion_path:", "positive.thickness", "um"),
    "only loading": cell("  porosity:", "  prosity:", "porosity"),
    "loading too high for thickness": cell("porosity: {value: 15 %", "thickness: {value: 2 um", "positive.thickness"),
    "zero radius": cell("2.5 um", "0 um", "particles.0.radius"),
    "shares not 100 %": cell("{value: 100 %, status: estimated, source: \"one sphere", "{value: 90 %, status: estimated, source: \"one sphere",
                            "positive.particles", "90 %"),
    "contact of zero": cell("{value: 89.8 %", "{value: 0 %", "positive.contact"),
    "contact above one": cell("{value: 89.8 %", "{value: 130 %", "positive.contact"),
    "bruggeman below one": cell("{value: 2, status: literature", "{value: 0.5, status: literature", "ion_path.bruggeman"),
    "two ion paths": cell("    bruggeman:", "    tortuosity_factor: 3\n    bruggeman:", "ion_path"),
    "limits swapped": cell("2.50 V", "4.50 V", "limits.upper"),
    "too hot": cell("{value: 25 degC, status: measured, source: \"room temperature, Asakura", "{value: 300 degC, status: measured, source: \"room temperature, Asakura",
                    "temperature", "180 degC"),
    "below absolute zero": cell("{value: 25 degC, status: measured, source: \"room temperature, Asakura", "{value: -300 degC, status: measured, source: \"room temperature, Asakura",
                                "temperature"),
    "unknown material": cell("nvopf:", "unobtainium:", "unobtainium"),
    "metal as electrolyte": cell("electrolyte: se", "electrolyte: sodium", "separator.electrolyte", "'sodium'"),
    "electrolyte as metal": cell("metal: sodium", "metal: se", "negative.metal", "'se'"),
    "metal in the composite": cell("super_c65:", "sodium:", "composition.sodium"),
    "two active materials": cell("super_c65:", "table:", "particles.0.material"),
    "no electrolyte": cell("    se:", "    nothing_like_it:", "nothing_like_it"),
    # materials
    "wrong kind of material": active("material: active", "material: actve", "nvopf.yaml:3", "material", "'actve'"),
    "unknown element": active("formula: Na3(VOPO4)2F", "formula: Na3(XxPO4)2F", "formula", "Xx"),
    "open bracket": active("formula: Na3(VOPO4)2F", "formula: Na3(VOPO4", "formula"),
    "density against lattice": active("exchanged_ions:", "density: 4 g/cm3\nexchanged_ions:", "density", "3.16"),
    "molar mass against formula": active("exchanged_ions:", "molar_mass: 500 g/mol\nexchanged_ions:", "molar_mass", "411"),
    "galleries not 100 %": active("fraction: {value: 0.5, status: derived, source: \"two plateaus of equal length, Asakura et al. (2020)\"}",
                                  "fraction: 0.4", "galleries", "0.9"),
    "gallery width zero": active("width: {value: 0.42", "width: {value: 0", "galleries.0.width"),
    "end voltage below galleries": active("empty: {value: 5.0 V", "empty: {value: 3.0 V", "empty"),
    "range upside down": active("low: {value: -20 degC", "low: {value: 300 degC", "temperature_range"),
    "no transfer coefficients": active("transfer_coefficients:", "transfer:", "transfer_coefficients"),
    "activation energy in volts": active("{value: 0.30 eV", "{value: 0.30 V", "diffusivity.activation_energy", "'0.30 V'"),
    # tables
    "table missing": ({"cell.yaml": TO_TABLE, "curve.csv": None}, ["table.yaml:8", "curve.csv"]),
    "table without rows": curve("y,ocv [V]\n", "curve.csv"),
    "table empty": curve("", "curve.csv"),
    "table of one row": curve("y,ocv [V]\n0,4\n", "table"),
    "table of three columns": curve("y,ocv [V],z\n0,4,1\n1,3,1\n", "table"),
    "table without unit": curve("y,ocv\n0,4\n1,3\n", "curve.csv", "[V]"),
    "table in wrong unit": curve("y,ocv [A]\n0,4\n1,3\n", "curve.csv:2"),
    "table with text": curve(CURVE.replace("3.8", "high"), "curve.csv:4", "'high'"),
    "table with NaN": curve(CURVE.replace("3.8", "nan"), "curve.csv:4"),
    "table with a gap": curve(CURVE.replace("0.5,3.8", "0.5"), "curve.csv:4"),
    "table not monotone": curve(CURVE.replace("0.5", "1.0").replace("\n1,2.4", "\n0.7,2.4"), "curve.csv:5", "'0.7'"),
    "table with a repeated row": curve(CURVE.replace("0.5", "0"), "curve.csv:4"),
    "no such interpolation": ({"cell.yaml": TO_TABLE, "table.yaml": ("curve.csv}", "curve.csv, interpolation: quadratic}")},
                              ["table.yaml:8", "open_circuit_voltage.interpolation", "'quadratic'", "'linear'"]),
    "interpolation of an expression": (
        {"cell.yaml": TO_TABLE, "table.yaml": ("diffusivity: 1e-16 m2/s",
                                               "diffusivity: {expression: {formula: 1e-16*(1+y), unit: m2/s}, interpolation: linear}")},
        ["table.yaml:9", "diffusivity.interpolation", "found 'linear'", "expected a table beside it"]),
    "table beyond one": curve(CURVE.replace("1,2.4", "1.5,2.4"), "curve.csv:5", "'1.5'"),
}


def good_files():
    files = {name: (ROOT / f"params/materials/{stem}.yaml").read_text() for name, stem in MATERIALS.items()}
    cell = (ROOT / "params/cells/asakura2020_swagelok.yaml").read_text()
    return files | {"cell.yaml": cell.replace("na4_cb11h12_2_b12h12", "se"), "run.yaml": RUN, "table.yaml": TABLE, "curve.csv": CURVE}


def changed_files(changes):
    """The good files with the changes of a case, by name."""
    files = good_files()
    for name, change in changes.items():
        if isinstance(change, tuple):
            old, new = change
            assert old in files[name], f"{old!r} is not in {name}"
            files[name] = files[name].replace(old, new, 1)
        else:
            files[name] = change
    return files
