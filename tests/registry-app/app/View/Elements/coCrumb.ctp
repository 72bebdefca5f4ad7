<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

if (!empty($cur_co['Co']['name'])) {
	$this->Html->addCrumb($cur_co['Co']['name'], ['plugin' => null, 'controller' => 'co_provisioning_targets', 'action' => 'index', 'co' => $cur_co['Co']['id']]);
}
