<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/** /query, /queryAll and the pages that follow. */
final class SimQuery {
	/** @var array<string,array> cursor => [object, rows, select, total] */
	private array $cursors = [];

	public function __construct(private SimRest $rest) {
	}

	public function handle(SimCall $call, array $parts): SimResponse {
		if ($call->method !== 'GET') {
			throw $call->not('GET', 'HEAD');
		}
		if (isset($parts[1])) {
			return $this->more($call, $parts[1]);
		}
		$text = $call->params['q'] ?? '';
		if (trim($text) === '') {
			throw new SimRefusal(400, 'MALFORMED_QUERY', 'A query string has to be specified');
		}
		$soql = new SimSoql($this->rest->store(), $text);
		$query = $soql->parse();
		$rows = $soql->run($query, $parts[0] === 'queryAll');
		if ($query['count']) {
			return SimResponse::json(200, ['totalSize' => $rows[0], 'done' => true, 'records' => []]);
		}
		return $this->page($call, $query, $rows, $soql);
	}

	private function size(SimCall $call): int {
		$config = $this->rest->app->config;
		if (preg_match('/batchsize\s*=\s*(\d+)/i', $call->headers['sforce-query-options'] ?? '', $m)) {
			return max($config['min_page'], min(2000, (int)$m[1]));
		}
		return $config['page_size'];
	}

	private function page(SimCall $call, array $query, array $rows, SimSoql $soql): SimResponse {
		$size = $this->size($call);
		$show = array_map(fn($row) => $soql->show($query, $row, $call->prefix()), array_slice($rows, 0, $size));
		$out = ['totalSize' => count($rows), 'done' => count($rows) <= $size];
		if (count($rows) > $size) {
			$locator = $this->rest->app->locator();
			$this->cursors[$locator] = [$query, $rows, $soql, $size];
			$out['nextRecordsUrl'] = $call->prefix() . "/query/$locator-$size";
		}
		return SimResponse::json(200, $out + ['records' => $show]);
	}

	private function more(SimCall $call, string $name): SimResponse {
		[$locator, $from] = array_pad(explode('-', $name, 2), 2, '0');
		$cursor = $this->cursors[$locator] ?? null;
		if ($cursor === null || !ctype_digit($from)) {
			throw new SimRefusal(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
		}
		[$query, $rows, $soql, $size] = $cursor;
		$show = array_map(fn($row) => $soql->show($query, $row, $call->prefix()), array_slice($rows, (int)$from, $size));
		$next = (int)$from + $size;
		$out = ['totalSize' => count($rows), 'done' => $next >= count($rows)];
		if ($next < count($rows)) {
			$out['nextRecordsUrl'] = $call->prefix() . "/query/$locator-$next";
		}
		return SimResponse::json(200, $out + ['records' => $show]);
	}

	public function reset(): void {
		$this->cursors = [];
	}
}
