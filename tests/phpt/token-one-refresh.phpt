--TEST--
Tokens: many processes find the token expired at once, with rotation on: one token request a round, nobody fails, the last pair is stored
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
/* SFPROV_TEST_PROCESSES and SFPROV_TEST_ROUNDS raise the counts, as for 64 x 100. */
require __DIR__ . '/token-worker.inc';

$processes = (int) (getenv('SFPROV_TEST_PROCESSES') ?: 16);
$rounds = (int) (getenv('SFPROV_TEST_ROUNDS') ?: 3);
$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, ['obj_coperson' => false], ['config' => ['rotation' => true, 'rotation_ends_sessions' => true, 'token_delay_ms' => 30]]);
	$failed = token_race($bench, $processes, $rounds, static function () use ($simulator): void {
		$simulator->expireTokens();
		$simulator->clearLog();
	}, static function (int $round) use ($simulator, $bench, $driver, $processes): void {
		sfprov_same(1, count($simulator->requests('token')), "$driver, round $round: token requests");
		sfprov_same($processes, count(array_filter($simulator->records('Contact'), static fn (array $c): bool => $c['Email'] === "r$round@example.org")), "$driver, round $round: people");
		oauth_stored($bench, "$driver, round $round");
	});
	sfprov_same([], $failed, "$driver: failed provisions");
	sfprov_same([0, 0], [$simulator->counters()['reuse'], $simulator->counters()['overlap']], "$driver: no refresh token was used twice, none at the same time");
	unset($bench);
}
?>
===DONE===
--EXPECT--
===DONE===
