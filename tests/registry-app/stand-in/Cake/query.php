<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* CakePHP's arrays of conditions as SQL. */

class StandInQuery
{
	public $values = [];

	public function __construct(private DboSource $source, private string $alias)
	{
	}

	/** "Alias.column" or "column" as it stands in SQL; what is more than a name stays as it is. */
	public function column($name)
	{
		if (!preg_match('/\A(?:(\w+)\.)?(\w+)\z/', $name, $parts)) {
			return $this->raw($name);
		}
		return $this->source->name($parts[1] ?: $this->alias) . '.' . $this->source->name($parts[2]);
	}

	/** An expression: its Alias.column are quoted. */
	public function raw($text)
	{
		return preg_replace_callback('/\b([A-Z]\w+)\.(\w+)/', fn ($m) => $this->source->name($m[1]) . '.' . $this->source->name($m[2]), $text);
	}

	public function conditions($conditions, $glue = ' AND ')
	{
		$terms = [];
		foreach ((array) $conditions as $key => $value) {
			if (is_int($key)) {
				$terms[] = is_array($value) ? $this->conditions($value) : $this->raw($value);
			} elseif (in_array(strtoupper($key), ['AND', 'OR'], true)) {
				$terms[] = $this->conditions($value, strtoupper($key) === 'OR' ? ' OR ' : ' AND ');
			} elseif (strtoupper($key) === 'NOT') {
				$terms[] = 'NOT (' . $this->conditions($value) . ')';
			} else {
				$terms[] = $this->term($key, $value);
			}
		}
		$terms = array_filter($terms, 'strlen');
		return $terms ? '(' . implode($glue, $terms) . ')' : '';
	}

	private function term($key, $value)
	{
		preg_match('/\A(.*?)(?:\s+(<>|!=|<=|>=|<|>|LIKE|=))?\z/', $key, $parts);
		$column = $this->column($parts[1]);
		$operator = $parts[2] ?? '=';
		if ($value === null) {
			return $column . ($operator === '=' ? ' IS NULL' : ' IS NOT NULL');
		}
		if (is_array($value)) {
			array_push($this->values, ...array_values($value));
			return $value ? "$column IN (" . implode(', ', array_fill(0, count($value), '?')) . ')' : '1 = 0';
		}
		$this->values[] = $value;
		return "$column $operator ?";
	}
}
