--TEST--
provisionAll() killed 20 times: the end is that of a run which nobody disturbed, and at most one batch is repeated for each time
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
posix
--FILE--
<?php
require __DIR__ . '/provision-all-worker.inc';

const BATCH = 20;
const KILLS = 20;

/** How often each e-mail address was sent as that of a new Contact. */
function creates(SfprovSimulator $simulator): array
{
	$times = [];
	foreach ($simulator->requests('composite') as $request) {
		foreach (json_decode($request['body'], true)['compositeRequest'] as $part) {
			foreach ($part['method'] === 'POST' ? $part['body']['records'] : [] as $record) {
				if ($record['attributes']['type'] === 'Contact') {
					$times[$record['Email']] = ($times[$record['Email']] ?? 0) + 1;
				}
			}
		}
	}
	return $times;
}

mt_srand(20261125);
$simulator = sfprov_simulator();
$ids = range(101, 500);
foreach (sfprov_drivers() as $driver) {
	$bench = whole_bench($simulator, $driver, $ids);
	$registry = $bench->registry;
	// Where a run asks: a batch is about so long.
	for ($kill = 1; $kill <= KILLS; $kill++) {
		// At the start too, and inside of the first batch mostly: each run gets some way, or none.
		$point = mt_rand(1, 90);
		$ended = whole_worker($bench, ['batch_size' => BATCH], $point)->wait();
		sfprov_same([128 + 9, ''], [$ended['status'], $ended['errors']], "$driver: killed at $point: {$ended['output']}");
		// Nobody waits for the lease of the dead.
		whole_age($registry, 200);
	}
	$made = count($simulator->records('Contact'));
	sfprov_true($made > 0 && $made < count($ids), "$driver: $made Contacts by those who were killed");
	$last = json_decode(substr(whole_worker($bench, ['batch_size' => BATCH])->wait()['output'], 6), true);
	sfprov_same([true, 0], [$last['complete'] ?? null, $last['failed'] ?? null], "$driver: last run: " . json_encode($last));
	whole_check($bench, $ids, "$driver: end");
	$repeated = count(array_filter(creates($simulator), static fn (int $times): bool => $times > 1));
	sfprov_same(0, $repeated, "$driver: Contacts that were sent twice");
	$run = $registry->row('co_salesforce_provisioner_runs', ['id' => $last['run']]);
	$counts = json_decode($run['counts'], true);
	sfprov_same(['OK', count($ids)], [$run['status'], $counts['people']], "$driver: the run counts everybody once");
	$exports = array_column($registry->rows('co_provisioning_exports'), 'co_person_id');
	sfprov_same(count($exports), count(array_unique($exports)), "$driver: one export for each");
	$bench->calls();
	sfprov_same(['people' => count($ids), 'unchanged' => count($ids)], whole_counts(whole_run($bench)), "$driver: unchanged");
	sfprov_same([], $bench->calls(), "$driver: nothing is left to send");
}
?>
===DONE===
--EXPECT--
===DONE===
