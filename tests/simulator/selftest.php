<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// Proves that the simulator behaves as documented. Needs a PHP with openssl; run: php selftest.php

require __DIR__ . '/client.inc';
require __DIR__ . '/selftest-http.inc';

$passed = $failed = 0;
function check(bool $good, string $what, mixed $seen = null): void {
	global $passed, $failed;
	$good ? $passed++ : $failed++;
	echo ($good ? 'ok - ' : 'not ok - ') . $what . ($good || $seen === null ? '' : ' # ' . json_encode($seen, JSON_PARTIAL_OUTPUT_ON_ERROR)) . "\n";
}

/** Checks status and, where given, the error code of a refusal. */
function refused(SelftestReply $r, int $status, string $code, string $what, ?array $fields = null): void {
	$error = $r->json()[0] ?? [];
	check($r->status === $status && ($error['errorCode'] ?? '') === $code && ($fields === null || ($error['fields'] ?? null) === $fields), $what, [$r->status, $r->body]);
}

foreach (glob(__DIR__ . '/selftest/*.inc') as $part) {
	require $part;
}
$order = array_slice($argv, 1) ?: ['transport', 'oauth', 'sobjects', 'lists', 'query', 'bulk', 'faults'];
foreach ($order as $name) {
	$simulator = sfprov_simulator(['own' => true, 'proxy' => true, 'names' => 'old.example.org']);
	("selftest_$name")($simulator, new SelftestClient($simulator));
	check($simulator->output() === '', "$name: the simulator said nothing", $simulator->output());
	$simulator->stop();
}
echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
