--TEST--
Whole CO: a worker dies while its Bulk API job runs, and another one of the same run waits for the job
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
posix
--FILE--
<?php
require __DIR__ . '/provision-all-bulk.inc';

$simulator = sfprov_simulator();
$kinds = static fn (): array => array_count_values(array_column($simulator->requests(), 'kind'));
$bench = new ProvisionBench($simulator, 'sqlite', [], ['people' => range(1001, 1014)]);
foreach (range(1001, 1014) as $person) {
	bulk_person($bench->registry, $person);
}
$simulator->config(['bulk_delay_ms' => 6000]);
$worker = bulk_worker($bench);
for ($tries = 0; $tries < 1200 && !isset($kinds()['bulk_close']); $tries++) {
	usleep(25000);
}
$killed = false;
$result = $bench->provisioner->provisionAll($bench->registry->target(), 2, ['bulk_threshold' => 1, 'batch_size' => 10], static function () use (&$killed, $worker, $bench): bool {
	// Once this one has joined.
	if (!$killed) {
		$killed = true;
		$worker->kill();
		$worker->wait();
		bulk_age($bench->registry);
	}
	return true;
});
sfprov_same([true, 0], [$result['complete'], $result['failed']], 'all are done: ' . json_encode($result['failures']));
sfprov_same(14, count($simulator->records('Contact')), 'Contacts');
bulk_linked($bench->registry, $simulator, 'links');
?>
===DONE===
--EXPECT--
===DONE===
