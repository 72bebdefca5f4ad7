<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** What the org says of its own model. */
final class SimDescribe {
	public function __construct(private SimRest $rest) {
	}

	public function global(SimCall $call): SimResponse {
		$list = [];
		foreach ($this->rest->store()->schema->objects() as $object) {
			$list[] = $this->head($call, $object);
		}
		return SimResponse::json(200, ['encoding' => 'UTF-8', 'maxBatchSize' => 200, 'sobjects' => $list]);
	}

	public function basic(SimCall $call, string $object): SimResponse {
		return SimResponse::json(200, ['objectDescribe' => $this->head($call, $object), 'recentItems' => []]);
	}

	public function full(SimCall $call, string $object): SimResponse {
		if ($call->method !== 'GET') {
			throw $call->not('GET', 'HEAD');
		}
		$modified = 1700000000;
		$since = $call->headers['if-modified-since'] ?? null;
		if ($since !== null && strtotime($since) >= $modified) {
			return new SimResponse(304);
		}
		$fields = [];
		foreach ($this->rest->store()->schema->fields($object) as $field) {
			$fields[] = $this->field($field);
		}
		return SimResponse::json(200, $this->head($call, $object) + ['fields' => $fields, 'childRelationships' => [], 'recordTypeInfos' => []],
			['Last-Modified' => gmdate('D, d M Y H:i:s', $modified) . ' GMT']);
	}

	private function head(SimCall $call, string $object): array {
		$base = $call->prefix() . "/sobjects/$object";
		$writable = !in_array($object, ['User', 'Organization'], true);
		return ['activateable' => false, 'createable' => $writable, 'custom' => str_ends_with($object, '__c'), 'customSetting' => false,
			'deletable' => $writable, 'deprecatedAndHidden' => false, 'keyPrefix' => SimSchema::PREFIX[$object],
			'label' => $object === 'CoPerson__c' ? 'CO Person' : $object, 'labelPlural' => $object === 'CoPerson__c' ? 'CO People' : $object . 's',
			'mergeable' => in_array($object, ['Contact', 'Account'], true), 'name' => $object, 'queryable' => true, 'retrieveable' => true,
			'undeletable' => $writable, 'updateable' => $writable,
			'urls' => ['sobject' => $base, 'describe' => "$base/describe", 'rowTemplate' => "$base/{ID}"]];
	}

	private function field(array $f): array {
		// The lists of states and countries are those of their codes; the names are the labels.
		$labels = match (true) {
			str_ends_with($f['name'], 'CountryCode') => array_flip(SimSchema::countries()),
			str_ends_with($f['name'], 'StateCode') => SimSchema::stateCodes(),
			default => array_combine($f['values'], $f['values']),
		};
		$values = array_map(fn($v) => ['active' => true, 'defaultValue' => false, 'label' => $labels[$v], 'validFor' => null, 'value' => (string)$v], array_keys($labels));
		$text = in_array($f['type'], ['string', 'textarea', 'email', 'phone', 'picklist'], true);
		return ['aggregatable' => true, 'autoNumber' => false, 'byteLength' => $text ? $f['length'] * 3 : $f['length'], 'calculated' => false, 'caseSensitive' => false,
			'compoundFieldName' => null, 'createable' => $f['createable'], 'custom' => $f['custom'], 'defaultValue' => $f['type'] === 'boolean' ? false : null,
			'defaultedOnCreate' => $f['defaulted'] || $f['type'] === 'boolean', 'deprecatedAndHidden' => false, 'digits' => 0, 'externalId' => $f['externalId'],
			'filterable' => $f['type'] !== 'textarea' && $f['type'] !== 'address', 'groupable' => $f['type'] !== 'textarea', 'idLookup' => $f['type'] === 'id' || $f['externalId'] || $f['name'] === 'Email',
			'label' => $f['label'], 'length' => $f['length'], 'name' => $f['name'], 'nameField' => $f['name'] === 'Name', 'nillable' => $f['nillable'],
			'permissionable' => $f['nillable'], 'picklistValues' => $values, 'precision' => $f['type'] === 'double' ? 18 : 0, 'referenceTo' => $f['referenceTo'],
			'relationshipName' => $f['type'] !== 'reference' ? null : ($f['custom'] ? substr($f['name'], 0, -1) . 'r' : substr($f['name'], 0, -2)),
			'restrictedPicklist' => $f['restricted'], 'scale' => 0, 'sortable' => $f['type'] !== 'textarea', 'type' => $f['type'],
			'unique' => $f['unique'], 'updateable' => $f['updateable'], 'writeRequiresMasterRead' => false];
	}
}
