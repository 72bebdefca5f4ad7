<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Models: finding, saving, deleting, and the models that belong to one another. */

class ModelBehavior
{
}

class BehaviorCollection
{
	public $loaded = [];

	public function load($name)
	{
		App::uses("{$name}Behavior", 'Model/Behavior');
		$this->loaded[$name] ??= new ("{$name}Behavior")();
	}
}

#[AllowDynamicProperties]
class Model
{
	public $name = null;
	public $alias = null;
	public $id = false;
	public $data = [];
	public $useTable = null;
	public $displayField = 'name';
	public $validate = [];
	public $validationErrors = [];
	public $belongsTo = [];
	public $hasOne = [];
	public $hasMany = [];
	public $Behaviors;
	private $validator = null;

	public function __construct($id = false, $table = null, $ds = null)
	{
		$this->name ??= is_array($id) && isset($id['name']) ? $id['name'] : static::class;
		$this->alias ??= is_array($id) && isset($id['alias']) ? $id['alias'] : $this->name;
		$this->Behaviors = new BehaviorCollection();
	}

	/** Another model that is associated with this one. */
	public function __get($name)
	{
		foreach (['belongsTo', 'hasOne', 'hasMany'] as $kind) {
			foreach ($this->associations($kind) as $alias => $association) {
				if ($alias === $name) {
					return ClassRegistry::init($association['className']);
				}
			}
		}
		return null;
	}

	public function __isset($name)
	{
		return $this->__get($name) !== null;
	}

	public function __call($method, $arguments)
	{
		foreach ($this->Behaviors->loaded as $behavior) {
			if (method_exists($behavior, $method)) {
				return $behavior->$method($this, ...$arguments);
			}
		}
		throw new BadMethodCallException(static::class . " has no method $method");
	}

	/** @return array alias => className, foreignKey, conditions */
	private function associations($kind)
	{
		$found = [];
		foreach ($this->$kind as $key => $value) {
			$alias = is_int($key) ? $value : $key;
			$found[$alias] = (is_array($value) ? $value : []) + [
				'className' => $alias,
				'foreignKey' => Inflector::underscore($kind === 'belongsTo' ? $alias : $this->name) . '_id',
				'conditions' => [],
			];
		}
		return $found;
	}

	public function table()
	{
		return $this->getDataSource()->config['prefix'] . ($this->useTable ?: Inflector::tableize($this->name));
	}

	public function getDataSource()
	{
		return DboSource::shared();
	}

	public function hasField($name)
	{
		return isset($this->getDataSource()->columns($this->table())[$name]);
	}

	public function beforeFind($query)
	{
		return $query;
	}

	public function beforeValidate($options = [])
	{
		return true;
	}

	public function beforeSave($options = [])
	{
		return true;
	}

	public function beforeDelete($cascade = true)
	{
		return true;
	}

	public function afterDelete()
	{
	}

	public function validator()
	{
		return $this->validator ??= new ModelValidator($this);
	}

	public function invalidate($field, $message)
	{
		$this->validationErrors[$field][] = $message;
	}

	public function invalidFields()
	{
		return $this->validationErrors;
	}

	public function find($type, $query = [])
	{
		$query = $this->beforeFind($query + ['conditions' => [], 'contain' => false]);
		if ($type === 'count') {
			$query['fields'] = ['COUNT(*) AS n'];
			unset($query['order']);
		}
		if ($type === 'first') {
			$query['limit'] = 1;
		}
		$rows = $this->select($query);
		if ($type === 'count') {
			return (int) $rows[0][0]['n'];
		}
		if ($type === 'list') {
			[$key, $value] = array_map(static fn ($name) => substr($name, (int) strrpos('.' . $name, '.')), $query['fields']);
			return array_column(array_column($rows, $this->alias), $value, $key);
		}
		foreach ($rows as &$row) {
			$row = $this->contained($row, is_array($query['contain']) ? $query['contain'] : []);
		}
		return $type === 'first' ? ($rows[0] ?? []) : $rows;
	}

	public function field($name, $conditions = null)
	{
		$row = $this->find('first', ['conditions' => $conditions ?? [$this->alias . '.id' => $this->id], 'contain' => false]);
		return $row ? $row[$this->alias][$name] : false;
	}

	private function select($query)
	{
		$source = $this->getDataSource();
		$sql = new StandInQuery($source, $this->alias);
		$fields = [];
		$types = $source->columns($this->table());
		// A choice of fields matters with sums only; what else is asked for comes with the whole row
		foreach (preg_grep('/\(/', $query['fields'] ?? []) ? $query['fields'] : array_keys($types) as $field) {
			$fields[$field] = str_contains($field, '(') ? $sql->raw($field) : $sql->column($field);
		}
		$text = 'SELECT ' . implode(', ', $fields) . ' FROM ' . $source->name($this->table()) . ' ' . $source->name($this->alias);
		foreach ($query['joins'] ?? [] as $join) {
			$text .= " $join[type] JOIN " . $source->name($source->config['prefix'] . $join['table']) . ' ' . $source->name($join['alias']) . ' ON ' . $sql->conditions($join['conditions']);
		}
		$where = $sql->conditions($query['conditions']);
		$text .= ($where !== '' ? " WHERE $where" : '')
			. (isset($query['group']) ? ' GROUP BY ' . $sql->column($query['group']) : '')
			. (isset($query['order']) ? ' ORDER BY ' . $sql->raw(implode(', ', (array) $query['order'])) : '')
			. (isset($query['limit']) ? ' LIMIT ' . (int) $query['limit'] : '');
		$rows = [];
		foreach ($source->run($text, $sql->values) as $values) {
			$row = [];
			foreach (array_keys($fields) as $i => $field) {
				if (preg_match('/ AS (\w+)\z/', $field, $parts)) {
					$row[0][$parts[1]] = $values[$i];
				} else {
					$column = substr($field, (int) strrpos('.' . $field, '.'));
					$row[$this->alias][$column] = $values[$i] === null || !$types[$column] ? $values[$i] : (bool) $values[$i];
				}
			}
			$rows[] = $row;
		}
		return $rows;
	}

	/** Adds what the query wants of other models: ['CoPerson', 'CoPersonRole' => ['Address']] */
	private function contained($row, $contain)
	{
		foreach ($contain as $key => $value) {
			[$alias, $below] = is_int($key) ? [$value, []] : [$key, $value];
			foreach (['belongsTo', 'hasOne', 'hasMany'] as $kind) {
				$association = $this->associations($kind)[$alias] ?? null;
				if (!$association) {
					continue;
				}
				$other = clone ClassRegistry::init($association['className']);
				$other->alias = $alias;
				$here = $kind === 'belongsTo' ? $row[$this->alias][$association['foreignKey']] : $row[$this->alias]['id'];
				$found = $here === null ? [] : $other->find('all', [
					'conditions' => [[$alias . '.' . ($kind === 'belongsTo' ? 'id' : $association['foreignKey']) => $here], $association['conditions']],
					'order' => "$alias.id",
					'contain' => $below,
				]);
				$found = array_map(static fn ($one) => $one[$alias] + array_diff_key($one, [$alias => 0]), $found);
				$row[$alias] = $kind === 'hasMany' ? $found : ($found[0] ?? array_fill_keys(array_keys($this->getDataSource()->columns($other->table())), null));
			}
		}
		return $row;
	}

	public function clear()
	{
		$this->create();
	}

	public function create()
	{
		$this->id = false;
		$this->data = [];
		$this->validationErrors = [];
	}

	public function saveAll($data)
	{
		return $this->save($data);
	}

	public function save($data, $options = [])
	{
		$options = is_bool($options) ? ['validate' => $options] : $options;
		$this->data = [$this->alias => $data[$this->alias] ?? $data];
		$this->id = $this->data[$this->alias]['id'] ?? $this->id;
		$this->validationErrors = [];
		if (($options['validate'] ?? true) && (!$this->beforeValidate($options) || !$this->validator()->validates())) {
			return false;
		}
		if (!$this->beforeSave($options)) {
			return false;
		}
		$source = $this->getDataSource();
		$columns = array_intersect_key($this->data[$this->alias], $source->columns($this->table()));
		if (isset($options['fieldList'])) {
			$columns = array_intersect_key($columns, array_flip($options['fieldList']));
		}
		unset($columns['id']);
		$this->write($source, $columns + ['modified' => gmdate('Y-m-d H:i:s')]);
		return $this->data;
	}

	private function write($source, $columns)
	{
		$types = $source->columns($this->table());
		foreach ($columns as $name => $value) {
			$columns[$name] = $types[$name] && $value !== null ? (bool) $value : $value;
		}
		$names = array_map($source->name(...), array_keys($columns));
		$table = $source->name($this->table());
		if ($this->id) {
			$source->run("UPDATE $table SET " . implode(', ', array_map(static fn ($name) => "$name = ?", $names)) . ' WHERE id = ?', [...array_values($columns), (int) $this->id]);
			return;
		}
		$columns += ['created' => gmdate('Y-m-d H:i:s')];
		$names = array_map($source->name(...), array_keys($columns));
		$source->run("INSERT INTO $table (" . implode(', ', $names) . ') VALUES (' . implode(', ', array_fill(0, count($names), '?')) . ')', $columns);
		$this->id = $source->lastId($this->table());
	}

	public function deleteAll($conditions, $cascade = true)
	{
		foreach ($this->find('all', ['conditions' => $conditions, 'contain' => false]) as $row) {
			$this->getDataSource()->run('DELETE FROM ' . $this->getDataSource()->name($this->table()) . ' WHERE id = ?', [$row[$this->alias]['id']]);
		}
		return true;
	}
}
