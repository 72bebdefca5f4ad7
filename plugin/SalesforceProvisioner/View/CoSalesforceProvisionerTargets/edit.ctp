<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element("pageTitleAndButtons", array('title' => $title_for_layout));
print $this->element('SalesforceProvisioner.salesforce_tabs', array(
  'id'     => $co_salesforce_provisioner_targets[0]['CoSalesforceProvisionerTarget']['id'],
  'active' => 'edit'
));

print $this->Form->create('CoSalesforceProvisionerTarget', array('inputDefaults' => array('label' => false, 'div' => false)));
// Found beside this file wherever the plugin lies, under app/Plugin, local/Plugin or behind a link
include(dirname(__FILE__) . DS . 'fields.inc');
print $this->Form->end();
