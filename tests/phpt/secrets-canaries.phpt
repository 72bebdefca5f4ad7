--TEST--
Secrets: none of them is in log lines, messages, traces, dumps of objects, URLs or our own tables, whatever goes wrong
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--INI--
zend.exception_ignore_args=0
zend.exception_string_param_max_len=1000000
--FILE--
<?php
require __DIR__ . '/oauth.inc';

/** What PHP shows of a value. */
function secrets_dump(mixed $value): string
{
	ob_start();
	var_dump($value);
	print_r($value);
	@var_export($value);
	debug_zval_dump($value);
	echo json_encode($value, JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_UNESCAPED_SLASHES), json_encode((array) $value, JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_UNESCAPED_SLASHES);
	return ob_get_clean();
}

/** All that an exception shows, with the arguments of our own methods. */
function secrets_of_exception(?Throwable $thrown): string
{
	$text = '';
	for (; $thrown !== null; $thrown = $thrown->getPrevious()) {
		$text .= $thrown->getMessage() . $thrown->getTraceAsString();
		foreach ($thrown->getTrace() as $frame) {
			if (($frame['class'] ?? '') === SalesforceProvisioner::class || str_starts_with($frame['class'] ?? '', 'Sfprov')) {
				$text .= secrets_dump($frame['args'] ?? []);
			}
		}
		if ($thrown instanceof Sfprov\Exception) {
			$text .= $thrown->getErrorCode() . implode($thrown->getFields());
		}
	}
	return $text;
}

$simulator = sfprov_simulator(['proxy' => true]);
$bench = new ProvisionBench($simulator, 'sqlite', [], ['config' => ['rotation' => true, 'require_pkce' => true, 'proxy_auth' => 'canary:proxy-pass-0123456789']]);
$registry = $bench->registry;
$key = sfprov_temp_dir('key') . '/key.pem';
exec('openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out ' . escapeshellarg($key) . ' 2>/dev/null');
chmod($key, 0600);
$tokenKey = sfprov_temp_dir('key') . '/token.key';
file_put_contents($tokenKey, $sealing = bin2hex(random_bytes(32)) . "\n");
chmod($tokenKey, 0600);

// Everything that must stay unseen; tokens are added at the end, when all of them are known.
$canaries = [$simulator->clientSecret, 'proxy-pass-0123456789', trim($sealing), ...array_filter(array_slice(file($key, FILE_IGNORE_NEW_LINES), 1), static fn (string $line): bool => strlen($line) === 64)];
$shown = '';
set_error_handler(static function (int $level, string $message) use (&$shown): bool {
	$shown .= "$message\n";
	return true;
});
$settings = ['timeout' => 1, 'logger' => static function (string $level, string $message, array $context) use (&$shown): void {
	$shown .= "$level $message " . json_encode($context, JSON_UNESCAPED_SLASHES) . "\n";
}];
$proxied = $settings + ['proxy' => "http://canary:proxy-pass-0123456789@127.0.0.1:{$simulator->proxyPort}"];
$provisioners = ['plain' => $bench->another($settings), 'proxy' => $bench->another($proxied), 'wrong proxy password' => $bench->another(['proxy' => "http://canary:not-proxy-pass-0123456789@127.0.0.1:{$simulator->proxyPort}"] + $proxied),
	'no proxy there' => $bench->another(['proxy' => 'http://canary:proxy-pass-0123456789@127.0.0.1:1'] + $proxied),
	'sealed' => $bench->another(['token_key_file' => $tokenKey] + $settings), 'jwt' => $bench->another(['jwt_key_file' => $key, 'jwt_username' => $simulator->username] + $settings)];
$canaries[] = 'not-proxy-pass-0123456789';
$try = static function (callable $call) use (&$shown): mixed {
	try {
		$result = $call();
		$shown .= secrets_dump($result);
		return $result;
	} catch (Throwable $thrown) {
		$shown .= secrets_of_exception($thrown);
		return null;
	}
};
$begin = $registry->tokenRow();
$faults = [null, 'token_expired', 'token_invalid_client', 'token_signature_wrong', 'token_instance_foreign', 'token_instance_userinfo', 'token_without_access_token', 'token_access_token_newline',
	'close_before', 'reset_after', 'html_503', 'status_500', 'status_401', 'error_string_too_long', 'error_duplicate_value', 'content_cut_json', 'redirect_302'];
$worked = 0;
foreach ($provisioners as $name => $provisioner) {
	foreach ($name === 'plain' ? $faults : (str_contains($name, 'no') || str_contains($name, 'wrong') ? [null] : [null, 'token_expired', 'status_401']) as $fault) {
		$grant = $simulator->grant();
		$registry->update('oauth2_servers', ['access_token' => $grant['access_token'], 'refresh_token' => $grant['refresh_token'], 'token_response' => json_encode($grant),
			'access_grant_type' => $name === 'jwt' ? 'JB' : 'AC'], ['id' => 1]);
		$simulator->clearFaults();
		$simulator->expireTokens();
		if ($fault !== null) {
			$simulator->fault($fault, ['times' => 0, 'match' => str_starts_with($fault, 'error') ? ['endpoint' => 'composite'] : ['path' => '~oauth2|/composite|/nowhere~']]);
		}
		$begun = $name === 'jwt' ? null : $provisioner->authorizationUrl(1, OAUTH_CALLBACK, 'state-canary-0123456789');
		if ($begun !== null) {
			$canaries[] = $begun['code_verifier'];
			sfprov_lacks($begun['code_verifier'], $begun['url'], 'URL');
			parse_str(parse_url($begun['url'], PHP_URL_QUERY), $query);
			$canaries[] = $code = $simulator->authorize(OAUTH_CALLBACK, $query['code_challenge']);
			$try(static fn () => $provisioner->exchangeCode(1, $code, OAUTH_CALLBACK, strrev($begun['code_verifier'])));
			$canaries[] = strrev($begun['code_verifier']);
			$try(static fn () => $provisioner->exchangeCode(1, $code, OAUTH_CALLBACK, $begun['code_verifier']));
			$try(static fn () => $provisioner->exchangeCode(1, "$code\n", OAUTH_CALLBACK, $begun['code_verifier']));
			$try(static fn () => $provisioner->exchangeCode(77, $code, OAUTH_CALLBACK, $begun['code_verifier']));
			$try(static fn () => $provisioner->authorizationUrl(1, '', 'state-canary-0123456789'));
		}
		$simulator->expireTokens();
		$worked += (int) ($try(static fn () => $provisioner->provision($registry->target(), 'PU', provision_person(7, ['EmailAddress' => []]))) === true);
		$try(static fn () => $provisioner->refreshToken(1));
		$try(static fn () => $provisioner->tokenStatus(1));
		if ($fault === null && !str_contains($name, 'no') && !str_contains($name, 'wrong')) {
			$try(static fn () => $provisioner->testConnection($registry->target()));
		}
		$try(static fn () => iterator_to_array($provisioner->query($registry->target(), 'SELECT Id FROM Contact')));
		$try(static fn () => $provisioner->query($registry->target(), 'SELECT Id FROM Contact'));
		$try(static fn () => $provisioner->request($registry->target(), 'GET', '/nowhere'));
		$try(static fn () => $provisioner->counters());
		if ($name === 'sealed') {
			$try(static fn () => $provisioner->encryptTokens(1));
		}
		$try(static fn () => $provisioner->requestToken(1));
		$try(static fn () => $provisioner->revokeToken(1));
		$shown .= secrets_dump($provisioner);
	}
}
$simulator->clearFaults();
sfprov_true($worked >= 4, "provisions that worked: $worked");
$try(static fn () => new SalesforceProvisioner(['proxy' => 'http://canary:proxy-pass-0123456789@x', 'timeout' => 'wrong']));
// Database errors quote statements and rows.
$registry->connect()->exec('CREATE TRIGGER refuse BEFORE UPDATE ON cm_oauth2_servers BEGIN SELECT RAISE(ABORT, "refused"); END');
$grant = $simulator->grant();
$try(static fn () => $provisioners['plain']->refreshToken(1));
$registry->connect()->exec('DROP TRIGGER refuse');
// A broken statement of token and other columns in each error mode.
foreach ([PDO::ERRMODE_SILENT, PDO::ERRMODE_WARNING, PDO::ERRMODE_EXCEPTION] as $mode) {
	$pdo = $registry->connect([PDO::ATTR_ERRMODE => $mode]);
	$registry->update('oauth2_servers', ['access_token' => $grant['access_token'], 'refresh_token' => $grant['refresh_token'], 'token_response' => json_encode($grant), 'access_grant_type' => 'AC'], ['id' => 1]);
	$pdo->exec('CREATE TEMP TRIGGER refuse BEFORE UPDATE OF modified ON main.cm_oauth2_servers BEGIN SELECT RAISE(ABORT, "refused"); END');
	$other = $bench->another(['db' => $pdo] + $settings);
	$try(static fn () => $other->refreshToken(1));
	unset($other, $pdo);
}
sfprov_true(str_contains($shown, 'could not store it') && str_contains($shown, 'new access token') && str_contains($shown, 'SensitiveParameterValue'), 'enough was seen');

foreach ($simulator->tokens()['access'] as $token) {
	$canaries[] = $token['value'];
}
foreach ($simulator->tokens()['refresh'] as $token) {
	$canaries[] = $token['value'];
}
$requests = $simulator->requests();
foreach ($requests as $request) {
	if ($request['kind'] === 'token' && preg_match('/assertion=([^&]+)/', $request['body'], $match)) {
		$canaries[] = explode('.', $match[1])[2];
	}
}
sfprov_true(count($canaries) > 150, count($canaries) . ' canaries');
// Places by name; the token endpoints' bodies are where secrets belong, headers where the token does.
$places = ['what was shown' => $shown, 'URLs' => implode("\n", array_map(static fn (array $r): string => $r['target'] . ' ' . json_encode($r['query']) . ' ' . ($r['headers']['referer'] ?? ''), $requests)),
	'bodies of REST requests' => implode("\n", array_map(static fn (array $r): string => in_array($r['kind'], ['token', 'revoke'], true) ? '' : (string) $r['body'], $requests)),
	'other headers' => implode("\n", array_map(static fn (array $r): string => json_encode(array_diff_key($r['headers'], ['authorization' => 0])), $requests)),
	'people table' => json_encode($registry->rows('co_salesforce_provisioner_people')), 'identifiers' => json_encode($registry->rows('identifiers')),
	'targets' => json_encode($registry->rows('co_salesforce_provisioner_targets'))];
foreach ($places as $place => $text) {
	foreach (array_unique($canaries) as $canary) {
		foreach ([$canary, substr($canary, 0, 24), urlencode($canary), base64_encode($canary)] as $form) {
			if (str_contains($text, $form)) {
				$at = strpos($text, $form);
				sfprov_fail("$place: " . substr($canary, 0, 6) . '... after: ' . substr($text, max(0, $at - 120), min($at, 120)));
				break 2;
			}
		}
	}
}
// With encryption on, the row holds no token either.
$grant = $simulator->grant();
$registry->update('oauth2_servers', ['access_token' => $grant['access_token'], 'refresh_token' => $grant['refresh_token'], 'token_response' => json_encode($grant)], ['id' => 1]);
$provisioners['sealed']->refreshToken(1);
foreach ([...$simulator->tokens()['access'], ...$simulator->tokens()['refresh']] as $token) {
	sfprov_lacks($token['value'], json_encode($registry->tokenRow(), JSON_UNESCAPED_SLASHES), 'encrypted row');
}
?>
===DONE===
--EXPECT--
===DONE===
