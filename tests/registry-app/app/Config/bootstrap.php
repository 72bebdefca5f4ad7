<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

Cache::config('default', ['engine' => 'File', 'path' => CACHE, 'prefix' => 'app_']);
Configure::write('Dispatcher.filters', ['AssetDispatcher']);

App::uses('CakeLog', 'Log');
foreach (['debug' => ['notice', 'info', 'debug'], 'error' => ['warning', 'error', 'critical', 'alert', 'emergency']] as $name => $types) {
	CakeLog::config($name, ['engine' => 'File', 'types' => $types, 'file' => $name]);
}

date_default_timezone_set('UTC');
App::build(['Plugin' => [SFPROV_APP['plugins'] . '/']]);
CakePlugin::loadAll();

require APP . 'Lib/enum.php';
require APP . 'Lib/lang.php';

foreach (CakePlugin::loaded() as $plugin) {
	include CakePlugin::path($plugin) . 'Lib/enum.php';
}
