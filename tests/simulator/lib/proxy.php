<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** A small HTTP CONNECT proxy. Whatever host is asked for, the tunnel ends at the simulator's TLS port. */
final class SimProxy {
	/** @var array<int,SimConnection> connection id => the other side */
	private array $other = [];
	/** @var array<int,true> connections that wait for ever */
	private array $stalled = [];

	public function __construct(private SimApp $app) {
	}

	public function data(SimConnection $c): void {
		if (isset($this->other[$c->id])) {
			$bytes = $c->in;
			$c->in = '';
			$this->app->server->send($this->other[$c->id], $bytes);
			return;
		}
		if (!str_contains($c->in, "\r\n\r\n") || isset($this->stalled[$c->id])) {
			return;
		}
		$head = $c->in;
		$c->in = '';
		preg_match('/^([A-Z]+) (\S+) HTTP/', $head, $m);
		$auth = preg_match('/^Proxy-Authorization:\s*(.+?)\r?$/mi', $head, $a) ? $a[1] : null;
		$leak = preg_match('/^Authorization:/mi', $head) === 1;
		$c->info['connect'] = ['method' => $m[1] ?? '', 'target' => $m[2] ?? '', 'proxy_authorization' => $auth, 'authorization_leaked' => $leak];
		$this->connect($c, $m[1] ?? '', $auth);
	}

	private function connect(SimConnection $c, string $method, ?string $auth): void {
		$fault = $this->app->faults->forProxy()['proxy'] ?? null;
		$wanted = $this->app->config['proxy_auth'];
		if ($wanted !== null && $auth !== 'Basic ' . base64_encode($wanted)) {
			$fault ??= '407';
		}
		$server = $this->app->server;
		if ($fault === 'stall') {
			$this->stalled[$c->id] = true;
			return;
		}
		$answer = [
			'407' => "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"simulator\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
			'502' => "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
			'garbage' => "SSH-2.0-OpenSSH_9.2\r\n",
		][$fault ?? ''] ?? ($method === 'CONNECT' ? null : "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
		if ($answer !== null) {
			$server->send($c, $answer);
			$server->drop($c, 'server');
			return;
		}
		$server->send($c, "HTTP/1.1 200 Connection established\r\n\r\n");
		if ($fault === 'close') {
			$server->drop($c, 'server');
			return;
		}
		$stream = @stream_socket_client('tcp://127.0.0.1:' . $this->app->ready['port'], $errno, $error, 1, STREAM_CLIENT_CONNECT | STREAM_CLIENT_ASYNC_CONNECT);
		if ($stream === false) {
			$server->drop($c, 'server');
			return;
		}
		$upstream = $server->adopt($stream);
		$this->other[$c->id] = $upstream;
		$this->other[$upstream->id] = $c;
	}

	public function closed(SimConnection $c): void {
		$other = $this->other[$c->id] ?? null;
		unset($this->other[$c->id], $this->stalled[$c->id]);
		if ($other !== null) {
			unset($this->other[$other->id]);
			$this->app->server->dropWhenSent($other);
		}
	}
}
