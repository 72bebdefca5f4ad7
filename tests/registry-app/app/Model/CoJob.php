<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

/** The registry's queue of jobs. */
class CoJob extends AppModel
{
	public $belongsTo = ['Co'];

	public $hasMany = ['CoJobHistoryRecord'];

	public function register($coId, $jobType, $jobTypeFk = null, $jobMode = '', $summary = '', $queued = false, $concurrent = false, $params = null, $delay = 0, $requeueInterval = 0, $retryInterval = 0, $requeuedFrom = null)
	{
		$same = $concurrent ? [] : $this->findForUpdate([
			'CoJob.co_id' => $coId,
			'CoJob.job_type' => $jobType,
			'CoJob.job_mode' => $jobMode,
			'CoJob.status' => [JobStatusEnum::Queued, JobStatusEnum::InProgress],
		] + ($params ? ['CoJob.job_params' => json_encode($params)] : []));

		$this->create();
		$this->save(['CoJob' => [
			'co_id' => $coId,
			'job_type' => $jobType,
			'job_type_fk' => $jobTypeFk,
			'job_mode' => $jobMode,
			'job_params' => $params ? json_encode($params) : null,
			'status' => $same ? JobStatusEnum::Failed : ($queued ? JobStatusEnum::Queued : JobStatusEnum::InProgress),
			'register_summary' => $same ? _txt('er.jb.concurrent', [$same[0]['CoJob']['id']]) : mb_strcut($summary, 0, 256),
			'queue_time' => gmdate('Y-m-d H:i:s'),
		]]);
		if ($same) {
			throw new RuntimeException(_txt('er.jb.concurrent', [$same[0]['CoJob']['id']]));
		}
		return $this->id;
	}

	public function start($id, $summary = '')
	{
		$this->change($id, ['status' => JobStatusEnum::InProgress, 'start_time' => gmdate('Y-m-d H:i:s'), 'start_summary' => $summary]);
	}

	public function update($id, $jobTypeFk = null, $jobMode = null, $summary = null)
	{
		$this->change($id, ['start_summary' => $summary]);
	}

	public function finish($id, $summary = '', $result = JobStatusEnum::Complete)
	{
		$this->change($id, ['status' => $result, 'complete_time' => gmdate('Y-m-d H:i:s'), 'finish_summary' => substr($summary, 0, 256)]);
		return true;
	}

	public function setPercentComplete($id, $percent)
	{
		$this->change($id, ['percent_complete' => (int) $percent]);
	}

	public function canceled($id)
	{
		return $this->field('status', ['CoJob.id' => $id]) === JobStatusEnum::Canceled;
	}

	public function cancelable($id)
	{
		return in_array($this->field('status', ['CoJob.id' => $id]), [JobStatusEnum::InProgress, JobStatusEnum::Queued], true);
	}

	public function cancel($id, $actor)
	{
		if (!$this->cancelable($id)) {
			throw new InvalidArgumentException(_txt('er.jb.cxl.status', [$this->field('status', ['CoJob.id' => $id])]));
		}
		return $this->finish($id, _txt('rs.jb.cxld.by', [$actor]), JobStatusEnum::Canceled);
	}

	private function change($id, $columns)
	{
		$this->clear();
		$this->id = $id;
		$this->save(['CoJob' => $columns], false);
	}
}
