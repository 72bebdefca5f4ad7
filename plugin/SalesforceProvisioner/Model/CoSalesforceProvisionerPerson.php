<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');

/**
 * What was last sent to Salesforce for one person and one target. Written by the extension, read here for the status
 * pages.
 */
class CoSalesforceProvisionerPerson extends SalesforceProvisionerAppModel {
  public $name = "CoSalesforceProvisionerPerson";

  public $useTable = "co_salesforce_provisioner_people";

  public $actsAs = array('Containable');

  // Only the placeholder for the primary model is a plugin
  public $cmPluginType = null;
}
