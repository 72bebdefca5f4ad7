<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * Started by provision-update: php provision_update.php BARE_PATCH CALLS ROUNDS
 */
declare(strict_types=1);

require __DIR__ . '/../tests/temp.inc';
require __DIR__ . '/../tests/registry/registry.inc';
require __DIR__ . '/../tests/simulator/client.inc';

/** Wall and CPU time of a number of calls. */
final class Sample
{
	public function __construct(public readonly float $wall, public readonly float $user, public readonly float $system)
	{
	}

	public static function take(int $calls, callable $call): self
	{
		$before = getrusage();
		$start = hrtime(true);
		for ($i = 0; $i < $calls; $i++) {
			$call();
		}
		$wall = (hrtime(true) - $start) / 1e3;
		$after = getrusage();
		$used = static fn (string $kind): float => ($after["ru_$kind.tv_sec"] - $before["ru_$kind.tv_sec"]) * 1e6 + $after["ru_$kind.tv_usec"] - $before["ru_$kind.tv_usec"];
		return new self($wall / $calls, $used('utime') / $calls, $used('stime') / $calls);
	}

	public function cpu(): float
	{
		return $this->user + $this->system;
	}
}

function median(array $numbers): float
{
	sort($numbers);
	$count = count($numbers);
	return ($numbers[intdiv($count - 1, 2)] + $numbers[intdiv($count, 2)]) / 2;
}

function check(mixed $expected, mixed $found, string $what): void
{
	if ($expected !== $found) {
		throw new RuntimeException("$what: expected " . json_encode($expected) . ', found ' . json_encode($found));
	}
}

/** What one round of one contender cost, per call. */
function run(SfprovSimulator $org, int $calls, int $requests, int $connections, callable $contender): Sample
{
	$org->clearLog();
	$before = count($org->connections());
	$sample = $contender($calls);
	check($requests, count($org->requests()), 'requests');
	check($connections, count($org->connections()) - $before, 'connections');
	return $sample;
}

[, $bare, $calls, $rounds] = $argv;
$calls = (int) $calls;
$rounds = (int) $rounds;

$org = sfprov_simulator(['own' => true, 'config' => ['log_bodies' => false, 'sessions_slide' => true]]);
$registry = sfprov_registry('sqlite');
$tokens = $org->grant();
// A client in production has the list of authorities of its system; whoever connects reads it.
$system = openssl_get_cert_locations()['default_cert_file'];
$system = is_file($system) ? $system : '/etc/ssl/certs/ca-certificates.crt';
$list = is_file($system) ? file_get_contents($system) . "\n" : '';
$cainfo = sfprov_temp_dir('bench') . '/authorities.pem';
file_put_contents($cainfo, $list . file_get_contents($org->caFile));
$authorities = substr_count(file_get_contents($cainfo), 'BEGIN CERTIFICATE');
$registry->pointAt($org->baseUrl, ['clientid' => $org->clientId, 'client_secret' => $org->clientSecret, 'access_token' => $tokens['access_token'],
	'refresh_token' => $tokens['refresh_token'], 'token_response' => json_encode($tokens, JSON_UNESCAPED_SLASHES)]);
$registry->prepareCase(sfprov_case('001-'));
$registry->configure(['default_account' => null]);
$person = sfprov_case('001-')['data'];
$role = array_key_first($person['CoPersonRole']);
// The speed of this machine's disk is not what is measured.
$registry->pdo->exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY');

$provisioner = new SalesforceProvisioner(['db' => $registry->pdo, 'cainfo' => $cainfo, 'allowed_hosts' => $org->host]);
$provisioner->provision($registry->target(), 'PR', $person);
$target = $registry->target();
$contact = $org->records('Contact')[0]['Id'];
$path = "/services/data/v62.0/sobjects/Contact/$contact";
$number = 0;

$stream = static fn (string $cainfo): Closure => static function (int $calls) use ($cainfo, $org, $path, $tokens, &$number): Sample {
	return Sample::take($calls, static function () use ($cainfo, $org, $path, $tokens, &$number): void {
		$context = stream_context_create([
			'http' => ['method' => 'PATCH', 'protocol_version' => 1.1, 'timeout' => 30, 'content' => json_encode(['Title' => 'Bench ' . ++$number]),
				'header' => "Connection: close\r\nAuthorization: Bearer {$tokens['access_token']}\r\nContent-Type: application/json\r\nAccept: application/json"],
			'ssl' => ['cafile' => $cainfo],
		]);
		file_get_contents($org->baseUrl . $path, false, $context);
		check(true, str_contains($http_response_header[0], ' 204'), 'HTTP 204');
	});
};

$contenders = [
	'sfprov: provision() of a changed person' => [$calls, 0, static function (int $calls) use ($provisioner, $target, $person, $role, &$number): Sample {
		return Sample::take($calls, static function () use ($provisioner, $target, $person, $role, &$number): void {
			$person['CoPersonRole'][$role]['title'] = 'Bench ' . ++$number;
			$provisioner->provision($target, 'PU', $person);
		});
	}],
	'PHP stream client, new connection per call' => [$calls, $calls, $stream($cainfo)],
	'libcurl in C, kept connection' => [$calls + 1, 1, static function (int $calls) use ($bare, $cainfo, $org, $path, $tokens, &$number): Sample {
		$process = proc_open([$bare, $org->baseUrl . $path, $cainfo, (string) $calls, (string) ++$number], [['pipe', 'r'], ['pipe', 'w']], $pipes);
		fwrite($pipes[0], $tokens['access_token'] . "\n");
		fclose($pipes[0]);
		$output = stream_get_contents($pipes[1]);
		check(0, proc_close($process), 'status of bare_patch');
		$number += $calls;
		[$wall, $user, $system] = array_map(static fn (string $text): float => (float) $text / $calls, explode(' ', trim($output)));
		return new Sample($wall, $user, $system);
	}],
	'  PHP stream client with one authority only' => [$calls, $calls, $stream($org->caFile)],
	'  provision(), part of it: preview()' => [0, 0, static function (int $calls) use ($provisioner, $target, $person, $role, &$number): Sample {
		return Sample::take($calls, static function () use ($provisioner, $target, $person, $role, &$number): void {
			$person['CoPersonRole'][$role]['title'] = 'Bench ' . ++$number;
			$provisioner->preview($target, 'PU', $person);
		});
	}],
	'  provision(), part of it: request()' => [$calls, 0, static function (int $calls) use ($provisioner, $target, $contact, &$number): Sample {
		return Sample::take($calls, static function () use ($provisioner, $target, $contact, &$number): void {
			$provisioner->request($target, 'PATCH', "/sobjects/Contact/$contact", ['Title' => 'Bench ' . ++$number]);
		});
	}],
];

$names = array_keys($contenders);
$samples = array_fill_keys($names, []);
foreach ($contenders as [, , $contender]) {
	$contender(20);
}
for ($round = 0; $round < $rounds; $round++) {
	// Each round begins with another contender, so that none always has the quiet moment.
	foreach ([...array_slice($names, $round % count($names)), ...array_slice($names, 0, $round % count($names))] as $name) {
		[$requests, $connections, $contender] = $contenders[$name];
		$samples[$name][] = run($org, $calls, $requests, $connections, $contender);
	}
}

printf("sfprov %s, PHP %s, %d calls a round, median of %d rounds (least to greatest), microseconds per call,\n%d certificate authorities\n\n", phpversion('sfprov'),
	PHP_VERSION, $calls, $rounds, $authorities);
printf("%-44s %8s %17s %8s %8s %8s %9s %12s\n", '', 'CPU', '', 'user', 'system', 'wall', 'requests', 'connections');
foreach ($samples as $name => $list) {
	$cpu = array_map(static fn (Sample $s): float => $s->cpu(), $list);
	printf("%-44s %8.0f %17s %8.0f %8.0f %8.0f %9d %12d\n", $name, median($cpu), sprintf('(%.0f to %.0f)', min($cpu), max($cpu)),
		median(array_column($list, 'user')), median(array_column($list, 'system')), median(array_column($list, 'wall')), $contenders[$name][0], $contenders[$name][1]);
}

/** The median of the rounds' ratios: both were measured in the same round. */
$ratio = static function (string $of, string $to, string $what) use ($samples): float {
	$value = static fn (Sample $s): float => $what === 'cpu' ? $s->cpu() : $s->wall;
	return median(array_map(static fn (Sample $a, Sample $b): float => $value($a) / $value($b), $samples[$of], $samples[$to]));
};
echo "\n";
foreach ([[1, 0], [3, 0], [0, 2], [5, 2]] as [$of, $to]) {
	printf("%-86s CPU %6.2f, wall %6.2f\n", trim($names[$of]) . ' / ' . trim($names[$to]), $ratio($names[$of], $names[$to], 'cpu'), $ratio($names[$of], $names[$to], 'wall'));
}
