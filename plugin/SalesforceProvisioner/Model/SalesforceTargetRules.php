<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('CoProvisionerPluginTarget', 'Model');
App::uses('SalesforceMapping', 'SalesforceProvisioner.Lib');

/**
 * What the row of a target may hold, and how it is written. The target's model extends this class: rules and callbacks are
 * its own then, as the framework reads and calls them.
 */
abstract class SalesforceTargetRules extends CoProvisionerPluginTarget {
  // API name of a Salesforce field
  const FIELD_NAME = '/\A[A-Za-z][A-Za-z0-9_]{0,79}\z/';

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
