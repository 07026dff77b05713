#!/usr/bin/env bash
# Builds the libraries that closo is made of as static, position-independent parts, from the sources of this Debian or
# Ubuntu, without what closo does not use and without anything under GPL or LGPL: for wheels, which carry all they need.
#   scripts/build_parts.sh FOLDER [ARCHITECTURE]     a processor that -march names, by default x86-64-v3
# FOLDER keeps sources and what is built; what is there is not built again. Parts are installed in FOLDER/installed, with
# their licences in share/licences and a table of these in share/licences/README.md.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6p' "$0" >&2 && exit 2; }
mkdir -p "$1"
folder=$(realpath "$1")
architecture=${2:-x86-64-v3}
installed=$folder/installed
licences=$installed/share/licences
log=$folder/log
mkdir -p "$folder/done" "$licences"

quietly() {
  "$@" >"$log" 2>&1 || { tail -40 "$log" >&2 && exit 1; }
}

# --- Sources: apt looks for them in lists of its own, so that the machine's stay as they are.
apt=$folder/apt
in_folder=(-o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$apt/sources" -o "Dir::State::Lists=$apt/lists"
  -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=)
prepare_sources() {
  [ -e "$apt/ready" ] && return
  mkdir -p "$apt"/{sources,lists/partial,cache/archives/partial}
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -nE 's/^deb (.*\/(debian|ubuntu).*)/deb-src \1/p' \
    >"$apt/sources/all.list" || true
  cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk 'BEGIN { RS = ""; ORS = "\n\n" } /\/(debian|ubuntu)/' |
    sed -E 's/^Types:.*/Types: deb-src/' >"$apt/sources/all.sources" || true
  quietly apt-get "${in_folder[@]}" update
  touch "$apt/ready"
}
# fetch SOURCE: its folder, as the variable `source`, and its version
fetch() {
  source=$folder/source/$1
  if [ ! -d "$source" ]; then
    prepare_sources
    mkdir -p "$folder/source"
    (cd "$folder/source" && quietly apt-get "${in_folder[@]}" source --download-only "$1")
    quietly dpkg-source --extract "$(ls "$folder/source/$1"_*.dsc)" "$source"
  fi
  version=$(cd "$source" && dpkg-parsechangelog -S Version)
}

# --- Parts
# build SOURCE LICENCE OPTION...: with CMake, and the licence as Debian states it
build() {
  local name=$1 licence=$2
  shift 2
  fetch "$name"
  cp "$source/debian/copyright" "$licences/$name"
  echo "| $name | $version | $licence |" >>"$table"
  local state="$version $architecture $*"
  if [ "$(cat "$folder/done/$name" 2>/dev/null)" != "$state" ]; then
    echo "Building $name $version"
    rm -rf "$folder/build/$name"
    mkdir -p "$folder/build/$name"
    cd "$folder/build/$name" # where HDF5 looks for what its tests print
    quietly cmake -S "$source" -B . -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF \
      -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DCMAKE_C_FLAGS="$flags" -DCMAKE_CXX_FLAGS="$flags" \
      -DCMAKE_PREFIX_PATH="$installed" -DCMAKE_INSTALL_PREFIX="$installed" -DCMAKE_INSTALL_LIBDIR=lib "$@"
    quietly cmake --build . --parallel "$(nproc)"
    quietly cmake --install .
    rm -f "$installed"/lib/*.so "$installed"/lib/*.so.*
    echo "$state" >"$folder/done/$name"
  fi
}

# NLopt's routines of Luksan are under LGPL. closo does not use them: they are taken out, and asking for them is an error.
without_luksan() {
  fetch nlopt
  local file
  for file in "$source"/src/algs/luksan/*.c; do echo "/* taken out */" >"$file"; done
  {
    echo '#include "nlopt.h"'
    printf '#define %s(...) NLOPT_INVALID_ARGS\n' luksan_plis luksan_plip luksan_pnet
  } >"$source/src/algs/luksan/luksan.h"
}

flags="-march=$architecture -ffunction-sections -fdata-sections -w"
table=$folder/table
: >"$table"
fetch zlib # from which Debian takes what its build asks for
mkdir -p "$source/win32" && touch "$source/win32/zlib1.rc"
build zlib Zlib
build hdf5 "BSD-3-Clause" -DHDF5_BUILD_TOOLS=OFF -DHDF5_BUILD_UTILS=OFF -DHDF5_BUILD_HL_LIB=OFF -DHDF5_BUILD_CPP_LIB=OFF \
  -DHDF5_BUILD_EXAMPLES=OFF -DHDF5_ENABLE_THREADSAFE=ON -DHDF5_ENABLE_Z_LIB_SUPPORT=ON -DZLIB_ROOT="$installed" -DZLIB_LIBRARY="$installed/lib/libz.a"
build yaml-cpp MIT -DYAML_CPP_BUILD_TOOLS=OFF -DYAML_CPP_BUILD_TESTS=OFF -DYAML_CPP_BUILD_CONTRIB=OFF
build fmtlib MIT -DFMT_TEST=OFF -DFMT_DOC=OFF
build spdlog MIT -DSPDLOG_FMT_EXTERNAL=ON -DSPDLOG_BUILD_EXAMPLE=OFF -DSPDLOG_BUILD_TESTS=OFF
build muparser BSD-2-Clause -DENABLE_SAMPLES=OFF -DENABLE_OPENMP=OFF
build sundials BSD-3-Clause -DBUILD_ARKODE=OFF -DBUILD_CVODE=OFF -DBUILD_CVODES=OFF -DBUILD_IDAS=OFF -DBUILD_KINSOL=OFF \
  -DBUILD_SHARED_LIBS=OFF -DBUILD_STATIC_LIBS=ON -DEXAMPLES_ENABLE_C=OFF -DEXAMPLES_INSTALL=OFF
fetch ceres-solver # of which one header has no guard, which a unity build needs
guard="$source/internal/ceres/manifold_adapter.h"
grep -q '^#pragma once' "$guard" || sed -i '1i #pragma once' "$guard"
# Ceres takes a fraction of the time to build in this way; closo spends none to speak of in it.
build ceres-solver BSD-3-Clause -DMINIGLOG=ON -DGFLAGS=OFF -DSUITESPARSE=OFF -DCXSPARSE=OFF \
  -DEIGENSPARSE=OFF -DLAPACK=OFF -DCUDA=OFF -DSCHUR_SPECIALIZATIONS=OFF -DBUILD_EXAMPLES=OFF -DBUILD_BENCHMARKS=OFF \
  -DCMAKE_CXX_FLAGS="$flags -DEIGEN_MPL2_ONLY" -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" -DCMAKE_UNITY_BUILD=ON
without_luksan
build nlopt "MIT (without its part under LGPL)" -DNLOPT_CXX=OFF -DNLOPT_PYTHON=OFF -DNLOPT_OCTAVE=OFF \
  -DNLOPT_MATLAB=OFF -DNLOPT_GUILE=OFF -DNLOPT_SWIG=OFF
build onetbb Apache-2.0 -DTBB_TEST=OFF -DTBB_STRICT=OFF -DTBB_ENABLE_IPO=OFF \
  -DTBBMALLOC_BUILD=OFF -DTBB_DISABLE_HWLOC_AUTOMATIC_SEARCH=ON

# --- What else is in a wheel: headers that are compiled into it, and what the wheel takes as this system has it.
include() { # include PACKAGE LICENCE
  cp -L "/usr/share/doc/$1/copyright" "$licences/$1"
  echo "| $1 | $(dpkg-query -W -f='${Version}' "$1") | $2 |" >>"$table"
}
include libeigen3-dev MPL-2.0
include libcli11-dev BSD-3-Clause
include nlohmann-json3-dev MIT
include libboost-dev BSL-1.0
mkdir -p "$installed/share/udunits"
cp "$(dirname "$(dpkg-query -L libudunits2-data | grep '/udunits2\.xml$')")"/udunits2*.xml "$installed/share/udunits"

# UDUNITS and Expat as this system has them, under names of their own: auditwheel takes Expat for a part of any system.
library() { # library PACKAGE FILE NAME LICENCE
  include "$1" "$4"
  local original
  original=$(dpkg-query -L "$1" | grep -m1 "/$2\$")
  cp -L "$original" "$installed/lib/$3"
  patchelf --set-soname "$3" "$installed/lib/$3"
  patchelf --set-rpath "\$ORIGIN" "$installed/lib/$3"
}
library libexpat1 'libexpat\.so\.[0-9]*' libcloso_expat.so MIT
library libudunits2-0 'libudunits2\.so\.[0-9]*' libcloso_udunits2.so "UCAR's, which is permissive"
patchelf --replace-needed libexpat.so.1 libcloso_expat.so "$installed/lib/libcloso_udunits2.so"
ln -sf libcloso_udunits2.so "$installed/lib/libudunits2.so"

# The texts that these refer to.
mapfile -t common < <(grep -ohE --directories=skip \
  '/usr/share/common-licenses/(Apache|MPL|Artistic|BSD)[-.0-9]*[0-9]?' "$licences"/* | sort -u)
mkdir -p "$licences/common-licenses"
for file in "${common[@]}"; do if [ -e "$file" ]; then cp -L "$file" "$licences/common-licenses"; fi; done
{
  echo "# Licences of what closo is made of"
  echo
  echo "Each file says what holds for the whole source of a part, as Debian states it. What of it is under GPL or LGPL, such as"
  echo "files for building or testing, or NLopt's routines of Luksan, is not in here."
  echo
  echo "| part | version | licence of what is in here |"
  echo "|---|---|---|"
  cat "$table"
} >"$licences/README.md"
