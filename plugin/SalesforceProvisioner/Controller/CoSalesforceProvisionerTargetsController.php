<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses("SPTController", "Controller");
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceConnect', 'SalesforceProvisioner.Lib');
App::uses('SalesforceDashboard', 'SalesforceProvisioner.Lib');
App::uses('SalesforceFrameworkData', 'SalesforceProvisioner.Lib');
App::uses('SalesforceMapping', 'SalesforceProvisioner.Lib');
App::uses('SalesforceOrg', 'SalesforceProvisioner.Lib');

/**
 * The pages of a provisioning target. Each names the row of the target's configuration in its URL: from it the framework
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

  // Seconds that a count of what a sync would do may take
  const COUNT_SECONDS = 20;

  // Rows of the mapping's form that are empty
  const EMPTY_ROWS = 5;

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
      $status = $this->tokenStatus($reqdata);

      if(!$status || !$this->connected($status)) {
        $this->Flash->set(_txt('pl.salesforceprovisioner.saved.connect'), array('key' => 'information'));
      } else {
        $report = $this->attempt(function() use ($reqdata) { return $this->native($reqdata)->testConnection($reqdata); }, 'information');

        foreach($report ? $report['checks'] : array() as $check) {
          if(!$check['ok']) {
            $this->Flash->set(_txt('pl.salesforceprovisioner.saved.check', array($this->checkName($check['name']), $check['message'])), array('key' => 'information'));
          }
        }
      }
    }

    return true;
  }

  /**
   * After the configuration was saved, its page again, or what comes next: the connection.
   */

  public function performRedirect() {
    $row = isset($this->viewVars['co_salesforce_provisioner_targets'][0]) ? $this->viewVars['co_salesforce_provisioner_targets'][0] : null;

    if($this->action == 'edit' && !empty($row['CoSalesforceProvisionerTarget']['id'])) {
      $status = SalesforceProvisionerAppModel::extensionLoaded() ? $this->tokenStatus($row) : null;

      $this->goTo($status && !$this->connected($status) ? 'connection' : 'edit', $row['CoSalesforceProvisionerTarget']['id']);

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
    $row = $this->page($id);
    $server = $this->server($row);

    $this->set('vv_server', $server);
    $this->set('vv_status', $server && SalesforceProvisionerAppModel::extensionLoaded() ? $this->tokenStatus($row) : null);
    $this->set('vv_callback', $this->callbackUrl($id));
    $this->set('vv_oauth2_callback', $server ? $this->oauth2CallbackUrl($server['Oauth2Server']['id']) : null);
  }

  /**
   * Begin the authorization code flow: to Salesforce.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function connect($id) {
    $row = $this->target($id);
    $serverId = $this->serverId($row);
    $redirect = $this->callbackUrl($id);
    $state = SalesforceConnect::newState();

    $flow = $serverId
            ? $this->attempt(function() use ($row, $serverId, $redirect, $state) { return $this->native($row)->authorizationUrl($serverId, $redirect, $state); })
            : null;

    if(!$flow) {
      $this->goTo('connection', $id);

      return;
    }

    $connect = new SalesforceConnect($this->Session, $id);
    $connect->begin($state, $flow['code_verifier'], $serverId, $redirect);

    $this->redirect($flow['url']);
  }

  /**
   * Where Salesforce sends the browser back to.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function callback($id) {
    $row = $this->target($id);
    $serverId = $this->serverId($row);
    // Not parameters in Cake's way: code=..., not code:...
    $query = $this->request->query;

    $connect = new SalesforceConnect($this->Session, $id);
    $flow = $connect->finish(isset($query['state']) ? $query['state'] : null, $serverId);

    if(!$flow) {
      $this->Flash->set(_txt('er.salesforceprovisioner.connect.state'), array('key' => 'error'));
    } elseif(!empty($query['error'])) {
      $code = is_string($query['error']) && preg_match('/\A[a-z_]{1,60}\z/', $query['error']) ? $query['error'] : '?';

      $this->Flash->set(_txt($code == 'access_denied' ? 'er.salesforceprovisioner.connect.denied' : 'er.salesforceprovisioner.connect.error', array($code)),
                        array('key' => 'error'));
    } elseif(empty($query['code']) || !is_string($query['code'])) {
      $this->Flash->set(_txt('er.salesforceprovisioner.connect.code'), array('key' => 'error'));
    } else {
      $this->attempt(function() use ($row, $serverId, $query, $flow) {
        $this->native($row)->exchangeCode($serverId, $query['code'], $flow['redirect'], $flow['verifier']);
        $this->Flash->set(_txt('pl.salesforceprovisioner.connect.done'), array('key' => 'success'));
      });
    }

    $this->goTo('connection', $id);
  }

  /**
   * Request a token now, without a person: client credentials, JWT bearer, or the refresh token.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function token($id) {
    $row = $this->target($id);
    $serverId = $this->serverId($row);

    if($serverId) {
      $this->attempt(function() use ($row, $serverId) {
        $native = $this->native($row);
        $status = $native->tokenStatus($serverId);

        if($status['grant'] == 'authorization_code') {
          $native->refreshToken($serverId);
        } else {
          $native->requestToken($serverId);
        }

        $this->Flash->set(_txt('pl.salesforceprovisioner.token.done'), array('key' => 'success'));
      });
    }

    $this->goTo('connection', $id);
  }

  /**
   * Ask whether to disconnect.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function leave($id) {
    $row = $this->page($id);

    $this->set('vv_server', $this->server($row));
  }

  /**
   * Revoke the tokens at Salesforce and empty them here.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function disconnect($id) {
    $row = $this->target($id);
    $serverId = $this->serverId($row);

    if($serverId) {
      $this->attempt(function() use ($row, $serverId) {
        $this->native($row)->revokeToken($serverId);
        $this->Flash->set(_txt('pl.salesforceprovisioner.disconnect.done'), array('key' => 'success'));
      });
    }

    $this->goTo('connection', $id);
  }

  /**
   * Try the connection.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function test($id) {
    $row = $this->page($id);

    $this->set('vv_report', $this->request->is('post')
                            ? $this->attempt(function() use ($row) { return $this->native($row)->testConnection($row); })
                            : null);
    $this->set('vv_check_name', function($name) { return $this->checkName($name); });
  }

  /**
   * Custom field mapping.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function mapping($id) {
    $row = $this->page($id);
    $entries = SalesforceMapping::decode($row['CoSalesforceProvisionerTarget']['field_mapping']);
    $org = new SalesforceOrg($this->CoSalesforceProvisionerTarget, $row);
    $fields = array();
    $time = null;

    foreach($row['CoSalesforceProvisionerTarget']['obj_coperson'] ? SalesforceMapping::OBJECTS : array('Contact') as $sobject) {
      $described = $this->attempt(function() use ($org, $sobject) { return $org->describe($sobject, !empty($this->request->params['named']['fresh'])); }, 'information');

      if($described) {
        $time = $described['time'];
        $fields[$sobject] = SalesforceMapping::offered($sobject, $described['fields'], $row['CoSalesforceProvisionerTarget']);
      }
    }

    if($this->request->is(array('post', 'put'))) {
      $entries = $this->postedMapping($fields, $entries);

      if($this->CoSalesforceProvisionerTarget->saveMapping($row, SalesforceMapping::encode($entries))) {
        $this->Flash->set(_txt('pl.salesforceprovisioner.mapping.saved'), array('key' => 'success'));
        $this->goTo('mapping', $id);

        return;
      }

      $this->Flash->set(implode(' ', Hash::flatten($this->CoSalesforceProvisionerTarget->validationErrors)), array('key' => 'error'));
    }

    $this->set('vv_entries', $entries);
    $this->set('vv_rows', min(SalesforceMapping::MAX_ENTRIES, count($entries) + self::EMPTY_ROWS));
    $this->set('vv_fields', $fields);
    $this->set('vv_time', $time);
    $this->set('vv_sources', SalesforceMapping::sources($this->coPerson(), $this->cur_co['Co']['id']));
  }

  /**
   * How the registry's values fit the org's lists.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function values($id) {
    $row = $this->page($id);
    $org = new SalesforceOrg($this->CoSalesforceProvisionerTarget, $row);

    $this->set('vv_values', $this->attempt(function() use ($org) {
      return $org->compareValues($this->cur_co['Co']['id'], !empty($this->request->params['named']['fresh']));
    }));
  }

  /**
   * What would happen to one person, who is named by number or found by name.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function preview($id) {
    $row = $this->page($id);
    $numbers = $this->dashboardOf($row);
    $asked = isset($this->request->query['person']) && is_string($this->request->query['person']) ? trim($this->request->query['person']) : '';
    $people = ctype_digit($asked) && strlen($asked) < 10 ? $numbers->names(array((int)$asked)) : ($asked !== '' ? $numbers->search($asked) : array());
    $personId = count($people) == 1 ? key($people) : null;

    if($asked !== '' && !$people) {
      $this->Flash->set(_txt('er.salesforceprovisioner.preview.person'), array('key' => 'error'));
    }

    $this->set('vv_asked', $asked);
    $this->set('vv_people', $people);
    $this->set('vv_person', $personId);
    $this->set('vv_preview', $personId
                             ? $this->attempt(function() use ($row, $personId) { return $this->CoSalesforceProvisionerTarget->previewPerson($row, $personId); })
                             : null);
  }

  /**
   * How it goes: runs, jobs, people in error.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function dashboard($id) {
    $row = $this->page($id);
    $numbers = $this->dashboardOf($row);

    $this->set('vv_people', $numbers->people());
    $this->set('vv_errors', $numbers->errors());
    $this->set('vv_runs', $numbers->runs());
    $this->set('vv_jobs', $numbers->jobs());
    $this->set('vv_finished', $numbers->finishedJobs());
    $this->set('vv_calls', $this->CoSalesforceProvisionerTarget->knownLimits($row));
    $this->set('vv_reserve', $this->CoSalesforceProvisionerTarget->optionOf($row, 'api_reserve'));
  }

  /**
   * Ask Salesforce how many API calls are left.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function limits($id) {
    $row = $this->target($id);

    $this->attempt(function() use ($row) { $this->CoSalesforceProvisionerTarget->fetchLimits($row); });
    $this->goTo('dashboard', $id);
  }

  /**
   * Count what a sync would do.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function count($id) {
    $row = $this->page($id);
    $mode = $this->postedMode(array('all', 'changed'));

    $this->showCounts($row, $mode, $this->counts($row, $mode));
  }

  /**
   * Queue a sync, or a comparison.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function sync($id) {
    $row = $this->page($id);
    $mode = $this->postedMode(array('all', 'changed', 'reconcile'));
    $posted = isset($this->request->data['Sync']) && is_array($this->request->data['Sync']) ? $this->request->data['Sync'] : array();
    $dryRun = !empty($posted['dry_run']);
    $repair = $mode == 'reconcile' && !empty($posted['repair']);
    $share = $row['CoSalesforceProvisionerTarget']['confirm_share'];

    if($mode != 'reconcile' && !$dryRun && $share !== null && $share !== '' && empty($posted['confirmed'])) {
      $counts = $this->counts($row, $mode);

      if(!$counts || !$counts['complete'] || self::share($counts) > (int)$share) {
        $this->showCounts($row, $mode, $counts, (int)$share);

        return;
      }
    }

    $jobId = $this->attempt(function() use ($row, $mode, $dryRun, $repair) {
      return $this->CoSalesforceProvisionerTarget->queueSync($row, $this->cur_co['Co']['id'], $mode, $dryRun, $repair,
        _txt('pl.salesforceprovisioner.sync.by', array($this->Session->read('Auth.User.username'))));
    });

    if($jobId) {
      $this->Flash->set(_txt('pl.salesforceprovisioner.sync.registered', array($jobId)), array('key' => 'success'));
    }

    $this->goTo('dashboard', $id);
  }

  /**
   * Cancel a job of this target.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function cancel($id) {
    $row = $this->target($id);
    $jobId = isset($this->request->data['Sync']['job']) ? (int)$this->request->data['Sync']['job'] : 0;
    $CoJob = $this->CoSalesforceProvisionerTarget->CoProvisioningTarget->Co->CoJob;
    $job = $CoJob->find('first', array('conditions' => array('CoJob.id' => $jobId), 'contain' => false));

    if(!$job || !$this->dashboardOf($row)->isOurs($job)) {
      $this->Flash->set(_txt('er.salesforceprovisioner.job'), array('key' => 'error'));
    } else {
      $this->attempt(function() use ($CoJob, $jobId) {
        $CoJob->cancel($jobId, $this->Session->read('Auth.User.username'));
        $this->Flash->set(_txt('pl.salesforceprovisioner.job.canceled', array($jobId)), array('key' => 'success'));
      });
    }

    $this->goTo('dashboard', $id);
  }

  /**
   * Provision one person again, now.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function retry($id) {
    $row = $this->target($id);
    $personId = isset($this->request->data['Sync']['person']) ? (int)$this->request->data['Sync']['person'] : 0;
    $names = $this->dashboardOf($row)->names(array($personId));

    if(!$names) {
      $this->Flash->set(_txt('er.salesforceprovisioner.preview.person'), array('key' => 'error'));
    } else {
      $this->attempt(function() use ($row, $personId, $names) {
        $this->CoSalesforceProvisionerTarget->provisionPerson($row, $personId);
        $this->Flash->set(_txt('pl.salesforceprovisioner.retry.done', array($names[$personId])), array('key' => 'success'));
      });
    }

    $this->goTo('dashboard', $id);
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
      $days = $this->CoSalesforceProvisionerTarget->quietDays($this->viewVars['co_salesforce_provisioner_targets'][0]);

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

  /**
   * What a check of testConnection() is called.
   *
   * @param  string $name Name
   * @return string Text
   */

  protected function checkName($name) {
    $key = 'pl.salesforceprovisioner.check.' . $name;
    $text = _txt($key);

    return $text === $key ? $name : $text;
  }

  /**
   * The row that a page is about. Ends the request if it is not one of the current CO.
   *
   * @param  integer $id CO Salesforce Provisioner Target ID
   * @return array Row with its CoProvisioningTarget
   * @throws NotFoundException If there is no such row in this CO
   */

  protected function target($id) {
    if(!$this->CoSalesforceProvisionerTarget->hasField('field_mapping')) {
      // The page Configure, which works with the tables of the plugin that was here before, says what to do
      $this->goTo('edit', $id);
    }

    $row = $this->CoSalesforceProvisionerTarget->find('first', array(
      'conditions' => array('CoSalesforceProvisionerTarget.id' => (int)$id),
      'contain'    => array('CoProvisioningTarget')
    ));

    // The framework has looked at this, too. A page that changes another CO's target must not depend on one place.
    if(!$row || empty($this->cur_co['Co']['id']) || (int)$row['CoProvisioningTarget']['co_id'] !== (int)$this->cur_co['Co']['id']) {
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

  protected function page($id) {
    $row = $this->target($id);

    $this->set('co_salesforce_provisioner_targets', array($row));
    $this->set('title_for_layout', _txt('pl.salesforceprovisioner.tab.' . $this->action . '.title', array($this->generateDisplayKey($row))));

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      $this->Flash->set($this->CoSalesforceProvisionerTarget->missingExtension(), array('key' => 'error'));
    }

    return $row;
  }

  /**
   * Do something that can fail for reasons an administrator has to see.
   *
   * @param  callable $work What to do
   * @param  string   $key  Kind of message for a failure
   * @return mixed What it returned, null if it failed
   */

  protected function attempt($work, $key = 'error') {
    try {
      return $work();
    }
    catch(Throwable $e) {
      if(!($e instanceof InvalidArgumentException || $e instanceof RuntimeException)) {
        $this->CoSalesforceProvisionerTarget->logNative('error', 'unexpected ' . get_class($e) . ' in ' . basename($e->getFile()) . ':' . $e->getLine() . ': ' . $e->getMessage());
      }

      $this->Flash->set($e->getMessage(), array('key' => $key));

      return null;
    }
  }

  /**
   * @param  array $row Row of the target
   * @return SalesforceProvisioner Native object
   * @throws RuntimeException If the extension is missing
   */

  protected function native($row) {
    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      throw new RuntimeException($this->CoSalesforceProvisionerTarget->missingExtension());
    }

    return $this->CoSalesforceProvisionerTarget->nativeProvisioner($row);
  }

  /**
   * @param  array $row Row of the target
   * @return integer OAuth2 Server ID, null if there is none, which is then said on the page
   */

  protected function serverId($row) {
    $serverId = $this->CoSalesforceProvisionerTarget->oauth2ServerId($row);

    if(!$serverId) {
      $this->Flash->set(_txt('er.salesforceprovisioner.server.none'), array('key' => 'error'));
    }

    return $serverId;
  }

  /**
   * @param  array $row Row of the target
   * @return array Server with its OAuth2 server, null if there is none
   */

  protected function server($row) {
    $serverId = $this->CoSalesforceProvisionerTarget->oauth2ServerId($row);

    if(!$serverId) {
      return null;
    }

    // Only what the page shows: no secret, no token
    return $this->CoSalesforceProvisionerTarget->Server->Oauth2Server->find('first', array(
      'conditions' => array('Oauth2Server.id' => $serverId),
      'fields'     => array('Oauth2Server.id', 'Oauth2Server.serverurl', 'Oauth2Server.clientid', 'Oauth2Server.access_grant_type', 'Oauth2Server.scope', 'Server.id', 'Server.description'),
      'contain'    => array('Server')
    ));
  }

  /**
   * @param  array $row Row of the target
   * @return array Status of the tokens, null if it could not be read, which is then said on the page
   */

  protected function tokenStatus($row) {
    $serverId = $this->CoSalesforceProvisionerTarget->oauth2ServerId($row);

    return $serverId ? $this->attempt(function() use ($row, $serverId) { return $this->native($row)->tokenStatus($serverId); }) : null;
  }

  /**
   * @param  array $status Status of the tokens
   * @return boolean Whether there is nothing left to authorise: the other grants get their tokens when they need one
   */

  protected function connected($status) {
    return $status['grant'] != 'authorization_code' || $status['access_token_set'];
  }

  /**
   * @param  integer $id CO Salesforce Provisioner Target ID
   * @return string URL to register with the app in Salesforce
   */

  protected function callbackUrl($id) {
    return Router::url(array('plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => 'callback', (int)$id), true);
  }

  /**
   * @param  integer $serverId OAuth2 Server ID
   * @return string URL that the registry's own button "Obtain New Token" needs
   */

  protected function oauth2CallbackUrl($serverId) {
    return Router::url(array('plugin' => null, 'controller' => 'oauth2_servers', 'action' => 'callback', (int)$serverId), true);
  }

  /**
   * @return Model CoPerson
   */

  protected function coPerson() {
    return $this->CoSalesforceProvisionerTarget->CoProvisioningTarget->Co->CoPerson;
  }

  /**
   * @param  array $row Row of the target
   * @return SalesforceDashboard Its numbers
   */

  protected function dashboardOf($row) {
    return new SalesforceDashboard($this->CoSalesforceProvisionerTarget, $row['CoProvisioningTarget']['id'], $this->cur_co['Co']['id']);
  }

  /**
   * @param  array $modes Modes that are allowed
   * @return string Posted mode
   * @throws BadRequestException If it is none of them
   */

  protected function postedMode($modes) {
    $mode = isset($this->request->data['Sync']['mode']) ? $this->request->data['Sync']['mode'] : null;

    if(!in_array($mode, $modes, true)) {
      throw new BadRequestException(_txt('er.salesforceprovisioner.sync.mode', array(implode(', ', $modes))));
    }

    return $mode;
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

    foreach(isset($this->request->data['Mapping']) && is_array($this->request->data['Mapping']) ? $this->request->data['Mapping'] : array() as $r) {
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

  /**
   * Count what a sync would do, without sending anything.
   *
   * @param  array  $row  Row of the target
   * @param  string $mode "all" or "changed"
   * @return array Result of the native method, null if it failed
   */

  protected function counts($row, $mode) {
    return $this->attempt(function() use ($row, $mode) {
      return $this->native($row)->provisionAll($row, (int)$this->cur_co['Co']['id'], array(
        'mode'        => $mode,
        'dry_run'     => true,
        'max_seconds' => self::COUNT_SECONDS,
        'person_data' => array(new SalesforceFrameworkData($row['CoProvisioningTarget']['id']), 'answer')
      ));
    });
  }

  /**
   * @param  array $counts Result of a dry run
   * @return float Per cent of the people that would be changed
   */

  protected static function share($counts) {
    return $counts['people'] > 0 ? 100 * ($counts['created'] + $counts['updated'] + $counts['deprovisioned']) / $counts['people'] : 0.0;
  }

  /**
   * Show what a sync would do.
   *
   * @param array   $row    Row of the target
   * @param string  $mode   Mode
   * @param array   $counts Result of a dry run, null if it failed
   * @param integer $limit  Per cent that is exceeded, null if nobody asked
   */

  protected function showCounts($row, $mode, $counts, $limit = null) {
    $this->set('vv_mode', $mode);
    $this->set('vv_counts', $counts);
    $this->set('vv_share', $counts ? self::share($counts) : null);
    $this->set('vv_limit', $limit);
    $this->set('title_for_layout', _txt('pl.salesforceprovisioner.tab.count.title', array($this->generateDisplayKey($row))));
    $this->render('count');
  }

  /**
   * @param string  $action Action of this controller
   * @param integer $id     CO Salesforce Provisioner Target ID
   */

  protected function goTo($action, $id) {
    $this->redirect(array('plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => $action, (int)$id));
  }
}
