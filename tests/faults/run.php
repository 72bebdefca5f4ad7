<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Runs the fault matrix. See bin/faults. */
require __DIR__ . '/scheduler.inc';
require __DIR__ . '/verdict.inc';
require __DIR__ . '/document.inc';

$options = getopt('', ['only:', 'jobs:', 'write', 'check', 'verbose', 'sample:']);
$document = __DIR__ . '/../../docs/fault-matrix.md';
if (isset($options['write'])) {
	file_put_contents($document, fault_document());
	exit(0);
}
$problems = fault_document_problems($document);
foreach ($problems as $problem) {
	echo "$problem\n";
}
if (isset($options['check'])) {
	exit($problems ? 1 : 0);
}
$cells = fault_cells();
if (isset($options['only'])) {
	$cells = array_merge(...array_map(static fn (string $only): array => fault_select($cells, $only), (array) $options['only']));
}
if (!$cells) {
	fwrite(STDERR, "no such cell\n");
	exit(2);
}
$begin = microtime(true);
$failed = 0;
$longest = 0;
$late = [];
$again = false;
$judge = static function (array $cell, ?array $result, string $trouble) use (&$failed, &$longest, &$late, &$again, $options): void {
	$wrong = $result === null ? [$trouble] : fault_verdict($cell, $result);
	$longest = max($longest, $result['first']['ms'] ?? 0);
	if ($wrong && !$again && !preg_grep('/^call \d+ took \d+ ms$/', $wrong, PREG_GREP_INVERT)) {
		$late[] = $cell;
		echo 'LATE ', fault_cell_name($cell), ': ', implode('; ', $wrong), "\n";
	} elseif ($wrong) {
		$failed++;
		echo 'FAILED ', fault_cell_name($cell), ': ', implode('; ', $wrong), ' (bin/faults --only ', fault_cell_name($cell), ")\n";
	} elseif (isset($options['verbose'])) {
		$first = $result['first'];
		printf("%-70s %s, %d requests, %d ms; then %s%s\n", fault_cell_name($cell), $first['outcome'], $first['requests'], $first['ms'],
			implode(', ', array_column($result['again'], 'outcome')), $first['message'] === '' ? '' : "\n    {$first['message']}");
	}
};
(new FaultScheduler((int) ($options['jobs'] ?? 0) ?: max(2, min(8, 3 * fault_processors()))))->run($cells, $judge);
// Right, but not in time: whether it was the client or the busy machine shows when nothing else runs.
$again = true;
(new FaultScheduler(1))->run($late, $judge);
printf("%d kinds of fault, %d operations, the longest call %d ms, %d s\n", count(array_unique(array_column($cells, 'kind'))),
	count(array_unique(array_column($cells, 'operation'))), $longest, (int) (microtime(true) - $begin));
printf("fault cells run: %d\n", count($cells));
printf("%d passed, %d failed\n", count($cells) - $failed, $failed + count($problems));
exit($failed || $problems ? 1 : 0);

function fault_processors(): int
{
	return max(1, preg_match_all('/^processor\s*:/m', (string) @file_get_contents('/proc/cpuinfo')));
}
