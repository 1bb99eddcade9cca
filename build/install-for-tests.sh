#!/usr/bin/env bash
# Installs what only the tests need (Debian, Ubuntu): a connection pooler, extensions of the newest PostgreSQL here, Ceph's object gateway to speak S3
# with, Amazon's own client for it, a program that shows others a wrong clock, where root installs a container engine, and the German locale for a server that answers in a language that is not English. No service is started. What the
# distribution does not have is left out and named.
source "$(dirname "$0")/packages.sh"

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
is_known() { [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]; }
has_german() { locale -a | grep -qiE '^de_DE\.utf-?8$'; }

# Debian starts a service when its package is installed, and whenever the machine starts: not here.
install_without_services() {
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        trap "as_root rm -f $policy" EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
        as_root chmod 755 $policy
    fi
    install_packages "$@"
    [[ " $* " != *" pgbouncer "* ]] || quietly as_root update-rc.d pgbouncer disable
    [[ " $* " != *" docker.io "* ]] || quietly as_root update-rc.d docker disable
}

install_missing() {
    local package missing=() known=()
    for package in "$@"; do is_installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -gt 0 ] || return 0

    update_lists
    for package in "${missing[@]}"; do
        if is_known "$package"; then known+=("$package"); else echo "$package is not to be had here." >&2; fi
    done
    [ ${#known[@]} -eq 0 ] || install_without_services "${known[@]}"
}

wanted=(pgbouncer pgagent radosgw ceph-mon ceph-osd awscli faketime)
major=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | cut -d/ -f5 | sort -n | tail -n 1)
[ -z "$major" ] || wanted+=("postgresql-$major-postgis-3" "postgresql-$major-cron")
[ "$(id -u)" -ne 0 ] || docker info >/dev/null 2>&1 || wanted+=(docker.io iptables)
has_german || [ -e /usr/share/i18n/locales/de_DE ] || wanted+=(locales)

install_missing "${wanted[@]}"
has_german || quietly as_root localedef -i de_DE -f UTF-8 de_DE.UTF-8
