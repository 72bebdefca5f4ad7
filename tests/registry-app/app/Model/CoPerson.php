<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

class CoPerson extends AppModel
{
	public $belongsTo = ['Co'];

	public $hasOne = ['PrimaryName' => ['className' => 'Name', 'conditions' => ['PrimaryName.primary_name' => true, 'PrimaryName.name_id' => null]]];

	public $hasMany = ['Name', 'EmailAddress', 'Identifier', 'CoPersonRole', 'CoGroupMember'];

	protected $archived = 'co_person_id';
}
