--TEST--
Query: many pages, none, again, twice, errors in the middle; results cannot be made or copied by hand
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator, 'sqlite', [], ['config' => ['min_page' => 1, 'page_size' => 7]]);
$registry = $bench->registry;
$target = $registry->target();
$simulator->seed('Contact', array_map(static fn (int $i): array => ['LastName' => sprintf('N%03d', $i), 'FirstName' => $i % 2 ? "Zoë \"$i\" \\ \u{1F52D}" : null], range(1, 50)));
$simulator->clearLog();
$kinds = static fn (): array => array_count_values(array_column($simulator->requests(), 'kind'));
$soql = 'SELECT Id, LastName, FirstName FROM Contact ORDER BY LastName';

$result = $bench->provisioner->query($target, $soql);
sfprov_same(['query' => 1], $kinds(), 'the first page is fetched at once');
$names = [];
foreach ($result as $key => $record) {
	sfprov_same(count($names), $key, 'keys');
	$names[] = $record['LastName'];
	sfprov_same($key % 2 ? null : "Zoë \"" . ($key + 1) . "\" \\ \u{1F52D}", $record['FirstName'], 'values are whole');
	if ($key === 20) {
		sfprov_same(['query' => 1, 'query_more' => 2], $kinds(), 'pages are fetched as they are needed');
	}
}
sfprov_same(array_map(static fn (int $i): string => sprintf('N%03d', $i), range(1, 50)), $names, 'all records, in order, once');
sfprov_same(['query' => 1, 'query_more' => 7], $kinds(), 'requests');
sfprov_same([false, null, 50], [$result->valid(), $result->current(), $result->key()], 'at the end');
$result->next();
sfprov_same(50, $result->key(), 'beyond the end');
// Again: the query is run anew.
sfprov_same($names, array_column(iterator_to_array($result), 'LastName'), 'twice');
sfprov_same(['query' => 2, 'query_more' => 14], $kinds(), 'requests of the second time');
$result->rewind();
$simulator->clearLog();
$result->rewind();
sfprov_same([[], 0, 'N001'], [$kinds(), $result->key(), $result->current()['LastName']], 'rewind at the start costs nothing');
sfprov_same('N001', $result->current()['LastName'], 'current() does not move');
// Two at a time, with other calls between them.
$other = $bench->another()->query($target, $soql);
$both = [];
foreach ($result as $record) {
	$both[] = [$record['LastName'], $other->current()['LastName']];
	$other->next();
	count($both) % 20 || $bench->provisioner->tokenStatus(1);
}
sfprov_same(array_map(static fn (string $n): array => [$n, $n], $names), $both, 'two at a time');
unset($other);

// Without records.
$empty = $bench->provisioner->query($target, "SELECT Id FROM Contact WHERE LastName = 'nobody'");
sfprov_same([[], [], false, null], [iterator_to_array($empty), iterator_to_array($empty), $empty->valid(), $empty->current()], 'none');
foreach ($empty as $record) {
	sfprov_fail('a record of none');
}
// A session that ends between pages is renewed.
$result = $bench->provisioner->query($target, $soql);
$seen = 0;
foreach ($result as $record) {
	if (++$seen === 10) {
		$simulator->expireTokens();
	}
}
sfprov_same(50, $seen, 'a new token between pages');
// An error in the middle: thrown where it happens; asking again goes on there.
foreach (['error_malformed_id' => 'InvalidArgumentException', 'status_403_limit' => 'LimitException', 'content_null' => 'ServerException', 'html_200' => null] as $fault => $class) {
	$result = $bench->provisioner->query($target, $soql);
	$simulator->fault($fault, ['match' => ['endpoint' => 'query_more'], 'skip' => 2]);
	$got = [];
	$error = oauth_error(function () use ($result, &$got): void {
		foreach ($result as $record) {
			$got[] = $record['LastName'];
		}
	});
	sfprov_true($error !== null, "$fault: thrown");
	sfprov_same(array_slice($names, 0, 21), $got, "$fault: records before");
	$simulator->clearFaults();
	while ($result->valid()) {
		$got[] = $result->current()['LastName'];
		$result->next();
	}
	sfprov_same($names, $got, "$fault: goes on");
}
// A next page elsewhere, or one that leads nowhere.
foreach (['https://evil.example.org/services/data/v62.0/query/x', '//evil.example.org/x', '/services/data/v62.0/query/../../../x', 5, [], '', '/x y', "/services/\r\nX: y", '@evil.example.org/'] as $next) {
	$simulator->clearLog();
	$simulator->fault(['action' => ['do' => 'answer', 'status' => 200, 'headers' => ['Content-Type' => 'application/json'], 'body' => json_encode(['totalSize' => 2, 'done' => false,
		'records' => [['LastName' => 'x']], 'nextRecordsUrl' => $next])], 'match' => ['endpoint' => 'query']]);
	$error = oauth_error(fn () => iterator_to_array($bench->provisioner->query($target, $soql)));
	sfprov_true($error !== null, 'next page: ' . json_encode($next));
	sfprov_true(count($simulator->requests()) <= 2, 'next page: ' . json_encode($next) . ': requests');
	$simulator->clearFaults();
}
// Malformed queries.
foreach (['', "SELECT\0Id", "SELECT Id FROM Contact WHERE LastName = '\xff'"] as $soql) {
	$error = oauth_error(fn () => $bench->provisioner->query($target, $soql));
	sfprov_same('InvalidArgumentException', $error[0] ?? null, 'query ' . json_encode($soql, JSON_PARTIAL_OUTPUT_ON_ERROR) . ': ' . ($error[4] ?? ''));
}
foreach (['SELECT Nope FROM Contact' => 'INVALID_FIELD', 'SELECT' => 'MALFORMED_QUERY', 'SELECT Id FROM Nope__c' => 'INVALID_TYPE'] as $soql => $code) {
	$error = oauth_error(fn () => $bench->provisioner->query($target, $soql));
	sfprov_same([$code, 400, false], [$error[1] ?? null, $error[2] ?? null, $error[3] ?? null], $soql . ': ' . ($error[4] ?? ''));
}
$name = "O'Brien & Söhne + 100% #1?";
$simulator->seed('Contact', [['LastName' => $name]]);
sfprov_same([$name], array_column(iterator_to_array($bench->provisioner->query($target, "SELECT LastName FROM Contact WHERE LastName = '" . addslashes($name) . "'")), 'LastName'), 'the query arrives as it is');
sfprov_throws(Error::class, fn () => clone $result, '/uncloneable/');
sfprov_throws(Exception::class, fn () => serialize($result), '/not allowed/');
sfprov_throws(Error::class, fn () => $result->x = 1, '/dynamic property/');
?>
===DONE===
--EXPECT--
===DONE===
