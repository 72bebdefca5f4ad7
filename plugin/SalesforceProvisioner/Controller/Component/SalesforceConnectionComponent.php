<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('Component', 'Controller');
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceConnect', 'SalesforceProvisioner.Lib');

/**
 * The pages Connection and Test, and their buttons: the authorisation at Salesforce, and whether the connection works.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class SalesforceConnectionComponent extends Component {
  public $components = array('SalesforceProvisioner.SalesforcePage');

  /**
   * The state of the authorisation.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function connection($id) {
    $controller = $this->SalesforcePage->controller();
    $row = $this->SalesforcePage->show($id);
    $server = $this->server($row);

    $controller->set('vv_server', $server);
    $controller->set('vv_status', $server && SalesforceProvisionerAppModel::extensionLoaded() ? $this->tokenStatus($row) : null);
    $controller->set('vv_callback', $this->callbackUrl($id));
    $controller->set('vv_oauth2_callback', $server ? $this->oauth2CallbackUrl($server['Oauth2Server']['id']) : null);
  }

  /**
   * To Salesforce.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function connect($id) {
    $row = $this->SalesforcePage->target($id);
    $serverId = $this->serverId($row);
    $redirect = $this->callbackUrl($id);
    $state = SalesforceConnect::newState();

    $flow = $serverId
            ? $this->SalesforcePage->attempt(function() use ($row, $serverId, $redirect, $state) { return $this->SalesforcePage->native($row)->authorizationUrl($serverId, $redirect, $state); })
            : null;

    if(!$flow) {
      $this->SalesforcePage->goTo('connection', $id);

      return;
    }

    $controller = $this->SalesforcePage->controller();
    $connect = new SalesforceConnect($controller->Session, $id);
    $connect->begin($state, $flow['code_verifier'], $serverId, $redirect);

    $controller->redirect($flow['url']);
  }

  /**
   * Back from Salesforce.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function callback($id) {
    $controller = $this->SalesforcePage->controller();
    $row = $this->SalesforcePage->target($id);
    $serverId = $this->serverId($row);
    // Not parameters in Cake's way: code=..., not code:...
    $query = $controller->request->query;

    $connect = new SalesforceConnect($controller->Session, $id);
    $flow = $connect->finish(isset($query['state']) ? $query['state'] : null, $serverId);

    if(!$flow) {
      $this->SalesforcePage->say(_txt('er.salesforceprovisioner.connect.state'), 'error');
    } elseif(!empty($query['error'])) {
      $code = is_string($query['error']) && preg_match('/\A[a-z_]{1,60}\z/', $query['error']) ? $query['error'] : '?';

      $this->SalesforcePage->say(_txt($code == 'access_denied' ? 'er.salesforceprovisioner.connect.denied' : 'er.salesforceprovisioner.connect.error', array($code)), 'error');
    } elseif(empty($query['code']) || !is_string($query['code'])) {
      $this->SalesforcePage->say(_txt('er.salesforceprovisioner.connect.code'), 'error');
    } else {
      $this->SalesforcePage->attempt(function() use ($row, $serverId, $query, $flow) {
        $this->SalesforcePage->native($row)->exchangeCode($serverId, $query['code'], $flow['redirect'], $flow['verifier']);
        $this->SalesforcePage->say(_txt('pl.salesforceprovisioner.connect.done'), 'success');
      });
    }

    $this->SalesforcePage->goTo('connection', $id);
  }

  /**
   * Request a token now, without a person: client credentials, JWT bearer, or the refresh token.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function token($id) {
    $row = $this->SalesforcePage->target($id);
    $serverId = $this->serverId($row);

    if($serverId) {
      $this->SalesforcePage->attempt(function() use ($row, $serverId) {
        $native = $this->SalesforcePage->native($row);
        $status = $native->tokenStatus($serverId);

        if($status['grant'] == 'authorization_code') {
          $native->refreshToken($serverId);
        } else {
          $native->requestToken($serverId);
        }

        $this->SalesforcePage->say(_txt('pl.salesforceprovisioner.token.done'), 'success');
      });
    }

    $this->SalesforcePage->goTo('connection', $id);
  }

  /**
   * Ask whether to disconnect.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function leave($id) {
    $row = $this->SalesforcePage->show($id);

    $this->SalesforcePage->controller()->set('vv_server', $this->server($row));
  }

  /**
   * Revoke the tokens at Salesforce and empty them here.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function disconnect($id) {
    $row = $this->SalesforcePage->target($id);
    $serverId = $this->serverId($row);

    if($serverId) {
      $this->SalesforcePage->attempt(function() use ($row, $serverId) {
        $this->SalesforcePage->native($row)->revokeToken($serverId);
        $this->SalesforcePage->say(_txt('pl.salesforceprovisioner.disconnect.done'), 'success');
      });
    }

    $this->SalesforcePage->goTo('connection', $id);
  }

  /**
   * Try the connection.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function test($id) {
    $controller = $this->SalesforcePage->controller();
    $row = $this->SalesforcePage->show($id);

    $controller->set('vv_report', $controller->request->is('post')
                                  ? $this->SalesforcePage->attempt(function() use ($row) { return $this->SalesforcePage->native($row)->testConnection($row); })
                                  : null);
    $controller->set('vv_check_name', function($name) { return $this->checkName($name); });
  }

  /**
   * Try the connection of a configuration that was just saved. What is wrong is told, and nothing is undone.
   *
   * @param array $row Row as saved
   */

  public function tellProblems($row) {
    $status = $this->tokenStatus($row);

    if(!$status || !$this->connected($status)) {
      $this->SalesforcePage->say(_txt('pl.salesforceprovisioner.saved.connect'), 'information');

      return;
    }

    $report = $this->SalesforcePage->attempt(function() use ($row) { return $this->SalesforcePage->native($row)->testConnection($row); }, 'information');

    foreach($report ? $report['checks'] : array() as $check) {
      if(!$check['ok']) {
        $this->SalesforcePage->say(_txt('pl.salesforceprovisioner.saved.check', array($this->checkName($check['name']), $check['message'])), 'information');
      }
    }
  }

  /**
   * @param  array $row Row of the target
   * @return boolean Whether a person has to connect the target before anything can be sent
   */

  public function mustConnect($row) {
    $status = SalesforceProvisionerAppModel::extensionLoaded() ? $this->tokenStatus($row) : null;

    return $status && !$this->connected($status);
  }

  /**
   * Whether a target's authorisation is in danger of ending for want of use.
   *
   * @param  array $row Row of the target
   * @return integer Days it was not used, null if there are few or it is not known
   */

  public function quietDays($row) {
    $Target = $this->SalesforcePage->model();

    try {
      $serverId = $Target->oauth2ServerId($row);

      if($serverId) {
        $status = $Target->nativeProvisioner($row)->tokenStatus($serverId);
        $days = (int)floor((time() - (int)$status['since']) / 86400);

        // The other grants have nothing that ends so
        if($status['grant'] == 'authorization_code' && $status['refresh_token_set'] && $status['since'] !== null && $days > CoSalesforceProvisionerTarget::QUIET_DAYS) {
          return $days;
        }
      }
    }
    catch(Throwable $e) {
      // The page is where the cause is mended: it must open
      $Target->logNative('error', 'token status: ' . $e->getMessage());
    }

    return null;
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
   * @param  array $row Row of the target
   * @return integer OAuth2 Server ID, null if there is none, which is then said on the page
   */

  protected function serverId($row) {
    $serverId = $this->SalesforcePage->model()->oauth2ServerId($row);

    if(!$serverId) {
      $this->SalesforcePage->say(_txt('er.salesforceprovisioner.server.none'), 'error');
    }

    return $serverId;
  }

  /**
   * @param  array $row Row of the target
   * @return array Server with its OAuth2 server, null if there is none
   */

  protected function server($row) {
    $serverId = $this->SalesforcePage->model()->oauth2ServerId($row);

    if(!$serverId) {
      return null;
    }

    // Only what the page shows: no secret, no token
    return $this->SalesforcePage->model()->Server->Oauth2Server->find('first', array(
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
    $serverId = $this->SalesforcePage->model()->oauth2ServerId($row);

    return $serverId ? $this->SalesforcePage->attempt(function() use ($row, $serverId) { return $this->SalesforcePage->native($row)->tokenStatus($serverId); }) : null;
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
}
