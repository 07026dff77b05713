#!/usr/bin/env bash
# Runs clang-tidy (.clang-tidy) over all C++ of the project, or over the files named: an hour of processor time.
# The first run fetches clang-tidy from PyPI into build/lint.
set -euo pipefail
cd "$(dirname "$0")/.."
version=23.1.4
tidy=build/lint/bin/clang-tidy
if [ ! -x "$tidy" ]; then
  python3 -m venv build/lint
  build/lint/bin/pip install --quiet "clang-tidy==$version"
fi
cmake --preset dev >/dev/null
if [ $# -gt 0 ]; then files=("$@"); else mapfile -t files < <(git ls-files '*.cpp'); fi
# GCC's own warnings are not clang's.
printf '%s\0' "${files[@]}" | xargs -0 -n 4 -P "$(nproc)" "$tidy" -p build/dev --quiet --extra-arg=-Wno-everything \
  2> >(grep -vE '^[0-9]+ warnings generated|^Suppressed|^Use -header-filter' >&2)
echo "lint: ok"
