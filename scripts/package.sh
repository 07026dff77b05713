#!/usr/bin/env bash
# Makes packages of closo, optimised for all machines of this kind, in build/package/:
#   scripts/package.sh deb        a package for this Debian or Ubuntu, which depends on its libraries
#   scripts/package.sh tarball    an archive that runs from any folder, with all libraries but the C library's
# docs/install.md says how they are used.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-deb}" in
  deb) self_contained=OFF made='closo_*.deb' ;;
  tarball) self_contained=ON made='closo-*.tar.gz' ;;
  *) sed -n '2,5p' "$0" >&2 && exit 2 ;;
esac
scripts/install_dependencies.sh dpkg-dev file # which find the packages that libraries are in

build=build/package
rm -f $build/$made
cmake --preset package -DCLOSO_SELF_CONTAINED=$self_contained >/dev/null
cmake --build --preset package --parallel "$(nproc)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
(cd $build && cpack) >"$log" 2>&1 || { cat "$log" >&2 && exit 1; }
if grep -q '^CMake Warning at' "$log"; then cat "$log" >&2; fi
for file in $build/$made; do
  echo "$PWD/$file  $(numfmt --to=si --suffix=B "$(stat -c %s "$file")")"
done
