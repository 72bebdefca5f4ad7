<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

/** What the registry gives to the jobs of plugins. */
abstract class CoJobBackend extends AppModel
{
	public $useTable = false;
}
