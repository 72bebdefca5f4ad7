--TEST--
Whole CO: in mode "changed", whom a run looks at because the last push failed gets both records, through the Bulk API too
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all.inc';

$simulator = sfprov_simulator();
$ids = range(101, 130);
$bench = whole_bench($simulator, 'sqlite', $ids);
// A complete run through which nobody came.
$simulator->config(['record_faults' => [['object' => 'Contact', 'match' => ['Department' => 'Physics'], 'code' => 'FIELD_CUSTOM_VALIDATION_EXCEPTION']]]);
$first = whole_run($bench, ['bulk_threshold' => 0, 'batch_size' => 15]);
sfprov_same([true, 30], [$first['complete'], $first['failed']], 'all refused');
$simulator->config(['record_faults' => []]);
$bench->registry->pdo->exec("UPDATE {$bench->registry->table('co_salesforce_provisioner_runs')} SET started_time = started_time + 7200");
$result = whole_run($bench, ['mode' => 'changed', 'bulk_threshold' => 1, 'batch_size' => 10]);
sfprov_same(['people' => 30, 'created' => 30], whole_counts($result), 'all are new');
whole_check($bench, $ids, 'both records');
sfprov_same([], whole_counts(whole_run($bench, ['mode' => 'changed', 'bulk_threshold' => 1, 'batch_size' => 10])), 'nobody is left');
?>
===DONE===
--EXPECT--
===DONE===
