# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# Runs the phpt with PHP's own run-tests.php, on a copy of tests/ so that its many files stay out of the tree.
# Needs: root, work, php, php_config, extension (the .so to test).
#   run_phpt NAME TEST... -- [RUN-TESTS OPTION...]   one part of the summary
#   build VARIANT [CONFIGURE OPTION...]   builds the extension, once in a run, as a part of the summary
#   select_phpt [FILE...]    sets selected_phpt, default all of tests/phpt

# Besides the extension, whatever of these is no built-in part of this PHP. Nothing else is loaded.
phpt_extensions='pdo mysqlnd pdo_sqlite pdo_mysql pdo_pgsql posix pcntl sockets ctype mbstring'

extension_options() {
	local folder builtin name
	folder=$("$php_config" --extension-dir)
	builtin=$("$php" -n -m | tr '[:upper:]' '[:lower:]')
	load_options=()
	for name in $phpt_extensions; do
		if ! grep -qx "$name" <<<"$builtin" && [ -e "$folder/$name.so" ]; then
			load_options+=(-d "extension=$folder/$name.so")
		fi
	done
	if [ -n "$extension" ]; then load_options+=(-d "extension=$extension"); fi
}

# A build that fails is a failed part.
build() {
	local variant=$1
	if "$php" -n -m | grep -qx sfprov; then
		# Built into this PHP, which is tested as it is.
		extension=''
		return 0
	fi
	if [ -e "$work/sfprov-$variant.so" ]; then
		extension=$work/sfprov-$variant.so
		return 0
	fi
	begin "build ($variant)"
	if build_extension "$@"; then
		count 1 0 0
		end
	else
		count 0 1 0
		end
		return 1
	fi
}

find_run_tests() {
	local file
	for file in "$("$php_config" --prefix)"/lib/php/{,*/}build/run-tests.php "$("$php_config" --extension-dir)/build/run-tests.php" \
		/usr/lib/php/*/build/run-tests.php "$build_root/source/run-tests.php"; do
		if [ -e "$file" ]; then
			run_tests=$file
			return
		fi
	done
	echo 'run-tests.php of PHP was not found'
	return 1
}

select_phpt() {
	local file
	selected_phpt=()
	if [ "$#" -eq 0 ]; then
		while IFS= read -r -d '' file; do
			selected_phpt+=("$file")
		done < <(cd "$root" && find tests/phpt -name '*.phpt' -print0 | sort -z)
		return
	fi
	for file in "$@"; do
		file=$(realpath -- "$file") || return 1
		case $file in
			"$root"/tests/*.phpt) selected_phpt+=("${file#"$root"/}") ;;
			*)
				printf '%s is no .phpt file below tests/\n' "$file"
				return 1
				;;
		esac
	done
}

# Tests find the rest of the project where it is relative to tests/.
stage_tests() {
	local entry
	rm -rf "$work/stage"
	mkdir -p "$work/stage" "$work/tmp"
	for entry in "$root"/*; do
		[ "${entry##*/}" = tests ] || ln -s "$entry" "$work/stage/"
	done
	mkdir "$work/stage/tests"
	(cd "$root/tests" && tar -c --exclude=./unit/build .) | tar -x -C "$work/stage/tests"
}

run_phpt() {
	local name=$1 tests=() status=0 results=$work/results log=$work/phpt.log test_php=${test_php:-$php}
	shift
	while [ "$1" != -- ]; do
		tests+=("$1")
		shift
	done
	shift
	begin "$name"
	if [ "${#tests[@]}" -eq 0 ]; then
		echo 'no test is left to run'
		end
		return
	fi
	extension_options
	if ! "$test_php" -n "${load_options[@]}" -r 'exit(extension_loaded("sfprov") ? 0 : 1);' >"$log" 2>&1; then
		cat "$log"
		echo 'the extension cannot be loaded'
		count 0 "${#tests[@]}" 0
		end
		return
	fi
	stage_tests
	: >"$results"
	(
		cd "$work/stage"
		export TMPDIR=$work/tmp NO_INTERACTION=1 NO_COLOR=1
		# Shuffled, since it gives out sorted tests by the dozen, so that a process with the long ones goes on alone in the end.
		"$php" -d memory_limit=512M "$run_tests" -p "$test_php" -n -q --shuffle --no-progress --show-diff -g FAIL,BORK,LEAK,WARN,SKIP,XFAIL \
			--set-timeout 180 -W "$results" "$@" "${load_options[@]}" "${tests[@]}"
	) >"$log" 2>&1 </dev/null || status=$?
	# Only what it says of the tests: its header and its table of numbers are in the summary.
	sed -n '/^Running selected tests/,/^Number of tests/p' "$log" | grep -vE '^(Running selected tests.*|Spawning .*|=+|Number of tests.*|)$' || true
	show_memory_errors "$results"
	count_results "$results" "${#tests[@]}" "$status"
	report_leftovers
	end
}

# What valgrind said, which run-tests.php only keeps in a file.
show_memory_errors() {
	local file
	while IFS= read -r file; do
		printf '%s:\n' "${file##*/}"
		head -n 60 "${file%.phpt}.mem"
	done < <(sed -n 's/^LEAKED\t//p' "$1")
}

# A test that has no result is one that the runner lost: it failed.
count_results() {
	local passed failed skipped lost
	passed=$(grep -cE '^(PASSED|XFAILED)\b' "$1" || true)
	skipped=$(grep -cE '^SKIPPED\b' "$1" || true)
	failed=$(grep -cvE '^(PASSED|XFAILED|SKIPPED)\b' "$1" || true)
	lost=$(($2 - passed - skipped - failed))
	if [ "$lost" -gt 0 ]; then
		tail -n 40 "$work/phpt.log"
		printf '%d tests have no result\n' "$lost"
		failed=$((failed + lost))
	fi
	if [ "$failed" -eq 0 ] && [ "$3" -ne 0 ]; then
		tail -n 40 "$work/phpt.log"
		printf 'run-tests.php ended with status %d\n' "$3"
		failed=1
	fi
	count "$passed" "$failed" "$skipped"
}

# What tests leave behind is a fault of theirs, shown once.
report_leftovers() {
	local left
	left=$(find "$work/tmp" -mindepth 1 -maxdepth 1 -printf '%f ' 2>/dev/null || true)
	if [ -n "$left" ]; then
		printf 'left behind in the temporary folder: %s\n' "$left"
		count 0 1 0
		rm -rf "$work/tmp"
	fi
}

# A PHP that is not built with AddressSanitizer can load an extension that is, if the run-time library comes first.
make_asan_php() {
	local library
	library=$("${CC:-cc}" -print-file-name=libasan.so)
	[ -e "$library" ] || {
		echo 'libasan was not found; install the sanitizers of the compiler'
		return 1
	}
	"${CC:-cc}" -shared -fPIC -O1 -Wall -Wextra -o "$work/dlopen.so" "$root/bin/lib/dlopen_without_deepbind.c" -ldl || return 1
	test_php=$work/php-asan
	cat >"$test_php" <<TEXT
#!/bin/sh
LD_PRELOAD='$work/dlopen.so $(realpath "$library")' USE_ZEND_ALLOC=0 ZEND_DONT_UNLOAD_MODULES=1 SKIP_ASAN=1
ASAN_OPTIONS='verify_asan_link_order=0:detect_leaks=0:abort_on_error=0:exitcode=99:strict_string_checks=1:detect_stack_use_after_return=1'
UBSAN_OPTIONS='print_stacktrace=1:halt_on_error=1'
export LD_PRELOAD USE_ZEND_ALLOC ZEND_DONT_UNLOAD_MODULES SKIP_ASAN ASAN_OPTIONS UBSAN_OPTIONS
exec '$php' "\$@"
TEXT
	chmod 755 "$test_php"
}

# Sets selected_phpt without what tests/valgrind.exclude names, and prints what was left out.
exclude_from_valgrind() {
	local list=$root/tests/valgrind.exclude kept=() file reason
	[ -e "$list" ] || return 0
	for file in "${selected_phpt[@]}"; do
		reason=$(awk -v name="${file##*/}" '$1 == name { sub(/^[^ \t]+[ \t]*/, ""); print; exit }' "$list")
		if [ -n "$reason" ]; then
			printf 'not under valgrind: %s (%s)\n' "$file" "$reason"
		else
			kept+=("$file")
		fi
	done
	selected_phpt=("${kept[@]}")
}
