<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('ModelBehavior', 'Model');

/** A person's data as the registry's framework gathers it, and the call of the plugin for one target. */
class ProvisionerBehavior extends ModelBehavior
{
	private const PERSON_STATUSES = ['A', 'GP', 'XP', 'S', 'LK'];

	public function requestToProvision(Model $model, $coProvisioningTargetId, $coPersonId, $coGroupId = null, $action = ProvisioningActionEnum::CoPersonReprovisionRequested)
	{
		$target = $model->Co->CoProvisioningTarget->find('first', ['conditions' => ['CoProvisioningTarget.id' => $coProvisioningTargetId], 'contain' => false]);
		if (!$target) {
			throw new InvalidArgumentException(_txt('er.copt.unk'));
		}
		if ($target['CoProvisioningTarget']['status'] === ProvisionerModeEnum::Disabled) {
			throw new ForbiddenException(_txt('op.disabled-a', [$target['CoProvisioningTarget']['plugin']]));
		}
		$data = $this->person($model, $coPersonId);
		$group = $target['CoProvisioningTarget']['provision_co_group_id'];
		if ($group && !in_array($group, Hash::extract($data, 'CoGroupMember.{n}.co_group_id'))) {
			$action = ProvisioningActionEnum::CoPersonDeleted;
		}
		$plugin = $target['CoProvisioningTarget']['plugin'];
		$Target = ClassRegistry::init("$plugin.Co{$plugin}Target");
		$row = $Target->find('first', ['conditions' => ["Co{$plugin}Target.co_provisioning_target_id" => $coProvisioningTargetId], 'contain' => false]);
		$Target->provision($row, $action, $data);

		$Export = $Target->CoProvisioningTarget->CoProvisioningExport;
		$key = ['co_provisioning_target_id' => $coProvisioningTargetId, 'co_person_id' => $coPersonId];
		$Export->deleteAll($key, false);
		$Export->create();
		$Export->save(['CoProvisioningExport' => $key + ['exporttime' => gmdate('Y-m-d H:i:s')]], false);
		return true;
	}

	private function person(Model $model, $id)
	{
		$data = $model->find('first', ['conditions' => ['CoPerson.id' => $id], 'contain' => [
			'Co', 'PrimaryName', 'CoGroupMember', 'EmailAddress', 'CoPersonRole' => ['Address', 'TelephoneNumber'], 'Identifier', 'Name',
		]]);
		if (!$data) {
			throw new InvalidArgumentException(_txt('er.cop.unk'));
		}
		if (!in_array($data['CoPerson']['status'], self::PERSON_STATUSES, true)) {
			return ['CoPerson' => array_intersect_key($data['CoPerson'], array_flip(['co_id', 'id', 'status']))];
		}
		foreach ($data['CoPersonRole'] as $i => $role) {
			$from = $role['valid_from'] ?? null;
			$through = $role['valid_through'] ?? null;
			if (!in_array($role['status'], ['A', 'GP'], true) || ($from && strtotime($from) >= time()) || ($through && strtotime($through) < time())) {
				unset($data['CoPersonRole'][$i]);
			}
		}
		$data['Identifier'] = array_filter($data['Identifier'], fn ($identifier) => $identifier['status'] === StatusEnum::Active);
		return $data;
	}
}
