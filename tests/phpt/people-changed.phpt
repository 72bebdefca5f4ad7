--TEST--
People in sets: whose rows, periods or pushes changed since the last run
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

const OLD = '2020-01-01 00:00:00';

/** "YYYY-MM-DD HH:MM:SS" so many seconds from now. */
function moment(int $seconds): string
{
	return gmdate('Y-m-d H:i:s', time() + $seconds);
}

foreach (sfprov_drivers() as $driver) {
	$registry = sfprov_registry($driver);
	$registry->update('co_provisioning_targets', ['modified' => OLD], ['id' => 1]);
	$add = static fn (string $table, array $row): int => $registry->insert($table, $row + ['created' => OLD, 'modified' => OLD]);
	$rows = [];
	$group = $add('co_groups', ['co_id' => 2, 'name' => 'g', 'status' => 'A']);
	$source = $add('org_identity_sources', ['co_id' => 2]);
	foreach ([11, 12, 13] as $person) {
		$registry->addPerson($person);
		$registry->update('co_people', ['modified' => OLD], ['id' => $person]);
		$rows[$person] = [
			'co_people' => $person,
			'names' => $add('names', ['co_person_id' => $person, 'given' => 'A', 'primary_name' => true]),
			'email_addresses' => $add('email_addresses', ['co_person_id' => $person, 'mail' => 'a@example.org']),
			'identifiers' => $add('identifiers', ['co_person_id' => $person, 'type' => 'uid', 'identifier' => 'a', 'status' => 'A']),
			'co_person_roles' => $role = $add('co_person_roles', ['co_person_id' => $person, 'status' => 'A']),
			'addresses' => $add('addresses', ['co_person_role_id' => $role]),
			'telephone_numbers' => $add('telephone_numbers', ['co_person_role_id' => $role]),
			'co_group_members' => $add('co_group_members', ['co_person_id' => $person, 'co_group_id' => $group]),
			'org_identities' => $identity = $add('org_identities', ['co_id' => 2]),
			'org_identity_source_records' => $add('org_identity_source_records', ['org_identity_source_id' => $source, 'org_identity_id' => $identity]),
			'co_org_identity_links' => $add('co_org_identity_links', ['co_person_id' => $person, 'org_identity_id' => $identity]),
			'co_salesforce_provisioner_people' => $add('co_salesforce_provisioner_people', ['co_provisioning_target_id' => 1, 'co_person_id' => $person,
				'contact_id' => '003000000000001AAA', 'sent' => '{}', 'pushed_time' => 5]),
		];
	}
	// Of another CO, and always new.
	$registry->addPerson(9000, 'A', 1);
	$changed = static fn (int $limit = 10): array => Sfprov\Test\people_ids($registry->pdo, 2, 1, 0, 100, $limit, time());
	sfprov_same([], $changed(), "$driver: nothing changed");
	sfprov_same([11, 12, 13], Sfprov\Test\people_ids($registry->pdo, 2, 1, 0, 100, 10, 0), "$driver: since ever");

	/** Changes columns of the row that a person has in a table, looks who changed, and puts them back. */
	$look = static function (string $table, array $columns, int $person = 12) use ($registry, $rows, $changed): array {
		$id = $rows[$person][$table];
		$before = array_intersect_key($registry->row($table, ['id' => $id]), $columns);
		$registry->update($table, $columns, ['id' => $id]);
		$found = $changed();
		$registry->update($table, $before, ['id' => $id]);
		return $found;
	};
	$always = ['co_people', 'names', 'email_addresses', 'identifiers', 'co_person_roles', 'addresses', 'telephone_numbers'];
	foreach ($always as $table) {
		sfprov_same([12], $look($table, ['modified' => moment(0)]), "$driver: $table");
		sfprov_same([12], $look($table, ['modified' => moment(-1800)]), "$driver: $table, half an hour before");
		sfprov_same([], $look($table, ['modified' => moment(-7200)]), "$driver: $table, long before");
	}
	sfprov_same([12], $look('email_addresses', ['modified' => moment(0), 'deleted' => true]), "$driver: a row was deleted");
	sfprov_same([], $look('co_people', ['modified' => moment(0), 'deleted' => true]), "$driver: a person who was deleted");
	sfprov_same([], $look('identifiers', ['modified' => moment(0), 'type' => 'provisioningtarget']), "$driver: the ids that are stored by provisioning itself");
	sfprov_same([12], $look('identifiers', ['modified' => moment(0), 'type' => null]), "$driver: an identifier without type");
	foreach (['valid_from', 'valid_through'] as $limit) {
		sfprov_same([12], $look('co_person_roles', [$limit => moment(-5)]), "$driver: $limit has passed");
		sfprov_same([], $look('co_person_roles', [$limit => moment(3600)]), "$driver: $limit is to come");
		sfprov_same([], $look('co_person_roles', [$limit => OLD]), "$driver: $limit passed long ago");
	}
	$ours = 'co_salesforce_provisioner_people';
	sfprov_same([12], $look($ours, ['error_time' => 7]), "$driver: the last push failed");
	sfprov_same([12], $look($ours, ['intent' => '1:x']), "$driver: a create was not finished");
	sfprov_same([12], $look($ours, ['sent' => null]), "$driver: what was sent is not known");
	sfprov_same([], $look($ours, ['sent' => null, 'contact_id' => null]), "$driver: nothing was ever sent");
	sfprov_same([12], $look($ours, ['sent' => '{"Contact":{"Title":"x"},"relink":true}']), "$driver: a CoPerson__c hangs on a former Contact");
	sfprov_same([], $look($ours, ['error_time' => 7, 'co_provisioning_target_id' => 2]), "$driver: another target");
	$registry->update($ours, ['error_time' => 7], ['co_provisioning_target_id' => 1]);
	sfprov_same([11, 12], $changed(2), "$driver: a page");
	sfprov_same([13], Sfprov\Test\people_ids($registry->pdo, 2, 1, 12, 13, 2, time()), "$driver: the next page");
	$registry->update($ours, ['error_time' => null], ['co_provisioning_target_id' => 1]);

	// Group and source count while the target has them.
	$tables = ['co_group_members' => ['provision_co_group_id' => $group], 'org_identities' => ['skip_org_identity_source_id' => $source],
		'org_identity_source_records' => ['skip_org_identity_source_id' => $source], 'co_org_identity_links' => ['skip_org_identity_source_id' => $source]];
	foreach ($tables as $table => $column) {
		sfprov_same([], $look($table, ['modified' => moment(0)]), "$driver: $table, not asked for");
		$registry->update('co_provisioning_targets', $column, ['id' => 1]);
		sfprov_same([12], $look($table, ['modified' => moment(0)]), "$driver: $table");
		if (in_array($table, ['co_group_members', 'org_identities'], true)) {
			sfprov_same([12], $look($table, ['valid_through' => moment(-5)]), "$driver: $table, end of validity");
			sfprov_same([12], $look($table, ['valid_from' => moment(-5)]), "$driver: $table, begin of validity");
		}
		sfprov_same([], $changed(), "$driver: nothing changed");
		$registry->update('co_provisioning_targets', ['provision_co_group_id' => null, 'skip_org_identity_source_id' => null], ['id' => 1]);
	}

	// What bears on everybody.
	$registry->update('co_provisioning_targets', ['provision_co_group_id' => $group], ['id' => 1]);
	$dictionary = $add('dictionaries', ['co_id' => 2, 'mode' => 'S']);
	$everybody = ['co_provisioning_targets' => 1, 'co_groups' => $group, 'dictionaries' => $dictionary,
		'dictionary_entries' => $add('dictionary_entries', ['dictionary_id' => $dictionary, 'value' => 'v']),
		'attribute_enumerations' => $add('attribute_enumerations', ['co_id' => 2, 'attribute' => 'CoPersonRole.ou', 'status' => 'S']),
		'co_departments' => $add('co_departments', ['co_id' => 2]), 'organizations' => $add('organizations', ['co_id' => 2])];
	foreach ($everybody as $table => $id) {
		$registry->update($table, ['modified' => moment(0)], ['id' => $id]);
		sfprov_same([11, 12, 13], $changed(), "$driver: $table");
		$registry->update($table, ['modified' => OLD], ['id' => $id]);
		sfprov_same([], $changed(), "$driver: $table as before");
	}
}
?>
===DONE===
--EXPECT--
===DONE===
