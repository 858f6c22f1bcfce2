#!/usr/bin/env bash
# Sets up this folder to run and test the kiosk: system libraries by apt, then .venv from the lock.
# Nothing outside .venv is changed but Debian packages. Called by make; safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
PYTHON=${PYTHON:-python3}

# What Qt, OpenCV, zbar and the tests load from the system. `t64` names: Debian 13, Raspberry Pi OS 13.
PACKAGES=(libgl1 libegl1 libxkbcommon0 libfreetype6 libfontconfig1 libdbus-1-3 libzbar0 poppler-utils
  libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
  libxkbcommon-x11-0 libwayland-cursor0 libwayland-egl1 xvfb)
# What only tests and measurements need: `setup.sh tests`.
TEST_PACKAGES=(postgresql chromium softhsm2 alsa-utils espeak-ng)
# What boots a system of its own for `make test-system`: `setup.sh system`.
SYSTEM_PACKAGES=(mmdebstrap systemd-container iproute2)
# What runs a PC with a disk of its own for `make test-machine`: `setup.sh machine`.
MACHINE_PACKAGES=(mmdebstrap qemu-system-x86 fdisk iproute2)
# What runs programs of a Raspberry Pi on another processor for `make test-arm64`: `setup.sh arm64`.
ARM64_PACKAGES=(mmdebstrap qemu-user-static iproute2)

say() { printf 'set-up: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 2
}

is_installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

system_libraries() {
  command -v dpkg-query >/dev/null || fail "this is no Debian: install the likes of ${PACKAGES[*]} and run again with SKIP_APT=1"
  local wanted=("$@") missing=() package apt=()
  if apt-cache show libglib2.0-0t64 >/dev/null 2>&1; then wanted+=(libglib2.0-0t64); else wanted+=(libglib2.0-0); fi
  "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)
  for package in "${wanted[@]}"; do is_installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -eq 0 ]; then
    apt=(apt-get)
  elif sudo -n true 2>/dev/null; then
    apt=(sudo apt-get)
  else
    fail "missing system libraries. Let an administrator run: apt-get install ${missing[*]}"
  fi
  say "installing ${missing[*]}"
  "${apt[@]}" update -qq || fail "apt-get update failed: is this machine's package source reachable?"
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt-get install ${missing[*]} failed"
}

environment() {
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or later is needed; $("$PYTHON" --version) is here. Name another: PYTHON=python3.13 make …"
  rm -f .venv/.complete
  [ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
  .venv/bin/python -c 'import uv' 2>/dev/null && [ "$(.venv/bin/uv --version | cut -d' ' -f2)" = "$UV_VERSION" ] ||
    .venv/bin/python -m pip install --quiet "uv==$UV_VERSION" || fail "uv could not be installed: is the package index reachable?"
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock ||
    fail "the locked packages could not be installed"
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e . ||
    fail "the kiosk itself could not be installed"
  touch .venv/.complete
}

# nginx is unpacked and not installed: the package would start a service on port 80 of a developer's machine.
# Without it the tests of the proxy say why they are skipped.
unpack_nginx() {
  [ ! -x .venv/nginx/usr/sbin/nginx ] || return 0
  local folder
  folder=$(mktemp -d)
  if (cd "$folder" && apt-get download -qq nginx >/dev/null 2>&1 && dpkg-deb -x nginx_*.deb unpacked) &&
    [ -x "$folder/unpacked/usr/sbin/nginx" ]; then
    rm -rf .venv/nginx
    cp -r "$folder/unpacked" .venv/nginx
  else
    say "nginx cannot be fetched: the tests of the proxy are skipped"
  fi
  rm -rf "$folder"
}

if [ "${1:-}" = tests ]; then
  [ -n "${SKIP_APT:-}" ] || {
    system_libraries "${TEST_PACKAGES[@]}"
    unpack_nginx
  }
  # Else the first tests, many processes at once, compile the same thousands of files beside each other.
  env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m compileall -q -j 0 kiosk tests .venv/lib/python3*/site-packages >/dev/null || true
  touch .venv/.tests
  exit 0
fi
# Without them, or without root, these tests say why they are skipped.
ALSO=()
case "${1:-}" in
  system) ALSO=("${SYSTEM_PACKAGES[@]}") ;;
  machine) ALSO=("${MACHINE_PACKAGES[@]}") ;;
  arm64) ALSO=("${ARM64_PACKAGES[@]}") ;;
esac
if [ ${#ALSO[@]} -gt 0 ]; then
  [ -n "${SKIP_APT:-}" ] || [ "$(id -u)" -ne 0 ] || (system_libraries "${ALSO[@]}") || true
  exit 0
fi
[ -n "${SKIP_APT:-}" ] || system_libraries "${PACKAGES[@]}"
environment
say "ready"
