<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Validation of what is to be saved, by the rules of the model. */

class ModelValidator
{
	public function __construct(private Model $model)
	{
	}

	/** The rules of a field; getRule() gives one whose rule can be replaced. */
	public function getField($field)
	{
		return new class($this->model, $field) {
			public function __construct(private Model $model, private string $field)
			{
			}

			public function getRule($name)
			{
				return new class($this->model, $this->field, $name) {
					public function __construct(private Model $model, private string $field, private string $name)
					{
					}

					public function __set($property, $value)
					{
						$this->model->validate[$this->field][$this->name][$property] = $value;
					}
				};
			}
		};
	}

	public function validates()
	{
		$data = $this->model->data[$this->model->alias];
		foreach ($this->model->validate as $field => $rules) {
			foreach (isset($rules['rule']) ? [$rules] : $rules as $rule) {
				$given = array_key_exists($field, $data);
				$empty = !$given || $data[$field] === null || $data[$field] === '';
				if ((!$given && empty($rule['required'])) || ($empty && !empty($rule['allowEmpty']))) {
					continue;
				}
				$verdict = $given && $this->apply((array) $rule['rule'], $field, $data[$field]);
				$message = $given ? $this->said : null;
				if (!$verdict) {
					$this->model->invalidate($field, $message ?? $rule['message'] ?? 'This field cannot be used as it is');
				}
			}
		}
		return !$this->model->validationErrors;
	}

	/** What the model's own method said, if it said more than no. */
	private $said = null;

	private function apply($rule, $field, $value)
	{
		$this->said = null;
		$name = array_shift($rule);
		if (method_exists($this->model, $name)) {
			$verdict = $this->model->$name([$field => $value], ...$rule);
			$this->said = is_string($verdict) ? $verdict : null;
			return $verdict === true;
		}
		return match ($name) {
			'numeric' => is_numeric($value),
			'boolean' => in_array($value, [0, 1, '0', '1', true, false], true),
			'inList' => in_array((string) $value, $rule[0], true),
			'maxLength' => mb_strlen((string) $value) <= $rule[0],
		};
	}
}
