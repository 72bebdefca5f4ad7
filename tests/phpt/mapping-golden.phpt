--TEST--
Mapping: preview() shows for every captured person the fields that the PHP plugin sent, but for the listed differences
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../helper.inc';

/** The bodies that the PHP plugin sent for an sObject, as one; null if it sent none. */
function upstream(array $case, string $sobject): ?array
{
	$bodies = array_column(array_filter($case['upstream']['requests'],
		static fn (array $request): bool => str_contains($request['path'], "/sobjects/$sobject/")), 'body');
	return $bodies ? array_diff_key(array_merge(...$bodies), ['Contact__c' => 0]) : null;
}

$rules = json_decode(file_get_contents(__DIR__ . '/../unit/mapping/differences.json'), true, 16, JSON_THROW_ON_ERROR)['rules'];
$listed = array_merge(...array_column($rules, 'cases'));
$registry = sfprov_registry('sqlite');
$provisioner = new SalesforceProvisioner(['db' => $registry->connect()]);
$compared = 0;

foreach (sfprov_cases() as $name => $case) {
	if (upstream($case, 'Contact') === null) {
		sfprov_true(!array_key_exists($name, $listed), "$name is listed, but nothing was sent");
		continue;
	}
	$preview = $provisioner->preview($registry->prepareCase($case), $case['op'], $case['data']);
	$compared++;
	if (array_key_exists($name, $listed) && $listed[$name] === null) {
		sfprov_same('nothing', $preview['action'], "$name: action");
		sfprov_same([], $preview['requests'], "$name: requests");
		continue;
	}
	sfprov_same('synchronise', $preview['action'], "$name: action");
	sfprov_same([], array_merge(...array_values($preview['cleared'])), "$name: cleared, though nothing was ever sent");
	foreach (['Contact', 'CoPerson__c'] as $sobject) {
		$theirs = upstream($case, $sobject);
		if ($theirs === null) {
			continue;
		}
		$difference = $listed[$name][$sobject] ?? [];
		sfprov_same([], array_intersect_key($theirs, $difference), "$name, $sobject: listed as a difference, but the PHP plugin sent it");
		$expected = $theirs + $difference;
		$ours = $preview['fields'][$sobject] ?? [];
		ksort($expected);
		ksort($ours);
		sfprov_same($expected, $ours, "$name, $sobject");
	}
	if (!$case['target']['CoSalesforceProvisionerTarget']['obj_coperson']) {
		sfprov_true(!isset($preview['fields']['CoPerson__c']), "$name: CoPerson__c is off");
	}
}
sfprov_same(111, $compared, 'captured calls compared');
?>
===DONE===
--EXPECT--
===DONE===
