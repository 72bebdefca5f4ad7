<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * The API calls of a target's org, as they were known last: by the button of the dashboard, or by a run.
 */
class SalesforceLimits {
  protected $key;

  /**
   * @param array $row Row of the target
   */

  public function __construct($row) {
    // Another server may be another org
    $this->key = 'sfprov_limits_' . (int)$row['CoSalesforceProvisionerTarget']['id'] . '_' . (int)$row['CoSalesforceProvisionerTarget']['server_id'];
  }

  /**
   * @return array used, limit, time; null if nothing is known
   */

  public function known() {
    $known = Cache::read($this->key, '_cake_core_');

    return is_array($known) ? $known : null;
  }

  /**
   * Keep what Salesforce has answered.
   *
   * @param array $limits As the native class gives them
   */

  public function take($limits) {
    if(isset($limits['DailyApiRequests']['Max'], $limits['DailyApiRequests']['Remaining'])) {
      $max = (int)$limits['DailyApiRequests']['Max'];
      $this->remember($max - (int)$limits['DailyApiRequests']['Remaining'], $max);
    }
  }

  /**
   * Keep what is known.
   *
   * @param integer $used  Calls used, null if not known
   * @param integer $limit Calls a day, null if not known
   */

  public function remember($used, $limit) {
    if($used !== null && $limit !== null) {
      Cache::write($this->key, array('used' => (int)$used, 'limit' => (int)$limit, 'time' => time()), '_cake_core_');
    }
  }
}
