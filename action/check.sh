#!/usr/bin/env bash
# Runs the gate on the checked-out repository. Inputs arrive through the environment only; no text of the
# repository reaches the shell. Every declared output is written, so that none can be forged in the log.
set -uo pipefail

report=${RUNNER_TEMP:?}/gate.json
export GATE_CACHE_DIR=$RUNNER_TEMP/gate-cache
python=$RUNNER_TEMP/gate-venv/bin/python

trust=${INPUT_TRUST:-${BASE_OF_PULL_REQUEST:-${BASE_OF_MERGE_GROUP:-}}}
arguments=(--format github --report "json=$report" --report "markdown=${GITHUB_STEP_SUMMARY:?}")
if [ -n "$trust" ] && [ "$trust" != none ]; then arguments+=(--trust "$trust"); fi
if [ -n "${INPUT_SARIF:-}" ]; then arguments+=(--report "sarif=$INPUT_SARIF"); fi
if [ -n "${INPUT_JUNIT:-}" ]; then arguments+=(--report "junit=$INPUT_JUNIT"); fi

paths=()
while IFS= read -r path; do
  if [ -n "$path" ]; then paths+=("$path"); fi
done <<<"${INPUT_PATHS:-}"

rm -f "$report"
"$python" -I -m gate check "${arguments[@]}" -- ${paths[@]+"${paths[@]}"}
code=$?

"$python" -I - "$report" "$code" >>"${GITHUB_OUTPUT:?}" <<'PYTHON'
import json, pathlib, sys

path, code = pathlib.Path(sys.argv[1]), sys.argv[2]
report = json.loads(path.read_text()) if path.is_file() else {"verdict": "incomplete", "findings": []}
opened = [one["severity"] for one in report["findings"] if one["status"] == "open"]
print(f"verdict={report['verdict']}")
print(f"exit-code={code}")
print(f"errors={opened.count('error')}")
print(f"warnings={opened.count('warning')}")
print(f"report={path}")
PYTHON
exit "$code"
