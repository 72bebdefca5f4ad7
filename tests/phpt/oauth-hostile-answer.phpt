--TEST--
OAuth: token answers that are hostile or broken are not kept, and no byte of a token goes to a foreign host
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

/* Somebody else's host, as the answer could name it: whoever connects is seen. */
$trap = stream_socket_server('tcp://127.0.0.1:0');
$trapPort = (int) substr(strrchr(stream_socket_get_name($trap, false), ':'), 1);
$visited = static function () use ($trap): bool {
	$visitor = @stream_socket_accept($trap, 0);
	return $visitor !== false;
};

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator);
$registry = $bench->registry;
$provisioner = $bench->provisioner;
$good = $registry->tokenRow();
$host = $simulator->host;
$port = $simulator->port;
$begin = count($simulator->connections());

$instances = [
	'http' => "http://$host", 'no scheme' => $host, 'scheme-relative' => "//$host", 'foreign name' => 'https://example.org', 'port not allowed' => "https://127.0.0.1:$trapPort",
	'http trap' => "http://127.0.0.1:$trapPort", 'userinfo' => "https://$host@127.0.0.1:$trapPort", 'userinfo with allowed host' => "https://user:pw@$host",
	'salesforce in userinfo' => "https://login.salesforce.com@127.0.0.1:$trapPort", 'salesforce as prefix' => 'https://login.salesforce.com.example.org',
	'salesforce as ending' => 'https://evilsalesforce.com', 'salesforce with port' => "https://login.salesforce.com:$trapPort", 'bare domain' => 'https://salesforce.com',
	'trailing dot' => "https://127.0.0.1.:$port", 'salesforce with trailing dot' => 'https://na1.salesforce.com.', 'IDN' => "https://na1.salesforc\u{0435}.com",
	'punycode' => 'https://na1.xn--salesforc-3ih.com', 'full-width dot' => "https://evil\u{ff0e}salesforce.com", 'backslash' => "https://127.0.0.1:$trapPort\\.salesforce.com",
	'fragment' => "https://127.0.0.1:$trapPort#.salesforce.com", 'query' => "https://127.0.0.1:$trapPort?.salesforce.com", 'path' => "https://$host/services", 'empty' => '', 'space' => " https://$host",
	'line break' => "https://$host\r\nX-Evil: 1", 'other address form' => "https://2130706433:$port", 'file' => 'file:///etc/passwd',
	'long' => 'https://' . str_repeat('a', 5000) . '.salesforce.com', 'empty label' => 'https://a..salesforce.com', 'dash' => 'https://-a.salesforce.com',
];
foreach ($instances as $what => $instance) {
	foreach (['exchange', 'refresh', 'provision'] as $way) {
		$registry->update('oauth2_servers', array_diff_key($good, ['id' => 0]), ['id' => 1]);
		$simulator->config(['token_extra' => ['instance_url' => $instance]]);
		if ($way === 'provision') {
			$simulator->expireTokens();
		}
		$error = oauth_error(match ($way) {
			'exchange' => fn () => $provisioner->exchangeCode(1, $simulator->authorize(OAUTH_CALLBACK), OAUTH_CALLBACK),
			'refresh' => fn () => $provisioner->refreshToken(1),
			'provision' => fn () => $bench->provision(),
		});
		sfprov_true($error !== null && in_array($error[0], ['ConfigurationException', 'ServerException'], true), "$what, $way: refused (" . ($error[0] ?? 'nothing') . ')');
		sfprov_matches('/instance_url|not JSON/', $error[4] ?? '', "$what, $way: message");
		foreach ($simulator->tokens()['access'] as $token) {
			sfprov_lacks($token['value'], $error[4] ?? '', "$what, $way: message");
		}
		sfprov_same($good, $registry->tokenRow(), "$what, $way: row as before");
	}
	// The same in the row, as somebody else may have stored it.
	$registry->update('oauth2_servers', ['token_response' => json_encode(['instance_url' => $instance]), 'refresh_token' => null], ['id' => 1]);
	$simulator->clearLog();
	sfprov_throws(Sfprov\Exception::class, fn () => $provisioner->limits($registry->target()));
	sfprov_same([], $simulator->requests(), "$what: stored, nothing sent");
	// And as an admin may have typed it.
	$registry->configure(['instance_url' => $instance === '' ? 'x' : substr($instance, 0, 200), 'instance_url_manual' => true]);
	sfprov_throws(Sfprov\InvalidArgumentException::class, fn () => $provisioner->limits($registry->target()), '/instance URL/');
	sfprov_same([], $simulator->requests(), "$what: typed, nothing sent");
	$registry->configure(['instance_url' => null, 'instance_url_manual' => null]);
}
// No text at all: the instance that is known stays.
foreach (['NUL' => "https://127.0.0.1:$trapPort\0.salesforce.com", 'null' => null, 'number' => 5, 'list' => ["https://127.0.0.1:$trapPort"]] as $what => $instance) {
	$registry->update('oauth2_servers', array_diff_key($good, ['id' => 0]), ['id' => 1]);
	$simulator->config(['token_extra' => ['instance_url' => $instance]]);
	$provisioner->refreshToken(1);
	sfprov_same("https://$host", $provisioner->tokenStatus(1)['instance_url'], "$what: instance as before");
	sfprov_same(true, $bench->attempt(), "$what: usable");
}
// As server URL: nothing is sent there, not even the client secret.
$simulator->config(['token_extra' => []]);
foreach ($instances as $what => $url) {
	if ($what !== 'empty') {
		$registry->update('oauth2_servers', ['serverurl' => substr($url, 0, 250) . '/services/oauth2'] + array_diff_key($good, ['id' => 0]), ['id' => 1]);
		$simulator->clearLog();
		oauth_refused('ConfigurationException', null, '/[Ss]erver URL|OAuth2 server.s URL/', fn () => $provisioner->refreshToken(1), "server URL: $what");
		sfprov_throws(Sfprov\ConfigurationException::class, fn () => $provisioner->revokeToken(1));
		sfprov_same([], $simulator->requests(), "server URL: $what");
	}
}
sfprov_same(false, $visited(), 'nobody came to the foreign port');
foreach ($simulator->connections() as $connection) {
	sfprov_same(null, $connection['fault'], 'no plain HTTP on the TLS port');
}

// Broken answers of other kinds: typed, and the row as before.
foreach (['token_without_access_token', 'token_access_token_empty', 'token_access_token_number', 'token_access_token_newline', 'token_access_token_long', 'token_token_type_mac',
	'token_without_token_type', 'token_signature_wrong', 'token_signature_garbage', 'html_200', 'content_empty', 'content_cut_json', 'content_deep', 'content_nul',
	'content_invalid_utf8', 'content_null', 'content_scalar', 'content_wrap_array', 'content_trailing', 'huge', 'gzip_bomb', 'redirect_302', 'redirect_307', 'cut_body', 'bad_gzip', 'http09',
	'endless_header', 'not_http'] as $fault) {
	$registry->update('oauth2_servers', array_diff_key($good, ['id' => 0]), ['id' => 1]);
	foreach (['exchange', 'refresh'] as $way) {
		$simulator->clearLog();
		$simulator->fault($fault, ['match' => ['endpoint' => 'token']]);
		$before = $registry->tokenRow();
		$code = $simulator->authorize(OAUTH_CALLBACK);
		$error = oauth_error($way === 'refresh' ? fn () => $provisioner->refreshToken(1) : fn () => $provisioner->exchangeCode(1, $code, OAUTH_CALLBACK));
		sfprov_true($error !== null, "$fault, $way: refused");
		sfprov_same(1, count($simulator->requests('token')), "$fault, $way: one request");
		sfprov_same($before, $registry->tokenRow(), "$fault, $way: row as before");
		$simulator->clearFaults();
	}
}
// A signature is asked for where Salesforce gives one, and believed only when it is right.
$simulator->fault('token_without_signature', ['times' => 2]);
oauth_refused('AuthorizationException', null, '/not signed/', fn () => $provisioner->exchangeCode(1, $simulator->authorize(OAUTH_CALLBACK), OAUTH_CALLBACK), 'unsigned');
$provisioner->refreshToken(1);
oauth_stored($bench, 'unsigned refresh', false);
$registry->update('oauth2_servers', ['client_secret' => 'other'], ['id' => 1]);
oauth_refused('ConfigurationException', 'invalid_client', '/client secret/', fn () => $provisioner->refreshToken(1), 'wrong secret');
?>
===DONE===
--EXPECT--
===DONE===
