#!/usr/bin/env bash
# Installs what closo is built, tested and plotted with, if anything is missing (Debian, Ubuntu).
# Without root it lists the missing packages and ends with status 2.
set -euo pipefail

packages=(g++ cmake ninja-build git ca-certificates libsundials-dev libeigen3-dev libyaml-cpp-dev libhdf5-dev libudunits2-dev
  libudunits2-data libcli11-dev libspdlog-dev libfmt-dev libgtest-dev clang-format python3 python3-h5py python3-matplotlib)

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This is no Debian or Ubuntu: please install the libraries behind these packages: ${packages[*]}" >&2
  exit 0 # CMake says what it does not find
fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
  [[ $state == ii* ]] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo)
else
  echo "These packages are missing, and installing them needs root:" >&2
  printf '  %s\n' "${missing[@]}" >&2
  echo "Please run: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 2
fi

echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
