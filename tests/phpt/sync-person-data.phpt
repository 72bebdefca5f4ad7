--TEST--
provisionAll() of a target with data filters: the framework's data are asked for, one person's failure is hers alone
--EXTENSIONS--
sfprov
pdo_sqlite
mbstring
--FILE--
<?php
require __DIR__ . '/provision.inc';

$bench = new ProvisionBench(sfprov_simulator(), 'sqlite', [], ['people' => [7, 8, 9, 10, 11]]);
$filter = $bench->registry->insert('data_filters', ['co_id' => 2, 'plugin' => 'Filter', 'status' => 'A', 'context' => 'PT', 'revision' => 0, 'deleted' => false]);
$bench->registry->insert('co_provisioning_target_filters', ['co_provisioning_target_id' => 1, 'data_filter_id' => $filter, 'ordr' => 1, 'revision' => 0, 'deleted' => false]);

$asked = [];
$answers = [
	7 => fn () => ['PR', provision_person(7)],
	8 => fn () => new InvalidArgumentException('the filter is not configured'),
	9 => fn () => null,
	10 => fn () => new RuntimeException('the filter is out of order'),
	11 => fn () => ['PR', provision_person(11)],
];
$options = ['person_data' => function (int $person) use (&$asked, &$answers): mixed {
	$asked[] = $person;
	return $answers[$person]();
}];
$run = fn (array $options): array => $bench->provisioner->provisionAll($bench->registry->target(), 2, $options);

sfprov_throws(InvalidArgumentException::class, fn () => $run([]), '/data filters.*person_data/');
$result = $run($options);
sfprov_same([true, 2, 2], [$result['complete'], $result['created'], $result['failed']]);
$failures = array_column($result['failures'], null, 'co_person_id');
ksort($failures);
sfprov_same([8, 10], array_keys($failures));
sfprov_same(['the filter is not configured', false], [$failures[8]['message'], $failures[8]['retryable']]);
sfprov_same(['the filter is out of order', true], [$failures[10]['message'], $failures[10]['retryable']]);
sfprov_same([7, 8, 9, 10, 11, 10], $asked, 'whose failure passes is asked for once more');
sfprov_same(2, count($bench->simulator->records('Contact')));

// The filter works again: only the two are sent.
$answers[8] = fn () => ['PR', provision_person(8)];
$answers[10] = fn () => ['PR', provision_person(10)];
$result = $run($options);
sfprov_same([2, 2, 0], [$result['created'], $result['unchanged'], $result['failed']]);

// What is thrown ends the run, and it can be gone on with: by others when the lease of its part is over.
$run = function (array $options) use ($bench): array {
	$bench->registry->update('co_salesforce_provisioner_slices', ['lease_time' => 0], []);
	return $bench->provisioner->provisionAll($bench->registry->target(), 2, $options);
};
$answers[9] = fn () => throw new DomainException('stop');
sfprov_throws(DomainException::class, fn () => $run($options), '/stop/');
foreach ([7, 'PR', ['PR'], [7, []], new stdClass()] as $wrong) {
	$answers[9] = fn () => $wrong;
	sfprov_throws(InvalidArgumentException::class, fn () => $run($options), '/person_data must give/');
}
$answers[9] = fn () => null;
$result = $run($options);
sfprov_same([true, 0, 4], [$result['complete'], $result['created'], $result['unchanged']]);
?>
===DONE===
--EXPECT--
===DONE===
