<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* php cake.php ARGUMENT...: the application's shells. */
require dirname(__DIR__) . '/start.inc';

App::uses('ShellDispatcher', 'Console');

// What else it would prepare, start.inc has prepared
$dispatcher = new ShellDispatcher(array_slice($_SERVER['argv'], 1), false);
exit($dispatcher->dispatch() === false ? 1 : 0);
