--TEST--
Connection: request() and limits(): methods, paths, bodies, answers and errors; what two requests share
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
$target = $registry->target();
$provisioner = $bench->provisioner;
$request = static fn (string $method, string $path, ?array $body = null): mixed => $provisioner->request($target, $method, $path, $body);

// Every method, with and without a body; answers as arrays, nothing as null.
$created = $request('POST', '/sobjects/Contact', ['LastName' => "Łukasz \u{1F52D} \"\\/", 'Email' => null]);
sfprov_same([true, []], [$created['success'], $created['errors']], 'POST');
$id = $created['id'];
sfprov_same("Łukasz \u{1F52D} \"\\/", $simulator->records('Contact')[0]['LastName'], 'text arrives whole');
sfprov_same(null, $request('PATCH', "/sobjects/Contact/$id", ['FirstName' => 'Jan']), 'PATCH: no body');
sfprov_same('Jan', $request('GET', "/sobjects/Contact/$id")['FirstName'], 'GET');
sfprov_same('Jan', $request('GET', "/services/data/v60.0/sobjects/Contact/$id?fields=FirstName")['FirstName'], 'a whole path');
sfprov_same(true, count($request('GET', '/services/data/')) > 10, 'versions');
sfprov_same(null, $request('DELETE', "/sobjects/Contact/$id"), 'DELETE');
sfprov_same([], $simulator->records('Contact'), 'deleted');
$paths = array_column($simulator->requests(), 'target', 'n');
sfprov_same("/services/data/v62.0/sobjects/Contact/$id", end($paths), 'under the configured version');
foreach ($simulator->requests() as $r) {
	sfprov_same('Bearer ' . $registry->tokenRow()['access_token'], $r['headers']['authorization'], 'token');
	sfprov_same($r['method'] === 'GET' || $r['method'] === 'DELETE' ? null : 'application/json; charset=UTF-8', $r['headers']['content-type'] ?? null, "{$r['method']}: content type");
	sfprov_matches('~^sfprov/\d~', $r['headers']['user-agent'], 'user agent');
}
sfprov_same(1, count(array_filter($simulator->connections(), static fn (array $c): bool => $c['requests'] > 0)), 'one connection for all');
// JSON: types, order and emptiness.
$simulator->clearLog();
oauth_error(fn () => $request('POST', '/sobjects/Contact', ['a' => 1, 'b' => 1.5, 'c' => true, 'd' => null, 'e' => [1, 2], 'f' => ['x' => []], 'g' => '', 'h' => '0', 'i' => "a\nb", '7' => 'seven']));
sfprov_same(['a' => 1, 'b' => 1.5, 'c' => true, 'd' => null, 'e' => [1, 2], 'f' => ['x' => []], 'g' => '', 'h' => '0', 'i' => "a\nb", 7 => 'seven'], json_decode($simulator->requests()[0]['body'], true), 'body');
oauth_error(fn () => $request('POST', '/sobjects/Contact', []));
sfprov_same('{}', $simulator->requests()[1]['body'], 'an empty array is an object');
oauth_error(fn () => $request('POST', '/sobjects/Contact'));
sfprov_same('', (string) $simulator->requests()[2]['body'], 'no body');

// Refused before anything is sent.
$simulator->clearLog();
foreach (['get', 'HEAD', 'OPTIONS', 'CONNECT', '', "GET\0", "GET\r\nX: y", 'GET '] as $method) {
	$error = oauth_error(fn () => $request($method, '/limits'));
	sfprov_true($error !== null && $error[0] === 'InvalidArgumentException' && str_contains($error[4], '$method must be'), 'method ' . json_encode($method));
}
foreach (['', 'limits', 'https://evil.example.org/', '//evil.example.org', '@evil.example.org', ':443/x', "/a\0b", '/a b', "/a\r\nX: y", '/ä', '/a#b', '/a\\b', "/\t", '/' . str_repeat('x', 20000)] as $path) {
	$error = oauth_error(fn () => $request('GET', $path));
	if ($path === '//evil.example.org') {
		sfprov_true(count($simulator->requests()) === 1 && $simulator->requests()[0]['headers']['host'] === $simulator->host, 'two slashes are a path of the org');
		$simulator->clearLog();
		continue;
	}
	sfprov_same('InvalidArgumentException', $error[0] ?? null, 'path ' . substr(json_encode($path) ?: '', 0, 60) . ': ' . ($error[4] ?? ''));
}
$deep = [];
for ($i = 0; $i < 200; $i++) {
	$deep = [$deep];
}
$circle = ['a' => 1];
$circle['self'] = &$circle;
foreach (['object' => ['a' => new stdClass()], 'closure' => [static fn () => 1], 'resource' => [STDOUT ?? null], 'NAN' => ['a' => NAN], 'INF' => ['a' => INF], 'bad UTF-8' => ['a' => "\xff"], 'NUL' => ['a' => "x\0y"],
	'bad key' => ["\xff" => 1], 'NUL key' => ["a\0" => 1], 'deep' => $deep, 'circle' => $circle] as $what => $body) {
	$error = oauth_error(fn () => $request('POST', '/sobjects/Contact', $body));
	sfprov_same('InvalidArgumentException', $error[0] ?? null, "body: $what");
	sfprov_matches('/^\$body/', $error[4] ?? '', "body: $what");
}
unset($circle);
sfprov_same([], $simulator->requests(), 'nothing was sent');
sfprov_throws(TypeError::class, fn () => $provisioner->request($target, 'GET', '/limits', 'text'));

// Errors of Salesforce.
foreach ([['GET', '/sobjects/Contact/003000000000000AAA', null, 'NOT_FOUND', 404], ['GET', '/nowhere', null, 'NOT_FOUND', 404], ['POST', '/sobjects/Contact', ['Nope' => 'x'], 'INVALID_FIELD', 400],
	['POST', '/sobjects/Contact', ['FirstName' => 'x'], 'REQUIRED_FIELD_MISSING', 400]] as [$method, $path, $body, $code, $status]) {
	$error = oauth_error(fn () => $request($method, $path, $body));
	sfprov_same([$code, $status], [$error[1] ?? null, $error[2] ?? null], "$method $path: " . ($error[4] ?? ''));
}
try {
	$request('POST', '/sobjects/Contact', ['FirstName' => 'x']);
} catch (Sfprov\Exception $e) {
	sfprov_same(['LastName'], $e->getFields(), 'the field is named');
}
// A create goes out once, even when the connection dies; what can be repeated is.
foreach ([['POST', '/sobjects/Contact', ['LastName' => 'Once'], 1], ['GET', '/limits', null, 2], ['DELETE', '/sobjects/Contact/003000000000000AAA', null, 2]] as [$method, $path, $body, $times]) {
	$provisioner->limits($target);
	$simulator->clearLog();
	$simulator->fault('close_after', ['match' => ['method' => $method]]);
	oauth_error(fn () => $request($method, $path, $body));
	sfprov_same($times, count($simulator->requests()), "$method on a warm connection that dies");
	$simulator->clearFaults();
}
sfprov_same(1, count(array_filter($simulator->records('Contact'), static fn (array $c): bool => $c['LastName'] === 'Once')), 'created once');

// Counters and limits.
$fresh = $bench->another();
sfprov_same(['requests' => 0, 'retries' => 0, 'failures' => 0, 'token_requests' => 0, 'api_used' => null, 'api_limit' => null], $fresh->counters(), 'counters at the start');
$simulator->clearLog();
$simulator->expireTokens();
$limits = $fresh->limits($target);
sfprov_same([15000, true], [$limits['DailyApiRequests']['Max'], $limits['DailyApiRequests']['Remaining'] < 15000], 'limits');
$counters = $fresh->counters();
sfprov_same([3, 0, 1, 15000, $simulator->counters()['api_used']], [$counters['requests'], $counters['retries'], $counters['token_requests'], $counters['api_limit'], $counters['api_used']], 'counters');
sfprov_same(3, count($simulator->requests()), 'as the simulator counts');
?>
===DONE===
--EXPECT--
===DONE===
