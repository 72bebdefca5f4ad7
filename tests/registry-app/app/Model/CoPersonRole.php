<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

class CoPersonRole extends AppModel
{
	public $belongsTo = ['CoPerson'];

	public $hasMany = ['Address', 'TelephoneNumber'];

	protected $archived = 'co_person_role_id';
}
