#!/usr/bin/env bash
# Builds the page and the npm package: the library as WebAssembly, by Debian 13's Emscripten in a root of its own (build/web-root).
# As root, with debootstrap; the first run installs some 2 GB there. On a system that has Emscripten 3.1.60 or later, --here.
#
#   tools/web/build.sh [--here]    # build/web: index.html, models/, npm/
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
out=$source/build/web

if [[ ${1:-} != --here ]]; then
  root=$source/build/web-root
  "$source/tools/install-dependencies.sh" debootstrap
  if [[ ! -e $root/usr/bin/em++ ]]; then
    mkdir -p "$root"
    debootstrap --variant=minbase trixie "$root" >/dev/null
    chroot "$root" sh -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends emscripten libeigen3-dev nlohmann-json3-dev" >/dev/null
  fi
  mkdir -p "$root/proc" "$root/ptrm"
  mount -t proc proc "$root/proc"
  mount --bind "$source" "$root/ptrm"
  trap 'umount "$root/ptrm" "$root/proc"' EXIT
  chroot "$root" env HOME=/tmp /ptrm/tools/web/build.sh --here
  exit
fi

# Emscripten keeps its own system headers; of this system it sees what is linked here. Eigen 3.4 takes clang for an old GCC and wants a
# header that there is no need for.
objects=$out/objects
mkdir -p "$objects/include"
ln -sfn /usr/include/eigen3/Eigen "$objects/include/Eigen"
ln -sfn /usr/include/nlohmann "$objects/include/nlohmann"
touch "$objects/include/mmintrin.h"
version=$(sed -n 's/^project(ptrm VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")

compile() {
  local file=$1 object=$2 flags=(-std=c++20 -fexperimental-library -O3 -fwasm-exceptions -msimd128 -I"$source/include" -I"$source/src" -I"$objects/include")
  # As src/CMakeLists.txt has them for the loops.
  local hot=(-fno-math-errno -fno-trapping-math -ffinite-math-only -fno-signed-zeros -msse4.2 -fgnuc-version=5.13 -DPTRM_INSTRUCTIONS=baseline)
  case $file in
    base/noise_functions.cpp) flags+=("${hot[@]}" -ffp-contract=off) ;;
    kernels/vector/functions.cpp | kernels/vector/reduced.cpp) flags+=("${hot[@]}") ;;
    base/version.cpp) flags+=(-DPTRM_VERSION="\"$version\"" -DPTRM_COMMIT="\"wasm\"") ;;
  esac
  [[ $object -nt $source/src/$file && -z $(find "$source/include" "$source/src" -name '*.h*' -newer "$object" -print -quit) ]] || { echo "$file" && em++ "${flags[@]}" -c "$source/src/$file" -o "$object"; }
}
export -f compile
export source objects version
(cd "$source/src" && find . -name '*.cpp' -not -path '*/onednn/*' | sed 's,^\./,,') |
  xargs -P "$(nproc)" -I FILE bash -c 'set -euo pipefail; file=FILE; compile "$file" "$objects/${file//\//_}.o"'

functions=$(sed -n 's/^PTRM_API.*[ *]\(ptrm_[a-z0-9_]*\)(.*/_\1/p' "$source/include/ptrm/ptrm.h" | sort -u | paste -sd,)
em++ -O3 -fwasm-exceptions -msimd128 -sMODULARIZE -sEXPORT_ES6=0 -sEXPORT_NAME=createPtrmModule -sALLOW_MEMORY_GROWTH -sALLOW_TABLE_GROWTH \
  -sSTACK_SIZE=1048576 -sWASM_BIGINT -sENVIRONMENT=web,worker -sFILESYSTEM=0 -sSINGLE_FILE -sEXPORTED_FUNCTIONS="$functions,_malloc,_free" \
  -sEXPORTED_RUNTIME_METHODS=addFunction,removeFunction,stringToUTF8,UTF8ToString,lengthBytesUTF8,HEAP32,HEAPU8,HEAPF32 \
  "$objects"/*.o -o "$out/ptrm_module.js"
/usr/bin/python3 "$source/tools/web/assemble.py" "$source" "$out" "$version"
