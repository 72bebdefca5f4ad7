<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppController', 'Controller');

/** The first page, and the login of the tests. */
class HomeController extends AppController
{
	public $uses = [];

	public function beforeFilter()
	{
		parent::beforeFilter();
		$this->Auth->allow('index', 'login');
	}

	public function parseCOID($data = null)
	{
		return null;
	}

	public function index()
	{
		$this->set('title_for_layout', _txt('coordinate'));
	}

	/** platform: administers all; co-2: administers CO 2; nobody: a user without rights */
	public function login($who)
	{
		$this->Session->renew();
		$this->Session->write('Auth.User', [
			'username' => "$who@example.org",
			'platform' => $who === 'platform',
			'admin_of' => preg_match('/\Aco-(\d+)\z/', $who, $match) ? [(int) $match[1]] : [],
			'co_person_id' => null,
		]);
		$this->redirect('/');
	}
}
