--TEST--
Provisioning: records that somebody deleted or merged in Salesforce are made anew or followed
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
$changed = provision_person(7, ['PrimaryName' => ['given' => 'Z', 'family' => "O'Brien"]]);
$changed['CoPerson']['status'] = 'GP';
foreach (sfprov_drivers() as $driver) {
	// In the recycle bin, or out of it.
	foreach (['delete', 'purge'] as $how) {
		$bench = new ProvisionBench($simulator, $driver);
		$bench->provision();
		$before = [$bench->contactId(), $bench->copersonId()];
		if ($how === 'purge') {
			$simulator->record('update', 'CoPerson__c', $before[1], ['values' => ['Contact__c' => null]]);
		}
		$simulator->record($how, 'Contact', $before[0]);
		$bench->calls();
		sfprov_same(true, $bench->attempt($changed), "$driver, Contact, $how");
		sfprov_same(['POST composite', 'GET queryAll', 'POST composite'], $bench->calls(), "$driver, Contact, $how: calls");
		$bench->exactlyOne("$driver, Contact, $how");
		sfprov_same([true, $before[1]], [$bench->contactId() !== $before[0], $bench->copersonId()], "$driver, Contact, $how: the CoPerson__c stays");
		sfprov_same(['Z', 'p7@example.org', 'Physics'], array_map(fn ($f) => $bench->record()[$f], ['FirstName', 'Email', 'Department']), "$driver, Contact, $how: all fields");
		sfprov_same('Grace Period', $bench->record('CoPerson__c')['Status__c'], "$driver, Contact, $how: CoPerson__c");
		sfprov_same([1, 0], array_column($bench->registry->identifiers(7), 'revision'), "$driver, Contact, $how: changelog");
		sfprov_true(count($bench->logged("/^warning: .*$before[0]/")) > 0, "$driver, Contact, $how: logged");
		unset($bench);
	}
	// The CoPerson__c, and both.
	$bench = new ProvisionBench($simulator, $driver);
	$bench->provision();
	$contact = $bench->contactId();
	$simulator->record('delete', 'CoPerson__c', $bench->copersonId());
	$bench->calls();
	sfprov_same(true, $bench->attempt($changed), "$driver, CoPerson__c");
	sfprov_same(['POST composite', 'POST composite'], $bench->calls(), "$driver, CoPerson__c: calls");
	$bench->exactlyOne("$driver, CoPerson__c");
	sfprov_same($contact, $bench->contactId(), "$driver, CoPerson__c: the Contact stays");
	sfprov_same(['Application_ID__c' => 'uid7', 'Platform_ID__c' => 'E7', 'Status__c' => 'Grace Period'], $bench->record('CoPerson__c'), "$driver, CoPerson__c: all fields");
	$simulator->record('delete', 'CoPerson__c', $bench->copersonId());
	$simulator->record('delete', 'Contact', $bench->contactId());
	$bench->calls();
	sfprov_same(true, $bench->attempt(), "$driver, both");
	sfprov_same(3, count($bench->calls()), "$driver, both: calls");
	$bench->exactlyOne("$driver, both");
	unset($bench);
}

// Merged: the survivor is followed, also through two merges, and what we sent to the loser counts for nothing.
$bench = new ProvisionBench($simulator);
$bench->provision();
$lost = $bench->contactId();
[$first, $second] = $simulator->seed('Contact', [['LastName' => 'First', 'Fax' => '+1 1'], ['LastName' => 'Second', 'Fax' => '+1 2']]);
$simulator->record('merge', 'Contact', $first, ['loser' => $lost]);
$simulator->record('merge', 'Contact', $second, ['loser' => $first]);
$bench->calls();
sfprov_same(true, $bench->attempt($changed), 'merged');
sfprov_same(['POST composite', 'GET queryAll', 'GET queryAll', 'GET queryAll'], array_slice($bench->calls(), 0, 4), 'merged: calls');
$bench->exactlyOne('merged');
sfprov_same([$second, '+1 2', 'Z', 'p7@example.org'], [$bench->contactId(), ...array_map(fn ($f) => $bench->record()[$f], ['Fax', 'FirstName', 'Email'])], 'merged: survivor');
// Into the Contact of another person: refused, and nothing changes.
$bench->registry->addPerson(8);
$bench->provision(provision_person(8));
$theirs = explode('/', $bench->registry->salesforceIds(8))[0];
$ids = $bench->registry->salesforceIds(7);
$simulator->record('merge', 'Contact', $theirs, ['loser' => $second]);
sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(), "/$theirs is already linked to CO Person 8.*CO Person 7/");
sfprov_same([$ids, 'p8@example.org'], [$bench->registry->salesforceIds(7), $bench->record()['Email']], 'merged into another person');
// Merged, and the survivor deleted: made anew.
$bench = new ProvisionBench($simulator, 'sqlite', ['obj_coperson' => false]);
$bench->provision();
[$first] = $simulator->seed('Contact', [['LastName' => 'First']]);
$simulator->record('merge', 'Contact', $first, ['loser' => $bench->registry->salesforceIds(7)]);
$simulator->record('delete', 'Contact', $first);
sfprov_same(true, $bench->attempt($changed), 'survivor deleted');
$bench->exactlyOne('survivor deleted', false);

// Somebody took it out of the recycle bin before the next push: it is still ours.
$bench = new ProvisionBench($simulator);
$bench->provision();
$contact = $bench->contactId();
$simulator->record('delete', 'Contact', $contact);
$simulator->record('undelete', 'Contact', $contact);
$bench->provision($changed);
$bench->exactlyOne('undeleted');
sfprov_same($contact, $bench->contactId(), 'undeleted');

// The answer to the new create is lost: found, not made a third time.
$simulator->record('delete', 'Contact', $contact);
$simulator->fault('reset_after', ['match' => ['endpoint' => 'composite'], 'skip' => 1]);
sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision());
sfprov_same(true, $bench->attempt(), 'lost while made anew');
$bench->exactlyOne('lost while made anew');
sfprov_same('Zoë', $bench->record()['FirstName'], 'lost while made anew: fields');

// A Contact of somebody in a skeletal record is not made anew.
$simulator->record('delete', 'Contact', $bench->contactId());
$bench->registry->configure(['default_account' => '001Hs000000Acct']);
sfprov_same(true, $bench->attempt(provision_skeleton(7, 'S')), 'skeleton');
sfprov_same([], $simulator->records('Contact'), 'skeleton: no Contact');
sfprov_same(true, $bench->attempt(), 'full again');
$bench->exactlyOne('full again');
?>
===DONE===
--EXPECT--
===DONE===
