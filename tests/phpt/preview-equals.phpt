--TEST--
Preview: shows what provision() then sends, and neither sends nor writes anything
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

/** Everything in the database, to be compared. */
function contents(SfprovRegistry $registry): array
{
	return array_map(static fn (string $table): array => $registry->rows($table),
		['identifiers', 'co_salesforce_provisioner_people', 'co_salesforce_provisioner_targets', 'oauth2_servers']);
}

$simulator = sfprov_simulator();
$number = 0;
$step = static function (ProvisionBench $bench, string $what, array $data, string $op = 'PU') use ($simulator, &$number): array {
	$number++;
	$before = contents($bench->registry);
	$bench->calls();
	$preview = $bench->provisioner->preview($bench->registry->target(), $op, $data);
	sfprov_same(['action', 'reason', 'requests', 'fields', 'cleared', 'unchanged'], array_keys($preview), "$what: keys");
	sfprov_same([[], $before], [$bench->calls(), contents($bench->registry)], "$what: preview sends and writes nothing");
	sfprov_same(true, $bench->attempt($data, $op), $what);
	$sent = $bench->sent();
	sfprov_same($sent, $preview['requests'], "$what: requests");
	sfprov_same($sent === [], $preview['unchanged'], "$what: unchanged");
	$cleared = [];
	foreach ($sent as $request) {
		if ($names = array_keys(array_filter($request['body'] ?? [], 'is_null'))) {
			$cleared[explode('/', $request['path'])[2]] = $names;
		}
	}
	if ($preview['action'] === 'synchronise') {
		sfprov_same($cleared, array_filter($preview['cleared']), "$what: cleared");
	}
	return $preview;
};

foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver);
	$full = provision_person();
	$preview = $step($bench, "$driver, create", $full, 'PA');
	sfprov_same(['synchronise', '@{contact.id}'], [$preview['action'], $preview['requests'][1]['body']['Contact__c']], "$driver, create");
	$kept = $bench->record();
	$fields = $preview['fields']['Contact'];
	ksort($fields);
	sfprov_same($kept, $fields, "$driver: fields");
	$step($bench, "$driver, unchanged", $full);
	$step($bench, "$driver, changed", ['PrimaryName' => ['given' => 'Z', 'family' => 'New']] + $full);
	$step($bench, "$driver, emptied", ['EmailAddress' => [], 'CoPersonRole' => [], 'Identifier' => []] + $full);
	$step($bench, "$driver, skeleton", provision_skeleton(7, 'S'), 'PR');
	$step($bench, "$driver, group", ['CoGroup' => ['id' => 3]], 'PP');
	$step($bench, "$driver, other operation", $full, 'GU');
	$step($bench, "$driver, policy nothing", $full, 'PD');
	$bench->registry->configure(['deprovision_policy' => 'F', 'deprovision_field' => 'DoNotCall', 'deprovision_value' => 'true']);
	$preview = $step($bench, "$driver, field", $full, 'PD');
	sfprov_same([['DoNotCall' => true]], array_column($preview['requests'], 'body'), "$driver, field");
	$step($bench, "$driver, field again", $full, 'PD');
	$preview = $step($bench, "$driver, back", $full);
	sfprov_same(false, $preview['requests'][0]['body']['DoNotCall'], "$driver, back");
	$bench->registry->configure(['deprovision_policy' => 'D']);
	$preview = $step($bench, "$driver, delete", $full, 'PD');
	sfprov_same(['deprovision', 'DELETE'], [$preview['action'], $preview['requests'][0]['method']], "$driver, delete");
	$step($bench, "$driver, deleted", $full, 'PD');
	$bench->registry->configure(['external_id_field' => 'Registry_ID__c', 'external_id_type' => 'uid']);
	$preview = $step($bench, "$driver, upsert", $full);
	sfprov_same('/sobjects/Contact/Registry_ID__c/uid7', $preview['requests'][0]['path'], "$driver, upsert");
	$bench->registry->configure(['obj_coperson' => false]);
	$bench->registry->addPerson(8);
	$step($bench, "$driver, upsert of the Contact alone", provision_person(8));
	unset($bench);
}
sfprov_same(15 * count(sfprov_drivers()), $number, 'steps');

// What provision() refuses, preview() refuses in the same words, without a call.
$bench = new ProvisionBench($simulator, 'sqlite', ['external_id_field' => 'Registry_ID__c', 'external_id_type' => 'eppn']);
$bad = ['no external id' => provision_person(), 'no id' => ['CoPerson' => ['co_id' => 2]], 'malformed' => ['EmailAddress' => 'x'] + provision_person()];
foreach ($bad as $what => $data) {
	$thrown = sfprov_throws(Sfprov\InvalidArgumentException::class, fn () => $bench->provisioner->preview($bench->registry->target(), 'PU', $data));
	sfprov_same(substr(get_class($thrown), 7) . ': ' . $thrown->getMessage(), $bench->attempt($data), $what);
}
// It needs no token and no Salesforce.
$bench->registry->configure(['external_id_field' => null]);
$bench->registry->update('oauth2_servers', ['access_token' => null, 'refresh_token' => null, 'serverurl' => 'https://nowhere.invalid/'], ['id' => 1]);
sfprov_same(2, count($bench->provisioner->preview($bench->registry->target(), 'PU', provision_person())['requests']), 'without a token');
sfprov_same([], $bench->calls(), 'no call at all');
?>
===DONE===
--EXPECT--
===DONE===
