--TEST--
OAuth: refresh with and without rotation, client credentials, JWT bearer, revocation and tokenStatus
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver);
	$registry = $bench->registry;
	$provisioner = $bench->provisioner;
	$identity = ['user_id' => $simulator->userId, 'org_id' => $simulator->orgId];

	// Before the first authorisation.
	oauth_forget($registry);
	sfprov_same(['grant' => 'authorization_code', 'access_token_set' => false, 'refresh_token_set' => false, 'since' => null, 'expires' => null, 'scope' => null, 'instance_url' => null,
		'user_id' => null, 'org_id' => null], $provisioner->tokenStatus(1), "$driver: status before");
	oauth_refused('AuthorizationException', null, '/not authorised.*Obtain New Token/', fn () => $provisioner->refreshToken(1), "$driver: nothing to refresh");
	oauth_refused('AuthorizationException', null, '/Obtain New Token/', fn () => $bench->provision(), "$driver: provision without tokens");
	oauth_refused('ConfigurationException', null, '/needs a person.*Obtain New Token/', fn () => $provisioner->requestToken(1), "$driver: requestToken");
	$provisioner->revokeToken(1);
	sfprov_same([], $simulator->requests(), "$driver: nothing was sent");

	$begin = time();
	$provisioner->exchangeCode(1, $simulator->authorize(OAUTH_CALLBACK), OAUTH_CALLBACK);
	$status = $provisioner->tokenStatus(1);
	sfprov_true($status['since'] >= $begin && $status['since'] <= time(), "$driver: since");
	sfprov_same(['grant' => 'authorization_code', 'access_token_set' => true, 'refresh_token_set' => true, 'expires' => null, 'scope' => 'refresh_token api',
		'instance_url' => $simulator->baseUrl] + $identity, array_diff_key($status, ['since' => 0]), "$driver: status after");
	foreach ([...$simulator->tokens()['access'], ...$simulator->tokens()['refresh'], ['value' => $simulator->clientSecret]] as $secret) {
		sfprov_lacks($secret['value'], json_encode($status, JSON_UNESCAPED_SLASHES), "$driver: status");
	}

	// Refresh without rotation keeps the refresh token; with it, the new one replaces the old.
	$before = $registry->tokenRow();
	$simulator->clearLog();
	$provisioner->refreshToken(1);
	sfprov_same([['grant_type' => 'refresh_token', 'client_id' => $simulator->clientId, 'client_secret' => $simulator->clientSecret, 'refresh_token' => $before['refresh_token'],
		'format' => 'json']], oauth_forms($simulator), "$driver: form");
	$after = $registry->tokenRow();
	sfprov_same($before['refresh_token'], $after['refresh_token'], "$driver: not rotated");
	sfprov_true($before['access_token'] !== $after['access_token'], "$driver: new access token");
	sfprov_same(null, $after['access_token_exp'], "$driver: no expiry was told");
	sfprov_same(array_intersect_key($before, array_flip(['id', 'server_id', 'serverurl', 'clientid', 'client_secret', 'access_grant_type', 'scope', 'proxy', 'created'])),
		array_intersect_key($after, array_flip(['id', 'server_id', 'serverurl', 'clientid', 'client_secret', 'access_grant_type', 'scope', 'proxy', 'created'])), "$driver: other columns");
	$simulator->config(['rotation' => true, 'rotation_ends_sessions' => true]);
	for ($i = 0; $i < 3; $i++) {
		$provisioner->refreshToken(1);
		oauth_stored($bench, "$driver: rotation $i");
	}
	sfprov_same([0, true], [$simulator->counters()['reuse'], $bench->attempt()], "$driver: no refresh token was used twice");
	// What the registry's own code and upstream's plugin read from the row after a refresh.
	$response = json_decode($registry->tokenRow()['token_response']);
	sfprov_same([$simulator->baseUrl, $registry->tokenRow()['access_token']], [$response->instance_url, $response->access_token], "$driver: token_response");

	// Revocation ends both tokens at Salesforce and empties the row; of an unknown token as well.
	$gone = $registry->tokenRow();
	$simulator->clearLog();
	$provisioner->revokeToken(1);
	sfprov_same([['token' => $gone['refresh_token']]], oauth_forms($simulator, 'revoke'), "$driver: revocation");
	sfprov_same('', implode($simulator->requests('revoke')[0]['query']), "$driver: token in the body");
	sfprov_same([true, 'revoked'], [oauth_known($simulator, 'access', $gone['access_token'])['revoked'], oauth_known($simulator, 'refresh', $gone['refresh_token'])['state']], "$driver: ended");
	$row = $registry->tokenRow();
	sfprov_same([null, null, null, null], [$row['access_token'], $row['refresh_token'], $row['token_response'], $row['access_token_exp']], "$driver: emptied");
	$registry->pointAt($simulator->baseUrl, ['access_token' => '00Dnever!given', 'refresh_token' => '5Aepnevergiven']);
	$provisioner->revokeToken(1);
	sfprov_same([null, null], [$registry->tokenRow()['access_token'], $registry->tokenRow()['refresh_token']], "$driver: unknown token counts as revoked");
	// Not reached: nothing is forgotten, else nobody could revoke it any more.
	$grant = $simulator->grant();
	$registry->pointAt($simulator->baseUrl, ['access_token' => $grant['access_token'], 'refresh_token' => $grant['refresh_token']]);
	$simulator->fault('status_500', ['match' => ['endpoint' => 'revoke'], 'times' => 0]);
	oauth_refused('ServerException', 'UNKNOWN_EXCEPTION', '/HTTP 500/', fn () => $provisioner->revokeToken(1), "$driver: not revoked");
	$simulator->clearFaults();
	sfprov_same($grant['refresh_token'], $registry->tokenRow()['refresh_token'], "$driver: kept");

	// Client credentials: a token without a person, got by itself when none is stored.
	$simulator->clearLog();
	oauth_forget($registry, ['access_grant_type' => 'CC']);
	sfprov_same(true, $bench->attempt(provision_person(7, ['CoPersonRole' => []])), "$driver: CC by itself");
	sfprov_same([['grant_type' => 'client_credentials', 'client_id' => $simulator->clientId, 'client_secret' => $simulator->clientSecret, 'format' => 'json']], oauth_forms($simulator), "$driver: CC form");
	oauth_stored($bench, "$driver: CC", false);
	$provisioner->requestToken(1);
	$provisioner->refreshToken(1);
	oauth_stored($bench, "$driver: CC again", false);
	$status = $provisioner->tokenStatus(1);
	sfprov_same(['client_credentials', true, false], [$status['grant'], $status['access_token_set'], $status['refresh_token_set']], "$driver: CC status");
	$simulator->expireTokens();
	$simulator->clearLog();
	sfprov_same(true, $bench->attempt(), "$driver: CC renews");
	sfprov_same(1, count($simulator->requests('token')), "$driver: CC renews once");
	foreach ([[['client_credentials_user' => false], 'ConfigurationException', '/Run As/'], [['my_domain_hosts' => ['x.my.salesforce.com']], 'ConfigurationException', '/My ?Domain/']] as [$config, $class, $words]) {
		$simulator->config($config);
		oauth_refused($class, 'invalid_grant', $words, fn () => $provisioner->requestToken(1), "$driver: CC " . key($config));
		$simulator->config(['client_credentials_user' => true, 'my_domain_hosts' => null]);
	}
	$registry->update('oauth2_servers', ['client_secret' => null], ['id' => 1]);
	oauth_refused('ConfigurationException', null, '/no client secret/', fn () => $provisioner->requestToken(1), "$driver: CC without secret");
	unset($bench, $registry, $provisioner);
}

// JWT bearer: JB, or CC with a key file, from the settings or from the target.
$bench = new ProvisionBench($simulator);
$registry = $bench->registry;
$folder = sfprov_temp_dir('keys');
$make = static function (string $name, string $command) use ($folder): string {
	exec("cd $folder && ($command) 2>&1", $output, $status);
	chmod("$folder/$name", 0600);
	return $status === 0 ? "$folder/$name" : throw new RuntimeException(implode("\n", $output));
};
$key = $make('key.pem', 'openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem');
$make('public.pem', 'openssl pkey -in key.pem -pubout -out public.pem');
$files = ['small' => $make('small.pem', 'openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out small.pem'),
	'encrypted' => $make('encrypted.pem', 'openssl pkey -in key.pem -aes256 -passout pass:secret -out encrypted.pem'),
	'elliptic' => $make('ec.pem', 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pem'), 'public' => "$folder/public.pem"];
file_put_contents("$folder/empty", '');
file_put_contents("$folder/garbage", random_bytes(500));
file_put_contents("$folder/huge", str_repeat('x', 300000));
copy($key, "$folder/open.pem");
chmod("$folder/open.pem", 0644);
$simulator->config(['jwt_public_key' => file_get_contents("$folder/public.pem")]);
$with = static fn (array $settings): SalesforceProvisioner => $bench->another($settings + ['jwt_key_file' => $key, 'jwt_username' => $simulator->username]);
foreach (['JB', 'CC'] as $type) {
	oauth_forget($registry, ['access_grant_type' => $type]);
	$provisioner = $with([]);
	$simulator->clearLog();
	sfprov_same('jwt_bearer', $provisioner->tokenStatus(1)['grant'], "$type: grant");
	sfprov_same(true, $provisioner->provision($registry->target(), 'PU', provision_person(7, ['EmailAddress' => []])), "$type: provision gets the token itself");
	$forms = oauth_forms($simulator);
	sfprov_same(['grant_type', 'assertion'], array_keys($forms[0]), "$type: form");
	sfprov_same(1, count($forms), "$type: one request");
	[$head, $claims, $signature] = explode('.', $forms[0]['assertion']);
	sfprov_same(['alg' => 'RS256'], json_decode(base64_decode($head), true), "$type: header");
	$claims = json_decode(base64_decode(strtr($claims, '-_', '+/')), true);
	sfprov_same(['iss' => $simulator->clientId, 'sub' => $simulator->username, 'aud' => $simulator->baseUrl], array_diff_key($claims, ['exp' => 0]), "$type: claims");
	sfprov_true($claims['exp'] > time() && $claims['exp'] <= time() + 180, "$type: life");
	oauth_stored($bench, $type, false);
	$provisioner->requestToken(1);
	$provisioner->refreshToken(1);
	oauth_stored($bench, "$type again", false);
	$simulator->expireTokens();
	sfprov_same(true, $provisioner->provision($registry->target(), 'PU', provision_person()), "$type: renews");
}
$registry->configure(['jwt_key_file' => $key, 'jwt_username' => $simulator->username]);
oauth_forget($registry);
sfprov_same(true, $bench->attempt(), 'key and user of the target');
$registry->configure(['jwt_key_file' => null, 'jwt_username' => null]);
oauth_forget($registry, ['access_grant_type' => 'JB']);

// What is wrong with the key is said before anything is sent.
$simulator->clearLog();
foreach ([['small', 1024], ['encrypted', 'pass phrase'], ['elliptic', 'no RSA'], ['public', 'no usable private key']] as [$name, $words]) {
	oauth_refused('ConfigurationException', null, "/$words/", fn () => $with(['jwt_key_file' => $files[$name]])->requestToken(1), "key: $name");
}
foreach (['/nowhere/key.pem', $folder, "$folder/empty", "$folder/garbage", "$folder/huge", '/dev/zero'] as $file) {
	oauth_refused('ConfigurationException', null, '/' . preg_quote($file, '/') . '/', fn () => $with(['jwt_key_file' => $file])->requestToken(1), "key: $file");
}
oauth_refused('ConfigurationException', null, '/jwt_key_file/', fn () => $with(['jwt_key_file' => ''])->requestToken(1), 'no key');
oauth_refused('ConfigurationException', null, '/jwt_username/', fn () => $with(['jwt_username' => ''])->requestToken(1), 'no user');
sfprov_same([], $simulator->requests(), 'nothing was sent');

// What Salesforce says of an assertion.
foreach ([600, -600] as $offset) {
	$simulator->config(['clock_offset' => $offset]);
	oauth_refused('AuthorizationException', 'invalid_grant', '/clock of this machine.*it shows ' . gmdate('Y-m-d H:') . '/', fn () => $with([])->requestToken(1), "clock: $offset");
}
$simulator->config(['clock_offset' => 0, 'jwt_audiences' => ['https://login.salesforce.com']]);
oauth_refused('ConfigurationException', 'invalid_grant', '/My Domain/', fn () => $with([])->requestToken(1), 'audience');
$simulator->config(['jwt_audiences' => null, 'user_approved' => false]);
oauth_refused('AuthorizationException', 'invalid_grant', '/pre-authorised/', fn () => $with([])->requestToken(1), 'not approved');
$simulator->config(['user_approved' => true, 'jwt_public_key' => $make('other.pem', 'openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out o.pem && openssl pkey -in o.pem -pubout -out other.pem')
	? file_get_contents("$folder/other.pem") : '']);
oauth_refused('ConfigurationException', 'invalid_grant', '/certificate uploaded to the app.*key file/', fn () => $with([])->requestToken(1), 'another key');
?>
===DONE===
--EXPECT--
===DONE===
