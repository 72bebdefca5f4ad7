--TEST--
Provisioning: a person whom the PHP plugin provisioned keeps the ids and gets all fields once
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver);
	[$contact] = $simulator->seed('Contact', [['LastName' => 'Old', 'Email' => 'old@example.org', 'Fax' => '+1 1', 'Suffix' => 'Jr.']]);
	[$coperson] = $simulator->seed('CoPerson__c', [['Contact__c' => $contact, 'Status__c' => 'Suspended']]);
	$bench->registry->storeSalesforceIds(7, "$contact/$coperson");
	$before = $bench->registry->identifiers(7);
	$bench->provision();
	sfprov_same(['POST composite'], $bench->calls(), "$driver: calls");
	$bench->exactlyOne($driver);
	$record = $bench->record();
	sfprov_same(["O'Brien", 'p7@example.org', 'Physics', '+1 1', 'Jr.'], array_map(fn ($f) => $record[$f], ['LastName', 'Email', 'Department', 'Fax', 'Suffix']), "$driver: fields");
	sfprov_same(['Application_ID__c' => 'uid7', 'Platform_ID__c' => 'E7', 'Status__c' => 'Active'], $bench->record('CoPerson__c'), "$driver: CoPerson__c");
	sfprov_same($before, $bench->registry->identifiers(7), "$driver: the Identifier is as it was");
	$bench->provision();
	sfprov_same([], $bench->calls(), "$driver: unchanged");

	// The PHP plugin worked on in between and linked another Contact: what is known of the former one says nothing.
	[$other] = $simulator->seed('Contact', [['LastName' => 'Other']]);
	$simulator->record('delete', 'Contact', $contact);
	$simulator->record('update', 'CoPerson__c', $coperson, ['values' => ['Contact__c' => $other]]);
	$bench->registry->update('identifiers', ['identifier' => "$other/$coperson"], ['co_person_id' => 7]);
	$bench->provision();
	$bench->exactlyOne("$driver: linked anew");
	sfprov_same("O'Brien", $bench->record()['LastName'], "$driver: all fields again");
	unset($bench);
}

// Only the Contact's id is stored, or ids of 15 characters; or a text that is no id.
$bench = new ProvisionBench($simulator);
[$contact] = $simulator->seed('Contact', [['LastName' => 'Old']]);
$bench->registry->storeSalesforceIds(7, substr($contact, 0, 15));
$bench->provision();
$bench->provision();
sfprov_same(1, count($simulator->records('Contact')), '15 characters: Contacts');
sfprov_same(1, count($simulator->records('CoPerson__c')), '15 characters: CoPerson__c');
sfprov_same('Dr.', $bench->record()['Salutation'], '15 characters: fields');
sfprov_matches('~^' . substr($contact, 0, 15) . '(\w{3})?/a0X\w{15}$~', $bench->registry->salesforceIds(7), '15 characters');
foreach (['somebody typed this', '', '/', 'x/y', "003Hs'; DROP TABLE cm_identifiers"] as $number => $text) {
	$person = $bench->registry->addPerson(100 + $number);
	$bench->registry->storeSalesforceIds($person, $text);
	$bench->provision(provision_person($person));
	sfprov_matches('~^003\w{15}/a0X\w{15}$~', $bench->registry->salesforceIds($person), "'$text'");
}
?>
===DONE===
--EXPECT--
===DONE===
