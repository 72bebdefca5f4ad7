# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# Installs Debian packages, only those that are missing. Needs: work, for the log.
#   need PACKAGE... -- COMMAND...   note the packages unless the command succeeds
#   need_packages PACKAGE...        note those that dpkg does not have
#   install_missing                 install what was noted; starts no service

missing_packages=()
sudo=()

need() {
	local packages=()
	while [ "$1" != -- ]; do
		packages+=("$1")
		shift
	done
	shift
	"$@" >/dev/null 2>&1 || missing_packages+=("${packages[@]}")
}

need_packages() {
	local package
	for package in "$@"; do
		need "$package" -- package_is_installed "$package"
	done
}

package_is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_missing() {
	local status=0
	[ "${#missing_packages[@]}" -gt 0 ] || return 0
	command -v apt-get >/dev/null || {
		printf 'Missing, and there is no apt-get to install it. Debian calls it: %s\n' "${missing_packages[*]}" >&2
		return 1
	}
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || {
			printf 'Missing; as root, run: apt-get install %s\n' "${missing_packages[*]}" >&2
			return 1
		}
		sudo=(sudo)
	fi
	printf 'Installing %s\n' "${missing_packages[*]}"
	forbid_services
	{
		"${sudo[@]}" apt-get -q update &&
			"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l \
				apt-get -q -y --no-install-recommends install "${missing_packages[@]}"
	} >"$work/apt.log" 2>&1 </dev/null || status=$?
	allow_services
	if [ "$status" -ne 0 ]; then tail -n 40 "$work/apt.log"; fi
	missing_packages=()
	return "$status"
}

# A database server's package would start it as a service of the machine; the tests start their own. Debian asks this
# file whether it may. A file that is there already is the administrator's, and stays.
services_file=/usr/sbin/policy-rc.d
services_forbidden=''

forbid_services() {
	if [ -e "$services_file" ]; then return; fi
	services_forbidden=yes
	printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$services_file" >/dev/null
	"${sudo[@]}" chmod 755 "$services_file"
}

allow_services() {
	[ -n "$services_forbidden" ] || return 0
	"${sudo[@]}" rm -f "$services_file"
	services_forbidden=''
}
