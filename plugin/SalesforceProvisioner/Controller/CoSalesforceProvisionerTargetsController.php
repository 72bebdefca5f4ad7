<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses("SPTController", "Controller");
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');

/**
 * The configuration page of a provisioning target.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class CoSalesforceProvisionerTargetsController extends SPTController {
  public $name = "CoSalesforceProvisionerTargets";

  public $paginate = array(
    'limit' => 25,
    'order' => array(
      'instance_url' => 'asc'
    )
  );

  public $edit_contains = array(
    'CoProvisioningTarget'
  );

  /**
   * Edit the configuration.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function edit($id) {
    if(!$this->viewVars['permissions']['jwt_key_file']) {
      // A path on the server, and the key behind it, are not the business of one CO. The form has no such field
      // either; Security would notice a forged one, this does not depend on it.
      unset($this->request->data['CoSalesforceProvisionerTarget']['jwt_key_file']);
    }

    parent::edit($id);
  }

  /**
   * Set what the page needs beyond the record.
   */

  public function beforeRender() {
    parent::beforeRender();

    if($this->request->is('restful')) {
      return;
    }

    $CoPerson = $this->CoSalesforceProvisionerTarget->CoProvisioningTarget->Co->CoPerson;

    $this->set('vv_email_addresses_types', $CoPerson->EmailAddress->types($this->cur_co['Co']['id'], 'type'));
    $this->set('vv_identifiers_types', $CoPerson->Identifier->types($this->cur_co['Co']['id'], 'type'));

    // The framework lists active servers only. Without the one that is configured, saving would lose it.
    if(!empty($this->viewVars['co_salesforce_provisioner_targets'][0]['CoSalesforceProvisionerTarget']['server_id'])) {
      $serverId = $this->viewVars['co_salesforce_provisioner_targets'][0]['CoSalesforceProvisionerTarget']['server_id'];

      if(!isset($this->viewVars['vv_servers'][$serverId])) {
        $description = $this->CoSalesforceProvisionerTarget->Server->field('description', array('Server.id' => $serverId));

        if($description !== false) {
          $servers = $this->viewVars['vv_servers'];
          $servers[$serverId] = _txt('pl.salesforceprovisioner.status.suspended', array($description));
          $this->set('vv_servers', $servers);
        }
      }
    }

    // What an administrator of the server has to do is told on the page
    $warnings = array();

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      $warnings[] = $this->CoSalesforceProvisionerTarget->missingExtension();
    } elseif(!empty($this->viewVars['co_salesforce_provisioner_targets'][0])) {
      $days = $this->CoSalesforceProvisionerTarget->quietDays($this->viewVars['co_salesforce_provisioner_targets'][0]);

      if($days) {
        $warnings[] = _txt('pl.salesforceprovisioner.keepalive.quiet', array($days));
      }
    }

    if(!$this->CoSalesforceProvisionerTarget->hasField('deprovision_policy')) {
      $warnings[] = _txt('er.salesforceprovisioner.schema');
    }

    $this->set('vv_warnings', $warnings);
  }

  /**
   * What a message calls the record: the name of the provisioning target, since a new row has nothing of its own.
   *
   * @param  array $c Record, or null for the one that was just edited
   * @return string Name
   */

  public function generateDisplayKey($c = null) {
    if(!$c && !empty($this->viewVars['co_salesforce_provisioner_targets'][0])) {
      $c = $this->viewVars['co_salesforce_provisioner_targets'][0];
    }

    return isset($c['CoProvisioningTarget']['description'])
           ? $c['CoProvisioningTarget']['description']
           : _txt('ct.co_salesforce_provisioner_targets.1');
  }

  /**
   * Authorization for this Controller, called by Auth component
   *
   * @return boolean Whether the current user may do the current action
   */

  public function isAuthorized() {
    $roles = $this->Role->calculateCMRoles();

    $p = array();

    // A row is added and deleted with its CO Provisioning Target, by that controller
    $p['add'] = false;
    $p['delete'] = false;
    $p['index'] = false;
    $p['view'] = false;

    // Edit the configuration?
    $p['edit'] = ($roles['cmadmin'] || $roles['coadmin']);

    // Change the path of the JWT key file?
    $p['jwt_key_file'] = $roles['cmadmin'];

    $this->set('permissions', $p);

    return !empty($p[$this->action]);
  }
}
