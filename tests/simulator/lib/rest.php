<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** What a REST call knows of itself, also when it is a part of a composite request. */
final class SimCall {
	/** @param array<string,string> $params @param array<string,string> $headers lower-case names */
	public function __construct(
		public string $method, public string $path, public array $params, public array $headers,
		public ?string $body, public float $version = 62.0, public bool $nested = false
	) {
	}

	/** The decoded body; refuses what is not a JSON object or list. */
	public function data(): array {
		if ($this->body === null || trim($this->body) === '') {
			throw new SimRefusal(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.');
		}
		$type = strtolower($this->headers['content-type'] ?? '');
		if (!$this->nested && !str_starts_with($type, 'application/json')) {
			throw new SimRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', "Content type $type not supported: use application/json");
		}
		$data = json_decode($this->body, true, 512);
		if (!is_array($data)) {
			throw new SimRefusal(400, 'JSON_PARSER_ERROR', 'Unexpected character at [line:1, column:2]: ' . json_last_error_msg());
		}
		return $data;
	}

	public function object(): array {
		$data = $this->data();
		if (array_is_list($data) && str_starts_with(ltrim($this->body), '[')) {
			throw new SimRefusal(400, 'JSON_PARSER_ERROR', 'Cannot deserialize instance of map from START_ARRAY value [line:1, column:1]');
		}
		return $data;
	}

	public function prefix(): string {
		return sprintf('/services/data/v%.1F', $this->version);
	}

	/** @return array options of the validator */
	public function options(): array {
		$header = strtolower(str_replace(' ', '', $this->headers['sforce-duplicate-rule-header'] ?? ''));
		return ['allowSave' => $this->version >= 52.0 && str_contains($header, 'allowsave=true'), 'version' => $this->version];
	}

	public function not(string ...$allowed): SimRefusal {
		return new SimRefusal(405, 'METHOD_NOT_ALLOWED', "HTTP Method '$this->method' not allowed. Allowed are " . implode(',', $allowed));
	}
}

/** /services/data: versions, authentication, counting, and the resources by name. */
final class SimRest {
	public SimQuery $query;
	private SimCollections $collections;
	private SimComposite $composite;
	private SimDescribe $describe;
	private SimBulk $bulk;

	public function __construct(public SimApp $app) {
		$this->query = new SimQuery($this);
		$this->collections = new SimCollections($this);
		$this->composite = new SimComposite($this);
		$this->describe = new SimDescribe($this);
		$this->bulk = new SimBulk($this);
	}

	public function store(): SimStore {
		return $this->app->store;
	}

	public function handle(SimRequest $request): SimResponse {
		if (rtrim($request->path, '/') === '/services/data') {
			return SimResponse::json(200, $this->versions());
		}
		if (!preg_match('~^/services/data/v(\d+\.\d)(/.*)?$~', $request->path, $m)) {
			return SimResponse::error(404, 'NOT_FOUND', 'The requested resource does not exist');
		}
		try {
			$gone = $this->version((float)$m[1]);
			$this->app->oauth->authenticate($request);
			$this->app->count();
			if ($gone !== null) {
				throw $gone;
			}
			$headers = $request->headers;
			$method = $request->method;
			if ($method === 'POST' && isset($request->params['_HttpMethod'])) {
				$method = strtoupper($request->params['_HttpMethod']);
			}
			$response = $this->dispatch(new SimCall($method, $request->path, $request->params, $headers, $request->body, (float)$m[1]));
		} catch (SimRefusal $refusal) {
			$response = $refusal->response();
		}
		$response->counted = true;
		return $response;
	}

	private function versions(): array {
		$list = [];
		$season = ['Spring', 'Summer', 'Winter'];
		for ($v = $this->app->config['oldest_version']; $v <= $this->app->config['newest_version']; $v++) {
			$year = 15 + (int)floor(($v - 33) / 3) + (($v - 33) % 3 === 2 ? 1 : 0);
			$list[] = ['label' => $season[(($v - 33) % 3 + 3) % 3] . " '$year", 'url' => "/services/data/v$v.0", 'version' => "$v.0"];
		}
		return $list;
	}

	private function version(float $version): ?SimRefusal {
		$config = $this->app->config;
		if ($version < $config['oldest_version'] && $version >= 7 && fmod($version, 1.0) === 0.0) {
			return new SimRefusal(410, 'UNSUPPORTED_API_VERSION', sprintf('API Version v%.1F is retired. Use a later version.', $version));
		}
		if ($version > $config['newest_version'] || $version < 7 || fmod($version, 1.0) !== 0.0) {
			return new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
		}
		return null;
	}

	/** One call, whole or nested. Refusals are the caller's to turn into answers. */
	public function dispatch(SimCall $call): SimResponse {
		$parts = explode('/', trim(substr($call->path, strlen($call->prefix())), '/'));
		$parts = array_map('rawurldecode', $parts);
		switch ($parts[0]) {
		case '':
			return SimResponse::json(200, array_combine($n = ['sobjects', 'query', 'queryAll', 'limits', 'composite', 'jobs'], array_map(fn($x) => $call->prefix() . "/$x", $n)));
		case 'limits':
			return $this->limits($call);
		case 'query':
		case 'queryAll':
			return $this->query->handle($call, $parts);
		case 'composite':
			return in_array($parts[1] ?? '', ['sobjects'], true)
				? $this->collections->handle($call, $parts) : $this->composite->handle($call, $parts);
		case 'jobs':
			return $this->bulk->handle($call, $parts);
		case 'sobjects':
			return $this->sobjects($call, $parts);
		}
		throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
	}

	private function limits(SimCall $call): SimResponse {
		if (!$this->app->config['view_setup']) {
			throw new SimRefusal(403, 'FUNCTIONALITY_NOT_ENABLED', 'The user does not have the permission to view setup.');
		}
		$max = $this->app->config['daily_limit'];
		return SimResponse::json(200, [
			'DailyApiRequests' => ['Max' => $max, 'Remaining' => max(0, $max - $this->app->apiUsed)],
			'DailyBulkApiBatches' => ['Max' => 15000, 'Remaining' => 15000], 'DailyBulkV2QueryJobs' => ['Max' => 10000, 'Remaining' => 10000],
			'DataStorageMB' => ['Max' => 1024, 'Remaining' => 1000],
		]);
	}

	/** The canonical name of an object, or NOT_FOUND. */
	public function objectName(string $name): string {
		$object = $this->store()->schema->has($name);
		if ($object === null) {
			throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
		}
		return $object;
	}

	private function sobjects(SimCall $call, array $parts): SimResponse {
		if (count($parts) === 1) {
			return $this->describe->global($call);
		}
		$object = $this->objectName($parts[1]);
		if (count($parts) === 2) {
			return match ($call->method) {
				'POST' => $this->create($call, $object),
				'GET', 'HEAD' => $this->describe->basic($call, $object),
				default => throw $call->not('GET', 'HEAD', 'POST'),
			};
		}
		if ($parts[2] === 'describe' && count($parts) === 3) {
			return $this->describe->full($call, $object);
		}
		return match (count($parts)) {
			3 => $this->row($call, $object, $parts[2]),
			4 => $this->byExternalId($call, $object, $parts[2], $parts[3]),
			default => throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist'),
		};
	}

	private function create(SimCall $call, string $object): SimResponse {
		$values = $call->object();
		unset($values['attributes']);
		$record = $this->store()->create($object, $values, $call->options());
		return SimResponse::json(201, ['id' => $record['Id'], 'success' => true, 'errors' => []],
			['Location' => $call->prefix() . "/sobjects/$object/{$record['Id']}"]);
	}

	private function row(SimCall $call, string $object, string $id): SimResponse {
		$store = $this->store();
		$key = SimIds::to15($id);
		if ($key === null) {
			throw new SimRefusal(404, 'NOT_FOUND', "Provided external ID field does not exist or is not accessible: $id");
		}
		switch ($call->method) {
		case 'GET':
		case 'HEAD':
			$record = $store->find($object, $id);
			if ($record === null || $record['IsDeleted']) {
				throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
			}
			return $this->read($call, $object, $record);
		case 'PATCH':
			$values = $call->object();
			unset($values['attributes']);
			if (array_key_exists('id', array_change_key_case($values))) {
				throw new SimRefusal(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
			}
			$this->precondition($call, $store->find($object, $id));
			$store->update($object, $id, $values, $call->options());
			return new SimResponse(204);
		case 'DELETE':
			$store->delete($object, $id);
			return new SimResponse(204);
		}
		throw $call->not('DELETE', 'GET', 'HEAD', 'PATCH');
	}

	private function precondition(SimCall $call, ?array $record): void {
		$since = $call->headers['if-unmodified-since'] ?? null;
		if ($since !== null && $record !== null && strtotime($record['LastModifiedDate']) > strtotime($since)) {
			throw new SimRefusal(412, 'PRECONDITION_FAILED', 'Precondition failed: the record was modified');
		}
	}

	private function read(SimCall $call, string $object, array $record): SimResponse {
		$since = $call->headers['if-modified-since'] ?? null;
		if ($since !== null && strtotime($record['LastModifiedDate']) <= strtotime($since)) {
			return new SimResponse(304);
		}
		$names = isset($call->params['fields']) ? explode(',', $call->params['fields']) : null;
		return SimResponse::json(200, $this->show($call, $object, $record, $names),
			['Last-Modified' => gmdate('D, d M Y H:i:s', strtotime($record['LastModifiedDate'])) . ' GMT']);
	}

	/** A record as JSON shows it. @param ?list<string> $names null = all fields */
	public function show(SimCall $call, string $object, array $record, ?array $names): array {
		$schema = $this->store()->schema;
		$out = ['attributes' => ['type' => $object, 'url' => $call->prefix() . "/sobjects/$object/{$record['Id']}"]];
		if ($names === null) {
			foreach ($schema->fields($object) as $field) {
				$out[$field['name']] = $record[$field['name']] ?? null;
			}
			return $out;
		}
		foreach ($names as $name) {
			$field = $schema->fieldOf($object, trim($name));
			if ($field === null) {
				throw new SimRefusal(400, 'INVALID_FIELD', "\n" . implode(',', $names) . "\n^\nERROR at Row:1:Column:1\nNo such column '" . trim($name)
					. "' on entity '$object'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.");
			}
			$out[$field['name']] = $record[$field['name']] ?? null;
		}
		$out['Id'] ??= $record['Id'];
		return $out;
	}

	/** The external id field of an upsert, or NOT_FOUND. */
	public function externalField(string $object, string $name): array {
		$field = $this->store()->schema->fieldOf($object, $name);
		if ($field === null || (!$field['externalId'] && $field['name'] !== 'Id')) {
			throw new SimRefusal(404, 'NOT_FOUND', "Provided external ID field does not exist or is not accessible: $name");
		}
		return $field;
	}

	private function byExternalId(SimCall $call, string $object, string $name, string $value): SimResponse {
		$field = $this->externalField($object, $name);
		if (str_ends_with($value, '.inc')) {
			throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
		}
		if ($field['name'] === 'Id') {
			return $this->row($call, $object, $value);
		}
		$found = $this->store()->by($object, $field['name'], $value);
		if (count($found) > 1) {
			return SimResponse::json(300, array_map(fn($r) => $call->prefix() . "/sobjects/$object/{$r['Id']}", $found));
		}
		switch ($call->method) {
		case 'GET':
		case 'DELETE':
			if ($found === []) {
				throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
			}
			return $this->row($call, $object, $found[0]['Id']);
		case 'PATCH':
			return $this->upsert($call, $object, $field, $value, $found[0] ?? null);
		}
		throw $call->not('DELETE', 'GET', 'HEAD', 'PATCH');
	}

	private function upsert(SimCall $call, string $object, array $field, string $value, ?array $old): SimResponse {
		$values = $call->object();
		unset($values['attributes']);
		$lower = array_change_key_case($values);
		foreach ([$field['name'], 'Id'] as $name) {
			if (array_key_exists(strtolower($name), $lower)) {
				throw new SimRefusal(400, 'INVALID_FIELD', "The $name field should not be specified in the sobject data.");
			}
		}
		if ($old === null) {
			if (($call->params['updateOnly'] ?? '') === 'true') {
				throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
			}
			$record = $this->store()->create($object, [$field['name'] => $value] + $values, $call->options());
			return SimResponse::json(201, ['id' => $record['Id'], 'success' => true, 'errors' => []] + ($call->version >= 46 ? ['created' => true] : []),
				['Location' => $call->prefix() . "/sobjects/$object/{$record['Id']}"]);
		}
		$this->store()->update($object, $old['Id'], $values, $call->options());
		return $call->version >= 46
			? SimResponse::json(200, ['id' => $old['Id'], 'success' => true, 'errors' => [], 'created' => false])
			: new SimResponse(204);
	}
}
