--TEST--
Ids of 15 characters, as somebody may have entered them by hand: whose a Contact is, alone, in sets, and in a comparison
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/reconcile.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, ['external_id_field' => 'Registry_ID__c', 'external_id_type' => 'employeeno', 'deprovision_policy' => 'D'], ['people' => []]);
	reconcile_people($bench->registry, [7, 8]);
	$contact = reconcile_seed($simulator, 'Contact', ['LastName' => 'Family8', 'Registry_ID__c' => 'E7']);
	$coperson = reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $contact]);
	foreach (['row', 'Identifier'] as $where) {
		$bench->registry->delete('co_salesforce_provisioner_people', []);
		$bench->registry->delete('identifiers', ['type' => 'provisioningtarget']);
		if ($where === 'row') {
			$bench->registry->insert('co_salesforce_provisioner_people', ['co_provisioning_target_id' => 1, 'co_person_id' => 8, 'revision' => 1, 'contact_id' => substr($contact, 0, 15)]);
		} else {
			$bench->registry->storeSalesforceIds(8, substr($contact, 0, 15) . '/' . substr($coperson, 0, 15), 1);
		}
		$simulator->record('update', 'Contact', $contact, ['values' => ['Registry_ID__c' => 'E7']]);
		$person = Sfprov\Test\people($bench->registry->connect(), 2, 1, [7])[7];
		sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision($person['data'], $person['op']), '/already linked to CO Person 8/');
		$result = $bench->provisioner->provisionAll($bench->registry->target(), 2);
		sfprov_same([1, 7], [$result['failed'], $result['failures'][0]['co_person_id'] ?? null], "$driver, $where: in a set");
		sfprov_matches('/already linked to CO Person 8/', $result['failures'][0]['message'] ?? '', "$driver, $where: in a set");
	}
	sfprov_same(1, count($simulator->records('Contact')), "$driver: Contacts");

	// The CoPerson__c that the Identifier alone names is somebody's, whatever Contact it hangs on.
	$bench->registry->delete('co_salesforce_provisioner_people', []);
	$bench->registry->storeSalesforceIds(8, substr($contact, 0, 15) . '/' . $coperson, 1);
	$lost = reconcile_seed($simulator, 'Contact', ['LastName' => 'Lost']);
	$simulator->record('update', 'CoPerson__c', $coperson, ['values' => ['Contact__c' => $lost]]);
	$result = reconcile($bench, ['repair' => ['orphaned', 'duplicated']]);
	sfprov_same(0, $result['orphaned'], "$driver: half broken, not orphaned");
	sfprov_true(in_array($coperson, array_column($simulator->records('CoPerson__c'), 'Id'), true), "$driver: it is there");
	$simulator->reset();
}
?>
===DONE===
--EXPECT--
===DONE===
