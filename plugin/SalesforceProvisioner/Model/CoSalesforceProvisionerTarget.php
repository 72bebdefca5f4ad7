<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('CoProvisionerPluginTarget', 'Model');
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceFrameworkData', 'SalesforceProvisioner.Lib');
App::uses('SalesforceDashboard', 'SalesforceProvisioner.Lib');
App::uses('SalesforceMapping', 'SalesforceProvisioner.Lib');

/**
 * Configuration of a provisioning target, and the way from the registry's plugin framework to the native class.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class CoSalesforceProvisionerTarget extends CoProvisionerPluginTarget {
  public $name = "CoSalesforceProvisionerTarget";

  public $actsAs = array('Containable');

  // Server is here so that a duplicated CO uses its own copy of the server
  public $belongsTo = array(
    "CoProvisioningTarget",
    "Server"
  );

  public $displayField = "instance_url";

  public $cmServerType = ServerEnum::Oauth2Server;

  public $validate = array(
    'co_provisioning_target_id' => array(
      'rule' => 'numeric',
      'required' => true,
      'allowEmpty' => false
    ),
    'server_id' => array(
      'content' => array(
        'rule' => 'validateServer',
        'required' => true,
        'unfreeze' => 'CO'
      )
    ),
    'instance_url' => array(
      'content' => array(
        'rule' => 'validateInstanceUrl',
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'middle_name' => array(
      'rule' => 'boolean',
      'required' => false,
      'allowEmpty' => true
    ),
    'email_address_type' => array(
      'content' => array(
        'rule' => array('validateExtendedType',
                        array('attribute' => 'EmailAddress.type',
                              'default' => array(EmailAddressEnum::Delivery,
                                                 EmailAddressEnum::Forwarding,
                                                 EmailAddressEnum::MailingList,
                                                 EmailAddressEnum::Official,
                                                 EmailAddressEnum::Personal,
                                                 EmailAddressEnum::Preferred,
                                                 EmailAddressEnum::Recovery))),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'obj_coperson' => array(
      'rule' => 'boolean',
      'required' => false,
      'allowEmpty' => true
    ),
    // The defaults of identifier types are filled in by the constructor
    'platform_id_type' => array(
      'content' => array(
        'rule' => array('validateExtendedType', array('attribute' => 'Identifier.type', 'default' => array())),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'app_id_type' => array(
      'content' => array(
        'rule' => array('validateExtendedType', array('attribute' => 'Identifier.type', 'default' => array())),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'default_account' => array(
      'content' => array(
        'rule' => array('validatePattern', '/\A[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?\z/', 'er.salesforceprovisioner.account'),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'external_id_field' => array(
      'content' => array(
        'rule' => array('validatePattern', self::FIELD_NAME, 'er.salesforceprovisioner.fieldname'),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'external_id_type' => array(
      'content' => array(
        'rule' => array('validateExtendedType', array('attribute' => 'Identifier.type', 'default' => array())),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'clear_removed' => array(
      'rule' => 'boolean',
      'required' => false,
      'allowEmpty' => true
    ),
    'deprovision_policy' => array(
      'rule' => array('inList', array(SalesforceDeprovisionPolicyEnum::Nothing,
                                      SalesforceDeprovisionPolicyEnum::SetField,
                                      SalesforceDeprovisionPolicyEnum::Delete)),
      'required' => false,
      'allowEmpty' => true
    ),
    'deprovision_field' => array(
      'content' => array(
        'rule' => array('validatePattern', self::FIELD_NAME, 'er.salesforceprovisioner.fieldname'),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'deprovision_value' => array(
      'rule' => array('maxLength', 255),
      'required' => false,
      'allowEmpty' => true
    ),
    'duplicate_policy' => array(
      'rule' => array('inList', array(SalesforceDuplicatePolicyEnum::Fail,
                                      SalesforceDuplicatePolicyEnum::Adopt,
                                      SalesforceDuplicatePolicyEnum::Save)),
      'required' => false,
      'allowEmpty' => true
    ),
    'jwt_key_file' => array(
      'content' => array(
        // No control characters, and nothing that PHP would take for a URL
        'rule' => array('validatePattern', '#\A/[^\x00-\x1F\x7F]{1,255}\z#', 'er.salesforceprovisioner.jwt.file'),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'jwt_username' => array(
      'content' => array(
        'rule' => array('validatePattern', '/\A[^\s<>]{1,128}\z/u', 'er.salesforceprovisioner.jwt.username'),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'api_reserve' => array(
      'content' => array(
        'rule' => array('validateNumber', 0, 99, 'er.salesforceprovisioner.reserve'),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'bulk_threshold' => array(
      'content' => array(
        'rule' => array('validateNumber', 0, 2147483647, 'er.salesforceprovisioner.bulk'),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'confirm_share' => array(
      'content' => array(
        'rule' => array('validateNumber', 0, 100, 'er.salesforceprovisioner.share'),
        'required' => false,
        'allowEmpty' => true
      )
    ),
    'field_mapping' => array(
      'content' => array(
        'rule' => 'validateMapping',
        'required' => false,
        'allowEmpty' => true
      )
    )
  );

  // What the extension takes where an option is empty
  const DEFAULTS = array('api_reserve' => 10, 'bulk_threshold' => 10000);

  // API name of a Salesforce field
  const FIELD_NAME = '/\A[A-Za-z][A-Za-z0-9_]{0,79}\z/';

  // Bytes of a message that the framework's histories keep
  const HISTORY_LENGTH = 256;

  // A second connection that was idle for this many seconds is tried before it is handed out
  const CONNECTION_IDLE = 60;

  // An authorisation that was not used for more days than these is pointed out
  const QUIET_DAYS = 20;

  // Co Provisioning Target of the row that is being deleted
  protected $deletedTargetId = null;

  // Second connections of this process: name of the database configuration => array('source', 'time')
  protected static $secondConnections = array();

  public function __construct($id = false, $table = null, $ds = null) {
    $constants = new ReflectionClass('IdentifierEnum');

    foreach(array('platform_id_type', 'app_id_type', 'external_id_type') as $field) {
      $this->validate[$field]['content']['rule'][1]['default'] = array_values($constants->getConstants());
    }

    parent::__construct($id, $table, $ds);
  }

  /**
   * Rules about two fields at once. A rule of one field could not do this: the form would then mark the field as
   * required even where the other one does not ask for it.
   *
   * @param  array $options Options of save()
   * @return boolean
   */

  public function beforeValidate($options = array()) {
    // A type that the posted data lacks is the stored one's business: only what is saved together is checked
    $d = isset($this->data[$this->alias]) ? $this->data[$this->alias] : array();

    if(!empty($d['obj_coperson']) && isset($d['platform_id_type']) && $d['platform_id_type'] === '') {
      $this->invalidate('platform_id_type', _txt('er.salesforceprovisioner.platformid'));
    }

    if(isset($d['deprovision_policy'])
       && $d['deprovision_policy'] == SalesforceDeprovisionPolicyEnum::SetField
       && empty($d['deprovision_field'])) {
      $this->invalidate('deprovision_field', _txt('er.salesforceprovisioner.deprovision.field'));
    }

    // The key file may only be in the database: not everybody may post it
    if(isset($d['jwt_username']) && $d['jwt_username'] === '') {
      $file = array_key_exists('jwt_key_file', $d) ? $d['jwt_key_file'] : $this->storedField('jwt_key_file');

      if(!empty($file)) {
        $this->invalidate('jwt_username', _txt('er.salesforceprovisioner.jwt.username'));
      }
    }

    return parent::beforeValidate($options);
  }

  /**
   * Before a row is written: empty texts become null, and instance_url_manual records whether an admin entered the
   * instance URL.
   *
   * @param  array $options Options of save()
   * @return boolean
   */

  public function beforeSave($options = array()) {
    $d = &$this->data[$this->alias];

    if(array_key_exists('instance_url', $d)) {
      $url = rtrim(trim((string)$d['instance_url']), '/');
      $stored = rtrim((string)$this->storedField('instance_url'), '/');
      // What the form showed: the extension may have stored another URL since the page was opened
      $shown = isset($d['instance_url_shown']) ? rtrim((string)$d['instance_url_shown'], '/') : $stored;

      if($url === '') {
        $d['instance_url'] = null;
        $d['instance_url_manual'] = null;
      } elseif($url === $shown) {
        unset($d['instance_url']);
      } else {
        $d['instance_url'] = $url;
        $d['instance_url_manual'] = true;
      }
    }

    foreach(array('email_address_type', 'platform_id_type', 'app_id_type', 'default_account', 'external_id_field',
                  'external_id_type', 'deprovision_policy', 'deprovision_field', 'deprovision_value', 'duplicate_policy',
                  'jwt_key_file', 'jwt_username', 'api_reserve', 'bulk_threshold', 'confirm_share', 'field_mapping') as $field) {
      if(isset($d[$field]) && $d[$field] === '') {
        $d[$field] = null;
      }
    }

    return parent::beforeSave($options);
  }

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

    $ret = parent::status($coProvisioningTargetId, $Model, $id);
    $comments = array();

    $person = $this->personRecord($coProvisioningTargetId, $id);

    if(!empty($person['pushed_time'])) {
      $ret['status'] = ProvisioningStatusEnum::Provisioned;
      $ret['timestamp'] = (int)$person['pushed_time'];
    }

    if(!empty($person['error_time'])
       && (int)$person['error_time'] >= (int)$person['pushed_time']) {
      $ret['status'] = ProvisioningStatusEnum::Unknown;
      $comments[] = _txt('pl.salesforceprovisioner.status.error',
                         array(gmdate('Y-m-d H:i:s', (int)$person['error_time']) . ' UTC', $this->lastError($person)));
    }

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      $ret['status'] = ProvisioningStatusEnum::Unknown;
      $comments[] = $this->missingExtension();
    }

    $link = $this->contactLink($coProvisioningTargetId, $id, $person);

    if($link) {
      $comments[] = _txt('pl.salesforceprovisioner.status.contact', array($link));
    }

    $ret['comment'] = implode(' - ', $comments);

    return $ret;
  }

  /**
   * Validation: an OAuth2 server of the CO of this target. The form offers nothing else, but a request need not come
   * from the form.
   *
   * @param  array $check Field => value
   * @return mixed True, or why not
   */

  public function validateServer($check) {
    $serverId = current($check);
    $targetId = !empty($this->data[$this->alias]['co_provisioning_target_id'])
                ? $this->data[$this->alias]['co_provisioning_target_id']
                : $this->storedField('co_provisioning_target_id');

    if(ctype_digit((string)$serverId) && ctype_digit((string)$targetId)) {
      $coId = $this->CoProvisioningTarget->field('co_id', array('CoProvisioningTarget.id' => $targetId));

      if($coId
         && $this->Server->find('count', array(
              'conditions' => array('Server.id' => $serverId, 'Server.co_id' => $coId, 'Server.server_type' => $this->cmServerType),
              'contain' => false
            ))) {
        return true;
      }
    }

    return _txt('er.salesforceprovisioner.server');
  }

  /**
   * Validation: https, a host, perhaps a port, nothing else. Which hosts may be talked to is decided by the extension.
   *
   * @param  array $check Field => value
   * @return mixed True, or why not
   */

  public function validateInstanceUrl($check) {
    $url = trim((string)current($check));

    return preg_match('#\Ahttps://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/?\z#', $url)
           ? true
           : _txt('er.salesforceprovisioner.instanceurl');
  }

  /**
   * Validation by a regular expression, with a message that can be localized.
   *
   * @param  array  $check   Field => value
   * @param  string $pattern Regular expression
   * @param  string $message Key of the message
   * @return mixed True, or the message
   */

  public function validatePattern($check, $pattern, $message) {
    return preg_match($pattern, (string)current($check)) ? true : _txt($message);
  }

  /**
   * Validation: a whole number in a range.
   *
   * @param  array   $check   Field => value
   * @param  integer $min     Smallest
   * @param  integer $max     Largest
   * @param  string  $message Key of the message
   * @return mixed True, or the message
   */

  public function validateNumber($check, $min, $max, $message) {
    $value = (string)current($check);

    return (preg_match('/\A[0-9]{1,10}\z/', $value) && (int)$value >= $min && (int)$value <= $max) ? true : _txt($message, array($min, $max));
  }

  /**
   * Validation: a custom field mapping.
   *
   * @param  array $check Field => value
   * @return mixed True, or why not
   */

  public function validateMapping($check) {
    $problem = SalesforceMapping::problem(current($check));

    return $problem === null ? true : $problem;
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
   * Whether a target's authorisation is in danger of ending for want of use.
   *
   * @param  array $coProvisioningTargetData Row of this table
   * @return integer Days it was not used, null if there are few or it is not known
   */

  public function quietDays($coProvisioningTargetData) {
    try {
      $serverId = $this->oauth2ServerId($coProvisioningTargetData);

      if($serverId) {
        $status = $this->nativeProvisioner($coProvisioningTargetData)->tokenStatus($serverId);
        $days = (int)floor((time() - (int)$status['since']) / 86400);

        // The other grants have nothing that ends so
        if($status['grant'] == 'authorization_code' && $status['refresh_token_set'] && $status['since'] !== null && $days > self::QUIET_DAYS) {
          return $days;
        }
      }
    }
    catch(Throwable $e) {
      // The page is where the cause is mended: it must open
      $this->logNative('error', 'token status: ' . $e->getMessage());
    }

    return null;
  }

  /**
   * What would happen to one person, beside what Salesforce has.
   *
   * @param  array   $coProvisioningTargetData Row of this table
   * @param  integer $coPersonId               CO Person ID
   * @return array preview: as the native method gives it, records: object => array of id, url, fields (field => value; null:
   *               could not be read, and then problem says why)
   * @throws InvalidArgumentException If something has to be set right first
   * @throws RuntimeException         If trying again may help
   */

  public function previewPerson($coProvisioningTargetData, $coPersonId) {
    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      throw new RuntimeException($this->missingExtension());
    }

    $targetId = $coProvisioningTargetData[$this->name]['co_provisioning_target_id'];
    $framework = new SalesforceFrameworkData($targetId);
    $data = $framework->person($coPersonId);

    if(!$data) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.preview.person'));
    }

    $native = $this->nativeProvisioner($coProvisioningTargetData);
    $preview = $native->preview($coProvisioningTargetData, $data[0], $data[1]);
    $person = $this->personRecord($targetId, $coPersonId);
    $records = array();

    foreach(array('Contact' => 'contact_id', 'CoPerson__c' => 'coperson_id') as $sobject => $column) {
      $id = !empty($person[$column]) ? $person[$column] : $this->identifierPart($targetId, $coPersonId, $sobject == 'Contact' ? 0 : 1);

      if($id && preg_match('/\A[A-Za-z0-9]{15,18}\z/', $id)) {
        $records[$sobject] = array('id' => $id, 'url' => $this->recordUrl($coProvisioningTargetData, $id), 'fields' => null, 'problem' => null);

        try {
          $records[$sobject]['fields'] = $native->request($coProvisioningTargetData, 'GET', '/sobjects/' . $sobject . '/' . $id);
        }
        catch(Exception $e) {
          // A record that is gone is what the preview is for
          $records[$sobject]['problem'] = $e->getMessage();
        }
      }
    }

    return array('preview' => $preview, 'records' => $records);
  }

  /**
   * Provision one person now, through the framework.
   *
   * @param array   $coProvisioningTargetData Row of this table
   * @param integer $coPersonId               CO Person ID
   * @throws InvalidArgumentException If trying again cannot help
   * @throws RuntimeException         If it may
   */

  public function provisionPerson($coProvisioningTargetData, $coPersonId) {
    $CoPerson = $this->CoProvisioningTarget->Co->CoPerson;
    $CoPerson->Behaviors->load('Provisioner');
    $CoPerson->requestToProvision($coProvisioningTargetData[$this->name]['co_provisioning_target_id'],
                                  $coPersonId,
                                  null,
                                  ProvisioningActionEnum::CoPersonReprovisionRequested);
  }

  /**
   * Queue the job that works on the whole CO.
   *
   * @param  array   $coProvisioningTargetData Row of this table
   * @param  integer $coId                     CO ID
   * @param  string  $mode                     Mode of the job
   * @param  boolean $dryRun                   Count only
   * @param  boolean $repair                   With "reconcile": put right what differs
   * @param  string  $summary                  Who asked for it
   * @return integer CO Job ID
   * @throws RuntimeException If such a job waits or runs already
   */

  public function queueSync($coProvisioningTargetData, $coId, $mode, $dryRun, $repair, $summary) {
    $targetId = (int)$coProvisioningTargetData[$this->name]['co_provisioning_target_id'];
    $params = array('co_provisioning_target_id' => $targetId, 'mode' => $mode);

    if($dryRun) {
      $params['dry_run'] = true;
    }

    if($repair) {
      $params['repair'] = 'all';
    }

    return $this->CoProvisioningTarget->Co->CoJob->register($coId, SalesforceDashboard::JOB, $targetId, $mode, $summary, true, false, $params);
  }

  /**
   * The org's API calls, as they were known last: by the button of the dashboard, or by a run.
   *
   * @param  array $coProvisioningTargetData Row of this table
   * @return array used, limit, time; null if nothing is known
   */

  public function knownLimits($coProvisioningTargetData) {
    $known = Cache::read($this->limitsKey($coProvisioningTargetData), '_cake_core_');

    return is_array($known) ? $known : null;
  }

  /**
   * Ask Salesforce for the org's API calls.
   *
   * @param array $coProvisioningTargetData Row of this table
   * @throws InvalidArgumentException If something has to be set right first
   * @throws RuntimeException         If trying again may help
   */

  public function fetchLimits($coProvisioningTargetData) {
    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      throw new RuntimeException($this->missingExtension());
    }

    $limits = $this->nativeProvisioner($coProvisioningTargetData)->limits($coProvisioningTargetData);

    if(isset($limits['DailyApiRequests']['Max'], $limits['DailyApiRequests']['Remaining'])) {
      $max = (int)$limits['DailyApiRequests']['Max'];
      $this->rememberLimits($coProvisioningTargetData, $max - (int)$limits['DailyApiRequests']['Remaining'], $max);
    }
  }

  /**
   * Keep what is known of the org's API calls, for the dashboard.
   *
   * @param array   $coProvisioningTargetData Row of this table
   * @param integer $used                     Calls used, null if not known
   * @param integer $limit                    Calls a day, null if not known
   */

  public function rememberLimits($coProvisioningTargetData, $used, $limit) {
    if($used !== null && $limit !== null) {
      Cache::write($this->limitsKey($coProvisioningTargetData), array('used' => (int)$used, 'limit' => (int)$limit, 'time' => time()), '_cake_core_');
    }
  }

  protected function limitsKey($coProvisioningTargetData) {
    return 'sfprov_limits_' . (int)$coProvisioningTargetData[$this->name]['id'] . '_' . (int)$coProvisioningTargetData[$this->name]['server_id'];
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
      'token_db'         => function() use ($source) { return $this->secondConnection($source); },
      'table_prefix'     => isset($source->config['prefix']) ? $source->config['prefix'] : '',
      'logger'           => array($this, 'logNative'),
      'status_labels'    => _txt('en.status'),
      'actor_identifier' => $this->actorIdentifier(),
      'jwt_key_file'     => isset($row['jwt_key_file']) ? $row['jwt_key_file'] : null,
      'jwt_username'     => isset($row['jwt_username']) ? $row['jwt_username'] : null
    ));
  }

  /**
   * A second connection to the registry's database, for what must outlive a roll-back of the registry's transaction.
   * It is opened when first asked for and kept for the life of this PHP process. The registry's own datasource class
   * opens it, so that encoding, schema, TLS and further settings are those of the first connection.
   *
   * @param  DboSource $source The registry's datasource
   * @return PDO Connection, not persistent
   * @throws RuntimeException If the database cannot be reached
   */

  protected function secondConnection($source) {
    $key = $source->configKeyName;

    if(isset(self::$secondConnections[$key])) {
      $second = &self::$secondConnections[$key];

      if(time() - $second['time'] < self::CONNECTION_IDLE || $this->answers($second['source']->getConnection())) {
        $second['time'] = time();

        return $second['source']->getConnection();
      }

      unset(self::$secondConnections[$key]);
    }

    // A persistent connection could be the very one that holds the registry's transaction
    $config = $source->config;
    $config['persistent'] = false;
    unset($config['flags'][PDO::ATTR_PERSISTENT]);

    $class = get_class($source);

    try {
      $fresh = new $class($config);
    }
    catch(MissingConnectionException $e) {
      // Why belongs into the log, not on the page of a CO: it names host and login
      $attributes = $e->getAttributes();
      $this->logNative('error', 'second database connection: ' . (isset($attributes['message']) ? $attributes['message'] : ''));

      throw new RuntimeException(SalesforceProvisionerAppModel::errorText('er.salesforceprovisioner.database'));
    }

    self::$secondConnections[$key] = array('source' => $fresh, 'time' => time());

    return $fresh->getConnection();
  }

  /**
   * @param  PDO $connection Connection
   * @return boolean Whether the server still answers on it
   */

  protected function answers($connection) {
    try {
      return @$connection->query('SELECT 1') !== false;
    }
    catch(PDOException $e) {
      return false;
    }
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
   * @return Model What was last sent, by person
   */

  public function people() {
    return ClassRegistry::init('SalesforceProvisioner.CoSalesforceProvisionerPerson', true);
  }

  /**
   * @param  integer $coProvisioningTargetId CO Provisioning Target ID
   * @param  integer $coPersonId             CO Person ID
   * @return array Row of co_salesforce_provisioner_people, or an empty array
   */

  protected function personRecord($coProvisioningTargetId, $coPersonId) {
    $args = array();
    $args['conditions']['CoSalesforceProvisionerPerson.co_provisioning_target_id'] = $coProvisioningTargetId;
    $args['conditions']['CoSalesforceProvisionerPerson.co_person_id'] = $coPersonId;
    $args['fields'] = array('contact_id', 'coperson_id', 'pushed_time', 'error_code', 'error_message', 'error_time');
    $args['contain'] = false;

    try {
      $row = $this->people()->find('first', $args);
    }
    catch(MissingTableException $e) {
      throw new RuntimeException(SalesforceProvisionerAppModel::errorText('er.salesforceprovisioner.schema'), 0, $e);
    }

    return !empty($row) ? $row['CoSalesforceProvisionerPerson'] : array();
  }

  /**
   * @param  array $person Row of co_salesforce_provisioner_people with an error
   * @return string Code and message; the message often has the code in it
   */

  protected function lastError($person) {
    $code = (string)$person['error_code'];
    $message = (string)$person['error_message'];

    return ($code === '' || strpos($message, $code) !== false) ? $message : trim($code . ': ' . $message, ': ');
  }

  /**
   * Where the Contact of a person is found in Salesforce.
   *
   * @param  integer $coProvisioningTargetId CO Provisioning Target ID
   * @param  integer $coPersonId             CO Person ID
   * @param  array   $person                 Row of co_salesforce_provisioner_people, may be empty
   * @return string URL, only the id if the instance is not known, or null
   */

  protected function contactLink($coProvisioningTargetId, $coPersonId, $person) {
    $contactId = !empty($person['contact_id']) ? $person['contact_id'] : $this->identifierPart($coProvisioningTargetId, $coPersonId, 0);

    if(!$contactId) {
      return null;
    }

    $instance = $this->field('instance_url', array($this->alias . '.co_provisioning_target_id' => $coProvisioningTargetId));

    return $instance ? rtrim($instance, '/') . '/' . $contactId : $contactId;
  }

  /**
   * People provisioned by the plugin that was here before have an Identifier only: CONTACT or CONTACT/COPERSON
   *
   * @param  integer $coProvisioningTargetId CO Provisioning Target ID
   * @param  integer $coPersonId             CO Person ID
   * @param  integer $part                   0: Contact, 1: CoPerson record
   * @return string Record ID, or null
   */

  protected function identifierPart($coProvisioningTargetId, $coPersonId, $part) {
    $args = array();
    $args['conditions']['Identifier.co_person_id'] = $coPersonId;
    $args['conditions']['Identifier.type'] = IdentifierEnum::ProvisioningTarget;
    $args['conditions']['Identifier.co_provisioning_target_id'] = $coProvisioningTargetId;
    $args['contain'] = false;

    $identifier = $this->CoProvisioningTarget->Co->CoPerson->Identifier->find('first', $args);
    $parts = empty($identifier) ? array() : explode('/', $identifier['Identifier']['identifier']);

    return !empty($parts[$part]) ? $parts[$part] : null;
  }

  /**
   * @param  array  $coProvisioningTargetData Row of this table
   * @param  string $id                       Record ID
   * @return string URL of the record, null if the instance is not known or is no https URL
   */

  protected function recordUrl($coProvisioningTargetData, $id) {
    $instance = (string)$coProvisioningTargetData[$this->name]['instance_url'];

    return strncmp($instance, 'https://', 8) == 0 ? rtrim($instance, '/') . '/' . $id : null;
  }

  /**
   * @param  string $field Column
   * @return mixed What the database holds for the row that is being saved or deleted, or null
   */

  protected function storedField($field) {
    if(empty($this->id) || !$this->hasField($field)) {
      return null;
    }

    $value = $this->field($field, array($this->alias . '.id' => $this->id));

    return $value === false ? null : $value;
  }
}
