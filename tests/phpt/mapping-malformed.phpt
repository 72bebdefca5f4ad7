--TEST--
Mapping: malformed PHP arrays are refused with the place, and odd but harmless ones are mapped
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../helper.inc';

$registry = sfprov_registry('sqlite');
$case = sfprov_case('001');
$target = $registry->prepareCase($case);
$provisioner = new SalesforceProvisioner(['db' => $registry->connect()]);
$preview = static fn (array $data): array => $provisioner->preview($target, 'PU', $data);

/** The data of the case with one place changed: 'CoPersonRole.0.title' */
$with = static function (string $path, mixed $value) use ($case): array {
	$data = $case['data'];
	$place = &$data;
	foreach (explode('.', $path) as $key) {
		$place = &$place[$key];
	}
	$place = $value;
	return $data;
};

$refused = [
	'CoPerson.id' => ['x', 0, null, [], 1.5],
	'CoPerson.co_id' => ['2x', -1, new stdClass],
	'CoPerson.status' => ['TOO LONG', ['A'], false],
	'PrimaryName' => ['Ann', 7, true, [['given' => 'Ann']]],
	'PrimaryName.given' => [['x'], true, 1.5, "\xff", "a\0b", new stdClass],
	'EmailAddress' => ['a@example.org', 1, ['mail' => 'a@example.org']],
	'EmailAddress.0' => [null, 'a@example.org', ['x']],
	'EmailAddress.0.mail' => [['x'], "\xed\xa0\x80", "\0"],
	'EmailAddress.0.type' => [[], false],
	'CoPersonRole.0.title' => [[], "\xc3"],
	'CoPersonRole.0.TelephoneNumber' => ['+1 555', false],
	'CoPersonRole.0.TelephoneNumber.0.number' => [['x'], "5\0"],
	'CoPersonRole.0.Address' => [1, 'street'],
	'Identifier.1.identifier' => [['x'], 0.5, "\x80"],
];
foreach ($refused as $path => $values) {
	foreach ($values as $value) {
		$error = sfprov_throws(Sfprov\InvalidArgumentException::class, fn () => $preview($with($path, $value)));
		sfprov_true(str_contains(str_replace(['][', '[', ']', "'", '"'], ['.', '.', '', '', ''], $error?->getMessage() ?? ''), $path), "$path is named: " . $error?->getMessage());
	}
}

$contact = static fn (array $data): array => $preview($data)['fields']['Contact'];
sfprov_same('0', $contact($with('PrimaryName.given', 0))['FirstName'], 'a number is its digits');
sfprov_same('0', $contact($with('PrimaryName.given', '0'))['FirstName'], 'the text 0');
sfprov_same('late@example.org', $contact($with('EmailAddress', [41 => ['mail' => 'late@example.org', 'type' => 'official']]))['Email'], 'a gap');
sfprov_same('Third', $contact($with('CoPersonRole', [2 => ['title' => 'Third'], 5 => ['title' => 'Sixth']]))['Title'], 'the first role that is left');
sfprov_same('First', $contact($with('CoPersonRole', [2 => ['title' => 'Third'], 0 => ['title' => 'First']]))['Title'], 'the lowest position');
sfprov_same(null, $contact($with('CoPersonRole', []))['Title'] ?? null, 'no role');
sfprov_same(null, $contact($with('EmailAddress.0.deleted', true))['Email'] ?? null, 'a deleted address');
$mail = str_repeat('x', 100000) . '@example.org';
sfprov_same($mail, $contact($with('EmailAddress.0.mail', $mail))['Email'], 'a long text is not cut');
$reference = 'by reference';
$data = $case['data'];
$data['PrimaryName']['given'] = &$reference;
sfprov_same('by reference', $contact($data)['FirstName'], 'a reference');
sfprov_same($case['data'], sfprov_case('001')['data'], 'the data is as it was');
?>
===DONE===
--EXPECT--
===DONE===
