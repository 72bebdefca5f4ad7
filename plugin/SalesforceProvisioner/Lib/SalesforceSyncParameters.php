<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * Parameters of the job SalesforceSync: which there are, and what they ask for. They come from the command line or, as JSON,
 * from the registry's queue.
 */
class SalesforceSyncParameters {
  const MODES = array('all', 'changed', 'reconcile');

  // What a reconciliation can find, and repair: keys of its result
  const DIFFERENCES = array('missing', 'changed', 'orphaned', 'duplicated');

  protected $params;

  /**
   * @param array $params Parameters as the framework passes them
   */

  public function __construct($params) {
    $this->params = $params;
  }

  /**
   * Parameters of the job.
   *
   * @return array As the framework wants them
   */

  public static function format() {
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
   * @return string Mode
   * @throws InvalidArgumentException If it is none
   */

  public function mode() {
    $mode = (isset($this->params['mode']) && $this->params['mode'] !== '') ? $this->params['mode'] : 'all';

    if(!in_array($mode, self::MODES, true)) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.mode', array(implode(', ', self::MODES))));
    }

    return $mode;
  }

  /**
   * The native method's options.
   *
   * @return array Options
   * @throws InvalidArgumentException If a parameter is wrong
   */

  public function options() {
    if($this->mode() != 'reconcile') {
      return array(
        'dry_run' => $this->flag('dry_run'),
        'force'   => $this->flag('force')
      );
    }

    $options = array('repair' => $this->flag('dry_run') ? false : $this->repair());

    if(isset($this->params['max_share']) && $this->params['max_share'] !== '') {
      if(!preg_match('/\A(?:100|[0-9]{1,2})\z/', (string)$this->params['max_share'])) {
        throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.maxshare'));
      }

      $options['max_share'] = (int)$this->params['max_share'];
    }

    return $options;
  }

  /**
   * Is a parameter set? The command line gives booleans, the queue whatever JSON has.
   *
   * @param  string $name Name of it
   * @return boolean
   * @throws InvalidArgumentException If it is neither
   */

  public function flag($name) {
    $value = isset($this->params[$name]) ? $this->params[$name] : false;
    // A dry run that was misspelt must not become a real one
    $flag = is_bool($value) ? $value : filter_var($value, FILTER_VALIDATE_BOOLEAN, FILTER_NULL_ON_FAILURE);

    if($flag === null) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.flag', array($name)));
    }

    return $flag;
  }

  /**
   * The same for a job that goes on where this one stopped.
   *
   * @param  integer $jobId ID of this one
   * @return array Parameters
   */

  public function next($jobId) {
    // With the same parameters it would count as a second one beside the next job of this one's schedule
    return array_intersect_key($this->params, self::format()) + array('continues' => (int)$jobId);
  }

  /**
   * The target to work on.
   *
   * @param  CoSalesforceProvisionerTarget $Target Model
   * @param  integer                       $coId   CO ID
   * @return array CO Provisioning Target, row of the plugin's table
   * @throws InvalidArgumentException If there is no such target, or it is disabled
   */

  public function target($Target, $coId) {
    $id = isset($this->params['co_provisioning_target_id']) ? (string)$this->params['co_provisioning_target_id'] : '';

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
   * @return mixed What to repair: true, false, or some of DIFFERENCES
   * @throws InvalidArgumentException If it is something else
   */

  protected function repair() {
    $value = isset($this->params['repair']) ? $this->params['repair'] : '';

    if(is_bool($value) || in_array((string)$value, array('', '0', '1', 'all', 'none'), true)) {
      return in_array((string)$value, array('1', 'all'), true);
    }

    $kinds = array_map('trim', explode(',', (string)$value));

    if(array_diff($kinds, self::DIFFERENCES)) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.sync.repair', array(implode(', ', self::DIFFERENCES))));
    }

    return array_values(array_unique($kinds));
  }
}
