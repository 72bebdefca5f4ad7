--TEST--
reconcile(): fields of the field mapping by their types, data filters, and an org in which a field is not there
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/reconcile.inc';

$simulator = sfprov_simulator();
$mapping = [['object' => 'Contact', 'field' => 'Member__c', 'source' => 'text:yes', 'type' => 'boolean'], ['object' => 'Contact', 'field' => 'Left__c', 'source' => 'text:no', 'type' => 'boolean'],
	['object' => 'Contact', 'field' => 'Number__c', 'source' => 'CoPerson.id', 'type' => 'number'], ['object' => 'Contact', 'field' => 'Share__c', 'source' => 'text:1.50', 'type' => 'number'],
	['object' => 'Contact', 'field' => 'Since__c', 'source' => 'text:2026-01-31 12:00:00', 'type' => 'datetime'], ['object' => 'CoPerson__c', 'field' => 'Day__c', 'source' => 'text:2026-01-31', 'type' => 'date']];
$config = ['add_fields' => ['Contact' => ['Member__c' => ['boolean', 0, 'CUD'], 'Left__c' => ['boolean', 0, 'CUD'], 'Number__c' => ['double', 0, 'CUN'], 'Share__c' => ['double', 0, 'CUN'],
	'Since__c' => ['datetime', 0, 'CUN']], 'CoPerson__c' => ['Day__c' => ['date', 0, 'CUN']]]];
$bench = reconcile_bench($simulator, 'sqlite', [7, 8], ['field_mapping' => json_encode($mapping)], ['config' => $config]);
sfprov_same(['people' => 2, 'contacts' => 2, 'same' => 2], reconcile_counts(reconcile($bench)), 'as they were sent');
[$seven, $sevenCo] = reconcile_ids($bench, 7);
$simulator->record('update', 'Contact', $seven, ['values' => ['Member__c' => false, 'Left__c' => true, 'Number__c' => 7.5, 'Share__c' => 1.5, 'Since__c' => '2026-01-31T12:00:01Z', 'Email' => 'P7@EXAMPLE.ORG']]);
$simulator->record('update', 'CoPerson__c', $sevenCo, ['values' => ['Day__c' => '2026-02-01']]);
$result = reconcile($bench, ['repair' => true]);
sfprov_same(['changed 7 Member__c,Left__c,Number__c,Since__c,CoPerson__c.Day__c'], reconcile_lines($result));
sfprov_same([['registry' => true, 'salesforce' => false], ['registry' => 7, 'salesforce' => 7.5]], [$result['differences'][0]['fields']['Member__c'], $result['differences'][0]['fields']['Number__c']]);
sfprov_same([1, 2], [$result['repaired'], reconcile($bench)['same']]);

// The framework's own data where the target has data filters.
$filter = $bench->registry->insert('data_filters', ['co_id' => 2, 'plugin' => 'Filter', 'status' => 'A', 'context' => 'PT', 'revision' => 0, 'deleted' => false]);
$bench->registry->insert('co_provisioning_target_filters', ['co_provisioning_target_id' => 1, 'data_filter_id' => $filter, 'ordr' => 1, 'revision' => 0, 'deleted' => false]);
sfprov_throws(Sfprov\ConfigurationException::class, fn () => reconcile($bench), '/data filters.*person_data/');
$result = reconcile($bench, ['person_data' => fn (int $person): ?array => $person === 7 ? ['PR', provision_person(7)] : null]);
sfprov_same(['people' => 2, 'contacts' => 1, 'changed' => 1], reconcile_counts($result));
sfprov_same(['registry' => 'Zoë', 'salesforce' => 'Given7'], $result['differences'][0]['fields']['FirstName']);

// Nothing can be read.
$simulator->config(['remove_fields' => ['Contact' => ['Number__c']]]);
$thrown = sfprov_throws(Sfprov\Exception::class, fn () => reconcile($bench, ['person_data' => fn (int $person): ?array => ['PR', provision_person($person)]]));
sfprov_lacks('Zoë', (string) $thrown?->getMessage());
$runs = $bench->registry->rows('co_salesforce_provisioner_runs', ['mode' => 'reconcile']);
sfprov_same(4, count($runs), 'what could not be done is no run');
?>
===DONE===
--EXPECT--
===DONE===
