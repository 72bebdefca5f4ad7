--TEST--
Whole CO: jobs of Bulk API 2.0 that are refused, lost or not told of when they are made and asked for
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all-bulk.inc';

$simulator = sfprov_simulator();
foreach (['bulk_create', 'bulk_poll'] as $endpoint) {
	foreach (['close_after', 'status_500_done', 'status_415', 'cut_body', 'html_503', 'status_401'] as $kind) {
		bulk_fault($simulator, $kind, $endpoint);
	}
}
?>
===DONE===
--EXPECT--
===DONE===
