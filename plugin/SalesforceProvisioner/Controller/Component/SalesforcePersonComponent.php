<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('Component', 'Controller');
App::uses('SalesforcePerson', 'SalesforceProvisioner.Lib');

/**
 * What the pages do with one person: the preview, and the dashboard's button "Try Again".
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class SalesforcePersonComponent extends Component {
  public $components = array('SalesforceProvisioner.SalesforcePage');

  /**
   * What would happen to one person, who is named by number or found by name.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function preview($id) {
    $controller = $this->SalesforcePage->controller();
    $row = $this->SalesforcePage->show($id);
    $numbers = $this->SalesforcePage->numbers($row);
    $query = $controller->request->query;
    $asked = isset($query['person']) && is_string($query['person']) ? trim($query['person']) : '';
    $people = ctype_digit($asked) && strlen($asked) < 10 ? $numbers->names(array((int)$asked)) : ($asked !== '' ? $numbers->search($asked) : array());
    $personId = count($people) == 1 ? key($people) : null;

    if($asked !== '' && !$people) {
      $this->SalesforcePage->say(_txt('er.salesforceprovisioner.preview.person'), 'error');
    }

    $controller->set('vv_asked', $asked);
    $controller->set('vv_people', $people);
    $controller->set('vv_person', $personId);
    $controller->set('vv_preview', $personId
                                   ? $this->SalesforcePage->attempt(function() use ($row, $personId) { return $this->person($row, $personId)->preview($row); })
                                   : null);
  }

  /**
   * Provision one person again, now.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function retry($id) {
    $row = $this->SalesforcePage->target($id);
    $posted = $this->SalesforcePage->controller()->request->data;
    $personId = isset($posted['Sync']['person']) ? (int)$posted['Sync']['person'] : 0;
    $names = $this->SalesforcePage->numbers($row)->names(array($personId));

    if(!$names) {
      $this->SalesforcePage->say(_txt('er.salesforceprovisioner.preview.person'), 'error');
    } else {
      $this->SalesforcePage->attempt(function() use ($row, $personId, $names) {
        $this->person($row, $personId)->provision();
        $this->SalesforcePage->say(_txt('pl.salesforceprovisioner.retry.done', array($names[$personId])), 'success');
      });
    }

    $this->SalesforcePage->goTo('dashboard', $id);
  }

  /**
   * @param  array   $row      Row of the target
   * @param  integer $personId CO Person ID
   * @return SalesforcePerson Person
   */

  protected function person($row, $personId) {
    return new SalesforcePerson($this->SalesforcePage->model(), $row['CoProvisioningTarget']['id'], $personId);
  }
}
