#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# usage: replay.sh FOLDER TARGET...
#
# Runs the programs FOLDER/TARGET over corpus/TARGET and counts the inputs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$1
shift
passed=0 failed=0
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:allocator_may_return_null=1} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for target in "$@"; do
	status=0
	"$folder/$target" "corpus/$target" >"$log" 2>&1 || status=$?
	read -r target_passed target_failed < <(sed -nE "s/^$target: ([0-9]+) passed, ([0-9]+) failed\$/\1 \2/p" "$log" | tail -n 1) || true
	if [ -z "${target_passed:-}" ]; then
		target_passed=0 target_failed=1
	fi
	if [ "$status" -ne 0 ] || [ "$target_failed" -ne 0 ]; then
		printf '%s (status %d):\n' "$target" "$status"
		# Without the line of counts, which would be counted twice.
		sed '/ passed, [0-9]* failed$/d' "$log"
	fi
	passed=$((passed + target_passed)) failed=$((failed + target_failed))
	target_passed='' target_failed=''
done
printf 'fuzz inputs replayed: %d\n' $((passed + failed))
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
