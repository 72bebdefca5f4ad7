--TEST--
Provisioning: the journal of intended creates, from the announcement to the end, on every database
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
$creates = static fn (array $calls): array => array_values(array_filter($calls, static fn (string $call): bool => str_starts_with($call, 'POST')));
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver);
	$registry = $bench->registry;

	// Nothing was made, but nobody can know yet: no second create before the time is up.
	$simulator->fault('reset_before', ['match' => ['endpoint' => 'composite']]);
	$begin = time();
	$thrown = sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision());
	sfprov_same(true, $thrown?->isRetryable(), "$driver: retryable");
	$row = $registry->personRow(7);
	sfprov_same([null, null], [$row['contact_id'], $row['pushed_time']], "$driver: unfinished");
	sfprov_true(preg_match('/^0\.unfinished\.(\d+)$/', (string) $row['intent'], $flown) === 1 && $flown[1] >= $row['intent_time'] && $flown[1] <= time(), "$driver: when the create left");
	sfprov_true($row['intent_time'] >= $begin && $row['intent_time'] <= time(), "$driver: time of the announcement");
	sfprov_same(['LastName' => "O'Brien", 'FirstName' => 'Zoë', 'Email' => 'p7@example.org', 'Contact' => '', 'CoPerson__c' => ''], json_decode($row['intent_match'], true), "$driver: marks");
	sfprov_true($row['error_message'] !== null && $row['error_time'] >= $begin, "$driver: the error is remembered");
	$bench->calls();
	$thrown = sfprov_throws(Sfprov\ServerException::class, fn () => $bench->provision(), '/lost \d+ seconds ago.*try again in a minute/');
	sfprov_same([[], true], [$creates($bench->calls()), $thrown?->isRetryable()], "$driver: too early");
	sfprov_same($row['intent_time'], $registry->personRow(7)['intent_time'], "$driver: the time stays");
	sfprov_same($row['intent'], $registry->personRow(7)['intent'], "$driver: still unfinished, since then");
	$bench->age();
	sfprov_same(true, $bench->attempt(), "$driver: after a while");
	sfprov_same(['POST composite'], $creates($bench->calls()), "$driver: created once");
	$bench->exactlyOne($driver);
	$row = $registry->personRow(7);
	sfprov_same([null, null, null, null, null, null], [$row['intent'], $row['intent_time'], $row['intent_match'], $row['error_code'], $row['error_message'], $row['error_time']], "$driver: all is well");

	// Surely not sent: the announcement is taken back at once.
	$registry->addPerson(8);
	$simulator->config(['max_requests_per_connection' => 1]);
	$bench->provisioner->limits($bench->registry->target());
	$simulator->fault('tls_close', ['times' => 0]);
	sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision(provision_person(8)));
	$simulator->clearFaults();
	$simulator->config(['max_requests_per_connection' => null]);
	sfprov_same([null, null], [$registry->personRow(8)['intent'], $registry->personRow(8)['intent_time']], "$driver: not sent");
	$bench->calls();
	sfprov_same(true, $bench->attempt(provision_person(8)), "$driver: sent now");
	sfprov_same(['POST composite'], $bench->calls(), "$driver: without looking around");
	// Refused: likewise.
	$registry->addPerson(9);
	foreach (['error_string_too_long', 'status_403_limit', 'status_404', 'error_required_field_missing'] as $fault) {
		$simulator->fault($fault, ['match' => ['endpoint' => 'composite']]);
		sfprov_matches('/Exception/', (string) $bench->attempt(provision_person(9)), "$driver: $fault");
		sfprov_same(null, $registry->personRow(9)['intent'], "$driver: $fault");
	}
	sfprov_same(true, $bench->attempt(provision_person(9)), "$driver: accepted");
	unset($bench, $registry);
}

// The Contact was made and only its CoPerson__c is open: the new create is announced under its own time.
$bench = new ProvisionBench($simulator, 'sqlite', ['obj_coperson' => false]);
$bench->provision();
$bench->registry->configure(['obj_coperson' => true]);
$simulator->fault('reset_before', ['match' => ['endpoint' => 'create']]);
sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision());
$bench->age();
$simulator->fault('reset_before', ['match' => ['endpoint' => 'create']]);
sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision());
sfprov_true(time() - $bench->registry->personRow(7)['intent_time'] < 30, 'a time of its own');
sfprov_throws(Sfprov\ServerException::class, fn () => $bench->provision(), '/try again in a minute/');
$bench->age();
sfprov_same(true, $bench->attempt(), 'in the end');
$bench->exactlyOne('CoPerson__c alone');

// An update in between, or a deprovisioning, does not end somebody else's announcement.
foreach (['PU', 'PD'] as $op) {
	$bench = new ProvisionBench($simulator, 'sqlite', ['obj_coperson' => false, 'deprovision_policy' => 'F', 'deprovision_field' => 'Status__c', 'deprovision_value' => 'left']);
	$bench->provision();
	$bench->registry->configure(['obj_coperson' => true]);
	$simulator->fault('reset_after', ['match' => ['endpoint' => 'create']]);
	sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision());
	$bench->registry->configure(['obj_coperson' => false]);
	$data = provision_person();
	$data['PrimaryName']['given'] = 'Z';
	sfprov_same(true, $bench->attempt($data, $op), "$op in between");
	sfprov_matches('/^0\.unfinished\.\d+$/', (string) $bench->registry->personRow(7)['intent'], "$op: the announcement stays");
	$bench->registry->configure(['obj_coperson' => true]);
	sfprov_same(true, $bench->attempt($data), "$op: looked for");
	$bench->exactlyOne("$op in between");
}

// The lost Contact is recognised though the person's name has changed meanwhile, and though others have the same one.
$bench = new ProvisionBench($simulator);
foreach ([8, 9] as $twin) {
	$bench->registry->addPerson($twin);
	$bench->provision(provision_person($twin, ['EmailAddress' => []]));
}
$simulator->fault('reset_after', ['match' => ['endpoint' => 'composite']]);
sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision(provision_person(7, ['EmailAddress' => []])));
$data = provision_person();
$data['PrimaryName'] = ['given' => 'New', 'family' => 'Name'];
sfprov_same(true, $bench->attempt($data), 'new name');
sfprov_same(3, count($simulator->records('Contact')), 'three people, three Contacts');
$records = array_column($simulator->records('Contact'), null, 'Id');
$record = $records[explode('/', $bench->registry->salesforceIds(7))[0]];
sfprov_same(['New', 'Name', 'p7@example.org'], [$record['FirstName'], $record['LastName'], $record['Email']], 'and updated');
sfprov_same(1, count($bench->logged('/^warning: .*answer was lost has been found/')), 'it is logged');

// Two Contacts that could be the lost one: nothing is guessed.
$bench = new ProvisionBench($simulator);
$simulator->fault('reset_after', ['match' => ['endpoint' => 'composite']]);
sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision());
[$second] = $simulator->seed('Contact', [['LastName' => "O'Brien", 'FirstName' => 'Zoë', 'Email' => 'p7@example.org', 'CreatedDate' => gmdate('Y-m-d\TH:i:s.000+0000'), 'CreatedById' => $simulator->userId]]);
$thrown = sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(), '/2 Contacts of that name.*003\w+.*delete or merge/');
$simulator->record('delete', 'Contact', $second);
sfprov_same(true, $bench->attempt(), 'one is left');
$bench->exactlyOne('one is left');
?>
===DONE===
--EXPECT--
===DONE===
