--TEST--
Connection: testConnection() is green when all is well, and each of its checks turns red on its own
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator);
$registry = $bench->registry;
/** @return array{bool, array<string, bool>, array<string, string>} ok, and by check whether it is green and what it says */
$check = static function (?SalesforceProvisioner $provisioner = null) use ($bench, $registry): array {
	$report = ($provisioner ?? $bench->provisioner)->testConnection($registry->target());
	sfprov_same(['ok', 'checks', 'user', 'org', 'instance_url', 'api_version', 'limits', 'missing_fields'], array_keys($report), 'keys');
	sfprov_same(!in_array(false, array_column($report['checks'], 'ok'), true), $report['ok'], 'ok says what the checks say');
	return [$report['ok'], array_column($report['checks'], 'ok', 'name'), array_column($report['checks'], 'message', 'name'), $report];
};
$only = static function (array $result, string $red, string $words, string $what): void {
	[$ok, $green, $messages] = $result;
	sfprov_same([false, [$red]], [$ok, array_keys($green, false, true)], "$what: only $red is red");
	sfprov_matches($words, $messages[$red] ?? '', $what);
};

[$ok, $green, $messages, $report] = $check();
sfprov_same([true, ['authorization', 'api_version', 'session', 'limits', 'Contact', 'CoPerson__c']], [$ok, array_keys($green)], 'all is well: ' . json_encode($messages));
sfprov_same([$simulator->username, 'Simulated Org', $simulator->baseUrl], [$report['user']['Username'], $report['org']['Name'], $report['instance_url']], 'who and where');
sfprov_same(['62.0', '68.0', true], [$report['api_version']['used'], $report['api_version']['newest'], $report['api_version']['offered']], 'API version');
sfprov_same([['Contact' => [], 'CoPerson__c' => []], 15000], [$report['missing_fields'], $report['limits']['DailyApiRequests']['Max']], 'fields and limits');
sfprov_same($report['limits']['DailyApiRequests']['Remaining'] + 1 > 14000, true, 'remaining');
sfprov_same([], array_filter($simulator->requests(), static fn (array $r): bool => $r['method'] !== 'GET'), 'nothing is written');

// Not authorised, or no longer.
$tokens = array_diff_key($registry->tokenRow(), ['id' => 0]);
oauth_forget($registry);
[$ok, $green, $messages, $report] = $check();
sfprov_same([false, ['authorization' => false], null], [$ok, $green, $report['user']], 'no token: ' . json_encode($messages));
sfprov_matches('/Obtain New Token/', $messages['authorization'], 'no token');
$registry->update('oauth2_servers', $tokens, ['id' => 1]);
$simulator->expireTokens('grants');
[$ok, $green, $messages] = $check();
sfprov_same(false, $ok, 'revoked');
sfprov_matches('/Obtain New Token/', implode(' ', $messages), 'revoked');
$grant = $simulator->grant();
$registry->update('oauth2_servers', ['access_token' => $grant['access_token'], 'refresh_token' => $grant['refresh_token'], 'token_response' => json_encode($grant)], ['id' => 1]);
$tokens = array_diff_key($registry->tokenRow(), ['id' => 0]);
// An ended session is renewed, which is no fault.
$simulator->expireTokens();
sfprov_same(true, $check()[0], 'ended session');
$tokens = array_diff_key($registry->tokenRow(), ['id' => 0]);
$registry->update('servers', ['status' => 'S'], ['id' => 1]);
[$ok, $green, $messages] = $check();
sfprov_same([false, ['authorization' => false]], [$ok, $green], 'suspended server');
$registry->update('servers', ['status' => 'A'], ['id' => 1]);

// The way there: CA, host, and nobody at home.
$other = sfprov_temp_dir('ca') . '/ca.pem';
copy($simulator->files['unknown_ca'], $other);
[$ok, $green, $messages] = $check($bench->another(['cainfo' => $other]));
sfprov_same(false, $ok, 'wrong CA');
sfprov_matches('/certificate/', implode(' ', $messages), 'wrong CA');
sfprov_same(1, count(array_filter($green)), 'wrong CA: only the token is there');
[$ok, $green, $messages] = $check($bench->another(['allowed_hosts' => 'example.org']));
sfprov_same([false, ['authorization' => false]], [$ok, $green], 'wrong host');
sfprov_matches('/127\.0\.0\.1.*sfprov\.allowed_hosts/', $messages['authorization'], 'wrong host');
$free = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($free, false), ':'), 1);
fclose($free);
$registry->configure(['instance_url' => "https://127.0.0.1:$port", 'instance_url_manual' => true]);
[$ok, $green, $messages] = $check($bench->another(['allowed_hosts' => "127.0.0.1:{$simulator->port},127.0.0.1:$port", 'timeout' => 2]));
sfprov_same(false, $ok, 'nobody there');
sfprov_matches("/127\.0\.0\.1:$port/", implode(' ', $messages), 'nobody there');
$registry->configure(['instance_url' => null, 'instance_url_manual' => null]);

// API versions: gone, going, malformed.
$simulator->config(['oldest_version' => 63]);
[$ok, $green, $messages, $report] = $check();
sfprov_same([false, false], [$ok, $green['api_version']], 'retired version');
sfprov_matches('/62\.0 is not offered.*sfprov\.api_version.*68\.0/s', $messages['api_version'], 'retired version');
sfprov_same(false, $report['api_version']['offered'], 'retired version');
$simulator->config(['oldest_version' => 31]);
foreach (['62' => 'malformed', '45.0' => 'too old'] as $version => $words) {
	[$ok, $green, $messages] = $check($bench->another(['api_version' => (string) $version]));
	sfprov_same(false, $ok, "version $version");
	sfprov_matches("/$words/", implode(' ', $messages), "version $version");
}

// What the configuration needs and the org lacks.
foreach ([['Contact', ['MailingState']], ['CoPerson__c', ['ORCID__c', 'Status__c']]] as [$object, $fields]) {
	$simulator->config(['remove_fields' => [$object => $fields]]);
	$result = $check();
	$only($result, $object, '/' . implode(', ', $fields) . '.*visible and editable/', "missing fields of $object");
	sfprov_same($fields, $result[3]['missing_fields'][$object], "missing fields of $object");
}
$simulator->config(['remove_fields' => []]);
$registry->configure(['external_id_field' => 'Registry_ID__c']);
$result = $check();
sfprov_same(true, isset($result[1]['Contact']), 'external id');
if ($result[1]['Contact'] === false) {
	sfprov_same(['Registry_ID__c'], $result[3]['missing_fields']['Contact'], 'external id that is not there');
}
$registry->configure(['external_id_field' => 'Description']);
$only($check(), 'Contact', '/External ID and Unique/', 'a field that is no external id');
$registry->configure(['external_id_field' => null]);
$simulator->config(['remove_objects' => ['CoPerson__c']]);
$result = $check();
$only($result, 'CoPerson__c', '/CoPerson__c/', 'missing object');
sfprov_true(count($result[3]['missing_fields']['CoPerson__c']) >= 5, 'missing object: all of its fields');
$registry->configure(['obj_coperson' => false]);
[$ok, $green] = $check();
sfprov_same([true, false], [$ok, isset($green['CoPerson__c'])], 'an object that is not used is not looked at');
$registry->configure(['obj_coperson' => true]);
$simulator->config(['remove_objects' => []]);

// Limits: without View Setup they are not told, which provisioning can do without; used up is red.
$simulator->config(['view_setup' => false]);
[$ok, $green, $messages, $report] = $check();
sfprov_same([true, true, null], [$ok, $green['limits'], $report['limits']], 'without View Setup');
sfprov_matches('/View Setup/', $messages['limits'], 'without View Setup');
sfprov_throws(Sfprov\ConfigurationException::class, fn () => $bench->provisioner->limits($registry->target()), '/View Setup/');
$simulator->config(['view_setup' => true, 'daily_limit' => 15000, 'api_used' => 15000]);
[$ok, $green, $messages] = $check();
sfprov_same(false, $ok, 'used up');
sfprov_matches('/REQUEST_LIMIT_EXCEEDED|API requests|daily/i', implode(' ', $messages), 'used up');
$simulator->config(['api_used' => 0]);

// It reports and does not throw, whatever the answers are; a malformed call is an exception.
foreach (['html_200', 'content_empty', 'content_cut_json', 'content_null', 'content_scalar', 'content_wrap_array', 'content_deep', 'content_nul', 'status_410', 'status_404_html', 'status_401', 'status_420',
	'redirect_302', 'huge', 'gzip_bomb', 'content_stringify', 'content_duplicate_keys', 'content_lone_surrogate'] as $fault) {
	$simulator->fault($fault, ['times' => 0]);
	$registry->update('oauth2_servers', $tokens, ['id' => 1]);
	try {
		[$ok, $green] = $check();
		sfprov_true(count($green) > 0, "$fault: a report");
		sfprov_true(in_array($fault, ['content_stringify', 'content_duplicate_keys', 'content_lone_surrogate', 'content_wrap_array', 'content_nul'], true) || !$ok, "$fault: not green");
	} catch (Throwable $thrown) {
		sfprov_fail("$fault: " . get_class($thrown) . ': ' . $thrown->getMessage());
	}
	$simulator->clearFaults();
}
foreach ([[], ['CoSalesforceProvisionerTarget' => null], ['CoSalesforceProvisionerTarget' => 'x'], ['CoSalesforceProvisionerTarget' => []], ['Other' => ['id' => 1]]] as $target) {
	try {
		$report = $bench->provisioner->testConnection($target);
		sfprov_same(false, $report['ok'], json_encode($target));
	} catch (Sfprov\InvalidArgumentException) {
	}
}
?>
===DONE===
--EXPECT--
===DONE===
