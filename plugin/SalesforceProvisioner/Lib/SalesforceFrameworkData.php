<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * What the framework would pass to provision() for a person, for targets with data filters: only the framework can run
 * these.
 *
 * The framework assembles the data in private methods, but calls our own provision() with the result, behind filters,
 * group and skipped source. So it is asked to provision, and provision() hands over what it got instead of sending it:
 * by an exception that the framework does not catch, because after a return it would record an export and a history
 * that did not happen. Until then it has read only, and no transaction is open.
 */
class SalesforceFrameworkData {
  // CO Provisioning Target whose data is waited for
  protected static $waiting = null;

  protected $targetId;

  protected $CoPerson = null;

  /**
   * @param integer $coProvisioningTargetId CO Provisioning Target ID
   */

  public function __construct($coProvisioningTargetId) {
    $this->targetId = (int)$coProvisioningTargetId;
  }

  /**
   * The data of one person.
   *
   * @param  integer $coPersonId CO Person ID
   * @return array ProvisioningActionEnum, provisioning data; null if there is no such person any more
   * @throws InvalidArgumentException As the framework and the filters throw it
   * @throws RuntimeException         Likewise
   */

  public function person($coPersonId) {
    if(self::$waiting !== null) {
      throw new LogicException('a person\'s data is being fetched already');
    }

    $Model = $this->model();
    self::$waiting = $this->targetId;

    try {
      $Model->requestToProvision($this->targetId,
                                 $coPersonId,
                                 null,
                                 ProvisioningActionEnum::CoPersonReprovisionRequested,
                                 null,
                                 null,
                                 null,
                                 null,
                                 // Manual and forced: in every mode but Disabled
                                 true,
                                 true);
    }
    catch(SalesforceDataDelivered $delivery) {
      // A deleted person comes without any data
      return empty($delivery->data['CoPerson']) ? null : array($delivery->action, $delivery->data);
    }
    catch(InvalidArgumentException | RuntimeException $e) {
      // Which of its exceptions the framework throws for a person who is not there differs
      if(!$this->exists($Model, $coPersonId)) {
        return null;
      }

      throw $e;
    }
    finally {
      self::$waiting = null;
    }

    throw new RuntimeException(SalesforceProvisionerAppModel::errorText('er.salesforceprovisioner.sync.data', array($coPersonId)));
  }

  /**
   * The same for the option person_data of the native class: an exception that is returned is the failure of this one
   * person, and the work goes on with the next.
   *
   * @param  integer $coPersonId CO Person ID
   * @return mixed As person(), or an exception
   */

  public function answer($coPersonId) {
    try {
      return $this->person($coPersonId);
    }
    catch(InvalidArgumentException | RuntimeException $e) {
      return $e;
    }
  }

  /**
   * Called by provision() first of all. Does not return if the data is waited for.
   *
   * @param  array  $coProvisioningTargetData Row of the target
   * @param  string $op                       ProvisioningActionEnum
   * @param  array  $provisioningData         Data
   * @throws SalesforceDataDelivered
   */

  public static function deliver($coProvisioningTargetData, $op, $provisioningData) {
    if(self::$waiting !== null
       && (int)$coProvisioningTargetData['CoSalesforceProvisionerTarget']['co_provisioning_target_id'] === self::$waiting) {
      throw new SalesforceDataDelivered($op, $provisioningData);
    }
  }

  /**
   * @param  Model   $CoPerson   Model
   * @param  integer $coPersonId CO Person ID
   * @return boolean Whether there is a row with this number
   */

  protected function exists($CoPerson, $coPersonId) {
    // Without callbacks: the changelog would hide rows
    return $CoPerson->find('count', array(
      'conditions' => array('CoPerson.id' => $coPersonId),
      'contain'    => false,
      'callbacks'  => false
    )) > 0;
  }

  /**
   * @return Model CoPerson, with what the framework's behavior expects and a shell does not load
   */

  protected function model() {
    if(!$this->CoPerson) {
      $this->CoPerson = ClassRegistry::init('CoPerson');
      $this->CoPerson->Co = ClassRegistry::init('Co');
      $this->CoPerson->Co->CoProvisioningTarget = ClassRegistry::init('CoProvisioningTarget');
      $this->CoPerson->Behaviors->load('Provisioner');
    }

    return $this->CoPerson;
  }
}

/**
 * The data on its way. Neither of the two kinds of exception that the framework catches.
 */
class SalesforceDataDelivered extends Exception {
  public $action;

  public $data;

  public function __construct($action, $data) {
    parent::__construct('provisioning data');

    $this->action = $action;
    $this->data = $data;
  }
}
