<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('Component', 'Controller');
App::uses('SalesforceMapping', 'SalesforceProvisioner.Lib');
App::uses('SalesforceOrg', 'SalesforceProvisioner.Lib');

/**
 * The pages Field Mapping and Values: what goes into which field of the org, and whether its lists take it.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class SalesforceFieldsComponent extends Component {
  public $components = array('SalesforceProvisioner.SalesforcePage');

  // Rows of the mapping's form that are empty
  const EMPTY_ROWS = 5;

  /**
   * Custom field mapping.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function mapping($id) {
    $controller = $this->SalesforcePage->controller();
    $Target = $this->SalesforcePage->model();
    $row = $this->SalesforcePage->show($id);
    $entries = SalesforceMapping::decode($row['CoSalesforceProvisionerTarget']['field_mapping']);
    $org = new SalesforceOrg($Target, $row);
    $fields = array();
    $time = null;

    foreach($row['CoSalesforceProvisionerTarget']['obj_coperson'] ? SalesforceMapping::OBJECTS : array('Contact') as $sobject) {
      $described = $this->SalesforcePage->attempt(function() use ($org, $sobject) { return $org->describe($sobject, $this->SalesforcePage->fresh()); }, 'information');

      if($described) {
        $time = $described['time'];
        $fields[$sobject] = SalesforceMapping::offered($sobject, $described['fields'], $row['CoSalesforceProvisionerTarget']);
      }
    }

    if($controller->request->is(array('post', 'put'))) {
      $entries = $this->postedMapping($fields, $entries);

      if($Target->saveMapping($row, SalesforceMapping::encode($entries))) {
        $this->SalesforcePage->say(_txt('pl.salesforceprovisioner.mapping.saved'), 'success');
        $this->SalesforcePage->goTo('mapping', $id);

        return;
      }

      $this->SalesforcePage->say(implode(' ', Hash::flatten($Target->validationErrors)), 'error');
    }

    $controller->set('vv_entries', $entries);
    $controller->set('vv_rows', min(SalesforceMapping::MAX_ENTRIES, count($entries) + self::EMPTY_ROWS));
    $controller->set('vv_fields', $fields);
    $controller->set('vv_time', $time);
    $controller->set('vv_sources', SalesforceMapping::sources($Target->CoProvisioningTarget->Co->CoPerson, $this->SalesforcePage->coId()));
  }

  /**
   * How the registry's values fit the org's lists.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function values($id) {
    $row = $this->SalesforcePage->show($id);
    $org = new SalesforceOrg($this->SalesforcePage->model(), $row);

    $this->SalesforcePage->controller()->set('vv_values', $this->SalesforcePage->attempt(function() use ($org) {
      return $org->compareValues($this->SalesforcePage->coId(), $this->SalesforcePage->fresh());
    }));
  }

  /**
   * The mapping as it was posted, without the rows that were left empty. The type of an entry is that of its field; where
   * Salesforce could not be asked, the one that it had.
   *
   * @param  array $fields Object => fields, as SalesforceOrg::describe() gives them
   * @param  array $stored Entries before
   * @return array As SalesforceMapping::decode() gives it
   */

  protected function postedMapping($fields, $stored) {
    $entries = array();
    $types = array();

    foreach($stored as $e) {
      $types[ $e['object'] . '.' . $e['field'] ] = isset($e['type']) ? $e['type'] : null;
    }

    foreach($fields as $sobject => $list) {
      foreach($list as $name => $f) {
        $types[$sobject . '.' . $name] = isset(SalesforceMapping::TYPES[ $f['type'] ]) ? SalesforceMapping::TYPES[ $f['type'] ] : null;
      }
    }

    $posted = $this->SalesforcePage->controller()->request->data;

    foreach(isset($posted['Mapping']) && is_array($posted['Mapping']) ? $posted['Mapping'] : array() as $r) {
      $text = function($name) use ($r) { return isset($r[$name]) && is_string($r[$name]) ? trim($r[$name]) : ''; };
      // Lists of both objects are one: Contact.Field
      $name = $text('field');
      list($sobject, $field) = array_pad(explode('.', $name, 2), 2, '');
      $source = $text('source') === 'text:' ? 'text:' . $text('text') : $text('source');

      if($name !== '' && $source !== '') {
        $entries[] = array('object' => $sobject, 'field' => $field, 'source' => $source) + (isset($types[$name]) ? array('type' => $types[$name]) : array());
      }
    }

    return $entries;
  }
}
