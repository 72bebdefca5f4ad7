--TEST--
People in sets: each has exactly the data that the registry's framework handed over, in at most ten queries for all
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
require __DIR__ . '/../helper.inc';

/** Counts what is executed. */
final class CountedStatement extends PDOStatement
{
	public static int $executed = 0;

	protected function __construct()
	{
	}

	public function execute(?array $params = null): bool
	{
		self::$executed++;
		return parent::execute($params);
	}
}

const ATTRIBUTES = [
	'CoPerson' => ['id', 'co_id', 'status', 'date_of_birth', 'timezone'],
	'PrimaryName' => ['honorific', 'given', 'middle', 'family', 'suffix', 'language'],
	'EmailAddress' => ['type', 'mail'],
	'CoPersonRole' => ['valid_from', 'valid_through', 'affiliation', 'title', 'o', 'ou'],
	'Identifier' => ['type', 'identifier', 'status'],
	'Address' => ['type', 'street', 'room', 'locality', 'state', 'postal_code', 'country'],
	'TelephoneNumber' => ['type', 'country_code', 'area_code', 'number', 'extension'],
];

/** A row's attributes that a mapping can name, without nulls; in a fixed order. */
function attributes(string $model, array $row): array
{
	$row = array_filter(array_intersect_key($row, array_flip(ATTRIBUTES[$model])), static fn (mixed $value): bool => $value !== null);
	ksort($row);
	return $row;
}

/** The framework's data as far as the mapping reads it. */
function reduced(array $data): array
{
	$result = ['CoPerson' => attributes('CoPerson', $data['CoPerson'])];
	$result['CoPerson']['id'] = (int) $result['CoPerson']['id'];
	if (isset($data['PrimaryName'])) {
		$result['PrimaryName'] = attributes('PrimaryName', $data['PrimaryName']);
	}
	foreach (['EmailAddress', 'CoPersonRole', 'Identifier'] as $model) {
		foreach ($data[$model] ?? [] as $position => $row) {
			if (($row['type'] ?? null) !== 'provisioningtarget') {
				$result[$model][$position] = attributes($model, $row);
			}
		}
		if (isset($data[$model])) {
			$result[$model] ??= [];
		}
	}
	$first = array_key_first($data['CoPersonRole'] ?? []);
	foreach ($first === null ? [] : ['Address', 'TelephoneNumber'] as $model) {
		$result['CoPersonRole'][$first][$model] = array_map(fn (array $row): array => attributes($model, $row), $data['CoPersonRole'][$first][$model]);
	}
	if (isset($result['EmailAddress'], $result['CoPersonRole']) && !$result['EmailAddress'] && !$result['CoPersonRole'] && ($data['CoGroupMember'] ?? null) === []) {
		$result['CoGroupMember'] = [];
	}
	return $result;
}

/** Keys of rows in the same order as in reduced(). */
function sorted(array $data): array
{
	foreach ($data as &$value) {
		if (is_array($value)) {
			$value = sorted($value);
		}
	}
	if (!array_filter(array_keys($data), 'is_int')) {
		ksort($data);
	}
	return $data;
}

/** A field of its own for everything that a mapping can name. */
function mapping(): string
{
	$sources = ['CoPerson.id', 'CoPerson.date_of_birth', 'CoPerson.timezone', 'CoPerson.status', 'PrimaryName.language', 'EmailAddress.delivery', 'Identifier.eppn',
		'CoPersonRole.o', 'CoPersonRole.affiliation', 'CoPersonRole.valid_from', 'CoPersonRole.valid_through', 'TelephoneNumber.fax'];
	foreach (['street', 'room', 'locality', 'state', 'postal_code', 'country'] as $attribute) {
		$sources[] = "Address.office.$attribute";
	}
	return json_encode(array_map(static fn (string $source, int $number): array => ['object' => 'Contact', 'field' => "Field_{$number}__c", 'source' => $source],
		$sources, array_keys($sources)));
}

foreach (sfprov_drivers() as $driver) {
	$registry = sfprov_registry($driver, ['rows' => 'captured']);
	$info = Sfprov\Test\people_target($registry->pdo, 2, 1);
	sfprov_same(['mode' => 'M', 'description' => 'Salesforce', 'group' => 0, 'skipped_source' => 0, 'filters' => false, 'count' => 200, 'last' => 257], $info,
		"$driver: target");

	// Pages of ids follow on each other without a gap.
	$ids = [];
	do {
		$page = Sfprov\Test\people_ids($registry->pdo, 2, 1, end($ids) ?: 0, $info['last'], 37);
		array_push($ids, ...$page);
	} while (count($page) === 37);
	sfprov_same(200, count($ids), "$driver: ids");
	$sorted = $ids;
	sort($sorted);
	sfprov_same(array_values(array_unique($sorted)), $ids, "$driver: ids ascend");
	sfprov_same(array_slice($ids, 0, 3), Sfprov\Test\people_ids($registry->pdo, 2, 1, 0, $ids[2], 10), "$driver: the last id is included");

	$counted = $registry->connect([PDO::ATTR_STATEMENT_CLASS => [CountedStatement::class]]);
	Sfprov\Test\people_target($counted, 2, 1);
	$once = CountedStatement::$executed - 1;
	CountedStatement::$executed = 0;
	$people = Sfprov\Test\people($counted, 2, 1, $ids);
	sfprov_true(CountedStatement::$executed - $once <= 10, "$driver: " . (CountedStatement::$executed - $once) . ' queries for 200 people');
	CountedStatement::$executed = 0;
	$one = Sfprov\Test\people($counted, 2, 1, [$ids[5]]);
	sfprov_same($people[$ids[5]], $one[$ids[5]], "$driver: alone as among others");

	$provisioner = new SalesforceProvisioner(['db' => $registry->connect()]);
	$compared = $skeletons = $gaps = $mapped = 0;
	foreach (sfprov_cases() as $name => $case) {
		$id = (int) ($case['data']['CoPerson']['id'] ?? 0);
		// Of a deletion, the data are another; a person about to be expunged has lost rows that the tables still have.
		if (!isset($people[$id]) || $case['op'] === 'PD' && isset($case['data']['Name']) || str_contains($case['note'], 'expunge')) {
			continue;
		}
		$target = $registry->prepareCase($case);
		$theirs = $provisioner->preview($target, $case['op'], $case['data']);
		$ours = $provisioner->preview($target, $case['op'], $people[$id]['data']);
		sfprov_same(json_encode($theirs['fields']), json_encode($ours['fields']), "$driver, $name: fields");
		sfprov_same(json_encode($theirs['requests']), json_encode($ours['requests']), "$driver, $name: requests");
		$target['CoSalesforceProvisionerTarget']['field_mapping'] = mapping();
		$theirs = $provisioner->preview($target, $case['op'], $case['data'])['fields'];
		sfprov_same(json_encode($theirs), json_encode($provisioner->preview($target, $case['op'], $people[$id]['data'])['fields']), "$driver, $name: more fields");
		$mapped = max($mapped, count($theirs['Contact'] ?? []));
		sfprov_same(sorted(reduced($case['data'])), sorted($people[$id]['data']), "$driver, $name: data");
		sfprov_same('PR', $people[$id]['op'], "$driver, $name: operation");
		$compared++;
		$skeletons += (int) !isset($people[$id]['data']['PrimaryName']);
		$gaps += (int) !(array_is_list($people[$id]['data']['CoPersonRole'] ?? []) && array_is_list($people[$id]['data']['Identifier'] ?? []));
	}
	sfprov_true($mapped > 20, "$driver: $mapped fields of a Contact");
	sfprov_same([93, 12, 26], [$compared, $skeletons, $gaps], "$driver: captured calls, among them skeletons and lists with gaps");
}
?>
===DONE===
--EXPECT--
===DONE===
