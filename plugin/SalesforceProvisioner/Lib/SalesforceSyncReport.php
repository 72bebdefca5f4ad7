<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceJobText', 'SalesforceProvisioner.Lib');
App::uses('SalesforceProgress', 'SalesforceProvisioner.Lib');
App::uses('SalesforceSyncParameters', 'SalesforceProvisioner.Lib');

/**
 * What became of a run over a whole CO: the history of its job, its numbers in words, and whether it has failed.
 */
class SalesforceSyncReport {
  // People, or differences, that the history of one job names
  const HISTORY_RECORDS = 100;

  protected $CoJob;

  protected $jobId;

  /**
   * @param CoJob   $CoJob Job
   * @param integer $jobId Its ID
   */

  public function __construct($CoJob, $jobId) {
    $this->CoJob = $CoJob;
    $this->jobId = $jobId;
  }

  /**
   * Name the people who failed.
   *
   * @param array   $failures Failures of the result
   * @param integer $failed   How many there were
   */

  public function failures($failures, $failed) {
    $named = array_slice($failures, 0, self::HISTORY_RECORDS);

    foreach($named as $failure) {
      $text = $failure['message'];

      if($failure['code'] !== '' && strpos($text, $failure['code']) === false) {
        $text = $failure['code'] . ': ' . $text;
      }

      $this->record($failure['co_person_id'], $text, $failure['co_person_id'], JobStatusEnum::Failed);
    }

    if($failed > count($named)) {
      $this->note(_txt('pl.salesforceprovisioner.sync.more', array($failed - count($named))));
    }
  }

  /**
   * Name what differs. Values stay out: a history of jobs is no place for what people are called.
   *
   * @param array $result Result of reconcile()
   */

  public function differences($result) {
    $all = 0;

    foreach(SalesforceSyncParameters::DIFFERENCES as $kind) {
      $all += $result[$kind];
    }

    $named = array_slice($result['differences'], 0, self::HISTORY_RECORDS);

    foreach($named as $difference) {
      $text = _txt('pl.salesforceprovisioner.sync.difference.' . $difference['kind'],
                   array(implode(', ', $difference['contact_ids']), implode(', ', array_keys($difference['fields']))));

      $this->record($difference['co_person_id'], $text, $difference['co_person_id'], JobStatusEnum::Notice);
    }

    if($all > count($named)) {
      $this->note(_txt('pl.salesforceprovisioner.sync.more.differences', array($all - count($named))));
    }
  }

  /**
   * @param string $text What is to be known of the whole job
   */

  public function note($text) {
    $this->record(null, $text, null, JobStatusEnum::Notice);
  }

  /**
   * @param mixed   $key        Key of the record, or null
   * @param string  $text       Text
   * @param integer $coPersonId CO Person ID, or null
   * @param string  $status     JobStatusEnum
   */

  protected function record($key, $text, $coPersonId, $status) {
    $text = SalesforceJobText::fit($text);

    try {
      $this->CoJob->CoJobHistoryRecord->record($this->jobId, $key, $text, $coPersonId, null, $status);
    }
    catch(PDOException $e) {
      // The person may have been expunged meanwhile: the key still tells who it was
      $this->CoJob->CoJobHistoryRecord->record($this->jobId, $key, $text, null, null, $status);
    }
  }

  /**
   * @param  string $mode   Mode
   * @param  boolean $dryRun Whether it was counted only
   * @param  array  $result Result of the native method
   * @return string What was done, in numbers
   */

  public static function summary($mode, $dryRun, $result) {
    $calls = $result['api_used'] === null
             ? $result['api_calls']
             : _txt('pl.salesforceprovisioner.sync.calls', array($result['api_calls'], $result['api_used'], $result['api_limit']));
    $time = SalesforceProgress::duration($result['seconds']);

    if($mode == 'reconcile') {
      return SalesforceProvisionerAppModel::textOf('pl.salesforceprovisioner.sync.finish.reconcile', array(
        $result['people'], $result['contacts'], $result['same'], $result['missing'], $result['changed'], $result['orphaned'],
        $result['duplicated'], $result['repaired'], $result['failed'], $calls, $time
      ));
    }

    return SalesforceProvisionerAppModel::textOf($dryRun ? 'pl.salesforceprovisioner.sync.finish.dryrun' : 'pl.salesforceprovisioner.sync.finish', array(
      $result['people'], $result['created'], $result['updated'], $result['unchanged'], $result['deprovisioned'], $result['skipped'], $result['failed'],
      $calls, $time
    ));
  }

  /**
   * Whether the job has failed, so that the registry tries it again if it was queued with a retry interval. A person whom
   * Salesforce refuses does not make it so: trying again is no remedy, and the history names the person.
   *
   * @param  string $mode     Mode
   * @param  array  $failures Failures of the result
   * @param  array  $result   Result
   * @return boolean
   */

  public static function failed($mode, $failures, $result) {
    // What was asked for is not done, and somebody has to look
    if(isset($result['stopped']) && $result['stopped'] == 'guard') {
      return true;
    }

    foreach($failures as $failure) {
      if($failure['retryable']) {
        return true;
      }
    }

    // Those who changed include those who were refused before: on a quiet day there is nobody else
    return $mode != 'changed' && $result['failed'] > 0 && $result['failed'] >= $result['people'];
  }
}
