# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# What bin/demo and the benchmarks start from: the extension as a user builds it, and a PHP that loads it and little else.
# Needs: root, work.
#   prepare [PACKAGE -- COMMAND...]   installs what is missing (and PACKAGE, unless the command succeeds) and builds; sets
#                                     php_command, the command that a script is put behind
# shellcheck source=bin/lib/packages.sh
. "$root/bin/lib/packages.sh"
# shellcheck source=bin/lib/build.sh
. "$root/bin/lib/build.sh"

php=${PHP:-php}
php_config=${PHP_CONFIG:-php-config}
phpize=${PHPIZE:-phpize}
build_root=${SFPROV_BUILD:-$root/.build}
extension=''

prepare() {
	local version name folder builtin
	need php-cli -- command -v "$php"
	install_missing
	php=$(command -v "$php")
	version=$("$php" -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
	need "php$version-dev" -- command -v "$phpize"
	need "php$version-sqlite3" -- "$php" -r 'exit(extension_loaded("pdo_sqlite") ? 0 : 1);'
	need "php$version-mbstring" -- "$php" -r 'exit(extension_loaded("mbstring") ? 0 : 1);'
	need pkg-config -- command -v pkg-config
	need gcc libc6-dev -- command -v "${CC:-cc}"
	need make -- command -v make
	need libcurl4-openssl-dev -- pkg-config --exists libcurl
	need libssl-dev -- pkg-config --exists openssl
	need libjson-c-dev -- pkg-config --exists json-c
	if [ "$#" -gt 0 ]; then need "$@"; fi
	install_missing
	mkdir -p "$build_root"
	printf 'Building the extension in %s\n' "${build_root#"$PWD"/}"
	build_extension release
	# Without php.ini: an installed sfprov must not be loaded beside this one.
	folder=$("$php_config" --extension-dir)
	builtin=$("$php" -n -m | tr '[:upper:]' '[:lower:]')
	php_command=("$php" -n)
	for name in pdo pdo_sqlite posix sockets mbstring; do
		if ! grep -qx "$name" <<<"$builtin" && [ -e "$folder/$name.so" ]; then
			php_command+=(-d "extension=$folder/$name.so")
		fi
	done
	php_command+=(-d "extension=$extension")
}
