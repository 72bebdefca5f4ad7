<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** One accepted connection. */
final class SimConnection {
	public const HELLO = 0, HANDSHAKE = 1, OPEN = 2;

	public int $state = self::HELLO;
	public string $in = '';
	public string $out = '';
	public int $outOffset = 0;
	public ?Generator $plan = null;
	public bool $waiting = false;
	public bool $paused = false;
	public bool $closing = false;
	public int $requests = 0;
	public ?SimRequest $current = null;
	public ?SimBodyReader $reader = null;
	public bool $headersSeen = false;
	public ?Socket $socket = null;
	public array $info = [];
	public array $tlsFault = [];

	/** @param resource $stream */
	public function __construct(public int $id, public $stream, public string $listener) {
	}
}

/** The event loop: TLS, HTTP/1.1 framing, timers. What to answer is the application's business. */
final class SimServer {
	private const MAX_BODY = 200_000_000;
	private const MAX_URI = 16384;
	/** Bytes one connection may send before the others get their turn: some plans never end. */
	private const TURN = 262144;

	/** @var array<int,resource> */
	private array $listeners = [];
	private array $listenerKinds = [];
	/** @var array<int,SimConnection> */
	private array $connections = [];
	private SplMinHeap $timers;
	private int $sequence = 0;
	private int $nextId = 1;
	private bool $stopping = false;

	/** @param array<string,string> $certs file names by role, see SimCerts */
	public function __construct(private SimApp $app, private array $certs) {
		$this->timers = new SplMinHeap();
	}

	/** Listens on an address; kind is 'tls', 'admin' (plain HTTP, only /_sim/) or 'proxy'. Gives the port. */
	public function listen(string $kind, string $address, int $port): int {
		$context = stream_context_create(['socket' => ['backlog' => 511, 'tcp_nodelay' => true]]);
		$server = @stream_socket_server("tcp://$address:$port", $errno, $error, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $context);
		if ($server === false) {
			throw new RuntimeException("cannot listen on $address:$port: $error");
		}
		stream_set_blocking($server, false);
		$this->listeners[(int)$server] = $server;
		$this->listenerKinds[(int)$server] = $kind;
		return (int)substr(strrchr(stream_socket_get_name($server, false), ':'), 1);
	}

	public function stop(): void {
		$this->stopping = true;
	}

	public function after(float $seconds, callable $call): void {
		$this->timers->insert([microtime(true) + $seconds, $this->sequence++, $call]);
	}

	public function run(): void {
		while (!$this->stopping) {
			$this->runTimers();
			$read = $this->listeners;
			$write = [];
			foreach ($this->connections as $id => $connection) {
				if (!$connection->paused) {
					$read["c$id"] = $connection->stream;
				}
				if ($connection->out !== '') {
					$write["c$id"] = $connection->stream;
				}
			}
			$except = null;
			$timeout = $this->nextTimeout();
			if (@stream_select($read, $write, $except, intdiv($timeout, 1000000), $timeout % 1000000) === false) {
				usleep(1000);
				continue;
			}
			foreach ($write as $key => $stream) {
				$connection = $this->connections[(int)substr($key, 1)] ?? null;
				if ($connection !== null) {
					$this->flush($connection);
				}
			}
			foreach ($read as $key => $stream) {
				if (is_int($key)) {
					$this->accept($stream, $this->listenerKinds[$key]);
				} elseif (isset($this->connections[(int)substr($key, 1)])) {
					$this->readable($this->connections[(int)substr($key, 1)]);
				}
			}
		}
	}

	private function nextTimeout(): int {
		if ($this->timers->isEmpty()) {
			return 500000;
		}
		return (int)max(0, min(500000, ($this->timers->top()[0] - microtime(true)) * 1e6));
	}

	private function runTimers(): void {
		while (!$this->timers->isEmpty() && $this->timers->top()[0] <= microtime(true)) {
			($this->timers->extract()[2])();
		}
	}

	/** @param resource $server */
	private function accept($server, string $kind): void {
		for ($n = 0; $n < 64; $n++) {
			$stream = @stream_socket_accept($server, 0, $peer);
			if ($stream === false) {
				return;
			}
			stream_set_blocking($stream, false);
			stream_set_chunk_size($stream, 65536);
			$connection = new SimConnection($this->nextId++, $stream, $kind);
			if (function_exists('socket_import_stream')) {
				$connection->socket = socket_import_stream($stream) ?: null;
			}
			$connection->info = ['id' => $connection->id, 'kind' => $kind, 'peer' => $peer, 'time' => microtime(true),
				'handshake' => $kind === 'tls' ? 'none' : 'plain', 'tls' => null, 'sni' => null, 'client_cert' => null,
				'requests' => 0, 'admin' => $kind === 'admin', 'closed' => null, 'closed_by' => null, 'fault' => null];
			$this->app->connectionOpened($connection);
			$connection->state = $kind === 'tls' ? SimConnection::HELLO : SimConnection::OPEN;
			$this->connections[$connection->id] = $connection;
		}
	}

	private function readable(SimConnection $c): void {
		if ($c->state === SimConnection::HELLO) {
			$this->hello($c);
		} elseif ($c->state === SimConnection::HANDSHAKE) {
			$this->handshake($c);
		} else {
			$this->receive($c);
		}
	}

	private function hello(SimConnection $c): void {
		$bytes = @stream_socket_recvfrom($c->stream, 4096, STREAM_PEEK);
		if ($bytes === '' || $bytes === false) {
			$this->drop($c, 'client');
			return;
		}
		$c->info['sni'] = self::serverName($bytes);
		$c->tlsFault = $this->app->connectionFault($c);
		$c->info['fault'] = $c->tlsFault['kind'] ?? null;
		switch ($c->tlsFault['tls'] ?? '') {
		case 'reset':
			$this->reset($c);
			return;
		case 'close':
			$this->drop($c, 'server');
			return;
		case 'stall':
			$c->paused = true;
			$c->info['handshake'] = 'stalled';
			$this->after((float)($c->tlsFault['seconds'] ?? 600), fn() => $this->drop($c, 'server'));
			return;
		}
		$this->prepareTls($c);
		$c->state = SimConnection::HANDSHAKE;
		$this->handshake($c);
	}

	private function prepareTls(SimConnection $c): void {
		$fault = $c->tlsFault;
		$clientCert = $fault['client_cert'] ?? $this->app->config['client_cert'];
		$options = [
			'local_cert' => $this->certs[$fault['cert'] ?? 'server'],
			'verify_peer' => $clientCert !== 'none',
			'verify_peer_name' => false,
			'allow_self_signed' => false,
			'capture_peer_cert' => true,
			'alpn_protocols' => 'http/1.1',
			'crypto_method' => STREAM_CRYPTO_METHOD_TLSv1_2_SERVER | STREAM_CRYPTO_METHOD_TLSv1_3_SERVER,
		];
		if ($clientCert !== 'none') {
			$options['cafile'] = $this->certs['ca'];
		}
		if (isset($fault['tls_version']) || $this->app->config['tls_version'] !== null) {
			$options['crypto_method'] = [
				'1.0' => STREAM_CRYPTO_METHOD_TLSv1_0_SERVER, '1.1' => STREAM_CRYPTO_METHOD_TLSv1_1_SERVER,
				'1.2' => STREAM_CRYPTO_METHOD_TLSv1_2_SERVER, '1.3' => STREAM_CRYPTO_METHOD_TLSv1_3_SERVER,
			][$fault['tls_version'] ?? $this->app->config['tls_version']];
			$options['ciphers'] = 'DEFAULT:@SECLEVEL=0';
		}
		foreach ($options as $name => $value) {
			stream_context_set_option($c->stream, 'ssl', $name, $value);
		}
	}

	private function handshake(SimConnection $c): void {
		error_clear_last();
		$method = stream_context_get_options($c->stream)['ssl']['crypto_method'];
		$done = @stream_socket_enable_crypto($c->stream, true, $method);
		if ($done === 0) {
			return;
		}
		if ($done === false) {
			$c->info['handshake'] = 'failed';
			$c->info['error'] = error_get_last()['message'] ?? 'closed by the client';
			$this->drop($c, 'server');
			return;
		}
		$c->state = SimConnection::OPEN;
		$c->info['handshake'] = 'ok';
		$c->info['tls'] = stream_get_meta_data($c->stream)['crypto']['protocol'] ?? null;
		$peer = stream_context_get_options($c->stream)['ssl']['peer_certificate'] ?? null;
		if ($peer !== null) {
			$c->info['client_cert'] = openssl_x509_parse($peer)['subject']['CN'] ?? '';
		}
		$this->receive($c);
	}

	private function receive(SimConnection $c): void {
		$ended = false;
		do {
			$bytes = @fread($c->stream, 65536);
			if ($bytes === '' || $bytes === false) {
				$ended = feof($c->stream);
				break;
			}
			$c->in .= $bytes;
		} while (strlen($c->in) < 1 << 20);
		// A request that came whole is acted on, even when its sender has gone: so would Salesforce.
		if ($c->listener === 'proxy' && $c->in !== '') {
			$this->app->proxyData($c);
		} elseif ($c->in !== '') {
			$this->advance($c);
		}
		if ($ended) {
			$this->app->disconnected($c);
			$this->drop($c, 'client');
		}
	}

	/** Takes requests out of the input buffer, one at a time. */
	private function advance(SimConnection $c): void {
		while ($c->plan === null && isset($this->connections[$c->id])) {
			if ($c->current === null && !$this->parseHead($c)) {
				return;
			}
			if (!$c->headersSeen) {
				$c->headersSeen = true;
				$plan = $this->app->headersArrived($c, $c->current);
				if ($plan !== null) {
					$this->start($c, $plan);
					return;
				}
				if (strtolower($c->current->header('expect') ?? '') === '100-continue' && $c->in === '') {
					$c->out .= "HTTP/1.1 100 Continue\r\n\r\n";
					$this->flush($c);
				}
			}
			$complete = $c->reader->feed($c->in);
			if ($complete === null || strlen($c->reader->body) > self::MAX_BODY) {
				$this->start($c, SimWire::plain(413, 'Content Too Large', 'close'));
				return;
			}
			if (!$complete) {
				return;
			}
			$request = $c->current;
			$request->body = $c->reader->decoded($request->header('content-encoding'));
			$request->bodyComplete = true;
			$c->current = null;
			$this->start($c, $this->app->handle($c, $request));
		}
	}

	private function parseHead(SimConnection $c): bool {
		$c->in = ltrim($c->in, "\r\n");
		$end = strpos($c->in, "\r\n\r\n");
		if ($end === false || $end > 4 * self::MAX_URI) {
			if (strlen($c->in) > 4 * self::MAX_URI) {
				$this->start($c, SimWire::plain(431, 'Request Header Fields Too Large', 'close'));
			}
			return false;
		}
		$lines = explode("\r\n", substr($c->in, 0, $end));
		$c->in = substr($c->in, $end + 4);
		$request = new SimRequest();
		if (!preg_match('~^([A-Z]+) (\S+) HTTP/1\.[01]$~', $lines[0], $m)) {
			$this->start($c, SimWire::plain(400, 'Bad Request', 'close'));
			return false;
		}
		$request->method = $m[1];
		$request->setTarget($m[2]);
		foreach (array_slice($lines, 1) as $line) {
			[$name, $value] = array_pad(explode(':', $line, 2), 2, '');
			$request->rawHeaders[] = [$name, trim($value)];
			$request->headers[strtolower($name)] = trim($value);
		}
		$request->overTls = $c->listener === 'tls';
		$request->connection = $c->id;
		$request->nth = ++$c->requests;
		$request->tls = $c->info['tls'];
		$request->sni = $c->info['sni'];
		$request->clientCert = $c->info['client_cert'];
		$request->time = microtime(true);
		$c->info['requests'] = $c->requests;
		$c->current = $request;
		$c->headersSeen = false;
		$c->reader = new SimBodyReader($request);
		if (strlen($request->target) > self::MAX_URI) {
			$this->app->note($c, $request, 414);
			$this->start($c, SimWire::plain(414, 'URI Too Long', 'close'));
			return false;
		}
		if ($end > self::MAX_URI) {
			$this->app->note($c, $request, 431);
			$this->start($c, SimWire::plain(431, 'Request Header Fields Too Large', 'close'));
			return false;
		}
		return true;
	}

	/**
	 * Runs an answer plan: a generator that yields strings (bytes to send), floats (seconds to wait) and at
	 * most one array as its last word: ['end' => 'keep'|'close'|'fin'|'reset'|'stall'|'stop_reading'].
	 */
	public function start(SimConnection $c, Generator $plan): void {
		$c->plan = $plan;
		$this->step($c);
	}

	private function step(SimConnection $c): void {
		$budget = self::TURN;
		while ($c->plan !== null && !$c->waiting && $c->out === '') {
			if (!$c->plan->valid()) {
				$c->plan = null;
				$c->current = null;
				break;
			}
			$item = $c->plan->current();
			if (is_string($item)) {
				$c->plan->next();
				$c->out = $item;
				$c->outOffset = 0;
				$budget -= strlen($item);
				if ($budget <= 0 || !$this->push($c)) {
					return;
				}
			} elseif (is_array($item)) {
				$c->plan->next();
				if (!$this->finish($c, $item['end'])) {
					return;
				}
			} else {
				$c->plan->next();
				$c->waiting = true;
				$this->after((float)$item, function () use ($c): void {
					$c->waiting = false;
					if (isset($this->connections[$c->id])) {
						$this->step($c);
						$this->advance($c);
					}
				});
			}
		}
	}

	/** Gives false when the connection is no longer to be used. */
	private function finish(SimConnection $c, string $how): bool {
		switch ($how) {
		case 'keep':
			return true;
		case 'reset':
			$this->reset($c);
			return false;
		case 'stall':
			$c->waiting = true;
			return false;
		case 'stop_reading':
			$c->paused = true;
			$c->waiting = true;
			return false;
		case 'fin':
			if ($c->socket !== null) {
				@socket_shutdown($c->socket, 1);
			}
			$this->drop($c, 'server');
			return false;
		}
		$this->drop($c, 'server');
		return false;
	}

	private function flush(SimConnection $c): void {
		if (!$this->push($c)) {
			return;
		}
		if ($c->closing && $c->out === '') {
			$this->drop($c, 'proxy');
			return;
		}
		$this->step($c);
		$this->advance($c);
	}

	/** Writes what can be written; false when the connection is gone. */
	private function push(SimConnection $c): bool {
		while ($c->out !== '') {
			$slice = substr($c->out, $c->outOffset, 65536);
			$n = @fwrite($c->stream, $slice);
			if ($n === false || ($n === 0 && feof($c->stream))) {
				$this->drop($c, 'client');
				return false;
			}
			if ($n === 0) {
				return true;
			}
			$c->outOffset += $n;
			if ($c->outOffset >= strlen($c->out)) {
				$c->out = '';
				$c->outOffset = 0;
			}
		}
		return true;
	}

	public function send(SimConnection $c, string $bytes): void {
		$c->out = substr($c->out, $c->outOffset) . $bytes;
		$c->outOffset = 0;
		$this->push($c);
	}

	/** Closes once everything has been sent. */
	public function dropWhenSent(SimConnection $c): void {
		$c->closing = true;
		if ($c->out === '') {
			$this->drop($c, 'proxy');
		}
	}

	/** Ends with a TCP reset and without TLS close: cork keeps OpenSSL's close_notify from leaving. */
	public function reset(SimConnection $c): void {
		if ($c->socket !== null) {
			@socket_set_option($c->socket, SOL_TCP, 3, 1);
			@socket_set_option($c->socket, SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]);
		}
		$this->drop($c, 'reset');
	}

	public function drop(SimConnection $c, string $by): void {
		if (!isset($this->connections[$c->id])) {
			return;
		}
		unset($this->connections[$c->id]);
		$c->info['closed'] = microtime(true);
		$c->info['closed_by'] = $by;
		$c->plan = null;
		$this->app->connectionClosed($c);
		$c->socket = null;
		@fclose($c->stream);
	}

	/** Closes every connection that is idle (an Edge that lost patience), without a word. */
	public function dropIdle(int $except): int {
		$n = 0;
		foreach ($this->connections as $c) {
			if ($c->id !== $except && $c->listener === 'tls' && $c->state === SimConnection::OPEN && $c->plan === null && $c->current === null) {
				$this->drop($c, 'server');
				$n++;
			}
		}
		return $n;
	}

	/** The connection made by the proxy towards the simulator's own TLS port. @param resource $stream */
	public function adopt($stream): SimConnection {
		stream_set_blocking($stream, false);
		stream_set_chunk_size($stream, 65536);
		$c = new SimConnection($this->nextId++, $stream, 'proxy');
		$c->info = ['id' => $c->id, 'kind' => 'proxy-upstream', 'time' => microtime(true), 'admin' => true, 'handshake' => 'plain'];
		$c->state = SimConnection::OPEN;
		$this->connections[$c->id] = $c;
		return $c;
	}

	/** The server name of a TLS ClientHello, or null. */
	private static function serverName(string $hello): ?string {
		if (strlen($hello) < 44 || $hello[0] !== "\x16") {
			return null;
		}
		$at = 43;
		$at += 1 + ord($hello[$at]);
		foreach ([2, 1] as $width) {
			if ($at + $width > strlen($hello)) {
				return null;
			}
			$at += $width + ($width === 2 ? unpack('n', $hello, $at)[1] : ord($hello[$at]));
		}
		$at += 2;
		while ($at + 4 <= strlen($hello)) {
			['t' => $type, 'l' => $length] = unpack('nt/nl', $hello, $at);
			if ($type === 0 && $at + 9 <= strlen($hello)) {
				return substr($hello, $at + 9, unpack('n', $hello, $at + 7)[1]);
			}
			$at += 4 + $length;
		}
		return null;
	}
}
