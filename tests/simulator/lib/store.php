<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** The records of the org, with validation as Salesforce does it. */
final class SimStore {
	/** @var array<string,array<string,array>> object => 15-character id => record (IsDeleted inside) */
	private array $records = [];
	/** @var array<string,array<string,array<string,array<string,true>>>> object, lower-case field, lower-case value, id15 */
	private array $index = [];
	/** @var array<string,true> ids that were purged from the recycle bin */
	private array $purged = [];
	public SimSchema $schema;
	private SimValidator $validator;

	public function __construct(public array $config, public SimIds $ids) {
		$this->schema = new SimSchema($config);
		$this->validator = new SimValidator($this);
		foreach ($this->schema->objects() as $object) {
			$this->records[$object] = [];
		}
	}

	/** After a change of configuration: new schema, same records. */
	public function configure(array $config): void {
		$this->config = $config;
		$this->schema = new SimSchema($config);
		$this->validator->reset();
		$all = $this->records;
		$this->records = $this->index = [];
		foreach ($this->schema->objects() as $object) {
			$this->records[$object] = [];
			foreach ($all[$object] ?? [] as $record) {
				$this->put($object, $record);
			}
		}
	}

	public function snapshot(): array {
		return [$this->records, $this->index, $this->purged];
	}

	public function restore(array $snapshot): void {
		[$this->records, $this->index, $this->purged] = $snapshot;
	}

	/** @return array<string,array> id15 => record, deleted ones included */
	public function all(string $object): array {
		return $this->records[$object] ?? [];
	}

	public function find(string $object, string $id): ?array {
		$key = SimIds::to15($id);
		return $key === null ? null : $this->records[$object][$key] ?? null;
	}

	/** Live records with a value in an indexed field, or in any field by scan. @return list<array> */
	public function by(string $object, string $field, string $value, bool $deleted = false): array {
		$definition = $this->schema->fieldOf($object, $field);
		$name = $definition['name'];
		$found = [];
		if ($definition['indexed']) {
			foreach ($this->index[$object][strtolower($name)][self::fold($value)] ?? [] as $key => $_) {
				$record = $this->records[$object][$key];
				if ($deleted || !$record['IsDeleted']) {
					$found[] = $record;
				}
			}
			return $found;
		}
		foreach ($this->records[$object] as $record) {
			if (($deleted || !$record['IsDeleted']) && self::fold((string)($record[$name] ?? '')) === self::fold($value)) {
				$found[] = $record;
			}
		}
		return $found;
	}

	public static function fold(string $value): string {
		return function_exists('mb_strtolower') ? mb_strtolower($value) : strtolower($value);
	}

	/** Creates a record, or refuses. @param array $options allowSave: alert rules yield */
	public function create(string $object, array $values, array $options = []): array {
		$clean = $this->validator->check($object, $values, null, $options);
		$id = $this->ids->make(SimSchema::PREFIX[$object] ?? 'a0Z');
		$record = ['Id' => $id, 'IsDeleted' => false] + $this->stamp(true) + $clean + $this->defaults($object);
		$this->put($object, $this->derived($object, $record));
		return $this->find($object, $id);
	}

	/** Changes a record, or refuses. */
	public function update(string $object, string $id, array $values, array $options = []): array {
		$key = $this->locate($object, $id);
		$record = $this->records[$object][$key];
		$clean = $this->validator->check($object, $values, $record, $options);
		$this->drop($object, $key);
		$this->put($object, $this->derived($object, array_merge($record, $clean, $this->stamp(false))));
		return $this->records[$object][$key];
	}

	/** Into the recycle bin. */
	public function delete(string $object, string $id): void {
		$key = $this->locate($object, $id);
		$this->validator->recordFault($object, $this->records[$object][$key], 'delete');
		$this->records[$object][$key]['IsDeleted'] = true;
		$this->records[$object][$key] = $this->stamp(false) + $this->records[$object][$key];
	}

	public function undelete(string $object, string $id): void {
		$key = SimIds::to15($id);
		$this->records[$object][$key]['IsDeleted'] = false;
	}

	/** Out of the recycle bin: the id never existed, as far as later calls can tell. */
	public function purge(string $object, string $id): void {
		$key = SimIds::to15($id);
		$this->drop($object, $key);
		unset($this->records[$object][$key]);
		$this->purged[$key] = true;
	}

	/** The loser goes to the recycle bin with MasterRecordId; children move to the winner. */
	public function merge(string $object, string $winner, string $loser): void {
		$win = $this->find($object, $winner)['Id'];
		$lose = $this->find($object, $loser)['Id'];
		$key = SimIds::to15($lose);
		$this->records[$object][$key]['IsDeleted'] = true;
		$this->records[$object][$key]['MasterRecordId'] = $win;
		foreach ($this->records as $child => $records) {
			foreach ($this->schema->fields($child) as $field) {
				if ($field['type'] !== 'reference' || !in_array($object, $field['referenceTo'], true) || $field['name'] === 'MasterRecordId') {
					continue;
				}
				foreach ($records as $childKey => $record) {
					if (($record[$field['name']] ?? null) === $lose) {
						$this->records[$child][$childKey][$field['name']] = $win;
					}
				}
			}
		}
	}

	/** Puts a record in without validation (seeding). */
	public function seed(string $object, array $values): array {
		$id = $values['Id'] ?? $this->ids->make(SimSchema::PREFIX[$object] ?? 'a0Z');
		$values['Id'] = SimIds::to18(SimIds::to15($id));
		$record = $values + ['IsDeleted' => false] + $this->stamp(true) + $this->defaults($object);
		$this->put($object, $this->derived($object, $record));
		return $this->find($object, $values['Id']);
	}

	/** The 15-character key of a live record, or the refusal Salesforce gives. */
	private function locate(string $object, string $id): string {
		$key = SimIds::to15($id);
		if ($key === null) {
			throw new SimRefusal(404, 'NOT_FOUND', "Provided external ID field does not exist or is not accessible: $id");
		}
		if (substr($key, 0, 3) !== (SimSchema::PREFIX[$object] ?? '')) {
			throw new SimRefusal(400, 'MALFORMED_ID', $this->schema->fieldOf($object, 'Id')['label'] . ": id value of incorrect type: $id", ['Id']);
		}
		$record = $this->records[$object][$key] ?? null;
		if ($record === null) {
			throw new SimRefusal(404, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
		}
		if ($record['IsDeleted']) {
			throw new SimRefusal(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
		}
		return $key;
	}

	private function put(string $object, array $record): void {
		$key = substr($record['Id'], 0, 15);
		foreach ($this->schema->fields($object) as $lower => $field) {
			if ($field['indexed'] && isset($record[$field['name']])) {
				$this->index[$object][$lower][self::fold((string)$record[$field['name']])][$key] = true;
			}
		}
		$this->records[$object][$key] = $record;
	}

	private function drop(string $object, string $key): void {
		$record = $this->records[$object][$key];
		foreach ($this->schema->fields($object) as $lower => $field) {
			if ($field['indexed'] && isset($record[$field['name']])) {
				unset($this->index[$object][$lower][self::fold((string)$record[$field['name']])][$key]);
			}
		}
	}

	private function stamp(bool $new): array {
		$now = gmdate('Y-m-d\TH:i:s.000+0000');
		$user = $this->config['user_id'];
		$stamp = ['LastModifiedDate' => $now, 'LastModifiedById' => $user, 'SystemModstamp' => $now];
		return $new ? $stamp + ['CreatedDate' => $now, 'CreatedById' => $user] : $stamp;
	}

	private function defaults(string $object): array {
		$values = [];
		foreach ($this->schema->fields($object) as $field) {
			$values[$field['name']] = $field['type'] === 'boolean' ? false : null;
		}
		if (array_key_exists('OwnerId', $values)) {
			$values['OwnerId'] = $this->config['user_id'];
		}
		return $values;
	}

	private function derived(string $object, array $record): array {
		if ($object === 'Contact') {
			$parts = array_filter([$record['FirstName'] ?? null, $record['MiddleName'] ?? null, $record['LastName'] ?? null, $record['Suffix'] ?? null], fn($p) => $p !== null && $p !== '');
			$record['Name'] = implode(' ', $parts);
			foreach (['Mailing', 'Other'] as $kind) {
				$address = [];
				foreach (['City', 'Country', 'PostalCode', 'State', 'Street'] as $part) {
					$address[lcfirst($part)] = $record[$kind . $part] ?? null;
				}
				$record[$kind . 'Address'] = array_filter($address, fn($v) => $v !== null) ? $address : null;
			}
		} elseif ($object === 'CoPerson__c') {
			$record['Name'] ??= substr($record['Id'], 0, 15);
		}
		return $record;
	}
}
