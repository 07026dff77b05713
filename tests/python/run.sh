#!/usr/bin/env bash
# The Python package as a wheel lays it out, made of what a build has already: its installation, and the extension module
# compiled against that. In an environment of its own with packages from the network; without them the status is 77.
#   tests/python/run.sh BUILD PYTHON
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(cd "$1" && pwd)
work=$build/python_package
mkdir -p "$work"
log=$work/log
quietly() {
  "$@" >"$log" 2>&1 || { tail -40 "$log" >&2 && exit 1; }
}

python=$work/venv/bin/python
"$python" -c '' 2>/dev/null || quietly "$2" -m venv "$work/venv"
if ! "$python" -c 'import nanobind, numpy, h5py, matplotlib, scipy, pandas, xarray, pint' 2>/dev/null; then
  "$python" -m pip install --quiet --disable-pip-version-check nanobind numpy h5py matplotlib scipy pandas xarray pint >"$log" 2>&1 ||
    { echo "skipped: packages of Python cannot be had: $(tail -1 "$log")" && exit 77; }
fi

package=$work/site/closo
rm -rf "$package"
mkdir -p "$package"
quietly cmake --install "$build" --prefix "$package/prefix"
cp -r "$root"/python/closo/. "$package"
quietly cmake -S "$root/python" -B "$work/module" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPython_EXECUTABLE="$python" \
  -DCMAKE_PREFIX_PATH="$package/prefix" -DCLOSO_PYTHON_PACKAGE="$package"
quietly cmake --build "$work/module"
quietly cmake --install "$work/module"

unset CLOSO_PARAMS UDUNITS2_XML_PATH
cd "$work"
CLOSO_SOURCE=$root PYTHONPATH=$work/site "$python" -B -m unittest discover --start-directory "$here" "${@:3}"
