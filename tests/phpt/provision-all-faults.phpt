--TEST--
provisionAll() when an answer is lost or spoilt: one Contact and one CoPerson__c for each person after two further runs
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all.inc';

const KINDS = ['close_before', 'close_after', 'fin_after', 'reset_after', 'cut_body', 'bad_gzip', 'html_200', 'html_502', 'content_empty', 'content_cut_json', 'content_unwrap_array',
	'content_drop_success', 'content_drop_id', 'content_wrong_id', 'content_stringify', 'content_fewer_results', 'content_more_results', 'content_reversed_results'];

$simulator = sfprov_simulator(['config' => ['rotation' => true]]);
$ids = range(101, 112);
$bench = whole_bench($simulator, 'sqlite', $ids);
foreach (KINDS as $number => $kind) {
	whole_prepare($bench, 'create', $number % 2 === 1);
	whole_strike($bench, $ids, "$kind, create", $kind);
}
foreach (['upsert', 'update'] as $operation) {
	foreach (['close_after', 'cut_body', 'content_drop_id', 'content_fewer_results'] as $number => $kind) {
		whole_prepare($bench, $operation, $number % 2 === 1);
		whole_strike($bench, $ids, "$kind, $operation", $kind);
	}
}
?>
===DONE===
--EXPECT--
===DONE===
