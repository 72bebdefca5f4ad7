--TEST--
Fault matrix: a sample of its cells; the matrix knows every fault of the simulator, and its document is current
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../faults/bench.inc';
require __DIR__ . '/../faults/verdict.inc';
require __DIR__ . '/../faults/document.inc';

// Every third kind, each in another operation. Those that wait for the deadline take seconds: bin/faults has them.
$operations = array_keys(fault_matrix()['operations']);
$cells = [];
$turn = 0;
foreach (array_keys(fault_kinds()) as $number => $kind) {
	if ($number % 3 !== 0) {
		continue;
	}
	do {
		$operation = $operations[$turn++ % count($operations)];
	} while (!fault_applies($kind, $operation));
	$of_kind = fault_select(fault_cells(), "$kind/$operation");
	if (fault_expectation($kind, $operation)['effect'] !== 'timeout') {
		$cells[] = $of_kind[$turn % 2];
	}
}
// No kind of the simulator is unknown to the matrix, and the document is that of the matrix. pecl installs documents away from the tests.
$document = __DIR__ . '/../../docs/fault-matrix.md';
foreach (fault_document_problems(is_file($document) ? $document : null) as $problem) {
	sfprov_fail($problem);
}
$simulator = sfprov_simulator(['proxy' => true, 'own' => true]);
$bench = new FaultBench($simulator, fault_matrix());
foreach ($cells as $cell) {
	foreach (fault_verdict($cell, $bench->run($cell)) as $wrong) {
		sfprov_fail(fault_cell_name($cell) . ": $wrong");
	}
}
sfprov_true(count($cells) > 50, count($cells) . ' cells');
?>
===DONE===
--EXPECT--
===DONE===
