<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* One worker of a soak run: changes people at random and brings them to Salesforce until its time is over; prints what it did as JSON. */
require __DIR__ . '/people.inc';

$input = sfprov_input();
$registry = SfprovRegistry::attach($input['registry']);
$people = new SoakPeople($registry);
$simulator = soak_simulator($input['ready']);
mt_srand($input['seed']);
$counts = ['calls' => 0, 'ok' => 0, 'races' => 0, 'transactions' => 0, 'authorizations' => 0, 'errors' => [], 'unexplained' => []];
$warm = null;
$second = null;
$end = $input['end'];
$begin = microtime(true);
$provisioner = null;
while (($now = microtime(true)) < $end) {
	if ($provisioner === null || mt_rand(1, 20) === 1) {
		// Another request of the web server, in the same process.
		$provisioner = new SalesforceProvisioner(['connect_timeout' => SOAK_CONNECT_TIMEOUT, 'timeout' => SOAK_TIMEOUT]
			+ provision_settings($registry, $simulator->caFile, $simulator->port));
	}
	if ($warm === null && $now > $begin + ($end - $begin) / 4) {
		$warm = soak_usage();
	}
	$id = mt_rand(1, $input['people']);
	// Who may be killed does not race: nobody would know that its old state came last.
	if (!$input['mortal'] && mt_rand(1, 4) === 1) {
		$counts['races']++;
		soak_race($id);
		continue;
	}
	$lock = fopen("{$input['directory']}/person-$id", 'c');
	if (!flock($lock, LOCK_EX | LOCK_NB)) {
		continue;
	}
	$state = $people->get($id);
	if (!$state['dirty'] || mt_rand(1, 2) === 1) {
		$state = mt_rand(1, 20) === 1 ? ['wanted' => 1 - $state['wanted']] + $state : ['version' => $state['version'] + 1, 'wanted' => 1] + $state;
	}
	// Remembered first: whoever dies in between leaves somebody to be looked after.
	$people->set($id, ['dirty' => 1] + $state);
	if (soak_call($id, $state, $registry->driver !== 'sqlite' && mt_rand(1, 5) === 1)) {
		$people->set($id, ['dirty' => 0] + $state);
	}
	fclose($lock);
}
echo json_encode($counts + ['warm' => $warm ?? soak_usage(), 'last' => soak_usage(), 'seconds' => microtime(true) - $begin]), "\n";

/** The same person again, while somebody else may be at work on them. */
function soak_race(int $id): void
{
	global $people;
	$state = $people->get($id);
	if ($state['version'] === 0) {
		return;
	}
	soak_call($id, $state, false);
	// Its state may have come after a newer one.
	$people->markDirty($id);
}

/** True when the state is in Salesforce and in the registry. */
function soak_call(int $id, array $state, bool $in_transaction): bool
{
	global $registry, $provisioner, $counts, $simulator, $input;
	$counts['calls']++;
	$refresh_token = null;
	try {
		$refresh_token = $registry->tokenRow()['refresh_token'];
		if ($in_transaction) {
			$counts['transactions']++;
			$registry->pdo->beginTransaction();
		}
		soak_provision($provisioner, $registry->target(), $id, $state);
		$kept = true;
		if ($in_transaction) {
			$kept = mt_rand(1, 3) > 1;
			$kept ? $registry->pdo->commit() : $registry->pdo->rollBack();
		}
		$counts['ok']++;
		return $kept;
	} catch (Sfprov\Exception $exception) {
		$class = substr(get_class($exception), 7);
		$counts['errors'][$class] = ($counts['errors'][$class] ?? 0) + 1;
		if ($exception instanceof Sfprov\AuthorizationException && str_contains($exception->getMessage(), 'Obtain New Token')) {
			$counts['authorizations'] += soak_authorize($registry, $simulator, $refresh_token, $input['directory']) ? 1 : 0;
		}
	} catch (Throwable $thrown) {
		$counts['unexplained'][] = get_class($thrown) . ': ' . $thrown->getMessage();
	}
	if ($registry->pdo->inTransaction()) {
		$registry->pdo->rollBack();
	}
	return false;
}
