--TEST--
Provisioning: what each operation of the framework does, with a person, a group, a skeleton, and odd ids
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator);
$group = ['CoGroup' => ['id' => 3, 'co_id' => 2, 'name' => 'a group', 'CoPerson' => ['id' => 7]], 'CoGroupMember' => []];

foreach (['GA', 'GD', 'GR', 'GU', 'LA', 'LD', 'LR', 'LU', 'SA', 'SD', 'SR', 'SU', 'AU', 'ZZ', '', 'pu', 'PUX', "PU\0"] as $op) {
	sfprov_same(true, $bench->provision(null, $op), "'$op' with a person");
	sfprov_same(true, $bench->provision($group, $op), "'$op' with a group");
	sfprov_same('nothing', $bench->provisioner->preview($bench->registry->target(), $op, provision_person())['action'], "'$op': preview");
}
foreach (['PA', 'PG', 'PX', 'PP', 'PL', 'PR', 'PY', 'PU', 'PD'] as $op) {
	sfprov_same(true, $bench->provision($group, $op), "$op with a group");
	sfprov_same(true, $bench->provision([], $op), "$op with nothing");
	sfprov_same(true, $bench->provision(provision_skeleton(), $op), "$op with a skeleton of somebody unknown");
}
sfprov_same([], $bench->calls(), 'no call');
sfprov_same([[], []], [$bench->registry->rows('identifiers'), $bench->registry->rows('co_salesforce_provisioner_people')], 'nothing is stored');

// Each operation on a person makes one when there is none, and updates it when there is.
foreach (['PA', 'PG', 'PX', 'PP', 'PL', 'PR', 'PY', 'PU'] as $number => $op) {
	$person = $bench->registry->addPerson(100 + $number);
	$data = provision_person($person);
	$bench->provision($data, $op);
	sfprov_same(['POST composite'], $bench->calls(), "$op: create");
	$data['PrimaryName']['given'] = "By $op";
	$bench->provision($data, $op);
	$ids = explode('/', $bench->registry->salesforceIds($person));
	sfprov_same(["PATCH sobjects/Contact/$ids[0]"], $bench->calls(), "$op: update");
	sfprov_same("By $op", array_column($simulator->records('Contact'), 'FirstName', 'Id')[$ids[0]], "$op: name");
}

// A skeleton changes the status and nothing else.
$person = $bench->registry->addPerson(7);
$bench->provision();
$before = array_column($simulator->records('Contact'), null, 'Id');
$ids = explode('/', $bench->registry->salesforceIds(7));
$bench->calls();
$bench->provision(provision_skeleton(7, 'PA'), 'PR');
sfprov_same([['method' => 'PATCH', 'path' => "/sobjects/CoPerson__c/$ids[1]", 'body' => ['Status__c' => 'Pending Approval']]], $bench->sent(), 'skeleton');
sfprov_same($before, array_column($simulator->records('Contact'), null, 'Id'), 'the Contact of a skeleton');
$bench->provision(null, 'PY');
sfprov_same([['method' => 'PATCH', 'path' => "/sobjects/CoPerson__c/$ids[1]", 'body' => ['Status__c' => 'Active']]], $bench->sent(), 'back again');

// The id as text, as from a command line; lists with gaps.
$data = provision_person();
$data['CoPerson']['id'] = '7';
$data['CoPerson']['co_id'] = '2';
$data['EmailAddress'] = [4 => $data['EmailAddress'][0]];
$data['CoPersonRole'] = [2 => $data['CoPersonRole'][0]];
$data['Identifier'] = [1 => $data['Identifier'][0], 9 => $data['Identifier'][1]];
$bench->provision($data, 'PR');
sfprov_same([], $bench->calls(), 'the same person with gaps');

// Data of a delete: archived and soft-deleted rows stand beside the current ones.
$data = provision_person();
array_unshift($data['EmailAddress'], ['id' => 8, 'mail' => 'gone@example.org', 'type' => 'official', 'email_address_id' => null, 'deleted' => true],
	['id' => 9, 'mail' => 'old@example.org', 'type' => 'official', 'email_address_id' => 1, 'deleted' => false]);
array_unshift($data['CoPersonRole'], ['id' => 8, 'title' => 'Gone', 'co_person_role_id' => null, 'deleted' => true]);
array_unshift($data['Identifier'], ['id' => 8, 'identifier' => 'E0', 'type' => 'employeeno', 'status' => 'A', 'identifier_id' => 1, 'deleted' => false]);
$bench->provision($data);
sfprov_same([], $bench->calls(), 'history rows do not count');
foreach (['PD' => $data, 'PU' => ['CoPerson' => ['id' => 7, 'co_id' => 2, 'status' => 'D', 'deleted' => true]] + $data] as $op => $deleted) {
	$bench->registry->configure(['obj_coperson' => false]);
	sfprov_same(true, $bench->provision($deleted, $op), "$op of a deleted person");
	sfprov_same([], $bench->calls(), "$op of a deleted person by the policy 'nothing'");
}
sfprov_throws(Sfprov\InvalidArgumentException::class, fn () => $bench->provision(['CoPerson' => ['id' => 'x', 'co_id' => 2]], 'PD'), '/CoPerson\.id/');
sfprov_throws(Sfprov\InvalidArgumentException::class, fn () => $bench->provision(['CoPerson' => 7], 'PU'), '/CoPerson/');
?>
===DONE===
--EXPECT--
===DONE===
