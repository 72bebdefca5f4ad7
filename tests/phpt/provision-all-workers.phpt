--TEST--
provisionAll() in several processes: they divide the people, take over what a dead one left, and do nobody twice
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
posix
--FILE--
<?php
require __DIR__ . '/provision-all-worker.inc';

$simulator = sfprov_simulator();
$ids = range(101, 400);
foreach (sfprov_drivers() as $driver) {
	$bench = whole_bench($simulator, $driver, $ids);
	$registry = $bench->registry;
	$go = sfprov_temp_dir('go') . '/go';
	// Nobody gets far before all have begun, however late the machine lets one of them.
	$simulator->config(['latency_ms' => 1500]);
	$workers = array_map(static fn (): SfprovProcess => whole_worker($bench, ['batch_size' => 15], 0, $go), range(1, 4));
	foreach ($workers as $worker) {
		sfprov_eventually(static fn (): bool => $worker->output() !== '', "$driver: a worker is ready", 30);
	}
	touch($go);
	sfprov_eventually(static fn (): bool => count(array_unique(array_column($registry->rows('co_salesforce_provisioner_slices'), 'worker'))) === 4,
		"$driver: each has a slice", 20);
	$simulator->config(['latency_ms' => 0]);
	$results = array_map(static function (SfprovProcess $worker) use ($driver): array {
		$ended = $worker->wait(120);
		$result = json_decode(substr($ended['output'], 6), true);
		sfprov_true(is_array($result), "$driver: result of a worker: {$ended['output']}{$ended['errors']}");
		return (array) $result;
	}, $workers);
	sfprov_same([true, true, true, true], array_column($results, 'complete'), "$driver: complete");
	sfprov_same(1, count(array_unique(array_column($results, 'run'))), "$driver: one run");
	sfprov_same(count($ids), array_sum(array_column($results, 'created')), "$driver: created by all: " . implode(', ', array_column($results, 'created')));
	sfprov_same(4, count(array_filter(array_column($results, 'created'))), "$driver: they share the work");
	$counts = json_decode($registry->row('co_salesforce_provisioner_runs', ['id' => $results[0]['run']])['counts'], true);
	sfprov_same([count($ids), count($ids), 0, array_sum(array_column($results, 'api_calls'))],
		[$counts['people'], $counts['created'], $counts['failed'], $counts['api_calls']], "$driver: counts of the run");
	whole_check($bench, $ids, "$driver: by four");
	sfprov_same([], $registry->rows('co_salesforce_provisioner_slices'), "$driver: no slice is left");

	// A process died with a slice: another one takes it over when its lease is over, not before.
	$registry->pdo->exec('UPDATE ' . $registry->table('co_person_roles') . " SET ou = 'Physics', title = 'New'");
	whole_worker($bench, ['batch_size' => 100], 40)->wait();
	$slice = $registry->rows('co_salesforce_provisioner_slices')[0] ?? [];
	sfprov_same([1, 200], [$slice['first_person_id'] ?? null, $slice['last_person_id'] ?? null], "$driver: slice of a dead process");
	$busy = whole_run($bench, ['batch_size' => 100, 'max_seconds' => 2]);
	sfprov_same([200, 'time'], [$busy['people'], $busy['stopped']], "$driver: its people are left alone");
	whole_age($registry);
	$taken = whole_run($bench, ['batch_size' => 100]);
	sfprov_same([100, true, $busy['run']], [$taken['people'], $taken['complete'], $taken['run']], "$driver: taken over");
	whole_check($bench, $ids, "$driver: taken over");

	// A run of another kind is not disturbed while somebody is at it, and replaced when nobody is any more.
	whole_worker($bench, ['batch_size' => 100], 30)->wait();
	sfprov_throws(Sfprov\Exception::class, static fn () => whole_run($bench, ['mode' => 'changed']), '/[Aa]nother run.*under way/');
	whole_age($registry);
	$other = whole_run($bench, ['mode' => 'changed']);
	sfprov_true($other['complete'], "$driver: another run after it was left");
	sfprov_same(['CX', 'Left by its processes'], array_values(array_intersect_key($registry->row('co_salesforce_provisioner_runs', ['id' => $other['run'] - 1]),
		['status' => 0, 'message' => 0])), "$driver: the run that was left");
}
?>
===DONE===
--EXPECT--
===DONE===
