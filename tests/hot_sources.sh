#!/usr/bin/env bash
# What is compiled for AVX must not leave functions under names that the rest of the program uses too: the linker keeps one of
# several compilations of an inline function, and an old CPU might meet instructions that it does not know.
set -euo pipefail
cd "$1"
checked=0
while read -r object; do
  isa=$(sed -E 's/.*ptrm_(a[vm]x[0-9a-z_]*)\.dir.*/\1/' <<<"$object")
  shared=$(nm -C --defined-only "$object" | grep -E ' [WVu] ' | grep -vE "Eigen_$isa|ptrm::$isa::|DW\.ref\." || true)
  [[ -z $shared ]] || { echo "$object shares: $shared" && exit 1; }
  checked=$((checked + 1))
done < <(find . -path '*ptrm_a[vm]x*.dir*' -name '*.o')
echo "$checked objects checked"
[[ $checked -gt 0 || $(uname -m) != x86_64 ]]
