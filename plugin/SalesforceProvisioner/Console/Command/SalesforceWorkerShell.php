<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppShell', 'Console/Command');
App::uses('SalesforceProgress', 'SalesforceProvisioner.Lib');
App::uses('SalesforceSyncRun', 'SalesforceProvisioner.Lib');

/**
 * cake SalesforceProvisioner.salesforce_worker: takes a part in the whole-CO runs that jobs have begun, and ends when there
 * is none (left). The registry runs one job of a CO at a time, on one host; processes of this command, on any number of
 * hosts, are how more of them work on the same CO.
 */
class SalesforceWorkerShell extends AppShell {
  public $uses = array();

  public function getOptionParser() {
    _bootstrap_plugin_txt();

    return parent::getOptionParser()
      ->description(_txt('pl.salesforceprovisioner.worker'))
      ->addOption('coid', array(
        'short' => 'c',
        'help'  => _txt('sh.job.arg.coid')
      ))
      ->addOption('co_provisioning_target_id', array(
        'short' => 't',
        'help'  => _txt('pl.salesforceprovisioner.worker.target')
      ));
  }

  public function main() {
    $ids = array();

    foreach(array('coid', 'co_provisioning_target_id') as $name) {
      $ids[$name] = isset($this->params[$name]) ? (string)$this->params[$name] : '';

      if(!preg_match($name == 'coid' ? '/\A[0-9]{1,9}\z/' : '/\A[0-9]{0,9}\z/', $ids[$name])) {
        $this->error(_txt('er.salesforceprovisioner.worker', array('--' . $name)));
      }
    }

    $terminal = empty($this->params['quiet']) ? SalesforceProgress::terminal() : null;
    $failed = false;

    foreach(SalesforceSyncRun::join((int)$ids['coid'], $ids['co_provisioning_target_id'] === '' ? null : (int)$ids['co_provisioning_target_id'], $terminal) as $line) {
      $failed = $failed || $line['failed'];
      $line['failed'] ? $this->err($line['text']) : $this->out($line['text']);
    }

    return $failed ? 1 : 0;
  }
}
