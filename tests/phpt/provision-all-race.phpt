--TEST--
Whole CO: people whom another process creates, or begins to create, between the planning of a batch and its announcement, in the ordinary way and by Bulk API 2.0
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all.inc';
require __DIR__ . '/database-failing.inc';

// The statement that makes the rows to announce in: the batch is planned, and nothing is locked yet.
const BEFORE_ANNOUNCEMENT = '/^prepare INSERT (IGNORE )?INTO \S+co_salesforce_provisioner_people \(co_provisioning_target_id, co_person_id, revision, created, modified\)/';

$simulator = sfprov_simulator();
$ids = range(101, 120);
$deeds = [
	'created' => static function (ProvisionBench $bench): void {
		foreach ([113, 114, 118] as $id) {
			$person = Sfprov\Test\people($bench->registry->pdo, 2, 1, [$id])[$id];
			$bench->provision($person['data'], $person['op']);
		}
	},
	// Only the Contact, as after a crash in between: its CoPerson__c is still to be made.
	'half created' => static function (ProvisionBench $bench): void {
		$bench->registry->configure(['obj_coperson' => false]);
		$person = Sfprov\Test\people($bench->registry->pdo, 2, 1, [114])[114];
		$bench->provision($person['data'], $person['op']);
		$bench->registry->configure(['obj_coperson' => true]);
	},
	// An announcement of long ago that made nothing; and, once, one that is waited for.
	'announced' => static function (ProvisionBench $bench): void {
		$row = ['co_provisioning_target_id' => 1, 'revision' => 1, 'intent_match' => '{"LastName":"Nobody"}'];
		foreach ([113 => 1000] + ($bench->registry->driver === 'sqlite' ? [114 => 115] : []) as $id => $age) {
			$time = time() - $age;
			$bench->registry->insert('co_salesforce_provisioner_people', $row + ['co_person_id' => $id, 'intent' => "$time.0123456789ab@elsewhere:1", 'intent_time' => $time]);
		}
	},
];
foreach (sfprov_drivers() as $driver) {
	foreach (['one call' => ['bulk_threshold' => 0], 'small batches' => ['bulk_threshold' => 0, 'batch_size' => 7], 'bulk' => ['bulk_threshold' => 1, 'batch_size' => 5]] as $way => $options) {
		foreach ($deeds as $what => $deed) {
			$name = "$driver, $way, $what";
			$bench = whole_bench($simulator, $driver, $ids);
			$done = false;
			$strike = static function () use ($deed, $bench, &$done): void {
				DatabaseFault::$pattern = null;
				$done = true;
				$deed($bench);
			};
			$provisioner = $bench->another(['db' => DatabaseFailingPdo::of($bench->registry)]);
			// The batch that has most of them; a run that goes over to Bulk begins with an ordinary one.
			$batches = ['one call' => 1, 'small batches' => 2, 'bulk' => 3][$way];
			DatabaseFault::arm(0, static function () use (&$batches, $strike): void {
				if (--$batches === 0) {
					$strike();
				}
			});
			DatabaseFault::$pattern = BEFORE_ANNOUNCEMENT;
			$result = $provisioner->provisionAll($bench->registry->target(), 2, $options, static fn (array $progress): bool => $progress['done'] < $progress['total']);
			DatabaseFault::arm(0, null);
			DatabaseFault::$pattern = null;
			sfprov_true($done, "$name: it happened");
			whole_age($bench->registry);
			$next = whole_run($bench, $options);
			sfprov_same([true, 0], [$next['complete'], $next['failed']], "$name: next run");
			whole_check($bench, $ids, $name);
		}
	}
}
?>
===DONE===
--EXPECT--
===DONE===
