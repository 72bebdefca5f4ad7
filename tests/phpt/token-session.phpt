--TEST--
Tokens: an ended session is renewed once and the call repeated; a moved instance is followed; lives that are told are taken with care
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, [], ['config' => ['rotation' => true]]);
	$registry = $bench->registry;
	$provisioner = $bench->provisioner;
	$statuses = static fn (): array => array_map(static fn (array $r): string => "{$r['kind']} {$r['status']}", $simulator->requests());

	// Once, then the call again with the new token.
	$simulator->expireTokens();
	sfprov_same(true, $bench->attempt(), "$driver: provision");
	sfprov_same(['composite 401', 'token 200', 'composite 200'], $statuses(), "$driver: requests");
	$bench->exactlyOne($driver);
	oauth_stored($bench, $driver);
	sfprov_same('Bearer ' . $registry->tokenRow()['access_token'], $simulator->requests('composite')[1]['headers']['authorization'], "$driver: with the new token");
	foreach (['limits' => fn () => $provisioner->limits($registry->target()), 'get' => fn () => $provisioner->request($registry->target(), 'GET', '/sobjects/Contact/' . $bench->contactId()),
		'create' => fn () => $provisioner->request($registry->target(), 'POST', '/sobjects/Account', ['Name' => 'Once']),
		'query' => fn () => iterator_to_array($provisioner->query($registry->target(), 'SELECT Id FROM Contact'))] as $kind => $call) {
		$simulator->expireTokens();
		$simulator->clearLog();
		$call();
		sfprov_same(["$kind 401", 'token 200', $kind === 'create' ? 'create 201' : "$kind 200"], $statuses(), "$driver: $kind");
	}
	sfprov_same(1, count(array_filter($simulator->records('Account'), static fn (array $a): bool => $a['Name'] === 'Once')), "$driver: created once");

	// Again 401 after that: no loop.
	$simulator->clearLog();
	$simulator->fault('status_401', ['match' => ['endpoint' => 'limits'], 'times' => 0]);
	oauth_refused('AuthorizationException', 'INVALID_SESSION_ID', '/session/', fn () => $provisioner->limits($registry->target()), "$driver: 401 twice");
	sfprov_same(['limits 401', 'token 200', 'limits 401'], $statuses(), "$driver: 401 twice");
	$simulator->clearFaults();
	// Other 401s: a new token would not help.
	foreach (['status_401_not_rest', 'status_401_agent', 'status_401_html'] as $fault) {
		$simulator->clearLog();
		$simulator->fault($fault, ['match' => ['endpoint' => 'limits']]);
		oauth_refused('AuthorizationException', $fault === 'status_401_html' ? null : 'INVALID_SESSION_ID', '/./', fn () => $provisioner->limits($registry->target()), "$driver: $fault");
		sfprov_same(['limits 401'], $statuses(), "$driver: $fault");
		$simulator->clearFaults();
	}

	// The org has moved: the answer's instance is used from the next request on, and stored.
	$simulator->config(['instance_url' => $simulator->instanceUrl]);
	$simulator->expireTokens();
	$simulator->clearLog();
	sfprov_same(true, $bench->attempt(provision_person(7, ['EmailAddress' => []])), "$driver: moved");
	sfprov_same(["127.0.0.1:{$simulator->port}", "127.0.0.1:{$simulator->port}", "localhost:{$simulator->port}"], array_map(static fn (array $r): string => $r['headers']['host'],
		$simulator->requests()), "$driver: hosts");
	sfprov_same([$simulator->instanceUrl, $simulator->instanceUrl], [$registry->target()['CoSalesforceProvisionerTarget']['instance_url'], $provisioner->tokenStatus(1)['instance_url']], "$driver: stored");
	// An admin's own setting wins, and stays.
	$registry->configure(['instance_url' => $simulator->baseUrl, 'instance_url_manual' => true]);
	$simulator->expireTokens();
	$simulator->clearLog();
	sfprov_same(true, $bench->attempt(), "$driver: manual");
	sfprov_same(["127.0.0.1:{$simulator->port}"], array_values(array_unique(array_map(static fn (array $r): string => $r['headers']['host'], $simulator->requests()))), "$driver: manual host");
	sfprov_same($simulator->baseUrl, $registry->target()['CoSalesforceProvisionerTarget']['instance_url'], "$driver: manual stays");
	$registry->configure(['instance_url' => null, 'instance_url_manual' => null]);
	// The old instance says something strange: no token goes along a redirect.
	$simulator->config(['instance_url' => null]);
	$provisioner->refreshToken(1);
	foreach ([301, 302, 303, 307, 308] as $code) {
		$simulator->clearLog();
		$simulator->fault("redirect_$code", ['match' => ['endpoint' => 'limits']]);
		sfprov_throws(Sfprov\Exception::class, fn () => $provisioner->limits($registry->target()));
		sfprov_same(["limits $code"], $statuses(), "$driver: redirect $code is not followed");
		$simulator->clearFaults();
	}

	// A life that Salesforce tells: believed only within reason, never a loop, at most one refresh a request.
	foreach ([3600 => true, 120 => true, 0 => false, 1 => false, -5 => false, '7200' => true, 'soon' => false, '1e12' => false, '3600.5' => false, '1000000000000' => false] as $value => $believed) {
		$simulator->config(['token_extra' => ['expires_in' => $value]]);
		$provisioner->refreshToken(1);
		$exp = $registry->tokenRow()['access_token_exp'];
		sfprov_true($believed ? abs($exp - time() - (int) $value) <= 2 : $exp === null, "$driver: expires_in $value");
		sfprov_same($exp, $provisioner->tokenStatus(1)['expires'], "$driver: status");
		$simulator->clearLog();
		$provisioner->limits($registry->target());
		sfprov_same([], $simulator->requests('token'), "$driver: expires_in $value: used as it is");
	}
	foreach ([[], ['x' => 1], true, null, 1.5] as $value) {
		$simulator->config(['token_extra' => ['expires_in' => $value]]);
		$provisioner->refreshToken(1);
		sfprov_same(null, $registry->tokenRow()['access_token_exp'], "$driver: expires_in " . json_encode($value));
	}
	$simulator->config(['token_extra' => []]);
	// About to end, or ended by the row's word: renewed ahead, once; also with a clock that is wrong by an hour.
	foreach ([30, -10, -3600, -100000] as $left) {
		$registry->update('oauth2_servers', ['access_token_exp' => time() + $left], ['id' => 1]);
		$simulator->clearLog();
		$provisioner->limits($registry->target());
		sfprov_same(['token 200', 'limits 200'], $statuses(), "$driver: $left seconds left");
	}
	// It still works and cannot be renewed just now: used.
	$registry->update('oauth2_servers', ['access_token_exp' => time() + 30], ['id' => 1]);
	$simulator->fault('status_503', ['match' => ['endpoint' => 'token']]);
	$simulator->clearLog();
	$provisioner->limits($registry->target());
	sfprov_same(['token 503', 'limits 200'], $statuses(), "$driver: not renewed, used");
	$simulator->clearFaults();
	unset($bench, $registry, $provisioner);
}

// Nothing to log in with: what to do is said, and nothing is sent.
$bench = new ProvisionBench($simulator);
$registry = $bench->registry;
$good = $registry->row('servers', ['id' => 1]);
$simulator->clearLog();
foreach (['S' => 'suspended', 'D' => 'deleted'] as $status => $what) {
	$registry->update('servers', ['status' => $status], ['id' => 1]);
	oauth_refused('ConfigurationException', null, '/Server 1 is not an active OAuth2 server.*status/', fn () => $bench->provision(), $what);
}
$registry->update('servers', ['status' => $good['status']], ['id' => 1]);
$registry->configure(['server_id' => null]);
oauth_refused('ConfigurationException', null, '/names no server.*configuration/', fn () => $bench->provision(), 'no server');
$registry->configure(['server_id' => 1]);
$target = $registry->target();
$target['CoSalesforceProvisionerTarget']['server_id'] = 999;
oauth_refused('ConfigurationException', null, '/Server 999/', fn () => $bench->provisioner->provision($target, 'PU', provision_person()), 'unknown server');
$registry->delete('oauth2_servers', ['id' => 1]);
oauth_refused('ConfigurationException', null, '/Server 1 is not an active OAuth2 server/', fn () => $bench->provision(), 'server of another type');
sfprov_same([], $simulator->requests(), 'nothing was sent');
?>
===DONE===
--EXPECT--
===DONE===
