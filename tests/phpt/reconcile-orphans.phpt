--TEST--
reconcile(): Contacts that are nobody's, by CoPerson__c and by external id, and what becomes of them; two COs in one org
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/reconcile.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = reconcile_bench($simulator, $driver, [7, 8]);
	$orphan = reconcile_seed($simulator, 'Contact', ['LastName' => 'Orphan']);
	$orphanCo = reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $orphan]);
	$plain = reconcile_seed($simulator, 'Contact', ['LastName' => 'Made by the same user for something else']);
	$foreign = reconcile_seed($simulator, 'Contact', ['LastName' => 'Foreign', 'CreatedById' => '005000000000009AAA']);
	reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $foreign]);
	$young = $simulator->seed('Contact', [['LastName' => 'Young']])[0];
	$simulator->seed('CoPerson__c', [['Contact__c' => $young]]);
	$twin = reconcile_seed($simulator, 'Contact', ['LastName' => 'FAMILY7', 'FirstName' => 'Given7', 'Email' => 'P7@example.org']);
	reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $twin]);
	// Another CO of the registry in the same org, one of whose people is linked by our own row alone.
	$bench->registry->insert('cos', ['id' => 3, 'name' => 'Other', 'status' => 'A']);
	$bench->registry->insert('co_provisioning_targets', ['id' => 5, 'co_id' => 3, 'plugin' => 'SalesforceProvisioner', 'description' => 'other', 'status' => 'M']);
	foreach ([20, 21] as $person) {
		$bench->registry->addPerson($person, 'A', 3);
		$contact = reconcile_seed($simulator, 'Contact', ['LastName' => "Other$person"]);
		$coperson = reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $contact]);
		$person === 20 ? $bench->registry->storeSalesforceIds(20, "$contact/$coperson", 5)
			: $bench->registry->insert('co_salesforce_provisioner_people', ['co_provisioning_target_id' => 5, 'co_person_id' => 21, 'contact_id' => $contact, 'revision' => 1]);
	}

	foreach (['N', 'F', 'D'] as $policy) {
		$bench->registry->configure(['deprovision_policy' => $policy, 'deprovision_field' => 'Description', 'deprovision_value' => 'Left']);
		$result = reconcile($bench, ['repair' => ['orphaned']]);
		sfprov_same(['people' => 2, 'contacts' => 4, 'same' => 2, 'orphaned' => 1, 'duplicated' => 1] + ($policy === 'N' ? [] : ['repaired' => 1]), reconcile_counts($result), "$driver $policy");
		$found = array_column($result['differences'], null, 'kind');
		sfprov_same([null, [$orphan]], [$found['orphaned']['co_person_id'], $found['orphaned']['contact_ids']], "$driver $policy");
		sfprov_same([7, [reconcile_ids($bench, 7)[0], $twin]], [$found['duplicated']['co_person_id'], $found['duplicated']['contact_ids']], "$driver $policy");
		if ($policy === 'F') {
			sfprov_same(['people' => 2, 'contacts' => 3, 'same' => 2, 'duplicated' => 1], reconcile_counts(reconcile($bench)), "$driver: as deprovisioning leaves them");
		}
		$records = array_column($simulator->records('Contact'), null, 'Id');
		sfprov_same($policy !== 'D', isset($records[$orphan]), "$driver $policy");
		sfprov_same($policy === 'F' ? 'Left' : null, $records[$orphan]['Description'] ?? null, "$driver $policy");
		sfprov_same(8, count($records) - (int) isset($records[$orphan]), "$driver $policy: all others are there");
	}
	sfprov_same([], array_filter($simulator->records('CoPerson__c'), fn (array $r): bool => $r['Id'] === $orphanCo), "$driver: its CoPerson__c went with it");
	unset($bench);
}

// By the external id.
$bench = reconcile_bench($simulator, 'sqlite', [7, 8], ['external_id_field' => 'Registry_ID__c', 'external_id_type' => 'employeeno', 'obj_coperson' => false, 'deprovision_policy' => 'D']);
$gone = reconcile_seed($simulator, 'Contact', ['LastName' => 'Gone', 'Registry_ID__c' => 'E99']);
$hers = reconcile_seed($simulator, 'Contact', ['LastName' => 'Hers', 'Registry_ID__c' => 'e30']);
$bench->registry->insert('cos', ['id' => 3, 'name' => 'Other', 'status' => 'A']);
$bench->registry->insert('co_provisioning_targets', ['id' => 5, 'co_id' => 3, 'plugin' => 'SalesforceProvisioner', 'description' => 'other', 'status' => 'M']);
reconcile_people($bench->registry, [30], 3);
$unlinked = reconcile_ids($bench, 8)[0];
$bench->registry->delete('identifiers', ['co_person_id' => 8, 'type' => 'provisioningtarget']);
$bench->registry->delete('co_salesforce_provisioner_people', ['co_person_id' => 8]);
$simulator->record('update', 'Contact', reconcile_ids($bench, 7)[0], ['values' => ['Registry_ID__c' => 'E0']]);
$result = reconcile($bench, ['repair' => true]);
sfprov_same(['changed 7 Registry_ID__c', 'missing 8 Id', 'orphaned -'], reconcile_lines($result));
sfprov_same(3, $result['repaired']);
sfprov_same($unlinked, $bench->registry->salesforceIds(8), 'found by its key');
sfprov_same(['Gone' => 0, 'Hers' => 1], ['Gone' => count(array_filter($simulator->records('Contact'), fn (array $r): bool => $r['Id'] === $gone)),
	'Hers' => count(array_filter($simulator->records('Contact'), fn (array $r): bool => $r['Id'] === $hers))]);

// A create whose end is not known may have made any of the younger ones.
reconcile_seed($simulator, 'Contact', ['LastName' => 'Lost', 'Registry_ID__c' => 'E98']);
$bench->registry->addPerson(40, 'A', 3);
$bench->registry->insert('co_salesforce_provisioner_people', ['co_provisioning_target_id' => 5, 'co_person_id' => 40, 'revision' => 1, 'intent' => '1500000000.x@y:1', 'intent_time' => 1500000000]);
$result = reconcile($bench);
sfprov_same(['people' => 2, 'contacts' => 2, 'same' => 2], reconcile_counts($result));
sfprov_matches('/made after 2017-07-14 02:30:00 UTC were not looked at.*CO Person 40:/', (string) $result['message']);
sfprov_same(true, $result['complete']);
// Nobody looks for what was made for somebody who is not there any more.
$bench->registry->delete('co_people', ['id' => 40]);
$result = reconcile($bench);
sfprov_same([['people' => 2, 'contacts' => 3, 'same' => 2, 'orphaned' => 1], null], [reconcile_counts($result), $result['message']]);

// Two people with one Contact.
$bench->registry->delete('co_salesforce_provisioner_people', ['co_person_id' => 40]);
[$seven] = reconcile_ids($bench, 7);
$bench->registry->update('identifiers', ['identifier' => $seven], ['co_person_id' => 8, 'type' => 'provisioningtarget']);
$result = reconcile($bench, ['repair' => ['duplicated']]);
sfprov_same(2, count(array_filter($result['differences'], fn (array $d): bool => $d['kind'] === 'duplicated' && $d['contact_ids'] === [$seven])));
sfprov_same(0, $result['repaired'], 'which is right is not for us to say');
?>
===DONE===
--EXPECT--
===DONE===
