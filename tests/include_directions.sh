#!/usr/bin/env bash
# The order of the house: a folder of src/ includes only itself and the folders and public headers listed for it here. Public
# headers include the standard library and one another.
set -euo pipefail
cd "$1"
declare -A allowed=(
  [base]="base error version"
  [kernels]="base kernels error model"
  [formats]="base formats error"
  [model]="base kernels formats model error model"
  [puzzles]="base puzzles error puzzle puzzle_kind"
  [data]="base formats puzzles data error puzzle puzzle_kind puzzle_reader"
  [checkpoint]="base kernels formats model checkpoint error model"
  [sampler]="base model sampler error model puzzle solve_options solver"
  [c_interface]="c_interface base kernels puzzles solver error model puzzle puzzle_reader solver version ptrm.h"
  [solver]="base data checkpoint puzzles sampler solver error model puzzle puzzle_kind solve_options solver formats"
)
wrong=0
for folder in src/*/; do
  name=$(basename "$folder")
  if [[ -z ${allowed[$name]:-} ]]; then
    echo "src/$name is not in the list of tests/include_directions.sh" && wrong=1
    continue
  fi
  while IFS=: read -r file line include; do
    header=${include#*\"} header=${header%\"*} target=${header%%/*}
    if [[ $target == ptrm ]]; then
      target=${header#ptrm/} target=${target%.hpp}
    fi
    [[ " ${allowed[$name]} " == *" $target "* ]] || { echo "$file:$line: src/$name must not include $header"; wrong=1; }
  done < <(grep -rn '#include "' "$folder" || true)
done
while IFS=: read -r file line include; do
  echo "$file:$line: a public header includes $include" && wrong=1
done < <(grep -rn '#include' include/ptrm | grep -vE '#include (<[a-z_]+>|<std(int|def)\.h>[^"]*|"ptrm/[a-z_]+\.hpp")')
grep -rnE 'std::(cout|cerr|exit|abort|getenv)|printf' src && echo "the library must not print, exit or read the environment" && wrong=1
# No kind of puzzle is asked for by name outside of its own files.
kinds=$(grep -rhoE 'name\(\) const override \{ return "[a-z]+"' src/puzzles | cut -d'"' -f2 | paste -sd'|')
grep -rnE "[!=]= ?\"($kinds)\"" src tools --include=*.cpp --include=*.hpp | grep -vE '^src/(puzzles/[a-z_]+|data/(sudoku|maze))\.' && echo "a kind is asked for by name" && wrong=1
exit $wrong
