<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* The router script of PHP's built-in web server: files of this folder are sent as they are, all else is a page. */
if (PHP_SAPI === 'cli-server' && preg_match('#\A/css/[a-z]+\.css\z#', explode('?', $_SERVER['REQUEST_URI'], 2)[0])) {
	return false;
}

require dirname(__DIR__) . '/start.inc';

App::uses('Dispatcher', 'Routing');

$dispatcher = new Dispatcher();
$dispatcher->dispatch(new CakeRequest(), new CakeResponse(['charset' => Configure::read('App.encoding')]));
