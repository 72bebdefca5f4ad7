<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** /services/oauth2 and the sessions made there. */
final class SimOauth {
	/** @var array<string,array> code => what it was issued for */
	private array $codes = [];
	/** @var array<string,array> access token => [grant, issued, expires, revoked] */
	private array $access = [];
	/** @var array<string,array> refresh token => [grant, state: active|rotated|revoked, used] */
	private array $refresh = [];
	/** @var array<int,array> grant => [type, scope, revoked, reason] */
	private array $grants = [];
	/** @var array<string,float> subject => busy until */
	private array $busy = [];
	private int $nextGrant = 1;
	public array $counters = ['token' => 0, 'refresh' => 0, 'reuse' => 0, 'overlap' => 0];

	public function __construct(private SimApp $app) {
	}

	public function reset(): void {
		$this->codes = $this->access = $this->refresh = $this->grants = $this->busy = [];
		$this->counters = ['token' => 0, 'refresh' => 0, 'reuse' => 0, 'overlap' => 0];
	}

	public function handle(SimRequest $request): SimResponse {
		$name = substr($request->path, strlen('/services/oauth2/'));
		return match (true) {
			$name === 'authorize' => $this->authorize($request),
			$name === 'token' && $request->method === 'POST' => $this->token($request),
			$name === 'token' => self::refuse('invalid_request', 'must use HTTP POST'),
			$name === 'revoke' => $this->revoke($request),
			$name === 'introspect' => $this->introspect($request),
			$name === 'userinfo' => $this->userinfo($request),
			default => new SimResponse(404, '', []),
		};
	}

	private static function refuse(string $error, string $description, int $status = 400): SimResponse {
		return SimResponse::json($status, ['error' => $error, 'error_description' => $description], ['Cache-Control' => 'no-store', 'Pragma' => 'no-cache']);
	}

	/** Before the callback is trusted: plain text, empty Content-Type. */
	private static function plain(string $error, string $description): SimResponse {
		return new SimResponse(400, 'error=' . $error . '&error_description=' . rawurlencode($description), ['Content-Type' => '']);
	}

	private function authorize(SimRequest $request): SimResponse {
		$p = $request->params + ($request->method === 'POST' ? SimRequest::parseForm($request->body) : []);
		$config = $this->app->config;
		if (($p['client_id'] ?? '') !== $config['client_id']) {
			return self::plain('invalid_client_id', 'client identifier invalid');
		}
		$redirect = $p['redirect_uri'] ?? '';
		if ($redirect === '' || ($config['redirect_uris'] !== null && !in_array($redirect, $config['redirect_uris'], true))) {
			return self::plain('redirect_uri_mismatch', 'redirect_uri must match configuration');
		}
		$answer = function (array $values) use ($redirect, $p): SimResponse {
			if (isset($p['state'])) {
				$values['state'] = $p['state'];
			}
			$glue = str_contains($redirect, '?') ? '&' : '?';
			return new SimResponse(302, '', ['Location' => $redirect . $glue . http_build_query($values, '', '&', PHP_QUERY_RFC3986)]);
		};
		if (($p['response_type'] ?? '') !== 'code') {
			return $answer(['error' => 'unsupported_response_type', 'error_description' => 'response type not supported']);
		}
		$challenge = $p['code_challenge'] ?? null;
		if ($challenge === null && $config['require_pkce']) {
			return $answer(['error' => 'invalid_request', 'error_description' => 'missing required code challenge']);
		}
		if ($challenge !== null && ($p['code_challenge_method'] ?? 'plain') !== 'S256') {
			return $answer(['error' => 'invalid_request', 'error_description' => 'invalid code challenge method']);
		}
		if ($config['authorize_error'] !== null) {
			return $answer(['error' => $config['authorize_error'], 'error_description' => 'end-user denied authorization']);
		}
		return $answer(['code' => $this->issueCode($redirect, $challenge, $p['scope'] ?? null)]);
	}

	public function issueCode(string $redirect, ?string $challenge = null, ?string $scope = null): string {
		$code = 'aPrx' . self::random(60) . '==';
		$this->codes[$code] = ['redirect' => $redirect, 'challenge' => $challenge, 'scope' => $scope, 'expires' => $this->app->now() + 900, 'used' => false];
		return $code;
	}

	private function token(SimRequest $request): SimResponse {
		$this->counters['token']++;
		if (!str_starts_with(strtolower($request->header('content-type') ?? ''), 'application/x-www-form-urlencoded')) {
			return self::refuse('invalid_request', 'content type must be application/x-www-form-urlencoded');
		}
		$p = SimRequest::parseForm($request->body);
		$type = $p['grant_type'] ?? '';
		if ($type === 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
			return $this->jwt($p);
		}
		if (!in_array($type, ['authorization_code', 'refresh_token', 'client_credentials'], true)) {
			return self::refuse('unsupported_grant_type', 'grant type not supported');
		}
		$refusal = $this->client($request, $p);
		if ($refusal !== null) {
			return $refusal;
		}
		return match ($type) {
			'authorization_code' => $this->byCode($p),
			'refresh_token' => $this->byRefresh($p),
			default => $this->byClient($request, $p),
		};
	}

	/** Client authentication, in the body or by HTTP Basic. */
	private function client(SimRequest $request, array $p): ?SimResponse {
		$id = $p['client_id'] ?? null;
		$secret = $p['client_secret'] ?? null;
		if (preg_match('/^Basic (.+)$/i', $request->header('authorization') ?? '', $m)) {
			[$id, $secret] = array_map('urldecode', array_pad(explode(':', (string)base64_decode($m[1]), 2), 2, ''));
		}
		if ($id !== $this->app->config['client_id']) {
			return self::refuse('invalid_client_id', 'client identifier invalid');
		}
		if (($secret !== null || $this->app->config['require_secret']) && !hash_equals($this->app->config['client_secret'], (string)$secret)) {
			return self::refuse('invalid_client', 'invalid client credentials');
		}
		return null;
	}

	/** One token request at a time per subject, when configured; the time it takes. */
	private function enter(string $subject): ?SimResponse {
		$delay = $this->app->config['token_delay_ms'] / 1000;
		if ($this->app->config['overlap_error'] && ($this->busy[$subject] ?? 0) > microtime(true)) {
			$this->counters['overlap']++;
			return self::refuse('invalid_grant', 'token request is already being processed');
		}
		$this->busy[$subject] = microtime(true) + $delay;
		return null;
	}

	private function byCode(array $p): SimResponse {
		$code = $this->codes[$p['code'] ?? ''] ?? null;
		$busy = $this->enter('code:' . ($p['code'] ?? ''));
		if ($busy !== null) {
			return $busy;
		}
		if ($code === null) {
			return self::refuse('invalid_grant', 'invalid authorization code');
		}
		if ($code['used'] || $code['expires'] < $this->app->now()) {
			return self::refuse('invalid_grant', 'expired authorization code');
		}
		if (($p['redirect_uri'] ?? '') !== $code['redirect']) {
			return self::refuse('redirect_uri_mismatch', 'redirect_uri must match configuration');
		}
		$verifier = $p['code_verifier'] ?? null;
		if ($code['challenge'] !== null) {
			$good = $verifier !== null && preg_match('/^[A-Za-z0-9._-]{43,128}$/', $verifier)
				&& hash_equals($code['challenge'], rtrim(strtr(base64_encode(hash('sha256', $verifier, true)), '+/', '-_'), '='));
			if (!$good) {
				return self::refuse('invalid_grant', 'invalid code verifier');
			}
		} elseif ($this->app->config['require_pkce']) {
			return self::refuse('invalid_request', 'missing required code challenge');
		}
		$this->codes[$p['code']]['used'] = true;
		return $this->answer($this->newGrant('authorization_code', $code['scope']), true);
	}

	private function byRefresh(array $p): SimResponse {
		$this->counters['refresh']++;
		$value = $p['refresh_token'] ?? '';
		$token = $this->refresh[$value] ?? null;
		$busy = $token === null ? null : $this->enter('grant:' . $token['grant']);
		if ($busy !== null) {
			return $busy;
		}
		if ($token !== null && $token['state'] === 'rotated') {
			$this->counters['reuse']++;
			$this->revokeGrant($token['grant'], 'rotated refresh token used again');
		}
		$grant = $this->grants[$token['grant'] ?? 0] ?? null;
		if ($token === null || $token['state'] !== 'active' || $grant['revoked']) {
			return self::refuse('invalid_grant', 'expired access/refresh token');
		}
		if (!$this->app->config['user_active']) {
			return self::refuse('invalid_grant', 'inactive user');
		}
		$this->refresh[$value]['used']++;
		if ($this->app->config['rotation']) {
			$this->refresh[$value]['state'] = 'rotated';
			foreach ($this->access as $name => $session) {
				if ($session['grant'] === $token['grant']) {
					$this->access[$name]['revoked'] = $session['revoked'] || $this->app->config['rotation_ends_sessions'];
				}
			}
		}
		return $this->answer($token['grant'], $this->app->config['rotation']);
	}

	private function byClient(SimRequest $request, array $p): SimResponse {
		$config = $this->app->config;
		if ($config['my_domain_hosts'] !== null && !in_array($request->host(), $config['my_domain_hosts'], true)) {
			return self::refuse('invalid_grant', 'request not supported on this domain');
		}
		if (!$config['client_credentials_user']) {
			return self::refuse('invalid_grant', 'no client credentials user enabled');
		}
		$busy = $this->enter('client');
		return $busy ?? $this->answer($this->newGrant('client_credentials', 'api'), false);
	}

	private function jwt(array $p): SimResponse {
		$config = $this->app->config;
		$parts = explode('.', $p['assertion'] ?? '');
		$decode = fn(string $s) => (string)base64_decode(strtr($s, '-_', '+/'), false);
		$header = json_decode($decode($parts[0]), true);
		$claims = json_decode($decode($parts[1] ?? ''), true);
		if (count($parts) !== 3 || !is_array($claims) || ($header['alg'] ?? '') !== 'RS256' || preg_match('/[=+\/]/', $p['assertion'])) {
			return self::refuse('invalid_grant', 'invalid assertion');
		}
		if (($claims['iss'] ?? '') !== $config['client_id']) {
			return self::refuse('invalid_client_id', 'client identifier invalid');
		}
		$key = $config['jwt_public_key'] === null ? false : openssl_pkey_get_public($config['jwt_public_key']);
		if ($key === false || openssl_verify("$parts[0].$parts[1]", $decode($parts[2]), $key, OPENSSL_ALGO_SHA256) !== 1) {
			return self::refuse('invalid_grant', 'invalid assertion');
		}
		$audiences = $config['jwt_audiences'] ?? [$this->app->baseUrl, 'https://login.salesforce.com', 'https://test.salesforce.com'];
		if (!in_array($claims['aud'] ?? '', $audiences, true)) {
			return self::refuse('invalid_grant', 'audience is invalid');
		}
		$exp = $claims['exp'] ?? null;
		if (!is_numeric($exp) || $exp < $this->app->now() || $exp > $this->app->now() + 180 + 5) {
			return self::refuse('invalid_grant', 'expired authorization code');
		}
		if (($claims['sub'] ?? $claims['prn'] ?? '') !== $config['username'] || !$config['user_approved']) {
			return self::refuse('invalid_grant', "user hasn't approved this consumer");
		}
		$busy = $this->enter('jwt');
		return $busy ?? $this->answer($this->newGrant('jwt_bearer', 'api'), false);
	}

	private function newGrant(string $type, ?string $scope): int {
		$this->grants[$this->nextGrant] = ['id' => $this->nextGrant, 'type' => $type, 'scope' => $scope ?? $this->app->config['scope'], 'revoked' => false, 'reason' => null];
		return $this->nextGrant++;
	}

	private static function random(int $length): string {
		return substr(strtr(base64_encode(random_bytes($length)), '+/=', '._A'), 0, $length);
	}

	/** Issues a token pair without the flow (admin). */
	public function grant(string $type, bool $refresh): array {
		return json_decode($this->answer($this->newGrant($type, null), $refresh)->body, true);
	}

	private function answer(int $grant, bool $refresh): SimResponse {
		$config = $this->app->config;
		$now = $this->app->now();
		$token = substr($config['org_id'], 0, 15) . '!' . self::random($config['access_token_length'] - 16);
		$this->access[$token] = ['grant' => $grant, 'issued' => $now, 'expires' => $now + $config['token_lifetime'], 'revoked' => false];
		$jwt = $this->grants[$grant]['type'] === 'jwt_bearer';
		$id = $this->app->baseUrl . "/id/{$config['org_id']}/{$config['user_id']}";
		$issued = sprintf('%.0f', floor($now * 1000));
		$data = ['access_token' => $token];
		if ($refresh) {
			$value = '5Aep' . self::random(83);
			$this->refresh[$value] = ['grant' => $grant, 'state' => 'active', 'used' => 0, 'issued' => $now];
			$data['refresh_token'] = $value;
		}
		if (!$jwt) {
			$data['signature'] = base64_encode(hash_hmac('sha256', $id . $issued, $config['client_secret'], true));
		}
		$data += ['scope' => $this->grants[$grant]['scope'], 'instance_url' => $config['instance_url'] ?? $this->app->baseUrl, 'id' => $id, 'token_type' => 'Bearer'];
		if (!$jwt) {
			$data['issued_at'] = $issued;
		}
		$data = array_merge($data, $config['token_extra']);
		foreach ($config['token_remove'] as $name) {
			unset($data[$name]);
		}
		$response = SimResponse::json(200, $data, ['Cache-Control' => 'no-cache,must-revalidate,max-age=0,no-store,private', 'Pragma' => 'no-cache']);
		$response->notBefore = microtime(true) + $config['token_delay_ms'] / 1000;
		return $response;
	}

	/** Refuses what has no live session. */
	public function authenticate(SimRequest $request): string {
		$header = $request->header('authorization');
		if ($header !== null && !preg_match('/^(?:Bearer|OAuth) (\S+)$/i', $header, $m)) {
			throw new SimRefusal(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
		}
		$token = $m[1] ?? '';
		$session = $this->access[$token] ?? null;
		if ($session === null || $session['revoked'] || $session['expires'] <= $this->app->now() || $this->grants[$session['grant']]['revoked']) {
			throw new SimRefusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
		}
		if ($this->app->config['sessions_slide']) {
			$this->access[$token]['expires'] = $this->app->now() + $this->app->config['token_lifetime'];
		}
		return $token;
	}

	private function revoke(SimRequest $request): SimResponse {
		$p = SimRequest::parseForm($request->body) + $request->params;
		$value = $p['token'] ?? '';
		if (isset($this->refresh[$value]) && $this->refresh[$value]['state'] !== 'revoked') {
			$this->revokeGrant($this->refresh[$value]['grant'], 'revoked');
			return new SimResponse(200, '', []);
		}
		if (isset($this->access[$value]) && !$this->access[$value]['revoked']) {
			$this->access[$value]['revoked'] = true;
			return new SimResponse(200, '', []);
		}
		return self::refuse('invalid_token', 'invalid token: ' . substr($value, 0, 3));
	}

	private function revokeGrant(int $grant, string $reason): void {
		$this->grants[$grant]['revoked'] = true;
		$this->grants[$grant]['reason'] = $reason;
		foreach ($this->refresh as $value => $token) {
			if ($token['grant'] === $grant) {
				$this->refresh[$value]['state'] = $token['state'] === 'rotated' ? 'rotated' : 'revoked';
			}
		}
		foreach ($this->access as $value => $token) {
			if ($token['grant'] === $grant) {
				$this->access[$value]['revoked'] = true;
			}
		}
	}

	private function introspect(SimRequest $request): SimResponse {
		$p = SimRequest::parseForm($request->body);
		$refusal = $this->client($request, $p);
		if ($refusal !== null) {
			return $refusal;
		}
		$session = $this->access[$p['token'] ?? ''] ?? null;
		if ($session === null || $session['revoked'] || $session['expires'] <= $this->app->now()) {
			return SimResponse::json(200, ['active' => false]);
		}
		return SimResponse::json(200, ['active' => true, 'scope' => $this->grants[$session['grant']]['scope'], 'client_id' => $this->app->config['client_id'],
			'username' => $this->app->config['username'], 'sub' => $this->app->baseUrl . "/id/{$this->app->config['org_id']}/{$this->app->config['user_id']}",
			'token_type' => 'access_token', 'exp' => (int)$session['expires'], 'iat' => (int)$session['issued'], 'nbf' => (int)$session['issued']]);
	}

	/** userinfo and the identity URL: what the session's user is. */
	public function userinfo(SimRequest $request, bool $identity = false): SimResponse {
		try {
			$this->authenticate($request);
		} catch (SimRefusal) {
			return new SimResponse(403, $identity ? 'Bad_OAuth_Token' : 'Missing_OAuth_Token', ['Content-Type' => 'text/html;charset=UTF-8']);
		}
		$c = $this->app->config;
		$rest = ($c['instance_url'] ?? $this->app->baseUrl) . '/services/data/v{version}/';
		$common = ['user_id' => $c['user_id'], 'organization_id' => $c['org_id'], 'nickname' => 'registry', 'name' => 'Registry Integration', 'email' => 'integration@example.org',
			'active' => $c['user_active'], 'user_type' => 'STANDARD', 'language' => 'en_US', 'locale' => 'en_US', 'utcOffset' => 0,
			'urls' => ['rest' => $rest, 'sobjects' => $rest . 'sobjects/', 'query' => $rest . 'query/', 'profile' => ($c['instance_url'] ?? $this->app->baseUrl) . '/' . $c['user_id']]];
		$id = $this->app->baseUrl . "/id/{$c['org_id']}/{$c['user_id']}";
		return SimResponse::json(200, $identity
			? ['id' => $id, 'asserted_user' => true, 'username' => $c['username'], 'display_name' => 'Registry Integration', 'nick_name' => 'registry', 'timezone' => 'GMT'] + $common
			: ['sub' => $id, 'preferred_username' => $c['username'], 'email_verified' => true, 'zoneinfo' => 'GMT'] + $common);
	}

	/** Forced end: which = access | refresh | codes | grants (all of them). */
	public function expire(string $which): int {
		$n = 0;
		if ($which === 'access') {
			foreach ($this->access as $value => $session) {
				$n += $session['expires'] > 0 ? 1 : 0;
				$this->access[$value]['expires'] = 0;
			}
		} elseif ($which === 'refresh') {
			foreach ($this->refresh as $value => $token) {
				$n += $token['state'] === 'active' ? 1 : 0;
				$this->refresh[$value]['state'] = 'revoked';
			}
		} elseif ($which === 'codes') {
			foreach ($this->codes as $value => $code) {
				$this->codes[$value]['expires'] = 0;
				$n++;
			}
		} else {
			foreach (array_keys($this->grants) as $grant) {
				$this->revokeGrant($grant, 'revoked by an administrator');
				$n++;
			}
		}
		return $n;
	}

	public function dump(): array {
		$list = fn(array $map) => array_map(fn($k, $v) => ['value' => $k] + $v, array_keys($map), array_values($map));
		return ['access' => $list($this->access), 'refresh' => $list($this->refresh), 'codes' => $list($this->codes), 'grants' => array_values($this->grants), 'counters' => $this->counters];
	}
}
