#!/usr/bin/env bash
# Makes the virtual environment that reads the binary files of cyclers and prints its Python.
#   scripts/setup_import.sh [directory]      default: build/import, where closo import looks; relative to the repository
set -euo pipefail

cd "$(dirname "$0")/.."
directory="${1:-build/import}"
python="$directory/bin/python"
packages=(galvani==0.5.0 fastnda==1.3.1 openpyxl==3.1.5 access-parser==0.0.6 numpy==2.4.6 polars==2.1.0)

[ -x "$python" ] || python3 -m venv "$directory" >&2
"$python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15 "${packages[@]}" >&2
realpath --no-symlinks "$python"
