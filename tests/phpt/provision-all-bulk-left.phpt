--TEST--
Whole CO: a pass of Bulk API 2.0 that takes long to be put together, and is taken for a dead one's when its process does not show up
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all-bulk.inc';
require __DIR__ . '/database-failing.inc';

$simulator = sfprov_simulator();
$data = static fn (int $id): array => ['PR', provision_person($id)];
$options = ['bulk_threshold' => 1, 'batch_size' => 10];

$pass_time = static function (ProvisionBench $bench, int $seconds): void {
	foreach ($bench->registry->rows('co_salesforce_provisioner_bulk_jobs') as $row) {
		$bench->registry->update('co_salesforce_provisioner_bulk_jobs', ['lease_time' => $row['lease_time'] - $seconds], ['id' => $row['id']]);
	}
};

/** Another process comes, and goes; where it has taken over, somebody saves a person of the pass much later. Tells how many entries are left. */
$come = static function (ProvisionBench $bench) use ($data, $options): int {
	$registry = $bench->registry;
	$pdo = $registry->connect();
	$bench->another(['db' => $pdo])->provisionAll($registry->target(), 2, $options + ['max_seconds' => 1, 'person_data' => $data]);
	$left = count($registry->rows('co_salesforce_provisioner_bulk_jobs'));
	foreach ($registry->rows('co_salesforce_provisioner_people') as $row) {
		if (str_starts_with((string) $row['intent'], '0.unfinished')) {
			$registry->update('co_salesforce_provisioner_people', ['intent' => '0.unfinished', 'intent_time' => $row['intent_time'] - 100], ['id' => $row['id']]);
		}
	}
	if ($left === 0) {
		$bench->another(['db' => $pdo])->provision($registry->target(), 'PU', provision_person(1015));
	}
	return $left;
};

foreach (sfprov_drivers() as $driver) {
	foreach (['slow' => true, 'asleep' => false, 'asleep before the upload' => false] as $when => $goes_on) {
		$what = "$driver, $when";
		$bench = bulk_bench($simulator, $driver, ['obj_coperson' => false], 1040);
		$registry = $bench->registry;
		// With data filters each person's data come from the framework, which takes its time.
		$filter = $registry->insert('data_filters', ['co_id' => 2, 'plugin' => 'Filter', 'status' => 'A', 'context' => 'PT', 'revision' => 0, 'deleted' => false]);
		$registry->insert('co_provisioning_target_filters', ['co_provisioning_target_id' => 1, 'data_filter_id' => $filter, 'ordr' => 1, 'revision' => 0, 'deleted' => false]);
		$left = null;
		$late = static function (int $id) use ($bench, $data, $when, $pass_time, $come, &$left): array {
			// The first 10 go the ordinary way; of the pass, the second and third batch are read late.
			if ($when !== 'asleep before the upload' && $left === null && ($id === 1021 || $id === 1031)) {
				$pass_time($bench, $when === 'slow' ? 100 : 121);
				$left = $id === 1031 ? $come($bench) : null;
			}
			return $data($id);
		};
		if ($when === 'asleep before the upload') {
			DatabaseFault::arm(0, static function () use ($bench, $pass_time, $come, &$left): void {
				DatabaseFault::$pattern = null;
				$pass_time($bench, 121);
				$left = $come($bench);
			});
			DatabaseFault::$pattern = '/^execute UPDATE \S+bulk_jobs SET job/';
		}
		$provisioner = $bench->another(['db' => DatabaseFailingPdo::of($registry)]);
		$result = $provisioner->provisionAll($registry->target(), 2, $options + ['person_data' => $late]);
		DatabaseFault::arm(0, null);
		sfprov_same($goes_on ? 1 : 0, $left, "$what: entries after another process has come");
		sfprov_same([true, 40, 0], [$result['complete'], $result['people'], $result['failed']], "$what: " . json_encode($result));
		sfprov_same($goes_on ? 1 : 0, array_count_values(array_column($simulator->requests(), 'kind'))['bulk_upload'] ?? 0, "$what: uploads");
		sfprov_same($goes_on ? 0 : 1, count($bench->logged('/has taken over the Bulk API job/')), "$what: log");
		sfprov_same(40, count($simulator->records('Contact')), "$what: Contacts");
		bulk_linked($registry, $simulator, $what, false);
		sfprov_same([], $registry->rows('co_salesforce_provisioner_bulk_jobs'), "$what: no entry is left");
		sfprov_same([], array_filter(array_column($registry->rows('co_salesforce_provisioner_people'), 'intent')), "$what: no announcement is left");
	}
}
?>
===DONE===
--EXPECT--
===DONE===
