--TEST--
OAuth: every error of the token endpoint has its class, its code and a remedy, costs one request and changes nothing
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
$provisioner = $bench->provisioner;
$good = array_diff_key($registry->tokenRow(), ['id' => 0]);

// [error, description, class, words of the message when refreshing, class and words of another grant if they differ]
$errors = [
	['invalid_grant', 'expired access/refresh token', 'AuthorizationException', 'Obtain New Token'],
	['invalid_grant', 'authentication failure', 'AuthorizationException', 'Login History.*Obtain New Token'],
	['invalid_grant', 'inactive user', 'AuthorizationException', 'inactive; activate the user'],
	['inactive_user', 'user is inactive', 'AuthorizationException', 'activate the user'],
	['invalid_grant', 'user is locked out', 'AuthorizationException', 'unlock the user'],
	['inactive_org', 'organization is inactive', 'AuthorizationException', 'org is locked'],
	['invalid_grant', 'ip restricted', 'AuthorizationException', 'login IP ranges'],
	['invalid_grant', 'ip not allowed', 'AuthorizationException', 'login IP ranges'],
	['invalid_grant', 'audience is invalid', 'ConfigurationException', 'My Domain URL'],
	['invalid_grant', "user hasn't approved this consumer", 'AuthorizationException', 'pre-authorised'],
	['invalid_app_access', 'user is not admin approved to access this app', 'AuthorizationException', "app's policies"],
	['invalid_grant', 'request not supported on this domain', 'ConfigurationException', 'MyDomain\.my\.salesforce\.com'],
	['invalid_grant', 'no client credentials user enabled', 'ConfigurationException', 'Run As'],
	['invalid_scope', 'no valid scopes defined', 'ConfigurationException', 'scope api'],
	['invalid_scope', 'the requested scope is not allowed', 'ConfigurationException', 'api refresh_token'],
	['invalid_client', 'invalid client credentials', 'ConfigurationException', 'client secret'],
	['invalid_client', 'app must be installed into org', 'ConfigurationException', 'not installed'],
	['invalid_client_id', 'client identifier invalid', 'ConfigurationException', 'client ID.*10 minutes'],
	['redirect_uri_mismatch', 'redirect_uri must match configuration', 'ConfigurationException', 'callback URLs'],
	['unsupported_grant_type', 'grant type not supported', 'ConfigurationException', 'enable the flow'],
	['invalid_request', 'missing required code challenge', 'AuthorizationException', 'PKCE'],
	['OAUTH_APP_BLOCKED', 'this app is blocked by admin', 'AuthorizationException', 'unblock'],
	['OAUTH_APP_ACCESS_DENIED', 'denied', 'AuthorizationException', "app's policies"],
	['access_denied', 'end-user denied authorization', 'AuthorizationException', 'Obtain New Token'],
	['invalid_grant', 'login rate exceeded', 'LimitException', 'too many logins'],
	['LOGIN_RATE_EXCEEDED', 'Login rate exceeded', 'LimitException', 'too many logins'],
	['unknown_error', 'retry your request', 'ServerException', 'try again later'],
	['server_error', 'fault', 'ServerException', 'try again later'],
	['temporarily_unavailable', 'maintenance', 'ServerException', 'try again later'],
	['invalid_grant', 'something new', 'AuthorizationException', 'Obtain New Token'],
	['brand_new_error', 'with a text of its own', 'AuthorizationException', 'brand_new_error.*with a text of its own'],
];
$action = static function (int $status, string $body, string $type = 'application/json;charset=UTF-8') use ($simulator): void {
	$simulator->clearFaults();
	$simulator->fault(['action' => ['do' => 'answer', 'status' => $status, 'headers' => ['Content-Type' => $type], 'body' => $body], 'match' => ['endpoint' => 'token'], 'times' => 0]);
};
foreach ($errors as [$error, $description, $class, $words]) {
	$what = "$error: $description";
	$action(400, json_encode(['error' => $error, 'error_description' => $description]));
	$simulator->clearLog();
	oauth_refused($class, $error, "~$words~s", fn () => $provisioner->refreshToken(1), $what);
	sfprov_same([1, 400], [count($simulator->requests('token')), $simulator->requests('token')[0]['status']], "$what: one request");
	sfprov_same($good, array_diff_key($registry->tokenRow(), ['id' => 0]), "$what: row");
	// The same out of a provision() whose session has ended; the Contact is not taken for lost.
	$simulator->expireTokens();
	$simulator->clearLog();
	oauth_refused($class, $error, "~$words~s", fn () => $bench->provision(), "$what, provision");
	sfprov_same([1, 1], [count($simulator->requests('token')), count($simulator->requests('composite'))], "$what, provision: requests");
	sfprov_same(null, $registry->personRow(7)['intent'] ?? null, "$what, provision: nothing is pending");
	if ($registry->personRow(7) !== null) {
		sfprov_same($error, $registry->personRow(7)['error_code'], "$what: kept for the status page");
	}
}
// What the registry shows of the last error comes from there.
sfprov_same('brand_new_error', $registry->personRow(7)['error_code'], 'error of the last attempt');

// A busy token is no lost authorisation: waited for, then tried again later. (Another process would have stored a new one meanwhile.)
$action(400, json_encode(['error' => 'invalid_grant', 'error_description' => 'token request is already being processed']));
$simulator->clearLog();
$registry->update('oauth2_servers', ['access_token' => '00Dold!token'], ['id' => 1]);
$begin = microtime(true);
$short = $bench->another(['timeout' => 1]);
oauth_refused('ServerException', 'invalid_grant', '/being processed/', fn () => $short->refreshToken(1), 'busy');
sfprov_true(microtime(true) - $begin < 15, 'busy: bounded');
sfprov_same(1, count($simulator->requests('token')), 'busy: one request');

// Bodies that are no OAuth error, by status.
foreach ([[429, 'LimitException', 'too many requests'], [503, 'ServerException', 'try again later'], [500, 'ServerException', 'try again later'], [404, 'ServerException', 'server URL'],
	[420, 'ServerException', 'HTTP 420'], [403, 'ServerException', 'HTTP 403'], [301, 'ConfigurationException', 'My Domain'], [400, 'ServerException', 'HTTP 400'],
	[401, 'ServerException', 'HTTP 401']] as [$status, $class, $words]) {
	foreach (['<html>sorry</html>' => 'text/html', '' => 'text/plain', '[]' => 'application/json', '{"error":5}' => 'application/json', '{"error":"a b"}' => 'application/json',
		'{"error":"' . str_repeat('x', 100) . '"}' => 'application/json', "error=invalid&x=\0" => ''] as $body => $type) {
		$action($status, $body, $type);
		$simulator->clearLog();
		oauth_refused($class, null, "/$words/", fn () => $provisioner->refreshToken(1), "$status $body");
		sfprov_same(1, count($simulator->requests('token')), "$status $body: one request");
	}
}
// What Salesforce says is quoted only where it shows no part of a secret.
foreach ([$good['refresh_token'], $good['access_token'], $simulator->clientSecret, substr($good['refresh_token'], 10, 20), base64_encode($good['refresh_token'])] as $secret) {
	$action(400, json_encode(['error' => 'strange', 'error_description' => "bad token $secret"]));
	$error = oauth_error(fn () => $provisioner->refreshToken(1));
	sfprov_lacks($secret, $error[4], 'message');
	if ($secret === base64_encode($good['refresh_token'])) {
		continue;
	}
	$action(400, json_encode(['error' => substr($secret, 0, 30), 'error_description' => 'x']));
	$error = oauth_error(fn () => $provisioner->refreshToken(1));
	sfprov_lacks(substr($secret, 0, 12), $error[4] . $error[1], 'error code');
}
$simulator->clearFaults();
// Nothing was lost by all of this: the refresh token still works.
$registry->update('oauth2_servers', $good, ['id' => 1]);
sfprov_same(true, $bench->attempt(), 'still authorised');
oauth_stored($bench, 'at the end');

// Lost answers of a token request: sent once, said that it may have counted.
foreach (['close_after', 'reset_after', 'close_before', 'cut_status', 'stall_after'] as $fault) {
	$simulator->clearLog();
	$simulator->fault($fault, ['match' => ['endpoint' => 'token']]);
	oauth_refused('NetworkException', null, '/new authorisation may be needed/', fn () => $short->refreshToken(1), $fault);
	sfprov_same(1, count($simulator->requests('token')), "$fault: sent once");
	$simulator->clearFaults();
}
// Client credentials can be asked for again: they are.
$registry->update('oauth2_servers', ['access_grant_type' => 'CC'], ['id' => 1]);
$simulator->clearLog();
$simulator->fault('status_503', ['match' => ['endpoint' => 'token']]);
$provisioner->requestToken(1);
sfprov_same([503, 200], array_column($simulator->requests('token'), 'status'), 'CC: again');
?>
===DONE===
--EXPECT--
===DONE===
