#!/usr/bin/env bash
# podman.sh start|stop: Podman with Docker's interface, for the tests that are run on it once more. It is installed where it is missing and may be (root). 'start' prints what
# DOCKER_HOST has to be.
source "$(dirname "$0")/packages.sh"
run=/run/pgclone-podman

case $1 in
start)
    command -v podman >/dev/null || { update_lists && install_packages podman; }
    mkdir -p $run
    # Podman asks for as many processes as the system has, which not every machine's root may have.
    printf '[containers]\ndefault_ulimits = ["nofile=%s:%s", "nproc=4096:4096"]\n' "$(ulimit -Hn)" "$(ulimit -Hn)" >$run/containers.conf
    CONTAINERS_CONF=$run/containers.conf setsid podman system service --time=0 unix://$run/podman.sock >$run/log 2>&1 </dev/null &
    echo $! >$run/pid
    for _ in {1..120}; do [ -S $run/podman.sock ] && break; sleep 0.25; done
    [ -S $run/podman.sock ] || { tail -n 5 $run/log >&2; exit 1; }
    echo "unix://$run/podman.sock"
    ;;
stop)
    [ -r $run/pid ] || exit 0
    kill "$(cat $run/pid)" 2>/dev/null || true
    rm -rf $run
    ;;
esac
