#!/usr/bin/env bash
# s3-server.sh FOLDER PORT MONITOR_PORT ACCESS_KEY SECRET_KEY: Ceph's object gateway with all that it needs (a monitor, a store in memory), on 127.0.0.1 only and with
# every file below FOLDER. Says "ready" when S3 is served; stops when its standard input ends, which also happens when whoever started it is killed.
set -euo pipefail
folder=$1 port=$2 monitor_port=$3 access=$4 secret=$5
exec 3<&0 </dev/null
export CEPH_CONF=$folder/ceph.conf
trap 'trap - EXIT; kill $(jobs -p) 2>/dev/null; sleep 0.5; kill -9 $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

mkdir -p "$folder"/{monitor,store,gateway,run,log}
cluster=$(cat /proc/sys/kernel/random/uuid) store=$(cat /proc/sys/kernel/random/uuid)
cat >"$CEPH_CONF" <<END
[global]
fsid = $cluster
mon host = v2:127.0.0.1:$monitor_port
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = $folder/keyring
auth allow insecure global id reclaim = false
run dir = $folder/run
admin socket = $folder/run/\$name.asok
log file = $folder/log/\$name.log
pid file =
mon data = $folder/monitor
osd data = $folder/store
rgw data = $folder/gateway
osd objectstore = memstore
memstore device bytes = 4294967296
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 1
paxos propose interval = 0.1
paxos min wait = 0.02
rgw frontends = beast endpoint=127.0.0.1:$port
rgw enable usage log = false
rgw dns name = localhost
END

add_key() { ceph-authtool "$folder/keyring" --gen-key "$@" >/dev/null; }
# Waits two minutes at most, and no longer than the program lives that was started last.
until_it_works() {
    local end=$((SECONDS + 120))
    while kill -0 $! 2>/dev/null && ((SECONDS < end)); do "$@" >/dev/null 2>&1 && return; sleep 0.25; done
    echo "gave up on: $*" >&2; tail -n 20 "$folder"/log/*.out >&2; exit 1
}
start() { local name=$1; shift; "$@" >"$folder/log/$name.out" 2>&1 3<&- & }
store_is_up() { timeout 5 ceph osd stat | grep -q ' 1 up'; }
listens() { (exec 4<>"/dev/tcp/127.0.0.1/$port"); }

ceph-authtool --create-keyring "$folder/keyring" >/dev/null
add_key -n mon. --cap mon 'allow *'
add_key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
add_key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
add_key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
monmaptool --create --fsid "$cluster" --addv a "[v2:127.0.0.1:$monitor_port]" "$folder/monitors" >/dev/null
ceph-mon --mkfs -i a --monmap "$folder/monitors" --keyring "$folder/keyring"
start monitor ceph-mon -f -i a
until_it_works timeout 5 ceph mon stat
ceph osd new "$store" >/dev/null
ceph-osd -i 0 --mkfs --osd-uuid "$store" >"$folder/log/mkfs.out" 2>&1
start store ceph-osd -f -i 0
until_it_works store_is_up
start gateway radosgw -f -n client.rgw
echo $! >"$folder/gateway.pid"
until_it_works listens
radosgw-admin user create --uid=test --display-name=test --access-key="$access" --secret="$secret" >/dev/null 2>"$folder/log/user.err"
radosgw-admin user create --uid=other --display-name=other --access-key="${access}-other" --secret="$secret" >/dev/null 2>"$folder/log/user.err"
echo ready
cat <&3 >/dev/null
