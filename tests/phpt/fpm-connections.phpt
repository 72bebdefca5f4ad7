--TEST--
php-fpm: the second request in the same worker uses the first one's connection; a graceful reload ends nothing half-way
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
posix
--SKIPIF--
<?php
require __DIR__ . '/fpm.inc';
echo FpmServer::binary() === null ? 'skip there is no php-fpm of this PHP' : '';
?>
--FILE--
<?php
require __DIR__ . '/fpm.inc';

$script = <<<'PHP'
	[$handle, $ca, $port] = $input;
	$registry = SfprovRegistry::attach($handle);
	$provisioner = new SalesforceProvisioner(provision_settings($registry, $ca, $port));
	try {
		$done = match ($_GET['do']) {
			'limits' => count($provisioner->limits($registry->target())) > 0,
			'provision' => (static function () use ($provisioner, $registry): bool {
				$data = provision_person((int) $_GET['person']);
				$data['CoPersonRole'][0]['title'] = $_GET['title'];
				return $provisioner->provision($registry->target(), 'PU', $data);
			})(),
		};
		echo json_encode([getmypid(), $done, $provisioner->counters()['requests']]);
	} catch (Sfprov\Exception $e) {
		echo get_class($e), ': ', $e->getMessage();
	}
	PHP;

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator, 'sqlite');
$registry = $bench->registry;
$server = new FpmServer($script, [$registry->handle(), $simulator->caFile, $simulator->port], ['max_execution_time' => '60']);
$connections = static fn (): int => count($simulator->connections());
$ask = static fn (string $query): mixed => json_decode($answer = $server->ask($query)) ?? $answer;
$title = static fn (int $person): array => array_column(array_filter($simulator->records('Contact'), static fn (array $c): bool => $c['Email'] === "p$person@example.org"), 'Title');

// Two requests of one worker, one handshake: each of them has its own provisioner, and its own connection to the database.
$before = $connections();
[$worker, $done, $requests] = $ask('do=limits');
sfprov_same([true, 1, $before + 1], [$done, $requests, $connections()], 'the first request connects');
sfprov_same([[$worker, true, 1], $before + 1], [$ask('do=limits'), $connections()], 'the second one does not');

// Two provisionings of two people, and again of the first: still the same connection.
$registry->addPerson(8);
foreach ([[7, 'Astronomer'], [8, 'Librarian'], [7, 'Director']] as [$person, $words]) {
	[$pid, $done] = $ask("do=provision&person=$person&title=$words");
	sfprov_same([$worker, true, $before + 1], [$pid, $done, $connections()], "$words: no further connection");
	sfprov_same([$words], array_values($title($person)), "$words: one Contact");
}

// A reload while the worker waits for an answer: the request is finished, what it made is known, and the next worker connects anew.
$registry->addPerson(9);
$simulator->fault('delay', ['times' => 1, 'match' => ['method' => 'POST'], 'set' => ['delay_ms' => 2000]]);
$simulator->clearLog();
$request = $server->begin('do=provision&person=9&title=Reloaded');
for ($end = microtime(true) + 30; count($simulator->requests()) === 0 && microtime(true) < $end; usleep(10000));
$answer = $server->reload(static fn (): string => $server->finish($request));
sfprov_same([$worker, true, 1], json_decode($answer) ?? $answer, 'the request under way is finished');
sfprov_same(['Reloaded'], array_values($title(9)), 'one Contact of it');
$before = $connections();
[$next, $done, $requests] = $ask('do=provision&person=9&title=After');
sfprov_same([true, true, 1, $before + 1], [$next !== $worker, $done, $requests, $connections()], 'another worker, which connects');
sfprov_same(['After'], array_values($title(9)), 'and changes the same Contact');
sfprov_same([[$next, true, 1], $before + 1], [$ask('do=limits'), $connections()], 'and keeps its connection too');

// A reload at rest.
$server->reload();
[$last, $done] = $ask('do=provision&person=7&title=Last');
sfprov_same([true, true, ['Last']], [$last !== $next, $done, array_values($title(7))], 'after a reload at rest');
sfprov_same(0, preg_match('/exited on signal|SIG(SEGV|ABRT|BUS)|terminating/', preg_replace('/exited on signal 15 \(SIGTERM\)/', '', $server->errors())), "no worker died:\n{$server->errors()}");
?>
===DONE===
--EXPECT--
===DONE===
