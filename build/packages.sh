# Sourced by the scripts that install packages (Debian, Ubuntu), as root or by sudo that asks for no password.
set -euo pipefail

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }
quietly() { local output; output=$("$@" </dev/null 2>&1) || { echo "$output" >&2; return 1; }; }
update_lists() { quietly as_root apt-get -q update; }
install_packages() { quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
