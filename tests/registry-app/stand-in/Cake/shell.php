<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* The console: one shell of the application, run to its end. */

class Shell
{
	public function out($line)
	{
		echo $line, "\n";
	}
}

class ShellDispatcher
{
	public $args;

	public function __construct($args, $bootstrap = true)
	{
		$this->args = $args;
	}

	public function dispatch()
	{
		$class = Inflector::camelize($this->args[0]) . 'Shell';
		App::uses($class, 'Console/Command');
		(new $class())->main();
		return true;
	}
}
