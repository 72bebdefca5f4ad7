<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** Bulk API 2.0 ingest jobs. */
final class SimBulk {
	/** @var array<string,array> */
	private array $jobs = [];
	private SimIds $ids;

	public function __construct(private SimRest $rest) {
		$this->ids = new SimIds();
	}

	public function handle(SimCall $call, array $parts): SimResponse {
		if (($parts[1] ?? '') !== 'ingest') {
			throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
		}
		if (!isset($parts[2])) {
			return match ($call->method) {
				'POST' => $this->create($call),
				'GET' => SimResponse::json(200, ['done' => true, 'records' => array_map($this->show(...), array_values($this->jobs)), 'nextRecordsUrl' => null]),
				default => throw $call->not('GET', 'POST'),
			};
		}
		$key = SimIds::to15($parts[2]);
		if ($key === null || !isset($this->jobs[$key])) {
			throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
		}
		$this->progress($key, $call);
		return match ($parts[3] ?? '') {
			'' => $this->job($call, $key),
			'batches' => $this->upload($call, $key),
			'successfulResults', 'failedResults', 'unprocessedrecords' => $this->results($call, $key, $parts[3]),
			default => throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist'),
		};
	}

	private function create(SimCall $call): SimResponse {
		$d = $call->object();
		$object = $this->rest->store()->schema->has((string)($d['object'] ?? ''));
		if ($object === null) {
			throw new SimRefusal(400, 'INVALIDENTITY', 'Unable to find object: ' . ($d['object'] ?? ''));
		}
		$operation = $d['operation'] ?? '';
		if (!in_array($operation, ['insert', 'update', 'upsert', 'delete'], true)) {
			throw new SimRefusal(400, 'INVALIDJOB', "Invalid operation: $operation");
		}
		if ($operation === 'upsert') {
			$field = $this->rest->store()->schema->fieldOf($object, (string)($d['externalIdFieldName'] ?? ''));
			if ($field === null || (!$field['externalId'] && $field['name'] !== 'Id')) {
				throw new SimRefusal(400, 'INVALIDJOB', 'externalIdFieldName is required for upsert, and must be an external id field');
			}
		}
		if (($d['contentType'] ?? 'CSV') !== 'CSV') {
			throw new SimRefusal(400, 'INVALIDJOB', 'contentType must be CSV');
		}
		$now = gmdate('Y-m-d\TH:i:s.000+0000');
		$id = $this->ids->make('750');
		$this->jobs[substr($id, 0, 15)] = ['id' => $id, 'operation' => $operation, 'object' => $object, 'createdById' => $this->rest->app->config['user_id'], 'createdDate' => $now,
			'systemModstamp' => $now, 'state' => 'Open', 'concurrencyMode' => 'Parallel', 'contentType' => 'CSV', 'apiVersion' => $call->version, 'jobType' => 'V2Ingest',
			'lineEnding' => $d['lineEnding'] ?? 'LF', 'columnDelimiter' => $d['columnDelimiter'] ?? 'COMMA',
			'#external' => $d['externalIdFieldName'] ?? null, '#data' => null, '#ready' => null, '#ok' => [], '#bad' => [], '#columns' => []];
		$job = $this->jobs[substr($id, 0, 15)];
		return SimResponse::json(200, $this->show($job) + ['contentUrl' => sprintf('services/data/v%.1F/jobs/ingest/%s/batches', $call->version, $id)]);
	}

	private function show(array $job): array {
		$out = array_filter($job, fn($k) => $k[0] !== '#', ARRAY_FILTER_USE_KEY);
		if ($job['#external'] !== null) {
			$out['externalIdFieldName'] = $job['#external'];
		}
		if (in_array($job['state'], ['JobComplete', 'Failed', 'InProgress', 'UploadComplete'], true)) {
			$out += ['retries' => 0, 'totalProcessingTime' => 10, 'apiActiveProcessingTime' => 5, 'apexProcessingTime' => 0,
				'numberRecordsProcessed' => count($job['#ok']) + count($job['#bad']), 'numberRecordsFailed' => count($job['#bad'])];
		}
		return $out;
	}

	private function job(SimCall $call, string $key): SimResponse {
		$job = &$this->jobs[$key];
		if ($call->method === 'DELETE') {
			unset($this->jobs[$key]);
			return new SimResponse(204);
		}
		if ($call->method === 'PATCH') {
			$state = $call->object()['state'] ?? '';
			if ($state === 'Aborted' && in_array($job['state'], ['Open', 'UploadComplete', 'InProgress'], true)) {
				$job['state'] = 'Aborted';
			} elseif ($state === 'UploadComplete' && $job['state'] === 'Open') {
				if ($job['#data'] === null) {
					throw new SimRefusal(400, 'INVALIDJOBSTATE', 'No data was uploaded');
				}
				$job['state'] = 'UploadComplete';
				$job['#ready'] = microtime(true) + $this->rest->app->config['bulk_delay_ms'] / 1000;
			} else {
				throw new SimRefusal(400, 'INVALIDJOBSTATE', "Can not change the state of the job from {$job['state']} to $state");
			}
		}
		return SimResponse::json(200, $this->show($job));
	}

	private function upload(SimCall $call, string $key): SimResponse {
		$job = &$this->jobs[$key];
		if ($call->method !== 'PUT') {
			throw $call->not('PUT');
		}
		if ($job['state'] !== 'Open' || $job['#data'] !== null) {
			throw new SimRefusal(400, 'INVALIDJOBSTATE', 'Found multiple contents for job: <' . $job['id'] . '>, please \'Close\' / \'Abort\' / \'Delete\' the current Job then create a new Job and make sure you only do \'PUT\' once on a given Job.');
		}
		if (!str_starts_with(strtolower($call->headers['content-type'] ?? ''), 'text/csv')) {
			throw new SimRefusal(400, 'INVALIDREQUEST', 'Content-Type must be text/csv');
		}
		if (strlen((string)$call->body) > 150_000_000) {
			throw new SimRefusal(413, 'REQUEST_TOO_LARGE', 'Max file size exceeded');
		}
		$job['#data'] = (string)$call->body;
		return new SimResponse(201, '');
	}

	/** States move when somebody looks: UploadComplete, InProgress, then JobComplete. */
	private function progress(string $key, SimCall $call): void {
		$job = &$this->jobs[$key];
		if ($job['state'] === 'UploadComplete' && microtime(true) >= $job['#ready'] && $call->method === 'GET') {
			$job['state'] = 'InProgress';
			$job['#ready'] = microtime(true) + $this->rest->app->config['bulk_delay_ms'] / 1000;
		} elseif ($job['state'] === 'InProgress' && microtime(true) >= $job['#ready']) {
			$this->process($job, $call->version);
		}
	}

	private function process(array &$job, float $version): void {
		$data = $job['#data'];
		$crlf = str_contains(strtok($data, "\n") ?: '', "\r");
		if ($crlf !== ($job['lineEnding'] === 'CRLF')) {
			$job['state'] = 'Failed';
			$job['errorMessage'] = "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is {$job['lineEnding']}";
			return;
		}
		$stream = fopen('php://memory', 'r+');
		fwrite($stream, $data);
		rewind($stream);
		$columns = fgetcsv($stream, null, ',', '"', '') ?: [];
		$job['#columns'] = $columns;
		foreach ($columns as $column) {
			if (!str_contains($column, '.') && $this->rest->store()->schema->fieldOf($job['object'], $column) === null) {
				$job['state'] = 'Failed';
				$job['errorMessage'] = "InvalidBatch : Field name not found : $column";
				return;
			}
		}
		$rows = [];
		while (($row = fgetcsv($stream, null, ',', '"', '')) !== false) {
			if ($row !== [null]) {
				$rows[] = array_pad($row, count($columns), '');
			}
		}
		foreach (array_chunk($rows, 200) as $chunk) {
			$this->chunk($job, $columns, $chunk, $version);
		}
		$job['state'] = 'JobComplete';
	}

	private function chunk(array &$job, array $columns, array $chunk, float $version): void {
		$key = array_search($job['#external'], $columns, true);
		$seen = $key === false ? [] : array_count_values(array_map(fn($r) => SimStore::fold($r[$key]), $chunk));
		foreach ($chunk as $row) {
			try {
				if ($key !== false && $seen[SimStore::fold($row[$key])] > 1) {
					throw new SimRefusal(400, 'DUPLICATE_VALUE', 'Duplicate external id specified: ' . SimStore::fold($row[$key]), [$job['#external']]);
				}
				[$id, $created] = $this->row($job, array_combine($columns, array_slice($row, 0, count($columns))), $version);
				$job['#ok'][] = [$id, $created ? 'true' : 'false', ...$row];
			} catch (SimRefusal $e) {
				$job['#bad'][] = ['', $e->errorCode . ':' . $e->getMessage() . ':' . implode(' ', $e->fields ?? []) . '--', ...$row];
			}
		}
	}

	/** @return array{string,bool} */
	private function row(array $job, array $cells, float $version): array {
		$store = $this->rest->store();
		$values = [];
		$options = ['list' => true, 'version' => $version];
		foreach ($cells as $name => $cell) {
			if ($cell === '') {
				continue;
			}
			if (str_contains($name, '.')) {
				[$relation, $field] = explode('.', $name, 2);
				$values[$relation] = [$field => $cell];
				continue;
			}
			$type = $store->schema->fieldOf($job['object'], $name)['type'];
			$values[$name] = match (true) {
				$cell === '#N/A' => null,
				$type === 'boolean' => in_array(strtolower($cell), ['true', '1', 'yes'], true),
				$type === 'double' && is_numeric($cell) => $cell + 0,
				default => $cell,
			};
		}
		$id = $values['Id'] ?? null;
		switch ($job['operation']) {
		case 'insert':
			return [$store->create($job['object'], $values, $options)['Id'], true];
		case 'delete':
			$store->delete($job['object'], (string)$id);
			return [$id, false];
		case 'update':
			unset($values['Id']);
			return [$store->update($job['object'], (string)$id, $values, $options)['Id'], false];
		}
		$key = $job['#external'];
		$value = $values[$key] ?? null;
		if ($value === null) {
			throw new SimRefusal(400, 'MISSING_ARGUMENT', "$key not specified", []);
		}
		if (strcasecmp($key, 'Id') === 0) {
			unset($values['Id']);
			return [$store->update($job['object'], $value, $values, $options)['Id'], false];
		}
		$found = $store->by($job['object'], $key, $value);
		if (count($found) > 1) {
			throw new SimRefusal(400, 'DUPLICATE_EXTERNAL_ID', "$key: more than one record found for external id field: [" . implode(', ', array_column($found, 'Id')) . ']', []);
		}
		if ($found === []) {
			return [$store->create($job['object'], $values, $options)['Id'], true];
		}
		unset($values[$key]);
		return [$store->update($job['object'], $found[0]['Id'], $values, $options)['Id'], false];
	}

	private function results(SimCall $call, string $key, string $which): SimResponse {
		$job = $this->jobs[$key];
		if ($call->method !== 'GET') {
			throw $call->not('GET');
		}
		$rows = match ($which) {
			'successfulResults' => [['sf__Id', 'sf__Created', ...$job['#columns']], ...$job['#ok']],
			'failedResults' => [['sf__Id', 'sf__Error', ...$job['#columns']], ...$job['#bad']],
			default => [$job['#columns']],
		};
		$text = '';
		foreach ($rows as $row) {
			$text .= implode(',', array_map(fn($c) => '"' . str_replace('"', '""', (string)$c) . '"', $row)) . "\n";
		}
		return new SimResponse(200, $text, ['Content-Type' => 'text/csv']);
	}
}
