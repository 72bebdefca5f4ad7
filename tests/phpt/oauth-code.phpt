--TEST--
OAuth: authorization code with PKCE, from the URL to stored tokens, and every way it is refused
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

/** The admin's browser: follows the URL as far as the callback. */
function browse(SfprovSimulator $simulator, string $url): array
{
	$context = stream_context_create(['ssl' => ['cafile' => $simulator->caFile], 'http' => ['follow_location' => 0, 'ignore_errors' => true]]);
	$socket = stream_socket_client("tls://127.0.0.1:{$simulator->port}", $errno, $error, 10, STREAM_CLIENT_CONNECT, $context);
	fwrite($socket, 'GET ' . substr($url, strlen($simulator->baseUrl)) . " HTTP/1.1\r\nHost: {$simulator->host}\r\nConnection: close\r\n\r\n");
	$answer = stream_get_contents($socket);
	if (!preg_match('/^Location: (\S+)/mi', $answer, $match)) {
		sfprov_fail('no redirect: ' . strtok($answer, "\r"));
		return [];
	}
	parse_str(parse_url($match[1], PHP_URL_QUERY), $query);
	return $query + ['at' => strtok($match[1], '?')];
}

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator, 'sqlite', [], ['config' => ['require_pkce' => true]]);
$registry = $bench->registry;
$provisioner = $bench->provisioner;
oauth_forget($registry, ['scope' => null]);
$state = bin2hex(random_bytes(16)) . '-._~';

// The URL: every parameter, nothing more, no secret.
$begun = $provisioner->authorizationUrl(1, OAUTH_CALLBACK, $state);
sfprov_same(['url', 'code_verifier'], array_keys($begun), 'keys');
$url = parse_url($begun['url']);
parse_str($url['query'], $query);
sfprov_same("https://{$simulator->host}/services/oauth2/authorize", "{$url['scheme']}://{$url['host']}:{$url['port']}{$url['path']}", 'endpoint');
$challenge = rtrim(strtr(base64_encode(hash('sha256', $begun['code_verifier'], true)), '+/', '-_'), '=');
sfprov_same(['response_type' => 'code', 'client_id' => $simulator->clientId, 'redirect_uri' => OAUTH_CALLBACK, 'scope' => 'api refresh_token', 'state' => $state,
	'code_challenge' => $challenge, 'code_challenge_method' => 'S256'], $query, 'parameters');
sfprov_lacks($begun['code_verifier'], $begun['url'], 'URL');
sfprov_lacks($simulator->clientSecret, urldecode($begun['url']), 'URL');
// Salesforce refuses '~' although RFC 7636 allows it.
sfprov_matches('/^[A-Za-z0-9_-]{43,128}$/', $begun['code_verifier'], 'verifier');
$verifiers = array_map(static fn (): string => $provisioner->authorizationUrl(1, OAUTH_CALLBACK, $state)['code_verifier'], range(1, 50));
sfprov_same(50, count(array_unique($verifiers)), 'verifiers differ');
sfprov_same([], $simulator->requests(), 'sends nothing');
$registry->update('oauth2_servers', ['scope' => 'api id full'], ['id' => 1]);
parse_str(parse_url($provisioner->authorizationUrl(1, OAUTH_CALLBACK, $state)['url'], PHP_URL_QUERY), $query);
sfprov_same('api id full', $query['scope'], 'scope of the row');
sfprov_same(2, count($bench->logged('/^warning: .*scope/i')), 'warnings about the scope: full, no refresh_token');
$registry->update('oauth2_servers', ['scope' => null], ['id' => 1]);

// End to end: the simulator checks the challenge against the verifier.
$answer = browse($simulator, $begun['url']);
sfprov_same([$state, OAUTH_CALLBACK], [$answer['state'], $answer['at']], 'callback');
$simulator->clearLog();
$provisioner->exchangeCode(1, $answer['code'], OAUTH_CALLBACK, $begun['code_verifier']);
sfprov_same([['grant_type' => 'authorization_code', 'client_id' => $simulator->clientId, 'client_secret' => $simulator->clientSecret, 'code' => $answer['code'],
	'redirect_uri' => OAUTH_CALLBACK, 'code_verifier' => $begun['code_verifier'], 'format' => 'json']], oauth_forms($simulator), 'form');
sfprov_same(null, $simulator->requests('token')[0]['query'] ?: null, 'nothing in the query');
oauth_stored($bench, 'exchanged');
sfprov_same(true, $bench->attempt(), 'usable');
$kept = $registry->tokenRow();

// Refusals: each is said once, with what to do; the tokens that were there stay.
$code = static function () use ($provisioner, $simulator, $state): array {
	$begun = $provisioner->authorizationUrl(1, OAUTH_CALLBACK, $state);
	return [browse($simulator, $begun['url'])['code'], $begun['code_verifier']];
};
[$fresh, $verifier] = $code();
oauth_refused('AuthorizationException', 'invalid_grant', '/begin it again with "Connect to Salesforce" on the page of the provisioning target, or from the command line/', fn () => $provisioner->exchangeCode(1, $fresh, OAUTH_CALLBACK, strrev($verifier)), 'wrong verifier');
[$fresh, $verifier] = $code();
oauth_refused('AuthorizationException', 'invalid_grant', '/PKCE/', fn () => $provisioner->exchangeCode(1, $fresh, OAUTH_CALLBACK), 'no verifier');
oauth_refused('ConfigurationException', 'redirect_uri_mismatch', '/callback URLs/', fn () => $provisioner->exchangeCode(1, $fresh, OAUTH_CALLBACK . '/', $verifier), 'redirect');
oauth_refused('AuthorizationException', 'invalid_grant', '/Obtain New Token/', fn () => $provisioner->exchangeCode(1, $answer['code'], OAUTH_CALLBACK, $begun['code_verifier']), 'used code');
oauth_refused('AuthorizationException', 'invalid_grant', '/Obtain New Token/', fn () => $provisioner->exchangeCode(1, 'aPrxnever==', OAUTH_CALLBACK, $verifier), 'unknown code');
$simulator->expireTokens('codes');
oauth_refused('AuthorizationException', 'invalid_grant', '/15 minutes.*Obtain New Token/', fn () => $provisioner->exchangeCode(1, $fresh, OAUTH_CALLBACK, $verifier), 'old code');
$simulator->clearLog();
foreach (['' => 'empty', "a b" => 'space', "a\r\nb" => 'line break', "a\u{e9}" => 'not ASCII', str_repeat('x', 5000) => 'long'] as $value => $what) {
	oauth_refused('InvalidArgumentException', null, '/printable ASCII/', fn () => $provisioner->exchangeCode(1, (string) $value, OAUTH_CALLBACK), "code: $what");
	oauth_refused('InvalidArgumentException', null, '/printable ASCII/', fn () => $provisioner->exchangeCode(1, 'code', (string) $value), "redirect: $what");
	oauth_refused('InvalidArgumentException', null, '/printable ASCII/', fn () => $provisioner->authorizationUrl(1, OAUTH_CALLBACK, (string) $value), "state: $what");
	oauth_refused('InvalidArgumentException', null, '/code verifier is not one/', fn () => $provisioner->exchangeCode(1, 'code', OAUTH_CALLBACK, (string) $value), "verifier: $what");
}
sfprov_throws(ValueError::class, fn () => $provisioner->exchangeCode(1, "a\0b", OAUTH_CALLBACK), '/null bytes/');
oauth_refused('InvalidArgumentException', null, '/code verifier/', fn () => $provisioner->exchangeCode(1, 'code', OAUTH_CALLBACK, str_repeat('~', 50)), 'verifier: tilde');
oauth_refused('ConfigurationException', null, '/no OAuth2 server with id 77/', fn () => $provisioner->exchangeCode(77, 'code', OAUTH_CALLBACK), 'no such server');
sfprov_same([], $simulator->requests(), 'nothing sent for those');
sfprov_same($kept, $registry->tokenRow(), 'tokens are as before');

// Without PKCE, as the registry's own button does it.
$simulator->config(['require_pkce' => false]);
$provisioner->exchangeCode(1, $simulator->authorize(OAUTH_CALLBACK), OAUTH_CALLBACK);
sfprov_same(false, isset(oauth_forms($simulator)[0]['code_verifier']), 'no verifier was sent');
oauth_stored($bench, 'without PKCE');
// No refresh token in the answer: said, and an earlier one of the same user is kept.
$before = $registry->tokenRow()['refresh_token'];
$simulator->config(['token_remove' => ['refresh_token']]);
$provisioner->exchangeCode(1, $simulator->authorize(OAUTH_CALLBACK), OAUTH_CALLBACK);
sfprov_same($before, $registry->tokenRow()['refresh_token'], 'same user: refresh token is kept');
// Of another user it would bring back rights that were taken away.
$simulator->config(['user_id' => '005Hs000000SimVIAZ']);
$provisioner->exchangeCode(1, $simulator->authorize(OAUTH_CALLBACK), OAUTH_CALLBACK);
sfprov_same(null, $registry->tokenRow()['refresh_token'], 'other user: refresh token is forgotten');
sfprov_same(1, count($bench->logged('/^warning: .*no refresh token/')), 'a missing refresh token is said');
oauth_stored($bench, 'without refresh token', false);

// A grant that needs no person.
$registry->update('oauth2_servers', ['access_grant_type' => 'CC'], ['id' => 1]);
oauth_refused('ConfigurationException', null, '/no authorisation by a person/', fn () => $provisioner->authorizationUrl(1, OAUTH_CALLBACK, $state), 'CC: URL');
oauth_refused('ConfigurationException', null, '/no authorisation by a person/', fn () => $provisioner->exchangeCode(1, 'code', OAUTH_CALLBACK), 'CC: code');
$registry->update('oauth2_servers', ['access_grant_type' => 'AC', 'clientid' => null], ['id' => 1]);
oauth_refused('ConfigurationException', null, '/no client ID/', fn () => $provisioner->authorizationUrl(1, OAUTH_CALLBACK, $state), 'no client id');
?>
===DONE===
--EXPECT--
===DONE===
