"""Every line of code in docs/developer.md stands in the worked example that a test builds."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class DeveloperPage(unittest.TestCase):
    def test_shows_the_example_as_it_is_built(self):
        page = (ROOT / "docs/developer.md").read_text()
        example = "\n".join(path.read_text() for path in sorted((ROOT / "tests/mechanism").glob("interphase.*")))
        blocks = re.findall(r"```(?:cpp|diff)\n(.*?)```", page, re.S)
        self.assertGreater(len(blocks), 5)
        for block in blocks:
            self.assertIn(block.rstrip("\n"), example)

    def test_names_the_folders_that_there_are(self):
        page = (ROOT / "docs/developer.md").read_text()
        for folder in set(re.findall(r"`([a-z_/]+)/`", page)):
            self.assertTrue((ROOT / folder).is_dir(), folder)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
