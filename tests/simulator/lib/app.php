<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** The simulated org: configuration, routing, log, and the way from an answer to bytes. */
final class SimApp {
	public SimServer $server;
	public SimStore $store;
	public SimOauth $oauth;
	public SimRest $rest;
	public SimFaults $faults;
	public SimAdmin $admin;
	public SimProxy $proxy;
	public array $config;
	public string $baseUrl = '';
	public array $ready = [];
	public int $apiUsed = 0;
	/** @var list<array> */
	public array $log = [];
	/** @var list<array> by reference to what connections know */
	private array $connections = [];
	private int $locators = 0;

	public function __construct(private array $startConfig) {
		$this->faults = new SimFaults($this);
		$this->oauth = new SimOauth($this);
		$this->admin = new SimAdmin($this);
		$this->proxy = new SimProxy($this);
		$this->reset();
	}

	public static function defaults(): array {
		return [
			// OAuth
			'client_id' => '3MVG9simulatedConsumerKey', 'client_secret' => 'simulated+secret/5D1EA',
			'username' => 'integration@example.org', 'org_id' => '00DHs000000SimOMA0', 'user_id' => '005Hs000000SimUIAZ',
			'scope' => 'refresh_token api', 'redirect_uris' => null, 'require_pkce' => false, 'require_secret' => true,
			'rotation' => false, 'rotation_ends_sessions' => false, 'token_lifetime' => 7200, 'sessions_slide' => true, 'access_token_length' => 112,
			'overlap_error' => true, 'token_delay_ms' => 0, 'my_domain_hosts' => null, 'client_credentials_user' => true,
			'user_active' => true, 'user_approved' => true, 'jwt_public_key' => null, 'jwt_audiences' => null, 'instance_url' => null,
			'token_extra' => [], 'token_remove' => [], 'authorize_error' => null, 'clock_offset' => 0,
			// REST
			'oldest_version' => 31, 'newest_version' => 68, 'daily_limit' => 15000, 'api_used' => 0, 'min_page' => 200, 'page_size' => 2000,
			'view_setup' => true, 'collections_bad_field' => 'request', 'host_gone' => [],
			// model
			'remove_fields' => [], 'remove_objects' => [], 'add_fields' => [], 'unique' => [], 'required' => [], 'picklists' => [],
			'state_country' => false, 'duplicate_rules' => [], 'record_faults' => [], 'bulk_delay_ms' => 0,
			// transport
			'latency_ms' => 0, 'chunked' => true, 'gzip' => true, 'lowercase_headers' => false, 'max_requests_per_connection' => null,
			'client_cert' => 'none', 'tls_version' => null, 'proxy_auth' => null, 'log' => true, 'log_bodies' => true,
		];
	}

	/** Back to the start: configuration, records, tokens, faults, log. */
	public function reset(): void {
		$this->config = $this->startConfig + self::defaults();
		$this->apiUsed = $this->config['api_used'];
		$this->log = [];
		$this->connections = array_filter($this->connections, fn($i) => $i['closed'] === null);
		$this->oauth->reset();
		$this->faults->reset();
		foreach (['org_id', 'user_id'] as $name) {
			$this->config[$name] = SimIds::to18(substr($this->config[$name], 0, 15));
		}
		$this->store = new SimStore($this->config, new SimIds());
		$this->rest = new SimRest($this);
		$this->store->seed('User', ['Id' => $this->config['user_id'], 'Username' => $this->config['username'], 'Name' => 'Registry Integration',
			'Email' => 'integration@example.org', 'IsActive' => true, 'TimeZoneSidKey' => 'GMT']);
		$this->store->seed('Organization', ['Id' => $this->config['org_id'], 'Name' => 'Simulated Org', 'InstanceName' => 'SIM1', 'IsSandbox' => true, 'OrganizationType' => 'Developer Edition']);
		$this->store->seed('Account', ['Id' => '001Hs000000Acct', 'Name' => 'Default Account']);
	}

	public function configure(array $values): void {
		$unknown = array_diff_key($values, self::defaults());
		if ($unknown !== []) {
			throw new InvalidArgumentException('unknown configuration: ' . implode(', ', array_keys($unknown)));
		}
		$this->config = $values + $this->config;
		if (isset($values['api_used'])) {
			$this->apiUsed = $values['api_used'];
		}
		$this->store->configure($this->config);
	}

	/** Seconds since the epoch by the simulator's clock, which a test may move. */
	public function now(): float {
		return microtime(true) + $this->config['clock_offset'];
	}

	public function locator(): string {
		return sprintf('01gHs%010dAAA', ++$this->locators);
	}

	public function count(int $calls = 1): void {
		if ($this->apiUsed + $calls > $this->config['daily_limit']) {
			throw new SimRefusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
		}
		$this->apiUsed += $calls;
	}

	// connections

	public function connectionOpened(SimConnection $c): void {
		$this->connections[$c->id] = &$c->info;
	}

	public function connectionClosed(SimConnection $c): void {
		if (!$this->config['log']) {
			unset($this->connections[$c->id]);
		}
	}

	public function connectionFault(SimConnection $c): array {
		return $this->faults->forConnection($c);
	}

	public function disconnected(SimConnection $c): void {
		if ($c->listener === 'proxy') {
			$this->proxy->closed($c);
		}
	}

	public function proxyData(SimConnection $c): void {
		$this->proxy->data($c);
	}

	/** @return list<array> */
	public function connections(bool $admin): array {
		return array_values(array_filter(array_map(fn($i) => $i, $this->connections), fn($i) => $admin || !($i['admin'] ?? false)));
	}

	// requests

	/** Faults that strike before the body has been read; null = read on. */
	public function headersArrived(SimConnection $c, SimRequest $request): ?Generator {
		if (str_starts_with($request->path, '/_sim/')) {
			return null;
		}
		$fault = $this->faults->match('headers', $request);
		if ($fault === null) {
			return null;
		}
		$this->note($c, $request, $fault['action']['status'] ?? null, $fault['kind']);
		return $this->faults->early($fault['action'], $this);
	}

	public function handle(SimConnection $c, SimRequest $request): Generator {
		if (str_starts_with($request->path, '/_sim/')) {
			$c->info['admin'] = true;
			return $this->wire($this->admin->handle($c, $request), $request);
		}
		if ($c->listener === 'admin') {
			return SimWire::plain(404, 'only /_sim/ here', 'close');
		}
		$entry = $this->note($c, $request, null);
		$fault = $this->faults->match('request', $request);
		$response = $fault !== null && ($fault['action']['process'] ?? true) === false ? null : $this->route($request);
		if ($fault !== null) {
			$response = $this->faults->replace($fault['action'], $response, $request);
			$this->mark($entry, 'fault', $fault['kind']);
		}
		$this->mark($entry, 'status', $response?->status);
		if ($response === null) {
			return $this->faults->silence($fault['action']);
		}
		return $this->faults->deform($fault['action'] ?? [], $response, $request, fn() => $this->wire($response, $request));
	}

	private function mark(?int $entry, string $name, mixed $value): void {
		if ($entry !== null) {
			$this->log[$entry][$name] = $value;
		}
	}

	/** Writes a request into the log; gives its place there. */
	public function note(SimConnection $c, SimRequest $request, ?int $status, ?string $fault = null): ?int {
		if (!$this->config['log']) {
			return null;
		}
		$this->log[] = ['n' => count($this->log), 'time' => $request->time, 'connection' => $request->connection, 'nth' => $request->nth,
			'kind' => SimFaults::endpoint($request), 'method' => $request->method, 'target' => $request->target, 'path' => $request->path, 'query' => $request->params,
			'headers' => $request->headers, 'raw_headers' => $request->rawHeaders, 'body' => $this->config['log_bodies'] ? substr($request->body, 0, 2_000_000) : null,
			'body_length' => strlen($request->body), 'body_complete' => $request->bodyComplete, 'status' => $status, 'fault' => $fault,
			'tls' => $request->tls, 'sni' => $request->sni, 'client_cert' => $request->clientCert];
		return count($this->log) - 1;
	}

	public function route(SimRequest $request): SimResponse {
		$gone = $this->config['host_gone'][$request->host()] ?? null;
		if ($gone !== null) {
			return $this->hostGone($gone);
		}
		$path = $request->path;
		if (str_starts_with($path, '/services/oauth2/')) {
			return $this->oauth->handle($request);
		}
		if (str_starts_with($path, '/id/')) {
			return $this->oauth->userinfo($request, true);
		}
		if (str_starts_with($path, '/services/data')) {
			return $this->rest->handle($request);
		}
		return new SimResponse(404, '<html><head><title>URL No Longer Exists</title></head><body>URL No Longer Exists</body></html>', ['Content-Type' => 'text/html;charset=UTF-8']);
	}

	/** What an instance says after the org has moved away: 'session', 'html', or a URL to redirect to. */
	private function hostGone(string $how): SimResponse {
		return match ($how) {
			'session' => SimResponse::error(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
			'html' => new SimResponse(404, '<html><body>This page is no longer here.</body></html>', ['Content-Type' => 'text/html']),
			default => new SimResponse(302, '', ['Location' => $how]),
		};
	}

	/** The bytes of an ordinary answer. @return Generator<int,string|float|array> */
	public function wire(SimResponse $response, SimRequest $request): Generator {
		$wait = max($response->notBefore - microtime(true), $this->config['latency_ms'] / 1000);
		if ($wait > 0 && !str_starts_with($request->path, '/_sim/')) {
			yield (float)$wait;
		}
		$headers = $this->headers($response, $request);
		$body = $response->body ?? '';
		if ($this->config['gzip'] && strlen($body) >= 256 && function_exists('gzencode') && str_contains(strtolower($request->header('accept-encoding') ?? ''), 'gzip')) {
			$body = gzencode($body, 1);
			$headers['Content-Encoding'] = 'gzip';
		}
		$bare = $response->status === 204 || $response->status === 304 || $request->method === 'HEAD';
		$close = $response->close || strtolower($request->header('connection') ?? '') === 'close'
			|| ($this->config['max_requests_per_connection'] !== null && $request->nth >= $this->config['max_requests_per_connection']);
		if ($close) {
			$headers['Connection'] = 'close';
		}
		if (!$bare) {
			if ($this->config['chunked'] && $response->counted) {
				$headers['Transfer-Encoding'] = 'chunked';
				$body = SimWire::chunk($body);
			} else {
				$headers['Content-Length'] = (string)strlen($body);
			}
		}
		yield SimWire::head($response->status, $headers, $this->config['lowercase_headers']) . ($bare ? '' : $body);
		if ($close) {
			yield ['end' => 'close'];
		}
	}

	/** @return array<string,string|list<string>> */
	public function headers(SimResponse $response, SimRequest $request): array {
		$headers = ['Date' => gmdate('D, d M Y H:i:s') . ' GMT', 'Set-Cookie' => 'BrowserId=simulated; domain=.example.org; path=/; secure',
			'Strict-Transport-Security' => 'max-age=63072000; includeSubDomains', 'X-Content-Type-Options' => 'nosniff',
			'Cache-Control' => 'must-revalidate,no-cache,no-store', 'Vary' => 'Accept-Encoding'];
		if ($response->counted) {
			$headers['Sforce-Limit-Info'] = "api-usage=$this->apiUsed/{$this->config['daily_limit']}";
		}
		return array_merge($headers, $response->headers);
	}
}
