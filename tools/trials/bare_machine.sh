#!/usr/bin/env bash
# Tries what is committed on a Debian that has nothing, in a folder: tools/setup has to bring all.
#
#   tools/trials/bare_machine.sh                        what CI runs
#   tools/trials/bare_machine.sh tools/check --quick    another command
#   SUITE=trixie tools/trials/bare_machine.sh           Debian 13 instead of 12
#
# Wants root, debootstrap, and 3 GB where TMPDIR is, which it gives back. Of this machine the tests
# see the kernel; its package mirrors, proxies, name servers and certificates; and nothing else.
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- bash .ci/run
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
    grep -m 1 -E '/debian/?$')
box=$(mktemp -d)
trap 'rm -rf --one-file-system "$box"' EXIT
echo "bare_machine: Debian ${SUITE:=bookworm} in $box" >&2
debootstrap --variant=minbase "$SUITE" "$box" "$mirror" >"$box.log" 2>&1 || {
    tail "$box.log" >&2
    exit 1
}
rm "$box.log"
chmod 755 "$box"
cp -L /etc/resolv.conf /etc/hosts "$box/etc"
apt-config dump Acquire >"$box/etc/apt/apt.conf.d/99this-machine"
git clone -q . "$box/root/usnmp"

settings=()
index=$(python3 -m pip config get global.index-url 2>/dev/null || true)
[ -z "$index" ] || settings+=("PIP_INDEX_URL=$index")
for name in http_proxy https_proxy no_proxy PIP_INDEX_URL; do
    [ -z "${!name:-}" ] || settings+=("$name=${!name}")
done
certificates=/etc/ssl/certs/ca-certificates.crt
if [ -e "$certificates" ]; then # beside those that Debian's package brings
    cp "$certificates" "$box/etc/this-machine.crt"
    settings+=("PIP_CERT=/etc/this-machine.crt")
fi
# What is mounted and what still runs goes with the namespaces.
SECONDS=0 status=0
unshare --mount --pid --fork --kill-child sh -euc '
    box=$1
    shift
    mount --bind "$box" "$box"
    mount -t proc proc "$box/proc"
    mount --rbind /sys "$box/sys"
    mount --rbind /dev "$box/dev"
    # Not chroot: from within one the kernel lets nobody make a name space of users, as the tests
    # of Zabbix do for PostgreSQL.
    cd "$box"
    mkdir -p before
    pivot_root . before
    umount -l before
    exec env -i HOME=/root PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        env -C /root/usnmp "$@"
' sh "$box" "${settings[@]}" "$@" </dev/null || status=$?
echo "bare_machine: status $status after $SECONDS s" >&2
exit "$status"
