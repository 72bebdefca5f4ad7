--TEST--
Connections: a forked child makes its own, and leaves its parent's alone
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
pcntl
posix
--FILE--
<?php
require __DIR__ . '/oauth.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator);
$registry = $bench->registry;
$ask = static fn (SalesforceProvisioner $p): int => count($p->limits($registry->target()));
$mine = static fn (): array => array_values(array_filter($simulator->connections(), static fn (array $c): bool => $c['requests'] > 0));

$ask($bench->provisioner);
$ask($bench->another());
sfprov_same([1, 2], [count($mine()), $mine()[0]['requests']], 'objects of one process share a connection');

// Children that use the extension, that do not, that die of a fatal error, of exit() inside, and by a signal.
foreach (['use', 'none', 'fatal', 'kill', 'destroy', 'use twice'] as $round => $way) {
	$requests = $mine()[0]['requests'];
	$pid = pcntl_fork();
	if ($pid === 0) {
		switch ($way) {
			case 'use':
			case 'use twice':
				// A handle to the database does not survive a fork either: this is the child's own.
				$settings = ['db' => $registry->connect(), 'token_db' => null];
				$good = $ask($bench->another($settings)) > 0 && ($way === 'use' || ($ask($bench->another($settings)) > 0 && $ask($bench->another($settings)) > 0));
				exit($good ? 7 : 1);
			case 'destroy':
				$bench->provisioner = $bench->another();
				gc_collect_cycles();
				exit(7);
			case 'fatal':
				ini_set('display_errors', '0');
				ini_set('log_errors', '0');
				$ask($bench->another(['db' => $registry->connect()]));
				no_such_function();
				// no break
			case 'kill':
				posix_kill(posix_getpid(), SIGKILL);
		}
		exit(7);
	}
	pcntl_waitpid($pid, $status);
	sfprov_same(['use' => 7, 'none' => 7, 'destroy' => 7, 'use twice' => 7, 'fatal' => 255, 'kill' => 9][$way], pcntl_wifexited($status) ? pcntl_wexitstatus($status) : pcntl_wtermsig($status), "$way: the child's end");
	$connections = $mine();
	sfprov_same([null, $requests], [$connections[0]['closed'], $connections[0]['requests']], "$way: the parent's connection is open, and nothing went over it");
	sfprov_true($ask($bench->provisioner) > 0, "$way: the parent goes on");
	sfprov_same($requests + 1, $mine()[0]['requests'], "$way: on its own connection");
}
// Each child that asked had one connection of its own, closed in order.
sfprov_same([3, 1, 1], [(int) $mine()[3]['requests'], (int) $mine()[2]['requests'], (int) $mine()[1]['requests']], 'connections of the children');
sfprov_same(4, count($mine()), 'no others');
// A fork in the middle of a call, from a callback: the child's copy of a connection in use tells the peer nothing.
$children = [];
$provisioner = $bench->another(['logger' => static function () use (&$children): void {
	$pid = pcntl_fork();
	if ($pid === 0) {
		exit(0);
	}
	$children[] = $pid;
}]);
$simulator->expireTokens();
sfprov_same(true, $provisioner->provision($registry->target(), 'PU', provision_person()), 'fork in a callback');
foreach ($children as $pid) {
	pcntl_waitpid($pid, $status);
}
sfprov_true(count($children) > 0, 'there were forks');
sfprov_same(true, $bench->attempt(provision_person(7, ['EmailAddress' => []])), 'afterwards');
$bench->exactlyOne('afterwards');
?>
===DONE===
--EXPECT--
===DONE===
