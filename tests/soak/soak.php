<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* A soak run: many workers, faults, short-lived tokens, killed processes; in the end every person must be in Salesforce once, and right. See bin/soak. */
require __DIR__ . '/people.inc';

$options = getopt('', ['seconds:', 'workers:', 'people:', 'faults:', 'driver:', 'seed:', 'no-kill']);
$number = static function (string $name, float $default, float $least) use ($options): float {
	$value = $options[$name] ?? $default;
	if (!is_numeric($value) || $value < $least) {
		fwrite(STDERR, "--$name is a number from $least on\n");
		exit(2);
	}
	return (float) $value;
};
$seconds = $number('seconds', 60, 5);
$workers = (int) $number('workers', 8, 2);
$count = (int) $number('people', 200, 1);
$rate = $number('faults', 1, 0) / 100;
$seed = (int) $number('seed', random_int(1, 1000000), 0);
$driver = $options['driver'] ?? (in_array('pgsql', sfprov_drivers(), true) ? 'pgsql' : 'sqlite');
mt_srand($seed);

$soak = new SoakRun($driver, $count, $workers, $rate, !isset($options['no-kill']));
printf("%s: %d workers, %d people, %s, %.3g %% faults, seed %d, %d s\n", gmdate('Y-m-d H:i'), $workers, $count, $driver, $rate * 100, $seed, $seconds);
$soak->run($seconds, $seed);
$soak->settle();
$soak->compare();
exit($soak->report() ? 0 : 1);

final class SoakRun
{
	/* Kinds that say what is not so, and are believed: a record that is gone. */
	private const LIES = '/^status_404/';
	/* They need a proxy or a client certificate, or are about requests that this run does not make. */
	private const NOT_HERE = '/^(proxy_|tls_client_cert)/';
	/* of the faults that strike requests */
	private const TOKEN_SHARE = 20;
	/* KiB that a worker may grow after its first quarter: what an answer of the greatest size leaves in the heap is some of it. */
	private const GROWTH = 4096;
	/* Idle connections of both hosts come and go. */
	private const FILES = 8;

	private readonly SfprovSimulator $simulator;
	private readonly SfprovRegistry $registry;
	private readonly SoakPeople $people;
	private readonly string $directory;
	private array $violations = [];
	private array $totals = ['calls' => 0, 'ok' => 0, 'races' => 0, 'transactions' => 0, 'authorizations' => 0];
	private array $errors = [];
	private array $usage = [];
	/** @var array<string, int> kind of fault => how often it struck */
	private array $struck = [];
	private int $waiting = 0;
	private int $kills = 0;
	private float $injected_at = 0;

	public function __construct(string $driver, private readonly int $count, private readonly int $workers, private readonly float $rate, private readonly bool $kill)
	{
		$this->simulator = sfprov_simulator(['own' => true, 'lifetime' => 7 * 86400, 'config' => ['rotation' => true, 'token_lifetime' => 20, 'sessions_slide' => false,
			'daily_limit' => 1000000000, 'log' => false, 'log_bodies' => false]]);
		$this->registry = sfprov_registry($driver);
		$this->registry->configure(['default_account' => null, 'obj_coperson' => true, 'middle_name' => true, 'email_address_type' => null, 'deprovision_policy' => 'D']);
		$this->directory = sfprov_temp_dir('soak');
		$this->people = new SoakPeople($this->registry);
		$this->people->create($this->count);
		soak_authorize($this->registry, $this->simulator, null, $this->directory);
	}

	public function run(float $seconds, int $seed): void
	{
		$end = microtime(true) + $seconds;
		$running = [];
		for ($n = 0; $n < $this->workers; $n++) {
			$running[$n] = $this->start($n, $end, $seed);
		}
		$next_kill = microtime(true) + 10;
		while ($running) {
			usleep(200000);
			$now = microtime(true);
			if ($now < $end) {
				$this->injectFaults();
			}
			foreach ($running as $n => $process) {
				if (!$process->running()) {
					$this->take($n, $process);
					unset($running[$n]);
				} elseif ($now > $end + 60) {
					$process->kill();
					$this->violations[] = "worker $n hung";
				}
			}
			if ($this->kill && $now > $next_kill && $now < $end - 5) {
				// The first half lives from beginning to end, and tells of memory.
				$n = mt_rand(intdiv($this->workers, 2), $this->workers - 1);
				$next_kill = $now + 5;
				if (isset($running[$n])) {
					$running[$n]->kill();
					$this->kills++;
					$running[$n] = $this->start($n, $end, $seed + $this->kills * 1000);
				}
			}
		}
	}

	private function start(int $n, float $end, int $seed): SoakWorker
	{
		return new SoakWorker(__DIR__ . '/worker.php', ['registry' => $this->registry->handle(), 'end' => $end, 'people' => $this->count, 'directory' => $this->directory,
			'seed' => $seed + $n, 'mortal' => $this->kill && $n >= intdiv($this->workers, 2),
			'ready' => json_decode(file_get_contents(dirname($this->simulator->caFile) . '/ready.json'), true)]);
	}

	/** As many faults as the requests since the last time call for. */
	private function injectFaults(): void
	{
		static $kinds;
		$kinds ??= array_filter($this->simulator->kinds(), static fn (string $name): bool => !preg_match(self::LIES, $name) && !preg_match(self::NOT_HERE, $name),
			ARRAY_FILTER_USE_KEY);
		$requests = $this->requests();
		while ($this->rate > 0 && $this->injected_at < $requests) {
			$this->injected_at += -log((mt_rand() + 1) / (mt_getrandmax() + 2)) / $this->rate;
			$token = mt_rand(1, self::TOKEN_SHARE) === 1;
			$fitting = array_keys(array_filter($kinds, static fn (array $kind): bool => str_starts_with($kind['group'], 'token') === $token));
			$kind = $fitting[mt_rand(0, count($fitting) - 1)];
			$rule = ['times' => 1];
			if ($kinds[$kind]['group'] !== 'tls') {
				$rule['match'] = ['endpoint' => $token ? 'token' : ['create', 'get', 'patch', 'delete', 'upsert', 'composite', 'collections_delete', 'query']];
			}
			if (in_array($kind, ['huge', 'gzip_bomb'], true)) {
				$rule['set'] = ['megabytes' => 20];
			}
			$this->simulator->fault($kind, $rule);
			if (++$this->waiting > 100) {
				$this->clearFaults();
			}
		}
	}

	/** Counts those that struck, and forgets all. */
	private function clearFaults(): void
	{
		foreach ($this->simulator->admin('faults') as $rule) {
			if ($rule['struck']) {
				$this->struck[$rule['kind']] = ($this->struck[$rule['kind']] ?? 0) + $rule['struck'];
			}
		}
		$this->simulator->clearFaults();
		$this->waiting = 0;
	}

	/** API and token requests that Salesforce has got. */
	private function requests(): int
	{
		$counters = $this->simulator->counters();
		return $counters['api_used'] + $counters['token'];
	}

	private function take(int $n, SoakWorker $worker): void
	{
		$result = $worker->result($trouble);
		if ($result === null) {
			$this->violations[] = "worker $n: $trouble";
			return;
		}
		foreach (array_keys($this->totals) as $name) {
			$this->totals[$name] += $result[$name];
		}
		foreach ($result['errors'] as $class => $number) {
			$this->errors[$class] = ($this->errors[$class] ?? 0) + $number;
		}
		foreach ($result['unexplained'] as $error) {
			$this->violations[] = "worker $n: $error";
		}
		$this->usage[$n] = $result;
	}

	/** Brings whoever is left to Salesforce, without faults. The journal is made two minutes older, so that nobody need wait for lost creates. */
	public function settle(): void
	{
		$this->clearFaults();
		$this->simulator->config(['token_lifetime' => 7200]);
		for ($round = 1; $round <= 3; $round++) {
			foreach ($this->people->all() as $id => $state) {
				if ($state['dirty']) {
					$this->bring($id, $state, $round);
				}
			}
			foreach ($this->registry->rows('co_salesforce_provisioner_people') as $row) {
				if ($row['intent_time'] !== null) {
					$this->registry->update('co_salesforce_provisioner_people', ['intent_time' => $row['intent_time'] - 125,
						'intent' => preg_replace_callback('/^[1-9]\d*|(?<=^0\.unfinished\.)\d+/', static fn (array $m): string => (string) ($m[0] - 125), $row['intent'])], ['id' => $row['id']]);
				}
			}
		}
	}

	private function bring(int $id, array $state, int $round): void
	{
		static $provisioner;
		$provisioner ??= $this->provisioner();
		$refresh_token = $this->registry->tokenRow()['refresh_token'];
		try {
			soak_provision($provisioner, $this->registry->target(), $id, $state);
			$this->people->set($id, ['dirty' => 0] + $state);
		} catch (Sfprov\Exception $exception) {
			if (str_contains($exception->getMessage(), 'Obtain New Token')) {
				$this->totals['authorizations'] += soak_authorize($this->registry, $this->simulator, $refresh_token, $this->directory) ? 1 : 0;
			}
			if ($round === 3) {
				$this->violations[] = "person $id cannot be brought to Salesforce: " . $exception->getMessage();
			}
		}
	}

	private function provisioner(): SalesforceProvisioner
	{
		return new SalesforceProvisioner(['timeout' => SOAK_TIMEOUT] + provision_settings($this->registry, $this->simulator->caFile, $this->simulator->port));
	}

	/** Every person against every record. */
	public function compare(): void
	{
		$contacts = [];
		foreach ($this->simulator->records('Contact') as $record) {
			$contacts[(int) substr((string) $record['LastName'], strlen('Family'))][] = $record;
		}
		$copersons = [];
		foreach ($this->simulator->records('CoPerson__c') as $record) {
			$copersons[$record['Contact__c']][] = $record;
		}
		$people = $this->people->all();
		foreach ($people as $id => $state) {
			$this->comparePerson($id, $state, $contacts[$id] ?? [], $copersons);
		}
		if ($strangers = array_diff_key($contacts, $people)) {
			$this->violations[] = 'Contacts of nobody: ' . implode(', ', array_column(array_merge(...$strangers), 'Id'));
		}
		$known = array_column(array_merge([], ...$contacts), 'Id');
		if ($orphans = array_diff(array_keys($copersons), $known)) {
			$this->violations[] = 'CoPerson__c without a Contact: ' . count($orphans);
		}
		$this->compareUnchanged($people);
	}

	private function comparePerson(int $id, array $state, array $contacts, array $copersons): void
	{
		$there = $state['wanted'] && $state['version'] > 0 ? 1 : 0;
		if (count($contacts) !== $there) {
			$this->violations[] = (count($contacts) < $there ? 'lost' : 'doubled') . ": person $id has " . count($contacts) . " Contacts, not $there";
			return;
		}
		if (!$there) {
			if ($this->registry->salesforceIds($id) !== null) {
				$this->violations[] = "person $id was taken away, but their ids are still stored";
			}
			return;
		}
		$data = soak_person($id, $state['version']);
		$own = $copersons[$contacts[0]['Id']] ?? [];
		$is = [$contacts[0]['FirstName'], $contacts[0]['Title'], $contacts[0]['Phone'] ?? null, $contacts[0]['Email'], count($own), $own[0]['Status__c'] ?? null,
			$this->registry->salesforceIds($id)];
		$must = [$data['PrimaryName']['given'], $data['CoPersonRole'][0]['title'], $data['CoPersonRole'][0]['TelephoneNumber'][0]['number'], "p$id@example.org", 1,
			$data['CoPerson']['status'] === 'A' ? 'Active' : 'Grace Period', $contacts[0]['Id'] . '/' . ($own[0]['Id'] ?? '')];
		if ($is !== $must) {
			$this->violations[] = "person $id: " . json_encode($is) . ', not ' . json_encode($must);
		}
	}

	/** What is there is also known to be there: nothing is left to send. */
	private function compareUnchanged(array $people): void
	{
		$provisioner = $this->provisioner();
		$before = $this->requests();
		foreach ($people as $id => $state) {
			if ($state['version'] > 0) {
				try {
					soak_provision($provisioner, $this->registry->target(), $id, $state);
				} catch (Sfprov\Exception $exception) {
					$this->violations[] = "person $id, unchanged: " . $exception->getMessage();
				}
			}
		}
		if (($sent = $this->requests() - $before) > 0) {
			$this->violations[] = "$sent requests for people who have not changed";
		}
	}

	private function checkGrowth(int $n, array $usage): void
	{
		if (($grown = $usage['last']['rss'] - $usage['warm']['rss']) > self::GROWTH) {
			$this->violations[] = "worker $n grew by $grown KiB";
		}
		if (($grown = $usage['last']['fds'] - $usage['warm']['fds']) > self::FILES) {
			$this->violations[] = "worker $n has $grown open files more";
		}
	}

	public function report(): bool
	{
		$counters = $this->simulator->counters();
		arsort($this->errors);
		printf("%d calls (%d succeeded), %d of them races, %d in a transaction of the registry; %d API requests, %d token requests, %d faults of %d kinds, %d workers killed, "
			. "%d new authorisations\n", $this->totals['calls'], $this->totals['ok'], $this->totals['races'], $this->totals['transactions'], $counters['api_used'],
			$counters['token'], array_sum($this->struck), count($this->struck), $this->kills,
			$this->totals['authorizations']);
		echo 'exceptions: ', $this->errors ? urldecode(http_build_query($this->errors, '', ', ')) : 'none', "\n";
		ksort($this->usage);
		foreach ($this->usage as $n => $usage) {
			if ($usage['seconds'] > 0.9 * max(array_column($this->usage, 'seconds'))) {
				$this->checkGrowth($n, $usage);
				printf("worker %d: %d calls, memory %d KiB after a quarter of the time, %+d KiB since; open files %d, %+d since\n", $n, $usage['calls'], $usage['warm']['rss'],
					$usage['last']['rss'] - $usage['warm']['rss'], $usage['warm']['fds'], $usage['last']['fds'] - $usage['warm']['fds']);
			}
		}
		foreach (array_slice($this->violations, 0, 50) as $violation) {
			echo "VIOLATION $violation\n";
		}
		$lost = count(preg_grep('/^lost/', $this->violations));
		$doubled = count(preg_grep('/^doubled/', $this->violations));
		printf("%d people: %d lost, %d doubled, %d other violations\n", $this->count, $lost, $doubled, count($this->violations) - $lost - $doubled);
		return !$this->violations;
	}
}

final class SoakWorker
{
	/** @var resource */
	private $process;
	private readonly string $files;
	private ?array $ended = null;

	public function __construct(string $script, array $input)
	{
		$this->files = sfprov_temp_dir('soak-worker');
		file_put_contents("{$this->files}/input", json_encode($input, JSON_THROW_ON_ERROR));
		$this->process = proc_open([...sfprov_php_command(), $script], [['file', "{$this->files}/input", 'r'], ['file', "{$this->files}/output", 'w'],
			['file', "{$this->files}/errors", 'w']], $pipes) ?: throw new RuntimeException('cannot start PHP');
	}

	public function running(): bool
	{
		$this->ended ??= ($state = proc_get_status($this->process))['running'] ? null : $state;
		return $this->ended === null;
	}

	public function kill(): void
	{
		proc_terminate($this->process, 9);
	}

	/** What it printed, or null and why there is nothing. */
	public function result(?string &$trouble): ?array
	{
		$result = json_decode((string) file_get_contents("{$this->files}/output"), true);
		if ($this->ended['signaled'] || $this->ended['exitcode'] !== 0 || !is_array($result)) {
			$trouble = ($this->ended['signaled'] ? "ended by signal {$this->ended['termsig']}" : "ended with status {$this->ended['exitcode']}") . ': '
				. substr(file_get_contents("{$this->files}/errors") . file_get_contents("{$this->files}/output"), 0, 500);
			return null;
		}
		return $result;
	}

	public function __destruct()
	{
		proc_terminate($this->process, 9);
		proc_close($this->process);
		sfprov_remove_dir($this->files);
	}
}
