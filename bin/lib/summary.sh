# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# Counts what the parts of a test run found.
#   begin NAME              a part starts
#   count PASSED FAILED SKIPPED   add to it
#   count_lines FILE STATUS       add up the lines 'N passed, N failed[, N skipped]' of a log; a program that failed
#                                 without saying what counts as one failure, one that passed without a line as one test
#   add_up NAME FILE              print 'NAME: N' with the sum of such lines of a log, if there are any
#   end                     the part is over: print its line
#   closing                 print the table and the closing line; status 1 if anything failed or nothing ran

total_passed=0 total_failed=0 total_skipped=0
part_name='' part_passed=0 part_failed=0 part_skipped=0 part_start=0
part_table=''

begin() {
	part_name=$1 part_passed=0 part_failed=0 part_skipped=0 part_start=$SECONDS
	printf '\n== %s\n' "$part_name"
}

count() {
	part_passed=$((part_passed + $1)) part_failed=$((part_failed + $2)) part_skipped=$((part_skipped + $3))
}

count_lines() {
	local lines passed failed skipped
	read -r lines passed failed skipped < <(
		sed -nE 's/^(.*[^0-9])?([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?\.?$/\2 \3 \5/p' "$1" |
			awk '{ lines++; p += $1; f += $2; s += $3 } END { print lines + 0, p + 0, f + 0, s + 0 }'
	)
	if [ "$lines" -eq 0 ] && [ "$2" -eq 0 ]; then
		passed=1
	elif [ "$failed" -eq 0 ] && [ "$2" -ne 0 ]; then
		failed=1
	fi
	count "$passed" "$failed" "$skipped"
}

add_up() {
	sed -nE "s/^$1: ([0-9]+)$/\1/p" "$2" | awk -v name="$1" '{ sum += $1 } END { if (NR > 0) printf "%s: %d\n", name, sum }'
}

end() {
	local line
	line=$(printf '%-34s %6d %6d %7d %6ds' "$part_name" "$part_passed" "$part_failed" "$part_skipped" $((SECONDS - part_start)))
	printf -- '-- %s: passed %d, failed %d, skipped %d\n' "$part_name" "$part_passed" "$part_failed" "$part_skipped"
	part_table+="$line"$'\n'
	total_passed=$((total_passed + part_passed))
	total_failed=$((total_failed + part_failed))
	total_skipped=$((total_skipped + part_skipped))
	part_name=''
}

closing() {
	printf '\n%-34s %6s %6s %7s %7s\n%s\n' part passed failed skipped time "$part_table"
	printf '%d passed, %d failed, %d skipped\n' "$total_passed" "$total_failed" "$total_skipped"
	[ "$total_failed" -eq 0 ] && [ "$total_passed" -gt 0 ]
}
