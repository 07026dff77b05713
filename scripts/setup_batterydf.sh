#!/usr/bin/env bash
# Makes the virtual environment with the Battery Data Format's own package and prints its Python.
#   scripts/setup_batterydf.sh [directory]      default: build/batterydf; relative to the repository
set -euo pipefail

cd "$(dirname "$0")/.."
directory="${1:-build/batterydf}"
python="$directory/bin/python"
packages=(batterydf==0.1.0 pandas==3.1.1 numpy==2.4.6)

[ -x "$python" ] || python3 -m venv "$directory" >&2
"$python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15 "${packages[@]}" >&2
realpath --no-symlinks "$python"
