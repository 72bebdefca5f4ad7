<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('CoJobBackend', 'Model');
App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceJobText', 'SalesforceProvisioner.Lib');

/**
 * Job SalesforceProvisioner.KeepAlive: renews the tokens of a CO's Salesforce targets before Salesforce ends an
 * authorisation that nobody used. Provisioning alone does not do it: a session in daily use can live for weeks without
 * the refresh token, whose own idle time goes on.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class KeepAliveJob extends CoJobBackend {
  public $name = "KeepAliveJob";

  // Only the primary model is a plugin
  public $cmPluginType = null;

  const COMMAND = 'SalesforceProvisioner.KeepAlive';

  const MAX_AGE_DAYS = 7;

  const DAY = 86400;

  // A token that ends within this many seconds is renewed now
  const NEAR_END = 3600;

  // How renewing went: keys of the summary, in its order
  const OUTCOMES = array('renewed', 'young', 'skipped', 'failed');

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
      $this->keepAlive($coId, $CoJob, $jobId, is_array($params) ? $params : array());
    }
    catch(Throwable $e) {
      // The framework catches an Exception only. An Error would leave the job unfinished and its lock held.
      $CoJob->finish($jobId, SalesforceJobText::fit(SalesforceJobText::reason($e, self::COMMAND)), JobStatusEnum::Failed);
    }
  }

  /**
   * Parameters of the job.
   *
   * @return array As the framework wants them
   */

  public function parameterFormat() {
    return array(
      'max_age_days' => array(
        'help'     => _txt('pl.salesforceprovisioner.keepalive.age'),
        'type'     => 'int',
        'required' => false,
        'default'  => self::MAX_AGE_DAYS
      )
    );
  }

  /**
   * Go through the targets of the CO.
   *
   * @param integer $coId   CO ID
   * @param CoJob   $CoJob  Job
   * @param integer $jobId  Its ID
   * @param array   $params Parameters
   * @throws InvalidArgumentException If a parameter is wrong
   * @throws RuntimeException         If the extension is missing
   */

  protected function keepAlive($coId, $CoJob, $jobId, $params) {
    $maxAge = $this->maxAge($params);
    $CoJob->update($jobId, null, null, _txt('pl.salesforceprovisioner.keepalive.start', array($maxAge)));

    $Target = ClassRegistry::init('SalesforceProvisioner.CoSalesforceProvisionerTarget', true);

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      throw new RuntimeException($Target->missingExtension());
    }

    $targets = $Target->CoProvisioningTarget->find('all', array(
      'conditions' => array(
        'CoProvisioningTarget.co_id'     => $coId,
        'CoProvisioningTarget.plugin'    => 'SalesforceProvisioner',
        'CoProvisioningTarget.status !=' => ProvisionerModeEnum::Disabled
      ),
      'order'      => 'CoProvisioningTarget.id ASC',
      'contain'    => false
    ));

    $counts = array_fill_keys(self::OUTCOMES, 0);
    $known = array();

    foreach($targets as $done => $target) {
      if($CoJob->canceled($jobId)) {
        return;
      }

      list($outcome, $text) = $this->keepTarget($Target, $target['CoProvisioningTarget']['id'], $maxAge, $known);

      $counts[$outcome]++;
      $this->record($CoJob, $jobId, $target['CoProvisioningTarget'], $outcome, $text);
      $CoJob->setPercentComplete($jobId, 100 * ($done + 1) / count($targets));
    }

    // Finishing would undo a cancellation
    if(!$CoJob->canceled($jobId)) {
      $CoJob->finish($jobId,
                     _txt('pl.salesforceprovisioner.keepalive.finish', array_values($counts)),
                     $counts['failed'] > 0 ? JobStatusEnum::Failed : JobStatusEnum::Complete);
    }
  }

  /**
   * Renew the token of one target, if it is time.
   *
   * @param  CoSalesforceProvisionerTarget $Target   Model
   * @param  integer                       $targetId CO Provisioning Target ID
   * @param  integer                       $maxAge   Days
   * @param  array                         $known    What was done for a server: targets can share one
   * @return array Outcome, text
   */

  protected function keepTarget($Target, $targetId, $maxAge, &$known) {
    try {
      $row = $Target->find('first', array(
        'conditions' => array('CoSalesforceProvisionerTarget.co_provisioning_target_id' => $targetId),
        'contain'    => false
      ));
      $serverId = empty($row) ? null : $Target->oauth2ServerId($row);

      if(!$serverId) {
        return array('skipped', _txt('pl.salesforceprovisioner.keepalive.none'));
      }

      // The same server with another key is another login
      $key = json_encode(array($serverId,
                               isset($row['CoSalesforceProvisionerTarget']['jwt_key_file']) ? $row['CoSalesforceProvisionerTarget']['jwt_key_file'] : null,
                               isset($row['CoSalesforceProvisionerTarget']['jwt_username']) ? $row['CoSalesforceProvisionerTarget']['jwt_username'] : null));
    }
    catch(Throwable $e) {
      return array('failed', SalesforceJobText::reason($e, self::COMMAND));
    }

    if(!isset($known[$key])) {
      try {
        $known[$key] = $this->keepServer($Target, $Target->nativeProvisioner($row), $serverId, $maxAge);
      }
      catch(Throwable $e) {
        $known[$key] = array('failed', SalesforceJobText::reason($e, self::COMMAND));
      }
    }

    return $known[$key];
  }

  /**
   * Renew the token of one server, if it is time.
   *
   * @param  CoSalesforceProvisionerTarget $Target   Model
   * @param  SalesforceProvisioner         $native   Native object
   * @param  integer                       $serverId OAuth2 Server ID
   * @param  integer                       $maxAge   Days
   * @return array Outcome, text
   * @throws InvalidArgumentException If something has to be set right first
   * @throws RuntimeException         If the token could not be renewed
   */

  protected function keepServer($Target, $native, $serverId, $maxAge) {
    $status = $native->tokenStatus($serverId);
    $now = time();
    // A clock that was wrong must not postpone the renewal for years
    $age = ($status['since'] !== null && $status['since'] <= $now + self::DAY) ? max(0, $now - $status['since']) : null;
    $days = (int)floor((int)$age / self::DAY);

    if($status['grant'] == 'authorization_code' && $status['access_token_set'] && !$status['refresh_token_set']) {
      // Said while there is time to mend it
      throw new RuntimeException(_txt('er.salesforceprovisioner.keepalive.refresh'));
    }

    $due = $age === null
           || $age >= $maxAge * self::DAY
           || !$status['access_token_set']
           || ($status['expires'] !== null && $status['expires'] <= $now + self::NEAR_END);

    if(!$due) {
      return array('young', _txt('pl.salesforceprovisioner.keepalive.young', array($days)));
    }

    if($status['grant'] == 'authorization_code' && $days > CoSalesforceProvisionerTarget::QUIET_DAYS) {
      $Target->logNative('warning', _txt('pl.salesforceprovisioner.keepalive.quiet', array($days)), array('oauth2_server' => $serverId));
    }

    $native->refreshToken($serverId);

    return array('renewed', $age === null
                            ? _txt('pl.salesforceprovisioner.keepalive.renewed.unknown')
                            : _txt('pl.salesforceprovisioner.keepalive.renewed', array($days)));
  }

  /**
   * Write the line of one target into the history of the job.
   *
   * @param CoJob   $CoJob   Job
   * @param integer $jobId   Its ID
   * @param array   $target  CO Provisioning Target
   * @param string  $outcome Outcome
   * @param string  $text    What was done, or what has to be done
   */

  protected function record($CoJob, $jobId, $target, $outcome, $text) {
    $statuses = array(
      'skipped' => JobStatusEnum::Notice,
      'failed'  => JobStatusEnum::Failed
    );

    // The remedy stands at the end of a text, and the key names the target too
    $named = $target['description'] . ': ' . $text;
    $whole = strlen($named) <= SalesforceJobText::LENGTH ? $named : $text;

    if($outcome == 'failed') {
      CakeLog::write('error', self::COMMAND . ': ' . preg_replace('/[\x00-\x1F\x7F]+/', ' ', 'target ' . $target['id'] . ', ' . $named));
    }

    $CoJob->CoJobHistoryRecord->record($jobId,
                                       $target['id'],
                                       SalesforceJobText::fit($whole),
                                       null,
                                       null,
                                       isset($statuses[$outcome]) ? $statuses[$outcome] : JobStatusEnum::Complete);
  }

  /**
   * @param  array $params Parameters of the job
   * @return integer Days
   * @throws InvalidArgumentException If it is no such number
   */

  protected function maxAge($params) {
    $value = isset($params['max_age_days']) ? (string)$params['max_age_days'] : (string)self::MAX_AGE_DAYS;

    if(!preg_match('/\A[0-9]{1,3}\z/', $value) || (int)$value > 365) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.keepalive.age'));
    }

    return (int)$value;
  }
}
