<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * Custom field mapping: which further attributes of a person go into which fields. Kept as JSON in field_mapping, a list of
 * {"object", "field", "source", "type"}. The extension has the last word about it: docs/mapping.md.
 */
class SalesforceMapping {
  // Entries that a target can have
  const MAX_ENTRIES = 100;

  // Bytes of a constant
  const MAX_TEXT = 1024;

  const OBJECTS = array('Contact', 'CoPerson__c');

  // API name of a Salesforce field
  const FIELD_NAME = '/\A[A-Za-z][A-Za-z0-9_]{0,79}\z/';

  // Types of an entry, by the type that Salesforce gives the field. All others are text.
  const TYPES = array(
    'boolean'  => 'boolean',
    'currency' => 'number',
    'date'     => 'date',
    'datetime' => 'datetime',
    'double'   => 'number',
    'int'      => 'number',
    'long'     => 'number',
    'percent'  => 'number'
  );

  // Fields that the plugin fills by itself
  const BUILT_IN = array(
    'Contact'     => array('Salutation', 'FirstName', 'LastName', 'Suffix', 'Email', 'Department', 'Title', 'Phone', 'MobilePhone',
                           'MailingStreet', 'MailingCity', 'MailingState', 'MailingCountry', 'MailingPostalCode'),
    'CoPerson__c' => array('ORCID__c', 'Status__c', 'Contact__c')
  );

  // Fields that the plugin fills if an option of the target is set: object => field => column
  const BY_OPTION = array(
    'Contact'     => array('MiddleName' => 'middle_name', 'AccountId' => 'default_account'),
    'CoPerson__c' => array('Platform_ID__c' => 'platform_id_type', 'Application_ID__c' => 'app_id_type')
  );

  // Sources without a type
  const PLAIN = array(
    'CoPerson.id', 'CoPerson.status', 'CoPerson.status_label', 'CoPerson.date_of_birth', 'CoPerson.timezone',
    'PrimaryName.honorific', 'PrimaryName.given', 'PrimaryName.middle', 'PrimaryName.family', 'PrimaryName.suffix', 'PrimaryName.language',
    'CoPersonRole.title', 'CoPersonRole.o', 'CoPersonRole.ou', 'CoPersonRole.affiliation', 'CoPersonRole.valid_from', 'CoPersonRole.valid_through'
  );

  const ADDRESS_PARTS = array('street', 'room', 'locality', 'state', 'postal_code', 'country');

  /**
   * @param  string $json Column field_mapping
   * @return array List of array(object, field, source, and type if it is no text); empty if it is not that
   */

  public static function decode($json) {
    $list = json_decode((string)$json, true);
    $ret = array();

    foreach(is_array($list) ? $list : array() as $e) {
      if(is_array($e) && isset($e['object'], $e['field'], $e['source'])
         && is_string($e['object']) && is_string($e['field']) && is_string($e['source'])) {
        $ret[] = array('object' => $e['object'], 'field' => $e['field'], 'source' => $e['source'])
                 + (isset($e['type']) && is_string($e['type']) ? array('type' => $e['type']) : array());
      }
    }

    return $ret;
  }

  /**
   * @param  array $entries As decode() gives them
   * @return string JSON, or null for none
   */

  public static function encode($entries) {
    return $entries ? json_encode(array_values($entries), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE) : null;
  }

  /**
   * What is wrong with a mapping.
   *
   * @param  mixed $json Column field_mapping
   * @return string Text, null if all is well
   */

  public static function problem($json) {
    if($json === null || $json === '') {
      return null;
    }

    $list = json_decode((string)$json, true);

    // An empty object becomes an empty array, too
    if(!is_array($list) || !array_is_list($list) || !preg_match('/\A\s*\[/', (string)$json) || count(self::decode($json)) != count($list)) {
      return _txt('er.salesforceprovisioner.mapping.format');
    }

    if(count($list) > self::MAX_ENTRIES) {
      return _txt('er.salesforceprovisioner.mapping.many', array(self::MAX_ENTRIES));
    }

    $seen = array();

    foreach($list as $e) {
      $name = $e['object'] . '.' . $e['field'];

      if(isset($e['type']) && $e['type'] !== 'string' && !in_array($e['type'], self::TYPES, true)) {
        return _txt('er.salesforceprovisioner.mapping.format');
      }

      if(!in_array($e['object'], self::OBJECTS, true) || !preg_match(self::FIELD_NAME, $e['field'])) {
        return _txt('er.salesforceprovisioner.mapping.field', array($name));
      }

      if(!self::isSource($e['source'])) {
        return _txt('er.salesforceprovisioner.mapping.source', array($name));
      }

      if(isset($seen[ strtolower($name) ])) {
        return _txt('er.salesforceprovisioner.mapping.twice', array($name));
      }

      $seen[ strtolower($name) ] = true;
    }

    return null;
  }

  /**
   * @param  string $source Source
   * @return boolean Whether there is such a source
   */

  public static function isSource($source) {
    if(in_array($source, self::PLAIN, true)) {
      return true;
    }

    if(strncmp($source, 'text:', 5) == 0) {
      $text = substr($source, 5);

      return $text !== '' && mb_check_encoding($text, 'UTF-8') && strlen($text) <= self::MAX_TEXT && !preg_match('/[\x00-\x1F\x7F]/', $text);
    }

    // The registry's own notes
    if($source === 'Identifier.' . IdentifierEnum::ProvisioningTarget) {
      return false;
    }

    return (bool)preg_match('/\A(?:(?:EmailAddress|Identifier|TelephoneNumber)\.[^\x00-\x1F\x7F]{1,32}|Address\.[^\x00-\x1F\x7F]{1,32}\.(?:' . implode('|', self::ADDRESS_PARTS) . '))\z/u', $source);
  }

  /**
   * Fields of an object that an entry can fill: those that can be written, less those that the plugin fills by itself.
   *
   * @param  string $sobject Object
   * @param  array  $fields  As SalesforceOrg::describe() gives them
   * @param  array  $row     Target
   * @return array Likewise
   */

  public static function offered($sobject, $fields, $row) {
    $taken = self::BUILT_IN[$sobject];

    foreach(self::BY_OPTION[$sobject] as $field => $column) {
      if(!empty($row[$column])) {
        $taken[] = $field;
      }
    }

    if($sobject == 'Contact') {
      $taken[] = (string)$row['external_id_field'];

      if($row['deprovision_policy'] == SalesforceDeprovisionPolicyEnum::SetField) {
        $taken[] = (string)$row['deprovision_field'];
      }
    }

    return array_filter($fields, function($f, $name) use ($taken) { return $f['write'] && !in_array($name, $taken, true); }, ARRAY_FILTER_USE_BOTH);
  }

  /**
   * The sources of a CO, for a list to choose from.
   *
   * @param  Model   $CoPerson CoPerson
   * @param  integer $coId     CO ID
   * @return array Name of a group => array(source => text)
   */

  public static function sources($CoPerson, $coId) {
    $ret = array();

    foreach(self::PLAIN as $s) {
      list($model, $column) = explode('.', $s);
      $ret[ _txt('pl.salesforceprovisioner.source.' . $model) ][$s] = _txt('pl.salesforceprovisioner.source.' . $s);
    }

    foreach(array('EmailAddress' => $CoPerson->EmailAddress, 'Identifier' => $CoPerson->Identifier, 'TelephoneNumber' => $CoPerson->CoPersonRole->TelephoneNumber) as $model => $Model) {
      foreach($Model->types($coId, 'type') as $type => $label) {
        $ret[ _txt('pl.salesforceprovisioner.source.' . $model) ][$model . '.' . $type] = $label;
      }
    }

    foreach($CoPerson->CoPersonRole->Address->types($coId, 'type') as $type => $label) {
      foreach(self::ADDRESS_PARTS as $part) {
        $ret[ _txt('pl.salesforceprovisioner.source.Address') ]['Address.' . $type . '.' . $part] = $label . ': ' . _txt('pl.salesforceprovisioner.source.Address.' . $part);
      }
    }

    // Not the registry's own notes
    foreach($ret as $group => $list) {
      $ret[$group] = array_filter($list, function($source) { return self::isSource($source); }, ARRAY_FILTER_USE_KEY);
    }

    $ret[ _txt('pl.salesforceprovisioner.source.text') ] = array('text:' => _txt('pl.salesforceprovisioner.source.text.desc'));

    return $ret;
  }
}
