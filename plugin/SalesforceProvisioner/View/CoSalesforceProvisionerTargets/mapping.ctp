<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('SalesforceProvisioner.salesforce_head', array('active' => 'mapping'));

$id = $co_salesforce_provisioner_targets[0]['CoSalesforceProvisionerTarget']['id'];
$fieldLists = array();

foreach($vv_fields as $sobject => $fields) {
  foreach($fields as $name => $f) {
    $fieldLists[$sobject][$sobject . '.' . $name] = _txt($f['length'] > 0 ? 'pl.salesforceprovisioner.mapping.option.length' : 'pl.salesforceprovisioner.mapping.option',
                                                       array($name, $f['label'], $f['type'], $f['length']));
  }

  if(!empty($fieldLists[$sobject])) {
    asort($fieldLists[$sobject]);
  }
}
?>
<p><?php print h(_txt('pl.salesforceprovisioner.mapping.desc')); ?></p>
<p class="field-desc">
<?php
  print h($vv_time ? _txt('pl.salesforceprovisioner.described', array(gmdate('Y-m-d H:i', $vv_time))) : _txt('pl.salesforceprovisioner.mapping.undescribed')) . ' ';
  print $this->Html->link(_txt('pl.salesforceprovisioner.described.again'), array('plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => 'mapping', $id, 'fresh' => 1));
?>
</p>
<?php print $this->Form->create('Mapping', array('type' => 'post', 'id' => 'sfprov-mapping', 'inputDefaults' => array('label' => false, 'div' => false), 'url' => array(
  'plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => 'mapping', $id))); ?>
<div class="sfprov-scroll">
<table>
  <thead>
    <tr>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.mapping.field')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.mapping.source')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.mapping.text')); ?></th>
    </tr>
  </thead>
  <tbody>
<?php
  for($i = 0; $i < $vv_rows; $i++) {
    $e = isset($vv_entries[$i]) ? $vv_entries[$i] : array('object' => '', 'field' => '', 'source' => '');
    $field = $e['field'] === '' ? '' : $e['object'] . '.' . $e['field'];
    $isText = strncmp($e['source'], 'text:', 5) == 0;
    $source = $isText ? 'text:' : $e['source'];
    $lists = $fieldLists;
    $sources = $vv_sources;

    // What is configured and no longer offered stays visible
    if($field !== '' && !isset($lists[ $e['object'] ][$field])) {
      $lists[ _txt('pl.salesforceprovisioner.mapping.gone') ][$field] = $field;
    }

    if($source !== '' && !array_filter($sources, function($g) use ($source) { return isset($g[$source]); })) {
      $sources[ _txt('pl.salesforceprovisioner.mapping.gone') ][$source] = $source;
    }

    print '<tr><td>';

    if($fieldLists) {
      print $this->Form->select("Mapping.$i.field", $lists, array('value' => $field, 'empty' => '', 'id' => "sfprov-field-$i", 'aria-label' => _txt('pl.salesforceprovisioner.mapping.field') . ' ' . ($i + 1)));
    } else {
      print $this->Form->input("Mapping.$i.field", array('type' => 'text', 'value' => $field, 'placeholder' => 'Contact.Field__c', 'id' => "sfprov-field-$i", 'aria-label' => _txt('pl.salesforceprovisioner.mapping.field') . ' ' . ($i + 1)));
    }

    print '</td><td>';
    print $this->Form->select("Mapping.$i.source", $sources, array('value' => $source, 'empty' => '', 'id' => "sfprov-source-$i", 'aria-label' => _txt('pl.salesforceprovisioner.mapping.source') . ' ' . ($i + 1)));
    print '</td><td>';
    print $this->Form->input("Mapping.$i.text", array('type' => 'text', 'value' => $isText ? substr($e['source'], 5) : '', 'maxlength' => SalesforceMapping::MAX_TEXT, 'id' => "sfprov-text-$i", 'aria-label' => _txt('pl.salesforceprovisioner.mapping.text') . ' ' . ($i + 1)));
    print "</td></tr>\n";
  }
?>
  </tbody>
</table>
</div>
<p class="field-desc"><?php print h(_txt('pl.salesforceprovisioner.mapping.remove')); ?></p>
<div class="sfprov-buttons"><button type="submit" class="btn btn-primary"><?php print h(_txt('op.save')); ?></button></div>
<?php print $this->Form->end(); ?>
