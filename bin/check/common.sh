# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# Sourced by the checks and by bin/package, never run. Sets `root` and goes there; offers:
#   tree [pathspec...]   the files of the project: tracked ones and new ones that git does not ignore
#   finding TEXT...      print a finding; the check then fails
#   finish               end the check: status 0 without a finding, 1 with
#   skip TEXT...         end the check with status 77: it could not run, and says why
#   scratch              make a temporary folder, removed at the end, and set `temporary` to it

set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
findings=0

tree() {
	local file pattern
	if [ -e .git ]; then
		git ls-files -z --cached --others --exclude-standard -- "$@"
	else
		# An unpacked archive: everything, without what a build leaves.
		find . \( -name .libs -o -path ./build -o -path ./modules -o -path ./autom4te.cache \) -prune -o -type f -print0 | sed -z 's#^\./##'
	fi | sort -zu | while IFS= read -r -d '' file; do
		[ -f "$file" ] || continue
		for pattern in "${@:-.}"; do
			# As git reads a pathspec: a folder, a file, or a pattern whose * goes into folders.
			# shellcheck disable=SC2053
			if [[ $pattern == . || $file == "$pattern"/* || $file == $pattern ]]; then
				printf '%s\n' "$file"
				break
			fi
		done
	done
}

finding() {
	printf '%s\n' "$*"
	findings=$((findings + 1))
}

finish() {
	[ "$findings" -eq 0 ] || exit 1
	exit 0
}

skip() {
	printf 'SKIPPED: %s\n' "$*"
	exit 77
}

scratch() {
	temporary=$(mktemp -d)
	trap 'rm -rf "$temporary"' EXIT
}

need() {
	local tool
	for tool in "$@"; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
}
