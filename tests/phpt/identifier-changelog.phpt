--TEST--
Identifier: stored with the registry's changelog, the same on every database
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
/** Rows without what is empty; ids counted from the first, times as what they are equal to. */
function shape(array $rows): array
{
	$first = $rows[0]['id'] ?? 0;
	$times = [];
	return array_map(static function (array $row) use ($first, &$times): array {
		foreach (['created', 'modified'] as $column) {
			sfprov_matches('/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d(\.0+)?$/', (string) $row[$column], $column);
			sfprov_true(abs(strtotime($row[$column] . ' UTC') - time()) < 600, "$column in UTC");
			unset($row[$column]);
		}
		foreach (['id', 'identifier_id'] as $column) {
			if ($row[$column] !== null) {
				$row[$column] -= $first - 1;
			}
		}
		return array_filter($row, static fn (mixed $value): bool => $value !== null);
	}, $rows);
}

$columns = ['type' => 'provisioningtarget', 'login' => false, 'status' => 'A', 'co_person_id' => 7, 'co_provisioning_target_id' => 1];
$row = static function (int $id, string $identifier, int $revision, ?int $of = null, bool $deleted = false, string $actor = 'tester') use ($columns): array {
	$row = ['id' => $id, 'identifier' => $identifier] + $columns + ($of ? ['identifier_id' => $of] : [])
		+ ['revision' => $revision, 'deleted' => $deleted, 'actor_identifier' => $actor];
	ksort($row);
	return $row;
};
$same = static function (array $expected, array $rows, string $what): void {
	$shape = shape($rows);
	array_walk($shape, static fn (array &$row) => ksort($row));
	sfprov_same($expected, $shape, $what);
};

foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, ['obj_coperson' => false, 'deprovision_policy' => 'D']);
	$registry = $bench->registry;
	$bench->provision();
	$contact = $bench->contactId();
	$same([$row(1, $contact, 0)], $registry->identifiers(7), "$driver: first store");

	// Second store: the row keeps its id, the former state becomes a copy that points to it.
	$old = date('Y-m-d H:i:s', time() - 3600 - (int) date('Z'));
	$registry->update('identifiers', ['created' => $old, 'modified' => $old], ['co_person_id' => 7]);
	$registry->configure(['obj_coperson' => true]);
	$bench->provisioner = $bench->another(['actor_identifier' => 'Shell user "root"']);
	$bench->provision();
	$both = "$contact/" . $bench->copersonId();
	$rows = $registry->identifiers(7);
	$sorted = [$row(1, $both, 1, actor: 'Shell user "root"'), $row(2, $contact, 0, 1)];
	$shaped = [];
	foreach ($rows as $r) {
		sfprov_same($old, substr($r['created'], 0, 19), "$driver: created of row {$r['id']}");
		sfprov_same($r['identifier_id'] !== null, substr($r['modified'], 0, 19) === $old, "$driver: modified of row {$r['id']}");
		$shaped[] = ['created' => gmdate('Y-m-d H:i:s'), 'modified' => gmdate('Y-m-d H:i:s')] + $r;
	}
	$same($sorted, $shaped, "$driver: second store");

	// The same ids again: nothing is written.
	$data = provision_person();
	$data['PrimaryName']['given'] = 'Z';
	$bench->provision($data);
	sfprov_same($rows, $registry->identifiers(7), "$driver: unchanged ids");

	// Deleted by policy: the row is marked, no copy is made.
	$bench->provision(null, 'PD');
	sfprov_same([[], []], [$simulator->records('Contact'), $simulator->records('CoPerson__c')], "$driver: deleted");
	$after = $registry->identifiers(7);
	sfprov_same([true, false], array_column($after, 'deleted'), "$driver: marked as deleted");
	sfprov_same([$both, $contact], array_column($after, 'identifier'), "$driver: keeps the ids");
	sfprov_same([null, null], [$registry->salesforceIds(7), $registry->personRow(7)], "$driver: no link is left");

	// Back again: a new row.
	$bench->provision();
	$bench->exactlyOne("$driver: back again");
	sfprov_same([false, true, false], [$registry->identifiers(7)[1]['deleted'], $registry->identifiers(7)[0]['deleted'], $registry->identifiers(7)[2]['deleted']], "$driver: rows");
	sfprov_same([0, null], [$registry->identifiers(7)[2]['revision'], $registry->identifiers(7)[2]['identifier_id']], "$driver: the new row");

	// Another target's row of the same person is none of ours.
	$registry->insert('co_provisioning_targets', ['id' => 2, 'co_id' => 2, 'status' => 'A', 'plugin' => 'SalesforceProvisioner', 'description' => 'second']);
	$registry->storeSalesforceIds(7, '003000000000009AAA', 2);
	$bench->provision();
	sfprov_same(['003000000000009AAA', true], [$registry->salesforceIds(7, 2), $bench->exactlyOne("$driver: with a second target")], "$driver: other target");

	// A row that the registry's own delete marked is no link.
	$registry->addPerson(8);
	$id = $registry->storeSalesforceIds(8, '003000000000008AAA');
	$registry->update('identifiers', ['deleted' => true], ['id' => $id]);
	$bench->calls();
	$bench->provision(provision_person(8));
	sfprov_same(['POST composite'], $bench->calls(), "$driver: soft-deleted link");
	unset($bench, $registry);
}
?>
===DONE===
--EXPECT--
===DONE===
