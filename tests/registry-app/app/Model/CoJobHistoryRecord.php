<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

class CoJobHistoryRecord extends AppModel
{
	public $belongsTo = ['CoJob'];

	public function record($jobId, $key, $comment, $coPersonId = null, $orgIdentityId = null, $status = JobStatusEnum::Complete)
	{
		$this->create();
		$this->save(['CoJobHistoryRecord' => ['co_job_id' => $jobId, 'record_key' => $key, 'comment' => $comment, 'co_person_id' => $coPersonId, 'status' => $status]]);
	}
}
