<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * Custom field mapping: which further attributes of a person go into which fields. Kept as JSON in field_mapping, a list of
 * {"object", "field", "source"}.
 */
class SalesforceMapping {
  // Entries that a target can have
  const MAX_ENTRIES = 50;

  // Characters of a constant
  const MAX_TEXT = 255;

  const OBJECTS = array('Contact', 'CoPerson__c');

  // API name of a Salesforce field
  const FIELD_NAME = '/\A[A-Za-z][A-Za-z0-9_]{0,79}\z/';

  // Sources without a type
  const PLAIN = array(
    'CoPerson.id', 'CoPerson.status', 'CoPerson.status_label', 'CoPerson.date_of_birth', 'CoPerson.timezone',
    'PrimaryName.honorific', 'PrimaryName.given', 'PrimaryName.middle', 'PrimaryName.family', 'PrimaryName.suffix', 'PrimaryName.language',
    'CoPersonRole.title', 'CoPersonRole.o', 'CoPersonRole.ou', 'CoPersonRole.affiliation', 'CoPersonRole.valid_from', 'CoPersonRole.valid_through'
  );

  const ADDRESS_PARTS = array('street', 'room', 'locality', 'state', 'postal_code', 'country');

  /**
   * @param  string $json Column field_mapping
   * @return array List of array(object, field, source); empty if it is not that
   */

  public static function decode($json) {
    $list = json_decode((string)$json, true);
    $ret = array();

    foreach(is_array($list) ? $list : array() as $e) {
      if(is_array($e) && isset($e['object'], $e['field'], $e['source'])
         && is_string($e['object']) && is_string($e['field']) && is_string($e['source'])) {
        $ret[] = array('object' => $e['object'], 'field' => $e['field'], 'source' => $e['source']);
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

    if(!is_array($list) || !array_is_list($list) || count(self::decode($json)) != count($list)) {
      return _txt('er.salesforceprovisioner.mapping.format');
    }

    if(count($list) > self::MAX_ENTRIES) {
      return _txt('er.salesforceprovisioner.mapping.many', array(self::MAX_ENTRIES));
    }

    $seen = array();

    foreach($list as $e) {
      $name = $e['object'] . '.' . $e['field'];

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

      return $text !== '' && mb_check_encoding($text, 'UTF-8') && mb_strlen($text, 'UTF-8') <= self::MAX_TEXT && !preg_match('/[\x00-\x1F\x7F]/', $text);
    }

    return (bool)preg_match('/\A(?:(?:EmailAddress|Identifier|TelephoneNumber)\.[^.\s<>]{1,32}|Address\.[^.\s<>]{1,32}\.(?:' . implode('|', self::ADDRESS_PARTS) . '))\z/u', $source);
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

    // A source that ends in a dot or has one within its type cannot be named
    foreach($ret as $group => $list) {
      $ret[$group] = array_filter($list, function($source) { return self::isSource($source); }, ARRAY_FILTER_USE_KEY);
    }

    $ret[ _txt('pl.salesforceprovisioner.source.text') ] = array('text:' => _txt('pl.salesforceprovisioner.source.text.desc'));

    return $ret;
  }
}
