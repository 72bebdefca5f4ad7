<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

class Oauth2Server extends AppModel
{
	public $belongsTo = ['Server'];
}
