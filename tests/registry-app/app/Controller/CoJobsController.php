<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('StandardController', 'Controller');

/** One job of the queue. */
class CoJobsController extends StandardController
{
	public $uses = ['CoJob'];

	public $requires_co = true;

	public function view($id)
	{
		$this->set('title_for_layout', _txt('ct.co_jobs.1'));
		$this->set('co_job', $this->CoJob->find('first', ['conditions' => ['CoJob.id' => $id], 'contain' => false]));
	}

	public function isAuthorized()
	{
		$roles = $this->Role->calculateCMRoles();
		return $roles['cmadmin'] || $roles['coadmin'];
	}
}
