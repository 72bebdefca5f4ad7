--TEST--
Database: a handle that throws at its n-th call, for each n of a provision: nothing is lost or doubled, the object and the row stay usable
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/database-failing.inc';

// SFPROV_TEST_STEP=1 takes every call on the other databases too.
$step = (int) (getenv('SFPROV_TEST_STEP') ?: 5);
$simulator = sfprov_simulator();
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, []);
	$registry = $bench->registry;
	$pdo = DatabaseFailingPdo::of($registry);
	$provisioner = $bench->another(['db' => $pdo]);
	$other = $registry->connect();
	$deeds = ['Exception' => static fn () => throw new Exception('own trouble'), 'Error' => static fn () => throw new TypeError('own trouble')];
	$person = 100;
	DatabaseFault::arm(0, null);
	$simulator->expireTokens();
	$registry->addPerson($person);
	$provisioner->provision($registry->target(), 'PU', provision_person($person));
	$last = DatabaseFault::$count;
	sfprov_true($last > 30, "$driver: calls of a provision: $last");
	$outcomes = [];
	for ($n = 1; $n <= $last; $n += $driver === 'sqlite' ? 1 : $step) {
		$person++;
		$registry->addPerson($person);
		$simulator->expireTokens();
		$what = array_keys($deeds)[intdiv($n, 2) % 2];
		DatabaseFault::arm($n, $deeds[$what]);
		$thrown = null;
		try {
			$provisioner->provision($registry->target(), 'PU', provision_person($person));
		} catch (Throwable $thrown) {
		}
		$at = "$driver, $what at call $n: " . substr(DatabaseFault::$calls[$n - 1] ?? '?', 0, 80);
		DatabaseFault::arm(0, null);
		$outcomes[$thrown === null ? 'worked' : get_class($thrown)] = true;
		if ($thrown !== null) {
			sfprov_true($thrown instanceof Sfprov\DatabaseException || $thrown instanceof Sfprov\AuthorizationException, "$at: " . get_class($thrown) . ' ' . $thrown->getMessage());
			sfprov_true(str_contains($thrown->getMessage(), 'own trouble') || str_contains($thrown->getMessage(), 'database'), "$at: {$thrown->getMessage()}");
			sfprov_same(null, $thrown->getPrevious(), "$at: nothing is chained, its trace would show what was bound");
		}
		// No lock is left: somebody else can write both rows at once.
		sfprov_same(false, $pdo->inTransaction(), "$at: transaction");
		if ($driver === 'mysql') {
			$other->exec('SET innodb_lock_wait_timeout = 1');
		} elseif ($driver === 'pgsql') {
			$other->exec("SET lock_timeout = '1s'");
		} else {
			$other->exec('PRAGMA busy_timeout = 500');
		}
		$registry->update('oauth2_servers', ['scope' => "refresh_token api s$n"], ['id' => 1], $other);
		$registry->update('co_salesforce_provisioner_people', ['error_code' => null], ['co_person_id' => $person], $other);
		// The same object works on, and in the end there is one of each.
		$bench->age(100, $person);
		$again = null;
		try {
			$provisioner->provision($registry->target(), 'PU', provision_person($person));
		} catch (Throwable $again) {
			sfprov_fail("$at, next call: " . get_class($again) . ': ' . $again->getMessage());
		}
		$contacts = array_values(array_filter($simulator->records('Contact'), static fn (array $c): bool => $c['Email'] === "p$person@example.org"));
		sfprov_same(1, count($contacts), "$at: Contacts");
		$copersons = array_filter($simulator->records('CoPerson__c'), static fn (array $c): bool => $c['Contact__c'] === ($contacts[0]['Id'] ?? null));
		sfprov_same(1, count($copersons), "$at: CoPerson__c");
		sfprov_same(($contacts[0]['Id'] ?? '') . '/' . (reset($copersons)['Id'] ?? ''), $registry->salesforceIds($person), "$at: Identifier");
		sfprov_same([$contacts[0]['Id'] ?? null, null], [$registry->personRow($person)['contact_id'], $registry->personRow($person)['error_message']], "$at: own row");
	}
	sfprov_true(isset($outcomes['Sfprov\DatabaseException']) && count($outcomes) <= 3, "$driver: " . implode(', ', array_keys($outcomes)));
	unset($bench, $registry, $pdo, $provisioner, $other);
}
?>
===DONE===
--EXPECT--
===DONE===
