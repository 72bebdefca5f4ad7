<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * php run.php CAKE [--driver=sqlite|pgsql|mysql] [--extension=FILE] [--schema=upstream] [-- COMMAND...]
 *
 * Starts the application over CakePHP in the folder CAKE, runs the command, and ends with its status. The command finds the description of
 * what runs (RegistryApp::description()) in the file that the environment variable SFPROV_PAGES names. Without a command it prints
 * the address and waits: to look at the pages by hand.
 */
require __DIR__ . '/RegistryApp.inc';

$options = [];
$cake = $argv[1] ?? null;
// Options stand behind the folder, where getopt() does not look.
foreach (array_slice($argv, 2) as $i => $argument) {
	if ($argument === '--') {
		$command = array_slice($argv, $i + 3);
		break;
	}
	[$name, $value] = explode('=', ltrim($argument, '-'), 2) + [1 => ''];
	$options[$name] = $value;
}
if ($cake === null || !is_dir("$cake/Cake")) {
	fwrite(STDERR, "usage: php run.php CAKE [--driver=NAME] [--extension=FILE] [--schema=upstream] [-- COMMAND...]\n");
	exit(2);
}

$app = new RegistryApp($cake, $options['driver'] ?? 'sqlite', array_intersect_key($options, ['extension' => 0, 'schema' => 0]));
file_put_contents("$app->folder/pages.json", json_encode($app->description(), JSON_UNESCAPED_SLASHES));
putenv("SFPROV_PAGES=$app->folder/pages.json");
// A test runner that has waited too long ends this process, which then has to end the others
if (function_exists('pcntl_signal')) {
	pcntl_async_signals(true);
	foreach ([SIGTERM, SIGINT, SIGHUP] as $signal) {
		pcntl_signal($signal, static fn () => exit(128 + $signal));
	}
}
if (empty($command)) {
	echo "$app->url/login/as/platform\n$app->folder/pages.json\n";
	while (true) {
		sleep(3600);
	}
}
$pipes = [];
$process = proc_open($command, [STDIN, STDOUT, STDERR], $pipes);
register_shutdown_function(static function () use ($process): void {
	if (is_resource($process) && proc_get_status($process)['running']) {
		proc_terminate($process);
	}
});
do {
	usleep(50000);
	$status = proc_get_status($process);
} while ($status['running']);
exit($status['exitcode']);
