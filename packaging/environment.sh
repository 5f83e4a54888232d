# Sourced by start.sh and test.sh: system libraries, then the project's own Python environment in .venv.
# Running it again is quick and changes nothing; it never asks.

root="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"
environment="$root/.venv"
python="$environment/bin/python"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

say() { printf '%s\n' "$*" >&2; }

# Shared library and the Debian package that brings it: the first six are what Qt needs to draw at all, the others what
# it needs to open a window under X11 (without the last ones Qt wrongly blames libxcb-cursor0).
libraries=(
    libGL.so.1:libgl1
    libEGL.so.1:libegl1
    libxkbcommon.so.0:libxkbcommon0
    libglib-2.0.so.0:libglib2.0-0
    libfontconfig.so.1:libfontconfig1
    libdbus-1.so.3:libdbus-1-3
    libxkbcommon-x11.so.0:libxkbcommon-x11-0
    libxcb-cursor.so.0:libxcb-cursor0
    libxcb-icccm.so.4:libxcb-icccm4
    libxcb-keysyms.so.1:libxcb-keysyms1
    libxcb-shape.so.0:libxcb-shape0
)

# Commands and the Debian packages that bring them, for whoever sources this and needs some.
commands=()

missing_packages() {
    local known entry
    known="$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p)"
    for entry in "${libraries[@]}"; do
        [[ "$known" == *"${entry%%:*} "* ]] || printf '%s\n' "${entry#*:}"
    done
    for entry in "${commands[@]}"; do
        command -v "${entry%%:*}" >/dev/null || printf '%s\n' "${entry#*:}"
    done
    [[ -n "$(find /usr/share/fonts /usr/local/share/fonts -name '*.[ot]tf' -print -quit 2>/dev/null)" ]] ||
        printf '%s\n' fonts-dejavu-core
    python3 -c 'import ensurepip, venv' 2>/dev/null || printf '%s\n' python3-venv
}

install_system_libraries() {
    command -v apt-get >/dev/null && [[ "$(uname -s)" == Linux ]] || return 0
    local -a packages as_root=()
    mapfile -t packages < <(missing_packages)
    ((${#packages[@]})) || return 0
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
            say "Some system libraries are missing. If the window does not open, an administrator can run:"
            say "  apt-get install ${packages[*]}"
            return 0
        fi
        as_root=(sudo -n)
    fi
    say "Installing system libraries: ${packages[*]}"
    local -a apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
    if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${packages[@]}" >/dev/null; } </dev/null; then
        say "The system libraries could not be installed; going on without them."
    fi
}

has_nvidia() { [[ -e /proc/driver/nvidia/version || -e /dev/nvidiactl ]]; }

torch_range() { sed -n 's/^ *"\(torch[^"]*\)",$/\1/p' "$root/pyproject.toml"; }

# The registry's torch for Linux carries gigabytes of CUDA, so without an NVIDIA GPU the CPU build is taken where pip
# does not find one by itself. If that fails too, the registry's build works as well, it is only larger.
install_cpu_torch() {
    [[ "$(uname -s)" == Linux ]] && ! has_nvidia || return 0
    local range chosen
    range="$(torch_range)"
    "$python" -m pip install -qq --no-index "$range" 2>/dev/null && return 0 # is there already
    chosen="$("$python" -m pip install -qq --dry-run --no-deps --report - "$range" |
        "$python" -c 'import json, sys; print(json.load(sys.stdin)["install"][0]["metadata"]["version"])')" || chosen=""
    [[ "$chosen" == *+cpu ]] ||
        "$python" -m pip install -qq --extra-index-url https://download.pytorch.org/whl/cpu "$range" ||
        say "The CPU build of torch was not found; the larger one is installed."
}

# make_environment EXTRA: EXTRA is "" or "[development]".
make_environment() {
    local extra="$1" stamp wanted
    # A moved folder needs a new environment: its scripts carry their old place.
    if [[ "$(cat "$environment/place" 2>/dev/null)" != "$root" ]] || ! "$python" -c 'import pip' 2>/dev/null; then
        python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
            say "Python 3.11 or newer is needed; python3 is $(python3 --version 2>&1)."
            return 1
        }
        say "Making a Python environment in $environment"
        python3 -m venv --clear "$environment"
        "$python" -m pip install -qq --upgrade pip
        printf '%s\n' "$root" >"$environment/place"
    fi
    stamp="$environment/installed$extra"
    wanted="$(cksum <"$root/pyproject.toml")"
    if [[ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]]; then
        say "Installing Python packages; the first time this takes some minutes."
        install_cpu_torch
        "$python" -m pip install -qq --editable "$root$extra"
        printf '%s\n' "$wanted" >"$stamp"
    fi
}
