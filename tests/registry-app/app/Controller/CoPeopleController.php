<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('StandardController', 'Controller');

/** A person's page with what the plugins tell of them. */
class CoPeopleController extends StandardController
{
	public $uses = ['CoPerson'];

	public $requires_co = true;

	public function canvas($id)
	{
		$this->provision($id);
		$this->render('provision');
	}

	public function provision($id)
	{
		$person = $this->CoPerson->find('first', ['conditions' => ['CoPerson.id' => $id], 'contain' => ['PrimaryName']]);
		$statuses = [];
		foreach ($this->CoPerson->Co->CoProvisioningTarget->find('all', ['conditions' => ['CoProvisioningTarget.co_id' => $this->cur_co['Co']['id']], 'contain' => false]) as $target) {
			$plugin = $target['CoProvisioningTarget']['plugin'];
			$statuses[$target['CoProvisioningTarget']['description']] = ClassRegistry::init("$plugin.Co{$plugin}Target", true)->status($target['CoProvisioningTarget']['id'], $this->CoPerson, $id);
		}
		$this->set('title_for_layout', generateCn($person['PrimaryName']));
		$this->set('vv_statuses', $statuses);
	}

	public function isAuthorized()
	{
		$roles = $this->Role->calculateCMRoles();
		return $roles['cmadmin'] || $roles['coadmin'];
	}
}
