--TEST--
Provisioning: taking a person away by the policies nothing, set a field, delete
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	// Nothing, also by default.
	$bench = new ProvisionBench($simulator, $driver);
	$bench->provision(null, 'PD');
	sfprov_same([], $bench->calls(), "$driver, nothing: somebody unknown");
	$bench->provision();
	$before = [$bench->record(), $bench->record('CoPerson__c'), $bench->registry->identifiers(7), $bench->registry->personRow(7)];
	$bench->calls();
	foreach ([null, 'N'] as $policy) {
		$bench->registry->configure(['deprovision_policy' => $policy]);
		$bench->provision(null, 'PD');
		$bench->provision(provision_skeleton(7, 'D'), 'PD');
		sfprov_same([], $bench->calls(), "$driver, nothing: calls");
		sfprov_same($before, [$bench->record(), $bench->record('CoPerson__c'), $bench->registry->identifiers(7), $bench->registry->personRow(7)], "$driver, nothing");
	}

	// A field is set, once; who comes back gets it cleared.
	$bench->registry->configure(['deprovision_policy' => 'F', 'deprovision_field' => 'Status__c', 'deprovision_value' => 'left us']);
	$before = $bench->record();
	$contact = $bench->contactId();
	$bench->calls();
	$bench->provision(provision_skeleton(), 'PD');
	sfprov_same([['method' => 'PATCH', 'path' => "/sobjects/Contact/$contact", 'body' => ['Status__c' => 'left us']]], $bench->sent(), "$driver, field: request");
	sfprov_same('left us', $bench->record()['Status__c'], "$driver, field: set");
	sfprov_same($before, array_diff_key($bench->record(), ['Status__c' => 0]), "$driver, field: the rest");
	$bench->provision(null, 'PD');
	$bench->provision(provision_skeleton(7, 'D'), 'PD');
	$bench->provision(provision_skeleton(7, 'D'), 'PR');
	sfprov_same('left us', $bench->record()['Status__c'], "$driver, field: still set");
	$bench->calls();
	$bench->provision(null, 'PD');
	sfprov_same([], $bench->calls(), "$driver, field: set already");
	$bench->exactlyOne("$driver, field: linked");
	$bench->provision(null, 'PU');
	sfprov_same($before, $bench->record(), "$driver, field: back again");
	$bench->provision(null, 'PD');
	sfprov_same('left us', $bench->record()['Status__c'], "$driver, field: gone again");

	// Both records are deleted in one call and the link is forgotten.
	$bench->registry->configure(['deprovision_policy' => 'D']);
	$ids = [$bench->contactId(), $bench->copersonId()];
	$bench->calls();
	$bench->provision(provision_skeleton(), 'PD');
	sfprov_same(['DELETE composite/sobjects'], $bench->calls(), "$driver, delete: calls");
	sfprov_same([[], []], [$simulator->records('Contact'), $simulator->records('CoPerson__c')], "$driver, delete: records");
	sfprov_same([null, null], [$bench->registry->salesforceIds(7), $bench->registry->personRow(7)], "$driver, delete: link");
	$bench->provision(provision_skeleton(), 'PD');
	$bench->provision(null, 'PD');
	sfprov_same([], $bench->calls(), "$driver, delete: deleted already");
	$bench->provision();
	$bench->exactlyOne("$driver, delete: back again");
	sfprov_same([true, true], [$ids[0] !== $bench->contactId(), $ids[1] !== $bench->copersonId()], "$driver, delete: new records");
	sfprov_same($before, $bench->record(), "$driver, delete: all fields");

	// The Contact alone; records that somebody deleted before.
	$bench->registry->configure(['obj_coperson' => false]);
	$bench->registry->addPerson(8);
	$bench->provision(provision_person(8));
	$contact = $bench->registry->salesforceIds(8);
	$bench->calls();
	$bench->provision(provision_person(8), 'PD');
	sfprov_same(["DELETE sobjects/Contact/$contact"], $bench->calls(), "$driver, delete: Contact alone");
	sfprov_same(null, $bench->registry->salesforceIds(8), "$driver, delete: Contact alone, link");
	$bench->provision(provision_person(8));
	$simulator->record('delete', 'Contact', $bench->registry->salesforceIds(8));
	sfprov_same(true, $bench->provision(provision_person(8), 'PD'), "$driver, delete: gone before");
	sfprov_same(null, $bench->registry->salesforceIds(8), "$driver, delete: gone before, link");
	foreach (['Contact' => 'contactId', 'CoPerson__c' => 'copersonId'] as $type => $id) {
		$bench->registry->configure(['obj_coperson' => true]);
		$bench->provision();
		$simulator->record('delete', $type, $bench->$id());
		sfprov_same(true, $bench->provision(null, 'PD'), "$driver, delete: $type gone before");
		sfprov_same([[], []], [$simulator->records('Contact'), $simulator->records('CoPerson__c')], "$driver, delete: $type gone before, records");
		sfprov_same(null, $bench->registry->salesforceIds(7), "$driver, delete: $type gone before, link");
	}
	unset($bench);
}

// A checkbox: true and false are meant as such, and it is turned round, not emptied, when the person comes back.
foreach (['true', 'false'] as $value) {
	foreach ([null, false] as $clear) {
		$bench = new ProvisionBench($simulator, 'sqlite', ['deprovision_policy' => 'F', 'deprovision_field' => 'DoNotCall', 'deprovision_value' => $value, 'clear_removed' => $clear]);
		$bench->provision();
		$bench->provision(null, 'PD');
		sfprov_same($value === 'true', $simulator->records('Contact')[0]['DoNotCall'], "checkbox $value");
		$bench->calls();
		$bench->provision(null, 'PD');
		sfprov_same([], $bench->calls(), "checkbox $value: set already");
		sfprov_same(true, $bench->attempt(), "checkbox $value: comes back");
		sfprov_same($value !== 'true', $simulator->records('Contact')[0]['DoNotCall'], "checkbox $value: back again");
		$bench->calls();
		$bench->provision();
		sfprov_same([], $bench->calls(), "checkbox $value: back already");
		$bench->provision(null, 'PD');
		sfprov_same($value === 'true', $simulator->records('Contact')[0]['DoNotCall'], "checkbox $value: gone again");
	}
}
// Also while removed attributes are not cleared; and a mapped field gets its own value back.
$bench = new ProvisionBench($simulator, 'sqlite', ['deprovision_policy' => 'F', 'deprovision_field' => 'Status__c', 'deprovision_value' => 'left', 'clear_removed' => false]);
$bench->provision();
$bench->provision(null, 'PD');
$bench->provision();
sfprov_same(null, $bench->record()['Status__c'] ?? null, 'clear_removed is off');
$bench->registry->configure(['deprovision_field' => 'Department', 'deprovision_value' => null]);
$bench->provision(null, 'PD');
sfprov_same(null, $bench->record()['Department'] ?? null, 'a mapped field is emptied');
$bench->provision();
sfprov_same('Physics', $bench->record()['Department'], 'and filled again');

// One of the two is refused: an error, and the link stays until the rest is gone too.
foreach (['CoPerson__c', 'Contact'] as $object) {
	$bench = new ProvisionBench($simulator, 'sqlite', ['deprovision_policy' => 'D']);
	$bench->provision();
	$ids = $bench->registry->salesforceIds(7);
	$simulator->config(['record_faults' => [['object' => $object, 'op' => 'delete', 'code' => 'INSUFFICIENT_ACCESS_OR_READONLY', 'message' => 'no']]]);
	$thrown = sfprov_throws(Sfprov\ConfigurationException::class, fn () => $bench->provision(null, 'PD'), "/$object delete/");
	sfprov_same(['INSUFFICIENT_ACCESS_OR_READONLY', 400], [$thrown?->getErrorCode(), $thrown?->getHttpStatus()], "$object: code");
	sfprov_same([$ids, 'INSUFFICIENT_ACCESS_OR_READONLY', 1], [$bench->registry->salesforceIds(7), $bench->registry->personRow(7)['error_code'],
		count($simulator->records('Contact')) + count($simulator->records('CoPerson__c'))], "$object: what is left");
	$simulator->config(['record_faults' => []]);
	sfprov_same(true, $bench->provision(null, 'PD'), "$object: in the end");
	sfprov_same([[], [], null], [$simulator->records('Contact'), $simulator->records('CoPerson__c'), $bench->registry->salesforceIds(7)], "$object: in the end");
}
// The reply is lost: the next one finds nothing and is content.
foreach ([true, false] as $both) {
	$bench->registry->configure(['obj_coperson' => $both]);
	$bench->provision();
	$simulator->fault('reset_after', ['times' => 0]);
	sfprov_throws(Sfprov\NetworkException::class, fn () => $bench->provision(null, 'PD'));
	$simulator->clearFaults();
	$bench->provision(null, 'PD');
	sfprov_same([[], [], null], [$simulator->records('Contact'), $simulator->records('CoPerson__c'), $bench->registry->salesforceIds(7)], 'after a lost reply');
}
?>
===DONE===
--EXPECT--
===DONE===
