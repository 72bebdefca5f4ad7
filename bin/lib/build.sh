# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# Builds the extension out of the tree. Needs: root, work, php_config, phpize; build_root is where the objects stay.
#   build_extension VARIANT [CONFIGURE OPTION...]   prints nothing when all is well; sets extension to the .so, in work
#
# The sources are copied first: phpize writes into the folder of config.m4, and the tree stays as it is. The copies keep
# their times, so that a second run compiles only what has changed.

copy_sources() {
	local source=$build_root/source
	mkdir -p "$source"
	rm -rf "$source/src" "$source/stubs"
	cp -Rp "$root/php_sfprov.c" "$root/src" "$root/stubs" "$source/"
	if ! cmp -s "$root/config.m4" "$source/config.m4"; then
		rm -rf "$build_root"/variant-* "$source/configure"
		cp -p "$root/config.m4" "$source/config.m4"
	fi
	[ -e "$source/configure" ] || (cd "$source" && "$phpize") >"$build_root/phpize.log" 2>&1 || {
		cat "$build_root/phpize.log"
		rm -f "$source/configure"
		return 1
	}
}

build_extension() {
	local variant=$1
	extension=$work/sfprov-$variant.so
	build_locked "$@" 9>"$build_root/lock"
}

# One run at a time builds in build_root; each then tests its own copy.
build_locked() {
	local variant=$1 folder=$build_root/variant-$1 log=$build_root/$1.log
	shift
	flock 9
	copy_sources || return 1
	mkdir -p "$folder"
	(
		cd "$folder"
		# Configured for another PHP or with other options: anew.
		wanted="$("$php_config" --version) $*"
		if [ "$(cat configured 2>/dev/null)" != "$wanted" ]; then
			rm -rf ./*
			"$build_root/source/configure" --with-php-config="$php_config" "$@" && printf '%s' "$wanted" >configured
		fi >"$log" 2>&1 </dev/null || exit 1
		# Without libtool's lines only what the compiler says is left.
		make -s -j"$(nproc)" LIBTOOL="\$(SHELL) \$(top_builddir)/libtool --silent" >"$log" 2>&1 </dev/null &&
			cp -f modules/sfprov.so "$extension"
	) || {
		tail -n 40 "$log"
		printf 'The build "%s" failed; all of its output is in %s\n' "$variant" "$log"
		return 1
	}
}
