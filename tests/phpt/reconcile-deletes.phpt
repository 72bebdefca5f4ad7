--TEST--
reconcile(): orphans and surplus records are deleted in sets, those of one type together
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/reconcile.inc';

$simulator = sfprov_simulator();
$people = range(7, 46);
$bench = reconcile_bench($simulator, 'sqlite', $people, ['deprovision_policy' => 'D']);
for ($i = 0; $i < 20; $i++) {
	$orphan = reconcile_seed($simulator, 'Contact', ['LastName' => "Orphan$i"]);
	reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $orphan]);
}
/** The ids of each call that deleted. */
$deleted = static function () use ($simulator): array {
	$calls = [];
	foreach ($simulator->requests() as $request) {
		if ($request['method'] === 'DELETE') {
			parse_str((string) parse_url($request['target'], PHP_URL_QUERY), $query);
			$calls[] = explode(',', $query['ids'] ?? basename(parse_url($request['target'], PHP_URL_PATH)));
		}
	}
	$simulator->clearLog();
	return $calls;
};
$deleted();
$result = reconcile($bench, ['repair' => ['orphaned'], 'max_share' => 100]);
sfprov_same([20, 20], [$result['orphaned'], $result['repaired']], 'orphans');
$calls = $deleted();
sfprov_same(1, count($calls), 'calls for orphans');
// Salesforce takes ten changes of type in a collection.
$types = array_map(static fn (string $id): string => substr($id, 0, 3), $calls[0]);
$changes = 0;
foreach ($types as $n => $type) {
	$changes += $n > 0 && $type !== $types[$n - 1] ? 1 : 0;
}
sfprov_same([40, 1], [count($types), $changes], 'changes of type');

foreach ($people as $person) {
	reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => reconcile_ids($bench, $person)[0], 'CreatedDate' => '2027-01-01T00:00:00.000+0000']);
}
$deleted();
$result = reconcile($bench, ['repair' => ['duplicated'], 'max_share' => 100]);
sfprov_same([40, 40], [$result['duplicated'], $result['repaired']], 'surplus');
sfprov_same([40], array_map('count', $deleted()), 'calls for surplus');
sfprov_same(40, count($simulator->records('CoPerson__c')), 'CoPerson__c');
?>
===DONE===
--EXPECT--
===DONE===
