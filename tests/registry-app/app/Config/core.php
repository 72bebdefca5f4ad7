<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

Configure::write('debug', 1);
Configure::write('Error', ['handler' => 'ErrorHandler::handleError', 'level' => E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED, 'trace' => true]);
Configure::write('Exception', ['handler' => 'ErrorHandler::handleException', 'renderer' => 'ExceptionRenderer', 'log' => true]);
Configure::write('App.encoding', 'UTF-8');
Configure::write('App.base', '');
Configure::write('Session', ['defaults' => 'php', 'cookie' => 'REGISTRY', 'ini' => ['session.save_path' => TMP . 'sessions']]);
Configure::write('Security.salt', 'a salt for tests, no secret of anybody');
Configure::write('Security.cipherSeed', '4711081517');
Configure::write('Acl.classname', 'DbAcl');

foreach (['_cake_core_', '_cake_model_'] as $name) {
	Cache::config($name, ['engine' => 'File', 'prefix' => $name, 'path' => CACHE, 'serialize' => true, 'duration' => '+1 day']);
}
