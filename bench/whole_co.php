<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * Started by whole-co: php whole_co.php BARE_CALLS PEOPLE SAMPLE ROUNDS SIZES RESULT PHP...
 */
declare(strict_types=1);

require __DIR__ . '/world.inc';

const LATENCIES = [0, 50];
const ACTS = ['created', 'unchanged', 'updated'];

[, $bare, $people, $sample, $rounds, $sizes, $file] = $argv;
$php = array_slice($argv, 7);
$rounds = (int) $rounds;
$people = (int) $people;
$sample = min((int) $sample, $people);

/** The least of several rounds, value by value: what disturbs a measurement makes it greater. */
function keep_least(?array &$least, array $values): void
{
	foreach ($values as $name => $value) {
		$least[$name] = isset($least[$name]) ? min($least[$name], $value) : $value;
	}
}

/** All requests of the last run, prepared in a folder for bare_calls; gives its input without the token, and the bodies. */
function prepare_calls(SfprovSimulator $org, string $folder): array
{
	$lines = '';
	$bodies = [];
	foreach ($org->requests() as $n => $request) {
		$path = "$folder/$n.json";
		file_put_contents($path, $request['body'] ?? '');
		$bodies[] = $request['body'] ?? '';
		$lines .= "{$request['method']} {$request['target']} $path\n";
	}
	return [$lines, $bodies];
}

/** @return array{float, float} seconds: wall, CPU */
function bare_calls(string $bare, World $world, string $lines): array
{
	$process = proc_open([$bare, $world->org->baseUrl, $world->org->caFile], [['pipe', 'r'], ['pipe', 'w']], $pipes);
	fwrite($pipes[0], $world->tokens['access_token'] . "\n" . $lines);
	fclose($pipes[0]);
	$output = stream_get_contents($pipes[1]);
	if (proc_close($process) !== 0) {
		throw new RuntimeException('bare_calls failed');
	}
	[$wall, $user, $system] = array_map(floatval(...), explode(' ', trim($output)));
	return [$wall / 1e6, ($user + $system) / 1e6];
}

/** @return list<array> the records of an sObject in the bodies of requests, without their attributes */
function records_of(string $type, array $bodies): array
{
	$found = [];
	$look = static function (mixed $value) use (&$look, &$found, $type): void {
		if (is_array($value)) {
			if (($value['attributes']['type'] ?? null) === $type) {
				$found[] = array_diff_key($value, ['attributes' => 0, 'Id' => 0]);
			} else {
				array_map($look, $value);
			}
		}
	};
	foreach ($bodies as $body) {
		$look(json_decode($body, true));
	}
	return $found;
}

/** Creates people one by one, each record with a new TLS connection. @return array{float, float} seconds: wall, CPU */
function one_by_one(World $world, array $contacts, array $copersons, string $cainfo): array
{
	$post = static function (string $type, array $fields) use ($world, $cainfo): string {
		$context = stream_context_create([
			'http' => ['method' => 'POST', 'protocol_version' => 1.1, 'timeout' => 30, 'content' => json_encode($fields), 'ignore_errors' => true,
				'header' => "Connection: close\r\nAuthorization: Bearer {$world->tokens['access_token']}\r\nContent-Type: application/json\r\nAccept: application/json"],
			'ssl' => ['cafile' => $cainfo],
		]);
		$answer = file_get_contents($world->org->baseUrl . "/services/data/v62.0/sobjects/$type", false, $context);
		return json_decode($answer, true)['id'] ?? throw new RuntimeException("$type was not created: $answer");
	};
	$cpu = World::cpu();
	$start = hrtime(true);
	foreach ($contacts as $n => $contact) {
		$post('CoPerson__c', ['Contact__c' => $post('Contact', $contact)] + $copersons[$n]);
	}
	return [(hrtime(true) - $start) / 1e9, World::cpu() - $cpu];
}

/** The system's list of certificate authorities and the org's: whoever connects in production reads such a list. */
function authorities(SfprovSimulator $org): string
{
	$system = openssl_get_cert_locations()['default_cert_file'];
	$system = is_file($system) ? $system : '/etc/ssl/certs/ca-certificates.crt';
	$file = sfprov_temp_dir('bench') . '/authorities.pem';
	file_put_contents($file, (is_file($system) ? file_get_contents($system) . "\n" : '') . file_get_contents($org->caFile));
	return $file;
}

/** Peak memory of a process that creates all people of a world, in bytes: its resident set, and what PHP knows of. */
function memory_of(array $php, World $world, array $options): array
{
	$process = proc_open([...$php, __DIR__ . '/whole_co_memory.php'], [['pipe', 'r'], ['pipe', 'w']], $pipes);
	fwrite($pipes[0], json_encode([$world->registry->handle(), $world->org->caFile, $world->org->host, $options]));
	fclose($pipes[0]);
	$output = stream_get_contents($pipes[1]);
	if (proc_close($process) !== 0) {
		throw new RuntimeException('the process whose memory is measured failed');
	}
	return json_decode($output, true, 8, JSON_THROW_ON_ERROR);
}

$result = ['sfprov' => phpversion('sfprov'), 'php' => PHP_VERSION, 'curl' => function_exists('curl_version') ? curl_version()['version'] : null, 'date' => gmdate('Y-m-d'),
	'processors' => substr_count((string) @file_get_contents('/proc/cpuinfo'), "\nprocessor") + 1, 'load' => sys_getloadavg()[0], 'people' => $people, 'sample' => $sample, 'rounds' => $rounds];
printf("sfprov %s, PHP %s, %s people, load of the machine %.1f on %d processors\n", $result['sfprov'], PHP_VERSION, number_format($people), $result['load'], $result['processors']);

$world = new World($people);
$population = new Population($world->registry);
$folder = sfprov_temp_dir('calls');
$cainfo = authorities($world->org);
$number = 0;
/** Makes the registry ready for an act, when those before it have been done. */
$before = static function (string $act) use ($population, &$number): void {
	if ($act === 'updated') {
		$population->promote('Fellow ' . ++$number);
	}
};

for ($round = 0; $round < $rounds; $round++) {
	foreach (LATENCIES as $latency) {
		$world->reset(['latency_ms' => $latency]);
		foreach (ACTS as $name) {
			$before($name);
			$run = $world->run();
			if ($run->result[$name] !== $people) {
				throw new RuntimeException("$name: " . json_encode($run->result, JSON_PARTIAL_OUTPUT_ON_ERROR));
			}
			keep_least($result['runs'][$latency][$name], ['wall' => $run->wall, 'cpu' => $run->cpu, 'calls' => $run->calls]);
		}
	}
}

// Counted apart, since counting takes time; and asked once more, of a copy, to see what the database takes of it.
// The log of a run holds all of its values.
ini_set('memory_limit', '-1');
$world->reset();
$source = substr($world->registry->dsn, strlen('sqlite:'));
foreach (ACTS as $name) {
	$before($name);
	copy($source, "$folder/before.sqlite");
	$log = new StatementLog();
	$world->run([], $log);
	for ($round = 0; $round < $rounds; $round++) {
		copy("$folder/before.sqlite", "$folder/copy.sqlite");
		$cpu = World::cpu();
		$log->replay(static fn (): PDO => World::undurable(new PDO("sqlite:$folder/copy.sqlite", options: [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION])));
		keep_least($result['sql'][$name], ['statements' => $log->statements, 'database' => World::cpu() - $cpu]);
	}
	unset($log);
}

// The same calls again, prepared. Their ids fit: the org gives the same ones to the same records.
$world->reset(['log' => true]);
$bodies = [];
foreach (['created', 'updated'] as $name) {
	$before($name);
	$world->run();
	mkdir("$folder/$name");
	[$calls[$name], $bodies[$name]] = prepare_calls($world->org, "$folder/$name");
	$world->org->clearLog();
}
for ($round = 0; $round < $rounds; $round++) {
	foreach (LATENCIES as $latency) {
		$world->reset(['latency_ms' => $latency]);
		foreach ($calls as $name => $lines) {
			[$wall, $cpu] = bare_calls($bare, $world, $lines);
			keep_least($result['floor'][$latency][$name], ['wall' => $wall, 'cpu' => $cpu, 'calls' => substr_count($lines, "\n"),
				'bytes' => array_sum(array_map(strlen(...), $bodies[$name]))]);
		}
	}
}

// One by one.
$contacts = array_slice(records_of('Contact', $bodies['created']), 0, $sample);
$copersons = array_map(static fn (array $fields): array => array_diff_key($fields, ['Contact__c' => 0]), array_slice(records_of('CoPerson__c', $bodies['created']), 0, $sample));
unset($bodies);
foreach (LATENCIES as $latency) {
	$world->reset(['latency_ms' => $latency]);
	[$wall, $cpu] = one_by_one($world, $contacts, $copersons, $cainfo);
	$result['one_by_one'][$latency] = ['wall' => $wall / $sample * $people, 'cpu' => $cpu / $sample * $people, 'calls' => 2 * $people];
}
$world->org->stop();
$world->registry->drop();

$save = static function () use (&$result, $file): void {
	file_put_contents($file, json_encode($result, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES) . "\n");
};

// The report.
$thousands = $people / 1000;
printf("\n%-12s %10s %10s | %21s | %21s | %s\n", 'per 1,000', 'API calls', 'SQL', 'wall, s, 0 ms', 'wall, s, 50 ms', 'CPU per person, microseconds: all, database, calls alone, rest');
foreach (ACTS as $name) {
	$floor = static fn (int $latency): ?array => $result['floor'][$latency][$name] ?? null;
	$wall = static fn (int $latency): string => sprintf('%6.2f', $result['runs'][$latency][$name]['wall'] / $thousands)
		. ($floor($latency) === null ? str_repeat(' ', 15) : sprintf(' (calls %6.2f)', $floor($latency)['wall'] / $thousands));
	$cpu = $result['runs'][0][$name]['cpu'] / $people * 1e6;
	$database = $result['sql'][$name]['database'] / $people * 1e6;
	$transport = ($floor(0)['cpu'] ?? 0) / $people * 1e6;
	printf("%-12s %10.2f %10.2f | %21s | %21s | %6.1f, %6.1f, %6.1f, %6.1f\n", $name, $result['runs'][0][$name]['calls'] / $thousands, $result['sql'][$name]['statements'] / $thousands,
		$wall(0), $wall(50), $cpu, $database, $transport, $cpu - $database - $transport);
}
printf("\nRatios, %s people created:\n", number_format($people));
foreach (LATENCIES as $latency) {
	$wall = $result['runs'][$latency]['created']['wall'];
	printf("  %2d ms: one by one (extrapolated from %d people: %.0f s) / sfprov (%.2f s) = %.0f;  sfprov / the calls alone (%.2f s) = %.2f\n", $latency, $sample,
		$result['one_by_one'][$latency]['wall'], $wall, $result['one_by_one'][$latency]['wall'] / $wall, $result['floor'][$latency]['created']['wall'],
		$wall / $result['floor'][$latency]['created']['wall']);
}
$save();

foreach (preg_split('/ +/', $sizes, -1, PREG_SPLIT_NO_EMPTY) as $size) {
	foreach (['composite' => 0, 'bulk' => 1000] as $way => $threshold) {
		$small = new World((int) $size);
		$result['memory'][$way][(int) $size] = memory_of($php, $small, ['bulk_threshold' => $threshold]);
		$small->org->stop();
		$small->registry->drop();
		$save();
	}
}
foreach ($result['memory'] ?? [] as $way => $list) {
	printf("\nPeak memory, %s:\n", $way);
	foreach ($list as $size => [$resident, $zend]) {
		printf("  %7s people: %7.1f MB resident, %6.1f MB of it PHP's; %+6.1f MB to %s\n", number_format($size), $resident / 1e6, $zend / 1e6, ($resident - reset($list)[0]) / 1e6,
			number_format(array_key_first($list)));
	}
}
