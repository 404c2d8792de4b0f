#!/usr/bin/env bash
# A folder of src/ includes only itself and folders before it in this list, also through the public headers, each of which is of
# one folder; kernels, formats and puzzles never one another; the sampler knows of puzzles what puzzle.hpp and symmetry.hpp say.
# Public headers include nothing but the standard library and one another, and programs nothing of the library but these.
set -euo pipefail
cd "$1"
declare -A allowed=(
  [base]="base"
  [kernels]="base kernels"
  [formats]="base formats"
  [model]="base kernels formats model"
  [puzzles]="base puzzles"
  [data]="base formats puzzles data"
  [checkpoint]="base kernels formats model puzzles checkpoint"
  [sampler]="base formats kernels model checkpoint sampler"
)
declare -A owner=(
  [error]=base [version]=base [index]=base [instructions]=base [random]=base [bytes]=base [parallel]=base [json]=formats [npy]=formats [safetensors]=formats [backend]=kernels [architecture]=model [tensor_names]=model [puzzle]=puzzles [symmetry]=puzzles [sat]=puzzles [puzzle_maker]=puzzles [sudoku]=puzzles [maze]=puzzles [arc]=puzzles
  [generate]=puzzles [puzzle_reader]=data [model]=checkpoint [replay]=checkpoint [benchmark]=checkpoint [solve_options]=sampler [solver]=sampler
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
    [[ $name == sampler && $header =~ ^ptrm/(puzzle|symmetry).hpp$ ]] && continue
    if [[ $target == ptrm ]]; then
      public=${header#ptrm/} public=${public%.hpp} target=${owner[$public]:-}
      [[ -n $target ]] || { echo "$file:$line: tests/include_directions.sh does not say which folder $header is of"; wrong=1; continue; }
    fi
    # What every folder may know of models is their sizes.
    [[ $header == ptrm/architecture.hpp ]] && continue
    [[ " ${allowed[$name]} " == *" $target "* ]] || { echo "$file:$line: src/$name must not include $header, of src/$target"; wrong=1; }
  done < <(grep -rn '#include "' "$folder" || true)
done
while IFS=: read -r file line include; do
  echo "$file:$line: a public header includes $include" && wrong=1
done < <(grep -rn '#include' include/ptrm | grep -vE '#include (<[a-z_]+>|"ptrm/[a-z_]+\.hpp")')
while IFS=: read -r file line include; do
  header=${include#*\"} header=${header%\"*}
  [[ -e include/$header || -e tools/$header ]] || { echo "$file:$line: a program includes $header"; wrong=1; }
done < <(grep -rn '#include "' tools --include=*.cpp --include=*.hpp)
grep -rnE 'std::(cout|cerr|exit|abort|getenv)|printf' src && echo "the library must not print, exit or read the environment" && wrong=1
# No kind of puzzle is asked for by name outside of its own files.
kinds='"(sudoku|maze|lightup|nurikabe|heyawake|tapa|shakashaka|arc)"'
grep -rnE "[!=]= ?$kinds" src tools --include=*.cpp --include=*.hpp | grep -vE '^src/(puzzles|data)/(sudoku|maze|light_up|nurikabe|heyawake|tapa|shakashaka|arc)' && echo "a kind is asked for by name" && wrong=1
exit $wrong
