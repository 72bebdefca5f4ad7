--TEST--
Provisioning: what has gone from the registry is cleared where we set it, and nothing else is touched
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator, 'sqlite', ['platform_id_type' => 'employeeno', 'app_id_type' => 'uid']);
$full = provision_person(7, ['PrimaryName' => ['honorific' => 'Dr.', 'given' => 'Zoë', 'middle' => 'M', 'family' => "O'Brien", 'suffix' => 'III']]);
$bench->provision($full);
$contact = $bench->contactId();
$coperson = $bench->copersonId();
// What an admin of Salesforce typed in.
$simulator->record('update', 'Contact', $contact, ['values' => ['MobilePhone' => '+1 999', 'Description' => 'by hand', 'MailingState' => 'Pennsylvania']]);
$simulator->record('update', 'CoPerson__c', $coperson, ['values' => ['ORCID__c' => 'by hand']]);
$bench->calls();

$bare = provision_person(7, ['PrimaryName' => ['given' => 'Zoë', 'family' => "O'Brien"], 'EmailAddress' => [], 'CoPersonRole' => [], 'Identifier' => []]);
$preview = $bench->provisioner->preview($bench->registry->target(), 'PU', $bare);
$bench->provision($bare);
$gone = ['Salutation', 'MiddleName', 'Suffix', 'Email', 'Department', 'Title', 'Phone', 'MailingStreet', 'MailingCity', 'MailingCountry', 'MailingPostalCode'];
$sent = $bench->sent();
sfprov_same(["/sobjects/Contact/$contact", "/sobjects/CoPerson__c/$coperson"], array_column($sent, 'path'), 'requests');
sort($gone);
$cleared = array_keys($sent[0]['body']);
sort($cleared);
sfprov_same($gone, $cleared, 'cleared');
sfprov_same([null], array_values(array_unique($sent[0]['body'])), 'by null');
sfprov_same(['Platform_ID__c' => null, 'Application_ID__c' => null], $sent[1]['body'], 'CoPerson__c');
sort($preview['cleared']['Contact']);
sfprov_same(['Contact' => $gone, 'CoPerson__c' => ['Platform_ID__c', 'Application_ID__c']], $preview['cleared'], 'preview');
sfprov_same(['Description' => 'by hand', 'FirstName' => 'Zoë', 'LastName' => "O'Brien", 'MailingState' => 'Pennsylvania', 'MobilePhone' => '+1 999'], $bench->record(), 'what is left');
sfprov_same(['ORCID__c' => 'by hand', 'Status__c' => 'Active'], $bench->record('CoPerson__c'), 'what is left of CoPerson__c');
$bench->provision($bare);
sfprov_same([], $bench->calls(), 'cleared once');

// A field that was cleared by us is not ours any more.
$simulator->record('update', 'Contact', $contact, ['values' => ['Email' => 'by-hand@example.org']]);
$bench->provision(['PrimaryName' => ['given' => 'Z', 'family' => "O'Brien"]] + $bare);
sfprov_same('by-hand@example.org', $bench->record()['Email'], 'typed in after it was cleared');

// The last name cannot go; what else the name lost is cleared.
$bench->calls();
$bench->provision(['PrimaryName' => ['given' => 'Only', 'family' => null]] + $bare);
sfprov_same([['FirstName' => 'Only']], array_column($bench->sent(), 'body'), 'without a last name');
sfprov_same("O'Brien", $bench->record()['LastName'], 'LastName');
$bench->provision(['PrimaryName' => ['given' => null, 'family' => "O'Brien"]] + $bare);
sfprov_same([['FirstName' => null]], array_column($bench->sent(), 'body'), 'the last name came back unchanged');

// Lists that did not come with the data say nothing.
$bench->provision($full);
$bench->calls();
$bench->provision(array_diff_key($full, ['EmailAddress' => 0, 'CoPersonRole' => 0, 'Identifier' => 0]));
sfprov_same([], $bench->calls(), 'missing lists');

// While the registry expunges somebody, it reports a person without memberships, addresses and roles.
$bench->provision(['CoGroupMember' => [], 'EmailAddress' => [], 'CoPersonRole' => []] + $full);
sfprov_same([], $bench->calls(), 'being expunged');
$bench->provision(array_diff_key(['EmailAddress' => [], 'CoPersonRole' => []] + $full, ['CoGroupMember' => 0]));
sfprov_same(['Email' => null, 'Phone' => null], array_intersect_key($bench->sent()[0]['body'], ['Phone' => 0, 'Email' => 0]), 'not being expunged');

// Switched off: gone from the registry, left in Salesforce.
$bench = new ProvisionBench($simulator, 'sqlite', ['clear_removed' => false]);
$bench->provision();
$before = $bench->record();
$bench->calls();
$bench->provision(provision_person(7, ['EmailAddress' => [], 'CoPersonRole' => []]));
sfprov_same([[], $before], [$bench->calls(), $bench->record()], 'clear_removed is off');
foreach ([null, true] as $on) {
	$bench->registry->configure(['clear_removed' => $on]);
	$bench->provision();
	$bench->provision(provision_person(7, ['EmailAddress' => []]));
	sfprov_same(null, $bench->record()['Email'] ?? null, 'clear_removed is ' . var_export($on, true));
}

// An option that is switched off leaves its field as it was.
$bench = new ProvisionBench($simulator, 'sqlite', ['platform_id_type' => 'employeeno']);
$bench->provision($full);
$before = [$bench->record(), $bench->record('CoPerson__c')];
$bench->registry->configure(['middle_name' => false, 'platform_id_type' => null]);
$bench->calls();
$bench->provision($full);
sfprov_same([[], $before], [$bench->calls(), [$bench->record(), $bench->record('CoPerson__c')]], 'options off');
?>
===DONE===
--EXPECT--
===DONE===
