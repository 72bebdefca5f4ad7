--TEST--
Mapping: fields that an admin has chosen are sent, cleared and checked as the built-in ones are
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
$extra = ['CoPerson__c' => ['Member__c' => ['boolean', 0, 'CUD'], 'Until__c' => ['date', 0, 'CUN'], 'Since__c' => ['datetime', 0, 'CUN'], 'Zone__c' => ['string', 40, 'CUN']]];
$entry = static fn (string $field, string $source, string $type = 'string', string $object = 'Contact'): array => compact('object', 'field', 'source', 'type');
$mapping = [
	$entry('Description', 'Address.postal.locality'),
	$entry('DoNotCall', 'Identifier.nocall', 'boolean'),
	$entry('Registry_Level__c', 'Identifier.level', 'number'),
	$entry('Birthdate', 'CoPerson.date_of_birth', 'date'),
	array_diff_key($entry('LeadSource', 'text:Partner Referral'), ['type' => 0]),
	$entry('Member__c', 'text:yes', 'boolean', 'CoPerson__c'),
	$entry('Until__c', 'CoPersonRole.valid_through', 'date', 'CoPerson__c'),
	$entry('Since__c', 'CoPersonRole.valid_from', 'datetime', 'CoPerson__c'),
	$entry('Zone__c', 'CoPerson.timezone', 'string', 'CoPerson__c'),
];
$bench = new ProvisionBench($simulator, 'sqlite', ['field_mapping' => json_encode($mapping)], ['config' => ['add_fields' => $extra]]);
$data = provision_person();
$data['CoPerson'] += ['date_of_birth' => '1980-02-29', 'timezone' => 'Europe/Berlin'];
$data['CoPersonRole'][0] += ['valid_from' => '2019-09-01 00:00:00', 'valid_through' => '2031-06-30 23:59:59'];
$data['Identifier'][] = ['id' => 3, 'identifier' => '1', 'type' => 'nocall', 'status' => 'A'];
$data['Identifier'][] = ['id' => 4, 'identifier' => '07.5', 'type' => 'level', 'status' => 'A'];

// The preview shows them, with their types.
$preview = $bench->provisioner->preview($bench->registry->target(), 'PU', $data);
$contact = ['Description' => 'Pittsburgh', 'DoNotCall' => true, 'Registry_Level__c' => 7.5, 'Birthdate' => '1980-02-29', 'LeadSource' => 'Partner Referral'];
$coperson = ['Member__c' => true, 'Until__c' => '2031-06-30', 'Since__c' => '2019-09-01T00:00:00Z', 'Zone__c' => 'Europe/Berlin'];
sfprov_same($contact, array_intersect_key($preview['fields']['Contact'], $contact), 'preview, Contact');
sfprov_same($coperson, array_intersect_key($preview['fields']['CoPerson__c'], $coperson), 'preview, CoPerson__c');

$bench->provision($data);
$bench->exactlyOne('created');
foreach ($contact as $field => $value) {
	sfprov_same($value, $simulator->records('Contact')[0][$field], "Contact.$field");
}
sfprov_same($coperson, array_intersect_key($simulator->records('CoPerson__c')[0], $coperson), 'CoPerson__c');
$bench->calls();
$bench->provision($data);
sfprov_same([], $bench->calls(), 'unchanged');

// One changes, and only it is sent.
$data['Identifier'][3]['identifier'] = 8;
$bench->provision($data);
sfprov_same([['Registry_Level__c' => 8]], array_column($bench->sent(), 'body'), 'one number');

// A record that came in half clears nothing; one without the sources clears, a checkbox by false.
$bench->provision(provision_skeleton(7, 'S'));
sfprov_same([['Status__c' => 'Suspended']], array_column($bench->sent(), 'body'), 'a skeletal record');
$less = array_replace($data, ['Identifier' => array_slice($data['Identifier'], 0, 2)]);
$less['CoPerson']['date_of_birth'] = null;
$less['CoPerson']['timezone'] = '';
$less['CoPersonRole'][0]['valid_through'] = null;
$preview = $bench->provisioner->preview($bench->registry->target(), 'PU', $less);
$bench->provision($less);
$sent = array_column($bench->sent(), 'body');
sfprov_same([['DoNotCall' => false, 'Registry_Level__c' => null, 'Birthdate' => null], ['Status__c' => 'Active', 'Until__c' => null, 'Zone__c' => null]],
	array_map(static fn (array $body): array => array_replace(array_intersect_key(['Status__c' => 0, 'DoNotCall' => 0, 'Registry_Level__c' => 0, 'Birthdate' => 0, 'Until__c' => 0, 'Zone__c' => 0], $body), $body), $sent), 'cleared');
sfprov_same(['DoNotCall', 'Registry_Level__c', 'Birthdate'], array_values(array_intersect(['DoNotCall', 'Registry_Level__c', 'Birthdate'], $preview['cleared']['Contact'])), 'preview of what is cleared');
$bench->provision($less);
sfprov_same([], $bench->calls(), 'cleared once');

// What does not fit its field is refused before anything is sent, without showing the value.
$odd = $data;
$odd['Identifier'][3]['identifier'] = 'secret-level';
$thrown = sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision($odd), '/Contact\.Registry_Level__c from Identifier\.level.*CO Person 7 is not a number/s');
sfprov_same([false, []], [str_contains($thrown->getMessage(), 'secret-level'), $bench->calls()], 'not shown, nothing sent');

// The connection check knows the fields, and Salesforce's types.
$messages = static fn (): array => array_column($bench->provisioner->testConnection($bench->registry->target())['checks'], 'message', 'name');
$green = static fn (): array => array_column($bench->provisioner->testConnection($bench->registry->target())['checks'], 'ok', 'name');
sfprov_same([true, true], [$green()['Contact'], $green()['CoPerson__c']], 'all there');
$bench->registry->configure(['field_mapping' => json_encode([$entry('DoNotCall', 'Identifier.nocall'), $entry('Missing__c', 'CoPerson.id'), $entry('Zone__c', 'CoPerson.id', 'number', 'CoPerson__c')])]);
sfprov_matches('/Missing__c.*DoNotCall must have the type boolean in the target\'s field mapping/s', $messages()['Contact'], 'check of the Contact');
sfprov_matches('/Zone__c must have the type string/', $messages()['CoPerson__c'], 'check of the CoPerson__c');
sfprov_same(['Missing__c'], $bench->provisioner->testConnection($bench->registry->target())['missing_fields']['Contact'], 'missing field');

// Every source comes through: of the framework's data only what the mapping reads is copied.
$everything = ['CoPerson' => ['id' => 7, 'co_id' => 2, 'status' => 'GP', 'date_of_birth' => '1980-02-29', 'timezone' => 'Zone'],
	'PrimaryName' => array_combine($names = ['honorific', 'given', 'middle', 'family', 'suffix', 'language'], array_map(ucfirst(...), $names)),
	'EmailAddress' => [['mail' => 'm@example.org', 'type' => 'x.y']], 'Identifier' => [['identifier' => 'I', 'type' => 'x', 'status' => 'A']],
	'CoPersonRole' => [3 => array_combine($roles = ['title', 'o', 'ou', 'affiliation', 'valid_from', 'valid_through'], array_map(ucfirst(...), $roles)) + [
		'Address' => [2 => array_combine($parts = ['street', 'room', 'locality', 'state', 'postal_code', 'country'], array_map(ucfirst(...), $parts)) + ['type' => 'x']],
		'TelephoneNumber' => [['country_code' => '1', 'area_code' => '2', 'number' => '3', 'extension' => '4', 'type' => 'x']]]]];
$sources = ['CoPerson.id' => '7', 'CoPerson.status' => 'GP', 'CoPerson.status_label' => 'Grace Period', 'CoPerson.date_of_birth' => '1980-02-29', 'CoPerson.timezone' => 'Zone',
	'EmailAddress.x.y' => 'm@example.org', 'Identifier.x' => 'I', 'TelephoneNumber.x' => '+1 2 3 x4', 'text:T' => 'T'];
foreach (['PrimaryName.' => $names, 'CoPersonRole.' => $roles, 'Address.x.' => $parts] as $model => $attributes) {
	foreach ($attributes as $attribute) {
		$sources[$model . $attribute] = ucfirst($attribute);
	}
}
$fields = array_map(static fn (int $n): string => "F{$n}__c", array_keys(array_keys($sources)));
$bench->registry->configure(['field_mapping' => json_encode(array_map(static fn (string $field, string $source): array => $entry($field, $source), $fields, array_keys($sources)))]);
$preview = $bench->provisioner->preview($bench->registry->target(), 'PU', $everything);
sfprov_same(array_values($sources), array_map(static fn (string $field): ?string => $preview['fields']['Contact'][$field] ?? null, $fields), 'every source: ' . json_encode(array_combine($fields, array_keys($sources))));

// A mapping that cannot be is said to be so, by everything that looks at the target.
foreach (['{' => 'JSON list', json_encode([$entry('Email', 'CoPerson.id')]) => 'the built-in mapping fills this field already'] as $text => $words) {
	$bench->registry->configure(['field_mapping' => $text]);
	sfprov_throws(Sfprov\ConfigurationException::class, fn () => $bench->provision($data), "/field_mapping.*$words/s");
	sfprov_throws(Sfprov\ConfigurationException::class, fn () => $bench->provisioner->preview($bench->registry->target(), 'PU', $data), "/field_mapping.*$words/s");
}
$bench->registry->configure(['field_mapping' => null]);
$bench->calls();
$bench->provision($less);
sfprov_same([], $bench->calls(), 'without the mapping: what it sent is left alone');
?>
===DONE===
--EXPECT--
===DONE===
