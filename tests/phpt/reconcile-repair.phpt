--TEST--
reconcile() puts right what is missing and changed, and CoPerson__c that are too many; what is not asked for stays
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/reconcile.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = reconcile_bench($simulator, $driver, [7, 8, 9, 10, 11, 12, 14]);
	[$seven, $sevenCo] = reconcile_ids($bench, 7);
	[$eight, $eightCo] = reconcile_ids($bench, 8);
	[, $nineCo] = reconcile_ids($bench, 9);
	[$ten, $tenCo] = reconcile_ids($bench, 10);
	[$eleven, $elevenCo] = reconcile_ids($bench, 11);
	[$twelve] = reconcile_ids($bench, 12);
	[$fourteen, $fourteenCo] = reconcile_ids($bench, 14);
	$simulator->record('update', 'Contact', $seven, ['values' => ['Title' => 'Nobody', 'Description' => 'theirs']]);
	$simulator->record('update', 'CoPerson__c', $sevenCo, ['values' => ['Status__c' => 'Odd']]);
	$simulator->record('delete', 'Contact', $eight);
	$simulator->record('delete', 'CoPerson__c', $nineCo);
	$simulator->record('update', 'CoPerson__c', $tenCo, ['values' => ['Contact__c' => null]]);
	$surplus = reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $eleven]);
	$others = reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $eleven, 'CreatedById' => '005000000000009AAA']);
	$winner = reconcile_seed($simulator, 'Contact', ['LastName' => 'Winner', 'CreatedById' => '005000000000009AAA']);
	$simulator->record('merge', 'Contact', $winner, ['loser' => $twelve]);
	$simulator->record('delete', 'CoPerson__c', $fourteenCo);
	$lost = reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $fourteen, 'Status__c' => 'Odd']);
	reconcile_people($bench->registry, [13]);

	$result = reconcile($bench, ['repair' => ['missing']]);
	sfprov_same(['people' => 8, 'contacts' => 6, 'missing' => 3, 'changed' => 4, 'duplicated' => 1, 'repaired' => 3], reconcile_counts($result), "$driver: the missing");
	sfprov_same('changed 14 CoPerson__c.Id', reconcile_lines($result)[7], "$driver: one of nobody's is taken");
	$result = reconcile($bench, ['repair' => ['changed']]);
	sfprov_same(['people' => 8, 'contacts' => 8, 'same' => 3, 'changed' => 4, 'duplicated' => 1, 'repaired' => 4], reconcile_counts($result), "$driver: the changed");
	$title = array_values(array_filter($simulator->records('Contact'), fn (array $r): bool => $r['Id'] === $seven))[0];
	sfprov_same(['Title 7', 'theirs'], [$title['Title'], $title['Description']], $driver);
	sfprov_same("$winner", reconcile_ids($bench, 12)[0], "$driver: the merge is followed");
	sfprov_same("$fourteen/$lost", $bench->registry->salesforceIds(14), "$driver: taken");
	$result = reconcile($bench, ['repair' => ['duplicated']]);
	sfprov_same(['people' => 8, 'contacts' => 8, 'same' => 7, 'duplicated' => 1, 'repaired' => 1], reconcile_counts($result), "$driver: too many");
	$left = array_column(array_filter($simulator->records('CoPerson__c'), fn (array $r): bool => $r['Contact__c'] === $eleven), 'Id');
	sort($left);
	$wanted = [$elevenCo, $others];
	sort($wanted);
	sfprov_same($wanted, $left, "$driver: others' stay");
	$simulator->record('delete', 'CoPerson__c', $others);
	$result = reconcile($bench, ['repair' => true]);
	sfprov_same(['people' => 8, 'contacts' => 8, 'same' => 8], reconcile_counts($result), "$driver: all right");
	sfprov_same([8, 8], [count($simulator->records('Contact')), count($simulator->records('CoPerson__c'))], $driver);
	$result = $bench->provisioner->provisionAll($bench->registry->target(), 2);
	sfprov_same(8, $result['unchanged'], "$driver: nothing is left to send");
	unset($bench);
}

// What was cleared in the registry, and what Salesforce refuses.
$bench = reconcile_bench($simulator, 'sqlite', [7, 8]);
$bench->registry->update('co_person_roles', ['title' => null], ['co_person_id' => 7]);
$bench->registry->update('names', ['family' => str_repeat('x', 90)], ['co_person_id' => 8]);
$result = reconcile($bench, ['repair' => true]);
sfprov_same(['people' => 2, 'contacts' => 2, 'changed' => 2, 'repaired' => 1, 'failed' => 1], reconcile_counts($result));
sfprov_same(['registry' => null, 'salesforce' => 'Title 7'], $result['differences'][0]['fields']['Title']);
sfprov_same([8, 'STRING_TOO_LONG', ['LastName'], false], [$result['failures'][0]['co_person_id'], $result['failures'][0]['code'], $result['failures'][0]['fields'], $result['failures'][0]['retryable']]);
$bench->registry->configure(['clear_removed' => false]);
$bench->registry->update('co_person_roles', ['ou' => null], ['co_person_id' => 7]);
sfprov_same(['changed 8 LastName'], reconcile_lines(reconcile($bench)), 'what is not to be cleared does not count');
?>
===DONE===
--EXPECT--
===DONE===
