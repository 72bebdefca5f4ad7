# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# PHP built from Debian's source packages, in the place that bin/lib/places.sh chose. Needs: cache, root.
#   fetch_source PACKAGE SUITE        sets source: the folder of the unpacked, patched source, on this machine
#   build_php PACKAGE SUITE VARIANT   VARIANT: words of zts, debug, static; sets built: its prefix as seen from the place
#
# Only what the tests use is built in. 'static' builds sfprov into it, from the copy of the tree in the place.

php_options=(--disable-all --disable-cgi --disable-phpdbg --without-pear --enable-cli --enable-fpm --enable-pdo --with-pdo-sqlite --with-zlib
	--enable-mbstring --disable-mbregex --with-openssl --enable-pcntl --enable-posix --enable-sockets --enable-ctype --enable-filter)
php_packages=(gcc make autoconf libtool shtool pkg-config libc6-dev libsqlite3-dev libssl-dev zlib1g-dev)

fetch_source() {
	local mirror state=$cache/sources/$2 log=$cache/source.log
	find_source "$1" "$state"
	if [ -n "$source" ]; then return; fi
	mirror=$(debian_mirror) || not_to_be_had 'no Debian mirror is known; name one in SFPROV_DEBIAN_MIRROR' || return
	(place='' && install_in_place dpkg-dev) || return
	mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
	printf 'deb-src %s %s main\n' "$mirror" "$2" >"$state/sources.list"
	twice unpack_source "$1" "$state" >"$log" 2>&1 </dev/null || {
		tail -n 5 "$log"
		not_to_be_had "the source of $1 in Debian's suite $2"
		return
	}
	find_source "$1" "$state"
}

find_source() {
	source=$(find "$2" -mindepth 1 -maxdepth 1 -type d -name "$1-*" 2>/dev/null | sort | tail -n 1)
}

unpack_source() {
	local options=(-q -o Dir::Etc::SourceList="$2/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$2/lists"
		-o Dir::Cache="$2/cache" -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root)
	(cd "$2" && rm -rf "$1"-*/ && apt-get "${options[@]}" update && apt-get "${options[@]}" source "$1")
}

build_php() {
	local package=$1 suite=$2 variant=$3 folder build wanted options=("${php_options[@]}") word fresh='' flags='-O1 -pipe'
	folder=/var/cache/sfprov/$package-${variant// /-}
	if [ -z "$place" ]; then folder=$cache/here/$package-${variant// /-}; fi
	built=$folder/usr build=$folder/build
	for word in $variant; do
		case $word in
			zts) options+=(--enable-zts) ;;
			debug) options+=(--enable-debug) flags='-O0 -pipe' ;;
			static) options+=(--enable-sfprov --enable-sfprov-dev) fresh=yes ;;
		esac
	done
	wanted="${options[*]} $flags"
	if [ "$(cat "$place$folder/ready" 2>/dev/null)" != "$wanted" ]; then
		# Also what was built with other options.
		rm -rf --one-file-system "$place${folder:?}"
	elif [ -z "$fresh" ]; then
		return
	fi
	install_in_place "${php_packages[@]}" || return
	fetch_source "$package" "$suite" || return
	if [ ! -e "$place$build" ]; then
		mkdir -p "$place$folder"
		cp -a "$source" "$place$build"
	fi
	if [ -n "$fresh" ]; then
		install_in_place libcurl4-openssl-dev libjson-c-dev || return
		rm -rf --one-file-system "$place$build/ext/sfprov"
		mkdir -p "$place$build/ext/sfprov"
		cp -Rp "$place$tree"/{config.m4,php_sfprov.c,src} "$place$build/ext/sfprov/"
	fi
	cat >"$place$folder/build.sh" <<TEXT
set -e
cd $build
./buildconf --force
./configure --prefix=$built ${options[*]} CFLAGS='$flags'
mkdir -p $built/share
make -j$(nproc)
make install
# Debian's phpize takes libtool's files from its own prefix.
ln -sfn /usr/share/aclocal $built/share/aclocal
ln -sfn /usr/share/libtool $built/share/libtool
TEXT
	if ! inside sh "$folder/build.sh" >"$place$folder/log" 2>&1 </dev/null; then
		grep -E '(error|\*\*\*)[: ]' "$place$folder/log" | tail -n 5
		tail -n 3 "$place$folder/log"
		return 1
	fi
	if [ -n "$fresh" ] && grep -E 'ext/sfprov/.*(warning|error):' "$place$folder/log"; then return 1; fi
	printf '%s' "$wanted" >"$place$folder/ready"
}
