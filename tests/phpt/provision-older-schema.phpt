--TEST--
Provisioning: with the tables of the PHP plugin it works, sends all fields each time, and says so
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, [], ['upstream_schema' => true]);
	sfprov_same(true, $bench->attempt(), "$driver: create");
	$bench->exactlyOne($driver);
	sfprov_same(1, count($bench->logged('/^warning: .*older version.*cake database/')), "$driver: warned once a call");
	$whole = [$bench->record(), $bench->record('CoPerson__c')];
	$ids = [$bench->contactId(), $bench->copersonId()];
	$bench->sent();
	sfprov_same(true, $bench->attempt(), "$driver: again");
	$sent = $bench->sent();
	sfprov_same(["/sobjects/Contact/$ids[0]", "/sobjects/CoPerson__c/$ids[1]"], array_column($sent, 'path'), "$driver: again, requests");
	foreach ($sent as $number => $request) {
		ksort($request['body']);
		sfprov_same($whole[$number], $request['body'], "$driver: all fields");
	}
	// What is gone cannot be told from what was never there.
	$bench->provision(provision_person(7, ['EmailAddress' => []]));
	sfprov_same('p7@example.org', $bench->record()['Email'], "$driver: nothing is cleared");
	// Policies are at their defaults; inside a transaction there is nothing to remember elsewhere.
	$bench->calls();
	$bench->provision(null, 'PD');
	sfprov_same([], $bench->calls(), "$driver: deprovisioning does nothing");
	$bench->registry->pdo->beginTransaction();
	$bench->registry->insert('co_people', ['id' => 8, 'co_id' => 2, 'status' => 'A', 'revision' => 0, 'deleted' => false], $bench->registry->pdo);
	sfprov_same(true, $bench->attempt(provision_person(8)), "$driver: in a transaction");
	$bench->registry->pdo->commit();
	sfprov_matches('~^003\w+/a0X\w+$~', (string) $bench->registry->salesforceIds(8), "$driver: in a transaction");
	// An error is told, and a deleted Contact is made anew.
	$simulator->fault('error_string_too_long', ['match' => ['endpoint' => 'composite'], 'times' => 1]);
	sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(), '/FirstName/');
	$simulator->record('delete', 'Contact', $ids[0]);
	sfprov_same(true, $bench->attempt(), "$driver: made anew");
	sfprov_true(explode('/', $bench->registry->salesforceIds(7))[0] !== $ids[0], "$driver: made anew");
	sfprov_same('synchronise', $bench->provisioner->preview($bench->registry->target(), 'PU', provision_person())['action'], "$driver: preview");
	unset($bench);
}
?>
===DONE===
--EXPECT--
===DONE===
