<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppController', 'Controller');

class SalesforceProvisionerAppController extends AppController {
}
