--TEST--
provisionAll() with several calls at the same time, of which one or all fail: one Contact and one CoPerson__c for each person after two further runs
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all.inc';

$simulator = sfprov_simulator();
$ids = range(1001, 2400);
foreach ([['close_after', 0, 1, 'create'], ['close_after', 1, 1, 'create'], ['status_500_done', 0, 2, 'create'], ['status_403_limit', 1, 1, 'create'],
	['status_503', 0, 1, 'upsert'], ['cut_body', 1, 2, 'upsert']] as [$kind, $skip, $times, $operation]) {
	$what = "$kind after $skip, $times times, $operation";
	$bench = whole_bench($simulator, 'sqlite', $ids, ['external_id_field' => $operation === 'upsert' ? 'Registry_ID__c' : null]);
	$simulator->fault($kind, ['match' => ['path' => 'composite'], 'skip' => $skip, 'times' => $times]);
	$options = ['batch_size' => 1400, 'requests' => 4];
	whole_attempt($bench, $options);
	sfprov_true(array_sum(array_column($simulator->admin('faults'), 'struck')) === $times, "$what: struck");
	$simulator->clearFaults();
	for ($run = 0; $run < 2; $run++) {
		whole_age($bench->registry);
		$last = whole_attempt($bench, $options);
	}
	sfprov_true(is_array($last) && $last['complete'] && $last['failed'] === 0, "$what: last run: " . json_encode($last));
	whole_check($bench, $ids, $what);
	$bench->calls();
	sfprov_same(['people' => count($ids), 'unchanged' => count($ids)], whole_counts(whole_run($bench)), "$what: unchanged");
	sfprov_same([], $bench->calls(), "$what: nothing is left to send");
}
?>
===DONE===
--EXPECT--
===DONE===
