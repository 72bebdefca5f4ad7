--TEST--
Tokens: a database that fails at any one call of a refresh costs no rotated refresh token; one that stays broken is reported with the remedy
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/database-failing.inc';

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, [], ['config' => ['rotation' => true, 'rotation_ends_sessions' => true]]);
	$registry = $bench->registry;
	$provisioner = $bench->another(['db' => DatabaseFailingPdo::of($registry)]);
	DatabaseFault::arm(0, null);
	$provisioner->refreshToken(1);
	$calls = DatabaseFault::$calls;
	$posts = 0;
	for ($n = 1; $n <= count($calls); $n++) {
		$at = "$driver, call $n: " . substr($calls[$n - 1], 0, 60);
		$simulator->clearLog();
		DatabaseFault::arm($n, static fn () => throw new PDOException('own trouble'));
		$error = oauth_error(fn () => $provisioner->refreshToken(1));
		DatabaseFault::arm(0, null);
		$sent = count($simulator->requests('token'));
		$posts += $sent;
		sfprov_true($sent === 1 ? $error === null : $error !== null && $error[0] === 'DatabaseException', "$at: sent $sent, " . json_encode($error));
		oauth_stored($bench, $at);
	}
	sfprov_true($posts > 5 && $posts < $n - 5, "$driver: failures before and after the request: $posts of $n");
	sfprov_same([], preg_grep('/could not be stored/', $bench->log), "$driver: nothing was lost");

	// The tokens cannot be stored at all: said at once, with the remedy, and Salesforce's answer is not used.
	DatabaseFault::arm(0, static fn () => throw new PDOException('own trouble'));
	DatabaseFault::$pattern = '/^prepare UPDATE .*modified/';
	oauth_refused('AuthorizationException', null, '/could not store it.*Obtain New Token/', fn () => $provisioner->refreshToken(1), "$driver: broken");
	DatabaseFault::$pattern = null;
	sfprov_same(1, count($bench->logged('/^error: A new refresh token of OAuth2 server 1 could not be stored/')), "$driver: logged");
	oauth_refused('AuthorizationException', 'invalid_grant', '/Obtain New Token/', fn () => $provisioner->refreshToken(1), "$driver: afterwards");
	unset($bench, $registry, $provisioner);
}

// Columns that do not keep a token whole, and databases that cannot be written: found before the old token is spent where that can be.
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, [], ['config' => ['rotation' => true]]);
	$registry = $bench->registry;
	if ($driver !== 'sqlite') {
		$admin = $registry->connect();
		$table = $registry->table('oauth2_servers');
		// A long token comes at the next refresh.
		$admin->exec($driver === 'pgsql' ? "ALTER TABLE $table ALTER COLUMN access_token TYPE varchar(120)" : "ALTER TABLE $table MODIFY access_token varchar(120)");
		$simulator->config(['access_token_length' => 900]);
		foreach ($driver === 'mysql' ? ['STRICT_ALL_TABLES', ''] : [null] as $mode) {
			$grant = $simulator->grant();
			$registry->pointAt($simulator->baseUrl, ['access_token' => 'x', 'refresh_token' => $grant['refresh_token']]);
			if ($mode !== null) {
				$registry->pdo->exec("SET SESSION sql_mode = '$mode'");
			}
			$error = oauth_error(fn () => $bench->provisioner->refreshToken(1));
			sfprov_same('AuthorizationException', $error[0] ?? null, "$driver, '$mode': short column");
			sfprov_matches($mode === '' ? '/columns access_token.*type text/' : '/too long/', $error[4] ?? '', "$driver, '$mode': short column");
			sfprov_same(['x', $grant['refresh_token']], [$registry->tokenRow()['access_token'], $registry->tokenRow()['refresh_token']], "$driver, '$mode': nothing cut is stored");
			sfprov_lacks($grant['refresh_token'], $error[4] ?? '', 'message');
		}
		$admin->exec($driver === 'pgsql' ? "ALTER TABLE $table ALTER COLUMN access_token TYPE text" : "ALTER TABLE $table MODIFY access_token text");
		$simulator->config(['access_token_length' => 112]);
	}
	$grant = $simulator->grant();
	$registry->pointAt($simulator->baseUrl, ['access_token' => 'x', 'refresh_token' => $grant['refresh_token']]);
	$simulator->clearLog();
	if ($driver === 'sqlite') {
		$read = new PDO($registry->dsn, null, null, [SfprovRegistry::attribute('Sqlite', 'ATTR_OPEN_FLAGS') => SfprovRegistry::attribute('Sqlite', 'OPEN_READONLY')]);
	} else {
		$read = $registry->connect();
		$read->exec($driver === 'pgsql' ? 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY' : 'SET SESSION TRANSACTION READ ONLY');
	}
	$provisioner = $bench->another(['db' => $read]);
	oauth_refused('DatabaseException', $driver === 'sqlite' ? 'HY000' : '25006', '/read-?\s?only/i', fn () => $provisioner->refreshToken(1), "$driver: read-only");
	sfprov_same([], $simulator->requests('token'), "$driver: read-only, no token request");
	sfprov_same($grant['refresh_token'], $registry->tokenRow()['refresh_token'], "$driver: read-only");
	unset($bench, $registry, $provisioner, $read);
}
?>
===DONE===
--EXPECT--
===DONE===
