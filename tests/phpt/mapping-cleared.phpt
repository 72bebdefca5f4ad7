--TEST--
Mapping: what was sent and is gone is cleared, but not from a record that came in half
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../helper.inc';

$registry = sfprov_registry('sqlite');
$case = sfprov_case('120-auto-person-expunged-PU-a');
$person = $case['data']['CoPerson']['id'];
$target = $registry->prepareCase($case);
$registry->storeSalesforceIds($person, '00300000000000ZAAQ/a0X00000000000ZEAQ');
$registry->insert('co_salesforce_provisioner_people', ['co_provisioning_target_id' => 1, 'co_person_id' => $person,
	'contact_id' => '00300000000000ZAAQ', 'coperson_id' => 'a0X00000000000ZEAQ',
	'sent' => '{"Contact":{"Email":"x","Title":"x","Phone":"x","LastName":"x"},"CoPerson__c":{"ORCID__c":"x"}}']);
$provisioner = new SalesforceProvisioner(['db' => $registry->connect()]);
$cleared = static function (array $changes, array $target, array $without = []) use ($provisioner, $case): array {
	$data = array_diff_key($changes + $case['data'], array_flip($without));
	$preview = $provisioner->preview($target, 'PU', $data);
	$cleared = array_map(static function (array $names): array {
		sort($names);
		return $names;
	}, array_filter($preview['cleared']));
	foreach ($cleared as $sobject => $names) {
		foreach ($preview['requests'] as $request) {
			if (str_contains($request['path'], "/$sobject/")) {
				$nulls = array_keys(array_filter($request['body'], 'is_null'));
				sort($nulls);
				sfprov_same($names, $nulls, "$sobject: null in the body");
			}
		}
	}
	return $cleared;
};
$member = ['CoGroupMember' => [['id' => 15]]];

sfprov_same(['Contact' => ['Email', 'Phone', 'Title'], 'CoPerson__c' => ['ORCID__c']], $cleared($member, $target), 'a member who lost the rest');
sfprov_same(['Contact' => ['Email', 'Phone', 'Title'], 'CoPerson__c' => ['ORCID__c']], $cleared([], $target, ['CoGroupMember']), 'memberships taken out by the framework');
sfprov_same(['Contact' => ['Phone', 'Title'], 'CoPerson__c' => ['ORCID__c']], $cleared($member, $target, ['EmailAddress']), 'no addresses in the record');
sfprov_same(['Contact' => ['Email'], 'CoPerson__c' => ['ORCID__c']], $cleared($member, $target, ['CoPersonRole']), 'no roles in the record');
sfprov_same(['Contact' => ['Email', 'Phone', 'Title']], $cleared($member, $target, ['Identifier']), 'no identifiers in the record');
sfprov_same(['Contact' => ['Email'], 'CoPerson__c' => ['ORCID__c']],
	$cleared($member + ['CoPersonRole' => [1 => ['title' => 'T']]], $target), 'a role without its lists');
sfprov_same([], $cleared($member, $target, ['PrimaryName']), 'a skeletal record');
$registry->configure(['clear_removed' => false]);
sfprov_same([], $cleared($member, $registry->target()), 'clearing is off');
?>
===DONE===
--EXPECT--
===DONE===
