#!/usr/bin/env bash
# Builds closo, simulates a run and draws it.
#   ./scripts/run.sh [RUN.yaml]      by default examples/01_first_cycle/run.yaml
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
input=$(realpath "${1:-$root/examples/01_first_cycle/run.yaml}")

"$root/scripts/install_dependencies.sh"
cd "$root"
echo "Building closo (release)"
cmake --preset release >/dev/null
cmake --build --preset release --target closo | tail -n 1

name=$(basename "$(dirname "$input")")
result=$root/build/$name.h5
picture=$root/build/$name.png
build/release/app/closo run "$input" -o "$result"
"$(scripts/find_python.sh)" scripts/plot_run.py "$result" -o "$picture" >/dev/null
echo "Result:  $result"
echo "Picture: $picture"
