--TEST--
Provisioning: two and eight processes create the same new person at once, on every database
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-worker.inc';

$simulator = sfprov_simulator();
$directory = sfprov_temp_dir();
foreach (sfprov_drivers() as $driver) {
	foreach ([2 => null, 8 => null] + ($driver === 'sqlite' ? [3 => 'Registry_ID__c'] : []) as $count => $external) {
		$what = "$driver, $count processes" . ($external ? ', external id' : '');
		$bench = new ProvisionBench($simulator, $driver, ['external_id_field' => $external], ['config' => ['latency_ms' => 30]]);
		$go = "$directory/" . bin2hex(random_bytes(4));
		$workers = [];
		for ($i = 0; $i < $count; $i++) {
			$workers[] = provision_worker($bench, 7, null, $go);
		}
		foreach ($workers as $worker) {
			sfprov_eventually(static fn (): bool => $worker->output() !== '', "$what: ready", 30);
		}
		touch($go);
		$done = 0;
		foreach ($workers as $worker) {
			$result = $worker->wait();
			$done += str_starts_with($result['output'], "ready\ndone");
			sfprov_matches('/^ready\n(done \d+|retry .*Another process is creating.*)\n$/', $result['output'] . $result['errors'], "$what: result");
		}
		sfprov_same($count, $done, "$what: all found it created");
		$posts = array_filter($simulator->requests(), static fn (array $r): bool => in_array($r['kind'], ['create', 'composite'], true) && str_contains($r['body'], 'POST'));
		if (!$external) {
			sfprov_same(1, count($posts), "$what: creates on the wire");
		}
		$bench->exactlyOne($what);
		sfprov_same(1, count($bench->registry->identifiers(7)), "$what: rows of the Identifier");
		$bench->calls();
		sfprov_same(true, $bench->attempt(), "$what: next run");
		sfprov_same(null, $bench->registry->personRow(7)['intent'], "$what: journal");
		unset($bench);
	}
}

// While somebody else is at it, a caller inside a transaction does not wait.
$bench = new ProvisionBench($simulator);
$now = time();
$bench->registry->insert('co_salesforce_provisioner_people', ['co_provisioning_target_id' => 1, 'co_person_id' => 7, 'revision' => 1, 'intent' => "$now.abcdef@other:1", 'intent_time' => $now]);
$bench->registry->pdo->beginTransaction();
$begin = microtime(true);
$thrown = sfprov_throws(Sfprov\ServerException::class, fn () => $bench->provision(), '/Another process is creating.*CO Person 7.*try again/');
sfprov_true(microtime(true) - $begin < 4, 'at once');
sfprov_same([true, []], [$thrown?->isRetryable(), $simulator->records('Contact')], 'nothing was made');
$bench->registry->pdo->rollBack();
// It has died: after a while its announcement is taken over.
$bench->age(200);
sfprov_same(true, $bench->attempt(), 'taken over');
$bench->exactlyOne('taken over');
?>
===DONE===
--EXPECT--
===DONE===
