<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** A small SOQL: one object, parents by dotted names, one level of semi-join, GROUP BY with COUNT. */
final class SimSoql {
	private array $tokens = [];
	private int $at = 0;
	private array $object = [];

	public function __construct(private SimStore $store, private string $text) {
		$this->tokenize();
	}

	private function fail(string $message, string $code = 'MALFORMED_QUERY'): SimRefusal {
		return new SimRefusal(400, $code, $message);
	}

	private function tokenize(): void {
		$pattern = '/\G(?:(\s+)|\'((?:[^\'\\\\]|\\\\.)*)\'|([A-Za-z_][A-Za-z0-9_.]*(?::\d+)?)'
			. '|(\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))?)|([+-]?\d+(?:\.\d+)?)|(!=|<>|<=|>=|[=<>(),]))/sA';
		$offset = 0;
		while ($offset < strlen($this->text)) {
			if (!preg_match($pattern, $this->text, $m, PREG_UNMATCHED_AS_NULL, $offset)) {
				$char = substr($this->text, $offset, 1);
				throw $this->fail($char === "'" ? "\n" . $this->text . "\n^\nERROR at Row:1:Column:" . ($offset + 1) . "\nline 1:$offset no viable alternative at character '<EOF>'"
					: "\n" . $this->text . "\n^\nERROR at Row:1:Column:" . ($offset + 1) . "\nunexpected token: '$char'");
			}
			$offset += strlen($m[0]);
			foreach ([2 => 'string', 3 => 'name', 4 => 'date', 5 => 'number', 6 => 'op'] as $group => $kind) {
				if (($m[$group] ?? null) !== null) {
					$this->tokens[] = [$kind, $kind === 'string' ? $this->unescape($m[2]) : $m[$group]];
				}
			}
		}
	}

	private function unescape(string $text): string {
		return preg_replace_callback('/\\\\(u[0-9A-Fa-f]{4}|.)/s', function (array $m): string {
			$simple = ['n' => "\n", 'r' => "\r", 't' => "\t", 'b' => "\x08", 'f' => "\f", '"' => '"', "'" => "'", '\\' => '\\', '_' => "\x01_", '%' => "\x01%"];
			$key = $m[1];
			if (strlen($key) === 5) {
				return json_decode("\"\\$key\"") ?? '';
			}
			$lower = strtolower($key);
			return $simple[$lower] ?? throw $this->fail("Invalid string literal. Illegal character sequence '\\$key' in string literal.");
		}, $text);
	}

	private function peek(int $ahead = 0): array {
		return $this->tokens[$this->at + $ahead] ?? ['end', ''];
	}

	private function word(string ...$words): bool {
		foreach ($words as $n => $word) {
			[$kind, $text] = $this->peek($n);
			if ($kind !== ($word[0] === '(' || $word[0] === ')' || $word[0] === ',' ? 'op' : 'name') || strcasecmp($text, $word) !== 0) {
				return false;
			}
		}
		$this->at += count($words);
		return true;
	}

	private function expect(string $word): void {
		if (!$this->word($word)) {
			throw $this->fail("unexpected token: '" . ($this->peek()[1] === '' ? '<EOF>' : $this->peek()[1]) . "' (expecting $word)");
		}
	}

	private function name(): string {
		[$kind, $text] = $this->peek();
		if ($kind !== 'name') {
			throw $this->fail("unexpected token: '" . ($text === '' ? '<EOF>' : $text) . "'");
		}
		$this->at++;
		return $text;
	}

	public function parse(bool $sub = false): array {
		$this->expect('SELECT');
		$query = ['count' => false, 'select' => [], 'group' => [], 'having' => null];
		if ($this->word('COUNT', '(', ')')) {
			$query['count'] = true;
		} else {
			do {
				$query['select'][] = $this->selectItem();
			} while ($this->word(','));
		}
		$this->expect('FROM');
		$from = $this->name();
		$query['object'] = $this->store->schema->has($from);
		if ($query['object'] === null) {
			throw $this->fail("sObject type '$from' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.", 'INVALID_TYPE');
		}
		$this->object[] = $query['object'];
		$query['where'] = $this->word('WHERE') ? $this->orExpr() : null;
		if ($this->word('GROUP', 'BY')) {
			do {
				$query['group'][] = $this->path($this->name());
			} while ($this->word(','));
			$query['having'] = $this->word('HAVING') ? $this->orExpr() : null;
		}
		$query['order'] = $this->orderBy();
		$query['limit'] = $this->word('LIMIT') ? $this->number() : null;
		$query['offset'] = $this->word('OFFSET') ? $this->number() : 0;
		if ($query['offset'] > 2000) {
			throw $this->fail('Maximum SOQL offset allowed is 2000', 'NUMBER_OUTSIDE_VALID_RANGE');
		}
		$this->word('FOR', 'UPDATE') || $this->word('FOR', 'VIEW');
		$this->select($query);
		array_pop($this->object);
		if (!$sub && $this->peek()[0] !== 'end') {
			throw $this->fail("unexpected token: '" . $this->peek()[1] . "'");
		}
		return $query;
	}

	private function selectItem(): array {
		$name = $this->name();
		if ($this->word('(')) {
			$argument = $this->name();
			$this->expect(')');
			$alias = $this->peek()[0] === 'name' && strcasecmp($this->peek()[1], 'FROM') !== 0 ? $this->name() : null;
			return ['call' => strtoupper($name), 'argument' => $argument, 'alias' => $alias];
		}
		return ['name' => $name];
	}

	/** Checks the selected fields, now that the object is known. */
	private function select(array &$query): void {
		$out = [];
		$expr = 0;
		foreach ($query['select'] as $item) {
			if (!isset($item['call'])) {
				$item['path'] = $this->path($item['name']);
			} elseif ($item['call'] === 'FIELDS') {
				if ($query['limit'] === null || $query['limit'] > 200) {
					throw $this->fail('The SOQL FIELDS function must have a LIMIT of at most 200');
				}
				foreach ($this->store->schema->fields($query['object']) as $field) {
					$out[] = ['name' => $field['name'], 'path' => [$field]];
				}
				continue;
			} elseif (in_array($item['call'], ['COUNT', 'MIN', 'MAX', 'COUNT_DISTINCT'], true)) {
				$item['path'] = $this->path($item['argument']);
				$item['alias'] ??= 'expr' . $expr++;
			} else {
				throw $this->fail("unknown function: {$item['call']}");
			}
			$out[] = $item;
		}
		$query['select'] = $out;
		$query['aggregate'] = $query['group'] !== [] || array_filter($out, fn($i) => isset($i['call'])) !== [];
	}

	private function orderBy(): array {
		$order = [];
		if ($this->word('ORDER', 'BY')) {
			do {
				$path = $this->path($this->name());
				$down = $this->word('DESC') || ($this->word('ASC') && false);
				$nullsFirst = !$down;
				if ($this->word('NULLS')) {
					$nullsFirst = $this->word('FIRST') || ($this->word('LAST') && false);
				}
				$order[] = [$path, $down, $nullsFirst];
			} while ($this->word(','));
		}
		return $order;
	}

	private function number(): int {
		[$kind, $text] = $this->peek();
		if ($kind !== 'number' || !ctype_digit($text)) {
			throw $this->fail("unexpected token: '$text'");
		}
		$this->at++;
		return (int)$text;
	}

	/** @return list<array> the fields from the object to the end of a dotted name */
	private function path(string $name): array {
		$object = end($this->object) ?: null;
		$steps = explode('.', $name);
		$path = [];
		foreach ($steps as $n => $step) {
			$field = $n < count($steps) - 1 ? $this->store->schema->relationship($object, $step) : $this->store->schema->fieldOf($object, $step);
			if ($field === null && $n < count($steps) - 1 && $n === 0 && strcasecmp($step, $object) === 0) {
				continue;
			}
			if ($field === null) {
				throw $this->fail("\n$name\n^\nERROR at Row:1:Column:1\n" . ($n < count($steps) - 1
					? "Didn't understand relationship '$step' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
					: "No such column '$step' on entity '$object'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."), 'INVALID_FIELD');
			}
			$path[] = $field;
			$object = $field['referenceTo'][0] ?? $object;
		}
		return $path;
	}

	private function orExpr(): array {
		$left = $this->andExpr();
		$mixed = $left[0] === 'and';
		while ($this->word('OR')) {
			if ($mixed) {
				throw $this->fail("unexpected token: 'OR'");
			}
			$right = $this->notExpr();
			if ($this->peek()[0] === 'name' && strcasecmp($this->peek()[1], 'AND') === 0) {
				throw $this->fail("unexpected token: 'AND'");
			}
			$left = ['or', $left, $right];
		}
		return $left;
	}

	private function andExpr(): array {
		$left = $this->notExpr();
		while ($this->word('AND')) {
			$left = ['and', $left, $this->notExpr()];
		}
		return $left;
	}

	private function notExpr(): array {
		if ($this->word('NOT')) {
			return ['not', $this->notExpr()];
		}
		if ($this->word('(')) {
			$inner = $this->orExpr();
			$this->expect(')');
			return ['group', $inner];
		}
		return $this->comparison();
	}

	private function comparison(): array {
		$name = $this->name();
		$count = false;
		if ($this->word('(')) {
			$count = strtoupper($name) === 'COUNT';
			$name = $this->name();
			$this->expect(')');
		}
		$path = $this->path($name);
		[$kind, $op] = $this->peek();
		if ($kind === 'op' && in_array($op, ['=', '!=', '<>', '<', '>', '<=', '>='], true)) {
			$this->at++;
			return ['compare', $path, $op === '<>' ? '!=' : $op, $this->literal($count ? null : end($path)), $count];
		}
		if ($this->word('LIKE')) {
			return ['like', $path, $this->literal(end($path), true)];
		}
		$negative = $this->word('NOT', 'IN');
		if (!$negative && !$this->word('IN')) {
			throw $this->fail("unexpected token: '$op'");
		}
		$this->expect('(');
		if (strcasecmp($this->peek()[1], 'SELECT') === 0 && $this->peek()[0] === 'name') {
			$values = $this->semiJoin();
		} else {
			$values = [];
			do {
				$values[] = $this->literal(end($path));
			} while ($this->word(','));
		}
		$this->expect(')');
		return ['in', $path, $values, $negative];
	}

	private function semiJoin(): array {
		$query = $this->parse(true);
		$name = $query['select'][0]['path'];
		return array_values(array_filter(array_map(fn($row) => $this->read($row, $name), $this->run($query, false)), fn($v) => $v !== null));
	}

	/** A literal of the field's type; Salesforce refuses quotes where they do not belong, and their absence where they do. */
	private function literal(?array $field, bool $keepMarks = false): mixed {
		[$kind, $text] = $this->peek();
		$this->at++;
		$lower = strtolower($text);
		$type = $field['type'] ?? 'double';
		$class = match ($type) {
			'boolean' => 'boolean', 'double', 'int' => 'double', 'date' => 'date', 'datetime' => 'dateTime', default => 'string',
		};
		if ($kind === 'name' && $lower === 'null') {
			return null;
		}
		if ($kind === 'name' && ($lower === 'true' || $lower === 'false')) {
			$value = $lower === 'true';
			$got = 'boolean';
		} elseif ($kind === 'string') {
			$value = $keepMarks ? $text : str_replace("\x01", '', $text);
			$got = 'string';
		} elseif ($kind === 'number') {
			$value = $text + 0;
			$got = 'double';
		} elseif ($kind === 'date') {
			$value = $text;
			$got = strlen($text) === 10 ? 'date' : 'dateTime';
		} elseif ($kind === 'name' && preg_match('/^(today|yesterday|last_n_days:(\d+))$/', $lower, $m)) {
			$days = $lower === 'today' ? 0 : ($lower === 'yesterday' ? 1 : (int)$m[2]);
			$value = gmdate('Y-m-d', time() - 86400 * $days) . ($class === 'dateTime' ? 'T00:00:00Z' : '');
			$got = $class;
		} else {
			throw $this->fail("unexpected token: '" . ($text === '' ? '<EOF>' : $text) . "'");
		}
		if ($got !== $class) {
			throw $this->fail("value of filter criterion for field '" . ($field['name'] ?? '') . "' must be of type $class and should "
				. ($class === 'string' ? 'be enclosed in quotes' : 'not be enclosed in quotes'), 'INVALID_FIELD');
		}
		if (in_array($type, ['id', 'reference'], true) && is_string($value)) {
			$key = SimIds::to15($value);
			if ($key === null && $value !== '') {
				throw $this->fail("invalid ID field: $value", 'INVALID_QUERY_FILTER_OPERATOR');
			}
			return $key === null ? '' : SimIds::to18($key);
		}
		return $value;
	}

	/** The value at the end of a path of fields. */
	public function read(array $record, array $path): mixed {
		foreach ($path as $n => $field) {
			$value = $record[$field['name']] ?? null;
			if ($n === count($path) - 1 || $value === null) {
				return $value;
			}
			$record = $this->store->find($field['referenceTo'][0], $value) ?? [];
		}
		return null;
	}

	private static function normal(mixed $value): mixed {
		if (is_string($value)) {
			if (preg_match('/^\d{4}-\d\d-\d\dT/', $value) && ($time = strtotime($value)) !== false) {
				return $time;
			}
			return SimStore::fold($value);
		}
		return $value;
	}

	private function test(array $node, array $row): bool {
		switch ($node[0]) {
		case 'and':
			return $this->test($node[1], $row) && $this->test($node[2], $row);
		case 'or':
			return $this->test($node[1], $row) || $this->test($node[2], $row);
		case 'not':
			return !$this->test($node[1], $row);
		case 'group':
			return $this->test($node[1], $row);
		case 'like':
			$pattern = '';
			foreach (preg_split('/(\x01[_%]|[_%])/', (string)$node[2], -1, PREG_SPLIT_DELIM_CAPTURE) as $piece) {
				$pattern .= match ($piece) { '%' => '.*', '_' => '.', "\x01%" => '%', "\x01_" => '_', default => preg_quote($piece, '/') };
			}
			return preg_match('/^' . $pattern . '$/siu', (string)$this->read($row, $node[1])) === 1;
		case 'in':
			$value = self::normal($this->read($row, $node[1]));
			$found = in_array($value, array_map(self::normal(...), $node[2]), true);
			return $node[3] ? !$found : $found;
		}
		[, $path, $op, $want] = $node;
		$have = self::normal($this->read($row, $path));
		$want = self::normal($want);
		if ($want === '' || $want === null) {
			return $op === '=' ? $have === null : ($op === '!=' && $have !== null);
		}
		if ($op === '=' || $op === '!=') {
			return ($have == $want && $have !== null) === ($op === '=');
		}
		if ($have === null) {
			return false;
		}
		$sign = $have <=> $want;
		return match ($op) { '<' => $sign < 0, '>' => $sign > 0, '<=' => $sign <= 0, '>=' => $sign >= 0 };
	}

	/** Candidates by an index, when the top of the condition allows it. */
	private function candidates(array $query): array {
		$stack = $query['where'] === null ? [] : [$query['where']];
		while ($stack !== []) {
			$node = array_pop($stack);
			if ($node[0] === 'and') {
				array_push($stack, $node[1], $node[2]);
			} elseif ($node[0] === 'group') {
				$stack[] = $node[1];
			} elseif (($node[0] === 'compare' && $node[2] === '=' || $node[0] === 'in' && !$node[3]) && count($node[1]) === 1 && $node[1][0]['indexed']) {
				$values = $node[0] === 'in' ? $node[2] : [$node[3]];
				if (in_array(null, $values, true) || in_array('', $values, true)) {
					continue;
				}
				$rows = [];
				foreach ($values as $value) {
					foreach ($this->store->by($query['object'], $node[1][0]['name'], (string)$value, true) as $record) {
						$rows[$record['Id']] = $record;
					}
				}
				ksort($rows, SORT_STRING);
				return $rows;
			}
		}
		return $this->store->all($query['object']);
	}

	/** @return list<array> rows; for COUNT() one number */
	public function run(array $query, bool $deleted): array {
		$rows = [];
		foreach ($this->candidates($query) as $row) {
			if (($deleted || !$row['IsDeleted']) && ($query['where'] === null || $this->test($query['where'], $row))) {
				$rows[] = $row;
			}
		}
		if ($query['count']) {
			return [$query['limit'] === null ? count($rows) : min($query['limit'], count($rows))];
		}
		if ($query['aggregate']) {
			$rows = $this->aggregate($query, $rows);
		}
		if ($query['order'] !== []) {
			usort($rows, function (array $a, array $b) use ($query): int {
				foreach ($query['order'] as [$path, $down, $nullsFirst]) {
					$x = self::normal($this->read($a, $path));
					$y = self::normal($this->read($b, $path));
					if ($x === $y) {
						continue;
					}
					if ($x === null || $y === null) {
						return ($x === null) === $nullsFirst ? -1 : 1;
					}
					return $down ? $y <=> $x : $x <=> $y;
				}
				return 0;
			});
		}
		return array_slice($rows, $query['offset'], $query['limit']);
	}

	private function aggregate(array $query, array $rows): array {
		$groups = $query['group'] === [] ? ['' => $rows] : [];
		foreach ($query['group'] === [] ? [] : $rows as $row) {
			$groups[json_encode(array_map(fn($path) => self::normal($this->read($row, $path)), $query['group']))][] = $row;
		}
		$out = [];
		foreach ($groups as $members) {
			if ($query['having'] !== null && !$this->having($query['having'], $members)) {
				continue;
			}
			$row = $members[0] ?? [];
			foreach ($query['select'] as $item) {
				if (isset($item['call'])) {
					$values = array_filter(array_map(fn($m) => $this->read($m, $item['path']), $members), fn($v) => $v !== null);
					$row['#' . $item['alias']] = match ($item['call']) {
						'COUNT' => count($values), 'COUNT_DISTINCT' => count(array_unique($values)),
						'MIN' => $values === [] ? null : min($values), default => $values === [] ? null : max($values),
					};
				}
			}
			$out[] = $row;
		}
		return $out;
	}

	private function having(array $node, array $members): bool {
		if ($node[0] === 'compare' && $node[4]) {
			$n = count(array_filter(array_map(fn($m) => $this->read($m, $node[1]), $members), fn($v) => $v !== null));
			$sign = $n <=> $node[3];
			return match ($node[2]) { '=' => $sign === 0, '!=' => $sign !== 0, '<' => $sign < 0, '>' => $sign > 0, '<=' => $sign <= 0, '>=' => $sign >= 0 };
		}
		return match ($node[0]) {
			'and' => $this->having($node[1], $members) && $this->having($node[2], $members),
			'or' => $this->having($node[1], $members) || $this->having($node[2], $members),
			'not' => !$this->having($node[1], $members),
			'group' => $this->having($node[1], $members),
			default => $this->test($node, $members[0]),
		};
	}

	/** A row as JSON shows it. */
	public function show(array $query, array $row, string $prefix): array {
		if ($query['aggregate']) {
			$out = ['attributes' => ['type' => 'AggregateResult']];
			foreach ($query['select'] as $item) {
				$out[$item['alias'] ?? end($item['path'])['name']] = isset($item['call']) ? $row['#' . $item['alias']] : $this->read($row, $item['path']);
			}
			return $out;
		}
		$attributes = fn(string $type, string $id) => ['type' => $type, 'url' => "$prefix/sobjects/$type/$id"];
		$out = ['attributes' => $attributes($query['object'], $row['Id'])];
		foreach ($query['select'] as $item) {
			$target = &$out;
			$record = $row;
			foreach ($item['path'] as $n => $field) {
				if ($n === count($item['path']) - 1) {
					$target[$field['name']] = $record[$field['name']] ?? null;
					break;
				}
				$key = $field['custom'] ? substr($field['name'], 0, -1) . 'r' : substr($field['name'], 0, -2);
				$id = $record[$field['name']] ?? null;
				$record = $id === null ? null : $this->store->find($field['referenceTo'][0], $id);
				if ($record === null) {
					$target[$key] = null;
					break;
				}
				$target[$key] ??= ['attributes' => $attributes($field['referenceTo'][0], $record['Id'])];
				$target = &$target[$key];
			}
			unset($target);
		}
		return $out;
	}
}
