<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Runs the cells it is given against the simulator of SFPROV_SIMULATOR and prints what each did, one line of JSON each. Started by run.php: a process of
 * its own, because the connection pool and the budget for retries belong to a process. */
require __DIR__ . '/bench.inc';

$bench = new FaultBench(sfprov_simulator(['proxy' => true]), fault_matrix());
foreach (sfprov_input() as $cell) {
	echo json_encode(['cell' => $cell, 'result' => $bench->run($cell)], JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR), "\n";
}
