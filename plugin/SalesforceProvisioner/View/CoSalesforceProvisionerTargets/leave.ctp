<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('SalesforceProvisioner.salesforce_head', array('active' => 'connection'));
?>
<p><?php print h(_txt('pl.salesforceprovisioner.disconnect.ask', array($vv_server ? $vv_server['Server']['description'] : ''))); ?></p>
<div class="sfprov-buttons">
<?php
  print $this->element('SalesforceProvisioner.salesforce_button', array('action' => 'disconnect', 'label' => _txt('pl.salesforceprovisioner.disconnect.button')));
  print $this->Html->link(_txt('op.cancel'), array(
    'plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => 'connection',
    $co_salesforce_provisioner_targets[0]['CoSalesforceProvisionerTarget']['id']
  ), array('class' => 'btn btn-default'));
?>
</div>
