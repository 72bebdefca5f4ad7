<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('SalesforceProvisionerAppModel', 'SalesforceProvisioner.Model');
App::uses('SalesforceFrameworkData', 'SalesforceProvisioner.Lib');

/**
 * One person and one target: how far the two are, what would be sent, and sending it.
 */
class SalesforcePerson {
  protected $Target;

  protected $targetId;

  protected $personId;

  /**
   * @param CoSalesforceProvisionerTarget $Target   Model
   * @param integer                       $targetId CO Provisioning Target ID
   * @param integer                       $personId CO Person ID
   */

  public function __construct($Target, $targetId, $personId) {
    $this->Target = $Target;
    $this->targetId = $targetId;
    $this->personId = $personId;
  }

  /**
   * What the provisioning page of the person shows.
   *
   * @param  array $ret What the framework would show
   * @return array status: ProvisioningStatusEnum, timestamp: of the last push, comment: text
   * @throws RuntimeException If the plugin's tables are missing
   */

  public function status($ret) {
    $comments = array();
    $record = $this->record();

    if(!empty($record['pushed_time'])) {
      $ret['status'] = ProvisioningStatusEnum::Provisioned;
      $ret['timestamp'] = (int)$record['pushed_time'];
    }

    if(!empty($record['error_time'])
       && (int)$record['error_time'] >= (int)$record['pushed_time']) {
      $ret['status'] = ProvisioningStatusEnum::Unknown;
      $comments[] = _txt('pl.salesforceprovisioner.status.error',
                         array(gmdate('Y-m-d H:i:s', (int)$record['error_time']) . ' UTC', $this->lastError($record)));
    }

    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      $ret['status'] = ProvisioningStatusEnum::Unknown;
      $comments[] = $this->Target->missingExtension();
    }

    $link = $this->contactLink($record);

    if($link) {
      $comments[] = _txt('pl.salesforceprovisioner.status.contact', array($link));
    }

    $ret['comment'] = implode(' - ', $comments);

    return $ret;
  }

  /**
   * What would happen, beside what Salesforce has.
   *
   * @param  array $row Row of the target
   * @return array preview: as the native method gives it, records: object => array of id, url, fields (field => value; null:
   *               could not be read, and then problem says why)
   * @throws InvalidArgumentException If something has to be set right first
   * @throws RuntimeException         If trying again may help
   */

  public function preview($row) {
    if(!SalesforceProvisionerAppModel::extensionLoaded()) {
      throw new RuntimeException($this->Target->missingExtension());
    }

    $framework = new SalesforceFrameworkData($this->targetId);
    $data = $framework->person($this->personId);

    if(!$data) {
      throw new InvalidArgumentException(_txt('er.salesforceprovisioner.preview.person'));
    }

    $native = $this->Target->nativeProvisioner($row);
    $preview = $native->preview($row, $data[0], $data[1]);
    $record = $this->record();
    $records = array();

    foreach(array('Contact' => 'contact_id', 'CoPerson__c' => 'coperson_id') as $sobject => $column) {
      $id = !empty($record[$column]) ? $record[$column] : $this->identifierPart($sobject == 'Contact' ? 0 : 1);

      if($id && preg_match('/\A[A-Za-z0-9]{15,18}\z/', $id)) {
        $records[$sobject] = array('id' => $id, 'url' => $this->recordUrl($row, $id), 'fields' => null, 'problem' => null);

        try {
          $records[$sobject]['fields'] = $native->request($row, 'GET', '/sobjects/' . $sobject . '/' . $id);
        }
        catch(Exception $e) {
          // A record that is gone is what the preview is for
          $records[$sobject]['problem'] = $e->getMessage();
        }
      }
    }

    return array('preview' => $preview, 'records' => $records);
  }

  /**
   * Provision the person now, through the framework.
   *
   * @throws InvalidArgumentException If trying again cannot help
   * @throws RuntimeException         If it may
   */

  public function provision() {
    $CoPerson = $this->Target->CoProvisioningTarget->Co->CoPerson;
    $CoPerson->Behaviors->load('Provisioner');
    $CoPerson->requestToProvision($this->targetId, $this->personId, null, ProvisioningActionEnum::CoPersonReprovisionRequested);
  }

  /**
   * @return array Row of co_salesforce_provisioner_people, or an empty array
   */

  protected function record() {
    $args = array();
    $args['conditions']['CoSalesforceProvisionerPerson.co_provisioning_target_id'] = $this->targetId;
    $args['conditions']['CoSalesforceProvisionerPerson.co_person_id'] = $this->personId;
    $args['fields'] = array('contact_id', 'coperson_id', 'pushed_time', 'error_code', 'error_message', 'error_time');
    $args['contain'] = false;

    try {
      $row = $this->Target->people()->find('first', $args);
    }
    catch(MissingTableException $e) {
      throw new RuntimeException(SalesforceProvisionerAppModel::errorText('er.salesforceprovisioner.schema'), 0, $e);
    }

    return !empty($row) ? $row['CoSalesforceProvisionerPerson'] : array();
  }

  /**
   * @param  array $record Row of co_salesforce_provisioner_people with an error
   * @return string Code and message; the message often has the code in it
   */

  protected function lastError($record) {
    $code = (string)$record['error_code'];
    $message = (string)$record['error_message'];

    return ($code === '' || strpos($message, $code) !== false) ? $message : trim($code . ': ' . $message, ': ');
  }

  /**
   * Where the Contact of the person is found in Salesforce.
   *
   * @param  array $record Row of co_salesforce_provisioner_people, may be empty
   * @return string URL, only the id if the instance is not known, or null
   */

  protected function contactLink($record) {
    $contactId = !empty($record['contact_id']) ? $record['contact_id'] : $this->identifierPart(0);

    if(!$contactId) {
      return null;
    }

    $instance = $this->Target->field('instance_url', array($this->Target->alias . '.co_provisioning_target_id' => $this->targetId));

    return $instance ? rtrim($instance, '/') . '/' . $contactId : $contactId;
  }

  /**
   * People provisioned by the plugin that was here before have an Identifier only: CONTACT or CONTACT/COPERSON
   *
   * @param  integer $part 0: Contact, 1: CoPerson record
   * @return string Record ID, or null
   */

  protected function identifierPart($part) {
    $args = array();
    $args['conditions']['Identifier.co_person_id'] = $this->personId;
    $args['conditions']['Identifier.type'] = IdentifierEnum::ProvisioningTarget;
    $args['conditions']['Identifier.co_provisioning_target_id'] = $this->targetId;
    $args['contain'] = false;

    $identifier = $this->Target->CoProvisioningTarget->Co->CoPerson->Identifier->find('first', $args);
    $parts = empty($identifier) ? array() : explode('/', $identifier['Identifier']['identifier']);

    return !empty($parts[$part]) ? $parts[$part] : null;
  }

  /**
   * @param  array  $row Row of the target
   * @param  string $id  Record ID
   * @return string URL of the record, null if the instance is not known or is no https URL
   */

  protected function recordUrl($row, $id) {
    $instance = (string)$row['CoSalesforceProvisionerTarget']['instance_url'];

    return strncmp($instance, 'https://', 8) == 0 ? rtrim($instance, '/') . '/' . $id : null;
  }
}
