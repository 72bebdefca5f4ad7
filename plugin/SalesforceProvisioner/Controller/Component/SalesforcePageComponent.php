<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('Component', 'Controller');
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceDashboard', 'SalesforceProvisioner.Lib');

/**
 * What the pages of a target have in common: its row, what is said of failures, the way to another page. In a component,
 * since a public method of the controller would be a page itself.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class SalesforcePageComponent extends Component {
  /**
   * @return CoSalesforceProvisionerTargetsController The controller whose page this is
   */

  public function controller() {
    return $this->_Collection->getController();
  }

  /**
   * @return CoSalesforceProvisionerTarget Model
   */

  public function model() {
    return $this->controller()->CoSalesforceProvisionerTarget;
  }

  /**
   * @return integer ID of the current CO
   */

  public function coId() {
    return (int)$this->controller()->cur_co['Co']['id'];
  }

  /**
   * The row that a page is about. Ends the request if it is not one of the current CO.
   *
   * @param  integer $id CO Salesforce Provisioner Target ID
   * @return array Row with its CoProvisioningTarget
   * @throws NotFoundException If there is no such row in this CO
   */

  public function target($id) {
    if(!$this->model()->hasField('field_mapping')) {
      // The page Configure, which works with the tables of the plugin that was here before, says what to do
      $this->goTo('edit', $id);
    }

    $row = $this->model()->find('first', array(
      'conditions' => array('CoSalesforceProvisionerTarget.id' => (int)$id),
      'contain'    => array('CoProvisioningTarget')
    ));

    // The framework has looked at this, too. A page that changes another CO's target must not depend on one place.
    if(!$row || empty($this->controller()->cur_co['Co']['id']) || (int)$row['CoProvisioningTarget']['co_id'] !== $this->coId()) {
      throw new NotFoundException(_txt('er.notfound', array(_txt('ct.co_salesforce_provisioner_targets.1'), (int)$id)));
    }

    return $row;
  }

  /**
   * The row that a page is about, and what all pages show of it.
   *
   * @param  integer $id CO Salesforce Provisioner Target ID
   * @return array Row with its CoProvisioningTarget
   */

  public function show($id) {
    $controller = $this->controller();
    $row = $this->target($id);

    $controller->set('co_salesforce_provisioner_targets', array($row));
    $controller->set('title_for_layout', _txt('pl.salesforceprovisioner.tab.' . $controller->action . '.title', array($controller->generateDisplayKey($row))));

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      $this->say($this->model()->missingExtension(), 'error');
    }

    return $row;
  }

  /**
   * @param string $text Text to be shown on the next page
   * @param string $key  Kind of message
   */

  public function say($text, $key) {
    $this->controller()->Flash->set($text, array('key' => $key));
  }

  /**
   * Do something that can fail for reasons an administrator has to see.
   *
   * @param  callable $work What to do
   * @param  string   $key  Kind of message for a failure
   * @return mixed What it returned, null if it failed
   */

  public function attempt($work, $key = 'error') {
    try {
      return $work();
    }
    catch(Throwable $e) {
      if(!($e instanceof InvalidArgumentException || $e instanceof RuntimeException)) {
        $this->model()->logNative('error', 'unexpected ' . get_class($e) . ' in ' . basename($e->getFile()) . ':' . $e->getLine() . ': ' . $e->getMessage());
      }

      $this->say($e->getMessage(), $key);

      return null;
    }
  }

  /**
   * @param  array $row Row of the target
   * @return SalesforceProvisioner Native object
   * @throws RuntimeException If the extension is missing
   */

  public function native($row) {
    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      throw new RuntimeException($this->model()->missingExtension());
    }

    return $this->model()->nativeProvisioner($row);
  }

  /**
   * @param  array $row Row of the target
   * @return SalesforceDashboard Its runs, jobs and people
   */

  public function numbers($row) {
    return new SalesforceDashboard($this->model(), $row['CoProvisioningTarget']['id'], $this->coId());
  }

  /**
   * Whether a page is to ask Salesforce, whatever is known already.
   *
   * @return boolean
   */

  public function fresh() {
    return !empty($this->controller()->request->params['named']['fresh']);
  }

  /**
   * @param string  $action Action of the controller
   * @param integer $id     CO Salesforce Provisioner Target ID
   */

  public function goTo($action, $id) {
    $this->controller()->redirect(array('plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => $action, (int)$id));
  }
}
