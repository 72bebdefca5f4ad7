<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('CoJobBackend', 'Model');
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceFrameworkData', 'SalesforceProvisioner.Lib');
App::uses('SalesforceLimits', 'SalesforceProvisioner.Lib');
App::uses('SalesforceProgress', 'SalesforceProvisioner.Lib');

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

  const COMMAND = 'SalesforceProvisioner.SalesforceSync';

  const MODES = array('all', 'changed', 'reconcile');

  // What a reconciliation can find, and repair: keys of its result
  const DIFFERENCES = array('missing', 'changed', 'orphaned', 'duplicated');

  // Seconds until a job goes on that stopped for the org's limit. The calls of the last 24 hours count: some of them end
  // every hour.
  const LIMIT_PAUSE = 3600;

  // A run whose processes have not shown up for this many seconds is not under way
  const ALIVE = 120;

  // People, or differences, that the history of one job names
  const HISTORY_RECORDS = 100;

  // Bytes of a comment or summary that the framework keeps
  const TEXT_LENGTH = 256;

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
      $CoJob->finish($jobId, $this->fit($this->reason($e)), JobStatusEnum::Failed);
    }
  }

  /**
   * Parameters of the job.
   *
   * @return array As the framework wants them
   */

  public function parameterFormat() {
    return array(
      'co_provisioning_target_id' => array(
        'help'     => _txt('pl.salesforceprovisioner.sync.target'),
        'type'     => 'int',
        'required' => true
      ),
      'mode' => array(
        'help'     => _txt('pl.salesforceprovisioner.sync.mode'),
        'type'     => 'select',
        'choices'  => self::MODES,
        'required' => false,
        'default'  => 'all'
      ),
      'dry_run' => array(
        'help'     => _txt('pl.salesforceprovisioner.sync.dryrun'),
        'type'     => 'bool',
        'required' => false,
        'default'  => false
      ),
      'force' => array(
        'help'     => _txt('pl.salesforceprovisioner.sync.force'),
        'type'     => 'bool',
        'required' => false,
        'default'  => false
      ),
      'repair' => array(
        'help'     => _txt('pl.salesforceprovisioner.sync.repair', array(implode(', ', self::DIFFERENCES))),
        'type'     => 'string',
        'required' => false,
        'default'  => ''
      ),
      'max_share' => array(
        'help'     => _txt('pl.salesforceprovisioner.sync.maxshare'),
        'type'     => 'int',
        'required' => false
      )
    );
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
    $mode = $this->mode($params);
    $options = $this->options($mode, $params);
    $Target = ClassRegistry::init('SalesforceProvisioner.CoSalesforceProvisionerTarget', true);

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      throw new RuntimeException($Target->missingExtension());
    }

    list($target, $row) = $this->target($Target, $coId, $params);

    $CoJob->update($jobId, $target['id'], $mode, $this->fit(_txt('pl.salesforceprovisioner.sync.start.' . $mode, array($target['description']))));

    $progress = new SalesforceProgress(empty($params['quiet']) ? $this->terminal() : null, !empty($options['repair']));

    try {
      $result = $this->run($Target, $row, $coId, $mode, $options, function($now) use ($CoJob, $jobId, $progress) {
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

    $this->report($coId, $CoJob, $jobId, $target, $mode, $params, $result);
  }

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

  public function run($Target, $row, $coId, $mode, $options, $progress) {
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
   * @param  integer $coId     CO ID
   * @param  integer $targetId CO Provisioning Target ID, null: all of the CO
   * @param  boolean $quiet    Whether the terminal is left alone
   * @return array For each run failed: boolean, text: what was done, or why not
   */

  public function join($coId, $targetId, $quiet) {
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
        $lines[] = $this->joinRun($Target, $coId, $target, $run['CoSalesforceProvisionerRun']['mode'], $quiet);
      }
    }

    return $lines;
  }

  /**
   * @param  CoSalesforceProvisionerTarget $Target Model
   * @param  integer                       $coId   CO ID
   * @param  array                         $target CO Provisioning Target
   * @param  string                        $mode   Mode of the run
   * @param  boolean                       $quiet  Whether the terminal is left alone
   * @return array failed: boolean, text: what was done, or why not
   */

  protected function joinRun($Target, $coId, $target, $mode, $quiet) {
    $progress = new SalesforceProgress($quiet ? null : $this->terminal());

    try {
      $row = $Target->find('first', array(
        'conditions' => array('CoSalesforceProvisionerTarget.co_provisioning_target_id' => $target['id']),
        'contain'    => false
      ));
      $result = $this->run($Target, $row, $coId, $mode, array(), function($now) use ($progress) {
        if($progress->due(microtime(true))) {
          $progress->show($now);
        }
      });

      return array(
        'failed' => false,
        'text'   => $target['description'] . ': ' . trim((string)$result['message'] . ' ' . $this->summary($mode, array(), $result))
      );
    }
    catch(Throwable $e) {
      return array('failed' => true, 'text' => $target['description'] . ': ' . $this->reason($e));
    }
    finally {
      $progress->end();
    }
  }

  /**
   * Write the history of the job and its summary, and queue what is to go on later.
   *
   * @param integer $coId   CO ID
   * @param CoJob   $CoJob  Job
   * @param integer $jobId  Its ID
   * @param array   $target CO Provisioning Target
   * @param string  $mode   Mode
   * @param array   $params Parameters
   * @param array   $result Result of the native method
   */

  protected function report($coId, $CoJob, $jobId, $target, $mode, $params, $result) {
    $findings = isset($result['failures']) ? $result['failures'] : array();
    $this->recordFailures($CoJob, $jobId, $findings, $result['failed']);

    if($mode == 'reconcile') {
      $this->recordDifferences($CoJob, $jobId, $result);
    }

    $summary = $this->summary($mode, $params, $result);

    if($CoJob->canceled($jobId)) {
      // Finishing would undo the cancellation
      $this->record($CoJob, $jobId, null, $summary, null, JobStatusEnum::Notice);

      return;
    }

    $stopped = isset($result['stopped']) ? $result['stopped'] : null;
    // A comparison cannot go on where it stopped: it would begin anew every hour
    $later = $stopped == 'limit' && $mode != 'reconcile';

    if($later) {
      // The whole message would leave no room for the numbers
      $this->record($CoJob, $jobId, null, $result['message'], null, JobStatusEnum::Notice);
      $summary = _txt('pl.salesforceprovisioner.sync.paused', array(gmdate('H:i', time() + self::LIMIT_PAUSE), $summary));
    } elseif($stopped) {
      $summary = (string)$result['message'] . ' ' . $summary;
    }

    if($result['complete']) {
      $CoJob->setPercentComplete($jobId, 100);
    }

    $CoJob->finish($jobId, $this->fit($summary), $this->failed($mode, $findings, $result) ? JobStatusEnum::Failed : JobStatusEnum::Complete);

    if($later) {
      $this->requeue($coId, $CoJob, $jobId, $target, $mode, $params, self::LIMIT_PAUSE);
    }
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

  protected function failed($mode, $failures, $result) {
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

  /**
   * Queue a job that goes on where this one stopped.
   *
   * @param integer $coId   CO ID
   * @param CoJob   $CoJob  Job
   * @param integer $jobId  Its ID
   * @param array   $target CO Provisioning Target
   * @param string  $mode   Mode
   * @param array   $params Parameters
   * @param integer $delay  Seconds
   */

  protected function requeue($coId, $CoJob, $jobId, $target, $mode, $params, $delay) {
    $next = array_intersect_key($params, $this->parameterFormat());
    // With the same parameters it would count as a second one beside the next job of this one's schedule
    $next['continues'] = (int)$jobId;

    try {
      $id = $CoJob->register($coId,
                             self::COMMAND,
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
    $this->record($CoJob, $jobId, null, $text, null, JobStatusEnum::Notice);
  }

  /**
   * Name the people who failed.
   *
   * @param CoJob   $CoJob    Job
   * @param integer $jobId    Its ID
   * @param array   $failures Failures of the result
   * @param integer $failed   How many there were
   */

  protected function recordFailures($CoJob, $jobId, $failures, $failed) {
    $named = array_slice($failures, 0, self::HISTORY_RECORDS);

    foreach($named as $failure) {
      $text = $failure['message'];

      if($failure['code'] !== '' && strpos($text, $failure['code']) === false) {
        $text = $failure['code'] . ': ' . $text;
      }

      $this->record($CoJob, $jobId, $failure['co_person_id'], $text, $failure['co_person_id'], JobStatusEnum::Failed);
    }

    if($failed > count($named)) {
      $this->record($CoJob, $jobId, null, _txt('pl.salesforceprovisioner.sync.more', array($failed - count($named))), null, JobStatusEnum::Notice);
    }
  }

  /**
   * Name what differs. Values stay out: a history of jobs is no place for what people are called.
   *
   * @param CoJob   $CoJob  Job
   * @param integer $jobId  Its ID
   * @param array   $result Result of reconcile()
   */

  protected function recordDifferences($CoJob, $jobId, $result) {
    $all = 0;

    foreach(self::DIFFERENCES as $kind) {
      $all += $result[$kind];
    }

    $named = array_slice($result['differences'], 0, self::HISTORY_RECORDS);

    foreach($named as $difference) {
      $text = _txt('pl.salesforceprovisioner.sync.difference.' . $difference['kind'],
                   array(implode(', ', $difference['contact_ids']), implode(', ', array_keys($difference['fields']))));

      $this->record($CoJob, $jobId, $difference['co_person_id'], $text, $difference['co_person_id'], JobStatusEnum::Notice);
    }

    if($all > count($named)) {
      $this->record($CoJob, $jobId, null, _txt('pl.salesforceprovisioner.sync.more.differences', array($all - count($named))), null, JobStatusEnum::Notice);
    }
  }

  /**
   * @param  string $mode   Mode
   * @param  array  $params Parameters
   * @param  array  $result Result of the native method
   * @return string What was done, in numbers
   */

  protected function summary($mode, $params, $result) {
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

    return SalesforceProvisionerAppModel::textOf($this->flag($params, 'dry_run') ? 'pl.salesforceprovisioner.sync.finish.dryrun' : 'pl.salesforceprovisioner.sync.finish', array(
      $result['people'], $result['created'], $result['updated'], $result['unchanged'], $result['deprovisioned'], $result['skipped'], $result['failed'],
      $calls, $time
    ));
  }

  /**
   * @param CoJob   $CoJob      Job
   * @param integer $jobId      Its ID
   * @param mixed   $key        Key of the record, or null
   * @param string  $text       Text
   * @param integer $coPersonId CO Person ID, or null
   * @param string  $status     JobStatusEnum
   */

  protected function record($CoJob, $jobId, $key, $text, $coPersonId, $status) {
    $text = $this->fit($text);

    try {
      $CoJob->CoJobHistoryRecord->record($jobId, $key, $text, $coPersonId, null, $status);
    }
    catch(PDOException $e) {
      // The person may have been expunged meanwhile: the key still tells who it was
      $CoJob->CoJobHistoryRecord->record($jobId, $key, $text, null, null, $status);
    }
  }

  /**
   * The target to work on.
   *
   * @param  CoSalesforceProvisionerTarget $Target Model
   * @param  integer                       $coId   CO ID
   * @param  array                         $params Parameters
   * @return array CO Provisioning Target, row of the plugin's table
   * @throws InvalidArgumentException If there is no such target, or it is disabled
   */

  protected function target($Target, $coId, $params) {
    $id = isset($params['co_provisioning_target_id']) ? (string)$params['co_provisioning_target_id'] : '';

    if(!preg_match('/\A[0-9]{1,9}\z/', $id)) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.target'));
    }

    $target = $Target->CoProvisioningTarget->find('first', array(
      'conditions' => array(
        'CoProvisioningTarget.id'     => (int)$id,
        'CoProvisioningTarget.co_id'  => $coId,
        'CoProvisioningTarget.plugin' => 'SalesforceProvisioner'
      ),
      'contain'    => false
    ));
    $row = empty($target) ? null : $Target->find('first', array(
      'conditions' => array('CoSalesforceProvisionerTarget.co_provisioning_target_id' => (int)$id),
      'contain'    => false
    ));

    if(empty($row)) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.target'));
    }

    if($target['CoProvisioningTarget']['status'] == ProvisionerModeEnum::Disabled) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.disabled', array($target['CoProvisioningTarget']['description'])));
    }

    return array($target['CoProvisioningTarget'], $row);
  }

  /**
   * @param  array $params Parameters
   * @return string Mode
   * @throws InvalidArgumentException If it is none
   */

  protected function mode($params) {
    $mode = (isset($params['mode']) && $params['mode'] !== '') ? $params['mode'] : 'all';

    if(!in_array($mode, self::MODES, true)) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.mode', array(implode(', ', self::MODES))));
    }

    return $mode;
  }

  /**
   * The native method's options.
   *
   * @param  string $mode   Mode
   * @param  array  $params Parameters
   * @return array Options
   * @throws InvalidArgumentException If a parameter is wrong
   */

  protected function options($mode, $params) {
    if($mode != 'reconcile') {
      return array(
        'dry_run' => $this->flag($params, 'dry_run'),
        'force'   => $this->flag($params, 'force')
      );
    }

    $options = array('repair' => $this->flag($params, 'dry_run') ? false : $this->repair($params));

    if(isset($params['max_share']) && $params['max_share'] !== '') {
      if(!preg_match('/\A(?:100|[0-9]{1,2})\z/', (string)$params['max_share'])) {
        throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.maxshare'));
      }

      $options['max_share'] = (int)$params['max_share'];
    }

    return $options;
  }

  /**
   * @param  array $params Parameters
   * @return mixed What to repair: true, false, or some of DIFFERENCES
   * @throws InvalidArgumentException If it is something else
   */

  protected function repair($params) {
    $value = isset($params['repair']) ? $params['repair'] : '';

    if(is_bool($value) || in_array((string)$value, array('', '0', '1', 'all', 'none'), true)) {
      return in_array((string)$value, array('1', 'all'), true);
    }

    $kinds = array_map('trim', explode(',', (string)$value));

    if(array_diff($kinds, self::DIFFERENCES)) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.repair', array(implode(', ', self::DIFFERENCES))));
    }

    return array_values(array_unique($kinds));
  }

  /**
   * @param  array  $params Parameters: booleans from the command line, whatever JSON has from the queue
   * @param  string $name   Name of one
   * @return boolean Whether it is set
   * @throws InvalidArgumentException If it is neither
   */

  protected function flag($params, $name) {
    $value = isset($params[$name]) ? $params[$name] : false;
    // A dry run that was misspelt must not become a real one
    $flag = is_bool($value) ? $value : filter_var($value, FILTER_VALIDATE_BOOLEAN, FILTER_NULL_ON_FAILURE);

    if($flag === null) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.flag', array($name)));
    }

    return $flag;
  }

  /**
   * @return resource Where a progress line is written, or null
   */

  protected function terminal() {
    return SalesforceProgress::terminal();
  }

  /**
   * Why something failed, in words.
   *
   * @param  Throwable $e What was thrown
   * @return string Text
   */

  protected function reason($e) {
    if($e instanceof InvalidArgumentException || $e instanceof RuntimeException) {
      return $e->getMessage();
    }

    CakeLog::write('error', self::COMMAND . ': unexpected ' . get_class($e) . ' in ' . basename($e->getFile()) . ':' . $e->getLine());

    return SalesforceProvisionerAppModel::errorText('er.salesforceprovisioner.internal', array(get_class($e), $e->getMessage()));
  }

  /**
   * Cut a text to what the framework keeps, at the end of a character: the database refuses half of one.
   *
   * @param  string $text Text
   * @return string Text
   */

  protected function fit($text) {
    return mb_strcut(str_replace("\0", '', mb_scrub((string)$text, 'UTF-8')), 0, self::TEXT_LENGTH, 'UTF-8');
  }
}
