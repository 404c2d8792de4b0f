#!/usr/bin/env bash
# Installs what is missing (Debian or Ubuntu), builds, and solves real puzzles with the shipped models.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-dependencies.sh
cmake --preset release
cmake --build --preset release
build/release/bin/ptrm-solve --format grid tools/examples/sudoku.txt
