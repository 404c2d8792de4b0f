# Shared by the tests of the programs: `bin` is the folder of the programs, `work` a fresh one, and every check counts.
set -uo pipefail
bin=$1 root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PTRM_MODELS=$root/models
failures=0

fail() {
  echo "FAIL: $*"
  failures=$((failures + 1))
}

# run CODE COMMAND...: runs it, keeps $out and $err, and wants that exit code.
run() {
  local want=$1
  shift
  "$@" >"$work/out" 2>"$work/err" </dev/null
  local got=$?
  out=$(<"$work/out") err=$(<"$work/err")
  [[ $got -eq $want ]] || fail "$*: exit code $got instead of $want; $err"
}

# run_in TEXT CODE COMMAND...: the same with TEXT on standard input.
run_in() {
  local text=$1 want=$2
  shift 2
  printf '%s' "$text" | "$@" >"$work/out" 2>"$work/err"
  local got=$?
  out=$(<"$work/out") err=$(<"$work/err")
  [[ $got -eq $want ]] || fail "$*: exit code $got instead of $want; $err"
}

has() { [[ $1 == *"$2"* ]] || fail "'$2' is not in: $1"; }
lacks() { [[ $1 != *"$2"* ]] || fail "'$2' is in: $1"; }
equal() { [[ $1 == "$2" ]] || fail "'$1' is not '$2'"; }

finish() {
  [[ $failures -eq 0 ]] && echo "all checks passed" || exit 1
}
