--TEST--
Test registry: the captured calls keep PHP's types and the gaps in lists
--EXTENSIONS--
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../helper.inc';

$count = 0;
$ops = [];
foreach (sfprov_cases() as $name => $case) {
	$count++;
	$ops[$case['op']] = true;
	sfprov_same($name, $case['case'], 'name');
	sfprov_same(['case', 'note', 'target', 'op', 'data', 'upstream'], array_keys($case), $name);
	sfprov_same(true, is_int($case['target']['CoSalesforceProvisionerTarget']['id']), "$name: id");
}
sfprov_same(149, $count, 'calls');
ksort($ops);
sfprov_same('AU GA GD GR GU LA LU PA PD PL PP PR PU PX PY SA SR SU', implode(' ', array_keys($ops)), 'operations');

sfprov_same([1], array_slice(array_keys(sfprov_case('002')['data']['CoPersonRole']), 0, 1), 'the first role is number 1');
sfprov_same([0, 2], array_keys(sfprov_case('017')['data']['CoPersonRole']), 'a gap in the middle');
sfprov_same(true, is_bool(sfprov_case('001')['data']['PrimaryName']['primary_name']), 'a boolean');
sfprov_same('0', sfprov_case('006')['data']['PrimaryName']['given'], 'the text 0');
sfprov_same([], sfprov_case('082')['upstream']['requests'][0]['body'], 'an empty body');
sfprov_same('refresh_token', sfprov_case('903')['upstream']['requests'][1]['body']['grant_type'], 'a form');
sfprov_same('not json', sfprov_case('917')['upstream']['requests'][0]['response'], 'an answer that is no JSON');
sfprov_same('RuntimeException', sfprov_case('912')['upstream']['threw']['class'], 'an exception');
sfprov_throws(InvalidArgumentException::class, fn () => sfprov_case('085'), '/names 2 captured calls/');

$registry = sfprov_registry('sqlite');
$case = sfprov_case('076');
sfprov_same('delivery', $registry->prepareCase($case)['CoSalesforceProvisionerTarget']['email_address_type'], 'prepared target');
sfprov_same('A', $registry->row('co_people', ['id' => $case['data']['CoPerson']['id']])['status'], 'prepared person');
?>
===DONE===
--EXPECT--
===DONE===
