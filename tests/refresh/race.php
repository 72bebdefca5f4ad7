<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Many processes find the token of one server expired at the same moment, again and again, with rotation on. See bin/refresh-race. */
require __DIR__ . '/../phpt/token-worker.inc';

$options = getopt('', ['processes:', 'rounds:', 'driver:']);
$processes = (int) ($options['processes'] ?? 64);
$rounds = (int) ($options['rounds'] ?? 100);
$drivers = isset($options['driver']) ? (array) $options['driver'] : sfprov_drivers();
if ($processes < 2 || $rounds < 1 || array_diff($drivers, sfprov_drivers())) {
	fwrite(STDERR, 'at least two processes and one round; the drivers that can be used are ' . implode(', ', sfprov_drivers()) . "\n");
	exit(2);
}
$simulator = sfprov_simulator(['lifetime' => 86400]);
$failed = 0;
foreach ($drivers as $driver) {
	$begin = microtime(true);
	$wrong = refresh_race($simulator, $driver, $processes, $rounds);
	printf("%s: %d rounds of %d processes, %d wrong, %.0f s\n", $driver, $rounds, $processes, $wrong, microtime(true) - $begin);
	$failed += $wrong;
}
$run = $rounds * count($drivers);
printf("refresh rounds: %d (%d processes, %s)\n", $run, $processes, implode(', ', $drivers));
printf("%d passed, %d failed\n", max(0, $run - $failed), $failed);
exit($failed ? 1 : 0);

/** Gives the number of rounds, and of things beside them, that went wrong; says what. */
function refresh_race(SfprovSimulator $simulator, string $driver, int $processes, int $rounds): int
{
	$wrong = 0;
	$bench = new ProvisionBench($simulator, $driver, ['obj_coperson' => false], ['config' => ['rotation' => true, 'rotation_ends_sessions' => true, 'token_delay_ms' => 30]]);
	$before = static function () use ($simulator): void {
		$simulator->expireTokens();
		$simulator->clearLog();
	};
	$after = static function (int $round) use ($simulator, $bench, $driver, $processes, &$wrong): void {
		$what = "$driver, round $round";
		$changed = array_filter($simulator->records('Contact'), static fn (array $c): bool => $c['Email'] === "r$round@example.org");
		$good = array_map('intval', [
			sfprov_same(1, count($simulator->requests('token')), "$what: token requests"),
			sfprov_same([$processes, $processes], [count($changed), count($simulator->records('Contact'))], "$what: Contacts with the new address, Contacts"),
			oauth_stored($bench, $what),
		]);
		$wrong += in_array(0, $good, true) ? 1 : 0;
	};
	// SQLite has one writer: who waits inside a transaction waits for itself.
	foreach (token_race($bench, $processes, $rounds, $before, $after, $driver !== 'sqlite') as $line) {
		echo "$driver: $line\n";
		$wrong++;
	}
	$counters = $simulator->counters();
	$wrong += sfprov_same([0, 0], [$counters['reuse'], $counters['overlap']], "$driver: refresh tokens used twice, at the same time") ? 0 : 1;
	return $wrong;
}
