<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** /composite/sobjects: up to 200 records in one call, one result each, in order. */
final class SimCollections {
	private const MAX = 200;
	private const MAX_CHUNKS = 10;

	public function __construct(private SimRest $rest) {
	}

	public function handle(SimCall $call, array $parts): SimResponse {
		$object = isset($parts[2]) ? $this->rest->objectName($parts[2]) : null;
		if ($object === null) {
			return match ($call->method) {
				'POST', 'PATCH' => $this->save($call, null, null),
				'DELETE' => $this->delete($call),
				default => throw $call->not('DELETE', 'PATCH', 'POST'),
			};
		}
		if (isset($parts[3])) {
			$field = $this->rest->externalField($object, $parts[3]);
			if ($call->method !== 'PATCH' || $call->version < 46) {
				throw $call->not('PATCH');
			}
			return $this->save($call, $object, $field);
		}
		return $this->retrieve($call, $object);
	}

	private function retrieve(SimCall $call, string $object): SimResponse {
		$data = $call->method === 'POST' ? $call->object() : [
			'ids' => explode(',', $call->params['ids'] ?? ''), 'fields' => explode(',', $call->params['fields'] ?? ''),
		];
		if (count($data['ids'] ?? []) > 2000) {
			throw new SimRefusal(400, 'EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 2000 records in this call');
		}
		$fields = array_values(array_filter($data['fields'] ?? [], fn($f) => $f !== ''));
		if ($fields === []) {
			throw new SimRefusal(400, 'MISSING_ARGUMENT', 'The fields parameter is required.');
		}
		$out = [];
		foreach ($data['ids'] as $id) {
			if (SimIds::to15((string)$id) === null) {
				throw new SimRefusal(400, 'MALFORMED_ID', "malformed id $id");
			}
			$record = $this->rest->store()->find($object, $id);
			$out[] = $record === null || $record['IsDeleted'] ? null : $this->rest->show($call, $object, $record, $fields);
		}
		return SimResponse::json(200, $out);
	}

	private function delete(SimCall $call): SimResponse {
		$ids = array_values(array_filter(explode(',', $call->params['ids'] ?? ''), fn($i) => $i !== ''));
		$this->limit(count($ids));
		return $this->each($call, ($call->params['allOrNone'] ?? 'false') === 'true', $ids, function (string $id): array {
			$key = SimIds::to15($id);
			$object = $key === null ? false : array_search(substr($key, 0, 3), SimSchema::PREFIX, true);
			if ($object === false || !in_array($object, $this->rest->store()->schema->objects(), true)) {
				throw new SimRefusal(400, 'MALFORMED_ID', "malformed id $id", []);
			}
			$this->rest->store()->delete($object, $id);
			return ['id' => SimIds::to18($key), 'success' => true, 'errors' => []];
		});
	}

	private function limit(int $count): void {
		if ($count > self::MAX) {
			throw new SimRefusal(400, 'EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than ' . self::MAX . ' records in this call');
		}
	}

	private function save(SimCall $call, ?string $target, ?array $field): SimResponse {
		$data = $call->object();
		foreach (array_keys($data) as $name) {
			if ($name !== 'allOrNone' && $name !== 'records') {
				throw new SimRefusal(400, 'JSON_PARSER_ERROR', "Unrecognized field \"$name\" at [line:1, column:2]");
			}
		}
		$records = $data['records'] ?? null;
		$allOrNone = $data['allOrNone'] ?? false;
		if (!is_bool($allOrNone)) {
			throw new SimRefusal(400, 'JSON_PARSER_ERROR', 'Cannot deserialize instance of boolean from VALUE_STRING value ' . json_encode($allOrNone) . ' or request may be missing a required field at [line:1, column:2]');
		}
		if (!is_array($records) || $records === [] || !array_is_list($records)) {
			throw new SimRefusal(400, 'INVALID_INPUT', 'At least one record is required.');
		}
		$this->limit(count($records));
		$chunks = 0;
		$last = null;
		$repeated = [];
		foreach ($records as $record) {
			$type = $this->rest->store()->schema->has((string)($record['attributes']['type'] ?? ''));
			if ($type === null) {
				throw new SimRefusal(400, 'INVALID_TYPE', 'sObject type ' . json_encode($record['attributes']['type'] ?? null) . ' is not supported.');
			}
			$chunks += $type !== $last ? 1 : 0;
			$last = $type;
			if ($target !== null && $type !== $target) {
				throw new SimRefusal(400, 'INVALID_TYPE', "All records must be of type $target.");
			}
			if ($this->rest->app->config['collections_bad_field'] === 'request') {
				$this->parse($type, $record);
			}
			if ($field !== null) {
				$value = SimStore::fold(trim((string)(array_change_key_case($record)[strtolower($field['name'])] ?? '')));
				$repeated[$value] = ($repeated[$value] ?? 0) + 1;
			}
		}
		if ($chunks > self::MAX_CHUNKS) {
			throw new SimRefusal(400, 'INVALID_INPUT', 'The request contains more than ' . self::MAX_CHUNKS . ' chunks of object types.');
		}
		return $this->each($call, $allOrNone, $records, fn(array $record) => match (true) {
			$field !== null => $this->upsert($call, $target, $field, $record, $repeated),
			$call->method === 'POST' => $this->create($call, $record),
			default => $this->update($call, $record),
		});
	}

	/** What the deserializer refuses, it refuses for the whole request. */
	private function parse(string $type, array $record): void {
		unset($record['attributes']);
		foreach (array_keys($record) as $name) {
			if (strtolower((string)$name) === 'id') {
				unset($record[$name]);
			}
		}
		(new SimValidator($this->rest->store()))->deserialize($type, $record);
	}

	private function create(SimCall $call, array $record): array {
		$type = $this->rest->objectName($record['attributes']['type']);
		unset($record['attributes']);
		$saved = $this->rest->store()->create($type, $record, ['list' => true] + $call->options());
		return ['id' => $saved['Id'], 'success' => true, 'errors' => []];
	}

	private function update(SimCall $call, array $record): array {
		$type = $this->rest->objectName($record['attributes']['type']);
		$id = $record['Id'] ?? $record['id'] ?? null;
		unset($record['attributes'], $record['Id'], $record['id']);
		if (!is_string($id) || $id === '') {
			throw new SimRefusal(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', []);
		}
		if (SimIds::to15($id) === null) {
			throw new SimRefusal(400, 'MALFORMED_ID', "Record ID: id value of incorrect type: $id", ['Id']);
		}
		$saved = $this->rest->store()->update($type, $id, $record, ['list' => true] + $call->options());
		return ['id' => $saved['Id'], 'success' => true, 'errors' => []];
	}

	private function upsert(SimCall $call, string $object, array $field, array $record, array $repeated): array {
		$options = ['list' => true] + $call->options();
		$value = null;
		foreach ($record as $name => $item) {
			if (strcasecmp((string)$name, $field['name']) === 0) {
				$value = is_string($item) ? trim($item) : null;
				unset($record[$name]);
			}
		}
		unset($record['attributes']);
		if ($value === null || $value === '') {
			throw new SimRefusal(400, 'MISSING_ARGUMENT', "{$field['name']} not specified", []);
		}
		if ($repeated[SimStore::fold($value)] > 1) {
			throw new SimRefusal(400, 'DUPLICATE_VALUE', 'Duplicate external id specified: ' . SimStore::fold($value), [$field['name']]);
		}
		if ($field['name'] === 'Id') {
			$saved = $this->rest->store()->update($object, $value, $record, $options);
			return ['id' => $saved['Id'], 'success' => true, 'errors' => [], 'created' => false];
		}
		$found = $this->rest->store()->by($object, $field['name'], $value);
		if (count($found) > 1) {
			throw new SimRefusal(400, 'DUPLICATE_EXTERNAL_ID', 'More than one record found for external id field: ['
				. implode(', ', array_column($found, 'Id')) . ']', []);
		}
		$saved = $found === []
			? $this->rest->store()->create($object, [$field['name'] => $value] + $record, $options)
			: $this->rest->store()->update($object, $found[0]['Id'], $record, $options);
		return ['id' => $saved['Id'], 'success' => true, 'errors' => [], 'created' => $found === []];
	}

	/** One result per item; with allOrNone one failure undoes all. */
	private function each(SimCall $call, bool $allOrNone, array $items, callable $do): SimResponse {
		$snapshot = $allOrNone ? $this->rest->store()->snapshot() : null;
		$results = [];
		$failed = false;
		foreach ($items as $item) {
			try {
				$results[] = $do($item);
			} catch (SimRefusal $refusal) {
				$results[] = ['success' => false, 'errors' => [$refusal->entry()]];
				$failed = true;
			}
		}
		if ($failed && $allOrNone) {
			$this->rest->store()->restore($snapshot);
			foreach ($results as $n => $result) {
				if ($result['success']) {
					$results[$n] = ['success' => false, 'errors' => [['statusCode' => 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
						'message' => 'Record rolled back because not all records were valid and the request was using AllOrNone header', 'fields' => []]]];
				}
			}
		}
		return SimResponse::json(200, $results);
	}
}
