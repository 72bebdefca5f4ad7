<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses("SPTController", "Controller");
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');

/**
 * The pages of a provisioning target: which there are, who may use them, and the one for the configuration itself. What the
 * others do is in the components. Each page names the row of the target's configuration in its URL: from it the framework
 * learns the CO, and with the CO who may use the page.
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

  // The pages by subject; the first has what all of them need
  public $components = array(
    'SalesforceProvisioner.SalesforcePage',
    'SalesforceProvisioner.SalesforceConnection',
    'SalesforceProvisioner.SalesforceFields',
    'SalesforceProvisioner.SalesforcePerson',
    'SalesforceProvisioner.SalesforceSync'
  );

  // Actions that change something: by POST only, with the Security component's token
  const POST_ONLY = array('connect', 'token', 'disconnect', 'count', 'sync', 'cancel', 'retry', 'limits');

  // Pages that the tabs lead to
  const TABS = array('edit', 'connection', 'test', 'mapping', 'values', 'preview', 'dashboard');

  /**
   * Refuse what does not come from one of our forms.
   */

  public function beforeFilter() {
    parent::beforeFilter();

    if(in_array($this->action, self::POST_ONLY, true)) {
      $this->request->allowMethod('post');
    }
  }

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
   * After the configuration was saved: try the connection. What is wrong is told, and nothing is undone.
   *
   * @param  array   $reqdata  Row as saved
   * @param  array   $curdata  Row before
   * @param  array   $origdata Row as posted
   * @return boolean True
   */

  public function checkWriteFollowups($reqdata, $curdata = null, $origdata = null) {
    if(!$this->request->is('restful') && SalesforceProvisionerAppModel::extensionLoaded()) {
      $this->SalesforceConnection->tellProblems($reqdata);
    }

    return true;
  }

  /**
   * After the configuration was saved, its page again, or what comes next: the connection.
   */

  public function performRedirect() {
    $row = isset($this->viewVars['co_salesforce_provisioner_targets'][0]) ? $this->viewVars['co_salesforce_provisioner_targets'][0] : null;

    if($this->action == 'edit' && !empty($row['CoSalesforceProvisionerTarget']['id'])) {
      $this->SalesforcePage->goTo($this->SalesforceConnection->mustConnect($row) ? 'connection' : 'edit', $row['CoSalesforceProvisionerTarget']['id']);

      return;
    }

    parent::performRedirect();
  }

  /**
   * The state of the authorisation, and the buttons that change it.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function connection($id) {
    $this->SalesforceConnection->connection($id);
  }

  /**
   * Begin the authorization code flow: to Salesforce.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function connect($id) {
    $this->SalesforceConnection->connect($id);
  }

  /**
   * Where Salesforce sends the browser back to.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function callback($id) {
    $this->SalesforceConnection->callback($id);
  }

  /**
   * Request a token now, without a person: client credentials, JWT bearer, or the refresh token.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function token($id) {
    $this->SalesforceConnection->token($id);
  }

  /**
   * Ask whether to disconnect.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function leave($id) {
    $this->SalesforceConnection->leave($id);
  }

  /**
   * Revoke the tokens at Salesforce and empty them here.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function disconnect($id) {
    $this->SalesforceConnection->disconnect($id);
  }

  /**
   * Try the connection.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function test($id) {
    $this->SalesforceConnection->test($id);
  }

  /**
   * Custom field mapping.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function mapping($id) {
    $this->SalesforceFields->mapping($id);
  }

  /**
   * How the registry's values fit the org's lists.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function values($id) {
    $this->SalesforceFields->values($id);
  }

  /**
   * What would happen to one person, who is named by number or found by name.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function preview($id) {
    $this->SalesforcePerson->preview($id);
  }

  /**
   * How it goes: runs, jobs, people in error.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function dashboard($id) {
    $this->SalesforceSync->dashboard($id);
  }

  /**
   * Ask Salesforce how many API calls are left.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function limits($id) {
    $this->SalesforceSync->limits($id);
  }

  /**
   * Count what a sync would do.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function count($id) {
    $this->SalesforceSync->count($id);
  }

  /**
   * Queue a sync, or a comparison.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function sync($id) {
    $this->SalesforceSync->sync($id);
  }

  /**
   * Cancel a job of this target.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function cancel($id) {
    $this->SalesforceSync->cancel($id);
  }

  /**
   * Provision one person again, now.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function retry($id) {
    $this->SalesforcePerson->retry($id);
  }

  /**
   * Set what the page needs beyond the record.
   */

  public function beforeRender() {
    parent::beforeRender();

    if($this->request->is('restful') || $this->action != 'edit') {
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
      $days = $this->SalesforceConnection->quietDays($this->viewVars['co_salesforce_provisioner_targets'][0]);

      if($days) {
        $warnings[] = _txt('pl.salesforceprovisioner.keepalive.quiet', array($days));
      }
    }

    if(!$this->CoSalesforceProvisionerTarget->hasField('field_mapping')) {
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

    // The other pages, and what their buttons do?
    foreach(array_merge(self::TABS, self::POST_ONLY, array('callback', 'leave')) as $action) {
      $p[$action] = $p['edit'];
    }

    // Change the path of the JWT key file?
    $p['jwt_key_file'] = $roles['cmadmin'];

    $this->set('permissions', $p);

    return !empty($p[$this->action]);
  }
}
