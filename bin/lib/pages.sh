# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# The plugin's pages in headless Chromium: tests/registry-app over CakePHP. Needs: root, work, php, build_root, extension.
#   need_pages          what has to be installed
#   find_cake           sets cake, the folder that holds CakePHP's Cake/, or that of the stand-in for it
#   run_pages           the tests, on PostgreSQL and MariaDB, or on SQLite alone

cake_version=2.10.24
cake=''

need_pages() {
	need chromium -- command -v chromium
	need nodejs npm -- command -v npm
	if [ -z "${SFPROV_CAKE:-}" ]; then need composer -- command -v composer; fi
}

# CakePHP 2.10 is not in every copy of Packagist. A registry has it in its folder lib, which SFPROV_CAKE can name.
find_cake() {
	local folder=$build_root/cake
	cake=${SFPROV_CAKE:-$folder/vendor/cakephp/cakephp/lib}
	if [ -d "$cake/Cake" ]; then return 0; fi
	if [ -n "${SFPROV_CAKE:-}" ]; then
		printf '%s has no folder Cake\n' "$SFPROV_CAKE"
		return 1
	fi
	mkdir -p "$folder"
	(cd "$folder" && COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_CACHE_DIR=$work/composer composer require --no-interaction --no-progress --ignore-platform-reqs \
		"cakephp/cakephp:$cake_version") >"$work/composer.log" 2>&1 </dev/null || true
	if [ ! -d "$cake/Cake" ]; then
		cake=$root/tests/registry-app/stand-in
		printf 'CakePHP %s is not to be had from Composer here: a stand-in takes its place (tests/registry-app/README.md)\n' "$cake_version"
	fi
}

find_playwright() {
	local folder=$build_root/node
	export SFPROV_PLAYWRIGHT=$folder
	if [ -d "$folder/node_modules/playwright-core" ]; then return 0; fi
	mkdir -p "$folder"
	printf '{"private":true}\n' >"$folder/package.json"
	(cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --no-audit --no-fund --cache "$work/npm" playwright-core) >"$work/npm.log" 2>&1 </dev/null || {
		tail -n 20 "$work/npm.log"
		return 1
	}
}

run_pages() {
	local driver drivers=(pgsql mysql)
	if [ -n "$sqlite_only" ]; then drivers=(sqlite); fi
	begin 'pages in a browser'
	if ! find_cake; then
		count 0 1 0
		end
		return
	fi
	if ! find_playwright; then
		count 0 1 0
		end
		return
	fi
	printf 'CakePHP: %s\n' "$(tail -n 1 "$cake/Cake/VERSION.txt")"
	if [ "${#selected_pages[@]}" -gt 0 ]; then
		for driver in "${drivers[@]}"; do
			run_pages_on "$driver" "--extension=$extension"
		done
	else
		run_pages_on "${drivers[0]}" "--extension=$extension"
		run_pages_on "${drivers[0]}"
		run_pages_on "${drivers[0]}" "--extension=$extension" --schema=upstream
		# What the database has no part in is not tested a second time.
		if [ "${#drivers[@]}" -gt 1 ]; then
			selected_pages=(configure connect_with_pkce field_mapping values_and_picklists preview_of_a_person people_in_error queue_and_cancel api_calls)
			run_pages_on "${drivers[1]}" "--extension=$extension"
			selected_pages=()
		fi
	fi
	report_leftovers
	end
}

# run_pages_on DRIVER [OPTION of run.php]: without the extension only what a registry shows that lacks it
run_pages_on() {
	local status=0 log=$work/pages-$1.log
	mkdir -p "$work/tmp"
	TMPDIR=$work/tmp limited 600 "$php" "$root/tests/registry-app/run.php" "$cake" "--driver=$1" "${@:2}" -- \
		node "$root/tests/registry-app/pages/pages.mjs" "${selected_pages[@]}" >"$log" 2>&1 </dev/null || status=$?
	printf '%s%s%s: ' "$1" "${2:+, extension}" "${3:+, old tables}"
	grep -E '^(FAILED|[0-9]+ passed)' "$log" || cat "$log"
	count_lines "$log" "$status"
}
