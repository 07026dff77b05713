"""The tools in Python of these sources, as tests run them: closo plot, closo import, closo analyse."""
import os
import pathlib
import subprocess
import sys

PACKAGE = pathlib.Path(__file__).resolve().parents[2] / "python"
MODULES = {"plot": "closo.plot", "import": "closo.importers", "analyse": "closo.analysis"}
sys.path.insert(0, str(PACKAGE))  # for tests that import it


def tool(name, *arguments, closo=None, **options):
    """Runs a tool with this Python, and returns what subprocess.run() does; closo is the path of the program, for tools that run
    it."""
    environment = os.environ | {"PYTHONPATH": str(PACKAGE)} | ({"CLOSO_COMMAND": str(closo)} if closo else {})
    command = [sys.executable, "-B", "-m", MODULES[name], *map(str, arguments)]
    return subprocess.run(command,
                          **{"capture_output": True, "text": True, "timeout": 600, "check": False, "env": environment} | options)
