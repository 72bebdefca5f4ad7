<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('SalesforceProvisioner.salesforce_head', array('active' => 'values'));

$id = $co_salesforce_provisioner_targets[0]['CoSalesforceProvisionerTarget']['id'];
?>
<p><?php print h(_txt('pl.salesforceprovisioner.values.desc')); ?></p>
<p class="field-desc">
<?php
  print $vv_values ? h(_txt('pl.salesforceprovisioner.described', array(gmdate('Y-m-d H:i', $vv_values['time'])))) . ' ' : '';
  print $this->Html->link(_txt('pl.salesforceprovisioner.described.again'), array('plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => 'values', $id, 'fresh' => 1));
?>
</p>
<?php foreach($vv_values ? $vv_values['lists'] : array() as $list): ?>
<?php $refused = array_filter($list['values'], function($v) use ($list) { return $v['long'] || (!$v['fits'] && $list['kind'] == 'list'); }); ?>
<h2 class="subtitle"><?php print h($list['field']); ?></h2>
<p><?php print h(_txt('pl.salesforceprovisioner.values.kind.' . $list['kind'])); ?></p>
<?php if(!$list['values']): ?>
<p><?php print h(_txt('pl.salesforceprovisioner.values.none')); ?></p>
<?php elseif($list['kind'] != 'missing'): ?>
<p class="<?php print $refused ? 'sfprov-bad' : 'sfprov-ok'; ?>" id="sfprov-verdict-<?php print h($list['field']); ?>"><?php
  print h($refused ? _txt('pl.salesforceprovisioner.values.refused', array(count($refused), array_sum(array_column($refused, 'people')))) : _txt('pl.salesforceprovisioner.values.good', array(count($list['values'])))); ?></p>
<?php if($refused): ?>
<div class="sfprov-scroll">
<table id="sfprov-refused-<?php print h($list['field']); ?>">
  <thead>
    <tr>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.values.value')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.values.people')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.values.why')); ?></th>
    </tr>
  </thead>
  <tbody>
<?php foreach($refused as $v): ?>
    <tr>
      <td><?php print h($v['value']); ?></td>
      <td><?php print h($v['people']); ?></td>
      <td><?php print h(_txt('pl.salesforceprovisioner.values.why.' . ($v['long'] ? 'long' : 'list'))); ?></td>
    </tr>
<?php endforeach; ?>
  </tbody>
</table>
</div>
<?php endif; ?>
<?php if($list['offers']): ?>
<details>
  <summary><?php print h(_txt('pl.salesforceprovisioner.values.offers', array(count($list['offers'])))); ?></summary>
  <p><?php print h(implode(', ', $list['offers'])); ?></p>
</details>
<?php endif; ?>
<?php endif; ?>
<?php endforeach; ?>
