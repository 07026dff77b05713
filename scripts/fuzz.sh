#!/usr/bin/env bash
# Throws mutated inputs at the parsers of protocol steps and of runs, with the sanitizers watching; a crash, a hang of
# 10 s or 2 GB of memory is a finding. Needs clang++ with libFuzzer (Debian: clang, libclang-rt-14-dev).
#   scripts/fuzz.sh [how many inputs for each]      default: 100000
set -euo pipefail
cd "$(dirname "$0")/.."
inputs="${1:-100000}"
if ! command -v clang++ >/dev/null || ! echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
  clang++ -fsanitize=fuzzer,address -x c++ - -o /dev/null 2>/dev/null; then
  echo "clang++ with libFuzzer is missing (Debian: apt-get install clang libclang-rt-14-dev)" >&2
  exit 2
fi
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --parallel "$(nproc)"
root=$PWD
for subject in protocol run; do
  scratch=$(mktemp -d) # a run can name files: there are none here
  mkdir "$scratch/found"
  cp -r "tests/fuzz/seeds/$subject" "$scratch/seeds"
  (cd "$scratch" && "$root/build/fuzz/tests/fuzz/fuzz_$subject" -runs="$inputs" -timeout=10 -rss_limit_mb=2048 \
    -max_len=8192 -dict="$root/tests/fuzz/words.dict" -artifact_prefix="$root/build/fuzz/" -print_final_stats=1 \
    -verbosity=0 found seeds)
  echo "$subject: $inputs inputs, no finding"
  rm -r "$scratch"
done
