#!/usr/bin/env bash
# How programmers and administrators get at ptrm: each way is taken in a scratch folder, with a plug-in that holds ptrm and solves a
# puzzle as the witness. The archive is also unpacked, and the Debian package installed, used and removed, on bare systems where
# debootstrap is there (as root).
#
#   tests/packaging/run.sh [SUITE...]    # of the bare systems; default bookworm trixie
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
[[ $# -gt 0 ]] && suites=("$@") || suites=(bookworm trixie)
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

step Python, from source
/usr/bin/python3 -m venv --system-site-packages "$work/env" # the one that has NumPy
PTRM_LIBRARY=$work/shared/src/libptrm.so "$work/env/bin/pip" install -q --no-index "$source/tools/python"
(cd / && env -u PTRM_LIBRARY -u PTRM_MODELS "$work/env/bin/python" -c "import ptrm; assert ptrm.solve('$puzzle').solved")

step Debian package
(cd "$work/shared" && cpack >/dev/null)
package=$(echo "$work"/shared/*.deb)
dpkg-deb --info "$package" | grep -E 'Version|Depends|Installed-Size'

step archive
configure -B "$work/portable" -DBUILD_SHARED_LIBS=ON -DPTRM_PORTABLE=ON -DCMAKE_INSTALL_LIBDIR=lib
cmake --build "$work/portable" >/dev/null
(cd "$work/portable" && cpack >/dev/null)
archive=$(echo "$work"/portable/*.tar.gz)
ls -l "$archive"

if [[ $(id -u) -ne 0 ]] || ! command -v debootstrap >/dev/null; then
  echo "no debootstrap, or not root: package and archive are not tried on bare systems"
  exit 0
fi
for suite in "${suites[@]}"; do
  step "bare $suite"
  debootstrap --variant=minbase "$suite" "$work/$suite" >/dev/null
  mount -t proc proc "$work/$suite/proc"
  trap 'umount "$work"/*/proc; rm -rf "$work"' EXIT
  mkdir "$work/$suite/home/somebody"
  tar -C "$work/$suite/home/somebody" -xzf "$archive" --strip-components 1
  chroot "$work/$suite" sh -c "cd /home/somebody && bin/ptrm-solve --version | grep onednn && echo $puzzle | bin/ptrm-solve --quiet &&
    for program in bin/*; do \$program --help >/dev/null || exit 1; done && ls share/man/man1/ptrm-solve.1* share/doc/ptrm/LICENSE"
done
# The package depends on the libraries of the Debian that it is built on.
cp "$package" "$work/${suites[0]}/ptrm.deb"
chroot "$work/${suites[0]}" sh -c "apt-get install -qq -y --no-install-recommends /ptrm.deb python3-numpy >/dev/null 2>&1 && echo $puzzle | ptrm-solve --quiet &&
  python3 -c \"import ptrm; print(ptrm.solve('$puzzle'))\" &&
  apt-get purge -qq -y ptrm >/dev/null 2>&1 && ! ls /usr/bin/ptrm-* /usr/share/ptrm 2>/dev/null"
