#!/usr/bin/env bash
# Builds closo, simulates a run and draws it; the files go to build/.
#   scripts/run.sh [RUN.yaml]      by default the first example
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
input=$(realpath -e "${1:-$root/examples/01_first_cycle/run.yaml}") || exit 2
cd "$root"

name=$(basename "$input" .yaml)
if [ "$name" = run ]; then # as all examples: their folder has the name, here without its number
  name=$(basename "$(dirname "$input")" | sed -E 's/^[0-9]+_//')
fi
result=$root/build/$name.h5
picture=$root/build/$name.png

scripts/install_dependencies.sh
echo "Building closo (release)"
cmake --preset release -DCLOSO_PRECOMPILE=ON >/dev/null # half the time of the first build
cmake --build --preset release --parallel "$(nproc)" --target closo
build/release/app/closo run "$input" -o "$result"
build/release/app/closo plot "$result" -o "$picture" >/dev/null
echo "Result:  $result"
echo "Picture: $picture"
