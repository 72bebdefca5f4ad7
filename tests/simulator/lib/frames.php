<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** Answers whose framing is broken. */
final class SimFrames {
	/** @param array<string,string|list<string>> $headers */
	public static function make(array $action, SimResponse $response, array $headers): Generator {
		$body = $response->body ?? '';
		$length = ['Content-Length' => (string)strlen($body)];
		$head = SimWire::head($response->status, $headers + $length);
		$end = $action['end'] ?? 'fin';
		switch ($action['frame']) {
		case 'cut_status':
			yield 'HTTP/1.1 2';
			break;
		case 'cut_header':
			yield substr($head, 0, (int)(strlen($head) / 2));
			break;
		case 'cut_body':
			yield $head . substr($body, 0, (int)(strlen($body) / 2));
			break;
		case 'cut_chunked':
			yield SimWire::head($response->status, $headers + ['Transfer-Encoding' => 'chunked']) . dechex(strlen($body) + 10) . "\r\n" . substr($body, 0, 10);
			break;
		case 'length_short':
			yield SimWire::head($response->status, $headers + ['Content-Length' => (string)max(0, strlen($body) - 5)]) . $body;
			break;
		case 'length_long':
			yield SimWire::head($response->status, $headers + ['Content-Length' => (string)(strlen($body) + 50)]) . $body;
			break;
		case 'bad_chunk':
			yield SimWire::head($response->status, $headers + ['Transfer-Encoding' => 'chunked']) . "zz\r\n$body\r\n0\r\n\r\n";
			break;
		case 'two_lengths':
			yield SimWire::head($response->status, $headers + ['Content-Length' => [(string)strlen($body), (string)(strlen($body) + 3)]]) . $body;
			break;
		case 'length_and_chunked':
			yield SimWire::head($response->status, $headers + ['Content-Length' => '3', 'Transfer-Encoding' => 'chunked']) . SimWire::chunk($body);
			break;
		case 'continue_only':
			yield "HTTP/1.1 100 Continue\r\n\r\n";
			$end = $action['end'] ?? 'stall';
			break;
		case 'drip':
			yield from self::drip($head . $body, $action);
			$end = 'keep';
			break;
		case 'long_header':
			yield SimWire::head($response->status, $headers + $length + ['X-Long' => str_repeat('x', $action['bytes'] ?? 65536)]) . $body;
			$end = 'keep';
			break;
		case 'endless_header':
			yield "HTTP/1.1 $response->status OK\r\n";
			while (true) {
				yield 'X-Endless: ' . str_repeat('x', 8000) . "\r\n";
			}
		case 'gzip_bomb':
			yield from self::bomb($response, $headers, $action);
			$end = 'keep';
			break;
		case 'unknown_encoding':
			yield SimWire::head($response->status, $headers + $length + ['Content-Encoding' => 'x-simulated']) . $body;
			$end = 'keep';
			break;
		case 'bad_gzip':
			yield SimWire::head($response->status, $headers + $length + ['Content-Encoding' => 'gzip']) . $body;
			$end = 'keep';
			break;
		case 'huge':
			yield from self::huge($response, $headers, $action);
			$end = 'keep';
			break;
		case 'not_http':
			yield "220 mail.example.org ESMTP\r\n";
			break;
		case 'http09':
			yield $body === '' ? '{}' : $body;
			break;
		case 'no_length':
			yield SimWire::head($response->status, $headers) . $body;
			break;
		case 'extra_response':
			yield $head . $body . "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
			$end = 'keep';
			break;
		}
		yield ['end' => $end];
	}

	private static function drip(string $bytes, array $action): Generator {
		$pause = ($action['pause_ms'] ?? 200) / 1000;
		foreach (str_split($bytes, $action['step'] ?? 1) as $piece) {
			yield $piece;
			yield $pause;
		}
	}

	/** A gzip body of a few hundred kilobytes that unpacks to gigabytes; made and sent in pieces. */
	private static function bomb(SimResponse $response, array $headers, array $action): Generator {
		yield SimWire::head($response->status, $headers + ['Content-Encoding' => 'gzip', 'Transfer-Encoding' => 'chunked']);
		$deflate = deflate_init(ZLIB_ENCODING_GZIP, ['level' => 9]);
		$block = str_repeat(' ', 1 << 20);
		for ($n = $action['megabytes'] ?? 1024; $n > 0; $n--) {
			$piece = deflate_add($deflate, $block, ZLIB_SYNC_FLUSH);
			yield dechex(strlen($piece)) . "\r\n$piece\r\n";
		}
		$piece = deflate_add($deflate, '{}', ZLIB_FINISH);
		yield dechex(strlen($piece)) . "\r\n$piece\r\n0\r\n\r\n";
	}

	private static function huge(SimResponse $response, array $headers, array $action): Generator {
		$megabytes = $action['megabytes'] ?? 100;
		yield SimWire::head($response->status, $headers + ['Content-Length' => (string)($megabytes << 20)]);
		$block = str_repeat(' ', 1 << 20);
		for (; $megabytes > 0; $megabytes--) {
			yield $block;
		}
	}
}

/** Answers whose framing is right and whose content is not. */
final class SimEdits {
	public static function apply(string $edit, string $body, array $action): string {
		$data = json_decode($body, true);
		switch ($edit) {
		case 'empty':
			return '';
		case 'cut_json':
			return substr($body, 0, max(1, (int)(strlen($body) * 0.6)));
		case 'html':
			return '<!DOCTYPE html><html><head><title>Salesforce</title></head><body>We are down for maintenance.</body></html>';
		case 'deep':
			return str_repeat('[', $action['depth'] ?? 100000) . str_repeat(']', $action['depth'] ?? 100000);
		case 'deep_object':
			return str_repeat('{"a":', $action['depth'] ?? 100000) . '1' . str_repeat('}', $action['depth'] ?? 100000);
		case 'duplicate_keys':
			return preg_replace('/^\{/', '{"id":"003000000000000AAA","success":false,"access_token":"duplicated","instance_url":"https://duplicate.invalid",', $body);
		case 'invalid_utf8':
			return self::insert($body, "\xff\xfe\xc0");
		case 'nul':
			return self::insert($body, "\0");
		case 'escaped_nul':
			return self::insert($body, '\u0000');
		case 'lone_surrogate':
			return self::insert($body, '\ud800');
		case 'big_number':
			return preg_replace('/^([\[{])/', '$1' . ($body !== '' && $body[0] === '{' ? '"n":1e999,"m":123456789012345678901234567890,' : '1e999,'), $body);
		case 'wrap_array':
			return '[' . $body . ']';
		case 'unwrap_array':
			return self::encode(['records' => $data]);
		case 'scalar':
			return 'true';
		case 'null':
			return 'null';
		case 'trailing':
			return $body . '}garbage';
		case 'bom':
			return "\xef\xbb\xbf" . $body;
		case 'stringify':
			return self::encode(self::map($data, fn($v) => is_bool($v) ? ($v ? 'true' : 'false') : (is_int($v) || is_float($v) ? (string)$v : $v)));
		case 'drop_success':
			return self::encode(self::without($data, 'success'));
		case 'drop_id':
			return self::encode(self::without($data, 'id'));
		case 'wrong_id':
			return preg_replace('/"(00[0-9A-Z]|a0X)[A-Za-z0-9]{15}"/', '"../../services/oauth2/revoke"', $body);
		case 'fewer_results':
			return self::encode(self::results($data, fn(array $list) => array_slice($list, 0, -1)));
		case 'more_results':
			return self::encode(self::results($data, fn(array $list) => array_merge($list, [end($list)])));
		case 'reversed_results':
			return self::encode(self::results($data, fn(array $list) => array_reverse($list)));
		case 'set':
			return self::encode(array_merge(is_array($data) ? $data : [], $action['values'] ?? []));
		case 'unset':
			return self::encode(array_diff_key(is_array($data) ? $data : [], array_flip($action['names'] ?? [])));
		}
		throw new InvalidArgumentException("unknown edit: $edit");
	}

	/** Decoding loses the difference between {} and []: put it back where composite answers have it. */
	private static function encode(mixed $data): string {
		return str_replace('"httpHeaders":[]', '"httpHeaders":{}', SimResponse::encode($data));
	}

	/** Puts bytes into the first string value. */
	private static function insert(string $body, string $bytes): string {
		return preg_replace_callback('/":\s*"/', fn($m) => $m[0] . $bytes, $body, 1);
	}

	private static function map(mixed $data, callable $f): mixed {
		return is_array($data) ? array_map(fn($v) => self::map($v, $f), $data) : $f($data);
	}

	private static function without(mixed $data, string $name): mixed {
		if (!is_array($data)) {
			return $data;
		}
		unset($data[$name]);
		return array_map(fn($v) => self::without($v, $name), $data);
	}

	private static function results(mixed $data, callable $f): mixed {
		if (is_array($data) && array_is_list($data)) {
			return $f($data);
		}
		foreach (['compositeResponse', 'records', 'graphs'] as $name) {
			if (isset($data[$name])) {
				$data[$name] = $f($data[$name]);
			}
		}
		return $data;
	}
}
