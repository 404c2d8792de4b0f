#!/usr/bin/env bash
# How programmers and administrators get at ptrm: each way is taken in a scratch folder, with a plug-in that holds ptrm and solves a
# puzzle as the witness. The Debian package is also installed, used and removed on a bare system where debootstrap is there (as root).
#
#   tests/packaging/run.sh [SUITE]    # of the bare system; default bookworm
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
suite=${1:-bookworm}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
puzzle=...2...4..5.....1.3.6.......2..5.6..
models=$source/models/sudoku-6x6.safetensors
step() { echo "== $*"; }
configure() { cmake -G Ninja -S "$source" -DPTRM_BUILD_TESTS=OFF "$@" >/dev/null; }

step static library, installed and moved
configure -B "$work/static" -DCMAKE_INSTALL_PREFIX=/usr
cmake --build "$work/static" >/dev/null
cmake --install "$work/static" --prefix "$work/prefix" >/dev/null
mv "$work/prefix" "$work/moved"
! grep -rE '/usr/lib/gcc/|/usr/lib/llvm' "$work/moved" --include='*.cmake' --include='*.pc' || { echo "a compiler's folder is exported"; exit 1; }

step find_package into a plug-in
cmake -G Ninja -S "$source/tests/packaging" -B "$work/find" -DCMAKE_PREFIX_PATH="$work/moved" >/dev/null
cmake --build "$work/find" >/dev/null
"$work/find/host" "$work/find/plugin.so" "$models" "$puzzle"

step pkg-config, static
flags=$(PKG_CONFIG_PATH=$work/moved/share/pkgconfig pkg-config --define-prefix --cflags --libs --static ptrm)
g++ -std=c++20 "$source/tests/consumer/main.cpp" $flags -o "$work/consumer"
"$work/consumer" "$models" "$puzzle"

step shared library, all programs on it, pkg-config
configure -B "$work/shared" -DBUILD_SHARED_LIBS=ON -DCMAKE_INSTALL_PREFIX=/usr
cmake --build "$work/shared" >/dev/null
[[ $(readelf -d "$work/shared/src/libptrm.so" | grep -c 'SONAME.*libptrm.so.[0-9]') -eq 1 ]] || { echo "no SONAME"; exit 1; }
nm -CD --defined-only "$work/shared/src/libptrm.so" | grep -E 'ptrm::(Network|Kernels|Layer|CsvField)' && { echo "insides are visible"; exit 1; }
echo "$puzzle" | PTRM_MODELS=$source/models "$work/shared/bin/ptrm-solve" --quiet
cmake --install "$work/shared" --prefix "$work/so" >/dev/null
flags=$(PKG_CONFIG_PATH=$work/so/share/pkgconfig pkg-config --define-prefix --cflags --libs ptrm)
g++ -std=c++20 "$source/tests/consumer/main.cpp" $flags -o "$work/consumer"
LD_LIBRARY_PATH=$(dirname "$(find "$work/so" -name libptrm.so)") "$work/consumer" "$models" "$puzzle"

step add_subdirectory and FetchContent into a plug-in
for way in SUBDIRECTORY FETCH; do
  cmake -G Ninja -S "$source/tests/packaging" -B "$work/$way" -DPTRM_$way="$source" >/dev/null
  cmake --build "$work/$way" >/dev/null
  "$work/$way/host" "$work/$way/plugin.so" "$models" "$puzzle"
done

step Debian package
(cd "$work/static" && cpack >/dev/null)
package=$(echo "$work"/static/*.deb)
dpkg-deb --info "$package" | grep -E 'Version|Depends|Installed-Size'
if [[ $(id -u) -ne 0 ]] || ! command -v debootstrap >/dev/null; then
  echo "no debootstrap, or not root: the package is not tried on a bare system"
  exit 0
fi
debootstrap --variant=minbase "$suite" "$work/root" >/dev/null
mount -t proc proc "$work/root/proc"
trap 'umount "$work/root/proc"; rm -rf "$work"' EXIT
cp "$package" "$work/root/ptrm.deb"
chroot "$work/root" sh -c "apt-get install -qq -y --no-install-recommends /ptrm.deb >/dev/null 2>&1 && echo $puzzle | ptrm-solve --quiet &&
  apt-get purge -qq -y ptrm >/dev/null 2>&1 && ! ls /usr/bin/ptrm-* /usr/share/ptrm 2>/dev/null"
