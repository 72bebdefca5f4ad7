<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppController', 'Controller');

/** The registry's pages that edit one record. */
class StandardController extends AppController
{
	public function edit($id)
	{
		$name = $this->modelClass;
		$variable = Inflector::tableize($name);
		$this->$name->id = $id;
		$find = fn () => $this->$name->find('first', ['conditions' => ["$name.id" => $id], 'contain' => $this->edit_contains]);
		$current = $find();
		if (!$current) {
			$this->Flash->set(_txt('er.notfound', [$name, $id]), ['key' => 'error']);
			$this->performRedirect();
			return;
		}
		$this->set('title_for_layout', _txt('op.edit-a', [$this->$name->calculateTitleForLayout($current, false)]));
		$this->set($variable, [$current]);
		if ($this->request->is('get')) {
			$this->request->data = $current;
			return;
		}
		$data = $this->request->data;
		$data[$name]['id'] = $this->request->data[$name]['id'] = $id;
		$original = $data;
		if (!$this->checkWriteDependencies($data, $current)) {
			return;
		}
		if ($this->$name->saveAll($data)) {
			$data = $find();
			$this->set($variable, [$data]);
			if ($this->checkWriteFollowups($data, $current, $original)) {
				$this->Flash->set(_txt('rs.updated', [h($this->generateDisplayKey())]), ['key' => 'success']);
			}
			$this->performRedirect();
			return;
		}
		foreach (array_unique(Hash::flatten($this->$name->validationErrors)) as $error) {
			$this->Flash->set($error, ['key' => 'error']);
		}
		$this->Flash->set(_txt('er.fields'), ['key' => 'error']);
	}

	public function checkWriteDependencies($new, $current = null)
	{
		return true;
	}

	public function checkWriteFollowups($new, $current = null, $original = null)
	{
		return true;
	}

	public function beforeRender()
	{
		if (!empty($this->{$this->modelClass}->cmServerType)) {
			$this->set('vv_servers', ClassRegistry::init('Server')->find('list', [
				'conditions' => [
					'Server.server_type' => $this->{$this->modelClass}->cmServerType,
					'Server.co_id' => $this->cur_co['Co']['id'],
					'Server.status' => SuspendableStatusEnum::Active,
				],
				'fields' => ['id', 'description'],
			]));
		}
		parent::beforeRender();
	}
}
