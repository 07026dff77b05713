#!/usr/bin/env bash
# Builds closo and runs all its tests: layer and format checks, then the test suite with warnings as errors, then again
# with the address and undefined-behaviour sanitizers. CLOSO_QUICK=1 leaves the sanitizers out.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install_dependencies.sh

python3 scripts/check_layers.py
scripts/check_format.sh

export ASAN_OPTIONS=halt_on_error=1:detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
presets=(dev)
[ "${CLOSO_QUICK:-0}" = 1 ] || presets+=(sanitize)
for preset in "${presets[@]}"; do
  echo "== $preset"
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset" --parallel "$(nproc)"
  ctest --preset "$preset" --parallel "$(nproc)"
done
