<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('CoJobBackend', 'Model');
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceDashboard', 'SalesforceProvisioner.Lib');
App::uses('SalesforceJobText', 'SalesforceProvisioner.Lib');
App::uses('SalesforceProgress', 'SalesforceProvisioner.Lib');
App::uses('SalesforceSyncParameters', 'SalesforceProvisioner.Lib');
App::uses('SalesforceSyncReport', 'SalesforceProvisioner.Lib');
App::uses('SalesforceSyncRun', 'SalesforceProvisioner.Lib');

/**
 * Job SalesforceProvisioner.SalesforceSync: provisions all people of a CO to one target, or compares Salesforce with the
 * registry. It cannot be called SalesforceProvisioner.Sync: Cake has one class space, and CoreJob has a SyncJob.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class SalesforceSyncJob extends CoJobBackend {
  public $name = "SalesforceSyncJob";

  // Only the primary model is a plugin
  public $cmPluginType = null;

  // Seconds until a job goes on that stopped for the org's limit. The calls of the last 24 hours count: some of them end
  // every hour.
  const LIMIT_PAUSE = 3600;

  /**
   * Execute the job.
   *
   * @param integer $coId   CO ID
   * @param CoJob   $CoJob  Job, with its id
   * @param array   $params Parameters; null if the job was queued without any
   */

  public function execute($coId, $CoJob, $params) {
    $jobId = $CoJob->id;

    try {
      $this->sync($coId, $CoJob, $jobId, is_array($params) ? $params : array());
    }
    catch(Throwable $e) {
      // The framework catches an Exception only. An Error would leave the job unfinished and its lock held.
      $CoJob->finish($jobId, SalesforceJobText::fit(SalesforceJobText::reason($e, SalesforceDashboard::JOB)), JobStatusEnum::Failed);
    }
  }

  /**
   * Parameters of the job.
   *
   * @return array As the framework wants them
   */

  public function parameterFormat() {
    return SalesforceSyncParameters::format();
  }

  /**
   * Do the work and tell how it went.
   *
   * @param integer $coId   CO ID
   * @param CoJob   $CoJob  Job
   * @param integer $jobId  Its ID
   * @param array   $params Parameters
   * @throws InvalidArgumentException If a parameter or the target's configuration is wrong
   * @throws RuntimeException         If nothing could be done
   */

  protected function sync($coId, $CoJob, $jobId, $params) {
    $asked = new SalesforceSyncParameters($params);
    $mode = $asked->mode();
    $options = $asked->options();
    $Target = ClassRegistry::init('SalesforceProvisioner.CoSalesforceProvisionerTarget', true);

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      throw new RuntimeException($Target->missingExtension());
    }

    list($target, $row) = $asked->target($Target, $coId);

    $CoJob->update($jobId, $target['id'], $mode, SalesforceJobText::fit(_txt('pl.salesforceprovisioner.sync.start.' . $mode, array($target['description']))));

    $progress = new SalesforceProgress(empty($params['quiet']) ? $this->terminal() : null, !empty($options['repair']));

    try {
      $result = SalesforceSyncRun::run($Target, $row, $coId, $mode, $options, function($now) use ($CoJob, $jobId, $progress) {
        if(!$progress->due(microtime(true))) {
          return true;
        }

        $progress->show($now);
        $CoJob->setPercentComplete($jobId, $progress->percent($now));

        return !$CoJob->canceled($jobId);
      });
    }
    finally {
      $progress->end();
    }

    $this->report($coId, $CoJob, $jobId, $target, $mode, $asked, $result);
  }

  /**
   * Write the history of the job and its summary, and queue what is to go on later.
   *
   * @param integer                  $coId   CO ID
   * @param CoJob                    $CoJob  Job
   * @param integer                  $jobId  Its ID
   * @param array                    $target CO Provisioning Target
   * @param string                   $mode   Mode
   * @param SalesforceSyncParameters $asked  Parameters
   * @param array                    $result Result of the native method
   */

  protected function report($coId, $CoJob, $jobId, $target, $mode, $asked, $result) {
    $findings = isset($result['failures']) ? $result['failures'] : array();
    $report = new SalesforceSyncReport($CoJob, $jobId);
    $report->failures($findings, $result['failed']);

    if($mode == 'reconcile') {
      $report->differences($result);
    }

    $summary = SalesforceSyncReport::summary($mode, $asked->flag('dry_run'), $result);

    if($CoJob->canceled($jobId)) {
      // Finishing would undo the cancellation
      $report->note($summary);

      return;
    }

    $stopped = isset($result['stopped']) ? $result['stopped'] : null;
    // A comparison cannot go on where it stopped: it would begin anew every hour
    $later = $stopped == 'limit' && $mode != 'reconcile';

    if($later) {
      // The whole message would leave no room for the numbers
      $report->note($result['message']);
      $summary = _txt('pl.salesforceprovisioner.sync.paused', array(gmdate('H:i', time() + self::LIMIT_PAUSE), $summary));
    } elseif($stopped) {
      $summary = (string)$result['message'] . ' ' . $summary;
    } elseif(!empty($result['message'])) {
      // It is complete, but for something that could not be looked at
      $report->note($result['message']);
    }

    if($result['complete']) {
      $CoJob->setPercentComplete($jobId, 100);
    }

    $CoJob->finish($jobId, SalesforceJobText::fit($summary), SalesforceSyncReport::failed($mode, $findings, $result) ? JobStatusEnum::Failed : JobStatusEnum::Complete);

    if($later) {
      $this->requeue($coId, $CoJob, $jobId, $target, $mode, $asked->next($jobId), self::LIMIT_PAUSE);
    }
  }

  /**
   * Queue a job that goes on where this one stopped.
   *
   * @param integer $coId   CO ID
   * @param CoJob   $CoJob  Job
   * @param integer $jobId  Its ID
   * @param array   $target CO Provisioning Target
   * @param string  $mode   Mode
   * @param array   $next   Its parameters
   * @param integer $delay  Seconds
   */

  protected function requeue($coId, $CoJob, $jobId, $target, $mode, $next, $delay) {
    try {
      $id = $CoJob->register($coId,
                             SalesforceDashboard::JOB,
                             $target['id'],
                             $mode,
                             _txt('pl.salesforceprovisioner.sync.continues', array($jobId)),
                             true,
                             false,
                             $next,
                             $delay,
                             // The schedule, if there is one, goes on with this job
                             0,
                             0,
                             $jobId,
                             JobStatusEnum::Complete);

      $text = _txt('pl.salesforceprovisioner.sync.queued', array($id, gmdate('Y-m-d H:i', time() + $delay)));
    }
    catch(RuntimeException $e) {
      $text = $e->getMessage();
    }

    // The job shell goes by the id that it set
    $CoJob->id = $jobId;
    $report = new SalesforceSyncReport($CoJob, $jobId);
    $report->note($text);
  }

  /**
   * @return resource Where a progress line is written, or null
   */

  protected function terminal() {
    return SalesforceProgress::terminal();
  }
}
