#!/usr/bin/env bash
# Installs the build into a fresh prefix, builds the consumer against it, and runs both it and the installed program from there.
set -euo pipefail
build=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/prefix" >/dev/null
cmake -G Ninja -S "$source/tests/consumer" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
cmake --build "$work/build" >/dev/null
mv "$work/prefix" "$work/moved"  # an install can be moved
puzzle=...2...4..5.....1.3.6.......2..5.6..
# Where the library is a shared one, the programs of the install find it by themselves, and ours is told.
LD_LIBRARY_PATH=$(dirname "$(find "$work/moved" -name 'libptrm.*' | head -1)") "$work/build/consumer" "$work/moved/share/ptrm/models/sudoku-6x6.safetensors" "$puzzle"
(cd / && echo "$puzzle" | env -u PTRM_MODELS "$work/moved/bin/ptrm-solve" --quiet)
