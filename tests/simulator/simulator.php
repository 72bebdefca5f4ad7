<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// A Salesforce org on 127.0.0.1 for tests. See README.md in this folder.

foreach (['compat', 'message', 'wire', 'certs', 'server', 'schema', 'ids', 'validator', 'store', 'oauth', 'rest', 'collections', 'composite', 'describe', 'query', 'soql',
	'bulk', 'faults', 'frames', 'proxy', 'admin', 'app'] as $file) {
	require __DIR__ . "/lib/$file.php";
}

$options = getopt('', ['dir:', 'port:', 'instance-port:', 'address:', 'names:', 'config:', 'latency-ms:', 'lifetime:', 'parent:', 'detach', 'proxy', 'kinds', 'remove-dir']);
if (isset($options['kinds'])) {
	foreach (SimFaults::kinds() as $name => $kind) {
		echo "$name\t{$kind['group']}\t{$kind['text']}\n";
	}
	exit(0);
}
if (!is_string($options['dir'] ?? null)) {
	fwrite(STDERR, "usage: php simulator.php --dir=DIR [--port=0] [--instance-port=N] [--address=127.0.0.1] [--names=a,b] [--config=JSON|@FILE]\n"
		. "       [--latency-ms=N] [--lifetime=1800] [--parent=PID] [--detach] [--proxy] [--remove-dir]\n"
		. "       php simulator.php --kinds\n");
	exit(2);
}
if (!extension_loaded('openssl')) {
	fwrite(STDERR, "simulator: this PHP has no openssl\n");
	exit(2);
}

ini_set('memory_limit', '-1');
error_reporting(E_ALL);
set_error_handler(function (int $level, string $message, string $file, int $line): bool {
	if (error_reporting() & $level) {
		fwrite(STDERR, "simulator: $message in $file:$line\n");
		exit(1);
	}
	return false;
});

$dir = $options['dir'];
if (!is_dir($dir)) {
	mkdir($dir, 0700, true);
}
$text = $options['config'] ?? '{}';
$config = json_decode($text !== '' && $text[0] === '@' ? file_get_contents(substr($text, 1)) : $text, true, 512, JSON_THROW_ON_ERROR);
if (isset($options['latency-ms'])) {
	$config['latency_ms'] = (int)$options['latency-ms'];
}
$unknown = array_diff_key($config, SimApp::defaults());
if ($unknown !== []) {
	fwrite(STDERR, 'simulator: unknown configuration: ' . implode(', ', array_keys($unknown)) . "\n");
	exit(2);
}

$certs = (new SimCerts($dir))->make(array_filter(explode(',', $options['names'] ?? '')));
$app = new SimApp($config);
$server = new SimServer($app, $certs);
$app->server = $server;
$address = $options['address'] ?? '127.0.0.1';
$port = $server->listen('tls', $address, (int)($options['port'] ?? 0));
$admin = $server->listen('admin', '127.0.0.1', 0);
$instance = isset($options['instance-port']) ? $server->listen('tls', $address, (int)$options['instance-port']) : $port;
$proxy = isset($options['proxy']) ? $server->listen('proxy', '127.0.0.1', 0) : null;

$app->baseUrl = "https://127.0.0.1:$port";
$app->ready = ['pid' => getmypid(), 'port' => $port, 'admin_port' => $admin, 'instance_port' => $instance, 'proxy_port' => $proxy,
	'base_url' => $app->baseUrl, 'instance_url' => "https://localhost:$instance", 'admin_url' => "http://127.0.0.1:$admin",
	'ca_file' => $certs['ca'], 'files' => $certs, 'client_id' => $app->config['client_id'], 'client_secret' => $app->config['client_secret'],
	'username' => $app->config['username'], 'org_id' => $app->config['org_id'], 'user_id' => $app->config['user_id']];
file_put_contents("$dir/ready.json.new", json_encode($app->ready, JSON_UNESCAPED_SLASHES | JSON_PRETTY_PRINT) . "\n");
rename("$dir/ready.json.new", "$dir/ready.json");

if (function_exists('pcntl_async_signals')) {
	pcntl_async_signals(true);
	foreach ([SIGTERM, SIGINT] as $signal) {
		pcntl_signal($signal, fn() => $server->stop());
	}
	pcntl_signal(SIGPIPE, SIG_IGN);
}

// The parent's death is seen by the parent process id changing; without /proc or posix only the lifetime ends us.
$parent = function (): int {
	if (function_exists('posix_getppid')) {
		return posix_getppid();
	}
	$stat = (string)@file_get_contents('/proc/self/stat');
	return (int)(explode(' ', substr($stat, (int)strrpos($stat, ')') + 2))[1] ?? 0);
};
$expected = (int)($options['parent'] ?? $parent());
$watch = function () use (&$watch, $server, $parent, $expected, $options): void {
	if (!isset($options['detach']) && $parent() !== $expected) {
		$server->stop();
	}
	$server->after(0.5, $watch);
};
$watch();
$server->after((float)($options['lifetime'] ?? 1800), fn() => $server->stop());
$server->run();
@unlink("$dir/ready.json");
// A killed test cannot clean up after itself.
if (isset($options['remove-dir'])) {
	array_map('unlink', glob("$dir/*") ?: []);
	@rmdir($dir);
}
