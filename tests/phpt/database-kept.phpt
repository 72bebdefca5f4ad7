--TEST--
Database: statements stay prepared from call to call, hold nothing in between, and are given up after a failure
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/database-failing.inc';

$simulator = sfprov_simulator();
$person = static fn (string $title): array => array_replace_recursive(provision_person(), ['CoPersonRole' => [['title' => $title]]]);
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver);
	$bench->provision();
	$provisioner = $bench->another(['db' => $handle = DatabaseFailingPdo::of($bench->registry)]);
	$target = $bench->registry->target();
	$titles = static fn (): array => array_column($simulator->records('Contact'), 'Title');
	/** The calls of the database for one change. */
	$calls = static function (string $title) use ($provisioner, $target, $person, $titles, $driver): array {
		DatabaseFault::arm(0, null);
		sfprov_same([true, [$title]], [$provisioner->provision($target, 'PU', $person($title)), $titles()], "$driver, $title");
		return DatabaseFault::$calls;
	};
	$of = static fn (string $kind, array $calls): int => count(preg_grep("/^$kind\\b/", $calls));

	$first = $calls('first');
	$second = $calls('second');
	sfprov_same([3, 0], [$of('prepare', $first), $of('prepare', $second)], "$driver: statements prepared by the first and the second call");
	sfprov_same([3, 3, 3], [$of('execute', $first), $of('execute', $second), $of('closeCursor', $second)], "$driver: statements executed and closed");

	// Nothing is held between two calls: no lock, no open cursor, no transaction.
	sfprov_same(false, $handle->inTransaction(), "$driver: no transaction");
	$other = $bench->registry->connect();
	if ($driver === 'sqlite') {
		$other->exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE; COMMIT');
	}
	$other->exec('ALTER TABLE ' . $bench->registry->prefix . 'co_salesforce_provisioner_people ADD COLUMN spare INTEGER');
	sfprov_same(0, $of('prepare', $calls('after a change of the table')), "$driver: the table got another column");

	// Any call of a kept statement can fail: the next provisioning is whole.
	for ($n = 1, $failed = 0; $n <= count($second); $n++) {
		DatabaseFault::arm($n, static fn () => throw new PDOException('own trouble'));
		try {
			$provisioner->provision($target, 'PU', $person("failing $n"));
		} catch (Sfprov\DatabaseException) {
			$failed++;
		}
		$calls("well $n");
	}
	sfprov_true($failed > 10, "$driver: $failed failures");

	// A connection whose statements the server has forgotten.
	if ($driver === 'pgsql') {
		$handle->exec('DEALLOCATE ALL');
		sfprov_throws(Sfprov\DatabaseException::class, fn () => $provisioner->provision($target, 'PU', $person('forgotten')));
		sfprov_same(3, $of('prepare', $calls('known again')), 'all are prepared anew');
	}
	// They end with the provisioner.
	unset($provisioner, $calls);
	gc_collect_cycles();
	sfprov_same(true, $handle->query('SELECT 1') !== false, "$driver: the handle is there");
}
?>
===DONE===
--EXPECT--
===DONE===
