--TEST--
Tokens: a rotated pair survives the roll-back of the registry's transaction; another's request is waited for; a crash frees the row
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
posix
--FILE--
<?php
require __DIR__ . '/oauth.inc';

$simulator = sfprov_simulator();
$rotating = ['config' => ['rotation' => true, 'rotation_ends_sessions' => true]];
foreach (array_diff(sfprov_drivers(), ['sqlite']) as $driver) {
	$bench = new ProvisionBench($simulator, $driver, [], $rotating);
	$registry = $bench->registry;
	$pdo = $registry->pdo;

	// The framework calls inside of its own transaction, and rolls it back.
	$opened = 0;
	$provisioner = $bench->another(['token_db' => static function () use ($registry, &$opened): PDO {
		$opened++;
		return $registry->connect();
	}]);
	$pdo->beginTransaction();
	$registry->update('cos', ['description' => 'not to be kept'], ['id' => 2], $pdo);
	$simulator->expireTokens();
	sfprov_same(true, $provisioner->provision($registry->target(), 'PU', provision_person()), "$driver: inside");
	sfprov_same([true, 1], [$pdo->inTransaction(), $opened], "$driver: the transaction is as it was, one second connection");
	$pdo->rollBack();
	oauth_stored($bench, "$driver: after the roll-back");
	sfprov_true($registry->row('cos', ['id' => 2])['description'] !== 'not to be kept', "$driver: the roll-back was one");
	sfprov_same(null, $registry->salesforceIds(7), "$driver: the Identifier went with it");
	// The next run finds the Contact again, with the token that was kept.
	sfprov_same(true, $provisioner->provision($registry->target(), 'PU', provision_person()), "$driver: next run");
	$bench->exactlyOne($driver);
	sfprov_same(0, $simulator->counters()['reuse'], "$driver: no refresh token was used twice");
	// Every other method that can renew.
	foreach (['refreshToken' => fn () => $provisioner->refreshToken(1), 'limits' => fn () => $provisioner->limits($registry->target()),
		'exchangeCode' => fn () => $provisioner->exchangeCode(1, $simulator->authorize(OAUTH_CALLBACK), OAUTH_CALLBACK)] as $name => $call) {
		$pdo->beginTransaction();
		$simulator->expireTokens();
		$call();
		$pdo->rollBack();
		oauth_stored($bench, "$driver: $name");
	}

	// Without a second connection it is refused before the request; what needs no new token goes on.
	$alone = $bench->another(['token_db' => null]);
	$pdo->beginTransaction();
	sfprov_true(is_array($alone->limits($registry->target())), "$driver: a token that works");
	$simulator->expireTokens();
	$simulator->clearLog();
	oauth_refused('AuthorizationException', null, '/transaction open.*token_db/', fn () => $alone->limits($registry->target()), "$driver: without token_db");
	oauth_refused('AuthorizationException', null, '/transaction open.*token_db/', fn () => $alone->refreshToken(1), "$driver: refreshToken without token_db");
	oauth_refused('AuthorizationException', null, '/transaction open.*token_db/', fn () => $alone->exchangeCode(1, 'code', OAUTH_CALLBACK), "$driver: exchangeCode without token_db");
	sfprov_same([], [...$simulator->requests('token'), ...$simulator->requests('revoke')], "$driver: no token request");
	$pdo->rollBack();
	// Client credentials rotate nothing: there it is no risk.
	$kept = array_diff_key($registry->tokenRow(), ['id' => 0]);
	$pdo->beginTransaction();
	$registry->update('oauth2_servers', ['access_grant_type' => 'CC'], ['id' => 1], $pdo);
	sfprov_true(is_array($alone->limits($registry->target())), "$driver: client credentials");
	$pdo->rollBack();
	$registry->update('oauth2_servers', $kept, ['id' => 1]);

	// The second connection has ended meanwhile (a server that was restarted, an idle limit).
	$second = null;
	$provisioner = $bench->another(['token_db' => static function () use ($registry, &$second): PDO {
		return $second = $registry->connect();
	}]);
	$pdo->beginTransaction();
	$simulator->expireTokens();
	$provisioner->limits($registry->target());
	$kill = static function (PDO $victim) use ($registry, $driver): void {
		$id = (int) $victim->query($driver === 'pgsql' ? 'SELECT pg_backend_pid()' : 'SELECT CONNECTION_ID()')->fetchColumn();
		$registry->connect()->exec($driver === 'pgsql' ? "SELECT pg_terminate_backend($id)" : "KILL $id");
	};
	$kill($second);
	$simulator->expireTokens();
	$first = oauth_error(fn () => $provisioner->limits($registry->target()));
	sfprov_same(null, $first, "$driver: dead second connection: a new one is opened");
	$pdo->rollBack();
	oauth_stored($bench, "$driver: after the new connection");
	unset($bench, $registry, $provisioner, $alone, $pdo, $second);
}

foreach (sfprov_drivers() as $driver) {
	// Somebody who does not lock (the registry's own button) is at it: its token is waited for and taken over.
	$bench = new ProvisionBench($simulator, $driver, [], $rotating);
	$registry = $bench->registry;
	$simulator->fault('token_busy', ['match' => ['endpoint' => 'token'], 'times' => 0]);
	$script = sfprov_temp_dir('other') . '/other.php';
	file_put_contents($script, '<?php require ' . var_export(dirname(__DIR__) . '/helper.inc', true) . '; $i = sfprov_input(); $r = SfprovRegistry::attach($i[0]); echo "ready\n"; usleep(600000);'
		. '$r->update("oauth2_servers", ["access_token" => $i[1], "refresh_token" => $i[2]], ["id" => 1]);');
	$other = $simulator->grant();
	$simulator->clearLog();
	$process = sfprov_spawn($script, [$registry->handle(), $other['access_token'], $other['refresh_token']]);
	sfprov_eventually(static fn (): bool => $process->output() === "ready\n", 'the other process runs');
	$registry->update('oauth2_servers', ['access_token' => '00Dthat!has_ended'], ['id' => 1]);
	$begin = microtime(true);
	sfprov_same(null, oauth_error(fn () => $bench->provisioner->limits($registry->target())), "$driver: busy");
	sfprov_true(microtime(true) - $begin < 15, "$driver: busy, in time");
	sfprov_same([1, 'Bearer ' . $other['access_token']], [count($simulator->requests('token')), $simulator->requests('limits')[1]['headers']['authorization']], "$driver: taken over");
	sfprov_same($other['refresh_token'], $registry->tokenRow()['refresh_token'], "$driver: the other's refresh token stays");
	sfprov_same(0, $process->wait()['status'], "$driver: other process");
	$simulator->clearFaults();

	// kill -9 while the row is locked and the request is under way: the next one goes on at once, and does not loop.
	$simulator->reset(['token_delay_ms' => 700, 'overlap_error' => false]);
	$grant = $simulator->grant();
	$registry->pointAt($simulator->baseUrl, ['access_token' => '00Dthat!has_ended', 'refresh_token' => $grant['refresh_token'], 'token_response' => json_encode($grant)]);
	file_put_contents($script, '<?php require ' . var_export(__DIR__ . '/provision.inc', true) . '; $i = sfprov_input(); $r = SfprovRegistry::attach($i[0]);'
		. '(new SalesforceProvisioner(provision_settings($r, $i[1], $i[2])))->refreshToken(1);');
	$process = sfprov_spawn($script, [$registry->handle(), $simulator->caFile, $simulator->port]);
	sfprov_eventually(static fn (): bool => count($simulator->requests('token')) === 1, 'the token request is under way');
	$process->kill();
	$process->wait();
	$simulator->config(['token_delay_ms' => 0]);
	$begin = microtime(true);
	sfprov_same(null, oauth_error(fn () => $bench->provisioner->limits($registry->target())), "$driver: after kill -9");
	sfprov_true(microtime(true) - $begin < 10, "$driver: after kill -9, in time");
	sfprov_same(2, count($simulator->requests('token')), "$driver: after kill -9, one request of ours");
	oauth_stored($bench, "$driver: after kill -9", false);
	// With rotation the old refresh token is spent: said once, with the remedy, and no loop.
	$simulator->reset(['rotation' => true, 'token_delay_ms' => 700, 'overlap_error' => false]);
	$grant = $simulator->grant();
	$registry->pointAt($simulator->baseUrl, ['access_token' => '00Dthat!has_ended', 'refresh_token' => $grant['refresh_token'], 'token_response' => json_encode($grant)]);
	$process = sfprov_spawn($script, [$registry->handle(), $simulator->caFile, $simulator->port]);
	sfprov_eventually(static fn (): bool => count($simulator->requests('token')) === 1, 'the token request is under way');
	$process->kill();
	$process->wait();
	$simulator->config(['token_delay_ms' => 0]);
	oauth_refused('AuthorizationException', 'invalid_grant', '/Obtain New Token/', fn () => $bench->provisioner->limits($registry->target()), "$driver: the window that remains");
	sfprov_same(2, count($simulator->requests('token')), "$driver: the window that remains, one request of ours");
	unset($bench, $registry, $process);
}
?>
===DONE===
--EXPECT--
===DONE===
