#!/usr/bin/env bash
# Builds for aarch64 with Debian's cross compiler and runs the unit and golden tests under qemu-user. Libraries of that machine are
# unpacked into build/aarch64-root and not installed, for some would displace this machine's own. Exit code 77: they, or the
# compiler, cannot be had here.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD/build/aarch64-root

fetch() (
  set -e
  tools/install-dependencies.sh g++-aarch64-linux-gnu qemu-user
  [[ -e $root/complete ]] && exit
  rm -rf "$root"
  mkdir -p "$root/apt/lists/partial" "$root/apt/cache/archives/partial"
  touch "$root/apt/status"
  options=(-qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root
    -o Dir::State="$root/apt" -o Dir::State::status="$root/apt/status" -o Dir::Cache="$root/apt/cache")
  apt-get "${options[@]}" update
  apt-get "${options[@]}" install -y --download-only --no-install-recommends \
    libc6 libstdc++6 libeigen3-dev libcli11-dev nlohmann-json3-dev libzip-dev libyaml-cpp-dev libcadical-dev catch2
  for package in "$root"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$root"; done
  touch "$root/complete"
)

set +e
fetch
fetched=$?
set -e
[[ $fetched -eq 0 ]] || { echo "aarch64: no cross compiler or libraries for it here" >&2; exit 77; }
cmake --preset aarch64
cmake --build --preset aarch64
ctest --preset aarch64
