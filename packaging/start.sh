#!/usr/bin/env bash
# Installs what is missing and opens the window: bash packaging/start.sh [PHOTO...]
# Where there is no display it restores a sample photo on the command line and prints where the result lies.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/environment.sh"

install_system_libraries
make_environment ""

has_display() {
    [[ "$(uname -s)" == Darwin ]] && return 0
    [[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]] || return 1
    "$python" -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])' >/dev/null 2>&1
}

if has_display 2>/dev/null; then
    exec "$python" -P -m restorer "$@"
fi

sample="$root/resources/samples/noisy-sigma25-coffee.jpg"
result="$root/build/noisy-sigma25-coffee-restored.png"
mkdir -p -- "$root/build"
say "There is no display to open a window on; restoring a sample photo instead."
"$python" -P -m restorer restore "$sample" -o "$result" --mode denoise --overwrite
printf 'Before: %s\nAfter:  %s\n' "$sample" "$result"
