#!/usr/bin/env bash
source "$(dirname "$0")/lib.sh"
solve=$bin/ptrm-solve

six=...2...4..5.....1.3.6.......2..5.6..
four=..1.2..4.3......
six_answer=$(printf '%s\n' "$six" | $solve --quiet)

# Formats and where puzzles come from.
run_in "$six"$'\n' 0 $solve
equal "$out" "$six_answer"
has "$err" "solved 1 of 1 puzzles"
printf '%s\n%s\n' "$six" "$four" >"$work/mixed.txt"
run 0 $solve --quiet "$work/mixed.txt" "$work/mixed.txt"
equal "$(wc -l <"$work/out")" 4
equal "$err" ""
run 0 $solve --quiet --format jsonl -K 1 "$work/mixed.txt"
line=$(head -1 "$work/out")
has "$line" "{\"index\":0,\"source\":\"$work/mixed.txt:1\",\"kind\":\"sudoku\",\"puzzle\":\"$six\",\"answer\":\"$six_answer\",\"solved\":true,\"ending\":\"exhausted\",\"q\":"
for key in '"rollout":0' '"step":16' '"net_evaluations":96' '"seconds":'; do has "$line" "$key"; done
run 0 $solve --quiet --format grid "$work/mixed.txt"
has "$out" "$work/mixed.txt:1"
has "$out" "+-------+-------+"
lacks "$out" $'\x1b'
run 0 $solve --quiet -o "$work/answers" "$work/mixed.txt"
equal "$(head -1 "$work/answers")" "$six_answer"
run_in "$four" 0 $solve --quiet --box 2x2 --format line -

# The same answers for any number of threads and any chunking; noise needs a seed to repeat.
"$bin/ptrm-generate" sudoku --box 2x2 --clues 4:6 --count 40 --seed 5 >"$work/four.csv"
for threads in 1 2 4; do
  $solve --quiet --format jsonl -K 3 -D 4 -t $threads "$work/four.csv" | sed 's/,"seconds".*//' >"$work/t$threads"
done
cmp "$work/t1" "$work/t2" && cmp "$work/t1" "$work/t4" || fail "threads change answers"
tail -n +21 "$work/four.csv" | cut -d, -f2 | $solve --quiet --format jsonl -K 3 -D 4 | sed 's/.*"puzzle"/"puzzle"/; s/,"seconds".*//' >"$work/alone"
tail -n 21 "$work/t1" | sed 's/.*"puzzle"/"puzzle"/' | cmp - "$work/alone" || fail "the rest of the file changes answers"
run 0 $solve --quiet --seed 2 -K 3 -D 4 --select mode --noise-target y --sigma 0.5 "$work/four.csv"
run 0 $solve --quiet -K 2 --select settled "$work/four.csv"
run_in "$four" 0 $solve --quiet -K 2 --select verified --backend reference

# Stopped early, a puzzle costs fewer net evaluations and is solved as well.
run 0 $solve --quiet --format jsonl -K 8 --stop verified "$work/four.csv"
[[ $(sed 's/.*"net_evaluations"://; s/,.*//' "$work/out" | sort -n | head -1) -lt 96 ]] || fail "stopping saves nothing"
run 0 $solve --quiet --stop q --stop-q 1 --budget 500 -K 8 "$work/four.csv"
run 2 $solve --stop red
has "$err" "expected none, q, settled, verified or auto, got 'red'"
run 0 $solve --quiet --stop settled --stop-change 1 --stop-unchanged 2 -K 4 -D 32 "$work/four.csv"

# Searches: each repeatable, each with all its rollouts on request.
for search in "--resample-every 4" "--restart-after 3 --restart-q -1" "--random-starts" "--stop settled"; do
  for threads in 1 3; do
    $solve --quiet --format jsonl --all-rollouts -K 4 -D 8 $search -t $threads "$work/four.csv" | sed -E 's/"seconds":[^,}]*//' >"$work/s$threads"
  done
  cmp "$work/s1" "$work/s3" || fail "threads change the answers of $search"
  [[ $(wc -l <"$work/s1") -eq 40 ]] || fail "$search loses answers"
done
has "$(head -1 "$work/s1")" '"rollouts":[{"q":'
run_in "$four" 0 $solve --quiet --format jsonl --time-limit 1000 -K 2
lacks "$out" "out-of-time"
run_in "$four" 1 $solve --quiet --format jsonl --time-limit 0.05 -K 100000 --model "$root/tests/golden/mlp_sudoku4/model.safetensors"
has "$out" '"ending":"out-of-time"'

# Efforts: settings of the model by name, and what is given beside them wins.
for effort in low medium high max; do run_in "$four" 0 $solve --quiet --effort $effort; done
run_in "$four" 0 $solve --quiet --format jsonl --effort max --search waves --stop none -K 3 -D 5
has "$out" '"net_evaluations":90'
run 2 $solve --effort heroic

# An answer that breaks the rules is said, never hidden: an untrained network solves nothing.
run_in "$four" 1 $solve --model "$root/tests/golden/mlp_sudoku4/model.safetensors" --format jsonl
has "$out" '"solved":false'
has "$err" "solved 0 of 1"
run_in "$four" 1 $solve --model "$root/tests/golden/mlp_sudoku4/model.safetensors" --format grid
has "$out" "not solved"

# Malformed puzzles are placed, the others solved, and the exit code says so.
printf '%s\n%s\n%s\n' "$four" "12y4............" "$four" >"$work/bad.txt"
run 2 $solve "$work/bad.txt"
equal "$(wc -l <"$work/out")" 3
has "$err" "$work/bad.txt:2:3: expected a blank (. 0 _) or a digit up to 4, got 'y'"
has "$err" "1 malformed"
run 2 $solve --quiet --format jsonl "$work/bad.txt"
has "$(tail -1 "$work/out")" '"index":2'
run_in "" 2 $solve
has "$err" "<stdin>: holds no puzzle"

# Usage, input and output errors: one line, exit code 2.
run 2 $solve --depth 0
run 2 $solve --frobnicate
run 2 $solve --select luck
run 2 $solve "$work/nonexistent"
equal "$err" "ptrm-solve: $work/nonexistent: cannot be opened for reading: No such file or directory"
run 2 $solve "$work"
has "$err" "is a folder"
run_in "$four" 2 $solve --model "$work/mixed.txt"
has "$err" "ptrm-solve: $work/mixed.txt: header length"
run_in "$four" 2 $solve --model "$root/tests/golden/att_learned_multi_id/model.safetensors"
has "$err" "a model for one of sudoku"
run_in "$four" 2 $solve --backend abacus
run_in "$four" 2 env PTRM_MODELS="$work" $solve --box 3x2 "$work/mixed.txt"
run_in "$four" 2 $solve -o /nonexistent/x
has "$err" "ptrm-solve: /nonexistent/x: cannot be written: No such file or directory"
run_in "$(printf '%0.s.' {1..64})" 2 $solve
has "$err" "no model for sudoku of 8x8"
if [[ -w /dev/full ]]; then
  run_in "$four" 2 $solve --quiet -o /dev/full
  has "$err" "cannot be written: No space left on device"
fi

# A closed pipe ends the run without a word, as SIGPIPE ends any filter.
(set +o pipefail; { $solve --quiet -D 64 "$work/four.csv" 2>"$work/err"; echo $? >"$work/code"; } | head -1 >"$work/out")
equal "$(<"$work/code")" 141
equal "$(<"$work/err")" ""
equal "$(wc -l <"$work/out")" 1

# An interrupt ends it with what was computed written: whole lines, exit code 130.
$solve -D 20000 "$work/four.csv" >"$work/out" 2>"$work/err" &
pid=$!
sleep 1
kill -INT $pid
wait $pid
equal $? 130
has "$(<"$work/err")" "interrupted"

# A slow producer gets its answers line by line.
mkfifo "$work/slow"
$solve --quiet <"$work/slow" >"$work/out" &
pid=$!
exec 9>"$work/slow"
echo "$four" >&9
for _ in {1..50}; do [[ -s $work/out ]] && break; sleep 0.1; done
equal "$(wc -l <"$work/out")" 1
echo "$four" >&9
exec 9>&-
wait $pid || fail "slow producer"
equal "$(wc -l <"$work/out")" 2

# Symmetric copies, the same for any number of threads; and mazes, where a model of theirs is named.
run 0 $solve --quiet --symmetries -K 16 --stop q -t 1 "$work/four.csv"
cp "$work/out" "$work/copies"
run 0 $solve --quiet --symmetries -K 16 --stop q -t 3 "$work/four.csv"
cmp "$work/out" "$work/copies" || fail "threads change what symmetric copies answer"
"$bin/ptrm-convert" "$root/tests/golden/att_rope/model.safetensors" --task maze -o "$work/maze.safetensors" >"$work/out"
echo "S...###........G" >"$work/maze"
run 1 $solve --quiet -m "$work/maze.safetensors" --format jsonl --symmetries -K 3 "$work/maze"
has "$out" '"puzzle":"S...###........G","answer":"'
echo "S...###........S" >"$work/maze"
run 2 $solve --quiet -m "$work/maze.safetensors" "$work/maze"
has "$err" "$work/maze:1: column 1: expected one S, got 2"

# Progress on request, help and version.
run 0 $solve --progress always "$work/four.csv"
has "$err" "left"
run 0 $solve --progress never --quiet "$work/four.csv"
equal "$err" ""
run 0 $solve --version
equal "$out" "0.1.0"
run 0 $solve --help
examples=$(sed -n '/^Examples:/,$p' "$work/out" | tail -n +2)
equal "$(grep -c . <<<"$examples")" 3
while read -r example; do
  PATH=$bin:$PATH bash -o pipefail -c "$example" >"$work/out" 2>"$work/err" || fail "example: $example: $(<"$work/err")"
  [[ -s $work/out ]] || fail "example prints nothing: $example"
done <<<"$examples"


# An output that is an input, through a link too, is refused and left as it is.
printf '1..........4....\n' >"$work/p.txt"
ln -s p.txt "$work/link.txt"
for name in p.txt link.txt; do
  run 2 $solve "$work/p.txt" -o "$work/$name"
  has "$err" "another file than the input"
done
equal "$(cat "$work/p.txt")" "1..........4...."

# Weights that are no numbers are named.
python3 - "$root/models/sudoku-4x4.safetensors" "$work/nan.safetensors" <<'PY'
import json, struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
(size,) = struct.unpack("<Q", data[:8])
at = 8 + size + json.loads(data[8:8 + size])["inner.q_head.bias"]["data_offsets"][0]
data[at:at + 2] = b"\xc0\x7f"
open(sys.argv[2], "wb").write(data)
PY
run 2 $solve --model "$work/nan.safetensors" "$work/p.txt"
has "$err" "tensor inner.q_head.bias: expected finite numbers, got nan at number 0"

# Pencil puzzles by their addresses, from text, padded into the model's board; the generator's own answers agree.
for kind in lightup tapa nurikabe shakashaka; do
  "$bin/ptrm-generate" $kind --rows 6 --cols 7 --count 5 -o "$work/pencil.csv"
  $solve --quiet --format jsonl "$work/pencil.csv" >"$work/pencil.jsonl" || true
  equal "$(grep -c '"kind":"'$kind'".*"puzzle":"https://puzz.link/p?'$kind'/7/6/' "$work/pencil.jsonl")" 5
  [[ $(grep -c '"solved":true' "$work/pencil.jsonl") -ge 4 ]] || fail "$kind: boards that are smaller than the model's are not solved"
  paste -d, <(tail -n +2 "$work/pencil.csv") <($solve --quiet --format line "$work/pencil.csv") | awk -F, '$3 == $5 { n++ } END { exit n < 4 }' ||
    fail "$kind: answers other than the generator's"
done


# A line that is no puzzle leaves an empty line, so that answers stand beside their puzzles; nothing at all is an error.
printf '..1.2..4.3......\nnot a puzzle\n..1.2..4.3......\nno puzzle either\n' >"$work/four_lines"
run 2 $solve --quiet --format line "$work/four_lines"
equal "$(wc -l <"$work/out")" 4
equal "$(sed -n 2p "$work/out")" ""
printf 'nothing here\n' >"$work/nothing"
run 2 $solve "$work/nothing"

# Mazes without a model named: the shipped one, padded; and our own grids are read back.
"$bin/ptrm-generate" maze --rows 10 --cols 10 --least-distance 12 --count 3 -o "$work/mazes.csv"
run 0 $solve --quiet --format line "$work/mazes.csv"
equal "$out" "$(tail -n +2 "$work/mazes.csv" | cut -d, -f3)"
tail -n +2 "$work/mazes.csv" | cut -d, -f2 | tr . ' ' >"$work/mazes.txt"
run 0 $solve --quiet --format line "$work/mazes.txt"
equal "$out" "$(tail -n +2 "$work/mazes.csv" | cut -d, -f3)"
$solve --quiet --format grid "$work/p.txt" >"$work/grid.txt"
run 0 $solve --quiet --format line "$work/grid.txt"
$solve --quiet --format jsonl "$work/p.txt" >"$work/own.jsonl"
run 0 $solve --quiet --format line "$work/own.jsonl"
run 0 $solve --quiet --all-rollouts "$work/p.txt" -o "$work/page.html"
has "$(cat "$work/page.html")" "<svg viewBox"

# Help fits a terminal, but for the examples' commands.
for program in bench check convert eval generate info solve; do
  run 0 "$bin/ptrm-$program" --help
  [[ -z $(awk '/^Examples:/ { exit } length($0) > 100' <<<"$out") ]] || fail "the help of ptrm-$program is wider than 100 columns"
done

# Whatever instructions there are, float32 answers are the same; and a result says what it was computed in.
$bin/ptrm-generate sudoku --box 2x3 --clues 8:14 --count 1000 --seed 5 -o "$work/six.csv"
for instructions in baseline avx2 avx512 amx; do
  run 0 $solve --quiet --instructions $instructions --precision f32 "$work/six.csv"
  [[ $instructions == baseline ]] && first=$out
  equal "$out" "$first"
done
run 0 $solve --quiet --format jsonl --precision auto "$work/six.csv"
precision=$(head -1 <<<"$out" | python3 -c 'import json; print(json.loads(input())["precision"])')
[[ $precision == bf16 || $precision == f32 ]] || fail "the precision is $precision"
run 0 $solve --backend eigen "$work/six.csv"
has "$err" "net evaluations in f32"
run 2 $solve --instructions mmx "$work/six.csv"

finish
