<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** Collects a request body: Content-Length or chunked. */
final class SimBodyReader {
	public string $body = '';
	private ?int $expected;
	private bool $chunked;
	private bool $trailer = false;
	private bool $done = false;

	public function __construct(SimRequest $request) {
		$this->chunked = stripos($request->header('transfer-encoding') ?? '', 'chunked') !== false;
		$this->expected = (int)($request->header('content-length') ?? 0);
	}

	/** Takes what it needs from the buffer. True: complete; false: more needed; null: malformed. */
	public function feed(string &$buffer): ?bool {
		if (!$this->chunked) {
			$take = $this->expected - strlen($this->body);
			if ($take > 0) {
				$this->body .= substr($buffer, 0, $take);
				$buffer = substr($buffer, $take);
			}
			return strlen($this->body) >= $this->expected;
		}
		while (!$this->done) {
			if ($this->trailer) {
				$end = strpos($buffer, "\r\n");
				if ($end === false) {
					return false;
				}
				$this->done = $end === 0;
				$buffer = substr($buffer, $end + 2);
				continue;
			}
			$end = strpos($buffer, "\r\n");
			if ($end === false) {
				return strlen($buffer) > 100 ? null : false;
			}
			$size = strtok(substr($buffer, 0, $end), ';');
			if ($size === false || !ctype_xdigit(trim($size))) {
				return null;
			}
			$size = hexdec(trim($size));
			if ($size === 0) {
				$buffer = substr($buffer, $end + 2);
				$this->trailer = true;
				continue;
			}
			if (strlen($buffer) < $end + 2 + $size + 2) {
				return false;
			}
			$this->body .= substr($buffer, $end + 2, $size);
			$buffer = substr($buffer, $end + 4 + $size);
		}
		return true;
	}

	public function decoded(?string $encoding): string {
		if (strtolower($encoding ?? '') === 'gzip' && function_exists('gzdecode')) {
			$plain = @gzdecode($this->body);
			return $plain === false ? '' : $plain;
		}
		return $this->body;
	}
}

/** Bytes of answers. */
final class SimWire {
	/** @return Generator<int,string|array> */
	public static function plain(int $status, string $text, string $end): Generator {
		yield self::head($status, ['Content-Type' => 'text/html', 'Content-Length' => (string)strlen($text), 'Connection' => 'close']) . $text;
		yield ['end' => $end];
	}

	/** @param array<string,string|list<string>> $headers */
	public static function head(int $status, array $headers, bool $lowerCase = false): string {
		$text = "HTTP/1.1 $status " . SimResponse::reason($status) . "\r\n";
		foreach ($headers as $name => $values) {
			foreach ((array)$values as $value) {
				$text .= ($lowerCase ? strtolower($name) : $name) . ": $value\r\n";
			}
		}
		return $text . "\r\n";
	}

	public static function chunk(string $body, int $size = 8192): string {
		$text = '';
		for ($at = 0; $at < strlen($body); $at += $size) {
			$piece = substr($body, $at, $size);
			$text .= dechex(strlen($piece)) . "\r\n$piece\r\n";
		}
		return $text . "0\r\n\r\n";
	}
}
