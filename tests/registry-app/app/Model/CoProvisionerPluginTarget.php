<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('AppModel', 'Model');

/** What the registry gives to the target model of each provisioner plugin. */
abstract class CoProvisionerPluginTarget extends AppModel
{
	public function status($coProvisioningTargetId, $Model, $id)
	{
		$export = $this->CoProvisioningTarget->CoProvisioningExport->find('first', ['conditions' => [
			'CoProvisioningExport.co_provisioning_target_id' => $coProvisioningTargetId,
			'CoProvisioningExport.' . Inflector::underscore($Model->name) . '_id' => $id,
		], 'contain' => false]);

		return [
			'status' => $export ? ProvisioningStatusEnum::Provisioned : ProvisioningStatusEnum::NotProvisioned,
			'timestamp' => $export ? $export['CoProvisioningExport']['exporttime'] : null,
			'comment' => '',
		];
	}

	abstract public function provision($coProvisioningTargetData, $op, $provisioningData);
}
