<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('Shell', 'Console');

class AppShell extends Shell
{
}
