#!/usr/bin/env bash
# unpack-postgresql.sh SUITE MAJOR FOLDER: PostgreSQL of another Debian suite, unpacked and not installed. The packages come with the libc
# that they were built for, and the programs are told to use it. The programs end up in FOLDER/usr/lib/postgresql/MAJOR/bin.
set -euo pipefail
suite=$1 major=$2 folder=$3
bin=$folder/usr/lib/postgresql/$major/bin
[ -e "$folder/ready" ] && exit 0

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || { echo "Debian's archive keyring was not found." >&2; exit 1; }
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 || true)
[ -n "$mirror" ] || { echo "No source of Debian packages was found." >&2; exit 1; }

mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{sources,state/lists/partial,cache/archives/partial}
: >"$work/status"
cat >"$work/sources/$suite.sources" <<END
Types: deb
URIs: $mirror
Suites: $suite
Components: main
Signed-By: $keyring
END

# A mirror that lags behind is good enough: the signature is still checked.
fetch() {
    apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/sources" -o Dir::State="$work/state" \
        -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)" -o APT::Install-Recommends=false \
        -o Acquire::Check-Valid-Until=false \
        "$@" </dev/null >/dev/null
}
echo "Unpacking PostgreSQL $major from Debian $suite into $folder"
fetch update
fetch install -y --download-only "postgresql-$major" "postgresql-client-$major" patchelf
for package in "$work"/cache/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder" --no-same-owner --keep-directory-symlink \
        --exclude=./dev --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale
done

libraries=$(dirname "$(find "$folder/usr/lib" -name libc.so.6 | head -n 1)")
loader=$(find "$libraries" -name 'ld-linux*.so.*' | head -n 1)
patchelf=("$loader" --library-path "$libraries" "$folder/usr/bin/patchelf")
for program in "$bin"/*; do
    [ "$(head -c 4 "$program")" = $'\177ELF' ] || continue
    "${patchelf[@]}" --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$program"
done

chmod -R go+rX "$folder"
"$bin/pg_dump" --version >/dev/null
: >"$folder/ready"
