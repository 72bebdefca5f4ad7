--TEST--
reconcile(): what is missing, changed, orphaned and duplicated, on every database, and nothing is written
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/reconcile.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = reconcile_bench($simulator, $driver, [7, 8, 9, 10, 11, 12]);
	$result = reconcile($bench);
	sfprov_same(['people' => 6, 'contacts' => 6, 'same' => 6], reconcile_counts($result), "$driver: all the same");
	sfprov_same([true, null, null, [], []], [$result['complete'], $result['stopped'], $result['message'], $result['differences'], $result['failures']], $driver);
	sfprov_same(3, count($bench->calls()), "$driver: a call for the Contacts, one for their CoPerson__c, one for those of nobody");

	[$seven, $sevenCo] = reconcile_ids($bench, 7);
	[$eight] = reconcile_ids($bench, 8);
	[$nine, $nineCo] = reconcile_ids($bench, 9);
	[$ten] = reconcile_ids($bench, 10);
	[$eleven, $elevenCo] = reconcile_ids($bench, 11);
	$simulator->record('update', 'Contact', $seven, ['values' => ['Title' => 'Nobody', 'Description' => 'theirs', 'FirstName' => ' Given7 ']]);
	$simulator->record('update', 'CoPerson__c', $sevenCo, ['values' => ['Status__c' => 'Odd']]);
	$simulator->record('delete', 'Contact', $eight);
	$simulator->record('delete', 'CoPerson__c', $nineCo);
	$simulator->record('purge', 'Contact', $ten);
	$surplus = reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $eleven]);
	$winner = reconcile_seed($simulator, 'Contact', ['LastName' => 'Winner', 'CreatedById' => '005000000000009AAA']);
	[$twelve] = reconcile_ids($bench, 12);
	$simulator->record('merge', 'Contact', $winner, ['loser' => $twelve]);
	reconcile_people($bench->registry, [13]);
	$before = [$simulator->records('Contact', true), $simulator->records('CoPerson__c', true), $bench->registry->rows('identifiers'), $bench->registry->rows('co_salesforce_provisioner_people')];

	$result = reconcile($bench);
	sfprov_same(['people' => 7, 'contacts' => 4, 'missing' => 4, 'changed' => 2, 'duplicated' => 1], reconcile_counts($result), "$driver: differences");
	sfprov_same(['changed 7 Title,CoPerson__c.Status__c', 'missing 8 Id', 'missing 9 CoPerson__c.Id', 'missing 10 Id', 'duplicated 11 CoPerson__c.Id', 'changed 12 Id', 'missing 13 Id'],
		reconcile_lines($result), $driver);
	sfprov_same(['registry' => 'Title 7', 'salesforce' => 'Nobody'], $result['differences'][0]['fields']['Title'], $driver);
	sfprov_same([[$seven], [$eight], [$twelve, $winner], []], array_map(fn (int $n): array => $result['differences'][$n]['contact_ids'], [0, 1, 5, 6]), $driver);
	sfprov_same(['registry' => $elevenCo, 'salesforce' => [$surplus]], $result['differences'][4]['fields']['CoPerson__c.Id'], $driver);
	sfprov_same(['registry' => null, 'salesforce' => null], $result['differences'][6]['fields']['Id'], $driver);
	sfprov_same($before, [$simulator->records('Contact', true), $simulator->records('CoPerson__c', true), $bench->registry->rows('identifiers'),
		$bench->registry->rows('co_salesforce_provisioner_people')], "$driver: nothing was written");
	$run = $bench->registry->rows('co_salesforce_provisioner_runs');
	sfprov_same(['reconcile', 'OK', 7], [end($run)['mode'], end($run)['status'], end($run)['total']], "$driver: history of runs");
	sfprov_same([4, 2, 0, 1], array_values(array_intersect_key(json_decode(end($run)['counts'], true), ['missing' => 0, 'changed' => 0, 'orphaned' => 0, 'duplicated' => 0])), $driver);
	sfprov_same(1, count(reconcile($bench, ['max_differences' => 1])['differences']), $driver);
	sfprov_lacks('Nobody', implode("\n", $bench->log), "$driver: values in the log");
	unset($bench);
}
?>
===DONE===
--EXPECT--
===DONE===
