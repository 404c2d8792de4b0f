#!/usr/bin/env bash
# Runs train.py with what makes PyTorch fast on a CPU: jemalloc, or page faults cost more than the arithmetic. On Debian:
#   apt-get install python3-torch libjemalloc2 libopenblas0-openmp gcc
set -euo pipefail
jemalloc=$(ldconfig -p | awk '/libjemalloc.so.2/ { path = $NF } END { print path }')
exec env ${jemalloc:+LD_PRELOAD="$jemalloc"} /usr/bin/python3 "$(dirname "$0")/train.py" "$@"
