--TEST--
Provisioning: with an external id field creates are upserts
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, ['external_id_field' => 'Registry_ID__c']);
	$bench->registry->addPerson(8);
	$bench->provision();
	sfprov_same(['/sobjects/Contact/Registry_ID__c/7', '/sobjects/CoPerson__c'], array_column($sent = $bench->sent(), 'path'), "$driver: new");
	sfprov_same(false, array_key_exists('Registry_ID__c', $sent[0]['body']), "$driver: the key is no field of the body");
	$bench->exactlyOne($driver);
	sfprov_same('7', $bench->record()['Registry_ID__c'], "$driver: the CO Person's number");
	$bench->provision();
	sfprov_same([], $bench->calls(), "$driver: unchanged");
	$data = provision_person();
	$data['PrimaryName']['given'] = 'Z';
	$bench->provision($data);
	sfprov_same([['method' => 'PATCH', 'path' => '/sobjects/Contact/' . $bench->contactId(), 'body' => ['FirstName' => 'Z']]], $bench->sent(), "$driver: updated by id");

	// A record that is there already is adopted.
	[$there] = $simulator->seed('Contact', [['LastName' => 'There', 'Registry_ID__c' => '8', 'Fax' => '+1 1']]);
	$bench->provision(provision_person(8));
	sfprov_same($there, explode('/', $bench->registry->salesforceIds(8))[0], "$driver: adopted");
	$record = array_column($simulator->records('Contact'), null, 'Id')[$there];
	sfprov_same(["O'Brien", '+1 1'], [$record['LastName'], $record['Fax']], "$driver: fields of the adopted");
	sfprov_same(2, count($simulator->records('Contact')), "$driver: Contacts");

	// One that another person has is refused.
	$bench->registry->configure(['external_id_type' => 'employeeno']);
	$bench->registry->addPerson(9);
	$simulator->record('update', 'Contact', $there, ['values' => ['Registry_ID__c' => 'E9']]);
	$bench->registry->delete('co_salesforce_provisioner_people', ['co_person_id' => 8]);
	$thrown = sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(provision_person(9)), "/$there.*CO Person 8.*CO Person 9/");
	sfprov_same(null, $bench->registry->salesforceIds(9), "$driver: not linked");
	sfprov_same(2, count($simulator->records('Contact')), "$driver: nothing was made");
	unset($bench);
}

// The value of an identifier type, percent-encoded where needed.
$bench = new ProvisionBench($simulator, 'sqlite', ['external_id_field' => 'Registry_ID__c', 'external_id_type' => 'eppn', 'obj_coperson' => false]);
$values = ['plain', 'a b', 'a/b', 'a?b=c&d', '100%', 'a#b', 'a+b', "o'b\"q", 'zoë@example.org', '東京', 'a\\b', '0', '@{contact.id}'];
foreach ($values as $number => $value) {
	$person = $bench->registry->addPerson(100 + $number);
	$data = provision_person($person);
	$data['Identifier'][] = ['identifier' => $value, 'type' => 'eppn', 'status' => 'A'];
	$bench->provision($data);
	$id = $bench->registry->salesforceIds($person);
	sfprov_same($value, array_column($simulator->records('Contact'), 'Registry_ID__c', 'Id')[$id] ?? null, "'$value'");
	$bench->calls();
	$bench->provision($data);
	sfprov_same([], $bench->calls(), "'$value': unchanged");
}
$bench->registry->configure(['obj_coperson' => true]);
$person = $bench->registry->addPerson(200);
$data = provision_person($person);
$data['Identifier'][] = ['identifier' => '50% / ü', 'type' => 'eppn', 'status' => 'A'];
$bench->provision($data);
$id = explode('/', $bench->registry->salesforceIds($person))[0];
sfprov_same('50% / ü', array_column($simulator->records('Contact'), 'Registry_ID__c', 'Id')[$id], 'within a composite request');

foreach (['..', 'file.inc'] as $value) {
	$data = provision_person();
	$data['Identifier'][] = ['identifier' => $value, 'type' => 'eppn', 'status' => 'A'];
	sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision($data), '/Registry_ID__c cannot be used/');
}
// Without the identifier there is no Contact, and the message says what is missing.
$bench->calls();
$thrown = sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(), '/CO Person 7 .*"eppn".*Registry_ID__c.*assign/');
sfprov_same([['Registry_ID__c'], [], null], [$thrown?->getFields(), $bench->calls(), $bench->registry->salesforceIds(7)], 'without the identifier');
sfprov_matches('/eppn/', (string) $bench->registry->personRow(7)['error_message'], 'our row');
$data = provision_person();
$data['Identifier'][] = ['identifier' => 'suspended', 'type' => 'eppn', 'status' => 'S'];
sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision($data), '/eppn/');

// A Contact that is linked already gets the external id by an update; losing the identifier does not lose the Contact.
[$contact] = $simulator->seed('Contact', [['LastName' => 'Old']]);
$bench->registry->storeSalesforceIds(7, $contact);
$data = provision_person();
$data['Identifier'][] = ['identifier' => 'ann@example.org', 'type' => 'eppn', 'status' => 'A'];
$bench->provision($data);
sfprov_same(["PATCH /sobjects/Contact/$contact", 'POST /sobjects/CoPerson__c'], array_map(fn ($r) => "$r[method] $r[path]", $sent = $bench->sent()), 'linked: requests');
sfprov_same('ann@example.org', $sent[0]['body']['Registry_ID__c'], 'linked: external id');
$bench->provision();
sfprov_same([], $bench->calls(), 'the identifier is gone, the link stays');

// The Contact is deleted: found by nothing, made anew with the key.
$simulator->record('delete', 'Contact', $contact);
$data['PrimaryName']['given'] = 'Again';
$bench->provision($data);
$ids = explode('/', $bench->registry->salesforceIds(7));
$records = array_column($simulator->records('Contact'), null, 'Id');
sfprov_same(['Again', 'ann@example.org'], [$records[$ids[0]]['FirstName'] ?? null, $records[$ids[0]]['Registry_ID__c'] ?? null], 'made anew');

// The external id is not unique in Salesforce: nothing is guessed.
$simulator->config(['unique' => []]);
$person = $bench->registry->addPerson(300);
$simulator->fault('status_300', ['match' => ['endpoint' => 'upsert']]);
$bench->registry->configure(['obj_coperson' => false]);
$data = provision_person($person);
$data['Identifier'][] = ['identifier' => 'twice', 'type' => 'eppn', 'status' => 'A'];
$thrown = sfprov_throws(Sfprov\InvalidArgumentException::class, fn () => $bench->provision($data), '/several records have this external id/');
sfprov_same([300, null], [$thrown?->getHttpStatus(), $bench->registry->salesforceIds($person)], 'not unique');
?>
===DONE===
--EXPECT--
===DONE===
