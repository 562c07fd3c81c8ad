#!/bin/sh
# Make the virtual environment from a hashed lock: scripts/setup.sh [requirements-dev.txt]
set -eu
cd "$(dirname "$0")/.."
lock=${1:-requirements-dev.txt}
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "Carnet needs Python 3.11 or later as '$python'; another one: make PYTHON=/path/to/python3.11" >&2
    exit 1
}
# A virtual environment that was half made, or whose Python has gone, is made again.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear .venv || {
        echo "Python could not make a virtual environment. On Debian: apt-get install python3-venv" >&2
        exit 1
    }
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
if .venv/bin/python -m pip install -q --require-hashes -r requirements-uv.txt &&
    .venv/bin/uv pip sync -q --require-hashes -p .venv/bin/python "$lock" requirements-uv.txt; then
    exit 0
fi
echo "uv cannot do it here; pip takes over, more slowly." >&2
.venv/bin/python -m pip install -q --require-hashes -r "$lock"
