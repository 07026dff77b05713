#!/usr/bin/env bash
# Adds the mechanism of docs/developer.md to a copy of closo, builds what a run needs, and runs it:
#   tests/mechanism/build.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
rm -rf "$1/source" && mkdir -p "$1/source"
cd "$root"
git -c safe.directory='*' ls-files -z | xargs -0 cp --parents --preserve=timestamps -t "$1/source"
cd "$1/source"
cp "$here"/interphase.?pp models/mechanisms/
# Not the repository that the folder may lie in.
GIT_CEILING_DIRECTORIES=$(cd .. && pwd) git apply "$here/interphase.patch"
# A cell that has it.
sed -i "/^  interface:/a\\    interphase: {growth: {value: 1e-8 ohm m2/s, status: estimated, source: an example}}" \
  params/cells/asakura2020_swagelok.yaml
printf 'add_executable(interphase %s)\ntarget_link_libraries(interphase PRIVATE closo_formats closo_options)\n' \
  "$here/program.cpp" >>CMakeLists.txt
cmake -S . -B ../build -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O0 -DBUILD_TESTING=OFF -DCLOSO_PRECOMPILE=ON \
  -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=10 >/dev/null
cmake --build ../build --target interphase
../build/interphase params/cells/asakura2020_swagelok.yaml
