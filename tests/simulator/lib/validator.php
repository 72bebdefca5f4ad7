<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** What Salesforce refuses, in the order it looks, with its own codes and words. */
final class SimValidator {
	private array $faultUses = [];

	public function __construct(private SimStore $store) {
	}

	public function reset(): void {
		$this->faultUses = [];
	}

	/**
	 * Names and JSON types: what the deserializer refuses before any record is looked at.
	 * In collections it therefore refuses the whole request.
	 * @return array<string,mixed> canonical field names
	 */
	public function deserialize(string $object, array $values): array {
		$out = [];
		foreach ($values as $name => $value) {
			$field = $this->store->schema->fieldOf($object, (string)$name);
			$parent = $field === null && is_array($value) ? $this->store->schema->relationship($object, (string)$name) : null;
			if ($parent !== null) {
				$out[$parent['name']] = new ArrayObject($value);
				continue;
			}
			if ($field === null) {
				throw new SimRefusal(400, 'INVALID_FIELD', "No such column '$name' on sobject of type $object");
			}
			$out[$field['name']] = $value === null ? null : $this->typed($field, $value);
		}
		return $out;
	}

	private function typed(array $field, mixed $value): mixed {
		$kind = match ($field['type']) {
			'boolean' => is_bool($value) ? null : 'boolean',
			'double', 'int' => is_int($value) || is_float($value) ? null : 'double',
			'date' => is_string($value) && self::isDate($value) ? null : 'date',
			'datetime' => is_string($value) && strtotime($value) !== false ? null : 'datetime',
			'address' => 'Address',
			default => is_string($value) ? null : 'string',
		};
		if ($kind === null || ($kind === 'Address' && is_array($value))) {
			return $value;
		}
		[$token, $text] = match (true) {
			is_array($value) => [array_is_list($value) && $value !== [] ? 'START_ARRAY' : 'START_OBJECT', ''],
			is_bool($value) => [$value ? 'VALUE_TRUE' : 'VALUE_FALSE', $value ? 'true' : 'false'],
			is_int($value) => ['VALUE_NUMBER_INT', (string)$value],
			is_float($value) => ['VALUE_NUMBER_FLOAT', (string)$value],
			default => ['VALUE_STRING', $value],
		};
		throw new SimRefusal(400, 'JSON_PARSER_ERROR',
			"Cannot deserialize instance of $kind from $token value $text or request may be missing a required field at [line:1, column:1]");
	}

	private static function isDate(string $value): bool {
		return preg_match('/^(\d{4})-(\d\d)-(\d\d)$/', $value, $m) === 1 && checkdate((int)$m[2], (int)$m[3], (int)$m[1]);
	}

	/** @return array<string,mixed> what to store */
	public function check(string $object, array $values, ?array $old, array $options): array {
		$values = $this->deserialize($object, $values);
		$readOnly = [];
		foreach ($values as $name => $value) {
			$field = $this->store->schema->fieldOf($object, $name);
			if (!$field[$old === null ? 'createable' : 'updateable']) {
				$readOnly[] = $name;
			}
			if ($value instanceof ArrayObject) {
				$values[$name] = $this->foreignKey($field, $value);
				continue;
			}
			if (is_string($value)) {
				$value = trim($value, " \t\n\r\0\x0B");
				$values[$name] = $value === '' ? null : $value;
			}
			if ($value === null && $field['type'] === 'boolean') {
				throw new SimRefusal(400, 'INVALID_TYPE_ON_FIELD_IN_RECORD', "{$field['label']}: value not of required type: ", [$name]);
			}
		}
		if ($old === null && in_array('Id', $readOnly, true)) {
			throw new SimRefusal(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
		}
		if ($readOnly !== []) {
			throw new SimRefusal(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'Unable to create/update fields: ' . implode(', ', $readOnly)
				. '. Please check the security settings of this field and verify that it is read/write for your profile or permission set.', $readOnly);
		}
		foreach ($values as $name => $value) {
			if ($value !== null) {
				$values[$name] = $this->value($object, $this->store->schema->fieldOf($object, $name), $value);
			}
		}
		$merged = $old === null ? $values : array_merge($old, $values);
		$this->required($object, $values, $old);
		$this->address($object, $merged, $values);
		$this->recordFault($object, $merged, $old === null ? 'create' : 'update');
		$this->unique($object, $values, $old);
		$this->duplicates($object, $merged, $values, $old, $options);
		return $values;
	}

	/** A parent named by its external id: "Contact__r": {"Registry_ID__c": "x"}. */
	private function foreignKey(array $field, ArrayObject $key): string {
		$object = $field['referenceTo'][0];
		foreach ($key as $name => $value) {
			if ($name === 'attributes') {
				continue;
			}
			$external = $this->store->schema->fieldOf($object, (string)$name);
			if ($external === null || !$external['externalId'] || !is_string($value)) {
				break;
			}
			$found = $this->store->by($object, $name, $value);
			if (count($found) === 1) {
				return $found[0]['Id'];
			}
			throw new SimRefusal(400, 'INVALID_FIELD', count($found) === 0
				? "Foreign key external ID: $value not found for field $name in entity $object"
				: "Foreign key external ID: $value matches more than one record for field $name in entity $object", []);
		}
		throw new SimRefusal(400, 'INVALID_FIELD', "Cannot reference a foreign key field {$field['name']}.", []);
	}

	private function required(string $object, array $values, ?array $old): void {
		$missing = [];
		foreach ($this->store->schema->fields($object) as $field) {
			$name = $field['name'];
			if ($field['nillable'] || $field['defaulted'] || !$field['createable']) {
				continue;
			}
			if ($old === null ? ($values[$name] ?? null) === null : array_key_exists($name, $values) && $values[$name] === null) {
				$missing[] = $name;
			}
		}
		if ($missing !== []) {
			throw new SimRefusal(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [' . implode(', ', $missing) . ']', $missing);
		}
	}

	private function value(string $object, array $field, mixed $value): mixed {
		if (!is_string($value)) {
			return $value;
		}
		$name = $field['name'];
		if ($field['type'] === 'reference') {
			return $this->reference($field, $value);
		}
		$length = self::length($value);
		if ($field['length'] > 0 && $length > $field['length']) {
			throw new SimRefusal(400, 'STRING_TOO_LONG', "{$field['label']}: data value too large: $value (max length={$field['length']})", [$name]);
		}
		if ($field['type'] === 'email' && !preg_match('/^[A-Za-z0-9!#$%&\'*+\/=?^_`{|}~.-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/', $value)) {
			throw new SimRefusal(400, 'INVALID_EMAIL_ADDRESS', "{$field['label']}: invalid email address: $value", [$name]);
		}
		if ($field['type'] === 'picklist' && $field['restricted'] && !in_array($value, $field['values'], true)) {
			throw new SimRefusal(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', "{$field['label']}: bad value for restricted picklist field: $value", [$name]);
		}
		return $value;
	}

	/** Length in UTF-16 units, as Java counts. */
	private static function length(string $value): int {
		$points = preg_match_all('/./us', $value);
		return $points === false ? strlen($value) : $points + preg_match_all('/[\x{10000}-\x{10FFFF}]/u', $value);
	}

	private function reference(array $field, string $value): string {
		$key = SimIds::to15($value);
		$prefixes = array_map(fn($t) => SimSchema::PREFIX[$t], $field['referenceTo']);
		if ($key === null || !in_array(substr($key, 0, 3), $prefixes, true)) {
			throw new SimRefusal(400, 'MALFORMED_ID', "{$field['label']}: id value of incorrect type: $value", [$field['name']]);
		}
		foreach ($field['referenceTo'] as $object) {
			$record = $this->store->find($object, $key);
			if ($record !== null && $record['IsDeleted']) {
				throw new SimRefusal(400, 'ENTITY_IS_DELETED', 'entity is deleted', []);
			}
			if ($record !== null) {
				return $record['Id'];
			}
		}
		throw new SimRefusal(400, $field['custom'] ? 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY' : 'INVALID_CROSS_REFERENCE_KEY',
			$field['custom'] ? 'insufficient access rights on cross-reference id: ' . substr($key, 0, 15) : 'invalid cross reference id', []);
	}

	private function address(string $object, array $merged, array $values): void {
		if (!$this->store->config['state_country'] || $object !== 'Contact') {
			return;
		}
		foreach (['Mailing', 'Other'] as $kind) {
			$state = $merged[$kind . 'State'] ?? null;
			$country = $merged[$kind . 'Country'] ?? null;
			if ($country !== null && !isset(SimSchema::countries()[$country]) && !in_array($country, SimSchema::countries(), true)) {
				throw new SimRefusal(400, 'FIELD_INTEGRITY_EXCEPTION', "There's a problem with this country, even though it may appear correct. "
					. "Please select a country/territory from the list of valid countries.: $kind Country", [$kind . 'Country']);
			}
			if ($state === null) {
				continue;
			}
			if ($country === null) {
				throw new SimRefusal(400, 'FIELD_INTEGRITY_EXCEPTION', "A country/territory must be specified before specifying a state value for field: $kind State/Province", [$kind . 'State']);
			}
			if ((SimSchema::states()[$state] ?? '') !== (SimSchema::countries()[$country] ?? $country)) {
				throw new SimRefusal(400, 'FIELD_INTEGRITY_EXCEPTION', "There's a problem with this state, even though it may appear correct. "
					. "Please select a state from the list of valid states.: $kind State/Province", [$kind . 'State']);
			}
		}
	}

	private function unique(string $object, array $values, ?array $old): void {
		foreach ($values as $name => $value) {
			$field = $this->store->schema->fieldOf($object, $name);
			if ($value === null || !$field['unique']) {
				continue;
			}
			foreach ($this->store->by($object, $name, (string)$value) as $other) {
				if ($other['Id'] !== ($old['Id'] ?? null)) {
					throw new SimRefusal(400, 'DUPLICATE_VALUE', "duplicate value found: $name duplicates value on record with id: " . substr($other['Id'], 0, 15), []);
				}
			}
		}
	}

	/** Rules: [{"object","by":["Email"],"action":"alert"|"block","on":["create","update"],"message"}]. */
	private function duplicates(string $object, array $merged, array $values, ?array $old, array $options): void {
		foreach ($this->store->config['duplicate_rules'] as $rule) {
			$by = (array)($rule['by'] ?? 'Email');
			$on = $rule['on'] ?? ['create', 'update'];
			if (($rule['object'] ?? 'Contact') !== $object || !in_array($old === null ? 'create' : 'update', $on, true) || !array_intersect($by, array_keys($values))) {
				continue;
			}
			$alert = ($rule['action'] ?? 'alert') === 'alert';
			if ($alert && ($options['allowSave'] ?? false)) {
				continue;
			}
			$found = $this->matches($object, $by, $merged, $old['Id'] ?? null);
			if ($found !== []) {
				$message = $rule['message'] ?? 'Use one of these records?';
				throw new SimRefusal(400, 'DUPLICATES_DETECTED', $message, $options['list'] ?? false ? [] : null,
					['duplicateResut' => $this->duplicateResult($object, $found, $alert, $message, $options['version'] ?? 62.0)]);
			}
		}
	}

	private function matches(string $object, array $by, array $merged, ?string $own): array {
		foreach ($by as $name) {
			if (($merged[$name] ?? null) === null) {
				return [];
			}
		}
		return array_values(array_filter($this->store->by($object, $by[0], (string)$merged[$by[0]]), function ($other) use ($by, $merged, $own) {
			foreach ($by as $name) {
				if (SimStore::fold((string)($other[$name] ?? '')) !== SimStore::fold((string)$merged[$name])) {
					return false;
				}
			}
			return $other['Id'] !== $own;
		}));
	}

	private function duplicateResult(string $object, array $found, bool $alert, string $message, float $version): array {
		$records = [];
		foreach ($found as $other) {
			$records[] = ['additionalInformation' => [], 'fieldDiffs' => [], 'matchConfidence' => 100.0, 'record' => [
				'attributes' => ['type' => $object, 'url' => sprintf('/services/data/v%.1F/sobjects/%s/%s', $version, $object, $other['Id'])], 'Id' => $other['Id'],
			]];
		}
		return ['allowSave' => $alert, 'duplicateRule' => "Standard_{$object}_Duplicate_Rule", 'duplicateRuleEntityType' => $object, 'errorMessage' => $message,
			'matchResults' => [['entityType' => $object, 'errors' => [], 'matchEngine' => 'FuzzyMatchEngine', 'matchRecords' => $records,
				'rule' => "Standard_{$object}_Match_Rule_v1_1", 'size' => count($records), 'success' => true]]];
	}

	/** Configured refusals: [{"object","field","value" (PCRE),"op","code","message","status","fields","times"}]. */
	public function recordFault(string $object, array $record, string $op): void {
		foreach ($this->store->config['record_faults'] as $n => $fault) {
			if (($fault['object'] ?? 'Contact') !== $object || !in_array($op, (array)($fault['op'] ?? ['create', 'update', 'delete']), true)
				|| (isset($fault['field']) && !preg_match('~' . ($fault['value'] ?? '.') . '~u', (string)($record[$fault['field']] ?? '')))) {
				continue;
			}
			$this->faultUses[$n] = ($this->faultUses[$n] ?? 0) + 1;
			if (isset($fault['times']) && $this->faultUses[$n] > $fault['times']) {
				continue;
			}
			$code = $fault['code'] ?? 'UNABLE_TO_LOCK_ROW';
			$message = $fault['message'] ?? ['UNABLE_TO_LOCK_ROW' => 'unable to obtain exclusive access to this record or 1 records: ' . ($record['Id'] ?? '001000000000000AAA')][$code] ?? "simulated $code";
			throw new SimRefusal($fault['status'] ?? 400, $code, $message, $fault['fields'] ?? []);
		}
	}
}
