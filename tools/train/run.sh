#!/usr/bin/env bash
# Runs train.py with what makes PyTorch fast on a CPU. On Debian:
#   apt-get install python3-torch libjemalloc2 libopenblas0-openmp gcc
set -euo pipefail
# Without jemalloc page faults cost more than the arithmetic.
jemalloc=$(ldconfig -p | awk '/libjemalloc.so.2/ { path = $NF } END { print path }')
# OpenBLAS takes a CPU that it does not know for one with SSE2 alone, as of AVX-512 without BF16 (virtual Sapphire Rapids).
if [[ -z ${OPENBLAS_CORETYPE:-} && $(uname -m) == x86_64 ]]; then
  flags=" $(grep -m1 ^flags /proc/cpuinfo) "
  if [[ $flags == *" avx512f "* && $flags == *" avx512vl "* && $flags == *" avx512dq "* ]]; then
    core=SKYLAKEX
  elif [[ $flags == *" avx2 "* ]]; then
    core=HASWELL
  fi
  if [[ -n ${core:-} ]]; then
    export OPENBLAS_CORETYPE=$core
    echo "OPENBLAS_CORETYPE=$core, for this CPU's instructions" >&2
  fi
fi
exec env ${jemalloc:+LD_PRELOAD="$jemalloc"} /usr/bin/python3 "$(dirname "$0")/${PTRM_SCRIPT:-train.py}" "$@"
