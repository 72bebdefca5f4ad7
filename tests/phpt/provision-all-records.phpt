--TEST--
provisionAll(): every mixture of answers about single records; only what passes is sent again, in order, and nobody is lost
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all.inc';

/** The last names in each request that sent Contacts. */
function names(array $sent): array
{
	$lists = [];
	foreach ($sent as $request) {
		$names = [];
		foreach ($request['body']['records'] ?? [] as $record) {
			if ($record['attributes']['type'] === 'Contact') {
				$names[] = (int) substr($record['LastName'] ?? $record['Email'] ?? '', 6);
			}
		}
		if ($names) {
			$lists[] = $names;
		}
	}
	return $lists;
}

$simulator = sfprov_simulator();
$ids = range(101, 160);
// By last digit: 1 locked once, 2 locked for good, 3 refused by a rule, 4 too long, 5 a CoPerson__c that is locked once, 6 one that is refused.
$faults = [
	['field' => 'LastName', 'value' => '^Family1[0-9]1$', 'code' => 'UNABLE_TO_LOCK_ROW', 'times' => 6],
	['field' => 'LastName', 'value' => '^Family1[0-9]2$', 'code' => 'UNABLE_TO_LOCK_ROW'],
	['field' => 'LastName', 'value' => '^Family1[0-9]3$', 'code' => 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'message' => 'No threes', 'fields' => ['LastName']],
	['field' => 'LastName', 'value' => '^Family1[0-9]4$', 'code' => 'STRING_TOO_LONG', 'message' => 'Last Name: data value too large: x (max length=3)', 'fields' => ['LastName']],
	['object' => 'CoPerson__c', 'field' => 'Application_ID__c', 'value' => '^uid1[0-9]5$', 'code' => 'UNABLE_TO_LOCK_ROW', 'times' => 6],
	['object' => 'CoPerson__c', 'field' => 'Application_ID__c', 'value' => '^uid1[0-9]6$', 'code' => 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'message' => 'No sixes', 'fields' => ['Application_ID__c']],
];
$bad = array_values(array_filter($ids, static fn (int $id): bool => in_array($id % 10, [2, 3, 4, 6], true)));
foreach (sfprov_drivers() as $driver) {
	foreach ([null, 'Registry_ID__c'] as $external) {
		$what = "$driver, " . ($external ?? 'create');
		$bench = whole_bench($simulator, $driver, $ids, ['external_id_field' => $external], ['config' => ['record_faults' => $faults]]);
		$result = whole_run($bench, ['history' => true]);
		sfprov_same([true, ['people' => 60, 'created' => 36, 'failed' => 24]], [$result['complete'], whole_counts($result)], "$what: counts");
		$failures = array_column($result['failures'], null, 'co_person_id');
		ksort($failures);
		sfprov_same($bad, array_keys($failures), "$what: who failed");
		foreach ($failures as $id => $failure) {
			$expected = [2 => ['UNABLE_TO_LOCK_ROW', [], true], 3 => ['FIELD_CUSTOM_VALIDATION_EXCEPTION', ['LastName'], false], 4 => ['STRING_TOO_LONG', ['LastName'], false],
				6 => ['FIELD_CUSTOM_VALIDATION_EXCEPTION', ['Application_ID__c'], false]][$id % 10];
			sfprov_same($expected, [$failure['code'], $failure['fields'], $failure['retryable']], "$what: failure of $id");
			$row = $bench->registry->personRow($id);
			sfprov_same([$failure['code'], $failure['message'], null], [$row['error_code'], $row['error_message'], $row['intent']], "$what: row of $id");
		}
		$lists = names($bench->sent());
		sfprov_same($ids, $lists[0] ?? [], "$what: first call");
		foreach (array_slice($lists, 1) as $list) {
			sfprov_same([], array_values(array_filter($list, static fn (int $id): bool => !in_array($id % 10, [1, 2], true))), "$what: sent again");
			$sorted = $list;
			sort($sorted);
			sfprov_same($sorted, $list, "$what: in order");
		}
		sfprov_same(42, count($simulator->records('Contact')), "$what: Contacts");
		sfprov_same(36, count($simulator->records('CoPerson__c')), "$what: CoPerson__c");
		// The history tells of those alone who came through.
		$good = array_values(array_diff($ids, $bad));
		sfprov_same($good, array_column($bench->registry->rows('co_provisioning_exports'), 'co_person_id'), "$what: exports");

		// Once the reasons are gone, the next run makes up for all of it, those who failed alone.
		$simulator->config(['record_faults' => []]);
		$bench->registry->pdo->exec("UPDATE {$bench->registry->table('co_salesforce_provisioner_runs')} SET started_time = started_time + 7200");
		$next = whole_run($bench, ['mode' => 'changed']);
		sfprov_same(['people' => 24, 'created' => 18, 'updated' => 6], whole_counts($next), "$what: next run");
		whole_check($bench, $ids, "$what: end");
	}

	// Updates: some are gone, some locked, some refused.
	$bench = whole_bench($simulator, $driver, $ids);
	whole_run($bench);
	foreach ($bench->registry->rows('identifiers', ['type' => 'provisioningtarget']) as $row) {
		[$contact, $coperson] = explode('/', $row['identifier']);
		match ($row['co_person_id'] % 10) {
			7 => $simulator->record('delete', 'Contact', $contact),
			8 => $simulator->record('delete', 'CoPerson__c', $coperson),
			9 => $simulator->record('merge', 'Contact', $simulator->seed('Contact', [['LastName' => 'Other']])[0], ['loser' => $contact]),
			default => null,
		};
	}
	$simulator->config(['record_faults' => array_map(static fn (array $fault): array => ['op' => 'update'] + $fault, $faults)]);
	$bench->registry->pdo->exec('UPDATE ' . $bench->registry->table('co_person_roles') . " SET title = 'New'");
	$bench->registry->pdo->exec('UPDATE ' . $bench->registry->table('identifiers') . " SET identifier = 'New' WHERE type = 'employeeno'");
	$simulator->clearLog();
	$result = whole_run($bench);
	sfprov_same(['people' => 60, 'created' => 6, 'updated' => 30, 'failed' => 24], whole_counts($result), "$driver, update: counts");
	// Twelve Contacts are gone, and one query tells of all what became of them; a second one whether what they were merged into is there.
	$queries = array_filter(array_map('urldecode', array_column($simulator->requests(), 'target')), static fn (string $target): bool => str_contains($target, 'MasterRecordId'));
	sfprov_same(2, count($queries), "$driver, update: queries " . json_encode(array_values($queries)));
	$simulator->config(['record_faults' => []]);
	sfprov_same(['people' => 60, 'updated' => 24, 'unchanged' => 36], whole_counts(whole_run($bench)), "$driver, update: next run");
	whole_check($bench, $ids, "$driver, update: end");
}
?>
===DONE===
--EXPECT--
===DONE===
