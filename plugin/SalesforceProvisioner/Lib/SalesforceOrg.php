<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * What the pages know of the org's fields: its own description of an object, kept in Cake's cache for an hour, and how the
 * registry's values fit the org's picklists.
 */
class SalesforceOrg {
  // Seconds that a description is kept
  const LIFETIME = 3600;

  // Values of one field that are looked at
  const MAX_VALUES = 2000;

  protected $Target;

  protected $row;

  /**
   * @param CoSalesforceProvisionerTarget $Target Model
   * @param array                         $row    Row of its table
   */

  public function __construct($Target, $row) {
    $this->Target = $Target;
    $this->row = $row;
    $this->configureCache();
  }

  /**
   * Fields of an object.
   *
   * @param  string  $sobject "Contact" or "CoPerson__c"
   * @param  boolean $fresh   Ask Salesforce, whatever the cache holds
   * @return array time: when Salesforce said so, fields: name => array of label, type, length, write (can be written),
   *               values (active picklist values), restricted (no others are taken)
   * @throws RuntimeException         If Salesforce could not be asked
   * @throws InvalidArgumentException If something has to be set right first
   */

  public function describe($sobject, $fresh = false) {
    $data = $this->row[$this->Target->name];
    $known = $fresh ? false : Cache::read($this->key($sobject, $data['instance_url']), 'salesforce_provisioner');

    if(is_array($known)) {
      return $known;
    }

    $answer = $this->Target->nativeProvisioner($this->row)->request($this->row, 'GET', '/sobjects/' . $sobject . '/describe');
    $known = array('time' => time(), 'fields' => array());

    foreach(isset($answer['fields']) && is_array($answer['fields']) ? $answer['fields'] : array() as $f) {
      $values = array();

      foreach(isset($f['picklistValues']) && is_array($f['picklistValues']) ? $f['picklistValues'] : array() as $v) {
        if(!empty($v['active'])) {
          // Names of countries and states are the labels of their codes
          $values[ (string)$v['value'] ] = isset($v['label']) ? (string)$v['label'] : (string)$v['value'];
        }
      }

      $known['fields'][ (string)$f['name'] ] = array(
        'label'      => isset($f['label']) ? (string)$f['label'] : (string)$f['name'],
        'type'       => isset($f['type']) ? (string)$f['type'] : '',
        'length'     => isset($f['length']) ? (int)$f['length'] : 0,
        'write'      => !empty($f['createable']) && !empty($f['updateable']),
        'values'     => $values,
        'restricted' => !empty($f['restrictedPicklist'])
      );
    }

    // The request may have found out which instance it is
    $instance = $this->Target->field('instance_url', array($this->Target->alias . '.id' => $data['id']));
    Cache::write($this->key($sobject, $instance), $known, 'salesforce_provisioner');

    return $known;
  }

  /**
   * How the registry's salutations, countries and states fit the org's lists.
   *
   * @param  integer $coId  CO ID
   * @param  boolean $fresh Ask Salesforce, whatever the cache holds
   * @return array time, and lists: array of field, kind ("open": any value is taken, "list": others are refused,
   *               "text": no list), values: array of value, people, fits (boolean)
   * @throws RuntimeException         If Salesforce could not be asked
   * @throws InvalidArgumentException If something has to be set right first
   */

  public function compareValues($coId, $fresh = false) {
    $contact = $this->describe('Contact', $fresh);
    $lists = array();

    foreach(array('Salutation' => null, 'MailingCountry' => 'MailingCountryCode', 'MailingState' => 'MailingStateCode') as $field => $codes) {
      $f = isset($contact['fields'][$field]) ? $contact['fields'][$field] : null;
      // With state and country picklists the name has to be one that belongs to a code
      $list = ($codes && isset($contact['fields'][$codes])) ? $contact['fields'][$codes] : $f;
      $isList = $list && ($list['type'] == 'picklist' || $list['type'] == 'combobox') && !empty($list['values']);
      $refuses = $isList && ($codes || $list['restricted']);
      $accepted = array();

      foreach($isList ? $list['values'] : array() as $value => $label) {
        $accepted[ mb_strtolower((string)$value, 'UTF-8') ] = true;
        $accepted[ mb_strtolower($label, 'UTF-8') ] = true;
      }

      $values = array();

      foreach($this->registryValues($coId, $field) as $value => $people) {
        $values[] = array(
          'value'  => (string)$value,
          'people' => $people,
          'fits'   => !$isList || isset($accepted[ mb_strtolower((string)$value, 'UTF-8') ]),
          'long'   => $f && $f['length'] > 0 && mb_strlen((string)$value, 'UTF-8') > $f['length']
        );
      }

      $lists[] = array(
        'field'  => $field,
        'kind'   => !$f ? 'missing' : ($refuses ? 'list' : ($isList ? 'open' : 'text')),
        'offers' => $isList ? array_values($list['values']) : array(),
        'values' => $values
      );
    }

    return array('time' => $contact['time'], 'lists' => $lists);
  }

  /**
   * The values that the registry holds for a field, for people in a state that is provisioned.
   *
   * @param  integer $coId  CO ID
   * @param  string  $field Field of the Contact
   * @return array Value => number of people
   */

  protected function registryValues($coId, $field) {
    $CoPerson = $this->Target->CoProvisioningTarget->Co->CoPerson;
    $person = array('CoPerson.co_id' => $coId, 'CoPerson.status' => array('A', 'GP', 'XP', 'S', 'LK'));

    if($field == 'Salutation') {
      $Model = $CoPerson->Name;
      $column = 'Name.honorific';
      $conditions = array('Name.primary_name' => true);
      $joins = array($this->join('co_people', 'CoPerson', 'CoPerson.id = Name.co_person_id'));
    } else {
      $Model = $CoPerson->CoPersonRole->Address;
      $column = $field == 'MailingCountry' ? 'Address.country' : 'Address.state';
      $conditions = array('Address.type' => 'postal');
      $joins = array($this->join('co_person_roles', 'CoPersonRole', 'CoPersonRole.id = Address.co_person_role_id'),
                     $this->join('co_people', 'CoPerson', 'CoPerson.id = CoPersonRole.co_person_id'));
    }

    $rows = $Model->find('all', array(
      'joins'      => $joins,
      'conditions' => $conditions + $person + array('NOT' => array($column => null), $column . ' <>' => ''),
      'fields'     => array($column, 'COUNT(DISTINCT CoPerson.id) AS people'),
      'group'      => $column,
      'order'      => $column,
      'limit'      => self::MAX_VALUES,
      'contain'    => false
    ));
    $ret = array();
    list($alias, $name) = explode('.', $column);

    foreach($rows as $r) {
      $ret[ $r[$alias][$name] ] = (int)$r[0]['people'];
    }

    return $ret;
  }

  /**
   * @param  string $sobject  Object
   * @param  string $instance Instance URL: another org is another description
   * @return string Key in the cache
   */

  protected function key($sobject, $instance) {
    $data = $this->row[$this->Target->name];

    return 'describe_' . sha1(json_encode(array($sobject, (int)$data['id'], (int)$data['server_id'], (string)$instance)));
  }

  protected function join($table, $alias, $condition) {
    return array('table' => $table, 'alias' => $alias, 'type' => 'INNER', 'conditions' => array($condition));
  }

  /**
   * The plugin's part of Cake's cache: where the registry's own is, with our time.
   */

  protected function configureCache() {
    if(!Cache::isInitialized('salesforce_provisioner')) {
      $settings = Cache::settings('_cake_core_');
      Cache::config('salesforce_provisioner', array('prefix' => 'sfprov_', 'duration' => self::LIFETIME, 'probability' => 100) + $settings);
    }
  }
}
