--TEST--
Whole CO: announcements come to an end: settled while the database fails, of no use any more, recorded after a deadlock
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all.inc';
require __DIR__ . '/database-failing.inc';

$simulator = sfprov_simulator();
$ids = range(101, 103);
foreach (sfprov_drivers() as $driver) {
	$bench = whole_bench($simulator, $driver, $ids);
	$registry = $bench->registry;
	whole_run($bench);
	// As after a batch whose answer about the new CoPerson__c was lost: the Contact is known, the announcement stands.
	foreach ($registry->rows('co_salesforce_provisioner_people') as $row) {
		$registry->update('co_salesforce_provisioner_people', ['coperson_id' => null, 'sent' => null, 'intent' => '0.unfinished', 'intent_time' => time() - 1000, 'intent_match' => '{}'],
			['id' => $row['id']]);
		$registry->update('identifiers', ['identifier' => $row['contact_id']], ['type' => 'provisioningtarget', 'co_person_id' => $row['co_person_id'], 'identifier_id' => null]);
	}
	DatabaseFault::arm(0, static function (): void {
		DatabaseFault::$pattern = null;
		throw new PDOException('own trouble');
	});
	DatabaseFault::$pattern = '/^prepare INSERT INTO \S*co_salesforce_provisioner_people \([^)]*pushed_time/';
	$thrown = null;
	try {
		$bench->another(['db' => DatabaseFailingPdo::of($registry)])->provisionAll($registry->target(), 2);
	} catch (Throwable $thrown) {
	}
	sfprov_true($thrown instanceof Sfprov\DatabaseException, "$driver: " . ($thrown === null ? 'nothing was thrown' : $thrown->getMessage()));
	whole_age($registry);
	whole_run($bench);
	whole_check($bench, $ids, $driver);

	// An announcement that nobody needs any more ends with the next look at the person, in a run and alone; one that may be at work stays.
	$leave = static function (int $id, int $age) use ($registry): void {
		$registry->update('co_salesforce_provisioner_people', ['intent' => (time() - $age) . '.0123456789ab@elsewhere:1', 'intent_time' => time() - $age, 'intent_match' => '{}'],
			['co_person_id' => $id]);
	};
	$left = static fn (): array => array_filter(array_column($registry->rows('co_salesforce_provisioner_people'), 'intent', 'co_person_id'));
	$leave(101, 1000);
	$leave(102, 20);
	$leave(103, 500);
	whole_run($bench);
	sfprov_same([102], array_keys($left()), "$driver: announcements after a run");
	$person = Sfprov\Test\people($registry->connect(), 2, 1, [102])[102];
	$bench->provision($person['data'], $person['op']);
	sfprov_same([102], array_keys($left()), "$driver: announcements of now");
	$leave(102, 1000);
	$bench->provision($person['data'], $person['op']);
	sfprov_same([], $left(), "$driver: announcements after a push");
	whole_check($bench, $ids, "$driver, announcements");

	// A statement that met another transaction is tried again.
	$met = [
		'a push' => ['/^prepare INSERT INTO \S*co_salesforce_provisioner_people \([^)]*pushed_time/', ['40001', 1213, 'Deadlock found']],
		// As MariaDB calls it when a statement that numbers its own rows meets another one.
		'exports' => ['/^prepare INSERT INTO \S*co_provisioning_exports/', ['HY000', 1467, 'Failed to read auto-increment value from storage engine']],
		'history' => ['/^prepare INSERT INTO \S*history_records/', ['40001', 1213, 'Deadlock found']],
		'identifiers' => ['/^prepare INSERT INTO \S*identifiers/', ['HY000', 1467, 'Failed to read auto-increment value from storage engine']],
	];
	foreach ($met as $what => [$pattern, $info]) {
		$more = range(max($ids) + 1, max($ids) + 7);
		$ids = [...$ids, ...$more];
		whole_people($registry, $more);
		$strikes = 0;
		DatabaseFault::arm(0, static function () use (&$strikes, $info): void {
			$strikes++;
			DatabaseFault::$pattern = $strikes < 2 ? DatabaseFault::$pattern : null;
			$conflict = new PDOException($info[2]);
			$conflict->errorInfo = $info;
			throw $conflict;
		});
		DatabaseFault::$pattern = $pattern;
		$result = $bench->another(['db' => DatabaseFailingPdo::of($registry)])->provisionAll($registry->target(), 2, ['history' => true]);
		DatabaseFault::arm(0, null);
		sfprov_same([2, true, 7, 0], [$strikes, $result['complete'], $result['created'], $result['failed']], "$driver: $what met another");
		whole_check($bench, $ids, "$driver, $what met another");
		sfprov_same([7, 7], [count(array_filter($registry->rows('co_provisioning_exports'), static fn (array $row): bool => in_array((int) $row['co_person_id'], $more, true))),
			count(array_filter($registry->rows('history_records'), static fn (array $row): bool => in_array((int) $row['co_person_id'], $more, true)))], "$driver: $what met another, export and history records");
	}
}
?>
===DONE===
--EXPECT--
===DONE===
