<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// What each page begins with: crumbs, title, tabs.
//
// $active: action whose tab is marked

$row = $co_salesforce_provisioner_targets[0];

print $this->element('coCrumb');

$this->Html->addCrumb(_txt('ct.co_provisioning_targets.pl'), array(
  'plugin'     => null,
  'controller' => 'co_provisioning_targets',
  'action'     => 'index',
  'co'         => $cur_co['Co']['id']
));
$this->Html->addCrumb($row['CoProvisioningTarget']['description'], array(
  'plugin'     => null,
  'controller' => 'co_provisioning_targets',
  'action'     => 'edit',
  $row['CoProvisioningTarget']['id']
));
$this->Html->addCrumb(_txt('pl.salesforceprovisioner.tab.' . $active));

print $this->element('pageTitleAndButtons', array('title' => $title_for_layout));
print $this->element('SalesforceProvisioner.salesforce_tabs', array('id' => $row['CoSalesforceProvisionerTarget']['id'], 'active' => $active));
