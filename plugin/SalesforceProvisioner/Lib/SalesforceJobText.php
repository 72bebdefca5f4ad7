<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');

/**
 * Texts that a job leaves in the registry: as long as the framework keeps them, and in words whatever was thrown.
 */
class SalesforceJobText {
  // Bytes of a comment or summary that the framework keeps
  const LENGTH = 256;

  /**
   * Why something failed, in words.
   *
   * @param  Throwable $e       What was thrown
   * @param  string    $command Job, for the log
   * @return string Text
   */

  public static function reason($e, $command) {
    if($e instanceof InvalidArgumentException || $e instanceof RuntimeException) {
      return $e->getMessage();
    }

    CakeLog::write('error', $command . ': unexpected ' . get_class($e) . ' in ' . basename($e->getFile()) . ':' . $e->getLine());

    return SalesforceProvisionerAppModel::errorText('er.salesforceprovisioner.internal', array(get_class($e), $e->getMessage()));
  }

  /**
   * Cut a text to what the framework keeps, at the end of a character: the database refuses half of one.
   *
   * @param  string $text Text
   * @return string Text
   */

  public static function fit($text) {
    return mb_strcut(str_replace("\0", '', mb_scrub((string)$text, 'UTF-8')), 0, self::LENGTH, 'UTF-8');
  }
}
