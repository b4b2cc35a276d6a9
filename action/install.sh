#!/usr/bin/env bash
# Installs the gate of this action's own commit and its pinned tools into the runner's temporary folder.
set -euo pipefail

venv=${RUNNER_TEMP:?}/gate-venv
python3 -m venv "$venv"
"$venv/bin/python" -I -m pip install --quiet --disable-pip-version-check "${GITHUB_ACTION_PATH:?}"
GATE_CACHE_DIR=$RUNNER_TEMP/gate-cache "$venv/bin/python" -I -m gate tools install
