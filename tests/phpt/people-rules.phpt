--TEST--
People in sets: statuses, periods, order, gaps, enumerations, group, skipped source, malformed text
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

const LIVE = ['revision' => 0, 'deleted' => false];
const PAST = '2020-01-01 00:00:00';
const FUTURE = '2098-01-01 00:00:00';

/** A registry with one CO and its target, to which people are added. */
final class Rows
{
	private int $next = 100;

	public function __construct(public readonly SfprovRegistry $registry)
	{
	}

	public function person(string $status = 'A', ?string $given = 'Ada'): int
	{
		$id = $this->registry->addPerson($this->next++, $status);
		if ($given !== null) {
			$this->add('names', ['co_person_id' => $id, 'given' => $given, 'family' => 'L', 'primary_name' => true]);
		}
		return $id;
	}

	public function add(string $table, array $row): int
	{
		return $this->registry->insert($table, $row + LIVE);
	}

	public function role(int $person, array $row = []): int
	{
		return $this->add('co_person_roles', $row + ['co_person_id' => $person, 'status' => 'A']);
	}

	public function read(int ...$people): array
	{
		return Sfprov\Test\people($this->registry->pdo, 2, 1, $people);
	}

	public function data(int $person): array
	{
		return $this->read($person)[$person]['data'] ?? ['no data' => $this->read($person)];
	}

	/** The titles of the roles, by position. */
	public function titles(int $person): array
	{
		return array_map(static fn (array $role): string => $role['title'] ?? '', $this->data($person)['CoPersonRole']);
	}
}

foreach (sfprov_drivers() as $driver) {
	$rows = new Rows(sfprov_registry($driver));
	$registry = $rows->registry;

	// Statuses: five are provisioned, the others give a skeleton.
	foreach (['A', 'XP', 'GP', 'LK', 'S'] as $status) {
		$id = $rows->person($status);
		$full = ['CoPerson' => ['status' => $status, 'id' => $id, 'co_id' => 2], 'PrimaryName' => ['given' => 'Ada', 'family' => 'L'],
			'EmailAddress' => [], 'Identifier' => [], 'CoPersonRole' => [], 'CoGroupMember' => []];
		sfprov_same([$id => ['op' => 'PR', 'data' => $full]], $rows->read($id), "$driver: status $status");
	}
	foreach (['C', 'D', 'D2', 'I', 'N', 'P', 'PA', 'PC', 'PV', 'X', 'Y'] as $status) {
		$id = $rows->person($status);
		sfprov_same(['op' => 'PR', 'data' => ['CoPerson' => ['status' => $status, 'id' => $id, 'co_id' => 2]]], $rows->read($id)[$id], "$driver: status $status");
	}

	// Who is not there for the framework: without a primary name, deleted, archived, of another CO.
	$nobody = ['op' => ''];
	$nameless = $rows->person('A', null);
	$rows->add('names', ['co_person_id' => $nameless, 'given' => 'No', 'primary_name' => false]);
	$deleted = $rows->person();
	$registry->update('co_people', ['deleted' => true], ['id' => $deleted]);
	$archived = $rows->person();
	$registry->update('co_people', ['co_person_id' => $id], ['id' => $archived]);
	$foreign = $registry->addPerson(9000, 'A', 1);
	sfprov_same([$nobody, $nobody, $nobody, $nobody, $nobody], array_values($rows->read($nameless, $deleted, $archived, 8000, $foreign)), "$driver: nobody");

	// The changelog: archived and deleted rows do not count, and the first primary name does.
	$id = $rows->person('A', 'First');
	$rows->add('names', ['co_person_id' => $id, 'given' => 'Second', 'primary_name' => true]);
	$mail = $rows->add('email_addresses', ['co_person_id' => $id, 'mail' => 'a@example.org', 'type' => 'official']);
	$rows->add('email_addresses', ['co_person_id' => $id, 'mail' => 'old@example.org', 'type' => 'official', 'email_address_id' => $mail]);
	$rows->add('email_addresses', ['co_person_id' => $id, 'mail' => 'gone@example.org', 'type' => 'official', 'deleted' => true]);
	$registry->insert('email_addresses', ['co_person_id' => $id, 'mail' => 'b@example.org', 'type' => 'delivery', 'deleted' => null]);
	$data = $rows->data($id);
	sfprov_same('First', $data['PrimaryName']['given'], "$driver: primary name");
	sfprov_same(['a@example.org', 'b@example.org'], array_column($data['EmailAddress'], 'mail'), "$driver: e-mail addresses");

	// Identifiers: suspended ones leave gaps, ours are not shown.
	$id = $rows->person();
	foreach ([['S', 'uid', 'a'], ['A', 'uid', 'b'], [null, 'uid', 'c'], ['A', 'provisioningtarget', 'd'], ['A', null, 'e']] as [$status, $type, $value]) {
		$rows->add('identifiers', ['co_person_id' => $id, 'status' => $status, 'type' => $type, 'identifier' => $value]);
	}
	sfprov_same([1 => 'b', 3 => 'e'], array_map(static fn (array $row): string => $row['identifier'], $rows->data($id)['Identifier']), "$driver: identifiers");

	// Roles: order, periods, statuses, gaps; lists below the first one that counts.
	$id = $rows->person();
	$rows->role($id, ['ordr' => 3, 'title' => 'third']);
	$rows->role($id, ['ordr' => 1, 'title' => 'first', 'valid_through' => PAST]);
	$second = $rows->role($id, ['ordr' => 2, 'title' => 'second', 'valid_from' => PAST, 'valid_through' => FUTURE]);
	$rows->role($id, ['ordr' => 3, 'title' => 'future', 'valid_from' => FUTURE]);
	$rows->role($id, ['ordr' => 3, 'title' => 'pending', 'status' => 'P']);
	$rows->role($id, ['ordr' => 3, 'title' => 'grace', 'status' => 'GP', 'ou' => '0', 'affiliation' => 'staff']);
	$rows->role($id, ['ordr' => 1, 'title' => 'archived', 'co_person_role_id' => $second]);
	$rows->add('addresses', ['co_person_role_id' => $second, 'type' => 'postal', 'street' => "1\n2"]);
	$rows->add('telephone_numbers', ['co_person_role_id' => $second, 'type' => 'office', 'number' => '5']);
	$rows->add('telephone_numbers', ['co_person_role_id' => $second, 'type' => 'office', 'number' => '6', 'deleted' => true]);
	sfprov_same([1 => 'second', 2 => 'third', 5 => 'grace'], $rows->titles($id), "$driver: roles");
	$roles = $rows->data($id)['CoPersonRole'];
	sfprov_same([[['type' => 'postal', 'street' => "1\n2"]], [['type' => 'office', 'number' => '5']]], [$roles[1]['Address'], $roles[1]['TelephoneNumber']],
		"$driver: lists of the first role");
	sfprov_same(['affiliation' => 'staff', 'ou' => '0', 'title' => 'grace'], $roles[5], "$driver: another role");
	sfprov_true(!isset($rows->data($id)['CoGroupMember']), "$driver: somebody with a role is not asked for memberships");
	$id = $rows->person();
	$rows->role($id, ['title' => 'last if null is high']);
	$rows->role($id, ['title' => 'numbered', 'ordr' => 1]);
	sfprov_same($driver === 'pgsql' ? ['numbered', 'last if null is high'] : ['last if null is high', 'numbered'], $rows->titles($id), "$driver: no number");
	$id = $rows->person();
	$rows->role($id, ['title' => 'only', 'status' => 'XP']);
	sfprov_same([], $rows->titles($id), "$driver: no role that counts");

	// Somebody who is a member of something, if only of a group that does not count.
	$group = $rows->add('co_groups', ['co_id' => 2, 'name' => 'g', 'status' => 'A', 'group_type' => 'S']);
	$rows->add('co_group_members', ['co_group_id' => $group, 'co_person_id' => $id, 'member' => true, 'valid_through' => PAST]);
	sfprov_true(!array_key_exists('CoGroupMember', $rows->data($id)), "$driver: a membership");

	// Attribute enumerations.
	$dictionary = $rows->add('dictionaries', ['co_id' => 2, 'mode' => 'S', 'description' => 'd']);
	$rows->add('dictionary_entries', ['dictionary_id' => $dictionary, 'code' => 'PHY', 'value' => 'Physics']);
	$rows->add('dictionary_entries', ['dictionary_id' => $dictionary, 'code' => 'PHY', 'value' => 'Physics again']);
	$rows->add('dictionary_entries', ['dictionary_id' => $dictionary, 'code' => 'OLD', 'value' => 'Old', 'deleted' => true]);
	$rows->add('dictionary_entries', ['dictionary_id' => $dictionary, 'value' => 'Uncoded']);
	$enumeration = $rows->add('attribute_enumerations', ['co_id' => 2, 'attribute' => 'CoPersonRole.ou', 'status' => 'A', 'dictionary_id' => $dictionary, 'allow_other' => true]);
	$id = $rows->person();
	foreach (['PHY', 'Uncoded', 'OLD', 'Else', '0', ''] as $number => $ou) {
		$rows->role($id, ['ordr' => $number, 'ou' => $ou]);
	}
	$ous = static fn (): array => array_map(static fn (array $role): ?string => $role['ou'] ?? null, $rows->data($id)['CoPersonRole'] ?? []);
	sfprov_same(['Physics', 'Uncoded', 'OLD', 'Else', '0', null], $ous(), "$driver: dictionary");
	$other = $rows->person();
	$rows->role($other, ['ou' => 'PHY']);
	$registry->update('attribute_enumerations', ['allow_other' => false], ['id' => $enumeration]);
	$read = $rows->read($id, $other);
	sfprov_same(['', 'CoPersonRole.ou', false], [$read[$id]['op'], $read[$id]['fields'], isset($read[$id]['data'])], "$driver: a value that is not allowed");
	sfprov_same('Physics', $read[$other]['data']['CoPersonRole'][0]['ou'], "$driver: the other one");
	// MariaDB compares as its collation says, and so does the framework there.
	$registry->update('co_person_roles', ['ou' => 'phy '], ['co_person_id' => $other]);
	sfprov_same($driver === 'mysql' ? 'Physics' : null, $rows->data($other)['CoPersonRole'][0]['ou'] ?? null, "$driver: another spelling");
	// Departments by their numbers, also deleted ones; then a dictionary that is gone, and an enumeration that is off.
	$department = $registry->insert('co_departments', ['co_id' => 2, 'name' => 'Department', 'deleted' => true]);
	$registry->update('dictionaries', ['mode' => 'OU'], ['id' => $dictionary]);
	$registry->update('co_person_roles', ['ou' => "$department and more"], ['co_person_id' => $other]);
	sfprov_same('Department', $rows->data($other)['CoPersonRole'][0]['ou'], "$driver: department");
	$registry->update('attribute_enumerations', ['dictionary_id' => null], ['id' => $enumeration]);
	sfprov_same('CoPersonRole.ou', $rows->read($other)[$other]['fields'] ?? null, "$driver: no dictionary");
	$registry->update('attribute_enumerations', ['status' => 'S'], ['id' => $enumeration]);
	sfprov_same("$department and more", $rows->data($other)['CoPersonRole'][0]['ou'], "$driver: suspended enumeration");

	// The target's group.
	$registry->update('co_provisioning_targets', ['provision_co_group_id' => $group], ['id' => 1]);
	$operations = static fn (int ...$people): array => array_column($rows->read(...$people), 'op');
	$people = [$rows->person(), $rows->person(), $rows->person(), $rows->person('S'), $rows->person('GP'), $rows->person('P'), $rows->person()];
	foreach ([[], ['valid_through' => PAST], ['valid_from' => FUTURE], [], ['member' => false, 'owner' => true], [], ['deleted' => true]] as $number => $row) {
		$rows->add('co_group_members', $row + ['co_group_id' => $group, 'co_person_id' => $people[$number], 'member' => true]);
	}
	sfprov_same(['PR', 'PD', 'PD', 'PD', 'PR', 'PD', 'PD'], $operations(...$people), "$driver: members");
	sfprov_true(isset($rows->data($people[1])['PrimaryName']), "$driver: who is not a member keeps the data");
	$registry->update('co_groups', ['status' => 'S'], ['id' => $group]);
	sfprov_same('PD', $operations($people[0])[0], "$driver: suspended group");
	$registry->update('co_groups', ['group_type' => 'M'], ['id' => $group]);
	sfprov_same(['PR', 'PR', 'PR', 'PR', 'PR', 'PD', 'PD'], $operations(...$people), "$driver: the group of all members");
	$registry->update('co_groups', ['deleted' => true], ['id' => $group]);
	sfprov_same('PD', $operations($people[0])[0], "$driver: deleted group");
	$registry->update('co_groups', ['deleted' => false], ['id' => $group]);

	// The skipped source.
	$source = $rows->add('org_identity_sources', ['co_id' => 2, 'description' => 's']);
	$registry->update('co_provisioning_targets', ['skip_org_identity_source_id' => $source], ['id' => 1]);
	foreach ([[], ['valid_through' => PAST], ['deleted' => true]] as $number => $row) {
		$identity = $rows->add('org_identities', $row + ['co_id' => 2]);
		$rows->add('org_identity_source_records', ['org_identity_source_id' => $source, 'org_identity_id' => $identity, 'sorid' => "$number"]);
		$rows->add('co_org_identity_links', ['co_person_id' => $people[$number], 'org_identity_id' => $identity]);
	}
	sfprov_same(['GD', 'PR', 'PR', 'PR', 'PR', 'PD', 'PD'], $operations(...$people), "$driver: skipped source");
	$registry->update('co_provisioning_targets', ['provision_co_group_id' => null, 'skip_org_identity_source_id' => null], ['id' => 1]);

	// Text that is none: this one person fails.
	if ($driver === 'sqlite') {
		$bad = $rows->person();
		$rows->role($bad, ['title' => 'fine']);
		$rows->role($bad, ['title' => "N\0L"]);
		$worse = $rows->person('A', "\xC3(");
		$read = $rows->read($other, $bad, $worse);
		sfprov_same('PR', $read[$other]['op'], 'a neighbour');
		sfprov_same(['', 'CoPersonRole.1.title'], [$read[$bad]['op'], $read[$bad]['fields'] ?? null], 'NUL');
		sfprov_same(['', 'PrimaryName.given'], [$read[$worse]['op'], $read[$worse]['fields'] ?? null], 'no UTF-8');
		sfprov_matches('/^PrimaryName\.given of the CO Person must be UTF-8/', $read[$worse]['error'] ?? '', 'message');
	}

	// Targets that cannot be.
	$filter = $rows->add('data_filters', ['co_id' => 2, 'plugin' => 'F', 'status' => 'S']);
	$rows->add('co_provisioning_target_filters', ['co_provisioning_target_id' => 1, 'data_filter_id' => $filter]);
	sfprov_same(false, Sfprov\Test\people_target($registry->pdo, 2, 1)['filters'], "$driver: a filter that is off");
	$registry->update('data_filters', ['status' => 'A'], ['id' => $filter]);
	sfprov_same(true, Sfprov\Test\people_target($registry->pdo, 2, 1)['filters'], "$driver: an active filter");
	$wrong = static fn (int $co, int $target, string $pattern) => sfprov_throws(Sfprov\ConfigurationException::class,
		static fn () => Sfprov\Test\people($registry->pdo, $co, $target, []), $pattern);
	$wrong(1, 1, '/no provisioning target 1 in the CO 1/');
	$wrong(2, 99, '/no provisioning target 99/');
	$registry->update('co_provisioning_targets', ['status' => 'X'], ['id' => 1]);
	$wrong(2, 1, '/is disabled/');
	$registry->update('co_provisioning_targets', ['status' => 'A', 'plugin' => 'LdapProvisioner'], ['id' => 1]);
	$wrong(2, 1, '/another plugin/');
}
?>
===DONE===
--EXPECT--
===DONE===
