<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('StandardController', 'Controller');

/** The registry's pages about a provisioning target of a plugin. */
class SPTController extends StandardController
{
	public $requires_co = true;

	public function beforeFilter()
	{
		parent::beforeFilter();

		$model = $this->{$this->modelClass};
		foreach ($model->validate as $column => $rules) {
			if (($rules['content']['rule'][0] ?? null) === 'validateExtendedType') {
				$rule = $rules['content']['rule'];
				$rule[1]['coid'] = $this->cur_co['Co']['id'];
				$model->validator()->getField($column)->getRule('content')->rule = $rule;
			}
		}
	}

	public function beforeRender()
	{
		parent::beforeRender();

		$rows = $this->viewVars[Inflector::tableize($this->modelClass)] ?? null;
		$this->set('vv_ptid', $rows[0][$this->modelClass]['co_provisioning_target_id'] ?? -1);
	}

	public function performRedirect()
	{
		$this->redirect(['plugin' => null, 'controller' => 'co_provisioning_targets', 'action' => 'index', 'co' => $this->cur_co['Co']['id']]);
	}
}
