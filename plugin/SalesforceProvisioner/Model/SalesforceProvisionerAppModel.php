<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

/**
 * The plugin's primary model is the class SalesforceProvisioner of the PHP extension sfprov, so this plugin has no
 * Model/SalesforceProvisioner.php. While the extension is not loaded, the framework makes an object of this class in its
 * place. It answers as a provisioner plugin, so that targets can still be listed, edited and deleted, and it leaves a
 * line in the log. Nothing is provisioned: CoSalesforceProvisionerTarget::provision() says why.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class SalesforceProvisionerAppModel extends AppModel {
  public $cmPluginType = "provisioner";

  public $cmPluginHasMany = array();

  // There is no table salesforce_provisioners
  public $useTable = false;

  // Seconds between two log lines of one kind of PHP process
  const LOG_INTERVAL = 3600;

  public function __construct($id = false, $table = null, $ds = null) {
    parent::__construct($id, $table, $ds);

    if($this->name == 'SalesforceProvisioner') {
      $this->logMissingExtension();
    }
  }

  public function cmPluginMenus() {
    return array();
  }

  /**
   * Is the native class there? A class of that name that is a Cake model belongs to another plugin.
   *
   * @return boolean
   */

  public static function extensionLoaded() {
    return class_exists('SalesforceProvisioner', false)
           && !is_subclass_of('SalesforceProvisioner', 'Model');
  }

  /**
   * An error text of this plugin. Only the pages and the job shell load the texts of plugins: under another shell _txt()
   * gives back the key, and a key helps nobody.
   *
   * @param  string $key  Key of the text
   * @param  array  $vars Values for it
   * @return string Text
   */

  public static function errorText($key, $vars = array()) {
    $text = _txt($key, $vars);

    if($text === $key) {
      // Sets $cm_salesforce_provisioner_texts
      include dirname(__DIR__) . DS . 'Lib' . DS . 'lang.php';

      $text = vsprintf($cm_salesforce_provisioner_texts['en_US'][$key], $vars);
    }

    return $text;
  }

  /**
   * Log that the extension is missing. Every page constructs this object, so the time of the last line is kept in the
   * cache, one for each SAPI: the web server and the shell read different ini files.
   */

  protected function logMissingExtension() {
    $key = 'sfprov_missing_' . PHP_SAPI;
    $last = Cache::read($key, '_cake_core_');

    if(is_int($last) && $last <= time() && time() - $last < self::LOG_INTERVAL) {
      return;
    }

    Cache::write($key, time(), '_cake_core_');
    CakeLog::write('error', self::errorText('er.salesforceprovisioner.extension.log', array(PHP_SAPI, (string)php_ini_loaded_file())));
  }
}
