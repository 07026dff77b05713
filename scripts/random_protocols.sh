#!/usr/bin/env bash
# Tries closo on random protocols with holds, rests, ramps, profiles, loops and spectra: every step ends at a limit of its
# own, and a run is the same when it is chained, resumed, scaled, split, stated in other units, mirrored or interrupted by
# spectra.
#   scripts/random_protocols.sh [how many of each property]      default: 2000; the test suite tries 100
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset release >/dev/null
cmake --build --preset release --target verification_tests --parallel "$(nproc)"
RC_PARAMS="max_success=${1:-2000}" build/release/tests/verification_tests \
  --gtest_filter='StopReasons.*:ProtocolProperties.*:RandomProtocols.*'
