--TEST--
Whole CO: people who are provisioned by another process between the plan of a Bulk API 2.0 job and its end keep what that process has stored
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all-bulk.inc';
require __DIR__ . '/database-failing.inc';

$simulator = sfprov_simulator();
$options = ['bulk_threshold' => 1, 'batch_size' => 10];
$alone = static function (ProvisionBench $bench, string $op = 'PU'): void {
	$pdo = $bench->registry->connect();
	$bench->another(['db' => $pdo])->provision($bench->registry->target(), $op, Sfprov\Test\people($pdo, 2, 1, [1025])[1025]['data']);
};

/** Runs while $deed is done once: when the job's results have come, and nothing of them is written yet. */
$run = static function (ProvisionBench $bench, callable $deed, string $what) use ($simulator, $options): array {
	$done = false;
	DatabaseFault::arm(0, static function () use ($deed, $simulator, &$done): void {
		if (array_filter($simulator->requests(), static fn (array $request): bool => $request['kind'] === 'bulk_result')) {
			DatabaseFault::$pattern = null;
			$done = true;
			$deed();
		}
	});
	DatabaseFault::$pattern = '/^execute (SELECT co_person_id, identifier FROM|INSERT INTO \S+_people \(.*contact_id|UPDATE \S+_bulk_jobs SET lease_time)/';
	$result = $bench->another(['db' => DatabaseFailingPdo::of($bench->registry)])->provisionAll($bench->registry->target(), 2, $options);
	DatabaseFault::arm(0, null);
	sfprov_true($done, "$what: it happened");
	sfprov_same([true, 30, 0], [$result['complete'], $result['people'], $result['failed']], "$what: " . json_encode($result));
	sfprov_same(30, $result['created'] + $result['updated'] + $result['unchanged'], "$what: counts");
	return $result;
};

foreach (sfprov_drivers() as $driver) {
	// With an external id nobody is kept off the people of a job: one is upserted alone, and gets a CoPerson__c.
	$what = "$driver, upserted";
	$bench = bulk_bench($simulator, $driver, ['external_id_field' => 'Registry_ID__c']);
	$ids = null;
	$run($bench, static function () use ($alone, $bench, &$ids): void {
		$alone($bench);
		$ids = $bench->registry->salesforceIds(1025);
	}, $what);
	sfprov_same($ids, $bench->registry->salesforceIds(1025), "$what: ids");
	sfprov_same([30, 30], [count($simulator->records('Contact')), count($simulator->records('CoPerson__c'))], "$what: records");
	bulk_linked($bench->registry, $simulator, $what);

	// The Contact is merged into another one after the job has updated it, and somebody follows the merge.
	foreach (['merged', 'deleted'] as $fate) {
		$what = "$driver, $fate";
		$bench = bulk_bench($simulator, $driver);
		$registry = $bench->registry;
		$bench->provisioner->provisionAll($registry->target(), 2, ['bulk_threshold' => 0]);
		$before = substr($registry->salesforceIds(1025), 0, 18);
		$registry->update('names', ['given' => 'Changed'], ['revision' => 0]);
		$simulator->clearLog();
		$run($bench, static function () use ($alone, $bench, $registry, $simulator, $before, $fate): void {
			$registry->update('names', ['given' => 'Changed again'], ['co_person_id' => 1025]);
			if ($fate === 'merged') {
				$simulator->record('merge', 'Contact', $simulator->seed('Contact', [['LastName' => 'Winner']])[0], ['loser' => $before]);
			} else {
				$simulator->record('delete', 'Contact', $before);
			}
			$alone($bench);
		}, $what);
		sfprov_true(substr($registry->salesforceIds(1025), 0, 18) !== $before, "$what: the former Contact is back");
		sfprov_same(substr($registry->salesforceIds(1025), 0, 18), $registry->personRow(1025)['contact_id'], "$what: row");
		sfprov_same('Changed again', array_column($simulator->records('Contact'), 'FirstName', 'Id')[substr($registry->salesforceIds(1025), 0, 18)] ?? null, "$what: name");
		bulk_linked($registry, $simulator, $what);
	}

	// What is not known is not remembered: the Contact was taken away by somebody who has told the registry so.
	$what = "$driver, deprovisioned";
	$bench = bulk_bench($simulator, $driver, ['deprovision_policy' => 'D']);
	$registry = $bench->registry;
	$bench->provisioner->provisionAll($registry->target(), 2, ['bulk_threshold' => 0]);
	$registry->update('names', ['given' => 'Changed'], ['revision' => 0]);
	$simulator->clearLog();
	$run($bench, static fn () => $alone($bench, 'PD'), $what);
	sfprov_same([], $bench->logged('/is gone from Salesforce/'), "$what: log");
	bulk_linked($registry, $simulator, $what);
}
?>
===DONE===
--EXPECT--
===DONE===
