--TEST--
Class: exceptions, exit(), fatal errors and time limits in callbacks and in the database end cleanly, and the next request of the same process works
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/class-server.inc';

$script = <<<'PHP'
	[$handle, $ca, $port] = $input;
	$registry = SfprovRegistry::attach($handle);
	$deed = match ($_GET['deed'] ?? '') {
		'exception' => static fn () => throw new LogicException('own trouble'),
		'error' => static fn () => (static fn (int $x) => 0)(),
		'exit' => static function (): void { exit('left'); },
		// The sanitizers and valgrind look at each piece of memory, and PHP then has no limit: an error that ends the request in the same way.
		'memory' => static function (): void { if (getenv('USE_ZEND_ALLOC') === '0') { trigger_error('Allowed memory size', E_USER_ERROR); } ini_set('memory_limit', memory_get_usage() + 4000000); $all = []; for (;;) { $all[] = str_repeat('x', 100000); } },
		'undefined' => static function (): void { no_such_function(); },
		'fatal' => static function (): void { eval('class PDO {}'); },
		'time' => static function (): void { set_time_limit(1); for (;;) { sqrt(2); } },
		'reenter' => static function () use (&$provisioner, $registry): void {
			try {
				$provisioner->limits($registry->target());
				echo 'REENTERED';
			} catch (Sfprov\InvalidArgumentException $e) {
				echo preg_match('/callback must not call back/', $e->getMessage()) ? 'refused ' : $e->getMessage();
			}
		},
		'another' => static function () use ($registry, $ca, $port): void {
			echo count((new SalesforceProvisioner(provision_settings($registry, $ca, $port)))->limits($registry->target())) > 0 ? 'another ' : '';
		},
		'output' => static function (): void { echo str_repeat('.', 3); ob_start(); },
		default => null,
	};
	$settings = provision_settings($registry, $ca, $port);
	$place = $_GET['place'] ?? '';
	$at = (int) ($_GET['at'] ?? 1);
	$calls = 0;
	if ($place === 'logger' && $deed) {
		$settings['logger'] = static function () use (&$calls, $at, $deed): void { if (++$calls === $at) { $deed(); } };
	} elseif ($place === 'token_db' && $deed) {
		$settings['token_db'] = static function () use ($deed, $registry): PDO { $deed(); return $registry->connect(); };
	} elseif ($place === 'database') {
		$settings['db'] = DatabaseFailingPdo::of($registry);
		DatabaseFault::arm($deed ? $at : 0, $deed);
	}
	$provisioner = new SalesforceProvisioner($settings);
	if (isset($_GET['transaction'])) {
		$registry->pdo->beginTransaction();
	}
	try {
		echo $provisioner->provision($registry->target(), 'PU', provision_person((int) $_GET['person'])) ? 'done' : 'not done';
	} catch (Sfprov\Exception $e) {
		echo get_class($e), ': ', $e->getMessage();
	}
	if ($registry->pdo->inTransaction()) {
		$registry->pdo->commit();
	}
	echo ' calls=', DatabaseFault::$count;
	PHP;

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator, 'sqlite');
$registry = $bench->registry;
$server = new ClassServer($script, [$registry->handle(), $simulator->caFile, $simulator->port], ['max_execution_time' => '30', 'html_errors' => '0', 'log_errors' => '0', 'display_errors' => '1']);
$person = 100;
$ask = static function (string $query) use (&$person, &$registry, &$server): string {
	$registry->addPerson(++$person);
	return $server->ask("person=$person&$query");
};
/* Afterwards the same process provisions somebody else, and the one it was about. */
$well = static function (string $what) use (&$person, $ask, &$bench, &$server, $simulator): void {
	$broken = $person;
	sfprov_same('done calls=0', $ask(''), "$what: next request");
	$bench->age(1000, $broken);
	sfprov_same('done calls=0', $server->ask("person=$broken"), "$what: the same person");
	foreach ([$broken, $broken + 1] as $id) {
		$contacts = array_values(array_filter($simulator->records('Contact'), static fn (array $c): bool => $c['Email'] === "p$id@example.org"));
		sfprov_same(1, count($contacts), "$what: Contacts");
		sfprov_same($contacts[0]['Id'] ?? '', explode('/', (string) $bench->registry->salesforceIds($id))[0], "$what: Identifier");
	}
};
sfprov_same('done calls=0', $ask(''), 'first request');
$connections = count($simulator->connections());
for ($i = 0; $i < 5; $i++) {
	sfprov_same('done calls=0', $ask(''), 'further requests');
}
sfprov_same($connections, count($simulator->connections()), 'they use the same connection');

// In the logger: while a token is renewed it is called with nothing locked.
$expected = ['exception' => '/^done/', 'error' => '/^done/', 'exit' => '/^left$/', 'memory' => '/Allowed memory size/', 'undefined' => '/^done/', 'fatal' => '/Cannot (re)?declare class PDO/',
	'time' => '/Maximum execution time of 1 second/', 'reenter' => '/^refused done/', 'another' => '/^another done/', 'output' => '/^\.\.\.done/'];
foreach ($expected as $deed => $words) {
	$simulator->expireTokens();
	sfprov_matches($words, $ask("place=logger&deed=$deed"), "logger: $deed");
	$well("logger: $deed");
}
sfprov_true($server->running(), 'the server runs');

// In the database, at calls spread over all of a provision with an expired token.
$simulator->expireTokens();
$calls = (int) substr(strstr($ask('place=database'), '='), 1);
sfprov_true($calls > 30, "calls: $calls");
$refresh = 0;
foreach (['exit' => 5, 'memory' => 29, 'fatal' => 23, 'time' => 74] as $deed => $step) {
	for ($n = $deed === 'exit' ? 1 : 1 + $step % 5; $n <= $calls; $n += $step) {
		$simulator->expireTokens();
		sfprov_matches($expected[$deed], $ask("place=database&deed=$deed&at=$n"), "database: $deed at $n");
		$well("database: $deed at $n");
	}
}
foreach (array_diff(sfprov_drivers(), ['sqlite']) as $driver) {
	// The second connection, in the registry's transaction.
	$server = $bench = null;
	$bench = new ProvisionBench($simulator, $driver);
	$registry = $bench->registry;
	$server = new ClassServer($script, [$registry->handle(), $simulator->caFile, $simulator->port], ['html_errors' => '0', 'log_errors' => '0', 'display_errors' => '1']);
	$person = 100;
	foreach (['exit' => '/^left$/', 'memory' => '/Allowed memory size/', 'fatal' => '/Cannot (re)?declare class PDO/', 'exception' => '/^Sfprov.DatabaseException/', 'reenter' => '/^refused done/'] as $deed => $words) {
		$simulator->expireTokens();
		sfprov_matches($words, $ask("place=token_db&deed=$deed&transaction=1"), "$driver, token_db: $deed");
		if ($deed !== 'reenter') {
			sfprov_same([], $simulator->requests('token'), "$driver, token_db: $deed: no token request");
			$simulator->clearLog();
		}
		$well("$driver, token_db: $deed");
		$simulator->clearLog();
	}
}
sfprov_same('', $simulator->output(), 'simulator');
?>
===DONE===
--EXPECT--
===DONE===
