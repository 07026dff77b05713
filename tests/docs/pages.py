"""What the pages of the documentation say to type."""
import re


def shell_blocks(text):
    """The fenced blocks of a page that may be for a shell."""
    for fenced in re.split(r"^```", text, flags=re.M)[1::2]:
        language, _, body = fenced.partition("\n")
        if language in ("", "sh", "bash"):
            yield body


def lines(block):
    """The lines of a block, with those that continue them."""
    return re.sub(r"\\\n", " ", block).splitlines()
