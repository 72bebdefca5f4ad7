<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

class Co extends AppModel
{
	public $displayField = 'name';

	public $hasMany = ['CoPerson', 'CoProvisioningTarget', 'CoJob', 'Server'];
}
