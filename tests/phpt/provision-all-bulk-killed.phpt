--TEST--
Whole CO: a process is killed while its job of Bulk API 2.0 runs
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

// A process is killed while its job runs: the next one waits for the job before it looks for what it made.
foreach ([[], ['external_id_field' => 'Registry_ID__c']] as $target) {
	$bench = new ProvisionBench($simulator, 'sqlite', $target, ['people' => range(1001, 1030)]);
	foreach (range(1001, 1030) as $person) {
		bulk_person($bench->registry, $person);
	}
	$what = 'killed ' . json_encode($target);
	$simulator->config(['bulk_delay_ms' => 3000]);
	$worker = bulk_worker($bench);
	for ($tries = 0; $tries < 400 && !isset($kinds()['bulk_close']); $tries++) {
		usleep(25000);
	}
	$worker->kill();
	$worker->wait();
	sfprov_same(1, count($bench->registry->rows('co_salesforce_provisioner_bulk_jobs')), "$what: the job is noted");
	bulk_age($bench->registry);
	$result = $bench->provisioner->provisionAll($bench->registry->target(), 2, ['bulk_threshold' => 1, 'batch_size' => 10]);
	sfprov_same([true, 0], [$result['complete'], $result['failed']], "$what: " . json_encode($result));
	bulk_linked($bench->registry, $simulator, $what);
	sfprov_same([30, 30], [count($simulator->records('Contact')), count($simulator->records('CoPerson__c'))], "$what: records");
	$simulator->config(['bulk_delay_ms' => 0]);
}
?>
===DONE===
--EXPECT--
===DONE===
