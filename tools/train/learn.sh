#!/usr/bin/env bash
# From examples to a model: looks at them, trains, measures, and writes the model and its card. Stop it at any time; the same
# command goes on. See learn.py --help, and README.md beside it.
#
#   tools/train/learn.sh examples.csv -o model.safetensors --minutes 40
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec env PTRM_SCRIPT=learn.py "$here/run.sh" "$@"
