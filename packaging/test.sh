#!/usr/bin/env bash
# Makes the environment with the development tools and runs every check a commit must pass:
# bash packaging/test.sh [PYTEST OPTION...]
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/environment.sh"

# a display and a hand for the test with a real window; a compiler and a tracer for the tests of reliability
commands=(Xvfb:xvfb xdotool:xdotool cc:build-essential strace:strace)
install_system_libraries
make_environment "[development]"
cd -- "$root"
export QT_QPA_PLATFORM=offscreen

step() {
    say "== $1"
    shift
    "$@"
}

step "lint" "$python" -m ruff check .
step "format" "$python" -m ruff format --check .
step "types" "$python" -m mypy
step "import contracts" "$environment/bin/lint-imports" --no-logo
# The unit tests run where Qt cannot be imported: the proof that only the window needs it.
step "unit tests without Qt" env PYTHONPATH="$root/packaging/without_qt${PYTHONPATH:+:$PYTHONPATH}" \
    "$python" -m pytest -n 2 -p no:pytest-qt tests/unit "$@"
step "window, program and reliability tests" "$python" -m pytest -n 2 --ignore=tests/unit "$@"
