<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * An authorization code flow on its way: what the login session remembers between the button "Connect to Salesforce" and
 * the browser's return to the callback. One flow per target; a new one takes the place of the one before.
 */
class SalesforceConnect {
  // Seconds until the browser has to be back
  const LIFETIME = 600;

  // Random bytes of the state
  const STATE_BYTES = 32;

  protected $session;

  protected $key;

  /**
   * @param object  $session Session component
   * @param integer $id      CO Salesforce Provisioner Target ID
   */

  public function __construct($session, $id) {
    $this->session = $session;
    $this->key = 'SalesforceProvisioner.connect.' . (int)$id;
  }

  /**
   * @return string A fresh state, in characters that need no encoding in a URL
   */

  public static function newState() {
    return rtrim(strtr(base64_encode(random_bytes(self::STATE_BYTES)), '+/', '-_'), '=');
  }

  /**
   * Remember the flow.
   *
   * @param string  $state    State that the browser takes along
   * @param string  $verifier Code verifier
   * @param integer $serverId OAuth2 Server ID
   * @param string  $redirect Redirect URI
   */

  public function begin($state, $verifier, $serverId, $redirect) {
    $this->session->write($this->key, array(
      'state'    => $state,
      'verifier' => $verifier,
      'server'   => (int)$serverId,
      'redirect' => $redirect,
      'time'     => time()
    ));
  }

  /**
   * End the flow. What was remembered is gone before it is looked at, so that no state serves twice.
   *
   * @param  mixed   $state    State that came back
   * @param  integer $serverId OAuth2 Server ID of the target now
   * @return array What begin() was given, null if this is not the browser's return from that flow
   */

  public function finish($state, $serverId) {
    $flow = $this->session->read($this->key);
    $this->session->delete($this->key);

    if(!is_array($flow)
       || !is_string($state)
       || !hash_equals($flow['state'], $state)
       || time() < $flow['time']
       || time() - $flow['time'] > self::LIFETIME
       || $flow['server'] !== (int)$serverId) {
      return null;
    }

    return $flow;
  }
}
