--TEST--
Provisioning: inside the registry's transaction, which is rolled back afterwards
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
foreach (array_diff(sfprov_drivers(), ['sqlite']) as $driver) {
	$bench = new ProvisionBench($simulator, $driver);
	$registry = $bench->registry;
	// The person is new in this very transaction: on another connection they cannot be seen.
	foreach (['rollBack' => 20, 'commit' => 21] as $end => $person) {
		$registry->pdo->beginTransaction();
		$registry->insert('co_people', ['id' => $person, 'co_id' => 2, 'status' => 'A', 'revision' => 0, 'deleted' => false], $registry->pdo);
		$data = provision_person($person);
		sfprov_same(true, $bench->attempt($data), "$driver: inside");
		sfprov_true($registry->pdo->inTransaction(), "$driver: the transaction is still open");
		sfprov_same([null, true], [$registry->salesforceIds($person), $registry->salesforceIds($person, 1, $registry->pdo) !== null], "$driver: the Identifier belongs to the transaction");
		sfprov_true($registry->personRow($person)['contact_id'] !== null, "$driver: what happened is remembered already");
		$bench->calls();
		$bench->provision($data);
		sfprov_same([], $bench->calls(), "$driver: unchanged, inside");
		$registry->pdo->$end();
		$registry->addPerson($person);
		$bench->provision($data);
		sfprov_same([], $bench->calls(), "$driver: $end, nothing is sent");
		sfprov_matches('~^003\w+/a0X\w+$~', (string) $registry->salesforceIds($person), "$driver: $end, linked");
		sfprov_same([0], array_column($registry->identifiers($person), 'revision'), "$driver: $end, one row");
	}
	sfprov_same([2, 2], [count($simulator->records('Contact')), count($simulator->records('CoPerson__c'))], "$driver: one each");
	sfprov_same([], $bench->logged('/^(warning|error)/'), "$driver: nothing to warn of");

	// An update and a lost reply inside; both are remembered in spite of the roll-back.
	$registry->pdo->beginTransaction();
	$data['PrimaryName']['given'] = 'Z';
	$bench->provision($data);
	$simulator->fault('reset_after', ['match' => ['endpoint' => 'composite']]);
	sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision());
	sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(['PrimaryName' => ['given' => 'only']] + provision_person(20, ['EmailAddress' => [['mail' => 'none']]])));
	$registry->pdo->rollBack();
	sfprov_matches('/^0\.unfinished\.\d+$/', (string) $registry->personRow(7)['intent'], "$driver: lost reply inside");
	sfprov_true($registry->personRow(20)['error_message'] !== null, "$driver: error inside");
	$bench->calls();
	$bench->provision($data);
	sfprov_same([], $bench->calls(), "$driver: the update is remembered");
	sfprov_same(true, $bench->attempt(), "$driver: after a lost reply inside");
	sfprov_same([3, 3], [count($simulator->records('Contact')), count($simulator->records('CoPerson__c'))], "$driver: one each in the end");

	// The Identifier was lost, and the CoPerson__c is refused: the Contact is linked all the same.
	$registry->addPerson(30);
	$registry->configure(['obj_coperson' => false]);
	$registry->pdo->beginTransaction();
	$bench->provision(provision_person(30));
	$registry->pdo->rollBack();
	$registry->configure(['obj_coperson' => true]);
	$simulator->config(['record_faults' => [['object' => 'CoPerson__c', 'op' => 'create', 'code' => 'FIELD_CUSTOM_VALIDATION_EXCEPTION']]]);
	sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(provision_person(30)));
	sfprov_same($registry->personRow(30)['contact_id'], $registry->salesforceIds(30), "$driver: relinked though something was refused");
	$simulator->config(['record_faults' => []]);

	// The Identifier knew the Contact, and what it learned of the CoPerson__c was lost.
	$registry->pdo->beginTransaction();
	$bench->provision(provision_person(30));
	$registry->pdo->rollBack();
	sfprov_same($registry->personRow(30)['contact_id'], $registry->salesforceIds(30), "$driver: the second half is lost");
	$bench->calls();
	$bench->provision(provision_person(30));
	sfprov_same([[], $registry->personRow(30)['contact_id'] . '/' . $registry->personRow(30)['coperson_id']], [$bench->calls(), $registry->salesforceIds(30)], "$driver: and found again");

	// Somebody of the same name whose Identifier is lost: their Contact is theirs.
	$registry->configure(['obj_coperson' => false]);
	foreach ([40, 41] as $twin) {
		$registry->addPerson($twin);
	}
	$twin = static fn (int $id): array => provision_person($id, ['EmailAddress' => [['mail' => 'twins@example.org']]]);
	$registry->pdo->beginTransaction();
	$bench->provision($twin(40));
	$registry->pdo->rollBack();
	$theirs = $registry->personRow(40)['contact_id'];
	$simulator->fault('reset_before', ['match' => ['endpoint' => 'create']]);
	sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision($twin(41)));
	$bench->age(100, 41);
	sfprov_same(true, $bench->attempt($twin(41)), "$driver: twin");
	sfprov_true($registry->salesforceIds(41) !== null && $registry->salesforceIds(41) !== $theirs, "$driver: not the twin's Contact");
	$bench->provision($twin(40));
	sfprov_same($theirs, $registry->salesforceIds(40), "$driver: the twin's own Contact");
	unset($bench, $registry);
}

// Without a second connection what is remembered goes with the transaction, and the log says so; an external id still finds the Contact.
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, ['external_id_field' => 'Registry_ID__c', 'obj_coperson' => false]);
	$bench->provisioner = $bench->another(['token_db' => null]);
	$bench->registry->pdo->beginTransaction();
	sfprov_same(true, $bench->attempt(), "$driver: without a second connection");
	sfprov_true(count($bench->logged('/^warning: .*token_db/')) === 1, "$driver: warned once");
	$bench->registry->pdo->rollBack();
	sfprov_same([null, null], [$bench->registry->salesforceIds(7), $bench->registry->personRow(7)], "$driver: all is rolled back");
	sfprov_same(true, $bench->attempt(), "$driver: again");
	$bench->exactlyOne("$driver: without a second connection", false);
	$bench->registry->pdo->beginTransaction();
	$data = provision_person();
	$data['PrimaryName']['given'] = 'Z';
	$bench->provision($data);
	$bench->registry->pdo->commit();
	$bench->calls();
	$bench->provision($data);
	sfprov_same([], $bench->calls(), "$driver: committed");
	unset($bench);
}
?>
===DONE===
--EXPECT--
===DONE===
