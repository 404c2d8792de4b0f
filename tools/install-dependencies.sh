#!/usr/bin/env bash
# Installs the packages that the build needs, and those that are named, which are not there yet (Debian or Ubuntu).
set -euo pipefail
packages=(g++ cmake ninja-build libeigen3-dev libdnnl-dev libcli11-dev nlohmann-json3-dev libzip-dev libyaml-cpp-dev libcadical-dev gnuplot-nox python3 python3-pytest python3-jsonschema python3-numpy catch2 "$@")
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "install-dependencies: no apt-get here; install by hand: ${missing[*]}" >&2
  exit 1
fi
echo "install-dependencies: installing ${missing[*]}; a minute or two"
sudo=$([[ $(id -u) -eq 0 ]] || echo sudo)
log=$(mktemp)
install() {
  $sudo apt-get update -qq &&
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}
install >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
rm "$log"
