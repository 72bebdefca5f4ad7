<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

class DATABASE_CONFIG
{
	public $default = SFPROV_APP['database'];
}
