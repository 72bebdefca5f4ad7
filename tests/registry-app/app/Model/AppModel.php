<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

App::uses('Model', 'Model');

/** What the registry's models have in common, as far as the plugin uses it. */
class AppModel extends Model
{
	public $actsAs = ['Containable'];

	/** Column that points from an archived copy to the current row, for a model that keeps its history. */
	protected $archived = null;

	public $cmPluginType = null;

	public function beforeFind($query)
	{
		if ($this->archived) {
			$query['conditions'] = ['AND' => [
				$query['conditions'] ?: [],
				[$this->alias . '.' . $this->archived => null],
				['OR' => [[$this->alias . '.deleted' => null], [$this->alias . '.deleted' => false]]],
			]];
		}
		return $query;
	}

	/** The CO that a record belongs to, found along its associations. */
	public function findCoForRecord($id)
	{
		$row = $this->find('first', ['conditions' => [$this->alias . '.id' => (int) $id], 'contain' => false]);
		if (!$row) {
			throw new InvalidArgumentException(_txt('er.notfound', [$this->name, $id]));
		}
		if (isset($row[$this->alias]['co_id'])) {
			return $row[$this->alias]['co_id'];
		}
		foreach (['CoProvisioningTarget' => 'co_provisioning_target_id', 'CoPerson' => 'co_person_id'] as $parent => $column) {
			if (isset($row[$this->alias][$column])) {
				return $this->$parent->findCoForRecord($row[$this->alias][$column]);
			}
		}
		throw new LogicException('no CO for ' . $this->name);
	}

	public function isPlugin($type = null)
	{
		return $this->cmPluginType && ($type === null || in_array($type, (array) $this->cmPluginType));
	}

	public function calculateTitleForLayout($data, $requires_person)
	{
		return $data[$this->alias][$this->displayField];
	}

	/** Types of an attribute in a CO: those of the attribute's enum, and the CO's own. */
	public function types($coId, $attribute)
	{
		$types = [];
		foreach ((new ReflectionClass($this->name . 'Enum'))->getConstants() as $type) {
			$types[$type] = ucfirst($type);
		}
		return $types + ClassRegistry::init('CoExtendedType')->find('list', [
			'conditions' => ['CoExtendedType.co_id' => $coId, 'CoExtendedType.attribute' => $this->name . '.' . $attribute],
			'fields' => ['name', 'display_name'],
		]);
	}

	public function validateExtendedType($check, $config)
	{
		return in_array(current($check), $config['default'], true) || ClassRegistry::init('CoExtendedType')->find('count', [
			'conditions' => ['CoExtendedType.co_id' => $config['coid'], 'CoExtendedType.attribute' => $config['attribute'], 'CoExtendedType.name' => current($check)],
			'contain' => false,
		]) > 0;
	}

	public function filterValidationErrors($rules, $errors)
	{
		return $errors;
	}

	public function updateValidationRules($coId = null)
	{
	}

	public function findForUpdate($conditions, $fields = [])
	{
		return $this->find('all', ['conditions' => $conditions, 'contain' => false]);
	}
}
