<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');

/**
 * Runs over a whole CO. Written by the extension, read here for the dashboard.
 */
class CoSalesforceProvisionerRun extends SalesforceProvisionerAppModel {
  public $name = "CoSalesforceProvisionerRun";

  public $useTable = "co_salesforce_provisioner_runs";

  public $actsAs = array('Containable');

  // Only the placeholder for the primary model is a plugin
  public $cmPluginType = null;
}
