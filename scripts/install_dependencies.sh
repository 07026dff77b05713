#!/usr/bin/env bash
# Installs what closo is built, tested and plotted with, if anything is missing: Debian 12 and 13, Ubuntu 24.04 and later.
# Without root it lists the missing packages and ends with status 2. What only makes a build faster or measures the work of
# the processor is installed where there is a package of it. Arguments are further packages to install.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(g++ cmake ninja-build git ca-certificates libsundials-dev libeigen3-dev libyaml-cpp-dev libhdf5-dev libudunits2-dev
  libudunits2-data libcli11-dev libspdlog-dev libfmt-dev libgtest-dev librapidcheck-dev libceres-dev libtbb-dev libboost-dev
  libmuparser-dev libnlopt-dev libopenmpi-dev openmpi-bin nlohmann-json3-dev clang-format python3 python3-dev python3-venv python3-h5py python3-matplotlib
  python3-yaml python3-jsonschema "$@")

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  probe=$(mktemp -d)
  trap 'rm -rf "$probe"' EXIT
  cmake --preset dev -B "$probe" >/dev/null 2>"$probe/errors" && exit 0
  {
    echo "This is no Debian or Ubuntu, and CMake cannot configure closo. It needs a C++20 compiler, CMake 3.25, Ninja, git,"
    echo "SUNDIALS 6.4 (IDA), Eigen 3.4, yaml-cpp, HDF5 (C), UDUNITS-2, CLI11, spdlog, fmt, nlohmann-json, Ceres Solver, oneTBB,"
    echo "Boost (headers), muParser, NLopt, GoogleTest and RapidCheck; MPI for sweeps on clusters; for the pictures Python 3 with h5py"
    echo "and matplotlib. CMake says:"
    cat "$probe/errors"
  } >&2
  exit 2
fi

helpful=(ccache mold valgrind)

missing_of() {
  local package state
  for package in "$@"; do
    state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
    [[ $state == ?i* ]] || echo "$package"
  done
}
mapfile -t missing < <(missing_of "${packages[@]}")

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
elif [ ${#missing[@]} -eq 0 ]; then
  exit 0
else
  {
    echo "These packages are missing, and installing them needs root:"
    printf '  %s\n' "${missing[@]}"
    echo "Please run as root:"
    echo "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  } >&2
  exit 2
fi
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq)
install_packages() {
  echo "Installing $*"
  "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null
}

if [ ${#missing[@]} -gt 0 ]; then
  "${apt[@]}" update
  install_packages "${missing[@]}"
fi

# Asked for once a checkout, as a registry may not have them.
mapfile -t missing < <(missing_of "${helpful[@]}")
asked=build/asked_for_helpful_packages
if [ ${#missing[@]} -gt 0 ] && [ ! -e $asked ]; then
  mkdir -p build && touch $asked
  "${apt[@]}" update || true
  for package in "${missing[@]}"; do
    install_packages "$package" || echo "there is no package $package; closo does without it"
  done
fi
