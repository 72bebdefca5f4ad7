<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');

/**
 * A second connection to the registry's database, for what must outlive a roll-back of the registry's transaction.
 * It is opened when first asked for and kept for the life of this PHP process. The registry's own datasource class
 * opens it, so that encoding, schema, TLS and further settings are those of the first connection.
 */
class SalesforceSecondConnection {
  // A connection that was idle for this many seconds is tried before it is handed out
  const IDLE = 60;

  // Those of this process: name of the database configuration => array('source', 'time')
  protected static $open = array();

  /**
   * @param  DboSource $source The registry's datasource
   * @param  callable  $log    Writes a line to the registry's log: level, message
   * @return PDO Connection, not persistent
   * @throws RuntimeException If the database cannot be reached
   */

  public static function of($source, $log) {
    $key = $source->configKeyName;

    if(isset(self::$open[$key])) {
      $second = &self::$open[$key];

      if(time() - $second['time'] < self::IDLE || self::answers($second['source']->getConnection())) {
        $second['time'] = time();

        return $second['source']->getConnection();
      }

      unset(self::$open[$key]);
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
      $log('error', 'second database connection: ' . (isset($attributes['message']) ? $attributes['message'] : ''));

      throw new RuntimeException(SalesforceProvisionerAppModel::errorText('er.salesforceprovisioner.database'));
    }

    self::$open[$key] = array('source' => $fresh, 'time' => time());

    return $fresh->getConnection();
  }

  /**
   * @param  PDO $connection Connection
   * @return boolean Whether the server still answers on it
   */

  protected static function answers($connection) {
    try {
      return @$connection->query('SELECT 1') !== false;
    }
    catch(PDOException $e) {
      return false;
    }
  }
}
