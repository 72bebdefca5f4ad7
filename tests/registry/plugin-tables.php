<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* What the SalesforceProvisioner plugin of this project adds to the tables in tables.php, in the same notation. */
return [
	// Columns behind upstream's in co_salesforce_provisioner_targets.
	'target columns' => [
		'instance_url_manual' => 'L',
		'external_id_field' => 'C(80)',
		'external_id_type' => 'C(32)',
		'clear_removed' => 'L',
		'deprovision_policy' => 'C(2)',
		'deprovision_field' => 'C(80)',
		'deprovision_value' => 'C(255)',
		'duplicate_policy' => 'C(2)',
		'jwt_key_file' => 'C(256)',
		'jwt_username' => 'C(128)',
	],
	// No references: rows are written on a second connection, before the person's own row may be visible there.
	'tables' => [
		'co_salesforce_provisioner_people' => [
			'id' => 'key',
			'co_provisioning_target_id' => 'I not null',
			'co_person_id' => 'I not null',
			'contact_id' => 'C(18)',
			'coperson_id' => 'C(18)',
			'sent' => 'X',
			'intent' => 'C(64)',
			'intent_time' => 'I8',
			'intent_match' => 'X',
			'pushed_time' => 'I8',
			'error_code' => 'C(80)',
			'error_message' => 'C(512)',
			'error_time' => 'I8',
			'revision' => 'I',
			'created' => 'T',
			'modified' => 'T',
			'indexes' => [
				1 => 'unique co_provisioning_target_id, co_person_id',
			],
		],
	],
];
