--TEST--
Whole CO: an upsert by Bulk API 2.0 finds the Contact of another person, whom it stays with, as in the ordinary way
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all-bulk.inc';

$simulator = sfprov_simulator();
$target = ['external_id_field' => 'Registry_ID__c', 'external_id_type' => 'eppn', 'obj_coperson' => false];

foreach (sfprov_drivers() as $driver) {
	// The owner was provisioned before the job, is in the same job (in another 200 of it: in one, Salesforce refuses both), and there with the external id in other letters.
	foreach ($driver === 'sqlite' ? [[1001, 'K1001'], [1012, 'K1012'], [1012, 'k1012']] : [[1001, 'K1001']] as [$owner, $key]) {
		$results = [];
		foreach ([0, 1] as $threshold) {
			$what = "$driver, $key of $owner, threshold $threshold";
			$bench = bulk_bench($simulator, $driver, $target, 1250);
			$registry = $bench->registry;
			foreach (range(1001, 1250) as $person) {
				$registry->insert('identifiers', ['co_person_id' => $person, 'identifier' => $person === 1245 ? $key : "K$person", 'type' => 'eppn', 'status' => 'A', 'login' => false]);
			}
			$result = $bench->provisioner->provisionAll($registry->target(), 2, ['bulk_threshold' => $threshold, 'batch_size' => 10]);
			sfprov_same([true, 250, 1], [$result['complete'], $result['people'], $result['failed']], "$what: " . json_encode($result));
			sfprov_same([1245], array_column($result['failures'], 'co_person_id'), "$what: failures");
			sfprov_same(249, count($simulator->records('Contact')), "$what: Contacts");
			sfprov_same(null, $registry->salesforceIds(1245), "$what: link");
			sfprov_true($registry->salesforceIds($owner) !== null, "$what: owner");
			bulk_linked($registry, $simulator, $what, false);
			$results[] = preg_replace('/003\w{15}/', 'ID', array_map(static fn (array $failure): array => [$failure['code'] ?? null, $failure['message']], $result['failures'])[0]);
		}
		sfprov_same($results[0], $results[1], "$driver, $key of $owner: messages");
	}
}
?>
===DONE===
--EXPECT--
===DONE===
