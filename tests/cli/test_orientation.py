"""A half cell with its composite at the negative end, as a user states it: the mirror image of the other one.

    test_orientation.py CLOSO
"""
import pathlib
import re
import unittest

import h5py
import numpy as np

from in_folder import InFolder

ROOT = pathlib.Path(__file__).resolve().parents[2]
CELL = (ROOT / "params/cells/asakura2020_swagelok.yaml").read_text()


def sections(text):
    """The top-level entries of a cell file, by key."""
    parts = re.split(r"(?m)^(?=[a-z_]+:)", text)
    return {part.split(":")[0]: part for part in parts if re.match(r"[a-z_]+:", part)}


def mirrored(text):
    part = sections(text)
    negative, positive = part["negative"], part["positive"]
    text = text.replace(negative, "@positive@").replace(positive, "@negative@")
    text = text.replace("@positive@", positive.replace("positive:", "negative:", 1))
    text = text.replace("@negative@", negative.replace("negative:", "positive:", 1))
    lower, upper = (re.search(rf"{name}: \{{value: ([\d.]+) V", text)[1] for name in ("lower", "upper"))
    text = re.sub(r"(lower: \{value: )[\d.]+", rf"\g<1>-{upper}", text)
    return re.sub(r"(upper: \{value: )[\d.]+", rf"\g<1>-{lower}", text)


class Orientation(InFolder):
    def setUp(self):
        super().setUp()
        (self.folder / "materials").symlink_to(ROOT / "params/materials")
        (self.folder / "cells").mkdir()
        self.write("cells/half.yaml", CELL)
        self.write("cells/image.yaml", mirrored(CELL))

    def run_cell(self, cell, start, protocol):
        self.write("run.yaml",
                   f"closo: 1\ncell: cells/{cell}.yaml\nstart: {{voltage: {start}}}\nmesh: {{positive: 6, particle: 8}}\n"
                   "tolerance: 1e-7\nprotocol:\n" + "".join(f"  - {step}\n" for step in protocol))
        self.closo("run", "run.yaml", "-q", "-o", f"{cell}.h5")
        return h5py.File(self.folder / f"{cell}.h5")

    def test_a_run_is_the_mirror_image(self):
        half = self.run_cell("half", "3.7 V", ["Discharge at C/5 for 30 minutes", "Rest for 10 minutes",
                                                "Charge at C/2 until 4.1 V", "Hold at 4.1 V for 10 minutes"])
        image = self.run_cell("image", "-3.7 V", ["Charge at C/5 for 30 minutes", "Rest for 10 minutes",
                                                  "Discharge at C/2 until -4.1 V", "Hold at -4.1 V for 10 minutes"])
        for name, sign in (("voltage", -1), ("current", -1), ("charge", -1), ("energy", 1), ("stoichiometry", 1),
                           ("open_circuit_voltage", -1), ("film_charge", 1), ("metal_thickness", 1),
                           ("overpotential/charge_transfer", -1), ("overpotential/separator", -1)):
            a, b = half["series"][name][:], image["series"][name][:]
            self.assertEqual(len(a), len(b))
            np.testing.assert_allclose(b, sign * a, atol=1e-6 * max(1e-6, abs(a).max()), err_msg=name)
        np.testing.assert_allclose(image["profiles/stoichiometry"][:], half["profiles/stoichiometry"][:], atol=1e-6)

    def test_two_composites_state_how_they_are_balanced(self):
        part = sections(CELL)
        self.write("cells/half.yaml",
                   CELL.replace(part["negative"], part["positive"].replace("positive:", "negative:", 1)))
        self.assertRegex(self.closo("check", "cells/half.yaml", status=2).stderr,
                         r"half.yaml:\d+: cell.as_assembled.negative_stoichiometry: missing, expected the stoichiometry of "
                         r"the negative electrode")


if __name__ == "__main__":
    unittest.main()
