#!/usr/bin/env bash
# Tries closo on random cells of one composite and of two, from 0.01C to 50C, each to end with a reason and a balanced inventory.
#   scripts/random_cells.sh [how many]      default: 2000; the test suite tries 400
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset release >/dev/null
cmake --build --preset release --target verification_tests --parallel "$(nproc)"
CLOSO_RANDOM_CELLS="${1:-2000}" build/release/tests/verification_tests --gtest_filter='RandomCells.*:RandomFullCells.*'
