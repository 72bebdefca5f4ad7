<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * Faults on demand. A rule is
 *   {"kind": name of the table in fault-kinds.php, or "action": {...},
 *    "match": {"method","path" (PCRE),"endpoint" (name or list),"connection" ("fresh"|"pooled"),"body" (PCRE),"host","sni"},
 *    "skip": matching requests to let pass first (0), "times": how many to strike then (1; 0 = all), "set": {...} merged into the action}.
 * The first rule that matches strikes; the others do not count that request.
 */
final class SimFaults {
	/** @var list<array> */
	private array $rules = [];
	private static ?array $kinds = null;
	private int $nextId = 1;

	public function __construct(private SimApp $app) {
	}

	/** @return array<string,array{group:string,text:string,action:array}> */
	public static function kinds(): array {
		return self::$kinds ??= require __DIR__ . '/fault-kinds.php';
	}

	public function reset(): void {
		$this->rules = [];
	}

	/** Takes a rule; gives its id. */
	public function add(array $rule): int {
		$unknown = array_diff(array_keys($rule), ['kind', 'action', 'match', 'skip', 'times', 'set']);
		if ($unknown !== []) {
			throw new InvalidArgumentException('unknown in fault: ' . implode(', ', $unknown));
		}
		$kind = $rule['kind'] ?? 'custom';
		if ($kind !== 'custom' && !isset(self::kinds()[$kind])) {
			throw new InvalidArgumentException("unknown fault kind: $kind");
		}
		$action = array_merge($kind === 'custom' ? [] : self::kinds()[$kind]['action'], $rule['action'] ?? [], $rule['set'] ?? []);
		$this->rules[] = ['id' => $this->nextId, 'kind' => $kind, 'action' => $action, 'match' => $rule['match'] ?? [],
			'skip' => $rule['skip'] ?? 0, 'times' => $rule['times'] ?? 1, 'seen' => 0, 'struck' => 0];
		return $this->nextId++;
	}

	public function list(): array {
		return $this->rules;
	}

	public static function stage(array $action): string {
		return isset($action['tls']) || isset($action['cert']) || isset($action['tls_version']) || isset($action['client_cert']) ? 'connection'
			: (isset($action['proxy']) ? 'proxy' : ($action['stage'] ?? 'request'));
	}

	public function match(string $stage, SimRequest $request): ?array {
		$endpoint = null;
		foreach ($this->rules as $n => $rule) {
			if (self::stage($rule['action']) !== $stage || ($rule['times'] > 0 && $rule['struck'] >= $rule['times'])) {
				continue;
			}
			$m = $rule['match'];
			$endpoint ??= self::endpoint($request);
			if ((isset($m['method']) && !in_array($request->method, (array)$m['method'], true))
				|| (isset($m['endpoint']) && !array_intersect((array)$m['endpoint'], [$endpoint, explode('_', $endpoint)[0]]))
				|| (isset($m['path']) && !preg_match('~' . str_replace('~', '\~', $m['path']) . '~', $request->target))
				|| (isset($m['body']) && !preg_match('~' . str_replace('~', '\~', $m['body']) . '~', $request->body))
				|| (isset($m['host']) && $m['host'] !== $request->host())
				|| (isset($m['connection']) && $m['connection'] !== ($request->nth > 1 ? 'pooled' : 'fresh'))) {
				continue;
			}
			if ($this->rules[$n]['seen']++ >= $rule['skip']) {
				$this->rules[$n]['struck']++;
				return $this->rules[$n];
			}
		}
		return null;
	}

	/** The action of a TLS fault for this connection, or []. */
	public function forConnection(SimConnection $c): array {
		foreach ($this->rules as $n => $rule) {
			if (self::stage($rule['action']) !== 'connection' || ($rule['times'] > 0 && $rule['struck'] >= $rule['times'])
				|| (isset($rule['match']['sni']) && $rule['match']['sni'] !== $c->info['sni'])) {
				continue;
			}
			if ($this->rules[$n]['seen']++ >= $rule['skip']) {
				$this->rules[$n]['struck']++;
				return ['kind' => $rule['kind']] + $rule['action'];
			}
		}
		return [];
	}

	/** The action of a proxy fault, or []. */
	public function forProxy(): array {
		foreach ($this->rules as $n => $rule) {
			if (self::stage($rule['action']) === 'proxy' && ($rule['times'] === 0 || $rule['struck'] < $rule['times'])
				&& $this->rules[$n]['seen']++ >= $rule['skip']) {
				$this->rules[$n]['struck']++;
				return $rule['action'];
			}
		}
		return [];
	}

	/** What a request is for. A name before '_' is the family: collections_upsert belongs to collections, bulk_poll to bulk. */
	public static function endpoint(SimRequest $request): string {
		$path = rtrim($request->path, '/');
		$method = $request->params['_HttpMethod'] ?? $request->method;
		if (str_starts_with($path, '/services/oauth2/')) {
			return substr($path, 17);
		}
		if (str_starts_with($path, '/id/')) {
			return 'identity';
		}
		if ($path === '/services/data') {
			return 'versions';
		}
		if (!preg_match('~^/services/data/v[\d.]+(?:/(.*))?$~', $path, $m)) {
			return 'other';
		}
		$parts = explode('/', $m[1] ?? '');
		$one = fn(string $p) => $parts[0] === $p;
		if ($one('sobjects')) {
			return match (true) {
				count($parts) === 1 => 'describeglobal',
				count($parts) === 2 => $method === 'POST' ? 'create' : 'describeglobal',
				$parts[2] === 'describe' => 'describe',
				$method === 'PATCH' => count($parts) > 3 ? 'upsert' : 'patch',
				$method === 'DELETE' => 'delete',
				default => 'get',
			};
		}
		if ($one('composite')) {
			return match ($parts[1] ?? '') {
				'' => 'composite', 'graph' => 'graph', 'batch' => 'batch', 'tree' => 'tree',
				'sobjects' => 'collections_' . match (true) {
					isset($parts[3]) => 'upsert', isset($parts[2]) => 'retrieve', $method === 'POST' => 'create', $method === 'DELETE' => 'delete', default => 'update',
				},
				default => 'other',
			};
		}
		if ($one('jobs')) {
			return 'bulk_' . match (true) {
				!isset($parts[2]) => 'create', ($parts[3] ?? '') === 'batches' => 'upload', isset($parts[3]) => 'result',
				$method === 'PATCH' => 'close', $method === 'DELETE' => 'delete', default => 'poll',
			};
		}
		return $one('query') || $one('queryAll') ? (isset($parts[1]) ? 'query_more' : 'query') : ($one('limits') ? 'limits' : 'other');
	}

	/** Plans that strike while the request is still arriving. */
	public function early(array $action, SimApp $app): Generator {
		if (isset($action['delay_ms'])) {
			yield $action['delay_ms'] / 1000;
		}
		if (isset($action['status'])) {
			$body = $action['body'] ?? '';
			yield SimWire::head($action['status'], ['Content-Type' => 'text/html', 'Content-Length' => (string)strlen($body), 'Connection' => 'close']) . $body;
		}
		yield ['end' => $action['end'] ?? 'close'];
	}

	/** The answer after a fault that replaces or edits it; null = no answer at all. */
	public function replace(array $action, ?SimResponse $response, SimRequest $request): ?SimResponse {
		if (isset($action['silent'])) {
			return null;
		}
		if (isset($action['status'])) {
			$body = $action['body'] ?? '';
			$counted = str_starts_with($request->path, '/services/data/v');
			$response = new SimResponse($action['status'], is_string($body) ? $body : SimResponse::encode($body),
				($action['headers'] ?? []) + ['Content-Type' => is_string($body) ? 'text/html;charset=UTF-8' : 'application/json;charset=UTF-8']);
			$response->counted = $counted;
			$response->close = $action['close'] ?? false;
		}
		if (isset($action['edit']) && $response !== null) {
			$response->body = SimEdits::apply($action['edit'], $response->body ?? '', $action);
		}
		return $response;
	}

	/** No answer: wait, then end. */
	public function silence(array $action): Generator {
		if (isset($action['delay_ms'])) {
			yield $action['delay_ms'] / 1000;
		}
		yield ['end' => $action['end'] ?? 'close'];
	}

	/** The bytes of an answer, deformed where the action says so. */
	public function deform(array $action, SimResponse $response, SimRequest $request, callable $plain): Generator {
		if (isset($action['delay_ms'])) {
			yield $action['delay_ms'] / 1000;
		}
		if (!isset($action['frame'])) {
			yield from $plain();
			if (isset($action['end'])) {
				yield ['end' => $action['end']];
			}
			return;
		}
		yield from SimFrames::make($action, $response, $this->app->headers($response, $request));
	}
}
