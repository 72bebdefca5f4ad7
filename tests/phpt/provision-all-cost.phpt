--TEST--
provisionAll(): at most 40 statements and 4, 3 and 0 API calls for a thousand people who are created, updated and unchanged; and as few for those who leave
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision-all.inc';

final class CountedStatement extends PDOStatement
{
	protected function __construct()
	{
	}

	public function execute(?array $params = null): bool
	{
		CountedPdo::$statements[] = $this->queryString;
		return parent::execute($params);
	}
}

/** Keeps what is asked of a database. */
final class CountedPdo extends PDO
{
	/** @var list<string> */
	public static array $statements = [];

	#[ReturnTypeWillChange]
	public function exec(string $statement)
	{
		self::$statements[] = $statement;
		return parent::exec($statement);
	}

	#[ReturnTypeWillChange]
	public function query(string $query, ?int $fetchMode = null, mixed ...$fetchModeArgs)
	{
		self::$statements[] = $query;
		return parent::query($query, $fetchMode, ...$fetchModeArgs);
	}

	public function beginTransaction(): bool
	{
		self::$statements[] = 'BEGIN';
		return parent::beginTransaction();
	}

	public function commit(): bool
	{
		self::$statements[] = 'COMMIT';
		return parent::commit();
	}

	public function rollBack(): bool
	{
		self::$statements[] = 'ROLLBACK';
		return parent::rollBack();
	}
}

function counted(SfprovRegistry $registry): PDO
{
	return new CountedPdo($registry->dsn, $registry->user, $registry->password,
		[PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_STATEMENT_CLASS => [CountedStatement::class]]);
}

/** What a run costs: [statements for the first thousand people, statements in all, API calls]. */
function cost(ProvisionBench $bench, string $what, array $counts, int $calls): void
{
	CountedPdo::$statements = $marks = [];
	// The progress is shown when a thousand are done, right before the next thousand are begun.
	$result = whole_run($bench, [], static function () use (&$marks): void {
		$marks[] = count(CountedPdo::$statements);
	});
	sfprov_same($counts, whole_counts($result), "$what: counts");
	$one = ($marks[1] ?? 1000) - ($marks[0] ?? 0);
	sfprov_true($one <= STATEMENTS, "$what: $one statements for a thousand people:\n"
		. implode("\n", array_map(static fn (string $sql): string => substr($sql, 0, 90), array_slice(CountedPdo::$statements, $marks[0] ?? 0, $one))));
	$rest = count(CountedPdo::$statements) - 2 * $one;
	// A run that a busy machine draws out says now and then that it is alive.
	sfprov_true($rest <= FRAME + 4 * $result['seconds'], "$what: $rest statements to begin and to end a run");
	$made = count($bench->calls());
	sfprov_true($made <= 2 * $calls, "$what: $made API calls, at most $calls for a thousand people");
	sfprov_same($made, $result['api_calls'], "$what: API calls as they are told");
}

const STATEMENTS = 40;
const FRAME = 24;

$simulator = sfprov_simulator();
$ids = range(1001, 3000);
foreach (sfprov_drivers() as $driver) {
	$bench = whole_bench($simulator, $driver, $ids);
	$registry = $bench->registry;
	$bench->provisioner = $bench->another(['db' => counted($registry), 'token_db' => static fn (): PDO => counted($registry)]);
	cost($bench, "$driver, created", ['people' => 2000, 'created' => 2000], 4);
	whole_check($bench, $ids, $driver);
	cost($bench, "$driver, unchanged", ['people' => 2000, 'unchanged' => 2000], 0);
	$registry->pdo->exec('UPDATE ' . $registry->table('co_person_roles') . " SET title = 'New'");
	$registry->pdo->exec('UPDATE ' . $registry->table('identifiers') . " SET identifier = 'new' WHERE type = 'employeeno'");
	cost($bench, "$driver, updated", ['people' => 2000, 'updated' => 2000], 3);
	// As many history records and one export for each: those of the framework.
	sfprov_same([4000, 2000], [count($registry->rows('history_records', ['action' => 'PCPM'])), count($registry->rows('co_provisioning_exports'))], "$driver: history, exports");

	// With an external id: all of it is sent once more, to the records that are there.
	$registry->configure(['external_id_field' => 'Registry_ID__c', 'obj_coperson' => false]);
	$registry->delete('identifiers', ['type' => 'provisioningtarget']);
	$registry->delete('co_salesforce_provisioner_people', []);
	foreach ($simulator->records('Contact') as $record) {
		$simulator->record('update', 'Contact', $record['Id'], ['values' => ['Registry_ID__c' => substr($record['LastName'], 6)]]);
	}
	cost($bench, "$driver, found", ['people' => 2000, 'updated' => 2000], 1);
	sfprov_same(2000, count($simulator->records('Contact')), "$driver: Contacts");

	// Everybody leaves: a thousand Contacts are marked by one call, and deleted with their CoPerson__c by three.
	$simulator->reset();
	$bench = whole_bench($simulator, $driver, $ids);
	$registry = $bench->registry;
	$bench->provisioner = $bench->another(['db' => counted($registry), 'token_db' => static fn (): PDO => counted($registry)]);
	whole_run($bench);
	$simulator->clearLog();
	$registry->insert('co_groups', ['id' => 9001, 'co_id' => 2, 'name' => 'provisioned', 'status' => 'A', 'deleted' => false]);
	$registry->update('co_provisioning_targets', ['provision_co_group_id' => 9001], ['id' => 1]);
	$registry->configure(['deprovision_policy' => 'F', 'deprovision_field' => 'AssistantName', 'deprovision_value' => 'left']);
	cost($bench, "$driver, marked", ['people' => 2000, 'deprovisioned' => 2000], 1);
	$registry->configure(['deprovision_policy' => 'D']);
	cost($bench, "$driver, deleted", ['people' => 2000, 'deprovisioned' => 2000], 3);
	sfprov_same([[], [], []], [$simulator->records('Contact'), $simulator->records('CoPerson__c'), $registry->rows('co_salesforce_provisioner_people')], "$driver: all gone");
}
?>
===DONE===
--EXPECT--
===DONE===
