# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# Places to build and test in: this machine, or a Debian of another suite or processor in a folder (chroot). Needs: root, cache.
#   choose_place SUITE ARCHITECTURE   sets place: '' is this machine, if it is that Debian itself; else a folder, made at the first use
#   choose_place here
#   install_in_place PACKAGE...       installs what is missing there
#   copy_tree                         sets tree: where the project is as seen from the place
#   inside [NAME=VALUE...] COMMAND... runs a command there, with nothing of our environment but the values given
#
# What this machine or its network does not give is no fault of the project: such a function says what it was in a line `not to be had: REASON`
# and ends with status 77. Whatever comes out of the network is tried twice.
#
# A chroot's processes see the machine's network and processor, and nothing of its files. What is mounted for them (/proc, /dev/shm) is
# mounted in a namespace of their own and goes with them.

place='' tree=$root place_architecture=''

not_to_be_had() {
	printf 'not to be had: %s\n' "$*"
	return 77
}

twice() {
	"$@" && return
	sleep 10
	"$@"
}

# The mirror that this machine's apt uses, unless SFPROV_DEBIAN_MIRROR names another.
debian_mirror() {
	local uri
	uri=${SFPROV_DEBIAN_MIRROR:-}
	if [ -z "$uri" ]; then
		# shellcheck disable=SC2016 # apt's variables
		uri=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null | awk '$1 == "Debian" && $2 !~ /security/ { print $2; exit }')
	fi
	[ -n "$uri" ] || return 1
	printf '%s\n' "${uri%/}"
}

this_suite() {
	sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null
}

choose_place() {
	place='' place_architecture=''
	if [ "$1" = here ] || { [ "$1" = "$(this_suite)" ] && [ "$2" = "$(dpkg --print-architecture 2>/dev/null)" ]; }; then
		return 0
	fi
	place=$cache/$1-$2 place_architecture=$2
	[ -e "$place/ready" ] || make_place "$1" "$2"
}

make_place() {
	local mirror
	if [ "$(id -u)" -ne 0 ]; then
		not_to_be_had 'only root can make and enter another Debian'
		return
	fi
	if ! command -v debootstrap >/dev/null; then
		(place='' && install_in_place debootstrap) || return
	fi
	mirror=$(debian_mirror) || not_to_be_had 'no Debian mirror is known; name one in SFPROV_DEBIAN_MIRROR' || return
	if ! unshare --mount true; then
		not_to_be_had 'this machine does not let root mount anything'
		return
	fi
	twice fill_place "$1" "$2" "$mirror" >"$place.log" 2>&1 || {
		tail -n 5 "$place.log"
		not_to_be_had "Debian's suite $1 for $2 from $mirror"
	}
}

# A place that could not be finished has no file `ready`, and is made anew.
fill_place() {
	rm -rf --one-file-system "$place"
	debootstrap --variant=minbase --arch="$2" "$1" "$place" "$3" || return
	# A mirror that is a copy of some day is as good.
	echo 'Acquire::Check-Valid-Until "false";' >"$place/etc/apt/apt.conf.d/90sfprov"
	# Nothing in there has to outlive a power cut.
	echo force-unsafe-io >"$place/etc/dpkg/dpkg.cfg.d/90sfprov"
	# Old suites know localhost from there alone.
	echo '127.0.0.1 localhost' >"$place/etc/hosts"
	if [ "$1" = sid ]; then
		printf 'deb %s experimental main\n' "$3" >"$place/etc/apt/sources.list.d/experimental.list"
	fi
	inside apt-get -q update || return
	touch "$place/ready"
}

inside() {
	local values=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TMPDIR=/tmp) personality=()
	if [ -z "$place" ]; then
		env "$@"
		return
	fi
	if [ "$place_architecture" = i386 ]; then personality=(setarch i386); fi
	# shellcheck disable=SC2016 # the inner shell's
	unshare --mount sh -c 'folder=$1; shift; mount -t proc proc "$folder/proc" && mount -t tmpfs tmpfs "$folder/dev/shm" && exec "$@"' \
		sh "$place" "${personality[@]}" chroot "$place" env -i "${values[@]}" "$@"
}

install_in_place() {
	local package missing=() log=$cache/install.log
	for package in "$@"; do
		# shellcheck disable=SC2016 # dpkg's variable
		[ "$(inside dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
	done
	if [ "${#missing[@]}" -eq 0 ]; then return; fi
	if [ "$(id -u)" -ne 0 ]; then
		not_to_be_had "only root can install ${missing[*]}"
		return
	fi
	twice fetch_packages "${missing[@]}" >"$log" 2>&1 </dev/null || {
		tail -n 5 "$log"
		not_to_be_had "the packages ${missing[*]}"
	}
}

fetch_packages() {
	inside apt-get -q update && inside DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "$@"
}

copy_tree() {
	tree=$root
	if [ -z "$place" ]; then return; fi
	tree=/srv/sfprov
	rm -rf --one-file-system "${place:?}$tree"
	mkdir -p "$place$tree"
	# The subshell: common.sh sets options and goes to the root.
	(. "$root/bin/check/common.sh" && tree . | tar -c -C "$root" -T -) | tar -x -C "$place$tree"
}
