#!/usr/bin/env bash
# container-image.sh TAG MAJOR FOLDER: a PostgreSQL image for tests, out of the folder that unpack-postgresql.sh made, where no registry has to be asked. It keeps the
# contract of the official image as far as Testcontainers goes by it: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, PGDATA and arguments that begin with a dash.
source "$(dirname "$0")/packages.sh"
tag=$1 major=$2 folder=$3
docker image inspect "$tag" >/dev/null 2>&1 && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && quietly apt-get -q download -o APT::Sandbox::User=root busybox-static && dpkg-deb --fsys-tarfile busybox-static_*.deb | tar -x)
mkdir -p "$work/root"/{bin,etc,proc,run,sys,tmp,var/run/postgresql} "$work/root/$folder"
chmod 1777 "$work/root/tmp" "$work/root/var/run/postgresql"
ln -s "${folder#/}/usr" "$work/root/usr"
install "$(find "$work" -path '*bin/busybox')" "$work/root/bin/busybox"
for program in sh mkdir chown chmod su id rm; do ln -s busybox "$work/root/bin/$program"; done
printf 'root:x:0:0::/:/bin/sh\npostgres:x:999:999::/:/bin/sh\n' >"$work/root/etc/passwd"
printf 'root:x:0:\npostgres:x:999:\n' >"$work/root/etc/group"

cat >"$work/root/bin/entrypoint" <<'ENTRYPOINT'
#!/bin/sh
set -e
case ${1:--} in -*) set -- postgres "$@" ;; esac
if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    chown postgres:postgres "$PGDATA"
    chmod 700 "$PGDATA"
    exec su -p postgres -s /bin/sh /bin/entrypoint -- "$@"
fi
[ "$1" = postgres ] && shift || exec "$@"
user=${POSTGRES_USER:-postgres}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    : "${POSTGRES_PASSWORD:?has to be set}"
    printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
    initdb -U "$user" --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256 -E UTF8 --locale=C.UTF-8 -N
    rm /tmp/password
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    if [ "${POSTGRES_DB:-$user}" != postgres ]; then
        pg_ctl -w -o "-c listen_addresses=''" start
        createdb -U "$user" --maintenance-db=postgres "${POSTGRES_DB:-$user}"
        pg_ctl -w stop
    fi
fi
exec postgres -c "listen_addresses=*" "$@"
ENTRYPOINT
chmod 755 "$work/root/bin/entrypoint"

# Neither what compiles queries nor Perl, which are more than half of it.
programs=$folder/usr/lib/postgresql/$major/bin
tar -c -C / --exclude='libLLVM*' --exclude='llvmjit*' --exclude='bitcode' --exclude='libperl*' --exclude='perl*' --exclude='i18n' --exclude='gconv' \
    "${folder#/}/usr/lib" "${folder#/}/usr/share/postgresql" "${folder#/}/usr/share/zoneinfo" | tar -x -C "$work/root"
tar -c -C "$work/root" . | docker import \
    -c "ENV PATH=$programs:/bin" -c 'ENV PGDATA=/var/lib/postgresql/data' -c 'ENV LANG=C.UTF-8' -c 'ENTRYPOINT ["/bin/entrypoint"]' -c 'CMD ["postgres"]' \
    -c 'EXPOSE 5432' - "$tag" >/dev/null
