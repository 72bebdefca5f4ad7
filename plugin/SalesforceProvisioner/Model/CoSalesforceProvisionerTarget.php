<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('SalesforceTargetRules', 'SalesforceProvisioner.Model');
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceFrameworkData', 'SalesforceProvisioner.Lib');
App::uses('SalesforceMapping', 'SalesforceProvisioner.Lib');
App::uses('SalesforcePerson', 'SalesforceProvisioner.Lib');
App::uses('SalesforceSecondConnection', 'SalesforceProvisioner.Lib');

/**
 * Configuration of a provisioning target, and the way from the registry's plugin framework to the native class.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class CoSalesforceProvisionerTarget extends SalesforceTargetRules {
  public $name = "CoSalesforceProvisionerTarget";

  public $actsAs = array('Containable');

  // Server is here so that a duplicated CO uses its own copy of the server
  public $belongsTo = array(
    "CoProvisioningTarget",
    "Server"
  );

  public $displayField = "instance_url";

  public $cmServerType = ServerEnum::Oauth2Server;

  // What the extension takes where an option is empty
  const DEFAULTS = array('api_reserve' => 10, 'bulk_threshold' => 10000);

  // An authorisation that was not used for more days than these is pointed out
  const QUIET_DAYS = 20;

  // Bytes of a message that the framework's histories keep
  const HISTORY_LENGTH = 256;

  // Co Provisioning Target of the row that is being deleted
  protected $deletedTargetId = null;

  /**
   * Remember whose row goes: after the delete it cannot be read any more.
   *
   * @param  boolean $cascade Whether dependent records are deleted, too
   * @return boolean
   */

  public function beforeDelete($cascade = true) {
    $this->deletedTargetId = $this->storedField('co_provisioning_target_id');

    return parent::beforeDelete($cascade);
  }

  /**
   * Remove what was recorded for the people of the deleted target, and for its runs. No foreign key does it.
   */

  public function afterDelete() {
    parent::afterDelete();

    if(empty($this->deletedTargetId)) {
      return;
    }

    try {
      $this->people()->deleteAll(array('CoSalesforceProvisionerPerson.co_provisioning_target_id' => $this->deletedTargetId), false);

      $Run = ClassRegistry::init('SalesforceProvisioner.CoSalesforceProvisionerRun', true);
      $tables = $Run->tablePrefix . 'co_salesforce_provisioner_';

      // These two have no model: nobody but the extension reads them
      $Run->query('DELETE FROM ' . $tables . 'slices WHERE run_id IN (SELECT id FROM ' . $tables . 'runs WHERE co_provisioning_target_id = ?)',
                  array($this->deletedTargetId));
      $Run->query('DELETE FROM ' . $tables . 'bulk_jobs WHERE co_provisioning_target_id = ?', array($this->deletedTargetId));
      $Run->deleteAll(array('CoSalesforceProvisionerRun.co_provisioning_target_id' => $this->deletedTargetId), false);
    }
    catch(MissingTableException $e) {
      // The database has not been updated for this plugin: nothing was recorded either
    }

    $this->deletedTargetId = null;
  }

  /**
   * Title of the configuration page.
   *
   * @param  array   $data            Record
   * @param  boolean $requires_person Not used: a target has no person
   * @return string Name of the provisioning target
   */

  public function calculateTitleForLayout($data, $requires_person) {
    return !empty($data['CoProvisioningTarget']['description'])
           ? $data['CoProvisioningTarget']['description']
           : _txt('ct.co_salesforce_provisioner_targets.1');
  }

  /**
   * Provision a person.
   *
   * @param  array  $coProvisioningTargetData Row of this table
   * @param  string $op                       ProvisioningActionEnum
   * @param  array  $provisioningData         What is to be provisioned
   * @return boolean True
   * @throws InvalidArgumentException If trying again cannot help
   * @throws RuntimeException         If it may
   */

  public function provision($coProvisioningTargetData, $op, $provisioningData) {
    SalesforceFrameworkData::deliver($coProvisioningTargetData, $op, $provisioningData);

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      throw new RuntimeException($this->missingExtension());
    }

    try {
      return $this->nativeProvisioner($coProvisioningTargetData)->provision($coProvisioningTargetData, $op, $provisioningData);
    }
    catch(InvalidArgumentException $e) {
      $message = $this->recordableMessage($e->getMessage(), $coProvisioningTargetData);

      throw $message === $e->getMessage() ? $e : new InvalidArgumentException($message, 0, $e);
    }
    catch(RuntimeException $e) {
      $message = $this->recordableMessage($e->getMessage(), $coProvisioningTargetData);

      throw $message === $e->getMessage() ? $e : new RuntimeException($message, 0, $e);
    }
    catch(Throwable $e) {
      // The framework catches the two above only. Anything else would leave its job unfinished and its lock held.
      $this->logNative('error', 'unexpected ' . get_class($e) . ' in ' . basename($e->getFile()) . ':' . $e->getLine());

      $message = SalesforceProvisionerAppModel::errorText('er.salesforceprovisioner.internal', array(get_class($e), $e->getMessage()));

      throw new RuntimeException($this->recordableMessage($message, $coProvisioningTargetData), 0, $e);
    }
  }

  /**
   * Make a message fit to be recorded. The framework keeps the first 256 bytes of it, alone in the history of the job,
   * and behind some words in the history of the person. If that cut goes through a character, the database refuses the
   * row, and the job ends there with its lock held. So no character may lie across either cut.
   *
   * @param  string $message                  Message of an exception
   * @param  array  $coProvisioningTargetData Row of this table
   * @return string The same message, if nothing is wrong with it
   */

  protected function recordableMessage($message, $coProvisioningTargetData) {
    $message = str_replace("\0", '', mb_scrub((string)$message, 'UTF-8'));

    if(strlen($message) == mb_strlen($message, 'UTF-8')) {
      return $message;
    }

    try {
      $description = $this->CoProvisioningTarget->field('description', array(
        'CoProvisioningTarget.id' => $coProvisioningTargetData[$this->name]['co_provisioning_target_id']
      ));
    }
    catch(Exception $e) {
      // The registry's transaction may be broken. The message matters more.
      $description = '';
    }

    $words = (int)strpos(_txt('er.prov.plugin', array($description, "\0")), "\0");

    foreach(array(self::HISTORY_LENGTH, self::HISTORY_LENGTH - $words) as $cut) {
      if($cut > 0 && $cut < strlen($message)) {
        $before = mb_strcut($message, 0, $cut, 'UTF-8');
        $across = $cut - strlen($before);

        if($across > 0) {
          $character = mb_substr(substr($message, strlen($before)), 0, 1, 'UTF-8');
          // As many bytes as before: the other cut must not move
          $message = $before . str_pad('?', strlen($character)) . substr($message, strlen($before) + strlen($character));
        }
      }
    }

    return $message;
  }

  /**
   * What the provisioning page of a person, group, ... shows for a target.
   *
   * @param  integer $coProvisioningTargetId CO Provisioning Target ID
   * @param  Model   $Model                  CoPerson, CoGroup, CoEmailList or CoService
   * @param  integer $id                     ID of the record of that model
   * @return array status: ProvisioningStatusEnum, timestamp: of the last push, comment: text
   */

  public function status($coProvisioningTargetId, $Model, $id) {
    if($Model->name != 'CoPerson') {
      return array(
        'status'    => ProvisioningStatusEnum::NotProvisioned,
        'timestamp' => null,
        'comment'   => _txt('pl.salesforceprovisioner.status.people')
      );
    }

    $person = new SalesforcePerson($this, $coProvisioningTargetId, $id);

    return $person->status(parent::status($coProvisioningTargetId, $Model, $id));
  }

  /**
   * Store a custom field mapping, and nothing else.
   *
   * @param  array  $coProvisioningTargetData Row of this table
   * @param  string $json                     Mapping, null for none
   * @return boolean Whether it was stored; if not, validationErrors says why
   */

  public function saveMapping($coProvisioningTargetData, $json) {
    $problem = SalesforceMapping::problem($json);

    if($problem === null) {
      $problem = $this->mappingRefused($coProvisioningTargetData, $json);
    }

    if($problem !== null) {
      $this->validationErrors = array('field_mapping' => array($problem));

      return false;
    }

    $id = $coProvisioningTargetData[$this->name]['id'];

    $this->clear();
    $this->id = $id;

    return (bool)$this->save(array($this->alias => array('id' => $id, 'field_mapping' => $json)),
                             array('validate' => false, 'fieldList' => array('field_mapping')));
  }

  /**
   * What the extension, which uses the mapping, has against it. It is given a person without any data, for whom there is
   * nothing to do.
   *
   * @param  array  $coProvisioningTargetData Row of this table
   * @param  string $json                     Mapping, null for none
   * @return string Why it cannot be used, null if it can
   */

  protected function mappingRefused($coProvisioningTargetData, $json) {
    if($json === null || !SalesforceProvisionerAppModel::extensionLoaded()) {
      return null;
    }

    $coProvisioningTargetData[$this->name]['field_mapping'] = $json;

    try {
      $this->nativeProvisioner($coProvisioningTargetData)->preview($coProvisioningTargetData,
                                                                   ProvisioningActionEnum::CoPersonReprovisionRequested,
                                                                   array('CoPerson' => array('id' => 0, 'status' => 'D')));
    }
    catch(InvalidArgumentException $e) {
      return strpos($e->getMessage(), 'field_mapping') !== false ? $e->getMessage() : null;
    }
    catch(RuntimeException $e) {
      // Not about the mapping
    }

    return null;
  }

  /**
   * An option, or what it stands for when it is empty.
   *
   * @param  array  $coProvisioningTargetData Row of this table
   * @param  string $name                     Key of DEFAULTS
   * @return integer Value
   */

  public function optionOf($coProvisioningTargetData, $name) {
    $row = $coProvisioningTargetData[$this->name];

    return isset($row[$name]) && $row[$name] !== '' ? (int)$row[$name] : self::DEFAULTS[$name];
  }

  /**
   * @return string Why nothing can be provisioned while the extension is not loaded
   */

  public function missingExtension() {
    return SalesforceProvisionerAppModel::errorText('er.salesforceprovisioner.extension', array(PHP_SAPI));
  }

  /**
   * The OAuth2 server of a target, which the methods of the native class about tokens are given.
   *
   * @param  array $coProvisioningTargetData Row of this table
   * @return integer OAuth2 Server ID, null if none is configured or it is suspended
   */

  public function oauth2ServerId($coProvisioningTargetData) {
    $serverId = $coProvisioningTargetData[$this->name]['server_id'];

    if(empty($serverId)
       || $this->Server->field('status', array('Server.id' => $serverId)) != SuspendableStatusEnum::Active) {
      return null;
    }

    $id = $this->Server->Oauth2Server->field('id', array('Oauth2Server.server_id' => $serverId));

    return $id ? (int)$id : null;
  }

  /**
   * A native object for one target. It is made anew for each use, since Cake may have reconnected in between.
   *
   * @param  array $coProvisioningTargetData Row of this table
   * @return SalesforceProvisioner Native object
   */

  public function nativeProvisioner($coProvisioningTargetData) {
    $source = $this->getDataSource();
    $row = $coProvisioningTargetData[$this->name];

    return new SalesforceProvisioner(array(
      'db'               => $source->getConnection(),
      'token_db'         => function() use ($source) { return SalesforceSecondConnection::of($source, array($this, 'logNative')); },
      'table_prefix'     => isset($source->config['prefix']) ? $source->config['prefix'] : '',
      'logger'           => array($this, 'logNative'),
      'status_labels'    => _txt('en.status'),
      'actor_identifier' => $this->actorIdentifier(),
      'jwt_key_file'     => isset($row['jwt_key_file']) ? $row['jwt_key_file'] : null,
      'jwt_username'     => isset($row['jwt_username']) ? $row['jwt_username'] : null
    ));
  }

  /**
   * Who makes this change, as the registry's changelog names it: the user logged in, else the user of the shell.
   *
   * @return string Identifier, or null
   */

  protected function actorIdentifier() {
    if(session_status() == PHP_SESSION_ACTIVE) {
      return CakeSession::read('Auth.User.username');
    }

    $user = function_exists('posix_getpwuid') ? posix_getpwuid(posix_getuid()) : false;

    return _txt('fd.actor.shell', array($user ? $user['name'] : get_current_user()));
  }

  /**
   * Write a line to the registry's log on behalf of the native class.
   *
   * @param string $level   Level, as PSR-3 names it
   * @param string $message Message
   * @param array  $context Further values
   */

  public function logNative($level, $message, $context = array()) {
    $levels = array('emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug');
    $line = 'SalesforceProvisioner: ' . $message;

    if(!empty($context)) {
      $line .= ' ' . json_encode($context, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR);
    }

    // One call is one line, whatever a person's name or a server's answer holds
    CakeLog::write(in_array($level, $levels, true) ? $level : 'error', preg_replace('/[\x00-\x1F\x7F]+/', ' ', $line));
  }

  /**
   * @return Model What was last sent, by person
   */

  public function people() {
    return ClassRegistry::init('SalesforceProvisioner.CoSalesforceProvisionerPerson', true);
  }
}
