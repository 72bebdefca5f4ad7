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
		'api_reserve' => 'I',
		'bulk_threshold' => 'I',
		'confirm_share' => 'I',
		'field_mapping' => 'X',
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
		'co_salesforce_provisioner_runs' => [
			'id' => 'key',
			'co_provisioning_target_id' => 'I not null',
			'mode' => 'C(16) not null',
			'parameters' => 'X',
			'status' => 'C(2) not null',
			'mark' => 'I',
			'last_person_id' => 'I',
			'total' => 'I',
			'counts' => 'X',
			'message' => 'C(512)',
			'started_time' => 'I8',
			'finished_time' => 'I8',
			'heartbeat_time' => 'I8',
			'created' => 'T',
			'modified' => 'T',
			'indexes' => [
				1 => 'co_provisioning_target_id, status',
			],
		],
		'co_salesforce_provisioner_slices' => [
			'id' => 'key',
			'run_id' => 'I not null',
			'first_person_id' => 'I',
			'last_person_id' => 'I',
			'worker' => 'C(64)',
			'lease_time' => 'I8',
			'created' => 'T',
			'modified' => 'T',
			'indexes' => [
				1 => 'run_id',
			],
		],
		'co_salesforce_provisioner_bulk_jobs' => [
			'id' => 'key',
			'run_id' => 'I',
			'co_provisioning_target_id' => 'I not null',
			'job' => 'C(18)',
			'sobject' => 'C(80)',
			'operation' => 'C(16)',
			'state' => 'C(16)',
			'records' => 'I',
			'lease_time' => 'I8',
			'worker' => 'C(64)',
			'created_time' => 'I8',
			'created' => 'T',
			'modified' => 'T',
			'indexes' => [
				1 => 'co_provisioning_target_id',
			],
		],
	],
];
