--TEST--
OAuth: the forms of a Server URL, the registry's own token answers, and what upstream's plugin reads after ours has renewed them
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
$host = $simulator->host;

foreach (["https://$host", "https://$host/", "https://$host/services/oauth2", "https://$host/services/oauth2/", "HTTPS://$host/services/oauth2"] as $url) {
	$registry->update('oauth2_servers', ['serverurl' => $url], ['id' => 1]);
	$simulator->clearLog();
	$provisioner->refreshToken(1);
	$token = $registry->tokenRow()['access_token'];
	sfprov_same(["/services/oauth2/token"], array_column($simulator->requests('token'), 'target'), "$url: token");
	oauth_stored($bench, $url, false);
	sfprov_true(str_starts_with($provisioner->authorizationUrl(1, OAUTH_CALLBACK, 'state')['url'], "https://$host/services/oauth2/authorize?"), "$url: authorize");
}
foreach (["https://$host/services/oauth2/token", "https://$host/services", "https://$host//services/oauth2", "https://$host/services/oauth2?x=1", "https://$host/Services/OAuth2",
	"https://$host/services/oauth2//", 'https://example.org/services/oauth2', 'x', ''] as $url) {
	$registry->update('oauth2_servers', ['serverurl' => $url], ['id' => 1]);
	$simulator->clearLog();
	oauth_refused('ConfigurationException', null, '/[Ss]erver URL|OAuth2 server.s URL/', fn () => $provisioner->refreshToken(1), "'$url'");
	sfprov_same([], $simulator->requests(), "'$url': nothing sent");
}
// Salesforce's own hosts need no setting; others do.
foreach (['https://login.salesforce.com', 'https://test.salesforce.com/services/oauth2', 'https://mydomain--box.sandbox.my.salesforce.com', 'https://na139.salesforce.com/',
	'https://x.my.salesforce.mil', 'https://x.my.sfcrmproducts.cn'] as $url) {
	$registry->update('oauth2_servers', ['serverurl' => $url], ['id' => 1]);
	sfprov_same(parse_url($url, PHP_URL_HOST), parse_url($bench->another(['allowed_hosts' => ''])->authorizationUrl(1, OAUTH_CALLBACK, 'state')['url'], PHP_URL_HOST), $url);
}
foreach (['' => false, "127.0.0.1:{$simulator->port}" => true, '127.0.0.1' => false, "example.org , 127.0.0.1:{$simulator->port} " => true, "localhost:{$simulator->port}" => false,
	'*' => false, "https://127.0.0.1:{$simulator->port}" => false, '.0.0.1:' . $simulator->port => false] as $allowed => $good) {
	$registry->update('oauth2_servers', ['serverurl' => $simulator->baseUrl], ['id' => 1]);
	$error = oauth_error(fn () => $bench->another(['allowed_hosts' => $allowed])->authorizationUrl(1, OAUTH_CALLBACK, 'state'));
	sfprov_same($good ? null : 'ConfigurationException', $error[0] ?? null, "allowed_hosts '$allowed'");
	sfprov_true($good || str_contains($error[4], 'sfprov.allowed_hosts'), "allowed_hosts '$allowed': remedy");
}

// 'Obtain New Token' of the registry: json_encode() escapes slashes, and keeps the refresh token in its column only.
$grant = $simulator->grant();
$response = $grant;
unset($response['refresh_token']);
sfprov_true(str_contains(json_encode($response), '\/'), 'escaped slashes');
$registry->pointAt($simulator->baseUrl, ['access_token' => $grant['access_token'], 'refresh_token' => $grant['refresh_token'], 'token_response' => json_encode($response), 'access_token_exp' => null]);
$simulator->clearLog();
sfprov_same(true, $bench->attempt(), "the registry's token is used as it is");
sfprov_same([], $simulator->requests('token'), 'no token request');
$status = $provisioner->tokenStatus(1);
sfprov_same([$simulator->baseUrl, $simulator->orgId, true, 'refresh_token api'], [$status['instance_url'], $status['org_id'], $status['refresh_token_set'], $status['scope']], 'status');
$simulator->expireTokens();
sfprov_same(true, $bench->attempt(provision_person(7, ['EmailAddress' => []])), 'renewed');
$row = $registry->tokenRow();
// Upstream's PHP: $json->instance_url, the column access_token; and it hands the refresh token of the column to the token endpoint.
$json = json_decode($row['token_response']);
sfprov_same([$simulator->baseUrl, $row['access_token'], $grant['refresh_token']], [$json->instance_url, $json->access_token, $row['refresh_token']], 'as upstream reads it');
// An answer without instance_url, as some flows give it: the stored one stays readable for others.
$simulator->config(['token_remove' => ['instance_url']]);
$provisioner->refreshToken(1);
sfprov_same($simulator->baseUrl, json_decode($registry->tokenRow()['token_response'])->instance_url, 'instance_url is kept');
// Empty text is no token, as forms leave it.
foreach (['', null] as $empty) {
	$registry->update('oauth2_servers', ['access_token' => $empty, 'refresh_token' => $empty, 'token_response' => $empty], ['id' => 1]);
	sfprov_same([false, false], array_values(array_slice($provisioner->tokenStatus(1), 1, 2)), 'not set: ' . var_export($empty, true));
}
// Stored answers that cannot be read are as good as none.
foreach (['null', '[]', '5', '"x"', '{', '{"instance_url":5}', str_repeat('[', 500), "{\"instance_url\":\"https://x\u{0}\"}"] as $response) {
	$registry->update('oauth2_servers', ['access_token' => 'x', 'token_response' => $response], ['id' => 1]);
	sfprov_same(null, $provisioner->tokenStatus(1)['instance_url'], $response);
	oauth_refused('AuthorizationException', null, '/Obtain New Token/', fn () => $bench->provision(), $response);
}
$registry->update('oauth2_servers', ['access_grant_type' => 'XX'], ['id' => 1]);
oauth_refused('ConfigurationException', null, '/grant type/', fn () => $provisioner->tokenStatus(1), 'unknown grant type');
?>
===DONE===
--EXPECT--
===DONE===
