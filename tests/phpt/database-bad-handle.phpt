--TEST--
Database: handles, prefixes and callables that cannot be used give a typed error with the remedy, before anything is sent
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator);
$registry = $bench->registry;
$call = static fn (SalesforceProvisioner $p): ?array => oauth_error(fn () => $p->provision($registry->target(), 'PU', provision_person()));
$refuse = static function (array $settings, string $class, string $words, string $what) use ($bench, $call): void {
	oauth_refused($class, null, $words, fn () => $bench->another($settings)->provision($bench->registry->target(), 'PU', provision_person()), $what);
};
$simulator->clearLog();

// db
$refuse(['db' => null], 'ConfigurationException', '/pass the setting db/', 'none');
$refuse(['db' => new stdClass()], 'ConfigurationException', '/pass the setting db/', 'no PDO');
foreach (['text', 5, [], 1.5, true] as $wrong) {
	oauth_refused('ConfigurationException', null, '/setting db must be a PDO/', fn () => new SalesforceProvisioner(['db' => $wrong]), 'db: ' . json_encode($wrong));
}
class DatabaseUnopened extends PDO
{
	public function __construct() {}
}
sfprov_throws(Sfprov\DatabaseException::class, fn () => $bench->another(['db' => new DatabaseUnopened()])->provision($registry->target(), 'PU', provision_person()), '/(not |un)initialized/');
sfprov_throws(Sfprov\DatabaseException::class, fn () => $bench->another(['db' => new PDO('sqlite::memory:')])->provision($registry->target(), 'PU', provision_person()), '/no such table/');
foreach (['x-', 'cm.', 'a b', "x'; DROP TABLE cm_cos; --", '"', str_repeat('x', 33), 'ä'] as $prefix) {
	$refuse(['table_prefix' => $prefix], 'ConfigurationException', '/table_prefix.*letters, digits and underscores/', "prefix $prefix");
}
foreach (['', 'CM__', 'zz_'] as $prefix) {
	$error = $call($bench->another(['table_prefix' => $prefix]));
	sfprov_same('DatabaseException', $error[0] ?? null, "prefix '$prefix'");
}
$prefixed = new ProvisionBench($simulator, 'sqlite', [], ['prefix' => 'reg2_']);
sfprov_same(true, $prefixed->attempt(), 'another prefix');
$prefixed->exactlyOne('another prefix');
unset($prefixed);
$simulator->reset();
$bench = new ProvisionBench($simulator);
$registry = $bench->registry;
$simulator->clearLog();

// A table that is not there.
foreach (['servers', 'oauth2_servers', 'identifiers', 'co_salesforce_provisioner_people'] as $table) {
	$broken = new ProvisionBench($simulator);
	$broken->registry->connect()->exec('PRAGMA foreign_keys = OFF; DROP TABLE ' . $broken->registry->table($table));
	$simulator->clearLog();
	$error = oauth_error(fn () => $broken->provision());
	sfprov_same(['DatabaseException', true], [$error[0] ?? null, $error[3] ?? null], "without $table");
	sfprov_matches("/no such table: cm_$table/", $error[4] ?? '', "without $table");
	sfprov_same([], $simulator->requests(), "without $table: nothing is sent");
	unset($broken);
}

// Statements and handles that answer with something else.
class DatabaseStrange extends PDO
{
	public static mixed $prepared = null;
	public static mixed $driver = 'sqlite';

	#[ReturnTypeWillChange]
	public function prepare(string $query, array $options = [])
	{
		return self::$prepared;
	}

	#[ReturnTypeWillChange]
	public function getAttribute(int $attribute)
	{
		return self::$driver;
	}
}
$strange = new DatabaseStrange($registry->dsn);
foreach ([null, false, 5, 'text', [], new stdClass(), new ArrayObject(), fopen('php://memory', 'r')] as $answer) {
	DatabaseStrange::$prepared = $answer;
	$error = $call($bench->another(['db' => $strange]));
	sfprov_same('DatabaseException', $error[0] ?? null, 'prepare() gives ' . get_debug_type($answer) . ': ' . ($error[4] ?? ''));
}
foreach ([null, false, 5, [], new stdClass(), 'oci', 'sqlsrv', ''] as $answer) {
	DatabaseStrange::$driver = $answer;
	$error = $call($bench->another(['db' => $strange]));
	sfprov_true(in_array($error[0] ?? null, ['ConfigurationException', 'DatabaseException'], true), 'driver ' . get_debug_type($answer) . ': ' . ($error[4] ?? ''));
}
sfprov_same([], $simulator->requests(), 'nothing was sent');

// token_db, where it is needed: with a transaction open.
foreach (array_diff(sfprov_drivers(), ['sqlite']) as $driver) {
	$bench = new ProvisionBench($simulator, $driver);
	$registry = $bench->registry;
	$busy = $registry->connect();
	$busy->beginTransaction();
	$wrong = [
		'null' => [static fn () => null, 'ConfigurationException', '/token_db must give a PDO/'], 'text' => [static fn () => 'pdo', 'ConfigurationException', '/token_db must give a PDO/'],
		'object' => [static fn () => new stdClass(), 'ConfigurationException', '/token_db must give a PDO/'], 'the same handle' => [static fn () => $registry->pdo, 'ConfigurationException', '/not the handle in db/'],
		'another kind of database' => [static fn () => new PDO('sqlite::memory:'), 'ConfigurationException', '/same database/'],
		'in a transaction' => [static fn () => $busy, 'ConfigurationException', '/has a transaction open/'],
		'Exception' => [static fn () => throw new Exception('password=hunter2'), 'DatabaseException', '/second connection.*could not be opened/'],
		'Error' => [static fn () => throw new Error('password=hunter2'), 'DatabaseException', '/second connection.*could not be opened/'],
		'arguments' => [static fn (int $a) => null, 'DatabaseException', '/second connection.*could not be opened/'],
		'by reference' => ['sort', 'DatabaseException', '/second connection.*could not be opened/'],
		'unopened' => [static fn () => new DatabaseUnopened(), 'DatabaseException', '/(not |un)initialized/'],
	];
	foreach ($wrong as $what => [$callable, $class, $words]) {
		$provisioner = $bench->another(['token_db' => $callable]);
		$simulator->expireTokens();
		$simulator->clearLog();
		$registry->pdo->beginTransaction();
		$error = oauth_error(fn () => $provisioner->provision($registry->target(), 'PU', provision_person()));
		sfprov_same($class, $error[0] ?? null, "$driver, $what");
		sfprov_matches($words, $error[4] ?? '', "$driver, $what");
		sfprov_lacks('hunter2', $error[4] ?? '', "$driver, $what");
		sfprov_same(true, $registry->pdo->inTransaction(), "$driver, $what: the transaction is as it was");
		$registry->pdo->rollBack();
		sfprov_same([], $simulator->requests('token'), "$driver, $what: no token request");
	}
	$busy->rollBack();
	sfprov_same(true, $bench->attempt(), "$driver: without a transaction none of it matters");
	unset($bench, $registry, $provisioner, $busy);
}
foreach (['text', 'no_such_function', 5, [], ['a', 'b'], new stdClass()] as $wrong) {
	foreach (['token_db', 'logger'] as $name) {
		$error = oauth_error(fn () => new SalesforceProvisioner([$name => $wrong]));
		sfprov_same(['ConfigurationException', false], [$error[0] ?? null, $error[3] ?? null], "$name: " . get_debug_type($wrong));
		sfprov_matches("/setting $name must be callable/", $error[4] ?? '', $name);
	}
}
?>
===DONE===
--EXPECT--
===DONE===
