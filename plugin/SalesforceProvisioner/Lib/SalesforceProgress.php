<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * How far work on a whole CO has come: a percentage for the job, and a line for whoever watches on a terminal.
 */
class SalesforceProgress {
  // Seconds between two looks. Each costs the registry's database some statements.
  const INTERVAL = 1.0;

  // Stream, or null
  protected $terminal;

  // Whether a repair follows the comparison
  protected $repair;

  protected $last = null;

  protected $percent = 0;

  // Characters of the line that stands on the terminal
  protected $width = 0;

  /**
   * @param resource $terminal Where the line is written; null: nowhere
   * @param boolean  $repair   Whether the phase "repair" follows "reconcile"
   */

  public function __construct($terminal, $repair = false) {
    $this->terminal = $terminal;
    $this->repair = $repair;
  }

  /**
   * The terminal of this process, if somebody can watch it.
   *
   * @return resource Stream, or null
   */

  public static function terminal() {
    // The progress is no output: a redirected log stays without it
    return (PHP_SAPI == 'cli' && defined('STDERR') && stream_isatty(STDERR)) ? STDERR : null;
  }

  /**
   * @param  float   $now Seconds of a clock
   * @return boolean Whether it is time for another look. The first time, it is.
   */

  public function due($now) {
    // A clock that was set back must not silence the job
    if($this->last !== null && $now >= $this->last && $now - $this->last < self::INTERVAL) {
      return false;
    }

    $this->last = $now;

    return true;
  }

  /**
   * @param  array $progress As the native class passes it
   * @return integer Per cent, at most 99 (the end is somebody else's to tell), and never less than before
   */

  public function percent($progress) {
    $share = $progress['total'] > 0 ? min(1, $progress['done'] / $progress['total']) : 0;

    if($this->repair) {
      $share = $share / 2 + ($progress['phase'] == 'repair' ? 0.5 : 0);
    }

    return $this->percent = max($this->percent, min(99, (int)floor(100 * $share)));
  }

  /**
   * Write the line over the one before.
   *
   * @param array $progress As the native class passes it
   */

  public function show($progress) {
    if($this->terminal) {
      $line = $this->line($progress);

      fwrite($this->terminal, "\r" . $line . str_repeat(' ', max(0, $this->width - strlen($line))));
      $this->width = strlen($line);
    }
  }

  /**
   * Leave the line, so that other output begins on the next one.
   */

  public function end() {
    if($this->terminal && $this->width > 0) {
      fwrite($this->terminal, "\n");
      $this->width = 0;
    }
  }

  /**
   * @param  array $progress As the native class passes it
   * @return string For example "provision 12,000 of 100,000 (12%), 1,850/s, 0:00:47 left, 0 failed, API calls 24, org 1,024 of 15,000"
   */

  public function line($progress) {
    return SalesforceProvisionerAppModel::textOf('pl.salesforceprovisioner.sync.progress', array(
      $progress['phase'],
      number_format($progress['done']),
      number_format($progress['total']),
      $this->percent($progress),
      number_format($progress['per_second'], $progress['per_second'] < 10 ? 1 : 0),
      $progress['seconds_left'] === null ? '?' : self::duration($progress['seconds_left']),
      number_format($progress['failed']),
      number_format($progress['api_calls']),
      $progress['api_used'] === null ? '?' : number_format($progress['api_used']),
      $progress['api_limit'] === null ? '?' : number_format($progress['api_limit'])
    ));
  }

  /**
   * @param  float  $seconds Seconds
   * @return string Hours:minutes:seconds
   */

  public static function duration($seconds) {
    $seconds = (int)round($seconds);

    return sprintf('%d:%02d:%02d', intdiv($seconds, 3600), intdiv($seconds, 60) % 60, $seconds % 60);
  }
}
