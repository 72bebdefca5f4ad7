--TEST--
People in sets: PDO in every mood, and a database that fails at any of its calls
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--SKIPIF--
<?php
require __DIR__ . '/needs.inc';
needs_test_functions();
?>
--FILE--
<?php
require __DIR__ . '/database-failing.inc';

/** The data as JSON, without what is empty: a PDO can be set to take null for an empty text, or the other way round. */
function shape(array $people): string
{
	array_walk_recursive($people, static function (mixed &$value): void {
		$value = $value === '' ? null : $value;
	});
	return preg_replace('/"\w+":null,?|,"\w+":null/', '', json_encode($people, JSON_THROW_ON_ERROR));
}

$moods = [
	'silent' => [PDO::ATTR_ERRMODE => PDO::ERRMODE_SILENT], 'warning' => [PDO::ATTR_ERRMODE => PDO::ERRMODE_WARNING],
	'upper' => [PDO::ATTR_CASE => PDO::CASE_UPPER], 'stringify' => [PDO::ATTR_STRINGIFY_FETCHES => true],
	'empty to null' => [PDO::ATTR_ORACLE_NULLS => PDO::NULL_EMPTY_STRING], 'null to empty' => [PDO::ATTR_ORACLE_NULLS => PDO::NULL_TO_STRING],
	'emulated' => [PDO::ATTR_EMULATE_PREPARES => true], 'not emulated' => [PDO::ATTR_EMULATE_PREPARES => false],
	'objects' => [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_OBJ], 'lazy' => [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_LAZY],
];
foreach (sfprov_drivers() as $driver) {
	$registry = sfprov_registry($driver, ['rows' => 'captured']);
	$ids = [2, 3, 7, 9, 14, 65];
	$read = static fn (PDO $pdo): array => Sfprov\Test\people($pdo, 2, 1, $ids);
	$expected = $read($registry->pdo);
	sfprov_same([6, 'PR'], [count($expected), $expected[7]['op']], "$driver: people");
	$own = $driver !== 'mysql' ? [] : [
		'unbuffered' => [PDO::MYSQL_ATTR_USE_BUFFERED_QUERY => false],
		'unbuffered, not emulated' => [PDO::MYSQL_ATTR_USE_BUFFERED_QUERY => false, PDO::ATTR_EMULATE_PREPARES => false],
	];
	foreach ($moods + $own as $mood => $attributes) {
		sfprov_same(shape($expected), shape($read($registry->connect($attributes))), "$driver: $mood");
	}

	$pdo = DatabaseFailingPdo::of($registry);
	DatabaseFault::arm(0, null);
	sfprov_same($expected, $read($pdo), "$driver: without a fault");
	$calls = DatabaseFault::$calls;
	$struck = 0;
	foreach ($calls as $number => $call) {
		DatabaseFault::arm($number + 1, static fn () => throw new PDOException('struck'));
		try {
			// What was asked for has been had when a cursor is closed.
			sfprov_same($expected, $read($pdo), "$driver: a fault at call $number, $call");
			sfprov_same('closeCursor', $call, "$driver: a fault that passed");
		} catch (Sfprov\DatabaseException $failure) {
			$struck++;
			// A failed binding shows at execute.
			sfprov_matches('/^The registry\'s database failed/', $failure->getMessage(), "$driver: a fault at call $number, $call");
		}
	}
	sfprov_true($struck > 50, "$driver: $struck faults");
	DatabaseFault::arm(0, null);
	sfprov_same($expected, $read($pdo), "$driver: afterwards");
}
?>
===DONE===
--EXPECT--
===DONE===
