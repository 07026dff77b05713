#!/usr/bin/env bash
# Makes the virtual environment that tests/benchmark/*.py run in and prints its Python.
#   scripts/setup_pybamm.sh [directory]      default: build/pybamm; relative to the repository
set -euo pipefail

cd "$(dirname "$0")/.."
directory="${1:-build/pybamm}"
python="$directory/bin/python"

[ -x "$python" ] || python3 -m venv "$directory" >&2
"$python" -m pip install --quiet --disable-pip-version-check \
    pybamm==26.10.1.1 pybammsolvers==0.11.1 casadi==3.8.1 numpy==2.4.6 scipy==1.17.1 h5py==3.16.0 matplotlib==3.11.2 >&2
realpath --no-symlinks "$python"
