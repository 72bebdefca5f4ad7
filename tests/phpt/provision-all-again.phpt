--TEST--
Whole CO: a slice is lost and taken again, and who failed in it both times is tried again once
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all-bulk.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator, 'sqlite', ['obj_coperson' => false], ['people' => range(1001, 1030)]);
$registry = $bench->registry;
foreach (range(1001, 1030) as $person) {
	bulk_person($registry, $person);
}
// Filters are the framework's: person by person, by a callback.
$filter = $registry->insert('data_filters', ['co_id' => 2, 'plugin' => 'Filter', 'status' => 'A', 'context' => 'PT', 'revision' => 0, 'deleted' => false]);
$registry->insert('co_provisioning_target_filters', ['co_provisioning_target_id' => 1, 'data_filter_id' => $filter, 'ordr' => 1, 'revision' => 0, 'deleted' => false]);
$asked = [];
$stolen = false;
$pdo = $registry->connect();
$result = $bench->provisioner->provisionAll($registry->target(), 2, ['bulk_threshold' => 1, 'batch_size' => 10, 'person_data' => static function (int $id) use (&$asked, &$stolen, $registry, $pdo) {
	$asked[$id] = ($asked[$id] ?? 0) + 1;
	if (!$stolen && $id === 1025 && $asked[$id] === 2) {
		// Another worker takes the slice over and leaves it again, before this one shows that it is alive.
		$stolen = true;
		$registry->update('co_salesforce_provisioner_slices', ['worker' => null, 'lease_time' => 0], [], $pdo);
		sleep(21);
	}
	return $id === 1012 && $asked[$id] <= 4 ? new RuntimeException('not now') : ['PR', provision_person($id)];
}]);
sfprov_same([true, true], [$result['complete'], $stolen], 'complete');
sfprov_same([5, 30], [$asked[1012], count($asked)], 'asked');
sfprov_same(30, count($simulator->records('Contact')), 'Contacts');
sfprov_same(30, count(array_unique(array_column($simulator->records('Contact'), 'Email'))), 'no doubles');
bulk_linked($registry, $simulator, 'links', false);
?>
===DONE===
--EXPECT--
===DONE===
