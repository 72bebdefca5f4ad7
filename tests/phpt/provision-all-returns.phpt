--TEST--
Whole CO: those who leave are deleted or marked in sets, and forgotten, but not whoever another process has provisioned again in between
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
require __DIR__ . '/provision-all.inc';
require __DIR__ . '/database-failing.inc';

$simulator = sfprov_simulator();
$ids = range(101, 120);
foreach (sfprov_drivers() as $driver) {
	// Somebody is back between the deletion and what is written about it: the transactions of a run show when.
	$bench = whole_bench($simulator, $driver, $ids, ['deprovision_policy' => 'D']);
	$registry = $bench->registry;
	whole_run($bench);
	$registry->insert('co_groups', ['id' => 9001, 'co_id' => 2, 'name' => 'provisioned', 'status' => 'A', 'deleted' => false]);
	$registry->update('co_provisioning_targets', ['provision_co_group_id' => 9001], ['id' => 1]);
	$member = ['co_group_id' => 9001, 'member' => true, 'owner' => false, 'deleted' => false];
	$registry->insert('co_group_members', $member + ['co_person_id' => 101]);
	$back = false;
	DatabaseFault::arm(0, static function () use ($bench, $member, &$back): void {
		if (!$back && count($bench->simulator->records('Contact')) === 1) {
			$back = true;
			$bench->registry->insert('co_group_members', $member + ['co_person_id' => 102]);
			$bench->registry->update('names', ['given' => 'Changed'], ['co_person_id' => 102]);
			$person = Sfprov\Test\people($bench->registry->pdo, 2, 1, [102])[102];
			$bench->provision($person['data'], 'PU');
		}
	});
	DatabaseFault::$pattern = '/^(exec BEGIN|beginTransaction)/';
	$provisioner = $bench->another(['db' => DatabaseFailingPdo::of($registry)]);
	$simulator->clearLog();
	$result = $provisioner->provisionAll($registry->target(), 2);
	DatabaseFault::arm(0, null);
	DatabaseFault::$pattern = null;
	sfprov_true($back, "$driver: back in time");
	sfprov_same(['people' => 20, 'unchanged' => 1, 'deprovisioned' => 19], whole_counts($result), "$driver: counts");
	whole_check($bench, [101, 102], "$driver: back");
	sfprov_same([101, 102], array_map('intval', array_column($registry->rows('co_salesforce_provisioner_people'), 'co_person_id')), "$driver: rows");
	$gone = $registry->rows('identifiers', ['co_person_id' => 103, 'type' => 'provisioningtarget']);
	sfprov_same([1, true], [count($gone), (bool) $gone[0]['deleted']], "$driver: the identifier is deleted as the registry deletes one");
	sfprov_same(['people' => 20, 'unchanged' => 2, 'skipped' => 18], whole_counts(whole_run($bench)), "$driver: next run");

	// Whoever Salesforce refuses stays, with the reason; a lock passes. Then they leave, too; to mark a Contact that is gone is to forget it.
	foreach (['D' => 'delete', 'F' => 'update'] as $policy => $operation) {
		$what = "$driver, $operation";
		$bench = whole_bench($simulator, $driver, $ids, ['deprovision_policy' => $policy, 'deprovision_field' => 'AssistantName', 'deprovision_value' => 'left']);
		$registry = $bench->registry;
		whole_run($bench);
		$simulator->config(['record_faults' => [['op' => $operation, 'field' => 'LastName', 'value' => '^Family105$', 'times' => 1],
			['op' => $operation, 'field' => 'LastName', 'value' => '^Family106$', 'code' => 'DELETE_FAILED', 'message' => 'Others depend on it']]]);
		$registry->insert('co_groups', ['id' => 9001, 'co_id' => 2, 'name' => 'provisioned', 'status' => 'A', 'deleted' => false]);
		$registry->update('co_provisioning_targets', ['provision_co_group_id' => 9001], ['id' => 1]);
		$simulator->record('delete', 'Contact', substr($registry->salesforceIds(107), 0, 18));
		$simulator->clearLog();
		$result = whole_run($bench);
		sfprov_same(['people' => 20, 'deprovisioned' => 19, 'failed' => 1], whole_counts($result), "$what: counts");
		sfprov_same([[106, 'DELETE_FAILED']], array_map(static fn (array $failure): array => [$failure['co_person_id'], $failure['code']], $result['failures']), "$what: failure");
		sfprov_same('DELETE_FAILED', $registry->personRow(106)['error_code'], "$what: row");
		// All of them, and once more those two.
		sfprov_same(2, count($bench->calls()), "$what: API calls");
		$simulator->config(['record_faults' => []]);
		$again = whole_run($bench);
		sfprov_same([true, 0, 1], [$again['complete'], $again['failed'], $again['deprovisioned']], "$what: next run");
		sfprov_same($policy === 'D' ? 0 : 19, count(array_filter($simulator->records('Contact'), static fn (array $record): bool => ($record['AssistantName'] ?? null) === 'left')), "$what: marked");
		sfprov_same($policy === 'D' ? 0 : 19, count($simulator->records('Contact')), "$what: Contacts");
		sfprov_same($policy === 'D' ? 0 : 19, count($registry->rows('co_salesforce_provisioner_people')), "$what: rows");
	}
}
?>
===DONE===
--EXPECT--
===DONE===
