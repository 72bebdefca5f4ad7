--TEST--
Plugin: the state of a connection is used once, in time, for its server; what a field mapping may hold
--EXTENSIONS--
mbstring
--SKIPIF--
<?php
require __DIR__ . '/needs.inc';
needs_plugin();
?>
--FILE--
<?php
require __DIR__ . '/../helper.inc';
require __DIR__ . '/plugin-framework.inc';
class IdentifierEnum
{
	const ProvisioningTarget = 'provisioningtarget';
}
$plugin = __DIR__ . '/../../plugin/SalesforceProvisioner';
require_once "$plugin/Lib/enum.php";
require "$plugin/Lib/SalesforceConnect.php";
require "$plugin/Lib/SalesforceMapping.php";

/* A login session. */
$session = new class {
	public array $values = [];

	public function read(string $key): mixed
	{
		return $this->values[$key] ?? null;
	}

	public function write(string $key, mixed $value): void
	{
		$this->values[$key] = $value;
	}

	public function delete(string $key): void
	{
		unset($this->values[$key]);
	}
};
$connect = new SalesforceConnect($session, 7);
$begin = function () use ($connect): string {
	$state = SalesforceConnect::newState();
	$connect->begin($state, 'verifier', 3, 'https://registry.example.org/callback/7');
	return $state;
};
$states = array_map(fn () => SalesforceConnect::newState(), range(1, 50));
sfprov_same(50, count(array_unique($states)), 'no state comes twice');
sfprov_matches('/^[A-Za-z0-9_-]{43}$/', $states[0], '256 bits in characters that need no encoding');

$state = $begin();
$flow = $connect->finish($state, 3);
sfprov_same(['verifier', 'https://registry.example.org/callback/7'], [$flow['verifier'], $flow['redirect']], 'the right return');
sfprov_same(null, $connect->finish($state, 3), 'a second time');
sfprov_same([], $session->values, 'nothing is kept');

foreach (['another state' => ['x', 3, 0], 'another server' => [null, 4, 0], 'no server any more' => [null, null, 0], 'after ten minutes' => [null, 3, 601], 'before it was begun' => [null, 3, -60]] as $what => [$other, $server, $age]) {
	$state = $begin();
	$session->values['SalesforceProvisioner.connect.7']['time'] = time() - $age;
	sfprov_same(null, $connect->finish($other ?? $state, $server), $what);
	sfprov_same(null, $connect->finish($state, 3), "$what: the flow is over");
}
$state = $begin();
$session->values['SalesforceProvisioner.connect.7']['time'] = time() - 595;
sfprov_true($connect->finish($state, 3) !== null, 'within ten minutes');
$state = $begin();
sfprov_same(null, (new SalesforceConnect($session, 8))->finish($state, 3), 'another target');
foreach ([null, ['x'], 1, true, ''] as $odd) {
	$begin();
	sfprov_same(null, $connect->finish($odd, 3), 'a state of another type: ' . json_encode($odd));
}

$entry = fn (string $source, array $more = []): string => json_encode([['object' => 'Contact', 'field' => 'Nickname__c', 'source' => $source] + $more]);
$good = [
	null, '', '[]', $entry('CoPerson.id'), $entry('PrimaryName.suffix'), $entry('EmailAddress.official'), $entry('Identifier.a.b c'), $entry('Address.postal.country'),
	$entry('TelephoneNumber.ödes'), $entry('text:' . str_repeat('ü', 512)), $entry('CoPersonRole.valid_from', ['type' => 'date']), $entry('CoPerson.id', ['type' => 'string']),
];
foreach ($good as $json) {
	sfprov_same(null, SalesforceMapping::problem($json), substr((string) $json, 0, 90));
}
$bad = [
	'x', '{}', '{"a":1}', '[1]', '[{"object":"Contact","field":"A"}]', $entry('CoPerson.name'), $entry('Identifier.'), $entry('Identifier.provisioningtarget'),
	$entry('Identifier.' . str_repeat('x', 33)), $entry('Address.postal'), $entry('Address.postal.planet'), $entry('text:'), $entry("text:a\nb"), $entry('text:' . str_repeat('ü', 513)),
	$entry('CoPerson.id', ['type' => 'blob']), '[{"object":"Account","field":"Name","source":"CoPerson.id"}]', '[{"object":"Contact","field":"1x","source":"CoPerson.id"}]',
	'[{"object":"Contact","field":"A__c","source":"CoPerson.id"},{"object":"Contact","field":"a__c","source":"CoPerson.id"}]',
	json_encode(array_map(fn (int $i): array => ['object' => 'Contact', 'field' => "F{$i}__c", 'source' => 'CoPerson.id'], range(1, 101))),
];
foreach ($bad as $json) {
	sfprov_true(is_string(SalesforceMapping::problem($json)), 'refused: ' . substr($json, 0, 90));
}
sfprov_same(null, SalesforceMapping::encode([]), 'no entries are no mapping');
sfprov_same([['object' => 'Contact', 'field' => 'Nickname__c', 'source' => 'text:"<ü>', 'type' => 'string']], SalesforceMapping::decode(SalesforceMapping::encode(SalesforceMapping::decode($entry('text:"<ü>', ['type' => 'string'])))), 'written and read');
?>
===DONE===
--EXPECT--
===DONE===
