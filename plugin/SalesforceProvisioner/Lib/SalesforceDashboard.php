<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * The numbers of a target's dashboard, all from the registry's database: runs, jobs, people.
 */
class SalesforceDashboard {
  // Job of the registry's queue that works on a whole CO
  const JOB = 'SalesforceProvisioner.SalesforceSync';

  // Runs that are listed
  const RUNS = 10;

  // Jobs that have ended, that are listed
  const JOBS = 5;

  // Jobs of all targets of the CO among which those are looked for
  const JOBS_LOOKED_AT = 200;

  // People that are listed for each kind of error
  const PEOPLE = 20;

  protected $Target;

  protected $targetId;

  protected $coId;

  /**
   * @param CoSalesforceProvisionerTarget $Target   Model
   * @param integer                       $targetId CO Provisioning Target ID
   * @param integer                       $coId     CO ID
   */

  public function __construct($Target, $targetId, $coId) {
    $this->Target = $Target;
    $this->targetId = (int)$targetId;
    $this->coId = (int)$coId;
  }

  /**
   * @return array provisioned, failed, people: numbers of people
   */

  public function people() {
    $People = $this->Target->people();

    return array(
      'provisioned' => $People->find('count', array('conditions' => $this->ours() + array('NOT' => array('CoSalesforceProvisionerPerson.pushed_time' => null)), 'contain' => false)),
      'failed'      => $People->find('count', array('conditions' => array_merge($this->ours(), $this->failing()), 'contain' => false)),
      'people'      => $this->Target->CoProvisioningTarget->Co->CoPerson->find('count', array('conditions' => array('CoPerson.co_id' => $this->coId), 'contain' => false))
    );
  }

  /**
   * People whose last attempt failed, by code.
   *
   * @return array Code => array of count, message (of one of them), people: array of id, name, message, time
   */

  public function errors() {
    $People = $this->Target->people();
    $ret = array();

    $groups = $People->find('all', array(
      'conditions' => array_merge($this->ours(), $this->failing()),
      'fields'     => array('CoSalesforceProvisionerPerson.error_code', 'COUNT(*) AS people'),
      'group'      => 'CoSalesforceProvisionerPerson.error_code',
      'contain'    => false
    ));

    foreach($groups as $g) {
      $code = (string)$g['CoSalesforceProvisionerPerson']['error_code'];
      $rows = $People->find('all', array(
        'conditions' => array_merge($this->ours(), $this->failing(), array('CoSalesforceProvisionerPerson.error_code' => $g['CoSalesforceProvisionerPerson']['error_code'])),
        'order'      => 'CoSalesforceProvisionerPerson.error_time DESC',
        'limit'      => self::PEOPLE,
        'contain'    => false
      ));
      $people = array();

      foreach($rows as $r) {
        $people[ (int)$r['CoSalesforceProvisionerPerson']['co_person_id'] ] = array(
          'id'      => (int)$r['CoSalesforceProvisionerPerson']['co_person_id'],
          'name'    => null,
          'message' => (string)$r['CoSalesforceProvisionerPerson']['error_message'],
          'time'    => (int)$r['CoSalesforceProvisionerPerson']['error_time']
        );
      }

      foreach($this->names(array_keys($people)) as $id => $name) {
        $people[$id]['name'] = $name;
      }

      $ret[$code] = array('count' => (int)$g[0]['people'], 'people' => array_values($people));
    }

    uasort($ret, function($a, $b) { return $b['count'] - $a['count']; });

    return $ret;
  }

  /**
   * @return array Runs, the newest first: id, mode, status, message, started, finished, heartbeat (epoch seconds or null),
   *               total, counts (array)
   */

  public function runs() {
    $rows = ClassRegistry::init('SalesforceProvisioner.CoSalesforceProvisionerRun', true)->find('all', array(
      'conditions' => array('CoSalesforceProvisionerRun.co_provisioning_target_id' => $this->targetId),
      'order'      => 'CoSalesforceProvisionerRun.id DESC',
      'limit'      => self::RUNS,
      'contain'    => false
    ));
    $ret = array();

    foreach($rows as $r) {
      $r = $r['CoSalesforceProvisionerRun'];
      $counts = json_decode((string)$r['counts'], true);
      $ret[] = array(
        'id'        => (int)$r['id'],
        'mode'      => (string)$r['mode'],
        'status'    => (string)$r['status'],
        'message'   => (string)$r['message'],
        'started'   => $r['started_time'] ? (int)$r['started_time'] : null,
        'finished'  => $r['finished_time'] ? (int)$r['finished_time'] : null,
        'heartbeat' => $r['heartbeat_time'] ? (int)$r['heartbeat_time'] : null,
        'total'     => (int)$r['total'],
        'counts'    => is_array($counts) ? $counts : array()
      );
    }

    return $ret;
  }

  /**
   * @return array Jobs of this target in the registry's queue that wait or run: id, status, percent, summary, time
   */

  public function jobs() {
    return $this->jobsOf(array(JobStatusEnum::Queued, JobStatusEnum::InProgress), 'CoJob.id ASC', self::JOBS_LOOKED_AT);
  }

  /**
   * @return array The last jobs of this target that have ended, the newest first; likewise
   */

  public function finishedJobs() {
    return array_slice($this->jobsOf(array(JobStatusEnum::Complete, JobStatusEnum::Failed, JobStatusEnum::Canceled), 'CoJob.id DESC', self::JOBS_LOOKED_AT), 0, self::JOBS);
  }

  protected function jobsOf($statuses, $order, $limit) {
    $rows = $this->Target->CoProvisioningTarget->Co->CoJob->find('all', array(
      'conditions' => array(
        'CoJob.co_id'    => $this->coId,
        'CoJob.job_type' => self::JOB,
        'CoJob.status'   => $statuses
      ),
      'order'      => $order,
      'limit'      => $limit,
      'contain'    => false
    ));
    $ret = array();

    // The target stands in the parameters, which the database cannot look into
    foreach($rows as $r) {
      if($this->isOurs($r)) {
        $ret[] = array(
          'id'      => (int)$r['CoJob']['id'],
          'status'  => $r['CoJob']['status'],
          'percent' => isset($r['CoJob']['percent_complete']) ? (int)$r['CoJob']['percent_complete'] : null,
          'summary' => (string)(isset($r['CoJob']['finish_summary']) ? $r['CoJob']['finish_summary'] : $r['CoJob']['register_summary']),
          'time'    => isset($r['CoJob']['complete_time']) ? $r['CoJob']['complete_time'] : $r['CoJob']['queue_time']
        );
      }
    }

    return $ret;
  }

  /**
   * @param  array $job CoJob
   * @return boolean Whether it is a job of this target
   */

  public function isOurs($job) {
    $params = json_decode((string)$job['CoJob']['job_params'], true);

    return (int)$job['CoJob']['co_id'] === $this->coId
           && $job['CoJob']['job_type'] === self::JOB
           && isset($params['co_provisioning_target_id'])
           && (int)$params['co_provisioning_target_id'] === $this->targetId;
  }

  /**
   * @param  array $ids CO Person IDs
   * @return array ID => name, for those that the CO has
   */

  public function names($ids) {
    $ret = array();

    if($ids) {
      $rows = $this->Target->CoProvisioningTarget->Co->CoPerson->find('all', array(
        'conditions' => array('CoPerson.id' => $ids, 'CoPerson.co_id' => $this->coId),
        'contain'    => array('PrimaryName')
      ));

      foreach($rows as $r) {
        $ret[ (int)$r['CoPerson']['id'] ] = !empty($r['PrimaryName']['id']) ? generateCn($r['PrimaryName']) : '';
      }
    }

    return $ret;
  }

  /**
   * @param  string $text Part of a given or family name
   * @return array ID => name of the first PEOPLE that have it
   */

  public function search($text) {
    $like = '%' . addcslashes(mb_strtolower($text, 'UTF-8'), '\\%_') . '%';
    $rows = $this->Target->CoProvisioningTarget->Co->CoPerson->Name->find('all', array(
      'joins'      => array(array('table' => 'co_people', 'alias' => 'CoPerson', 'type' => 'INNER', 'conditions' => array('CoPerson.id = Name.co_person_id'))),
      'conditions' => array(
        'CoPerson.co_id' => $this->coId,
        'OR'             => array('LOWER(Name.given) LIKE' => $like, 'LOWER(Name.family) LIKE' => $like)
      ),
      'fields'     => array('Name.co_person_id'),
      'order'      => 'Name.co_person_id ASC',
      'limit'      => self::PEOPLE,
      'contain'    => false
    ));

    return $this->names(array_unique(array_map(function($r) { return (int)$r['Name']['co_person_id']; }, $rows)));
  }

  protected function ours() {
    return array('CoSalesforceProvisionerPerson.co_provisioning_target_id' => $this->targetId);
  }

  protected function failing() {
    return array(
      'NOT' => array('CoSalesforceProvisionerPerson.error_time' => null),
      'OR'  => array(
        'CoSalesforceProvisionerPerson.pushed_time' => null,
        'CoSalesforceProvisionerPerson.error_time >= CoSalesforceProvisionerPerson.pushed_time'
      )
    );
  }
}
