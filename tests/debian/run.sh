#!/usr/bin/env bash
# Builds and passes all tests on another Debian, bare and in a scratch root of its own: its compiler and libraries (oneDNN 3 from
# Debian 13 on) are others than this machine's. As root, with debootstrap.
#
#   tests/debian/run.sh [SUITE]    # default trixie
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
suite=${1:-trixie}
"$source/tools/install-dependencies.sh" debootstrap
root=$(mktemp -d)
trap 'umount "$root/proc"; rm -rf --one-file-system "$root"' EXIT
debootstrap --variant=minbase "$suite" "$root" >/dev/null
mount -t proc proc "$root/proc"
mkdir "$root/ptrm"
git -C "$source" archive HEAD | tar -x -C "$root/ptrm"
chroot "$root" /ptrm/tools/test.sh
