--TEST--
Provisioning: a worker is killed before each thing it asks of the database; the next ones end with exactly one record
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
posix
--FILE--
<?php
require __DIR__ . '/provision-worker.inc';

$simulator = sfprov_simulator();
foreach ([[true, null], [true, 'Registry_ID__c']] as [$coperson, $external]) {
	$bench = new ProvisionBench($simulator, 'sqlite', ['obj_coperson' => $coperson, 'external_id_field' => $external]);
	// How much does a whole run ask? (The first of all stores the instance URL too.)
	$bench->provision(provision_person($bench->registry->addPerson(6)));
	$whole = provision_worker($bench, 7, 0)->wait();
	sfprov_matches('/^ready\ndone \d+\n$/', $whole['output'] . $whole['errors'], 'a whole run');
	$asks = (int) substr($whole['output'], 11);
	sfprov_true($asks > 10, "asked $asks times");
	$after = 0;
	// Four at a time.
	foreach (array_chunk(range(1, $asks), 4) as $points) {
		$workers = [];
		foreach ($points as $point) {
			$workers[$point] = provision_worker($bench, $bench->registry->addPerson(1000 + $point), $point);
		}
		$status = array_map(static fn (SfprovProcess $worker): int => $worker->wait()['status'], $workers);
		foreach ($points as $point) {
			$what = "killed at $point of $asks" . ($external ? ', external id' : '');
			$person = 1000 + $point;
			sfprov_same(128 + 9, $status[$point], "$what: status");
			$contacts = static fn (): array => array_values(array_filter($simulator->records('Contact'), static fn (array $r): bool => $r['Email'] === "p$person@example.org"));
			$made = count($contacts());
			$after += $made;
			// The announcement of a dead process is taken over when its time is up.
			$bench->age(200, $person);
			sfprov_same(true, $bench->attempt(provision_person($person)), "$what: next run");
			$found = $contacts();
			sfprov_same(1, count($found), "$what: Contacts");
			$copersons = array_values(array_filter($simulator->records('CoPerson__c'), static fn (array $r): bool => $r['Contact__c'] === $found[0]['Id']));
			sfprov_same(1, count($copersons), "$what: CoPerson__c");
			sfprov_same($found[0]['Id'] . '/' . $copersons[0]['Id'], $bench->registry->salesforceIds($person), "$what: ids");
			$bench->calls();
			$bench->provision(provision_person($person));
			sfprov_same([], $bench->calls(), "$what: unchanged");
		}
	}
	sfprov_true($after > 2 && $after < $asks, "killed before and after the create ($after of $asks after)");
	sfprov_same($asks + 2, count($simulator->records('CoPerson__c')), 'none too many');
}
?>
===DONE===
--EXPECT--
===DONE===
