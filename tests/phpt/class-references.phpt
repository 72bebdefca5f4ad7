--TEST--
Data that hangs on PHP references may change during a call without harm
--EXTENSIONS--
sfprov
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../helper.inc';

$simulator = sfprov_simulator();
$registry = sfprov_registry('sqlite');
$tokens = $simulator->grant();
$registry->pointAt($simulator->baseUrl, ['clientid' => $simulator->clientId, 'client_secret' => $simulator->clientSecret,
	'access_token' => $tokens['access_token'], 'refresh_token' => $tokens['refresh_token'], 'token_response' => json_encode($tokens)]);
$case = sfprov_case('001-full-nonascii-PR-a');
$target = $registry->prepareCase($case);
$target['CoSalesforceProvisionerTarget']['default_account'] = null;
$simulator->expireTokens();

$data = $case['data'];
// Keys that only these arrays hold, behind references that the logger cuts off while the person is on the way.
$name = [];
foreach ($data['PrimaryName'] as $key => $value) {
	$name[str_repeat($key, 1)] = $value;
}
$name['key' . bin2hex(random_bytes(8))] = 'x';
$data['PrimaryName'] = &$name;
$row = $target['CoSalesforceProvisionerTarget'];
$row['key' . bin2hex(random_bytes(8))] = 'x';
$target['CoSalesforceProvisionerTarget'] = &$row;
$logged = 0;
$provisioner = new SalesforceProvisioner(['db' => $registry->pdo, 'cainfo' => $simulator->caFile,
	'allowed_hosts' => "127.0.0.1:{$simulator->port}",
	'logger' => function () use (&$name, &$row, &$logged) {
		$name = [];
		$row = null;
		$logged++;
		for ($i = 0; $i < 100; $i++) {
			$noise[] = ['key' . bin2hex(random_bytes(8)) => $i];
		}
	}]);
sfprov_true($provisioner->provision($target, 'PR', $data), 'provisioned');
sfprov_true($logged > 0, 'the logger was called in the middle');
$contacts = $simulator->records('Contact');
sfprov_same(1, count($contacts), 'Contacts');
sfprov_same("O'Brien", $contacts[0]['LastName'], 'LastName');
?>
===DONE===
--EXPECT--
===DONE===
