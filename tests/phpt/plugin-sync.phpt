--TEST--
Registry job SalesforceSync: parameters, what the native class is asked, progress, cancellation, history, summary, going on later
--EXTENSIONS--
sfprov
mbstring
--SKIPIF--
<?php
require __DIR__ . '/needs.inc';
needs_plugin();
?>
--FILE--
<?php
require __DIR__ . '/../helper.inc';
require __DIR__ . '/plugin-framework.inc';
require "$plugin/Model/SalesforceSyncJob.php";

/** The plugin's model of targets with the targets 3 (Manual) and 4 (Disabled) of the CO 2, and a native class that plays a part. */
class CoSalesforceProvisionerTarget
{
	public object $CoProvisioningTarget;
	/** @var list<array> method and arguments of the native class */
	public array $calls = [];
	public array $result = [];
	/** @var list<array> what the native class tells on its way */
	public array $steps = [];
	public ?Throwable $fails = null;
	public array $answers = [];

	public function __construct()
	{
		$this->CoProvisioningTarget = new class {
			public function find(string $what, array $options): array
			{
				sfprov_same('SalesforceProvisioner', $options['conditions']['CoProvisioningTarget.plugin']);
				if ($what === 'all') {
					sfprov_same([2, 'X'], [$options['conditions']['CoProvisioningTarget.co_id'], $options['conditions']['CoProvisioningTarget.status !=']]);
					$asked = $options['conditions']['CoProvisioningTarget.id'] ?? null;
					return array_map(fn ($id) => ['CoProvisioningTarget' => ['id' => $id, 'description' => "Org $id"]], $asked === null ? [3, 5] : [$asked]);
				}
				$id = $options['conditions']['CoProvisioningTarget.id'];
				$modes = ['M' => 3, 'X' => 4];
				$found = $options['conditions']['CoProvisioningTarget.co_id'] === 2 && in_array($id, $modes, true);
				return $found ? ['CoProvisioningTarget' => ['id' => $id, 'description' => 'Our org', 'status' => array_search($id, $modes, true)]] : [];
			}
		};
	}

	public function find(string $what, array $options): array
	{
		return ['CoSalesforceProvisionerTarget' => ['id' => 1, 'co_provisioning_target_id' => $options['conditions']['CoSalesforceProvisionerTarget.co_provisioning_target_id'], 'server_id' => 2]];
	}

	public function nativeProvisioner(array $row): object
	{
		return new class($this) {
			public function __construct(private object $target)
			{
			}

			public function __call(string $method, array $arguments): array
			{
				$this->target->calls[] = [$method, ...$arguments];
				foreach ($this->target->steps as $step) {
					$this->target->answers[] = $arguments[3]($step);
				}
				return $this->target->fails === null ? $this->target->result : throw $this->target->fails;
			}
		};
	}
}
/** The job with a terminal of its own, and without waiting between two looks. */
class WatchedJob extends SalesforceSyncJob
{
	/** @var resource|null */
	public mixed $stream = null;

	protected function terminal()
	{
		return $this->stream;
	}
}

function sync_result(array $more = []): array
{
	return $more + ['run' => 1, 'complete' => true, 'stopped' => null, 'message' => null, 'people' => 10, 'created' => 1, 'updated' => 2, 'unchanged' => 3,
		'deprovisioned' => 1, 'skipped' => 1, 'failed' => 0, 'api_calls' => 4, 'api_used' => 120, 'api_limit' => 15000, 'seconds' => 3725.4, 'failures' => []];
}
function sync_failure(int $person, bool $retryable = false, string $message = 'bad', string $code = 'STRING_TOO_LONG'): array
{
	return ['co_person_id' => $person, 'code' => $code, 'fields' => ['Email'], 'message' => $message, 'retryable' => $retryable];
}
function reconcile_result(array $more = []): array
{
	return $more + ['complete' => true, 'stopped' => null, 'message' => null, 'people' => 10, 'contacts' => 11, 'same' => 6, 'missing' => 1, 'changed' => 1, 'orphaned' => 1,
		'duplicated' => 1, 'repaired' => 0, 'failed' => 0, 'api_calls' => 4, 'api_used' => null, 'api_limit' => null, 'seconds' => 59.6, 'differences' => []];
}
function sync_step(int $done, array $more = []): array
{
	return $more + ['phase' => 'provision', 'done' => $done, 'total' => 100, 'created' => 0, 'updated' => 0, 'unchanged' => 0, 'deprovisioned' => 0, 'failed' => 0, 'api_calls' => 2,
		'api_used' => null, 'api_limit' => null, 'seconds' => 1.0, 'per_second' => 4.25, 'seconds_left' => null];
}
function sync_target(array $result): CoSalesforceProvisionerTarget
{
	$target = new CoSalesforceProvisionerTarget();
	$target->result = $result;
	return $target;
}
function sync_run(CoSalesforceProvisionerTarget $target, ?array $params = [], ?CoJob $job = null, mixed $terminal = null): CoJob
{
	ClassRegistry::$objects['SalesforceProvisioner.CoSalesforceProvisionerTarget'] = $target;
	$job ??= new CoJob();
	$sync = new WatchedJob();
	$sync->stream = $terminal;
	$sync->execute(2, $job, $params === null ? null : $params + ['co_provisioning_target_id' => '3']);
	return $job;
}

sfprov_same(['co_provisioning_target_id', 'mode', 'dry_run', 'force', 'repair', 'max_share'], array_keys((new SalesforceSyncJob())->parameterFormat()));

// What the native class is asked, from the command line's parameters and from the queue's.
$asked = [
	[[], 'provisionAll', ['mode' => 'all', 'dry_run' => false, 'force' => false]],
	[['mode' => '', 'dry_run' => '', 'force' => null], 'provisionAll', ['mode' => 'all', 'dry_run' => false, 'force' => false]],
	[['mode' => 'changed', 'dry_run' => true, 'force' => 'no', 'coid' => '2', 'synchronous' => true, 'quiet' => false], 'provisionAll', ['mode' => 'changed', 'dry_run' => true, 'force' => false]],
	[['co_provisioning_target_id' => 3, 'dry_run' => 'true', 'force' => 1], 'provisionAll', ['mode' => 'all', 'dry_run' => true, 'force' => true]],
	[['mode' => 'reconcile'], 'reconcile', ['repair' => false]],
	[['mode' => 'reconcile', 'repair' => ''], 'reconcile', ['repair' => false]],
	[['mode' => 'reconcile', 'repair' => 'all', 'max_share' => '20'], 'reconcile', ['repair' => true, 'max_share' => 20]],
	[['mode' => 'reconcile', 'repair' => true, 'max_share' => 0], 'reconcile', ['repair' => true, 'max_share' => 0]],
	[['mode' => 'reconcile', 'repair' => 'missing, changed,missing', 'max_share' => ''], 'reconcile', ['repair' => ['missing', 'changed']]],
	[['mode' => 'reconcile', 'repair' => 'all', 'dry_run' => '1'], 'reconcile', ['repair' => false]],
];
foreach ($asked as $n => [$params, $method, $options]) {
	$target = sync_target($method === 'reconcile' ? reconcile_result() : sync_result());
	$job = sync_run($target, $params);
	sfprov_same('OK', $job->finished[0] ?? null, "asked $n");
	[$called, $row, $co, $given, $progress] = $target->calls[0];
	sfprov_same([$method, 3, 2, true], [$called, $row['CoSalesforceProvisionerTarget']['co_provisioning_target_id'], $co, is_callable($progress)], "asked $n");
	sfprov_true(is_callable($given['person_data']), "asked $n: the framework's data");
	unset($given['person_data']);
	sfprov_same($options, $given, "asked $n");
	sfprov_same([3, $options['mode'] ?? 'reconcile'], array_slice($job->started, 0, 2), "asked $n");
}

// What is wrong is refused before anything is done.
$refused = [
	[null, 'is the number of a Salesforce provisioning target'],
	[['co_provisioning_target_id' => ''], 'is the number'],
	[['co_provisioning_target_id' => '3 '], 'is the number'],
	[['co_provisioning_target_id' => '5'], 'is the number'],
	[['co_provisioning_target_id' => '4'], '"Our org" is disabled'],
	[['mode' => 'All'], 'mode is one of all, changed, reconcile'],
	[['dry_run' => 'ture'], 'dry_run is true or false'],
	[['force' => '2'], 'force is true or false'],
	[['mode' => 'reconcile', 'repair' => 'missing,all'], 'repair is "all", "none", or a list with commas of missing, changed, orphaned, duplicated'],
	[['mode' => 'reconcile', 'max_share' => '101'], 'max_share is a whole number from 0 to 100'],
];
foreach ($refused as $n => [$params, $message]) {
	$target = sync_target(sync_result());
	$job = sync_run($target, $params);
	sfprov_same([[], 'X'], [$target->calls, $job->finished[0]], "refused $n");
	sfprov_true(str_contains($job->finished[1], $message), "refused $n: {$job->finished[1]}");
}

// Exceptions end the job with words; what the framework would not catch, too.
foreach ([[new Sfprov\AuthorizationException('press the button'), 'press the button'], [new InvalidArgumentException('set it right'), 'set it right'],
	[new TypeError('wrong type'), 'Stopped on an internal error (TypeError): wrong type']] as [$fails, $message]) {
	$target = sync_target([]);
	$target->fails = $fails;
	sfprov_same(['X', $message], sync_run($target)->finished);
}

// Summary and history.
$job = sync_run(sync_target(sync_result()));
sfprov_same(['OK', '10 people: 1 created, 2 updated, 3 unchanged, 1 deprovisioned, 1 skipped, 0 failed; API calls: 4 (of the org 120 of 15000); 1:02:05'], $job->finished);
sfprov_same([[100], [], []], [$job->percent, $job->CoJobHistoryRecord->all, $job->registered]);
sfprov_same([120, 15000], [Cache::$values['sfprov_limits_1_2']['used'], Cache::$values['sfprov_limits_1_2']['limit']], 'for the dashboard');
sfprov_true(str_starts_with(sync_run(sync_target(sync_result()), ['dry_run' => true])->finished[1], 'Dry run, nothing was sent. 10 people: 1 would be created'), 'dry run');

$failures = [sync_failure(7), sync_failure(8, false, 'REQUIRED_FIELD_MISSING: LastName', 'REQUIRED_FIELD_MISSING'), sync_failure(9, false, str_repeat('ä', 200), '')];
$job = new CoJob();
$job->CoJobHistoryRecord->gone = [8];
sync_run(sync_target(sync_result(['failed' => 5, 'failures' => $failures])), [], $job);
sfprov_same('OK', $job->finished[0], 'people whom Salesforce refuses do not make the job fail');
sfprov_same([[7, 'STRING_TOO_LONG: bad', 7, 'X'], [8, 'REQUIRED_FIELD_MISSING: LastName', null, 'X'], [9, str_repeat('ä', 128), 9, 'X'],
	[null, '2 more people failed; each one\'s provisioning status has the reason', null, 'NT']], $job->CoJobHistoryRecord->all);
sfprov_same('X', sync_run(sync_target(sync_result(['failed' => 2, 'failures' => [sync_failure(7), sync_failure(8, true)]])))->finished[0], 'trying again can help');
sfprov_same('X', sync_run(sync_target(sync_result(['failed' => 10, 'failures' => [sync_failure(7)]])))->finished[0], 'everybody failed');
sfprov_same('OK', sync_run(sync_target(sync_result(['failed' => 10, 'failures' => [sync_failure(7)]])), ['mode' => 'changed'])->finished[0], 'nobody else changed');
$job = sync_run(sync_target(sync_result(['people' => 1000, 'failed' => 150, 'failures' => array_map(sync_failure(...), range(1, 150))])));
sfprov_same([101, '50 more people failed; each one\'s provisioning status has the reason'], [count($job->CoJobHistoryRecord->all), $job->CoJobHistoryRecord->all[100][1]]);

$differences = [
	['kind' => 'missing', 'co_person_id' => 7, 'contact_ids' => [], 'fields' => []],
	['kind' => 'changed', 'co_person_id' => 8, 'contact_ids' => ['003A'], 'fields' => ['LastName' => ['registry' => 'Secret', 'salesforce' => 'Hidden'], 'Title' => ['registry' => null, 'salesforce' => 'x']]],
	['kind' => 'orphaned', 'co_person_id' => null, 'contact_ids' => ['003B'], 'fields' => []],
	['kind' => 'duplicated', 'co_person_id' => 9, 'contact_ids' => ['003C', '003D'], 'fields' => []],
];
$job = sync_run(sync_target(reconcile_result(['differences' => $differences, 'changed' => 3])), ['mode' => 'reconcile']);
sfprov_same(['OK', '10 people, 11 Contacts: 6 same, 1 missing, 3 changed, 1 orphaned, 1 duplicated; 0 repaired, 0 failed; API calls: 4; 0:01:00'], $job->finished);
sfprov_same([[7, 'Missing: no Contact in Salesforce', 7, 'NT'], [8, 'Changed in Salesforce: Contact 003A, fields LastName, Title', 8, 'NT'],
	[null, 'Orphaned: nobody in the registry has Contact 003B', null, 'NT'], [9, 'Duplicated: Contacts 003C, 003D', 9, 'NT'],
	[null, '2 more differences are not listed', null, 'NT']], $job->CoJobHistoryRecord->all, 'no values');
$job = sync_run(sync_target(reconcile_result(['message' => 'Some Contacts were not looked at.'])), ['mode' => 'reconcile']);
sfprov_same(['OK', [null, 'Some Contacts were not looked at.', null, 'NT']], [$job->finished[0], array_slice($job->CoJobHistoryRecord->all, -1)[0]], 'complete, but for something');
foreach (['guard' => 'X', 'limit' => 'OK'] as $stopped => $status) {
	$job = sync_run(sync_target(reconcile_result(['complete' => false, 'stopped' => $stopped, 'message' => 'Look at it.',
		'failures' => [['co_person_id' => null] + sync_failure(1)], 'failed' => 1])), ['mode' => 'reconcile', 'repair' => 'all']);
	sfprov_same([$status, true, [], 'STRING_TOO_LONG: bad'], [$job->finished[0], str_starts_with($job->finished[1], 'Look at it. 10 people'), $job->registered,
		$job->CoJobHistoryRecord->all[0][1]], "reconcile: $stopped");
}

// A limit: the job ends, and another one goes on later, beside those of a schedule.
$limit = sync_result(['complete' => false, 'stopped' => 'limit', 'message' => '90 % of the API calls of the org are used.']);
$job = sync_run(sync_target($limit), ['mode' => 'changed', 'coid' => '2', 'force' => true]);
sfprov_same(['OK', 1, 5, []], [$job->finished[0], count($job->registered), $job->id, $job->percent]);
sfprov_matches('/^Stopped for the limit of API calls, goes on after \d\d:\d\d UTC\. 10 people: 1 created/', $job->finished[1]);
sfprov_same([null, '90 % of the API calls of the org are used.', null, 'NT'], $job->CoJobHistoryRecord->all[0]);
[$co, $command, $fk, $mode, $summary, $queued, $concurrent, $params, $wait, $requeue, $retry, $from] = $job->registered[0];
sfprov_same([2, 'SalesforceProvisioner.SalesforceSync', 3, 'changed', 'Goes on where job 5 stopped', true, false], [$co, $command, $fk, $mode, $summary, $queued, $concurrent]);
sfprov_same([['mode' => 'changed', 'force' => true, 'co_provisioning_target_id' => '3', 'continues' => 5], 3600, 0, 0, 5], [$params, $wait, $requeue, $retry, $from]);
sfprov_matches('/^Queued job 6, which goes on after \d{4}-/', $job->CoJobHistoryRecord->records[''][1]);
$job = new CoJob();
$job->refuses = new RuntimeException('Job 4 is already in progress');
sync_run(sync_target($limit), [], $job);
sfprov_same(['OK', 'Job 4 is already in progress'], [$job->finished[0], $job->CoJobHistoryRecord->records[''][1]]);
foreach (['time', 'busy'] as $stopped) {
	$job = sync_run(sync_target(['stopped' => $stopped, 'message' => 'Others go on.'] + $limit));
	sfprov_same([[], true], [$job->registered, str_starts_with($job->finished[1], 'Others go on. 10 people')], $stopped);
}

// Cancelled: the native class is told, and the job is not finished over it.
$target = sync_target(['stopped' => 'cancelled', 'message' => 'Cancelled.'] + $limit);
$target->steps = [sync_step(10), sync_step(20)];
$job = new CoJob();
$job->cancelAfter = 0;
sync_run($target, [], $job);
sfprov_same([[false, true], null, [], [10], 'NT'], [$target->answers, $job->finished, $job->registered, $job->percent, $job->CoJobHistoryRecord->records[''][0]]);

// Progress: at most once a second to the database; a line for whoever watches; never backwards.
$progress = new SalesforceProgress(null);
sfprov_same([true, false, false, true, false, true], array_map($progress->due(...), [100.0, 100.5, 100.99, 101.0, 101.5, 90.0]));
sfprov_same([0, 33, 33, 99, 99], array_map($progress->percent(...), [sync_step(0), sync_step(33), sync_step(20), sync_step(200), sync_step(0, ['total' => 0])]));
$progress = new SalesforceProgress(null, true);
sfprov_same([25, 50, 50, 99], array_map($progress->percent(...), [sync_step(50, ['phase' => 'reconcile']), sync_step(100, ['phase' => 'reconcile']), sync_step(0, ['phase' => 'repair']),
	sync_step(100, ['phase' => 'repair'])]));
$stream = fopen('php://memory', 'w+');
$progress = new SalesforceProgress($stream);
$progress->end();
$progress->show(sync_step(12000, ['total' => 100000, 'per_second' => 1850.4, 'seconds_left' => 47, 'api_used' => 1024, 'api_limit' => 15000]));
$progress->show(sync_step(50));
$progress->end();
$long = 'provision: 12,000 of 100,000 (12%), 1,850/s, 0:00:47 left, 0 failed; API calls: 2, of the org 1,024 of 15,000';
$short = 'provision: 50 of 100 (50%), 4.3/s, ? left, 0 failed; API calls: 2, of the org ? of ?';
sfprov_same("\r$long\r$short" . str_repeat(' ', strlen($long) - strlen($short)) . "\n", stream_get_contents($stream, null, 0));
foreach ([[[], '/^\rprovision: 10 of 100.*\n$/s'], [['quiet' => true], '/^$/']] as [$params, $pattern]) {
	$target = sync_target(sync_result());
	$target->steps = [sync_step(10), sync_step(20)];
	$stream = fopen('php://memory', 'w+');
	sync_run($target, $params, null, $stream);
	sfprov_matches($pattern, stream_get_contents($stream, null, 0));
}

// Further processes join the runs that are under way, and only these.
ClassRegistry::$objects['SalesforceProvisioner.CoSalesforceProvisionerRun'] = new class {
	public function find(string $what, array $options): array
	{
		$asked = array_combine(array_map(fn ($name) => substr($name, strlen('CoSalesforceProvisionerRun.')), array_keys($options['conditions'])), $options['conditions']);
		sfprov_same(['first', 'GO', ['all', 'changed']], [$what, $asked['status'], $asked['mode']]);
		sfprov_true(abs($asked['heartbeat_time >'] - (time() - 120)) <= 2, 'alive');
		return $asked['co_provisioning_target_id'] === 5 ? ['CoSalesforceProvisionerRun' => ['id' => 1, 'mode' => 'changed']] : [];
	}
};
$target = sync_target(sync_result(['stopped' => 'limit', 'message' => 'Enough.', 'complete' => false]));
$target->steps = [sync_step(10)];
ClassRegistry::$objects['SalesforceProvisioner.CoSalesforceProvisionerTarget'] = $target;
$stream = fopen('php://memory', 'w+');
$lines = SalesforceSyncRun::join(2, null, $stream);
sfprov_same([1, false], [count($lines), $lines[0]['failed']]);
sfprov_true(str_starts_with($lines[0]['text'], 'Org 5: Enough. 10 people: 1 created'), $lines[0]['text']);
sfprov_same(['provisionAll', 5, 2, 'changed'], [$target->calls[0][0], $target->calls[0][1]['CoSalesforceProvisionerTarget']['co_provisioning_target_id'], $target->calls[0][2], $target->calls[0][3]['mode']]);
sfprov_same([null], $target->answers, 'the work goes on');
sfprov_matches('/^\rprovision: 10 of 100.*\n$/s', stream_get_contents($stream, null, 0));
sfprov_same([], SalesforceSyncRun::join(2, 3, null));
$target->fails = new TypeError('wrong type');
sfprov_same([['failed' => true, 'text' => 'Org 5: Stopped on an internal error (TypeError): wrong type']], SalesforceSyncRun::join(2, 5, null));
?>
===DONE===
--EXPECT--
===DONE===
