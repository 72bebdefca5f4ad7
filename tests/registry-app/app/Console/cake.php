<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* php cake.php ARGUMENT...: the application's shells. */
require dirname(__DIR__) . '/start.inc';

App::uses('ShellDispatcher', 'Console');

class TestShellDispatcher extends ShellDispatcher
{
	/** start.inc has done it. */
	protected function _initEnvironment()
	{
		$this->shiftArgs();
	}

	protected function _bootstrap()
	{
		return true;
	}
}

$dispatcher = new TestShellDispatcher($_SERVER['argv'], false);
exit($dispatcher->dispatch() === false ? 1 : 0);
