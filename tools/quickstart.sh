#!/usr/bin/env bash
# Installs what is missing (Debian or Ubuntu), builds ptrm-solve, and solves real puzzles with the shipped models.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-dependencies.sh
echo "quickstart: building ptrm-solve; some two minutes on two cores"
cmake --preset release >/dev/null
cmake --build --preset release --target ptrm-solve
build/release/bin/ptrm-solve --format grid tools/examples/sudoku.txt
echo "quickstart: build/release/bin/ptrm-solve is there; 'cmake --build --preset release' builds the other programs"
