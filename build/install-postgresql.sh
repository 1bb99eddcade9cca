#!/usr/bin/env bash
# Installs the distribution's PostgreSQL (Debian, Ubuntu) without making or starting a cluster of its own.
set -euo pipefail

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }
quietly() { local output; output=$("$@" </dev/null 2>&1) || { echo "$output" >&2; return 1; }; }
install() { quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }

quietly as_root apt-get update
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    install postgresql-common
    echo 'create_main_cluster = false' | as_root tee -a /etc/postgresql-common/createcluster.conf >/dev/null
fi
install postgresql postgresql-client
