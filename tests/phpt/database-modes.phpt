--TEST--
Database: PDO in every mood of its attributes gives the same results, in and out of a transaction
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

class DatabaseStatement extends PDOStatement
{
	protected function __construct(public string $mark) {}
}

$modes = [
	'silent' => [PDO::ATTR_ERRMODE => PDO::ERRMODE_SILENT], 'warning' => [PDO::ATTR_ERRMODE => PDO::ERRMODE_WARNING], 'exception' => [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION],
	'upper' => [PDO::ATTR_CASE => PDO::CASE_UPPER], 'lower' => [PDO::ATTR_CASE => PDO::CASE_LOWER],
	'empty to null' => [PDO::ATTR_ORACLE_NULLS => PDO::NULL_EMPTY_STRING], 'null to empty' => [PDO::ATTR_ORACLE_NULLS => PDO::NULL_TO_STRING],
	'stringify' => [PDO::ATTR_STRINGIFY_FETCHES => true],
	'statement class' => [PDO::ATTR_STATEMENT_CLASS => [DatabaseStatement::class, ['mark']]],
	'emulated' => [PDO::ATTR_EMULATE_PREPARES => true], 'not emulated' => [PDO::ATTR_EMULATE_PREPARES => false],
];
foreach (['LAZY', 'ASSOC', 'NUM', 'BOTH', 'OBJ', 'BOUND', 'COLUMN', 'NAMED', 'KEY_PAIR'] as $fetch) {
	$modes["fetch $fetch"] = [PDO::ATTR_DEFAULT_FETCH_MODE => constant("PDO::FETCH_$fetch")];
}
$all = [PDO::ATTR_ERRMODE => PDO::ERRMODE_SILENT, PDO::ATTR_CASE => PDO::CASE_UPPER, PDO::ATTR_ORACLE_NULLS => PDO::NULL_TO_STRING, PDO::ATTR_STRINGIFY_FETCHES => true,
	PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_OBJ];

$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$these = $modes + ['everything' => $all];
	if ($driver === 'mysql') {
		$buffered = SfprovRegistry::attribute('Mysql', 'ATTR_USE_BUFFERED_QUERY');
		$foundRows = SfprovRegistry::attribute('Mysql', 'ATTR_FOUND_ROWS');
		$these += ['unbuffered' => [$buffered => false], 'unbuffered, not emulated' => [$buffered => false, PDO::ATTR_EMULATE_PREPARES => false], 'not found rows' => [$foundRows => false]];
	} elseif ($driver === 'sqlite') {
		unset($these['emulated'], $these['not emulated']);
	}
	$bench = new ProvisionBench($simulator, $driver, [], ['config' => ['rotation' => true]]);
	$registry = $bench->registry;
	$person = 10;
	$first = null;
	foreach ($these as $name => $attributes) {
		$what = "$driver, $name";
		$atConnect = [PDO::ATTR_EMULATE_PREPARES, $foundRows ?? null];
		$connect = static function () use ($registry, $attributes, $atConnect): PDO {
			// Some attributes only count when they are set afterwards.
			$pdo = $registry->connect($attributes);
			foreach ($attributes as $attribute => $value) {
				if (!in_array($attribute, $atConnect, true)) {
					$pdo->setAttribute($attribute, $value);
				}
			}
			return $pdo;
		};
		$pdo = $connect();
		$before = array_map(static fn (int $a): mixed => $pdo->getAttribute($a), [PDO::ATTR_ERRMODE, PDO::ATTR_CASE, PDO::ATTR_ORACLE_NULLS, PDO::ATTR_DEFAULT_FETCH_MODE]);
		$provisioner = $bench->another(['db' => $pdo, 'token_db' => $connect]);
		foreach ([false, true] as $inside) {
			$person++;
			$registry->addPerson($person);
			$simulator->expireTokens();
			$simulator->clearLog();
			if ($inside) {
				$pdo->beginTransaction();
			}
			try {
				$provisioner->provision($registry->target(), 'PU', provision_person($person));
				$provisioner->provision($registry->target(), 'PU', provision_person($person));
				$provisioner->provision($registry->target(), 'PU', provision_person($person, ['EmailAddress' => []]));
			} catch (Throwable $e) {
				sfprov_fail("$what: " . get_class($e) . ': ' . $e->getMessage());
			}
			sfprov_same($inside, $pdo->inTransaction(), "$what: transaction");
			if ($inside) {
				$pdo->commit();
			}
			oauth_stored($bench, $what);
			$calls = array_map(static fn (array $r): string => "{$r['kind']} {$r['status']}", $simulator->requests());
			sfprov_same(['composite 401', 'token 200', 'composite 200'], array_slice($calls, 0, 3), "$what: requests");
			sfprov_same(1, count($calls) - 3, "$what: unchanged is not sent again");
			$row = $registry->personRow($person);
			sfprov_same($registry->salesforceIds($person), "{$row['contact_id']}/{$row['coperson_id']}", "$what: ids");
			sfprov_same([null, null], [$row['intent'], $row['error_message']], "$what: journal");
			// Rows are the same whatever the mood was.
			$shape = ['sent' => json_decode($row['sent'] ?? 'null', true) === null ? 'unreadable' : array_map('array_keys', json_decode($row['sent'], true)), 'revision' => $row['revision']];
			$first ??= $shape;
			sfprov_same($first, $shape, "$what: own row");
		}
		$id = $registry->identifiers($person)[0];
		sfprov_same(['provisioningtarget', false, 'A', null, false], [$id['type'], $id['login'], $id['status'], $id['identifier_id'], $id['deleted']], "$what: identifier");
		// Nothing is left open, and attributes are as they were.
		$pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
		sfprov_true($pdo->query('SELECT 1') !== false, "$what: no result is left open");
		$pdo->setAttribute(PDO::ATTR_ERRMODE, $before[0]);
		sfprov_same($before, array_map(static fn (int $a): mixed => $pdo->getAttribute($a), [PDO::ATTR_ERRMODE, PDO::ATTR_CASE, PDO::ATTR_ORACLE_NULLS, PDO::ATTR_DEFAULT_FETCH_MODE]), "$what: attributes");
		$provisioner->tokenStatus(1);
		$provisioner->refreshToken(1);
		oauth_stored($bench, "$what: refreshed");
		unset($pdo, $provisioner);
	}
	sfprov_same(0, $simulator->counters()['reuse'], "$driver: no refresh token was used twice");
	unset($bench, $registry);
}
?>
===DONE===
--EXPECT--
===DONE===
