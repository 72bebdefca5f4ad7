<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// A button that changes something: a form of its own, with the Security component's token.
//
// $action: action of this controller
// $label:  text
// $data:   values to post under Sync (optional)
// $class:  class of the button (optional)
// $hint:   text for assistive technology beyond the label (optional)

print $this->Form->create(false, array(
  'type' => 'post',
  'id'   => false,
  'url'  => array(
    'plugin'     => 'salesforce_provisioner',
    'controller' => 'co_salesforce_provisioner_targets',
    'action'     => $action,
    $co_salesforce_provisioner_targets[0]['CoSalesforceProvisionerTarget']['id']
  )
));

foreach(isset($data) ? $data : array() as $name => $value) {
  print $this->Form->hidden('Sync.' . $name, array('value' => $value, 'id' => false));
}

print '<button type="submit" class="' . h(isset($class) ? $class : 'btn btn-primary') . '"' . (isset($hint) ? ' aria-label="' . h($label . ': ' . $hint) . '"' : '') . '>' . h($label) . '</button>';
print $this->Form->end();
