--TEST--
reconcile(): the guard, the API reserve, time, cancelling, what it refuses, sets and pages, and two COs that share an org
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/reconcile.inc';

$simulator = sfprov_simulator();
$people = range(100, 119);
$bench = reconcile_bench($simulator, 'sqlite', $people, ['deprovision_policy' => 'D']);

// The guard: ten of twenty would lose a field.
$bench->registry->update('co_person_roles', ['ou' => null], []);
foreach (range(110, 119) as $person) {
	$simulator->record('update', 'Contact', reconcile_ids($bench, $person)[0], ['values' => ['Department' => null]]);
}
$simulator->record('delete', 'Contact', reconcile_ids($bench, 119)[0]);
$records = $simulator->records('Contact', true);
$bench->calls();
$result = reconcile($bench, ['repair' => true, 'max_share' => 49]);
sfprov_same([false, 'guard', 0, 10, 1], [$result['complete'], $result['stopped'], $result['repaired'], $result['changed'], $result['missing']]);
sfprov_matches('/^Nothing was repaired: .* 10 of 19 Contacts, more than 49 %.*max_share/', $result['message']);
sfprov_same([], preg_grep('/^GET/', $bench->calls(), PREG_GREP_INVERT), 'nothing was sent');
sfprov_same($records, $simulator->records('Contact', true));
$run = $bench->registry->rows('co_salesforce_provisioner_runs');
sfprov_same(['CX', $result['message']], [end($run)['status'], end($run)['message']]);
// What empties nothing is not held up by it.
$result = reconcile($bench, ['repair' => ['missing'], 'max_share' => 0]);
sfprov_same([true, null, 1], [$result['complete'], $result['stopped'], $result['repaired']]);
$result = reconcile($bench, ['repair' => true, 'max_share' => 50]);
sfprov_same([true, 10], [$result['complete'], $result['repaired']]);
sfprov_same(20, reconcile($bench)['same']);
// Nine are always allowed; ten Contacts of nobody's are not.
$orphans = array_map(fn (int $n): string => reconcile_seed($simulator, 'Contact', ['LastName' => "Orphan$n"]), range(1, 10));
array_map(fn (string $id): string => reconcile_seed($simulator, 'CoPerson__c', ['Contact__c' => $id]), $orphans);
$result = reconcile($bench, ['repair' => ['orphaned']]);
sfprov_same(['guard', 10, 0], [$result['stopped'], $result['orphaned'], $result['repaired']]);
$simulator->record('delete', 'Contact', $orphans[0]);
$result = reconcile($bench, ['repair' => ['orphaned']]);
sfprov_same([null, 9, 9], [$result['stopped'], $result['orphaned'], $result['repaired']]);
sfprov_same([20, 20], [count($simulator->records('Contact')), count(array_filter($simulator->records('CoPerson__c'), fn (array $r): bool => $r['Contact__c'] !== $orphans[0]))]);

// Progress, and a callable that ends it.
$bench->registry->update('co_person_roles', ['title' => 'New'], []);
$seen = [];
$result = reconcile($bench, ['repair' => ['changed'], 'max_share' => 0], function (array $progress) use (&$seen): void {
	$seen[$progress['phase']] = $progress;
});
sfprov_same(['reconcile', 'repair'], array_keys($seen));
sfprov_same([20, 20, 20, 20, 0], [$seen['reconcile']['done'], $seen['reconcile']['total'], $seen['repair']['done'], $seen['repair']['changed'], $seen['reconcile']['repaired']]);
sfprov_true($seen['repair']['api_calls'] > $seen['reconcile']['api_calls'] && $seen['repair']['api_used'] > 0 && $seen['repair']['seconds'] >= $seen['reconcile']['seconds'], 'progress');
sfprov_same(20, $result['repaired']);
$bench->registry->update('co_person_roles', ['title' => 'Newer'], []);
$result = reconcile($bench, ['repair' => true], fn (): bool => false);
sfprov_same([false, 'cancelled', 'The reconciliation was cancelled', 20, 0], [$result['complete'], $result['stopped'], $result['message'], $result['people'], $result['repaired']]);
$result = reconcile($bench, ['repair' => true, 'max_share' => 100], fn (array $progress): bool => $progress['phase'] !== 'repair');
sfprov_same(['cancelled', 20], [$result['stopped'], $result['repaired']]);
sfprov_throws(DomainException::class, fn () => reconcile($bench, [], fn () => throw new DomainException('stop')), '/stop/');

// The org's calls of a day.
$simulator->config(['daily_limit' => 1000, 'api_used' => 880]);
$bench->provisioner->limits($bench->registry->target());
$result = reconcile($bench, ['api_reserve' => 12]);
sfprov_same([false, 'limit'], [$result['complete'], $result['stopped']]);
sfprov_matches('/1,?000|1000 API calls.*12 %.*run it again later/', $result['message']);
sfprov_same(true, reconcile($bench, ['api_reserve' => 1])['complete']);
$simulator->config(['daily_limit' => 1000000, 'api_used' => 0]);

// Time.
$simulator->config(['latency_ms' => 1100]);
$result = reconcile($bench, ['max_seconds' => 1]);
sfprov_same([false, 'time', 'The time that was set for this reconciliation is over'], [$result['complete'], $result['stopped'], $result['message']]);
$simulator->config(['latency_ms' => 0]);

// Refused.
foreach ([['repair' => 'all'], ['repair' => ['missing', 'lost']], ['repair' => [1]], ['max_share' => 101], ['max_share' => '5'], ['api_reserve' => -1], ['max_differences' => -1],
	['person_data' => 'no such function'], ['force' => true]] as $options) {
	sfprov_throws(Sfprov\InvalidArgumentException::class, fn () => reconcile($bench, $options), '/' . (isset($options['force']) ? 'There is no option "force"' : 'The option ' . key($options)) . '/');
}
sfprov_throws(Sfprov\ConfigurationException::class, fn () => $bench->provisioner->reconcile($bench->registry->target(), 9));
$bench->registry->pdo->beginTransaction();
sfprov_throws(Sfprov\InvalidArgumentException::class, fn () => reconcile($bench), '/cannot be reconciled inside a database transaction/');
$bench->registry->pdo->rollBack();

// Pages that Salesforce cuts short.
$simulator->config(['page_size' => 3, 'min_page' => 3]);
sfprov_same(['people' => 20, 'contacts' => 20, 'same' => 20], reconcile_counts(reconcile($bench)));
$simulator->config(['page_size' => 2000]);

// Another CO with a target of its own in the same org: neither takes the other's for orphans.
$registry = $bench->registry;
$registry->insert('cos', ['id' => 3, 'name' => 'Other', 'status' => 'A']);
$registry->insert('co_provisioning_targets', ['id' => 5, 'co_id' => 3, 'plugin' => 'SalesforceProvisioner', 'description' => 'other', 'status' => 'M']);
$registry->insert('co_salesforce_provisioner_targets', ['id' => 5, 'co_provisioning_target_id' => 5] + $registry->target()['CoSalesforceProvisionerTarget']);
reconcile_people($registry, range(200, 204), 3);
sfprov_same(5, $bench->provisioner->provisionAll($registry->target(5), 3)['created']);
foreach ($simulator->records('Contact') as $contact) {
	$simulator->record('purge', 'Contact', $contact['Id']);
	$simulator->seed('Contact', [['CreatedDate' => '2020-01-01T00:00:00.000+0000'] + $contact]);
}
sfprov_same(['people' => 20, 'contacts' => 20, 'same' => 20], reconcile_counts(reconcile($bench, ['repair' => true])), 'one CO');
sfprov_same(['people' => 5, 'contacts' => 5, 'same' => 5], reconcile_counts($bench->provisioner->reconcile($registry->target(5), 3, ['repair' => true])), 'the other');
sfprov_same(25, count($simulator->records('Contact')));
?>
===DONE===
--EXPECT--
===DONE===
