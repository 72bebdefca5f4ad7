<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('Component', 'Controller');

/** Who may do what: the session says which COs the user administers (HomeController::login). */
class RoleComponent extends Component
{
	public $components = ['Session'];

	public function calculateCMRoles()
	{
		$user = $this->Session->read('Auth.User');
		$co = $this->_Collection->getController()->cur_co['Co']['id'] ?? null;

		return [
			'cmadmin' => !empty($user['platform']),
			'coadmin' => $co && in_array($co, $user['admin_of'] ?? []),
			'copersonid' => $user['co_person_id'] ?? false,
		];
	}
}
