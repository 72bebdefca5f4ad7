<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * In the place of CakePHP 2.10, where that is not to be had: as much of its interface as the plugin and the test application use, written
 * from what they call. The tests of the pages run on both; only a run on CakePHP proves that the plugin fits it.
 */
define('APP', ROOT . '/' . APP_DIR . '/');
define('CAKE', __DIR__ . '/');
define('CACHE', TMP . 'cache/');
define('LOGS', TMP . 'logs/');

foreach (['core', 'http', 'database', 'query', 'model', 'validator', 'controller', 'components', 'view', 'form', 'shell'] as $part) {
	require __DIR__ . "/$part.php";
}

set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
	if (error_reporting() & $level) {
		echo '<b>Warning</b> (', $level, '): ', h($message), ' [', h($file), ", line $line]";
	}
	return true;
});
require APP . 'Config/core.php';
require APP . 'Config/bootstrap.php';
