<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('Controller', 'Controller');

/** What every page of the registry does first: plugins and their texts, the CO, and who may see the page. */
class AppController extends Controller
{
	public $components = ['Auth', 'Flash', 'RequestHandler', 'Role', 'Security', 'Session', 'Paginator'];

	public $requires_co = false;

	public $cur_co = null;

	public function loadAvailablePlugins($type, $format = 'list')
	{
		$found = [];
		foreach (App::objects('plugin') as $plugin) {
			$this->loadModel("$plugin.$plugin");
			if ($this->$plugin->isPlugin($type === 'all' ? null : $type)) {
				$found[$plugin] = $plugin;
			}
		}
		return $found;
	}

	public function beforeFilter()
	{
		_bootstrap_plugin_txt();
		$this->Security->csrfUseOnce = false;
		$this->Auth->authorize = ['Controller'];
		$this->Auth->loginAction = '/';
		$this->Auth->unauthorizedRedirect = '/';
		$this->Auth->authError = _txt('er.permission');
		$this->Auth->flash = ['key' => 'error'];
		$this->set('vv_tz', date_default_timezone_get());

		$id = $this->name === 'CakeError' ? null : $this->parseCOID();
		if ($id) {
			$this->Co = ClassRegistry::init('Co');
			$this->cur_co = $this->Co->find('first', ['conditions' => ['Co.id' => $id], 'contain' => false]);
			$this->set('cur_co', $this->cur_co);
		} elseif ($this->requires_co) {
			throw new InvalidArgumentException(_txt('er.co.specify'));
		}
	}

	/** The CO that the record in the URL belongs to, or the one that an index names. */
	public function parseCOID($data = null)
	{
		if (!empty($this->request->params['pass'][0])) {
			try {
				return $this->{$this->modelClass}->findCoForRecord($this->request->params['pass'][0]);
			} catch (InvalidArgumentException $e) {
				return null;
			}
		}
		return $this->request->params['named']['co'] ?? null;
	}

	public function beforeRender()
	{
		if (!$this->cur_co) {
			$this->set('cur_co', null);
		}
		$this->set('vv_plugins', $this->loadAvailablePlugins('all'));
	}
}
