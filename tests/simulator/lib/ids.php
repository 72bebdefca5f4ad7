<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** Salesforce record ids: 15 characters whose case matters, or 18 whose last three carry the case. */
final class SimIds {
	private const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
	private const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
	private int $next = 7_000_000;

	public function make(string $prefix): string {
		$this->next += 7919;
		$n = $this->next;
		$tail = '';
		for ($i = 0; $i < 9; $i++) {
			$tail = self::DIGITS[$n % 62] . $tail;
			$n = intdiv($n, 62);
		}
		return self::to18($prefix . 'Hs0' . $tail);
	}

	public static function to18(string $id): string {
		$suffix = '';
		for ($part = 0; $part < 3; $part++) {
			$bits = 0;
			for ($i = 0; $i < 5; $i++) {
				$bits |= ctype_upper($id[$part * 5 + $i]) << $i;
			}
			$suffix .= self::SUFFIX[$bits];
		}
		return substr($id, 0, 15) . $suffix;
	}

	/** The 15-character id of a well-formed id, or null. 18 characters are case-insensitive: the suffix mends them. */
	public static function to15(string $id): ?string {
		if (!ctype_alnum($id) || (strlen($id) !== 15 && strlen($id) !== 18)) {
			return null;
		}
		if (strlen($id) === 15) {
			return $id;
		}
		for ($part = 0; $part < 3; $part++) {
			$bits = strpos(self::SUFFIX, strtoupper($id[15 + $part]));
			if ($bits === false) {
				return null;
			}
			for ($i = 0; $i < 5; $i++) {
				$at = $part * 5 + $i;
				$upper = ($bits >> $i & 1) === 1;
				if ($upper && !ctype_alpha($id[$at])) {
					return null;
				}
				$id[$at] = $upper ? strtoupper($id[$at]) : strtolower($id[$at]);
			}
		}
		return substr($id, 0, 15);
	}
}
