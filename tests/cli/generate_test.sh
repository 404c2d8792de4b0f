#!/usr/bin/env bash
source "$(dirname "$0")/lib.sh"
generate=$bin/ptrm-generate

run 0 $generate sudoku --count 50 --seed 3
equal "$(head -1 "$work/out")" "source,question,answer,rating"
equal "$(wc -l <"$work/out")" 51
cp "$work/out" "$work/first"
run 0 $generate sudoku --count 50 --seed 3 --threads 1 -o "$work/file"
cmp "$work/first" "$work/file" || fail "threads change puzzles"
run 0 $generate sudoku --count 50 --seed 4
cmp -s "$work/out" "$work/first" && fail "the seed changes nothing"
run 0 $generate sudoku --box 2x3 --count 20 --clues 9:11
awk -F, 'NR > 1 { n = gsub(/[1-9]/, "", $2); if (n < 9 || n > 11) exit 1 }' "$work/out" || fail "clues out of range"
run 0 $generate sudoku --count 3 --clues minimal --hard 5
equal "$(wc -l <"$work/out")" 4
run 0 $generate sudoku --count 1 --hard

# Every symmetric copy of an excluded puzzle stays out: of 4x4 puzzles with 4 clues there are few.
run 0 $generate sudoku --box 2x2 --clues 4:4 --count 300 --seed 1 -o "$work/held"
head -12 "$work/held" >"$work/some"
run 0 $generate sudoku --box 2x2 --clues 5:7 --count 100 --seed 1 --exclude "$work/some"
run 0 $generate sudoku --box 2x2 --clues 4:7 --count 100 --seed 1 --exclude "$work/some"
for question in $(tail -n +2 "$work/some" | cut -d, -f2); do grep -qF "$question" "$work/out" && fail "excluded puzzle came up"; done

run 2 $generate
# Mazes: the same for the same seed and any number of threads.
run 0 $generate maze --count 30 --rows 12 --cols 20 --least-distance 30 -t 1
equal "$(wc -l <"$work/out")" 31
cp "$work/out" "$work/mazes"
run 0 $generate maze --count 30 --rows 12 --cols 20 --least-distance 30 -t 4
cmp "$work/out" "$work/mazes" || fail "threads change mazes"
[[ $(tail -n +2 "$work/mazes" | cut -d, -f2 | awk '{print length}' | sort -u) -eq 240 ]] || fail "a maze of another size"
[[ $(tail -n +2 "$work/mazes" | cut -d, -f4 | sort -n | head -1) -ge 30 ]] || fail "a way that is too short"
run 2 $generate maze --rows 1
run 2 $generate maze --rows 4 --cols 4 --least-distance 15
has "$err" "least distance"

# Pencil puzzles: the same for any number of threads, solved as they say, and data folders for training.
for kind in lightup akari nurikabe heyawake tapa shakashaka; do
  run 0 $generate $kind --rows 5 --cols 6 --count 6 --seed 3 -t 1
  equal "$(wc -l <"$work/out")" 7
  cp "$work/out" "$work/$kind.csv"
  run 0 $generate $kind --rows 5 --cols 6 --count 6 --seed 3 -t 3
  cmp "$work/out" "$work/$kind.csv" || fail "threads change $kind"
  grep -q '?akari' "$work/out" && fail "addresses have one name a kind"
done
cmp "$work/akari.csv" "$work/lightup.csv" || fail "akari is not lightup"
run 0 $generate tapa --rows 6 --cols 6 --smallest 4 --count 20 --data-folder "$work/tapa"
for file in dataset.json task.json all__inputs.npy all__labels.npy choices.npy copies__cells.npy copies__tokens.npy; do
  [[ -s $work/tapa/$file ]] || fail "no $file in the data folder"
done
# How many answers puzzles have, of any kind and in any form.
for kind in lightup nurikabe heyawake tapa shakashaka; do
  run 0 $generate --check "$work/$kind.csv"
  cut -d, -f2,3 "$work/out" | cmp - <(cut -d, -f2,3 "$work/$kind.csv") || fail "--check has other answers of $kind"
  for format in line text pzprv3; do
    run 0 $generate $kind --rows 5 --cols 6 --count 6 --seed 3 --format $format
    cp "$work/out" "$work/$kind.$format"
    run 0 $generate --check "$work/$kind.$format"
    cut -d, -f2,3 "$work/out" | cmp - <(cut -d, -f2,3 "$work/$kind.csv") || fail "$format of $kind is another puzzle"
  done
done
run_in $'..............\n12..........34..\n1.2.3.4...4.....\n' 2 $generate --check -
run_in $'1...............\n' 1 $generate --check -
has "$out" "<stdin>:1,1...............,1"
has "$err" "0 puzzles have one answer, 0 none, 1 several"
run_in $'S...#..G.\n' 0 $generate --check -
has "$out" "S...#..G.,S..o#.oG.,1"
run_in $'S...#...G\n' 1 $generate --check -
has "$out" ",2"
run_in $'nurikabe\n2 .\n. 9\n' 1 $generate --check -
has "$out" "?nurikabe/2/2/2h9,,0"
run 2 $generate
has "$err" "--check"

run 0 $generate sudoku --box 2x2 --clues 4:10 --count 20 --data-folder "$work/four"
run 2 $generate tapa --rows 2
run 2 $generate tapa --rows 4 --cols 4 --smallest 5 --data-folder "$work/x"
has "$err" "--smallest"

run 2 $generate sudoku --clues many
has "$err" "ptrm-generate: --clues: expected LO:HI or minimal, got 'many'"
run 2 $generate sudoku --clues 90:99
run 2 $generate sudoku --box 3by3
run 2 $generate sudoku --box 9x9
has "$err" "a side of 2 to 16"
run 2 $generate sudoku --box 2x2 --clues 1:1
has "$err" "ask for more clues"
run 2 $generate sudoku --exclude "$work/nonexistent"
if [[ -w /dev/full ]]; then
  run 2 $generate sudoku --count 10 -o /dev/full
  has "$err" "No space left on device"
fi
run 0 $generate --help
examples=$(sed -n '/^Examples:/,$p' "$work/out" | tail -n +2)
equal "$(grep -c . <<<"$examples")" 8
cd "$work"
while read -r example; do PATH=$bin:$PATH bash -c "$example" >"$work/out" 2>&1 || fail "example: $example"; done <<<"$examples"

finish
