--TEST--
Tokens: a row that our own outer transaction has locked: an end within the lock's time, with a clear message
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

$simulator = sfprov_simulator();
foreach (array_diff(sfprov_drivers(), ['sqlite']) as $driver) {
	$bench = new ProvisionBench($simulator, $driver, [], ['config' => ['rotation' => true]]);
	$registry = $bench->registry;
	$pdo = $registry->pdo;
	$provisioner = $bench->provisioner;
	// Our own outer transaction holds the row: no deadlock that nobody sees, but an end within the lock's time.
	$pdo->beginTransaction();
	$registry->update('oauth2_servers', ['scope' => 'api'], ['id' => 1], $pdo);
	$simulator->expireTokens();
	$simulator->clearLog();
	$begin = microtime(true);
	oauth_refused('DatabaseException', null, '/locked by another transaction for more than \d+ seconds: try again/', fn () => $provisioner->limits($registry->target()),
		"$driver: own lock");
	sfprov_true(microtime(true) - $begin < 20, "$driver: own lock, in time");
	sfprov_same([], $simulator->requests('token'), "$driver: own lock, no token request");
	$pdo->rollBack();
	sfprov_true(is_array($provisioner->limits($registry->target())), "$driver: after the lock");
	oauth_stored($bench, "$driver: after the lock");
	if ($driver === 'mysql') {
		$wait = static fn (PDO $pdo): int => (int) $pdo->query('SELECT @@innodb_lock_wait_timeout')->fetchColumn();
		sfprov_same($wait($registry->connect()), $wait($pdo), 'the wait for locks is again the server\'s');
	}

	unset($bench, $registry, $provisioner, $pdo);
}
?>
===DONE===
--EXPECT--
===DONE===
