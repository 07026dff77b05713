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
printf 'time/s,Ewe/V,<I>/mA\n0,3.1,1\n60,3.2,1\n' >measured.csv
"$prefix/bin/closo" import -q measured.csv -o table.bdf.csv # the package came with the command
[ "$(wc -l <table.bdf.csv)" = 3 ] || fail "closo import: $(cat table.bdf.csv)"
"$prefix/bin/closo" schema | cmp - "$prefix/share/closo/schema/closo.schema.json"

# With no package of what closo is made of: those of the system are not looked for.
cmake -S "$here" -B build -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release >log 2>&1 || fail "$(cat log)"
cmake --build build >log 2>&1 || fail "$(cat log)"
build/outside >printed || fail "the program stopped: $(cat printed)"
of() { # NAME: the values that the program printed under it
  awk -v name="$1" '$1 == name { $1 = ""; print substr($0, 2) }' printed
}
[ "closo $(of version)" = "$("$prefix/bin/closo" --version)" ] || fail "the program printed: $(cat printed)"
# The separator, and R T / (F i_0) of two interfaces.
expected=$(awk 'BEGIN { printf "%.4f", 1e4 * (600e-6 / 0.12 + 2 * 8.314462618 * 298.15 / 96485.33212 / 6.4) }')
for name in resistance impedance; do
  [ "$(of $name)" = "$expected" ] || fail "$name: $(of $name) instead of $expected ohm cm2"
done
# The same cells by the command and its tables.
for loading in 1.24 12.4; do
  printf 'closo: 1\ncell: asakura2020_swagelok\nprotocol: [Charge at C/10 until 4.15 V, Discharge at 1C until 2.5 V]\n' >rate.yaml
  "$prefix/bin/closo" run -q rate.yaml --set "positive.active_loading=$loading mg/cm2" -o rate.h5
  "$prefix/bin/closo" export -q rate.h5 -o rate.bdf.csv
  awk -F, -v loading=$loading 'NR == 1 { for (k = 1; k <= NF; ++k) if ($k == "Discharging Capacity / Ah") column = k }
    END { printf "%.9g\n", $column * 1e3 / (1.13 * loading * 1e-3) }' rate.bdf.csv
done >capacities
of capacity >printed_capacities
awk 'NR == FNR { a[FNR] = $1; next } ($1 - a[FNR]) ^ 2 > (1e-8 * $1) ^ 2 { bad = 1 } END { exit bad || FNR != 2 }' capacities \
  printed_capacities || fail "capacities: $(cat printed_capacities capacities)"
[ "$(of same)" = "$(printf '1\n1\n1')" ] || fail "a simulator gave other numbers than its run: $(cat printed)"
[ "$(of error)" = "cell.separator.thickness.value | thick | a number with a unit convertible to m" ] ||
  fail "the error was: $(of error)"
echo "installed in $prefix: ok"
