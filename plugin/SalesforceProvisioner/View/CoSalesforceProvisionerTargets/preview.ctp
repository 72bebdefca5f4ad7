<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('SalesforceProvisioner.salesforce_head', array('active' => 'preview'));

$text = function($value) {
  if($value === null) {
    return '';
  }

  return is_scalar($value) ? (is_bool($value) ? ($value ? 'true' : 'false') : (string)$value) : json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
};
?>
<p><?php print h(_txt('pl.salesforceprovisioner.preview.desc')); ?></p>
<?php print $this->Form->create(false, array('type' => 'get', 'id' => 'sfprov-person', 'url' => array(
  'plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => 'preview',
  $co_salesforce_provisioner_targets[0]['CoSalesforceProvisionerTarget']['id']))); ?>
<div class="sfprov-buttons">
  <label for="sfprov-person-id"><?php print h(_txt('pl.salesforceprovisioner.preview.person')); ?></label>
  <input type="text" required maxlength="128" name="person" id="sfprov-person-id" autocomplete="off" value="<?php print h($vv_asked); ?>">
  <button type="submit" class="btn btn-primary"><?php print h(_txt('pl.salesforceprovisioner.preview.button')); ?></button>
</div>
<?php print $this->Form->end(); ?>
<?php if(count($vv_people) > 1): ?>
<ul id="sfprov-people">
<?php foreach($vv_people as $id => $name): ?>
  <li><?php print $this->Html->link(_txt('pl.salesforceprovisioner.preview.of', array($name, $id)), array(
    'plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => 'preview',
    $co_salesforce_provisioner_targets[0]['CoSalesforceProvisionerTarget']['id'], '?' => array('person' => $id)
  )); ?></li>
<?php endforeach; ?>
</ul>
<?php endif; ?>
<?php if($vv_preview): ?>
<?php $p = $vv_preview['preview']; ?>
<h2 class="subtitle"><?php print h(_txt('pl.salesforceprovisioner.preview.of', array($vv_people[$vv_person], $vv_person))); ?></h2>
<dl class="sfprov-facts" id="sfprov-action">
  <dt><?php print h(_txt('pl.salesforceprovisioner.preview.action')); ?></dt>
  <dd><?php print h(_txt('pl.salesforceprovisioner.preview.action.' . $p['action'])); ?></dd>
<?php if((string)$p['reason'] !== ''): ?>
  <dt><?php print h(_txt('pl.salesforceprovisioner.preview.reason')); ?></dt>
  <dd><?php print h($p['reason']); ?></dd>
<?php endif; ?>
  <dt><?php print h(_txt('pl.salesforceprovisioner.preview.requests')); ?></dt>
  <dd><?php print h($p['unchanged'] ? _txt('pl.salesforceprovisioner.preview.unchanged') : implode(', ', array_map(function($r) { return $r['method'] . ' ' . $r['path']; }, $p['requests']))); ?></dd>
</dl>
<?php foreach(array_unique(array_merge(array_keys($p['fields']), array_keys($p['cleared']), array_keys($vv_preview['records']))) as $sobject): ?>
<?php
  $record = isset($vv_preview['records'][$sobject]) ? $vv_preview['records'][$sobject] : null;
  $sent = isset($p['fields'][$sobject]) ? $p['fields'][$sobject] : array();
  $cleared = isset($p['cleared'][$sobject]) ? $p['cleared'][$sobject] : array();
  $names = array_unique(array_merge(array_keys($sent), $cleared));
?>
<h2 class="subtitle"><?php print h($sobject); ?></h2>
<p>
<?php
  if(!$record) {
    print h(_txt('pl.salesforceprovisioner.preview.norecord'));
  } else {
    print h(_txt('pl.salesforceprovisioner.preview.record')) . ' ' . ($record['url'] ? $this->Html->link($record['id'], $record['url'], array('rel' => 'noopener', 'target' => '_blank')) : h($record['id']));
    print $record['problem'] !== null ? ' <span class="sfprov-bad">' . h($record['problem']) . '</span>' : '';
  }
?>
</p>
<div class="sfprov-scroll">
<table class="sfprov-preview" id="sfprov-preview-<?php print h($sobject); ?>">
  <thead>
    <tr>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.preview.field')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.preview.has')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.preview.sends')); ?></th>
    </tr>
  </thead>
  <tbody>
<?php $drifted = false; ?>
<?php foreach($names as $name): ?>
<?php
  $has = $record && is_array($record['fields']) && array_key_exists($name, $record['fields']) ? $record['fields'][$name] : null;
  $clear = in_array($name, $cleared, true);
  $value = $clear ? null : $sent[$name];
  $differs = $clear ? $has !== null : $text($has) !== $text($value);
  $drifted = $drifted || ($differs && $record && is_array($record['fields']));
?>
    <tr<?php print $differs ? ' class="sfprov-changed"' : ''; ?>>
      <th scope="row"><?php print h($name); ?></th>
      <td><?php print nl2br(h($text($has))); ?></td>
      <td><?php print $clear ? '<em>' . h(_txt('pl.salesforceprovisioner.preview.cleared')) . '</em>' : nl2br(h($text($value))); ?></td>
    </tr>
<?php endforeach; ?>
  </tbody>
</table>
</div>
<?php if($p['unchanged'] && $drifted): ?>
<p class="sfprov-bad"><?php print h(_txt('pl.salesforceprovisioner.preview.drifted')); ?></p>
<?php endif; ?>
<?php endforeach; ?>
<?php endif; ?>
