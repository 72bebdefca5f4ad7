--TEST--
Whole CO: what happens to the files of a job of Bulk API 2.0, on the way there and back
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all-bulk.inc';

$simulator = sfprov_simulator();
foreach (['bulk_upload', 'bulk_close', 'bulk_result'] as $endpoint) {
	foreach (['close_after', 'status_500_done', 'status_415'] as $kind) {
		bulk_fault($simulator, $kind, $endpoint);
	}
}
?>
===DONE===
--EXPECT--
===DONE===
