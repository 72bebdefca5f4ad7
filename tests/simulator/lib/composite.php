<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** /composite, /composite/graph, /composite/batch and /composite/tree. */
final class SimComposite {
	private const MAX = 25;
	private const MAX_QUERIES = 5;
	private const REFERENCE = '/^[A-Za-z0-9][A-Za-z0-9_]*$/';

	public function __construct(private SimRest $rest) {
	}

	public function handle(SimCall $call, array $parts): SimResponse {
		$name = $parts[1] ?? '';
		if ($call->method !== 'POST') {
			throw $call->not('POST');
		}
		return match (true) {
			$name === '' => $this->composite($call),
			$name === 'graph' && $call->version >= 50 => $this->graph($call),
			$name === 'batch' => $this->batch($call),
			$name === 'tree' && isset($parts[2]) => $this->tree($call, $this->rest->objectName($parts[2])),
			default => throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist'),
		};
	}

	private function composite(SimCall $call): SimResponse {
		$data = $call->object();
		foreach (array_keys($data) as $name) {
			if (!in_array($name, ['allOrNone', 'collateSubrequests', 'compositeRequest'], true)) {
				throw new SimRefusal(400, 'JSON_PARSER_ERROR', "Unrecognized field \"$name\" at [line:1, column:2]");
			}
		}
		$requests = $data['compositeRequest'] ?? null;
		$this->check($requests, $call, self::MAX);
		$allOrNone = $data['allOrNone'] ?? false;
		if (!is_bool($allOrNone)) {
			throw new SimRefusal(400, 'JSON_PARSER_ERROR', 'Cannot deserialize instance of boolean from VALUE_STRING value at [line:1, column:2]');
		}
		[$responses] = $this->run($call, $requests, $allOrNone, 'The transaction was rolled back since another operation in the same transaction failed.');
		return SimResponse::json(200, ['compositeResponse' => $responses]);
	}

	private function check(mixed $requests, SimCall $call, int $max): void {
		if (!is_array($requests) || $requests === [] || !array_is_list($requests)) {
			throw new SimRefusal(400, 'INVALID_INPUT', 'compositeRequest must hold at least one subrequest');
		}
		if (count($requests) > $max) {
			throw new SimRefusal(400, 'LIMIT_EXCEEDED', "Composite request limit exceeded: at most $max subrequests are allowed");
		}
		$seen = [];
		$queries = 0;
		foreach ($requests as $r) {
			$id = $r['referenceId'] ?? null;
			foreach (array_keys($r) as $name) {
				if (!in_array($name, ['method', 'url', 'referenceId', 'body', 'httpHeaders'], true)) {
					throw new SimRefusal(400, 'JSON_PARSER_ERROR', "Unrecognized field \"$name\" at [line:1, column:2]");
				}
			}
			if (!is_string($id) || ($call->version >= 52 && !preg_match(self::REFERENCE, $id))) {
				throw new SimRefusal(400, 'INVALID_INPUT', "Provided referenceId ('" . (is_string($id) ? $id : '')
					. "') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').");
			}
			if (isset($seen[$id])) {
				throw new SimRefusal(400, 'INVALID_INPUT', "Duplicate referenceId: $id");
			}
			$seen[$id] = true;
			if (!in_array($r['method'] ?? '', ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD'], true)
				|| !preg_match('~^/services/data/v\d+\.\d/~', (string)($r['url'] ?? ''))) {
				throw new SimRefusal(400, 'INVALID_INPUT', "Subrequest $id needs a method and a url that starts with /services/data/vXX.X/");
			}
			$queries += preg_match('~/(query|queryAll|composite/sobjects)\b~', $r['url']);
		}
		if ($max === self::MAX && $queries > self::MAX_QUERIES) {
			throw new SimRefusal(400, 'LIMIT_EXCEEDED', 'Composite request limit exceeded: at most ' . self::MAX_QUERIES . ' query or collections subrequests are allowed');
		}
	}

	/** @return array{list<array>,bool} responses and whether all went well */
	private function run(SimCall $call, array $requests, bool $allOrNone, string $rolledBack): array {
		$snapshot = $this->rest->store()->snapshot();
		$results = [];
		$bodies = [];
		$failed = null;
		foreach ($requests as $n => $r) {
			if ($failed !== null && $allOrNone) {
				break;
			}
			$response = $this->subrequest($call, $r, $bodies);
			$body = $response->body === null || $response->body === '' ? null : json_decode($response->body, true);
			$bodies[$r['referenceId']] = $response->status < 300 ? $body : null;
			$results[$n] = $this->result($r, $response, $body);
			if ($response->status >= 300 && $failed === null) {
				$failed = $n;
			}
		}
		if ($failed !== null && $allOrNone) {
			$this->rest->store()->restore($snapshot);
			foreach ($requests as $n => $r) {
				if ($n !== $failed) {
					$results[$n] = ['body' => [['errorCode' => 'PROCESSING_HALTED', 'message' => $rolledBack]],
						'httpHeaders' => new stdClass(), 'httpStatusCode' => 400, 'referenceId' => $r['referenceId']];
				}
			}
			ksort($results);
		}
		return [array_values($results), $failed === null];
	}

	private function result(array $r, SimResponse $response, mixed $body): array {
		$headers = array_intersect_key($response->headers, ['Location' => 1, 'Last-Modified' => 1]);
		return ['body' => $body, 'httpHeaders' => $headers === [] ? new stdClass() : $headers, 'httpStatusCode' => $response->status, 'referenceId' => $r['referenceId']];
	}

	private function subrequest(SimCall $outer, array $r, array $bodies): SimResponse {
		try {
			$url = $this->resolve($r['url'], $bodies, true);
			$body = isset($r['body']) ? json_encode($this->resolve($r['body'], $bodies, false), JSON_PRESERVE_ZERO_FRACTION) : null;
			if (isset($r['body']) && $r['body'] === []) {
				$body = '{}';
			}
			$request = new SimRequest();
			$request->setTarget($url);
			preg_match('~^/services/data/v(\d+\.\d)/~', $url, $m);
			if ((float)$m[1] < $this->rest->app->config['oldest_version'] || (float)$m[1] > $this->rest->app->config['newest_version']) {
				throw new SimRefusal(404, 'NOT_FOUND', 'The requested resource does not exist');
			}
			if (preg_match('~^/services/data/v[\d.]+/(composite(/graph|/batch|/tree.*)?|jobs.*)/?$~', $request->path)) {
				throw new SimRefusal(400, 'INVALID_INPUT', 'This resource is not supported as a subrequest');
			}
			$headers = array_change_key_case($r['httpHeaders'] ?? [], CASE_LOWER);
			return $this->rest->dispatch(new SimCall($r['method'], $request->path, $request->params, $headers, $body, (float)$m[1], true));
		} catch (SimRefusal $refusal) {
			return $refusal->response();
		}
	}

	/** Puts the values of earlier answers in place of @{ref.path}. */
	private function resolve(mixed $value, array $bodies, bool $url): mixed {
		if (is_array($value)) {
			return array_map(fn($v) => $this->resolve($v, $bodies, $url), $value);
		}
		if (!is_string($value) || !str_contains($value, '@{')) {
			return $value;
		}
		return preg_replace_callback('/@\{([^}]*)\}/', function (array $m) use ($bodies): string {
			$steps = preg_split('/\.|(?=\[)/', $m[1]);
			$found = $bodies[$steps[0]] ?? null;
			foreach (array_slice($steps, 1) as $step) {
				$step = preg_match('/^\[(\d+)\]$/', $step, $i) ? (int)$i[1] : $step;
				$found = is_array($found) ? $found[$step] ?? null : null;
			}
			if (!is_scalar($found) || count($steps) < 2) {
				throw new SimRefusal(400, 'PROCESSING_HALTED', "Invalid reference specified. No value for $m[1] found in $steps[0]. "
					. "Provided referenceId ('$m[1]') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').");
			}
			return is_bool($found) ? ($found ? 'true' : 'false') : (string)$found;
		}, $value);
	}

	private function graph(SimCall $call): SimResponse {
		$graphs = $call->object()['graphs'] ?? [];
		$nodes = array_sum(array_map(fn($g) => count($g['compositeRequest'] ?? []), $graphs));
		if ($graphs === [] || count($graphs) > 75 || $nodes > 500) {
			throw new SimRefusal(400, 'LIMIT_EXCEEDED', 'at most 75 graphs and 500 nodes are allowed');
		}
		$out = [];
		$failures = 0;
		foreach ($graphs as $graph) {
			$this->check($graph['compositeRequest'] ?? null, $call, 500);
			if ($failures >= 14) {
				$out[] = ['graphId' => $graph['graphId'], 'graphResponse' => ['compositeResponse' => []], 'isSuccessful' => false];
				continue;
			}
			[$responses, $good] = $this->run($call, $graph['compositeRequest'], true, 'The transaction was rolled back since another operation in the same transaction failed.');
			$failures += $good ? 0 : 1;
			$out[] = ['graphId' => $graph['graphId'], 'graphResponse' => ['compositeResponse' => $responses], 'isSuccessful' => $good];
		}
		return SimResponse::json(200, ['graphs' => $out]);
	}

	private function batch(SimCall $call): SimResponse {
		$data = $call->object();
		$requests = $data['batchRequests'] ?? [];
		if ($requests === [] || count($requests) > self::MAX) {
			throw new SimRefusal(400, 'INVALID_INPUT', 'batchRequests must hold 1 to ' . self::MAX . ' subrequests');
		}
		$this->rest->app->count(count($requests) - 1);
		$results = [];
		$bad = false;
		foreach ($requests as $r) {
			if ($bad && ($data['haltOnError'] ?? false)) {
				$results[] = ['statusCode' => 412, 'result' => [['errorCode' => 'BATCH_PROCESSING_HALTED', 'message' => 'Batch processing halted per request']]];
				continue;
			}
			$response = $this->subrequest($call, ['url' => '/services/data/' . ltrim($r['url'], '/'), 'method' => $r['method'], 'body' => $r['richInput'] ?? null], []);
			$bad = $bad || $response->status >= 400;
			$results[] = ['statusCode' => $response->status, 'result' => $response->body === null ? null : json_decode($response->body, true)];
		}
		return SimResponse::json(200, ['hasErrors' => $bad, 'results' => $results]);
	}

	/** Flat trees only: all records or none. */
	private function tree(SimCall $call, string $object): SimResponse {
		$records = $call->object()['records'] ?? [];
		if ($records === [] || count($records) > 200) {
			throw new SimRefusal(400, 'INVALID_INPUT', 'records must hold 1 to 200 records');
		}
		$snapshot = $this->rest->store()->snapshot();
		$good = $bad = [];
		foreach ($records as $record) {
			$reference = $record['attributes']['referenceId'] ?? '';
			unset($record['attributes']);
			try {
				$good[] = ['referenceId' => $reference, 'id' => $this->rest->store()->create($object, $record, $call->options())['Id']];
			} catch (SimRefusal $refusal) {
				$bad[] = ['referenceId' => $reference, 'errors' => [$refusal->entry()]];
			}
		}
		if ($bad !== []) {
			$this->rest->store()->restore($snapshot);
			return SimResponse::json(400, ['hasErrors' => true, 'results' => $bad]);
		}
		return SimResponse::json(201, ['hasErrors' => false, 'results' => $good]);
	}
}
