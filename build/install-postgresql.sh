#!/usr/bin/env bash
# Installs the distribution's PostgreSQL (Debian, Ubuntu) without making or starting a cluster of its own.
source "$(dirname "$0")/packages.sh"

update_lists
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    install_packages postgresql-common
    echo 'create_main_cluster = false' | as_root tee -a /etc/postgresql-common/createcluster.conf >/dev/null
fi
install_packages postgresql postgresql-client
