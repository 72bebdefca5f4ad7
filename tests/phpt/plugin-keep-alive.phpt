--TEST--
Registry job KeepAlive: which tokens are renewed, what the job's history says, cancellation, and that nothing escapes
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
require "$plugin/Model/KeepAliveJob.php";

/** The plugin's model of targets; each target's server, and what the native class says and does for it. */
class CoSalesforceProvisionerTarget
{
	const QUIET_DAYS = 20;
	public object $CoProvisioningTarget;
	/** @var array<int, array{0: ?int, 1: mixed, 2?: ?Throwable}> target => server, token status, failure of the renewal */
	public array $servers = [];
	public array $renewed = [];
	public array $warnings = [];

	public function __construct(array $targets)
	{
		$this->CoProvisioningTarget = new class($targets) {
			public array $asked = [];

			public function __construct(private array $targets)
			{
			}

			public function find(string $what, array $options): array
			{
				$this->asked = $options['conditions'];
				return array_map(fn ($id, $name) => ['CoProvisioningTarget' => ['id' => $id, 'description' => $name]], array_keys($this->targets), $this->targets);
			}
		};
	}

	public function find(string $what, array $options): array
	{
		return ['CoSalesforceProvisionerTarget' => ['id' => $options['conditions']['CoSalesforceProvisionerTarget.co_provisioning_target_id'], 'server_id' => 1]];
	}

	public function oauth2ServerId(array $row): ?int
	{
		return $this->servers[$row['CoSalesforceProvisionerTarget']['id']][0];
	}

	public function nativeProvisioner(array $row): object
	{
		$server = $this->servers[$row['CoSalesforceProvisionerTarget']['id']];
		return new class($this, $server[1], $server[2] ?? null) {
			public function __construct(private object $target, private mixed $status, private ?Throwable $failure)
			{
			}

			public function tokenStatus(int $id): array
			{
				return $this->status instanceof Throwable ? throw $this->status : $this->status;
			}

			public function refreshToken(int $id): void
			{
				$this->target->renewed[] = $id;
				if ($this->failure !== null) {
					throw $this->failure;
				}
			}
		};
	}

	public function logNative(string $level, string $message, array $context = []): void
	{
		$this->warnings[] = [$level, $context['oauth2_server']];
	}

	public function missingExtension(): string
	{
		return 'the extension is missing';
	}
}
function keep_status(float $days, array $more = []): array
{
	return $more + ['grant' => 'authorization_code', 'access_token_set' => true, 'refresh_token_set' => true, 'since' => (int) (time() - $days * 86400), 'expires' => null];
}
function keep_run(CoSalesforceProvisionerTarget $target, ?array $params = [], int $cancelAfter = 99): CoJob
{
	ClassRegistry::$objects = ['SalesforceProvisioner.CoSalesforceProvisionerTarget' => $target];
	$job = new CoJob();
	$job->cancelAfter = $cancelAfter;
	(new KeepAliveJob())->execute(2, $job, $params);
	return $job;
}

// The native class names the plugin's jobs, and no other; a class of each is there.
$jobs = array_map(fn ($name) => basename($name, 'Job.php'), glob("$plugin/Model/*Job.php"));
sfprov_same($jobs, array_keys((new SalesforceProvisioner())->getAvailableJobs()));
sfprov_same(['max_age_days'], array_keys((new KeepAliveJob())->parameterFormat()));

$lost = 'the refresh token is no longer valid; press "Obtain New Token"';
$cases = [
	1 => ['old', [11, keep_status(8)], 'OK', '/^old: Token renewed .*: 8\)$/', true],
	2 => ['shares its server', [11, keep_status(8)], 'OK', '/^shares its server: Token renewed .*: 8\)$/', false],
	3 => ['young', [12, keep_status(6)], 'OK', '/^young: Nothing to do .*: 6\)$/', false],
	4 => ['lost', [13, keep_status(25), new Sfprov\AuthorizationException($lost)], 'X', '/^lost: the refresh token.*Obtain New Token"$/', true],
	5 => ['no server', [null, null], 'NT', '/^no server: Skipped/', false],
	6 => ['ends soon', [14, keep_status(0, ['expires' => time() + 600])], 'OK', '/renewed/', true],
	7 => ['ends later', [15, keep_status(0, ['expires' => time() + 7200])], 'OK', '/Nothing to do/', false],
	8 => ['age unknown', [16, ['since' => null] + keep_status(0)], 'OK', '/renewed .*not known/', true],
	9 => ['age in the future', [17, keep_status(-400)], 'OK', '/renewed .*not known/', true],
	10 => ['clocks differ', [18, keep_status(-0.01)], 'OK', '/Nothing to do .*: 0\)/', false],
	11 => ['no token yet', [19, keep_status(0, ['grant' => 'client_credentials', 'access_token_set' => false, 'refresh_token_set' => false])], 'OK', '/renewed/', true],
	12 => ['no refresh token', [20, keep_status(0, ['refresh_token_set' => false])], 'X', '/There is no refresh token.*Obtain New Token/', false],
	13 => ['client credentials', [21, keep_status(1, ['grant' => 'client_credentials', 'refresh_token_set' => false])], 'OK', '/Nothing to do/', false],
	14 => ['status fails', [22, new Sfprov\DatabaseException('locked')], 'X', '/^status fails: locked$/', false],
	15 => ['an error', [23, keep_status(9), new TypeError('wrong type')], 'X', '/internal error \(TypeError\): wrong type/', true],
	16 => ['too long', [24, keep_status(9), new Sfprov\AuthorizationException(str_repeat('ä', 200))], 'X', '/^ä{128}$/u', true],
	17 => ['half a character', [25, keep_status(9), new Sfprov\AuthorizationException("a\0b\xff")], 'X', '/^half a character: ab\?$/', true],
	18 => ['quiet, no person', [26, keep_status(30, ['grant' => 'jwt_bearer', 'refresh_token_set' => false])], 'OK', '/renewed .*: 30\)/', true],
];
$target = new CoSalesforceProvisionerTarget(array_map(fn ($case) => $case[0], $cases));
$target->servers = array_map(fn ($case) => $case[1], $cases);
$job = keep_run($target);
sfprov_same(['CoProvisioningTarget.co_id' => 2, 'CoProvisioningTarget.plugin' => 'SalesforceProvisioner', 'CoProvisioningTarget.status !=' => 'X'], $target->CoProvisioningTarget->asked);
foreach ($cases as $id => [$name, $server, $status, $pattern]) {
	sfprov_same($status, $job->CoJobHistoryRecord->records[$id][0] ?? null, $name);
	sfprov_matches($pattern, $job->CoJobHistoryRecord->records[$id][1] ?? '', $name);
}
sfprov_same(array_values(array_map(fn ($case) => $case[1][0], array_filter($cases, fn ($case) => $case[4]))), $target->renewed, 'renewed');
sfprov_same([['warning', 13]], $target->warnings, 'a quiet authorisation is pointed out, other grants are not');
sfprov_same(['X', 'Salesforce tokens: 7 renewed, 4 young enough, 1 skipped, 6 failed'], $job->finished);
sfprov_same([5, 100], [$job->percent[0], end($job->percent)]);
sfprov_true(str_contains(implode("\n", CakeLog::$lines), $lost), 'the log has the failure');

// All is well; an age given; none and text from the queue and the command line.
foreach ([[null, 8], [['max_age_days' => '9'], null], [['max_age_days' => 8], 8], [['max_age_days' => '0'], 8], [['coid' => '2', 'synchronous' => true], 8]] as $n => [$params, $days]) {
	$target = new CoSalesforceProvisionerTarget([1 => 'one']);
	$target->servers = [1 => [11, keep_status(8)]];
	$job = keep_run($target, $params);
	sfprov_same([$days === null ? [] : [11], 'OK', [100]], [$target->renewed, $job->finished[0], $job->percent], "parameters $n");
}
foreach (['', '-1', '1.5', '366', '1000', 'x', "7\n"] as $age) {
	$target = new CoSalesforceProvisionerTarget([1 => 'one']);
	$target->servers = [1 => [11, keep_status(400)]];
	$job = keep_run($target, ['max_age_days' => $age]);
	sfprov_same([[], 'X', 'max_age_days is a whole number from 0 to 365'], [$target->renewed, ...$job->finished], json_encode($age));
}
$job = keep_run(new CoSalesforceProvisionerTarget([]));
sfprov_same(['OK', 'Salesforce tokens: 0 renewed, 0 young enough, 0 skipped, 0 failed'], $job->finished, 'a CO without targets');

// Cancelled before the second target, and after the last: nothing more is done, and the job is not finished over it.
foreach ([1, 2] as $after) {
	$target = new CoSalesforceProvisionerTarget([1 => 'one', 2 => 'two']);
	$target->servers = [1 => [11, keep_status(8)], 2 => [12, keep_status(8)]];
	$job = keep_run($target, [], $after);
	sfprov_same([$after, null], [count($target->renewed), $job->finished], "cancelled after $after");
}

// What fails outside of a target ends the job, with words.
$target = new CoSalesforceProvisionerTarget([1 => 'one']);
$target->CoProvisioningTarget = new class {
	public function find(): array
	{
		throw new Error('broken');
	}
};
$job = keep_run($target);
sfprov_same(['X', 'Stopped on an internal error (Error): broken'], $job->finished);
?>
===DONE===
--EXPECT--
===DONE===
