#!/usr/bin/env bash
# Builds closo and tests it: layer and format checks, then the test suite with warnings as errors, assertions and the
# address and undefined-behaviour sanitizers. docs/testing.md says what runs when.
#   scripts/test.sh        what every change has to pass
#   scripts/test.sh all    and then the tests that take long, all tests without sanitizers, and a build as users have it
# CLOSO_QUICK=1 leaves the sanitizers out.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  '' | all) ;;
  *) sed -n '4,6p' "$0" >&2 && exit 2 ;;
esac
scripts/install_dependencies.sh

python3 scripts/check_layers.py
python3 scripts/check_equations.py
scripts/check_format.sh

cores=$(nproc)
build() {
  cmake --preset "$1" >/dev/null
  cmake --build --preset "$1" --parallel "$cores"
}
# run_tests PRESET OPTION...: the tests of a preset that the options of ctest select
run_tests() {
  ctest --preset "$1" --parallel "$cores" --no-tests=error "${@:2}"
}

first=sanitize
[ "${CLOSO_QUICK:-0}" = 1 ] && first=dev
echo "== $first"
build "$first"
run_tests "$first" --label-exclude slow
if [ "${1:-}" = all ]; then
  echo "== $first, tests that take long"
  run_tests "$first" --label-regex slow
  if [ "$first" != dev ]; then
    echo "== dev"
    build dev
    run_tests dev
  fi
  echo "== release"
  build release
  run_tests release --label-regex 'unit|verification' --label-exclude slow
fi
echo "processor time, user and system, of the shell and of all that it started:"
times
