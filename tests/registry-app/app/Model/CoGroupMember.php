<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

class CoGroupMember extends AppModel
{
	public $belongsTo = ['CoPerson'];

	protected $archived = 'co_group_member_id';
}
