--TEST--
provisionAll(): modes, force, dry run, the reserve of API calls, time, cancelling, data filters, and what it refuses
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

$simulator = sfprov_simulator();
$ids = range(101, 160);
$all = count($ids);

// What it refuses, before anything is sent or written.
$bench = whole_bench($simulator, 'sqlite', $ids);
$wrong = [['mode' => 'some'], ['mode' => 1], ['mode' => 'reconcile'], ['force' => 1], ['dry_run' => 'yes'], ['batch_size' => 0], ['batch_size' => 2001], ['batch_size' => '10'], ['batch_size' => 1.5],
	['api_reserve' => -1], ['api_reserve' => 100], ['max_seconds' => -1], ['max_failures' => 10001], ['history' => 0], ['requests' => 0], ['requests' => 9],
	['bulk_threshold' => -1], ['person_data' => 'no such function'], ['colour' => 'red'], [5 => 'x']];
foreach ($wrong as $options) {
	$thrown = sfprov_throws(Sfprov\InvalidArgumentException::class, static fn () => whole_run($bench, $options), '/option/');
	sfprov_matches('/' . preg_quote((string) array_key_first($options)) . '|no option/', $thrown?->getMessage() ?? '', 'message names the option');
}
sfprov_throws(TypeError::class, static fn () => $bench->provisioner->provisionAll($bench->registry->target(), 2, [], 'no such function'));
sfprov_throws(Sfprov\Exception::class, static fn () => $bench->provisioner->provisionAll($bench->registry->target(), 1));
$bench->registry->pdo->beginTransaction();
sfprov_throws(Sfprov\InvalidArgumentException::class, static fn () => whole_run($bench), '/transaction/');
$bench->registry->pdo->rollBack();
sfprov_same([], $bench->calls(), 'refused: calls');
sfprov_same([], [...$bench->registry->rows('co_salesforce_provisioner_runs'), ...$bench->registry->rows('co_salesforce_provisioner_people')], 'refused: rows');
$older = sfprov_registry('sqlite', ['upstream_schema' => true]);
$provisioner = new SalesforceProvisioner(provision_settings($older, $simulator->caFile, $simulator->port));
sfprov_throws(Sfprov\Exception::class, static fn () => $provisioner->provisionAll($older->target(), 2), '/cake database/');

foreach (sfprov_drivers() as $driver) {
	$bench = whole_bench($simulator, $driver, $ids);
	$registry = $bench->registry;
	$table = $registry->table(...);

	// A dry run counts, and leaves no trace.
	$counts = ['people' => $all, 'created' => $all];
	$dry = whole_run($bench, ['dry_run' => true, 'batch_size' => 25]);
	sfprov_same([$counts, true, null, 0], [whole_counts($dry), $dry['complete'], $dry['run'], $dry['api_calls']], "$driver, dry run");
	sfprov_same([], $bench->calls(), "$driver, dry run: calls");
	foreach (['runs', 'slices', 'people'] as $name) {
		sfprov_same([], $registry->rows("co_salesforce_provisioner_$name"), "$driver, dry run: $name");
	}
	sfprov_same([[], []], [$registry->rows('identifiers', ['type' => 'provisioningtarget']), $registry->rows('co_provisioning_exports')], "$driver, dry run: registry");

	// The first run with "changed" takes everybody; so does the first after a change of the configuration.
	sfprov_same($counts, whole_counts(whole_run($bench, ['mode' => 'changed', 'batch_size' => 25])), "$driver, changed: first");
	whole_check($bench, $ids, "$driver, changed: first");
	$long = static fn () => $registry->pdo->exec("UPDATE {$table('co_salesforce_provisioner_runs')} SET started_time = started_time + 7200");
	$long();
	sfprov_same([], whole_counts(whole_run($bench, ['mode' => 'changed'])), "$driver, changed: nobody");
	$long();
	$registry->pdo->exec("UPDATE {$table('co_person_roles')} SET title = 'New', modified = '" . gmdate('Y-m-d H:i:s', time() + 86400) . "' WHERE co_person_id IN (110, 120)");
	$registry->update('co_salesforce_provisioner_people', ['error_time' => 5, 'error_code' => 'X'], ['co_person_id' => 130]);
	$dry = whole_run($bench, ['mode' => 'changed', 'dry_run' => true]);
	sfprov_same(['people' => 3, 'updated' => 2, 'unchanged' => 1], whole_counts($dry), "$driver, changed: dry run");
	sfprov_same(['people' => 3, 'updated' => 2, 'unchanged' => 1], whole_counts(whole_run($bench, ['mode' => 'changed'])), "$driver, changed: three");
	sfprov_same(null, $registry->personRow(130)['error_code'], "$driver, changed: the error has ended");
	$registry->pdo->exec("UPDATE {$table('co_person_roles')} SET modified = '2025-01-01 00:00:00'");
	$registry->configure(['middle_name' => false]);
	sfprov_same(['people' => $all, 'unchanged' => $all], whole_counts(whole_run($bench, ['mode' => 'changed'])), "$driver, changed: another configuration");

	// force sends all fields, and does not make anything anew.
	$bench->calls();
	sfprov_same(['people' => $all, 'updated' => $all], whole_counts(whole_run($bench, ['force' => true])), "$driver, force");
	$sent = $bench->sent();
	sfprov_same(['FirstName', 'LastName', 'Email', 'Department', 'Title'], array_values(array_diff(array_keys($sent[0]['body']['records'][0]), ['attributes', 'id', 'Id'])), "$driver, force: fields");
	whole_check($bench, $ids, "$driver, force");

	// Stops in the middle go on where they stopped.
	$registry->pdo->exec("UPDATE {$table('co_person_roles')} SET title = 'Again'");
	$simulator->config(['api_used' => 0, 'daily_limit' => 1000]);
	$simulator->config(['api_used' => 898]);
	$stopped = whole_run($bench, ['batch_size' => 10]);
	sfprov_same(['limit', false], [$stopped['stopped'], $stopped['complete']], "$driver, reserve");
	sfprov_matches('/900 of its 1000 API calls.*10 %.*goes on where it stopped/', (string) $stopped['message'], "$driver, reserve: message");
	sfprov_same([2, 900, 1000], [$stopped['api_calls'], $stopped['api_used'], $stopped['api_limit']], "$driver, reserve: calls");
	$run = $registry->row('co_salesforce_provisioner_runs', ['id' => $stopped['run']]);
	sfprov_same(['GO', $stopped['message']], [$run['status'], $run['message']], "$driver, reserve: run");
	$simulator->config(['api_used' => 909]);
	$stopped = whole_run($bench, ['batch_size' => 10, 'api_reserve' => 9]);
	sfprov_same(['limit', 910, 10], [$stopped['stopped'], $stopped['api_used'], $stopped['people']], "$driver, smaller reserve");
	$simulator->config(['api_used' => 0]);
	$last = whole_run($bench, ['batch_size' => 10]);
	sfprov_same([true, $run['id']], [$last['complete'], $last['run']], "$driver, reserve: goes on");
	$run = $registry->row('co_salesforce_provisioner_runs', ['id' => $stopped['run']]);
	sfprov_same(['OK', $all, $all], [$run['status'], json_decode($run['counts'], true)['people'], json_decode($run['counts'], true)['updated'] + json_decode($run['counts'], true)['unchanged']],
		"$driver, reserve: counts of the run");
	whole_check($bench, $ids, "$driver, reserve");

	// Salesforce's own limit stops it too.
	$registry->pdo->exec("UPDATE {$table('co_person_roles')} SET title = 'Once more'");
	$simulator->config(['api_used' => 1000]);
	$stopped = whole_run($bench, ['batch_size' => 10, 'api_reserve' => 0]);
	sfprov_same(['limit', false, 0], [$stopped['stopped'], $stopped['complete'], $stopped['updated']], "$driver, used up");
	$simulator->config(['api_used' => 0, 'daily_limit' => 15000]);

	// Cancelled: over for all, and another call begins anew.
	$seen = [];
	$cancelled = whole_run($bench, ['batch_size' => 10], static function (array $progress) use (&$seen): bool {
		$seen[] = $progress['done'];
		return $progress['done'] < 30;
	});
	sfprov_same(['cancelled', false, 30], [$cancelled['stopped'], $cancelled['complete'], $cancelled['people']], "$driver, cancelled");
	sfprov_same([0, 10, 20, 30], $seen, "$driver, cancelled: progress");
	sfprov_same('CX', $registry->row('co_salesforce_provisioner_runs', ['id' => $cancelled['run']])['status'], "$driver, cancelled: run");
	sfprov_same([], $registry->rows('co_salesforce_provisioner_slices'), "$driver, cancelled: slices");
	$next = whole_run($bench);
	sfprov_same([true, ['people' => $all, 'updated' => $all - 30, 'unchanged' => 30]], [$next['complete'], whole_counts($next)], "$driver, after cancelling");
	sfprov_true($next['run'] > $cancelled['run'], "$driver, after cancelling: another run");

	// Out of time: the same run goes on.
	$registry->pdo->exec("UPDATE {$table('co_person_roles')} SET title = 'Late'");
	$late = whole_run($bench, ['batch_size' => 10, 'max_seconds' => 1], static fn () => usleep(600000));
	sfprov_same(['time', false], [$late['stopped'], $late['complete']], "$driver, time");
	sfprov_true($late['people'] >= 10 && $late['people'] < $all, "$driver, time: {$late['people']} people");
	$next = whole_run($bench);
	sfprov_same([true, $late['run'], $all - $late['people']], [$next['complete'], $next['run'], $next['people']], "$driver, time: goes on");

	// Data filters need the framework's data, and with them everything is the same.
	$registry->insert('data_filters', ['id' => 5, 'co_id' => 2, 'description' => 'f', 'plugin' => 'F', 'context' => 'PT', 'status' => 'A']);
	$registry->insert('co_provisioning_target_filters', ['co_provisioning_target_id' => 1, 'data_filter_id' => 5, 'ordr' => 1, 'deleted' => false]);
	sfprov_throws(Sfprov\Exception::class, static fn () => whole_run($bench), '/data filters.*person_data/');
	$asked = [];
	$own = static function (int $id) use ($registry, &$asked): ?array {
		$asked[] = $id;
		$person = Sfprov\Test\people($registry->connect(), 2, 1, [$id])[$id];
		return $id === 140 ? null : [$person['op'], $person['data']];
	};
	$filtered = whole_run($bench, ['person_data' => $own, 'batch_size' => 25]);
	sfprov_same([['people' => $all, 'unchanged' => $all - 1, 'skipped' => 1], $ids], [whole_counts($filtered), $asked], "$driver, filters");
	$registry->pdo->exec("UPDATE {$table('co_person_roles')} SET title = 'Filtered'");
	sfprov_same(['people' => $all, 'updated' => $all - 1, 'skipped' => 1], whole_counts(whole_run($bench, ['person_data' => $own])), "$driver, filters: changed");
	foreach ([static fn () => 5, static fn () => ['PR'], static fn () => ['PR', 'x'], static fn () => [1, []]] as $bad) {
		sfprov_throws(Sfprov\InvalidArgumentException::class, static fn () => whole_run($bench, ['person_data' => $bad]), '/person_data/');
	}
	whole_check($bench, $ids, "$driver, filters");
}
?>
===DONE===
--EXPECT--
===DONE===
