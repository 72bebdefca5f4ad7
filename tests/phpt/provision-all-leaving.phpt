--TEST--
provisionAll() as provision() for those who leave: a group that the target is limited to with each policy, and a source that it skips
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
require __DIR__ . '/provision-all-pair.inc';

/** A condition of the target row, in both registries. */
function only(Pair $pair, array $columns): void
{
	$pair->change(static fn (SfprovRegistry $registry) => $registry->update('co_provisioning_targets', $columns, ['id' => 1]));
}

/** Every third person is a member of a group, every fourth has an identity of a source. */
function add_group_and_source(SfprovRegistry $registry): void
{
	$registry->insert('co_groups', ['id' => 9001, 'co_id' => 2, 'name' => 'provisioned', 'status' => 'A', 'deleted' => false]);
	$registry->insert('org_identity_sources', ['id' => 9001, 'co_id' => 2, 'deleted' => false]);
	foreach ($registry->rows('co_people', ['co_id' => 2]) as $person) {
		if ($person['id'] % 3 === 0) {
			$registry->insert('co_group_members', ['co_group_id' => 9001, 'co_person_id' => $person['id'], 'member' => true, 'owner' => false, 'deleted' => false]);
		}
		if ($person['id'] % 4 === 0) {
			$identity = $registry->insert('org_identities', ['co_id' => 2, 'deleted' => false]);
			$registry->insert('co_org_identity_links', ['co_person_id' => $person['id'], 'org_identity_id' => $identity, 'deleted' => false]);
			$registry->insert('org_identity_source_records', ['org_identity_source_id' => 9001, 'org_identity_id' => $identity, 'sorid' => "s{$person['id']}", 'deleted' => false]);
		}
	}
}

$pair = new Pair('sqlite', sfprov_simulator(['own' => true]), sfprov_simulator(['own' => true]));
$pair->change(change_everything(...));
$usual = ['people' => 200, 'created' => 150, 'unchanged' => 43, 'failed' => 7];
$pair->change(add_group_and_source(...));
// By policy: how many are left alone, changed or deleted when they leave; and what is to do when they are back.
$after = [
	'N' => [['people' => 200, 'unchanged' => 36, 'skipped' => 163, 'failed' => 1], ['people' => 200, 'unchanged' => 193, 'failed' => 7]],
	'F' => [['people' => 200, 'unchanged' => 36, 'deprovisioned' => 120, 'skipped' => 43, 'failed' => 1], ['people' => 200, 'updated' => 114, 'unchanged' => 79, 'failed' => 7]],
	'D' => [['people' => 200, 'unchanged' => 36, 'deprovisioned' => 120, 'skipped' => 43, 'failed' => 1], ['people' => 200, 'created' => 114, 'unchanged' => 79, 'failed' => 7]],
];
foreach (['nothing' => 'N', 'a field' => 'F', 'delete' => 'D'] as $what => $policy) {
	$expected = $after[$policy];
	only($pair, ['provision_co_group_id' => null, 'skip_org_identity_source_id' => null]);
	$pair->reset("who leaves: $what", ['deprovision_policy' => $policy, 'deprovision_field' => 'AssistantName', 'deprovision_value' => 'left']);
	sfprov_same($usual, $pair->compare(1000, false), "$what: all");
	only($pair, ['provision_co_group_id' => 9001]);
	sfprov_same($expected[0], $pair->compare(60), "$what: those outside of the group");
	only($pair, ['provision_co_group_id' => null]);
	sfprov_same($expected[1], $pair->compare(60, false), "$what: they are back");
}
only($pair, ['skip_org_identity_source_id' => 9001]);
$pair->reset('a source that is skipped');
sfprov_same(['people' => 200, 'created' => 113, 'unchanged' => 43, 'skipped' => 38, 'failed' => 6], $pair->compare(), 'a source that is skipped');
?>
===DONE===
--EXPECT--
===DONE===
