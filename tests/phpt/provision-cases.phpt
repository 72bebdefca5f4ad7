--TEST--
Provisioning: every captured call leaves the records that the PHP plugin's left, but for the listed differences
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
mbstring
--FILE--
<?php
require __DIR__ . '/provision.inc';

/** All bodies that the PHP plugin sent for an sObject as one record; null if it sent none. */
function upstream(array $case, string $sobject): ?array
{
	$bodies = array_column(array_filter($case['upstream']['requests'],
		static fn (array $request): bool => str_contains($request['path'], "/sobjects/$sobject/")), 'body');
	return $bodies ? array_diff_key(array_merge(...$bodies), ['Contact__c' => 0]) : null;
}

$rules = json_decode(file_get_contents(__DIR__ . '/../unit/mapping/differences.json'), true, 16, JSON_THROW_ON_ERROR)['rules'];
$listed = array_merge(...array_column($rules, 'cases'));
$bench = new ProvisionBench(sfprov_simulator());
$simulator = $bench->simulator;
$registry = $bench->registry;
$simulator->seed('Account', [['Id' => '001000000000001AAA', 'Name' => 'Of the captured target']]);
$counts = ['both' => 0, 'contact' => 0, 'none' => 0, 'skeleton' => 0, 'refused' => 0, 'unusable' => 0];

foreach (sfprov_cases() as $name => $case) {
	if ($case['upstream']['threw'] !== null && !$case['upstream']['requests']) {
		// Server or network were made unusable for the PHP plugin: nothing to compare with.
		$counts['unusable']++;
		continue;
	}
	$target = $registry->prepareCase($case);
	$person = (int) ($case['data']['CoPerson']['id'] ?? 0);
	$registry->delete('identifiers', []);
	$registry->delete('co_salesforce_provisioner_people', []);
	foreach (['Contact', 'CoPerson__c'] as $sobject) {
		foreach ($simulator->records($sobject) as $record) {
			$simulator->record('purge', $sobject, $record['Id']);
		}
	}
	$expected = $case['data']['PrimaryName'] ?? null ? upstream($case, 'Contact') : null;
	$skeleton = isset($case['data']['CoPerson']) && !isset($case['data']['PrimaryName']);
	// What Salesforce refuses: the stand-in that the PHP plugin talked to checked nothing.
	$code = null;
	if ($expected !== null && !isset($expected['LastName']) && !isset($listed[$name]['Contact']['LastName'])) {
		[$code, $field] = ['REQUIRED_FIELD_MISSING', 'LastName'];
	} elseif (mb_strlen($expected['FirstName'] ?? '') > 40) {
		[$code, $field] = ['STRING_TOO_LONG', 'FirstName'];
	}
	$bench->calls();
	$what = $name;
	if ($code) {
		$counts['refused']++;
		$thrown = sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provisioner->provision($target, $case['op'], $case['data']), "/$field/");
		sfprov_same([$code, [$field], 400], [$thrown?->getErrorCode(), $thrown?->getFields(), $thrown?->getHttpStatus()], "$what: error");
		sfprov_same([[], [], null], [$simulator->records('Contact'), $simulator->records('CoPerson__c'), $registry->salesforceIds($person)], "$what: nothing is kept");
		continue;
	}
	sfprov_same(true, $bench->provisioner->provision($target, $case['op'], $case['data']), "$what: result");
	$calls = $bench->calls();
	$contacts = $simulator->records('Contact');
	$copersons = $simulator->records('CoPerson__c');
	if ($expected === null) {
		sfprov_same([[], [], []], [$calls, $contacts, $copersons], "$what: nothing is sent");
		sfprov_same([], $registry->rows('identifiers'), "$what: nothing is stored");
		$counts[$skeleton ? 'skeleton' : 'none']++;
		continue;
	}
	$both = $case['target']['CoSalesforceProvisionerTarget']['obj_coperson'] === true;
	$counts[$both ? 'both' : 'contact']++;
	sfprov_same([$both ? 'POST composite' : 'POST sobjects/Contact'], $calls, "$what: calls");
	sfprov_same([1, $both ? 1 : 0], [count($contacts), count($copersons)], "$what: records");
	foreach (['Contact' => $contacts, 'CoPerson__c' => $copersons] as $sobject => $records) {
		$theirs = upstream($case, $sobject);
		if ($theirs === null || !$records) {
			continue;
		}
		$difference = $listed[$name][$sobject] ?? [];
		sfprov_same([], array_intersect_key($theirs, $difference), "$what, $sobject: listed as a difference, but the PHP plugin sent it");
		// Salesforce trims texts, and keeps no empty ones.
		$kept = array_filter(array_map('trim', $theirs + $difference), static fn (string $value): bool => $value !== '');
		ksort($kept);
		sfprov_same($kept, provision_fields($records[0]), "$what, $sobject");
	}
	sfprov_same($contacts[0]['Id'] . ($both ? '/' . $copersons[0]['Id'] : ''), $registry->salesforceIds($person), "$what: ids");
	if ($both) {
		sfprov_same($contacts[0]['Id'], $copersons[0]['Contact__c'], "$what: Contact__c");
	}
	$bench->provisioner->provision($target, $case['op'], $case['data']);
	sfprov_same([], $bench->calls(), "$what: unchanged");
}
echo json_encode($counts), "\n";
?>
===DONE===
--EXPECT--
{"both":88,"contact":3,"none":33,"skeleton":14,"refused":4,"unusable":7}
===DONE===
