#!/usr/bin/env bash
# Makes the German locale (Debian, Ubuntu): the tests have a server answer in a language that is not English.
set -euo pipefail

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }
quietly() { local output; output=$("$@" </dev/null 2>&1) || { echo "$output" >&2; return 1; }; }

locale -a | grep -qiE '^de_DE\.utf-?8$' && exit 0
if [ ! -e /usr/share/i18n/locales/de_DE ]; then
    quietly as_root apt-get update
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends locales
fi
quietly as_root localedef -i de_DE -f UTF-8 de_DE.UTF-8
