# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# Runs unit tests and phpt with gcc's counters, and says what share of src/ has run.
# Needs: root, work, build_root, php, and what build.sh, phpt.sh and summary.sh need.
#   count_unit         one part of the summary: the unit tests
#   count_phpt         the phpt files of selected_phpt; the database servers run already, if there are to be any
#   report_coverage LEAST [OPTION...]   prints the shares of what was run; status 1 if they are below LEAST ('90,80': lines, branches)

coverage_folders=()

count_unit() {
	local status=0
	begin 'unit tests, counted'
	make -s -j"$(nproc)" -C "$root/tests/unit" BUILD="$build_root/unit" PHP="$php" coverage >"$work/unit.log" 2>&1 </dev/null || status=$?
	[ "$status" -eq 0 ] || cat "$work/unit.log"
	add_up 'allocation failures tried' "$work/unit.log"
	count_lines "$work/unit.log" "$status"
	end
	coverage_folders+=("$build_root/unit/coverage/core")
}

count_phpt() {
	build coverage --enable-sfprov-coverage --enable-sfprov-dev || return 0
	find "$build_root/variant-coverage" -name '*.gcda' -delete
	run_phpt 'phpt, counted' "${selected_phpt[@]}" -- -j"$(nproc)"
	coverage_folders+=("$build_root/variant-coverage")
}

report_coverage() {
	local least=$1
	shift
	if [ "${#coverage_folders[@]}" -gt 1 ]; then set -- --with-php "$@"; fi
	"$php" -n "$root/tests/unit/coverage.php" --least "$least" "$@" "${coverage_folders[@]}"
}
