#!/usr/bin/env bash
# closo as it is installed: from a folder that it was moved to, it simulates a cell of its own library, and a program of others is
# built and runs with it.
#   tests/install/run.sh BUILD     installs the build in a folder of its own and moves it
#   tests/install/run.sh PREFIX    takes what is installed there (/usr, or an unpacked tarball)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
given=$(cd "$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
  echo "$*" >&2
  exit 1
}

prefix=$given
if [ -e "$given/CMakeCache.txt" ]; then
  cmake --install "$given" --prefix "$scratch/first" >"$scratch/log" 2>&1 || fail "$(tail -5 "$scratch/log")"
  prefix=$scratch/moved/elsewhere
  mkdir "$scratch/moved" && mv "$scratch/first" "$prefix"
fi
# Nothing but what is installed may be found.
unset CLOSO_PARAMS UDUNITS2_XML_PATH LD_LIBRARY_PATH CMAKE_PREFIX_PATH

mkdir "$scratch/empty" && cd "$scratch/empty"
"$prefix/bin/closo" --version
cat >run.yaml <<'RUN'
closo: 1
cell: asakura2020_swagelok
protocol:
  - Charge at C/10 until 4.15 V
  - Discharge at C/10 until 2.5 V
RUN
"$prefix/bin/closo" run -q run.yaml -o cycle.h5
[ -s cycle.h5 ] || fail "no result"
shown=$("$prefix/bin/closo" show "$prefix/share/closo/params/cells/asakura2020_swagelok.yaml")
grep -q active_loading <<<"$shown" || fail "closo show: $shown"
"$prefix/bin/closo" schema | cmp - "$prefix/share/closo/schema/closo.schema.json"

# With no package of what closo is made of: those of the system are not looked for.
cmake -S "$here" -B build -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release >log 2>&1 || fail "$(cat log)"
cmake --build build >log 2>&1 || fail "$(cat log)"
printed=$(build/outside)
[ "$printed" = "$("$prefix/bin/closo" --version)" ] || fail "the program printed: $printed"
echo "installed in $prefix: ok"
