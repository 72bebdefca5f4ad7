<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceDashboard', 'SalesforceProvisioner.Lib');
App::uses('SalesforceFrameworkData', 'SalesforceProvisioner.Lib');
App::uses('SalesforceJobText', 'SalesforceProvisioner.Lib');
App::uses('SalesforceLimits', 'SalesforceProvisioner.Lib');
App::uses('SalesforceProgress', 'SalesforceProvisioner.Lib');
App::uses('SalesforceSyncReport', 'SalesforceProvisioner.Lib');

/**
 * Work on a whole CO: that of a job, and that of further processes that join it.
 */
class SalesforceSyncRun {
  // A run whose processes have not shown up for this many seconds is not under way
  const ALIVE = 120;

  /**
   * Call the native class. Also for a process that joins the work of a job.
   *
   * @param  CoSalesforceProvisionerTarget $Target   Model
   * @param  array                         $row      Row of the target
   * @param  integer                       $coId     CO ID
   * @param  string                        $mode     Mode
   * @param  array                         $options  Options of the native method
   * @param  callable                      $progress As the native method wants it
   * @return array Its result
   * @throws InvalidArgumentException If the configuration is wrong
   * @throws RuntimeException         If nothing could be done
   */

  public static function run($Target, $row, $coId, $mode, $options, $progress) {
    $framework = new SalesforceFrameworkData($row['CoSalesforceProvisionerTarget']['co_provisioning_target_id']);
    // Called for a target with data filters only
    $options['person_data'] = array($framework, 'answer');

    $native = $Target->nativeProvisioner($row);

    $result = $mode == 'reconcile'
              ? $native->reconcile($row, (int)$coId, $options, $progress)
              : $native->provisionAll($row, (int)$coId, array('mode' => $mode) + $options, $progress);

    $limits = new SalesforceLimits($row);
    $limits->remember($result['api_used'], $result['api_limit']);

    return $result;
  }

  /**
   * Take a part in the runs of a CO that are under way. Not a job: the registry would not let it start beside the other
   * one. A run that nobody has worked on for some minutes is left to a job.
   *
   * @param  integer  $coId     CO ID
   * @param  integer  $targetId CO Provisioning Target ID, null: all of the CO
   * @param  resource $terminal Where a progress line is written, or null
   * @return array For each run failed: boolean, text: what was done, or why not
   */

  public static function join($coId, $targetId, $terminal) {
    $Target = ClassRegistry::init('SalesforceProvisioner.CoSalesforceProvisionerTarget', true);
    $Run = ClassRegistry::init('SalesforceProvisioner.CoSalesforceProvisionerRun', true);
    $lines = array();

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      return array(array('failed' => true, 'text' => $Target->missingExtension()));
    }

    $targets = $Target->CoProvisioningTarget->find('all', array(
      'conditions' => array(
        'CoProvisioningTarget.co_id'     => $coId,
        'CoProvisioningTarget.plugin'    => 'SalesforceProvisioner',
        'CoProvisioningTarget.status !=' => ProvisionerModeEnum::Disabled
      ) + ($targetId === null ? array() : array('CoProvisioningTarget.id' => $targetId)),
      'order'      => 'CoProvisioningTarget.id ASC',
      'contain'    => false
    ));

    foreach($targets as $target) {
      $target = $target['CoProvisioningTarget'];
      $run = $Run->find('first', array(
        'conditions' => array(
          'CoSalesforceProvisionerRun.co_provisioning_target_id' => $target['id'],
          'CoSalesforceProvisionerRun.status'                    => 'GO',
          'CoSalesforceProvisionerRun.mode'                      => array('all', 'changed'),
          'CoSalesforceProvisionerRun.heartbeat_time >'          => time() - self::ALIVE
        ),
        'contain'    => false
      ));

      if(!empty($run)) {
        $lines[] = self::joinRun($Target, $coId, $target, $run['CoSalesforceProvisionerRun']['mode'], $terminal);
      }
    }

    return $lines;
  }

  /**
   * @param  CoSalesforceProvisionerTarget $Target   Model
   * @param  integer                       $coId     CO ID
   * @param  array                         $target   CO Provisioning Target
   * @param  string                        $mode     Mode of the run
   * @param  resource                      $terminal Where a progress line is written, or null
   * @return array failed: boolean, text: what was done, or why not
   */

  protected static function joinRun($Target, $coId, $target, $mode, $terminal) {
    $progress = new SalesforceProgress($terminal);

    try {
      $row = $Target->find('first', array(
        'conditions' => array('CoSalesforceProvisionerTarget.co_provisioning_target_id' => $target['id']),
        'contain'    => false
      ));
      $result = self::run($Target, $row, $coId, $mode, array(), function($now) use ($progress) {
        if($progress->due(microtime(true))) {
          $progress->show($now);
        }
      });

      return array(
        'failed' => false,
        'text'   => $target['description'] . ': ' . trim((string)$result['message'] . ' ' . SalesforceSyncReport::summary($mode, false, $result))
      );
    }
    catch(Throwable $e) {
      return array('failed' => true, 'text' => $target['description'] . ': ' . SalesforceJobText::reason($e, SalesforceDashboard::JOB));
    }
    finally {
      $progress->end();
    }
  }
}
