<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

Router::connect('/', ['controller' => 'home', 'action' => 'index']);
Router::connect('/login/as/*', ['controller' => 'home', 'action' => 'login']);
CakePlugin::routes();

require CAKE . 'Config/routes.php';
