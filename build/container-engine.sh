#!/usr/bin/env bash
# container-engine.sh start|stop: a Docker engine for the tests, where none answers and one may be started (root). It has a socket, a folder and an end of its own, and is nobody
# else's. 'start' prints what DOCKER_HOST has to be: nothing where an engine answers already.
set -euo pipefail
run=/run/pgclone-docker
socket=unix://$run/docker.sock

answers() { docker -H "$socket" info >/dev/null 2>&1; }

case $1 in
start)
    ! docker info >/dev/null 2>&1 || exit 0
    if ! answers; then
        [ "$(id -u)" -eq 0 ] || { echo "No container engine answers, and only root can start one." >&2; exit 1; }
        command -v dockerd >/dev/null || { echo "dockerd is not installed." >&2; exit 1; }
        mkdir -p $run /var/cache/pgclone
        setsid dockerd --host "$socket" --data-root /var/cache/pgclone/docker --exec-root $run/exec --pidfile $run/pid >$run/log 2>&1 </dev/null &
        for _ in {1..120}; do answers && break; sleep 0.25; done
        answers || { tail -n 5 $run/log >&2; "$0" stop; exit 1; }
    fi
    echo "$socket"
    ;;
stop)
    [ -r $run/pid ] || exit 0
    pid=$(cat $run/pid)
    kill "$pid" 2>/dev/null || true
    for _ in {1..60}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
    ;;
esac
