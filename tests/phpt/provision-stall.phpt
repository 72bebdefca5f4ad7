--TEST--
Provisioning: Salesforce makes the records and then says nothing; the time limit ends the wait
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator, 'sqlite', [], ['settings' => ['timeout' => 2]]);
$person = 100;
foreach ([[false, null], [true, null], [true, 'Registry_ID__c']] as [$coperson, $external]) {
	$what = ($coperson ? 'both' : 'Contact') . ($external ? ', external id' : '');
	$bench->registry->configure(['obj_coperson' => $coperson, 'external_id_field' => $external]);
	$data = provision_person($bench->registry->addPerson(++$person));
	$simulator->fault('stall_after', ['match' => ['endpoint' => ['create', 'composite']]]);
	$begin = microtime(true);
	sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision($data));
	sfprov_true(microtime(true) - $begin < 10, "$what: in time");
	sfprov_same(true, $bench->attempt($data), "$what: second run");
	$bench->calls();
	$bench->provision($data);
	sfprov_same([], $bench->calls(), "$what: third run");
	$contacts = array_values(array_filter($simulator->records('Contact'), static fn (array $r): bool => $r['Email'] === "p$person@example.org"));
	$copersons = array_values(array_filter($simulator->records('CoPerson__c'), static fn (array $r): bool => $r['Contact__c'] === $contacts[0]['Id']));
	sfprov_same([1, (int) $coperson], [count($contacts), count($copersons)], "$what: records");
	sfprov_same($contacts[0]['Id'] . ($coperson ? '/' . $copersons[0]['Id'] : ''), $bench->registry->salesforceIds($person), "$what: ids");
}
?>
===DONE===
--EXPECT--
===DONE===
