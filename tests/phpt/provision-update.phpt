--TEST--
Provisioning: an update sends what changed and nothing else, on every database
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, ['platform_id_type' => 'employeeno', 'app_id_type' => 'uid']);
	$begin = time();
	$bench->provision();
	$sent = $bench->sent();
	sfprov_same(['POST', 'POST'], array_column($sent, 'method'), "$driver: create");
	sfprov_same(['/sobjects/Contact', '/sobjects/CoPerson__c'], array_column($sent, 'path'), "$driver: create");
	$bench->exactlyOne($driver);
	sfprov_same(['Application_ID__c' => 'uid7', 'Platform_ID__c' => 'E7', 'Status__c' => 'Active'], $bench->record('CoPerson__c'), "$driver: CoPerson__c");
	$row = $bench->registry->personRow(7);
	sfprov_same([$bench->contactId(), $bench->copersonId(), null, null, null], [$row['contact_id'], $row['coperson_id'], $row['intent'], $row['intent_time'], $row['error_code']], "$driver: our row");
	sfprov_true($row['pushed_time'] >= $begin && $row['pushed_time'] <= time(), "$driver: pushed_time");
	sfprov_same(false, strpbrk($row['sent'], '@+') !== false || str_contains($row['sent'], 'Zo'), "$driver: digests, not values, are stored");

	foreach (['by the same object' => $bench->provisioner, 'by another' => $bench->another()] as $who => $provisioner) {
		$bench->provisioner = $provisioner;
		$bench->provision();
		sfprov_same([], $bench->calls(), "$driver: unchanged, $who");
	}

	[$contact, $coperson] = explode('/', $bench->registry->salesforceIds(7));
	$data = provision_person();
	$data['PrimaryName']['family'] = 'Müller';
	$data['CoPersonRole'][0]['TelephoneNumber'][0]['number'] = '+1 412 555 0101';
	$bench->provision($data);
	sfprov_same([['method' => 'PATCH', 'path' => "/sobjects/Contact/$contact", 'body' => ['LastName' => 'Müller', 'Phone' => '+1 412 555 0101']]], $bench->sent(), "$driver: two fields of the Contact");
	sfprov_same(['Müller', '+1 412 555 0101', 'Physics'], array_map(fn ($f) => $bench->record()[$f], ['LastName', 'Phone', 'Department']), "$driver: Contact");

	$data['Identifier'][1]['identifier'] = 'other';
	$bench->provision($data);
	sfprov_same([['method' => 'PATCH', 'path' => "/sobjects/CoPerson__c/$coperson", 'body' => ['Application_ID__c' => 'other']]], $bench->sent(), "$driver: a field of the CoPerson__c");

	$data['CoPerson']['status'] = 'GP';
	$data['EmailAddress'][0]['mail'] = 'new@example.org';
	$bench->provision($data, 'PG');
	sfprov_same([['method' => 'PATCH', 'path' => "/sobjects/Contact/$contact", 'body' => ['Email' => 'new@example.org']],
		['method' => 'PATCH', 'path' => "/sobjects/CoPerson__c/$coperson", 'body' => ['Status__c' => 'Grace Period']]], $bench->sent(), "$driver: both in one call");
	$bench->exactlyOne("$driver: in the end");
	sfprov_same(1, count($bench->registry->identifiers(7)), "$driver: the Identifier was written once");

	// CoPerson__c is wanted only later.
	$bench->registry->configure(['obj_coperson' => false]);
	$bench->registry->addPerson(8);
	$bench->provision(provision_person(8));
	sfprov_same(['POST sobjects/Contact'], $bench->calls(), "$driver: Contact alone");
	$only = $bench->registry->salesforceIds(8);
	$bench->registry->configure(['obj_coperson' => true]);
	$bench->provision(provision_person(8));
	sfprov_same(['POST sobjects/CoPerson__c'], $bench->calls(), "$driver: CoPerson__c alone");
	sfprov_matches("~^$only/a0X~", $bench->registry->salesforceIds(8), "$driver: both ids");
	unset($bench);
}

// Another process pushed the same person meanwhile: who came last in Salesforce is not known, so the next push sends all.
final class MeanwhilePdo extends PDO
{
	public ?Closure $meanwhile = null;

	#[ReturnTypeWillChange]
	public function prepare(string $query, array $options = [])
	{
		if ($this->meanwhile && str_contains($query, 'pushed_time')) {
			($this->meanwhile)();
			$this->meanwhile = null;
		}
		return parent::prepare($query, $options);
	}
}
$bench = new ProvisionBench($simulator);
$bench->provision();
$pdo = new MeanwhilePdo($bench->registry->dsn);
$pdo->meanwhile = static function () use ($bench): void {
	$data = provision_person();
	$data['PrimaryName']['given'] = 'Meanwhile';
	$bench->another()->provision($bench->registry->target(), 'PU', $data);
};
$first = $bench->provisioner;
$bench->provisioner = $bench->another(['db' => $pdo]);
$data = provision_person();
$data['PrimaryName']['given'] = 'First';
$bench->provision($data);
sfprov_same([null, 'Meanwhile'], [$pdo->meanwhile, $bench->record()['FirstName']], 'the other came last');
$bench->provisioner = $first;
$bench->provision($data);
sfprov_same('First', $bench->record()['FirstName'], 'sent again');
$bench->calls();
$bench->provision($data);
sfprov_same([], $bench->calls(), 'and known now');

// Labels of the registry's own language, and a status without a name.
$bench = new ProvisionBench($simulator, 'sqlite', [], ['settings' => ['status_labels' => ['A' => 'Aktiv', 'S' => 'Gesperrt']]]);
$bench->provision();
sfprov_same('Aktiv', $bench->record('CoPerson__c')['Status__c'], 'a label');
$bench->calls();
$bench->provision(provision_skeleton(7, 'S'), 'PR');
sfprov_same('Gesperrt', $bench->record('CoPerson__c')['Status__c'], 'another label');
$bench->provision(provision_skeleton(7, 'QQ'), 'PR');
sfprov_same('Gesperrt', $bench->record('CoPerson__c')['Status__c'], 'no name for this status');
?>
===DONE===
--EXPECT--
===DONE===
