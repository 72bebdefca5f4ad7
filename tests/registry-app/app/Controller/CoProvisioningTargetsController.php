<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('StandardController', 'Controller');

/** The list of a CO's provisioning targets. */
class CoProvisioningTargetsController extends StandardController
{
	public $uses = ['CoProvisioningTarget'];

	public $requires_co = true;

	public function index()
	{
		$this->set('title_for_layout', _txt('ct.co_provisioning_targets.pl'));
		$this->set('co_provisioning_targets', $this->CoProvisioningTarget->find('all', [
			'conditions' => ['CoProvisioningTarget.co_id' => $this->cur_co['Co']['id']],
			'contain' => false,
		]));
	}

	public function isAuthorized()
	{
		$roles = $this->Role->calculateCMRoles();
		return $roles['cmadmin'] || $roles['coadmin'];
	}
}
