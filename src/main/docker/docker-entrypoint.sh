#!/bin/sh
# The image's `tempest`, for the container and for `docker exec` alike. As root it gives the volume to the user tempest
# and becomes that user; then, as for any other user, it is the program: its own process, so that signals arrive.
set -eu
# a shell that is process 1 ignores what it has no trap for, and the first walk through a large volume takes a while
trap 'exit 143' TERM
trap 'exit 130' INT

user=tempest
program=${ENTRYPOINT_PROGRAM:-/opt/tempest/tempest}

fail() {
  echo "tempest: $1" >&2
  exit 1
}

look_up_user() {
  uid=$(id -u "$user" 2>/dev/null) || fail "there is no user $user here: start with --user UID:GID instead of as root"
  gid=$(id -g "$user")
  home=$(getent passwd "$user" | cut -d: -f6)
}

# instead of this shell
become_tempest() {
  exec setpriv --reuid="$uid" --regid="$gid" --clear-groups --inh-caps=-all --no-new-privs -- "$@"
}

# the folder that may be given away: not the machine's own, and not what a link leads to
check_data_dir() {
  data=${TEMPEST_DATA_DIR:-/var/lib/tempest}
  case $data in
    /*) ;;
    *) fail "TEMPEST_DATA_DIR='$data' must be an absolute path, as /var/lib/tempest" ;;
  esac
  plain=$(printf '%s' "$data" | tr -s /)
  [ "$plain" = / ] || plain=${plain%/}
  real=$(readlink -m -- "$data")
  [ "$plain" = "$real" ] || fail "TEMPEST_DATA_DIR='$data' leads to '$real': name that folder itself"
  case $real in
    / | /home | /media | /mnt | /opt | /root | /run | /srv | /tmp | /var | /var/cache | /var/lib | /var/local | \
      /var/log | /var/mail | /var/opt | /var/spool | /var/tmp | \
      /bin | /bin/* | /boot | /boot/* | /dev | /dev/* | /etc | /etc/* | /lib | /lib/* | /lib32 | /lib32/* | \
      /lib64 | /lib64/* | /opt/tempest | /opt/tempest/* | /proc | /proc/* | /sbin | /sbin/* | /sys | /sys/* | \
      /usr | /usr/*)
      fail "TEMPEST_DATA_DIR='$data' belongs to the system: mount a volume at a folder of its own, as /var/lib/tempest"
      ;;
  esac
}

make_data_dir() {
  if [ ! -e "$data" ]; then
    { (umask 022 && mkdir -p -- "$(dirname -- "$data")") && mkdir -- "$data"; } ||
      fail "TEMPEST_DATA_DIR='$data' cannot be made: mount a volume there"
  fi
  [ -d "$data" ] || fail "TEMPEST_DATA_DIR='$data' is no folder: mount a volume there"
}

refuse_owner() {
  fail "TEMPEST_DATA_DIR='$data' cannot be given to $user ($uid:$gid): mount it writable (without :ro), or chown it outside"
}

own_data_dir() {
  [ "$(stat -c %u:%g -- "$data")" = "$uid:$gid" ] || chown -h "$uid:$gid" -- "$data" 2>/dev/null || refuse_owner
}

# Only what has another owner, so that a large tree that is right already is read and not written. Links are not
# followed (-execdir steps into each folder, so none can be slipped in on the way), other file systems are not entered,
# and a file that has a further name outside of the tree stays whose it is.
own_tree() {
  set -- -path "$data/lost+found" -prune -o \( ! -user "$uid" -o ! -group "$gid" \)
  if [ -n "$(find "$data" -xdev "$@" -type f -links +1 -print -quit)" ]; then
    for inode in $(names_elsewhere); do
      find "$data" -xdev -inum "$inode" -exec echo "tempest: left alone, it has a name elsewhere:" {} \; >&2
      set -- "$@" ! -inum "$inode"
    done
  fi
  # -execdir refuses a PATH with a relative folder in it
  PATH=/usr/sbin:/usr/bin:/sbin:/bin find "$data" -xdev "$@" \( -type d -o -type f -o -type l -o -type s -o -type p \) \
    -execdir chown -h "$uid:$gid" -- {} + || refuse_owner
}

names_elsewhere() {
  find "$data" -xdev -type f -links +1 -printf '%i %n\n' | sort | uniq -c |
    while read -r found inode names; do
      [ "$found" -ge "$names" ] || echo "$inode"
    done
}

prepare_volume() {
  check_data_dir
  make_data_dir
  own_data_dir
  # the server's start sees to the whole tree; a command beside it must not walk through all of it
  [ "$1" != start ] || own_tree
  (become_tempest test -w "$data" -a -x "$data") ||
    fail "TEMPEST_DATA_DIR='$data' cannot be written by $user ($uid:$gid): mount it writable (without :ro)"
}

umask 077
# both `docker run IMAGE doctor` and `docker run IMAGE tempest doctor`
[ "${1-}" != tempest ] || shift
[ $# -gt 0 ] || set -- start

[ "$(id -u)" -eq 0 ] || exec "$program" "$@"

look_up_user
case $1 in
  secret | argon | key | config | doctor | help | -*) ;; # need no volume, or only look at it
  *) prepare_volume "$1" ;;
esac
export HOME="$home" USER="$user" LOGNAME="$user"
become_tempest "$program" "$@"
