--TEST--
provisionAll() when Salesforce refuses a call or is out of order, and when what looks after lost calls is disturbed itself
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all.inc';

const KINDS = ['status_401', 'status_401_html', 'status_403_limit', 'status_403_concurrent', 'status_404', 'status_409', 'status_429', 'html_503', 'status_500', 'status_500_done',
	'status_502_done', 'status_503', 'error_unable_to_lock_row', 'error_exceeded_id_limit', 'error_storage_limit_exceeded'];

$simulator = sfprov_simulator(['config' => ['rotation' => true]]);
$ids = range(101, 112);
$bench = whole_bench($simulator, 'sqlite', $ids);
foreach (KINDS as $number => $kind) {
	foreach (['create', ['upsert', 'update'][$number % 2]] as $operation) {
		whole_prepare($bench, $operation, intdiv($number, 2) % 2 === 1);
		whole_strike($bench, $ids, "$kind, $operation", $kind);
	}
}

// The answers to the queries that look for what a lost call made can be lost too; and so can the renewal of the session.
foreach (['query' => ['close_after', 'html_503', 'status_403_limit', 'content_cut_json'], 'token' => ['html_503', 'status_503']] as $endpoint => $kinds) {
	foreach ($kinds as $kind) {
		whole_prepare($bench, 'create', true);
		$simulator->fault('close_after', ['match' => ['endpoint' => 'composite']]);
		whole_attempt($bench);
		whole_age($bench->registry);
		if ($endpoint === 'token') {
			$simulator->expireTokens();
		}
		whole_strike($bench, $ids, "$kind, $endpoint", $kind, ['endpoint' => $endpoint]);
	}
}
?>
===DONE===
--EXPECT--
===DONE===
