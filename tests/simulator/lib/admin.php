<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** /_sim/: what a test sees and sets. Never logged, never counted. */
final class SimAdmin {
	public function __construct(private SimApp $app) {
	}

	public function handle(SimConnection $c, SimRequest $request): SimResponse {
		try {
			$name = substr($request->path, strlen('/_sim/'));
			$data = [];
			if ($request->method === 'POST' && $request->body !== '') {
				$data = json_decode($request->body, true, 512, JSON_THROW_ON_ERROR);
			}
			return SimResponse::json(200, $request->method === 'POST' ? $this->post($c, $name, $data) : $this->get($name, $request->params));
		} catch (SimRefusal $e) {
			return SimResponse::json(422, ['error' => $e->errorCode . ': ' . $e->getMessage()]);
		} catch (JsonException | InvalidArgumentException $e) {
			return SimResponse::json(400, ['error' => $e->getMessage()]);
		}
	}

	private function get(string $name, array $p): mixed {
		$app = $this->app;
		return match ($name) {
			'ready' => $app->ready,
			'log' => $this->log($p),
			'connections' => $app->connections(isset($p['all'])),
			'records' => $this->records($p['type'] ?? 'Contact', isset($p['deleted'])),
			'tokens' => $app->oauth->dump(),
			'counters' => ['api_used' => $app->apiUsed, 'requests' => count($app->log), 'connections' => count($app->connections(false)), 'memory' => memory_get_usage()] + $app->oauth->counters,
			'config' => $app->config,
			'faults' => $app->faults->list(),
			'kinds' => SimFaults::kinds(),
			default => throw new InvalidArgumentException("unknown admin resource: $name"),
		};
	}

	private function post(SimConnection $c, string $name, array $data): mixed {
		$app = $this->app;
		switch ($name) {
		case 'reset':
			$app->reset();
			if ($data !== []) {
				$app->configure($data);
			}
			return [];
		case 'config':
			$app->configure($data);
			return [];
		case 'clear-log':
			$app->log = [];
			return [];
		case 'fault':
			return array_map(fn($rule) => $app->faults->add($rule), array_is_list($data) ? $data : [$data]);
		case 'clear-faults':
			$app->faults->reset();
			return [];
		case 'expire-tokens':
			return ['expired' => $app->oauth->expire($data['which'] ?? 'access')];
		case 'grant':
			return $app->oauth->grant($data['type'] ?? 'authorization_code', $data['refresh'] ?? true);
		case 'code':
			return ['code' => $app->oauth->issueCode($data['redirect_uri'] ?? 'https://registry.example.org/callback', $data['code_challenge'] ?? null, $data['scope'] ?? null)];
		case 'seed':
			return $this->seed($data);
		case 'record':
			return $this->record($data);
		case 'drop-connections':
			return ['dropped' => $app->server->dropIdle($c->id)];
		case 'stop':
			$app->server->after(0.05, fn() => $app->server->stop());
			return [];
		}
		throw new InvalidArgumentException("unknown admin command: $name");
	}

	private function log(array $p): array {
		$log = array_slice($this->app->log, (int)($p['from'] ?? 0));
		if (isset($p['kind'])) {
			$log = array_values(array_filter($log, fn($e) => $e['kind'] === $p['kind'] || explode('_', $e['kind'])[0] === $p['kind']));
		}
		return $log;
	}

	private function records(string $type, bool $deleted): array {
		$object = $this->app->store->schema->has($type) ?? throw new InvalidArgumentException("unknown object: $type");
		return array_values(array_filter($this->app->store->all($object), fn($r) => $deleted || !$r['IsDeleted']));
	}

	private function seed(array $data): array {
		$out = [];
		foreach ($data['records'] as $record) {
			$out[] = $this->app->store->seed($data['type'] ?? 'Contact', $record)['Id'];
		}
		return $out;
	}

	private function record(array $d): array {
		$store = $this->app->store;
		$type = $d['type'] ?? 'Contact';
		$id = $d['id'] ?? '';
		if ($store->find($type, $id) === null) {
			throw new InvalidArgumentException("no $type with id $id");
		}
		match ($d['op'] ?? '') {
			'update' => $store->update($type, $id, $d['values'], ['allowSave' => true]),
			'delete' => $store->delete($type, $id),
			'undelete' => $store->undelete($type, $id),
			'purge' => $store->purge($type, $id),
			'merge' => $store->merge($type, $id, $d['loser']),
			default => throw new InvalidArgumentException('op is one of update, delete, undelete, purge, merge'),
		};
		return $store->find($type, $id) ?? [];
	}
}
