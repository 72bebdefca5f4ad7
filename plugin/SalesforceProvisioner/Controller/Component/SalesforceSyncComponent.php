<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('Component', 'Controller');
App::uses('SalesforceDashboard', 'SalesforceProvisioner.Lib');
App::uses('SalesforceFrameworkData', 'SalesforceProvisioner.Lib');
App::uses('SalesforceLimits', 'SalesforceProvisioner.Lib');

/**
 * The dashboard, and the buttons there that are about the whole CO: count, synchronise, compare, cancel.
 */
// CakePHP 2 attaches associations and components as dynamic properties, which PHP 8.2 deprecates
#[AllowDynamicProperties]
class SalesforceSyncComponent extends Component {
  public $components = array('SalesforceProvisioner.SalesforcePage');

  // Seconds that a count of what a sync would do may take
  const COUNT_SECONDS = 20;

  /**
   * How it goes: runs, jobs, people in error.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function dashboard($id) {
    $controller = $this->SalesforcePage->controller();
    $row = $this->SalesforcePage->show($id);
    $numbers = $this->SalesforcePage->numbers($row);

    $controller->set('vv_people', $numbers->people());
    $controller->set('vv_errors', $numbers->errors());
    $controller->set('vv_runs', $numbers->runs());
    $controller->set('vv_jobs', $numbers->jobs());
    $controller->set('vv_finished', $numbers->finishedJobs());
    $controller->set('vv_calls', $this->limitsOf($row)->known());
    $controller->set('vv_reserve', $this->SalesforcePage->model()->optionOf($row, 'api_reserve'));
  }

  /**
   * Ask Salesforce how many API calls are left.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function limits($id) {
    $row = $this->SalesforcePage->target($id);

    $this->SalesforcePage->attempt(function() use ($row) { $this->limitsOf($row)->take($this->SalesforcePage->native($row)->limits($row)); });
    $this->SalesforcePage->goTo('dashboard', $id);
  }

  /**
   * Count what a sync would do.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function count($id) {
    $row = $this->SalesforcePage->show($id);
    $mode = $this->postedMode(array('all', 'changed'));

    $this->showCounts($row, $mode, $this->counts($row, $mode));
  }

  /**
   * Queue a sync, or a comparison.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function sync($id) {
    $row = $this->SalesforcePage->show($id);
    $mode = $this->postedMode(array('all', 'changed', 'reconcile'));
    $posted = $this->posted();
    $dryRun = !empty($posted['dry_run']);
    $repair = $mode == 'reconcile' && !empty($posted['repair']);
    $share = $row['CoSalesforceProvisionerTarget']['confirm_share'];

    if($mode != 'reconcile' && !$dryRun && $share !== null && $share !== '' && empty($posted['confirmed'])) {
      $counts = $this->counts($row, $mode);

      if(!$counts || !$counts['complete'] || self::share($counts) > (int)$share) {
        $this->showCounts($row, $mode, $counts, (int)$share);

        return;
      }
    }

    $jobId = $this->SalesforcePage->attempt(function() use ($row, $mode, $dryRun, $repair) { return $this->queue($row, $mode, $dryRun, $repair); });

    if($jobId) {
      $this->SalesforcePage->say(_txt('pl.salesforceprovisioner.sync.registered', array($jobId)), 'success');
    }

    $this->SalesforcePage->goTo('dashboard', $id);
  }

  /**
   * Cancel a job of this target.
   *
   * @param integer $id CO Salesforce Provisioner Target ID
   */

  public function cancel($id) {
    $row = $this->SalesforcePage->target($id);
    $posted = $this->posted();
    $jobId = isset($posted['job']) ? (int)$posted['job'] : 0;
    $CoJob = $this->jobs();
    $job = $CoJob->find('first', array('conditions' => array('CoJob.id' => $jobId), 'contain' => false));

    if(!$job || !$this->SalesforcePage->numbers($row)->isOurs($job)) {
      $this->SalesforcePage->say(_txt('er.salesforceprovisioner.job'), 'error');
    } else {
      $this->SalesforcePage->attempt(function() use ($CoJob, $jobId) {
        $CoJob->cancel($jobId, $this->user());
        $this->SalesforcePage->say(_txt('pl.salesforceprovisioner.job.canceled', array($jobId)), 'success');
      });
    }

    $this->SalesforcePage->goTo('dashboard', $id);
  }

  /**
   * Queue the job that works on the whole CO.
   *
   * @param  array   $row    Row of the target
   * @param  string  $mode   Mode of the job
   * @param  boolean $dryRun Count only
   * @param  boolean $repair With "reconcile": put right what differs
   * @return integer CO Job ID
   * @throws RuntimeException If such a job waits or runs already
   */

  protected function queue($row, $mode, $dryRun, $repair) {
    $targetId = (int)$row['CoProvisioningTarget']['id'];
    $params = array('co_provisioning_target_id' => $targetId, 'mode' => $mode);

    if($dryRun) {
      $params['dry_run'] = true;
    }

    if($repair) {
      $params['repair'] = 'all';
    }

    return $this->jobs()->register($this->SalesforcePage->coId(), SalesforceDashboard::JOB, $targetId, $mode,
                                   _txt('pl.salesforceprovisioner.sync.by', array($this->user())), true, false, $params);
  }

  /**
   * Count what a sync would do, without sending anything.
   *
   * @param  array  $row  Row of the target
   * @param  string $mode "all" or "changed"
   * @return array Result of the native method, null if it failed
   */

  protected function counts($row, $mode) {
    return $this->SalesforcePage->attempt(function() use ($row, $mode) {
      return $this->SalesforcePage->native($row)->provisionAll($row, $this->SalesforcePage->coId(), array(
        'mode'        => $mode,
        'dry_run'     => true,
        'max_seconds' => self::COUNT_SECONDS,
        'person_data' => array(new SalesforceFrameworkData($row['CoProvisioningTarget']['id']), 'answer')
      ));
    });
  }

  /**
   * @param  array $counts Result of a dry run
   * @return float Per cent of the people that would be changed
   */

  protected static function share($counts) {
    return $counts['people'] > 0 ? 100 * ($counts['created'] + $counts['updated'] + $counts['deprovisioned']) / $counts['people'] : 0.0;
  }

  /**
   * Show what a sync would do.
   *
   * @param array   $row    Row of the target
   * @param string  $mode   Mode
   * @param array   $counts Result of a dry run, null if it failed
   * @param integer $limit  Per cent that is exceeded, null if nobody asked
   */

  protected function showCounts($row, $mode, $counts, $limit = null) {
    $controller = $this->SalesforcePage->controller();

    $controller->set('vv_mode', $mode);
    $controller->set('vv_counts', $counts);
    $controller->set('vv_share', $counts ? self::share($counts) : null);
    $controller->set('vv_limit', $limit);
    $controller->set('title_for_layout', _txt('pl.salesforceprovisioner.tab.count.title', array($controller->generateDisplayKey($row))));
    $controller->render('count');
  }

  /**
   * @return array What the button's form has posted
   */

  protected function posted() {
    $data = $this->SalesforcePage->controller()->request->data;

    return isset($data['Sync']) && is_array($data['Sync']) ? $data['Sync'] : array();
  }

  /**
   * @param  array $modes Modes that are allowed
   * @return string Posted mode
   * @throws BadRequestException If it is none of them
   */

  protected function postedMode($modes) {
    $posted = $this->posted();
    $mode = isset($posted['mode']) ? $posted['mode'] : null;

    if(!in_array($mode, $modes, true)) {
      throw new BadRequestException(_txt('er.salesforceprovisioner.sync.mode', array(implode(', ', $modes))));
    }

    return $mode;
  }

  /**
   * @param  array $row Row of the target
   * @return SalesforceLimits What is known of its org's API calls
   */

  protected function limitsOf($row) {
    return new SalesforceLimits($row);
  }

  /**
   * @return Model The registry's queue of jobs
   */

  protected function jobs() {
    return $this->SalesforcePage->model()->CoProvisioningTarget->Co->CoJob;
  }

  /**
   * @return string Who is logged in
   */

  protected function user() {
    return $this->SalesforcePage->controller()->Session->read('Auth.User.username');
  }
}
