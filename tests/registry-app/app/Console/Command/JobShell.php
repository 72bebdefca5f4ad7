<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppShell', 'Console/Command');

/** The registry's job shell: runs what is queued, one after the other. */
class JobShell extends AppShell
{
	public function main()
	{
		_bootstrap_plugin_txt();
		$CoJob = ClassRegistry::init('CoJob');
		while ($job = $CoJob->find('first', ['conditions' => ['CoJob.status' => JobStatusEnum::Queued], 'order' => 'CoJob.id', 'contain' => false])) {
			$id = $job['CoJob']['id'];
			[$plugin, $name] = explode('.', $job['CoJob']['job_type']);
			$known = ClassRegistry::init("$plugin.$plugin")->getAvailableJobs();
			if (!isset($known[$name])) {
				$CoJob->finish($id, "There is no job $plugin.$name", JobStatusEnum::Failed);
				continue;
			}
			$CoJob->start($id);
			$CoJob->id = $id;
			ClassRegistry::init("$plugin.{$name}Job")->execute($job['CoJob']['co_id'], $CoJob, json_decode((string) $job['CoJob']['job_params'], true));
			$this->out($job['CoJob']['job_type'] . ': ' . $CoJob->field('status', ['CoJob.id' => $id]) . ' ' . $CoJob->field('finish_summary', ['CoJob.id' => $id]));
		}
	}
}
