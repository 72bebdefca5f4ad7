<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('SalesforceProvisioner.salesforce_head', array('active' => 'dashboard'));
?>
<?php if(!$vv_counts): ?>
<p><?php print h(_txt('pl.salesforceprovisioner.count.none')); ?></p>
<?php else: ?>
<p><?php print h(_txt('pl.salesforceprovisioner.count.desc.' . $vv_mode)); ?></p>
<?php if(!$vv_counts['complete']): ?>
<div class="co-info-topbox" role="alert"><div class="co-info-topbox-text"><?php print h(_txt('pl.salesforceprovisioner.count.partial', array($vv_counts['people']))); ?></div></div>
<?php endif; ?>
<dl class="sfprov-facts" id="sfprov-counts">
<?php foreach(array('people', 'created', 'updated', 'unchanged', 'deprovisioned', 'skipped', 'failed') as $name): ?>
  <dt><?php print h(_txt('pl.salesforceprovisioner.count.' . $name)); ?></dt>
  <dd><?php print h(number_format($vv_counts[$name])); ?></dd>
<?php endforeach; ?>
</dl>
<?php if($vv_counts['failures']): ?>
<h2 class="subtitle"><?php print h(_txt('pl.salesforceprovisioner.count.failures')); ?></h2>
<ul>
<?php foreach(array_slice($vv_counts['failures'], 0, 20) as $f): ?>
  <li><?php print h(_txt('pl.salesforceprovisioner.count.failure', array($f['co_person_id'], $f['message']))); ?></li>
<?php endforeach; ?>
</ul>
<?php endif; ?>
<?php endif; ?>
<?php if($vv_limit !== null): ?>
<div class="co-info-topbox" role="alert" id="sfprov-confirm"><div class="co-info-topbox-text"><?php
  print h($vv_counts && $vv_counts['complete']
          ? _txt('pl.salesforceprovisioner.confirm.share', array(number_format($vv_share, 1), $vv_limit))
          : _txt('pl.salesforceprovisioner.confirm.unknown')); ?></div></div>
<?php endif; ?>
<div class="sfprov-buttons">
<?php
  print $this->element('SalesforceProvisioner.salesforce_button', array(
    'action' => 'sync',
    'label'  => _txt('pl.salesforceprovisioner.sync.button.' . ($vv_limit !== null ? 'confirm' : $vv_mode)),
    'data'   => array('mode' => $vv_mode) + ($vv_limit !== null ? array('confirmed' => 1) : array())
  ));
  print $this->Html->link(_txt('op.cancel'), array(
    'plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => 'dashboard',
    $co_salesforce_provisioner_targets[0]['CoSalesforceProvisionerTarget']['id']
  ), array('class' => 'btn btn-default'));
?>
</div>
