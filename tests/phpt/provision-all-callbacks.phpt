--TEST--
provisionAll() whose callback or logger ends the request in every way: the next call is whole, in the same process too
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--SKIPIF--
<?php
require __DIR__ . '/needs.inc';
needs_test_functions();
?>
--FILE--
<?php
require __DIR__ . '/provision-all.inc';

/** One request: provisionAll(), and in the n-th call of a callback the end. */
const WORKER = <<<'PHP'
<?php
require INC;
$input = sfprov_input();
$registry = SfprovRegistry::attach($input['registry']);
$calls = 0;
$end = static function () use (&$calls, $input): void {
	if (++$calls !== $input['at']) {
		return;
	}
	echo "end\n";
	switch ($input['how']) {
		case 'exit':
			exit(3);
		case 'exception':
			throw new LogicException('mine');
		case 'error':
			throw new Error('mine');
		case 'fatal':
			trigger_error('mine', E_USER_ERROR);
		case 'memory':
			ini_set('memory_limit', memory_get_usage(true) + 1000000);
			str_repeat('x', 50000000);
		case 'time':
			set_time_limit(1);
			for (;;);
		case 'cycle':
			$ring = new stdClass();
			$ring->self = $ring;
			unset($ring);
			gc_collect_cycles();
	}
};
$own = static function (int $id) use ($registry, $end, $input): array {
	if ($input['where'] === 'person_data') {
		$end();
	}
	$person = Sfprov\Test\people($registry->connect(), 2, 1, [$id])[$id];
	return [$person['op'], $person['data']];
};
$provisioner = new SalesforceProvisioner(provision_settings($registry, $input['ca'], $input['port'])
	+ ['logger' => static fn () => $input['where'] === 'logger' ? $end() : null]);
$options = ['batch_size' => 5] + ($input['where'] === 'person_data' ? ['person_data' => $own] : []);
try {
	$result = $provisioner->provisionAll($registry->target(), 2, $options, $input['where'] === 'progress' ? $end : null);
	echo $result['complete'] ? "complete\n" : "stopped\n";
} catch (Throwable $thrown) {
	echo get_class($thrown), ': ', $thrown->getMessage(), "\n";
	// What was done until then is written down, and the next call of the same process finds nothing in its way.
	echo count(array_filter(array_column($registry->rows('co_salesforce_provisioner_people'), 'intent'))), " unfinished\n";
	$calls = 1000;
	echo $provisioner->provisionAll($registry->target(), 2, $options)['complete'] ? "whole\n" : "not whole\n";
}
PHP;

$script = sfprov_temp_dir('worker') . '/worker.php';
file_put_contents($script, str_replace('INC', var_export(__DIR__ . '/provision-all.inc', true), WORKER));
$simulator = sfprov_simulator();
$ids = range(101, 120);
$ends = ['exit' => '', 'exception' => "LogicException: mine\n0 unfinished\nwhole\n", 'error' => "Error: mine\n0 unfinished\nwhole\n", 'fatal' => null, 'memory' => null, 'time' => null, 'cycle' => "complete\n"];
foreach (['progress', 'person_data'] as $where) {
	foreach ($ends as $how => $output) {
		foreach ($where === 'progress' ? [1, 3] : [2, 12] as $at) {
			$what = "$how in $where, call $at";
			$bench = whole_bench($simulator, 'sqlite', $ids);
			if ($where === 'person_data') {
				$bench->registry->insert('data_filters', ['id' => 5, 'co_id' => 2, 'description' => 'f', 'plugin' => 'F', 'context' => 'PT', 'status' => 'A']);
				$bench->registry->insert('co_provisioning_target_filters', ['co_provisioning_target_id' => 1, 'data_filter_id' => 5, 'ordr' => 1, 'deleted' => false]);
			}
			$ended = sfprov_spawn($script, ['registry' => $bench->registry->handle(), 'ca' => $simulator->caFile, 'port' => $simulator->port, 'where' => $where, 'how' => $how,
				'at' => $at], ['display_errors' => '0', 'log_errors' => '0'])->wait();
			if ($output === null) {
				sfprov_same([255, "end\n"], [$ended['status'], $ended['output']], "$what: output");
			} else {
				sfprov_same("end\n$output", $ended['output'], "$what: output, status {$ended['status']}");
			}
			$bench->registry->delete('co_provisioning_target_filters', []);
			whole_age($bench->registry);
			$next = whole_run($bench);
			sfprov_same([true, 0], [$next['complete'], $next['failed']], "$what: next call");
			whole_check($bench, $ids, $what);
		}
	}
}
?>
===DONE===
--EXPECT--
===DONE===
