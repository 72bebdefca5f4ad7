<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** One HTTP request as it arrived, with what is known of its connection. */
final class SimRequest {
	public string $method = '';
	public string $target = '';
	public string $path = '';
	public string $query = '';
	/** @var array<string,string> decoded query parameters */
	public array $params = [];
	/** @var array<string,string> lower-case names */
	public array $headers = [];
	/** @var list<array{string,string}> as sent */
	public array $rawHeaders = [];
	public string $body = '';
	public bool $bodyComplete = false;
	public bool $overTls = true;
	public int $connection = 0;
	public int $nth = 0;
	public ?string $tls = null;
	public ?string $sni = null;
	public ?string $clientCert = null;
	public float $time = 0.0;

	public function header(string $name): ?string {
		return $this->headers[strtolower($name)] ?? null;
	}

	/** Host without port, lower case. */
	public function host(): string {
		$host = strtolower($this->headers['host'] ?? '');
		return preg_replace('/:\d+$/', '', $host);
	}

	public function setTarget(string $target): void {
		$this->target = $target;
		$at = strpos($target, '?');
		$this->path = $at === false ? $target : substr($target, 0, $at);
		$this->query = $at === false ? '' : substr($target, $at + 1);
		$this->params = self::parseForm($this->query);
	}

	/** Form decoding that keeps names as they are (parse_str would turn dots into underscores). */
	public static function parseForm(string $text): array {
		$out = [];
		foreach ($text === '' ? [] : explode('&', $text) as $pair) {
			[$name, $value] = array_pad(explode('=', $pair, 2), 2, '');
			$out[urldecode($name)] = urldecode($value);
		}
		return $out;
	}
}

/** A reply, before faults have their way with it. */
final class SimResponse {
	/** Answer at or after this moment (0 = now). */
	public float $notBefore = 0.0;
	public bool $close = false;
	/** Set when this is a REST answer, which carries Sforce-Limit-Info. */
	public bool $counted = false;

	/** @param array<string,string|list<string>> $headers */
	public function __construct(public int $status, public ?string $body = null, public array $headers = []) {
	}

	public static function json(int $status, mixed $data, array $headers = []): self {
		return new self($status, self::encode($data), ['Content-Type' => 'application/json;charset=UTF-8'] + $headers);
	}

	/** The error shape of single REST calls. */
	public static function error(int $status, string $code, string $message, ?array $fields = null, array $extra = []): self {
		$entry = $extra + ['message' => $message, 'errorCode' => $code];
		if ($fields !== null) {
			$entry['fields'] = $fields;
		}
		return self::json($status, [$entry]);
	}

	public static function encode(mixed $data): string {
		return json_encode($data, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION | JSON_INVALID_UTF8_SUBSTITUTE);
	}

	public static function reason(int $status): string {
		return [
			100 => 'Continue', 200 => 'OK', 201 => 'Created', 202 => 'Accepted', 204 => 'No Content',
			300 => 'Multiple Choices', 301 => 'Moved Permanently', 302 => 'Found', 303 => 'See Other', 304 => 'Not Modified',
			307 => 'Temporary Redirect', 308 => 'Permanent Redirect', 400 => 'Bad Request', 401 => 'Unauthorized',
			403 => 'Forbidden', 404 => 'Not Found', 405 => 'Method Not Allowed', 409 => 'Conflict', 410 => 'Gone',
			412 => 'Precondition Failed', 413 => 'Content Too Large', 414 => 'URI Too Long', 415 => 'Unsupported Media Type',
			420 => 'Enhance Your Calm', 428 => 'Precondition Required', 429 => 'Too Many Requests',
			431 => 'Request Header Fields Too Large', 500 => 'Server Error', 502 => 'Bad Gateway',
			503 => 'Service Unavailable', 504 => 'Gateway Timeout',
		][$status] ?? 'Status';
	}
}

/** A refusal that travels up to whoever builds the answer. */
final class SimRefusal extends Exception {
	public function __construct(public int $status, public string $errorCode, string $message, public ?array $fields = null, public array $extra = []) {
		parent::__construct($message);
	}

	public function response(): SimResponse {
		return SimResponse::error($this->status, $this->errorCode, $this->getMessage(), $this->fields, $this->extra);
	}

	/** The error shape inside lists of results. */
	public function entry(): array {
		return ['statusCode' => $this->errorCode, 'message' => $this->getMessage(), 'fields' => $this->fields ?? []];
	}
}
