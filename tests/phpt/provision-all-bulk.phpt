--TEST--
Whole CO: past the threshold the records go through Bulk API 2.0, with the same outcome
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all-bulk.inc';

$simulator = sfprov_simulator();

/** What the org holds, by e-mail address or name: fields of the Contact, and of its CoPerson__c. */
$state = static function () use ($simulator): array {
	$copersons = array_column($simulator->records('CoPerson__c'), null, 'Contact__c');
	$state = [];
	foreach ($simulator->records('Contact') as $contact) {
		$fields = provision_fields($contact);
		$state[] = [$fields, isset($copersons[$contact['Id']]) ? provision_fields($copersons[$contact['Id']]) : null];
	}
	sort($state);
	return $state;
};
$kinds = static fn (): array => array_count_values(array_column($simulator->requests(), 'kind'));

foreach ([[], ['external_id_field' => 'Registry_ID__c'], ['obj_coperson' => false]] as $target) {
	$what = json_encode($target);
	// The ordinary way, to compare with.
	$bench = new ProvisionBench($simulator, 'sqlite', $target, ['rows' => 'captured', 'people' => []]);
	$plain = $bench->provisioner->provisionAll($bench->registry->target(), 2, ['bulk_threshold' => 0]);
	$wanted = $state();
	sfprov_true(count($wanted) > 100, "$what: " . count($wanted) . ' Contacts');

	$bench = new ProvisionBench($simulator, 'sqlite', $target, ['rows' => 'captured', 'people' => []]);
	$registry = $bench->registry;
	// Past the first batch, the rest goes in bulk.
	$result = $bench->provisioner->provisionAll($registry->target(), 2, ['bulk_threshold' => 1, 'batch_size' => 20]);
	sfprov_same([true, null], [$result['complete'], $result['stopped']], "$what: complete");
	foreach (['people', 'created', 'updated', 'unchanged', 'failed'] as $count) {
		sfprov_same($plain[$count], $result[$count], "$what: $count");
	}
	sfprov_same(array_column($plain['failures'], 'code', 'co_person_id'), array_column($result['failures'], 'code', 'co_person_id'), "$what: failures");
	sfprov_same($wanted, $state(), "$what: records");
	$made = $kinds();
	sfprov_same(($target['obj_coperson'] ?? true) ? 2 : 1, $made['bulk_create'] ?? 0, "$what: jobs " . json_encode($made));
	sfprov_same($made['bulk_create'], $made['bulk_upload'], "$what: uploads");
	sfprov_same([], $registry->rows('co_salesforce_provisioner_bulk_jobs'), "$what: no job is left");
	sfprov_same([], array_filter(array_column($registry->rows('co_salesforce_provisioner_people'), 'intent')), "$what: no announcement is left");
	bulk_linked($registry, $simulator, $what, $target['obj_coperson'] ?? true);

	// Nothing has changed: only those who failed before are tried again.
	$again = $bench->provisioner->provisionAll($registry->target(), 2, ['bulk_threshold' => 1, 'batch_size' => 20]);
	sfprov_same([0, 0, $plain['failed']], [$again['created'], $again['updated'], $again['failed']], "$what: unchanged");
	sfprov_same($wanted, $state(), "$what: unchanged records");

	// A change for everybody, and values that go away.
	foreach ($registry->rows('names') as $name) {
		if ($name['co_person_id'] !== null && $name['primary_name'] && $name['name_id'] === null && (string) $name['given'] !== '') {
			$registry->update('names', ['given' => $name['co_person_id'] % 3 === 0 ? null : 'Changed ' . $name['co_person_id']], ['id' => $name['id']]);
		}
	}
	$simulator->clearLog();
	$changed = $bench->provisioner->provisionAll($registry->target(), 2, ['bulk_threshold' => 1, 'batch_size' => 20]);
	sfprov_same(true, $changed['complete'], "$what: changed");
	sfprov_true($changed['updated'] > 100, "$what: {$changed['updated']} updated");
	sfprov_true(($kinds()['bulk_create'] ?? 0) >= 1, "$what: changed in bulk");
	$given = array_column($simulator->records('Contact'), 'FirstName');
	sfprov_true(count(preg_grep('/^Changed /', array_filter($given))) > 60, "$what: new names");
	sfprov_true(count(array_filter($given, static fn (?string $name): bool => $name === null)) > 20, "$what: cleared names");
	sfprov_same(0, $bench->provisioner->provisionAll($registry->target(), 2)['updated'], "$what: nothing is left");
}
?>
===DONE===
--EXPECT--
===DONE===
