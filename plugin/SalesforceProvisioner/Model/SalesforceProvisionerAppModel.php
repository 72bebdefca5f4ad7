<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

/**
 * The plugin's primary model is the class SalesforceProvisioner of the PHP extension sfprov, so this plugin has no
 * Model/SalesforceProvisioner.php. While the extension is not loaded, the framework makes an object of this class in its
 * place. It answers as the plugin that it stands for, so that targets can still be listed, edited and deleted and jobs
 * be run, and it leaves a line in the log. Nothing is provisioned: CoSalesforceProvisionerTarget::provision() says why,
 * and so do the jobs.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class SalesforceProvisionerAppModel extends AppModel {
  // The first is the type that a duplicated CO goes by
  public $cmPluginType = array("provisioner", "job");

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
   * The jobs of this plugin, of which each is a class with "Job" behind its name. The native class asks here, too. Cake
   * has one class space for all plugins: a name that another plugin has for a job (CoreJob has Bulk, Expire, Provision,
   * Sync, ...) would run the other one's.
   *
   * @return array Name => help text
   */

  public static function availableJobs() {
    return array(
      'KeepAlive'      => _txt('pl.salesforceprovisioner.keepalive.job'),
      'SalesforceSync' => _txt('pl.salesforceprovisioner.sync.job')
    );
  }

  public function getAvailableJobs() {
    return self::availableJobs();
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
   * A text with any number of values: _txt() takes six at most, and with more gives back the text as it is.
   *
   * @param  string $key  Key of the text
   * @param  array  $vars Values for it
   * @return string Text
   */

  public static function textOf($key, $vars) {
    return vsprintf(_txt($key), $vars);
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
