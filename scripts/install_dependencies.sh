#!/usr/bin/env bash
# Installs what closo is built, tested and plotted with, if anything is missing (Debian, Ubuntu).
# Without root it lists the missing packages and ends with status 2.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(g++ cmake ninja-build git ca-certificates libsundials-dev libeigen3-dev libyaml-cpp-dev libhdf5-dev libudunits2-dev
  libudunits2-data libcli11-dev libspdlog-dev libfmt-dev libgtest-dev librapidcheck-dev libceres-dev libtbb-dev libboost-dev
  libmuparser-dev libnlopt-dev libopenmpi-dev openmpi-bin nlohmann-json3-dev clang-format python3 python3-venv python3-h5py python3-matplotlib)

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

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
  [[ $state == ?i* ]] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  {
    echo "These packages are missing, and installing them needs root:"
    printf '  %s\n' "${missing[@]}"
    echo "Please run as root:"
    echo "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  } >&2
  exit 2
fi

echo "Installing ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq)
"${apt[@]}" update
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null
