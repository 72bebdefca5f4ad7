--TEST--
Whole CO: people of whom nothing was remembered, and whom another process has pushed before this one remembers its own push
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all.inc';
require __DIR__ . '/database-failing.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = whole_bench($simulator, $driver, [101, 102]);
	$registry = $bench->registry;
	whole_run($bench);
	$titles = static function () use ($simulator): array {
		$titles = array_column($simulator->records('Contact'), 'Title', 'Email');
		ksort($titles);
		return array_values($titles);
	};
	// Who comes from the registry's own plugin has an Identifier and no row of ours.
	$registry->delete('co_salesforce_provisioner_people', []);
	DatabaseFault::arm(0, static function () use ($bench, $registry): void {
		DatabaseFault::$pattern = null;
		$registry->update('co_person_roles', ['title' => 'New'], ['co_person_id' => 101]);
		$result = $bench->another([])->reconcile($registry->target(), 2, ['repair' => ['changed']]);
		sfprov_same([1, 1], [$result['changed'], $result['repaired']], 'the other process');
	});
	DatabaseFault::$pattern = '/^prepare INSERT INTO \S*co_salesforce_provisioner_people \([^)]*pushed_time/';
	$result = $bench->another(['db' => DatabaseFailingPdo::of($registry)])->provisionAll($registry->target(), 2);
	sfprov_same(['people' => 2, 'updated' => 2], whole_counts($result), $driver);
	sfprov_same(['New', 'Title 102'], $titles(), "$driver: the other one came last");
	sfprov_same([null, false], [$registry->personRow(101)['sent'], $registry->personRow(102)['sent'] === null], "$driver: what is known of it");
	$registry->update('co_person_roles', ['title' => 'Title 101'], ['co_person_id' => 101]);
	sfprov_same(['people' => 2, 'updated' => 1, 'unchanged' => 1], whole_counts(whole_run($bench)), $driver);
	sfprov_same(['Title 101', 'Title 102'], $titles(), "$driver: as it was");
	sfprov_same(['people' => 2, 'unchanged' => 2], whole_counts(whole_run($bench)), "$driver: at rest");
	whole_check($bench, [101, 102], $driver);
}
?>
===DONE===
--EXPECT--
===DONE===
