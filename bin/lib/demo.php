<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * The demonstration that bin/demo starts. Every step says what it does, what it cost, and is checked: a number that is not the
 * expected one ends the script with status 1.
 */
declare(strict_types=1);

require __DIR__ . '/../../tests/temp.inc';
require __DIR__ . '/../../tests/registry/registry.inc';
require __DIR__ . '/../../tests/simulator/client.inc';

const REDIRECT_URI = 'https://registry.example.org/registry/oauth2_servers/callback/1';
const SAMPLES = ['001-', '002-', '012-', '013-', '014-', '004-', '010-', '032-', '036-', '037-'];
const NEWCOMER = '040-';

/** Counts what the simulated org saw, step by step, and compares it. */
final class Account
{
	public int $calls = 0;
	public int $connections = 0;
	public int $tokens = 0;
	private int $step = 0;

	public function __construct(private readonly SfprovSimulator $org)
	{
	}

	/**
	 * Runs one step and prints its line.
	 *
	 * @param array{calls: int, connections: int, tokens: int} $expected
	 * @return list<array> the API calls of the step
	 */
	public function step(string $title, array $expected, callable $work): array
	{
		$this->org->clearLog();
		$before = $this->used();
		$lines = $work() ?? [];
		$calls = array_values(array_filter($this->org->requests(), static fn (array $r): bool => str_starts_with($r['path'], '/services/data/')));
		$found = [
			'calls' => count($calls),
			'connections' => $this->used() - $before,
			'tokens' => count($this->org->requests('token')),
		];
		printf("%d. %s\n", ++$this->step, $title);
		foreach ($lines as $line) {
			echo "   $line\n";
		}
		printf("   API calls %d, new connections %d, token requests %d\n\n", ...array_values($found));
		same($expected, $found, 'the cost of this step');
		$this->calls += $found['calls'];
		$this->connections += $found['connections'];
		$this->tokens += $found['tokens'];
		return $calls;
	}

	/** Connections that carried a request: after a lost reply libcurl opens one more, on which nothing may be sent. */
	private function used(): int
	{
		return count(array_filter($this->org->connections(), static fn (array $c): bool => $c['requests'] > 0));
	}
}

function same(mixed $expected, mixed $found, string $what): void
{
	if ($expected !== $found) {
		fprintf(STDERR, "FAILED: %s: expected %s, found %s\n", $what, json_encode($expected, JSON_UNESCAPED_UNICODE), json_encode($found, JSON_UNESCAPED_UNICODE));
		exit(1);
	}
}

/** Columns on a terminal: characters of East Asian scripts and emoji take two, joined ones none. */
function width(string $text): int
{
	return preg_match_all('/\X/u', $text) + preg_match_all('/[\x{1100}-\x{115F}\x{2E80}-\x{A4CF}\x{AC00}-\x{D7A3}\x{F900}-\x{FAFF}\x{FE30}-\x{FE6F}\x{FF00}-\x{FF60}]|(?<!\x{200D})[\x{1F300}-\x{1F3FA}\x{1F400}-\x{1FAFF}]/u', $text);
}

/** @param list<list<string>> $rows the first one is the heading */
function table(array $rows): void
{
	$widths = [];
	foreach ($rows as $row) {
		foreach ($row as $i => $cell) {
			$widths[$i] = max($widths[$i] ?? 0, width($cell));
		}
	}
	foreach ($rows as $n => $row) {
		$line = '';
		foreach ($row as $i => $cell) {
			$line .= $cell . str_repeat(' ', $widths[$i] - width($cell) + 2);
		}
		echo '   ', rtrim($line), "\n";
		if ($n === 0) {
			echo '   ', implode('  ', array_map(static fn (int $w): string => str_repeat('-', $w), $widths)), "\n";
		}
	}
	echo "\n";
}

/** The admin's browser: goes to the URL, logs in (the simulated org does not ask), and brings back what the org says to the callback. */
function browse(string $url, string $cainfo): array
{
	$context = stream_context_create(['http' => ['follow_location' => 0, 'ignore_errors' => true, 'timeout' => 10], 'ssl' => ['cafile' => $cainfo]]);
	file_get_contents($url, false, $context);
	foreach ($http_response_header as $header) {
		if (preg_match('/^Location: (\S+)$/i', $header, $match)) {
			same(REDIRECT_URI, strtok($match[1], '?'), 'where the browser is sent back to');
			parse_str((string) parse_url($match[1], PHP_URL_QUERY), $parameters);
			return $parameters;
		}
	}
	throw new RuntimeException('the org did not send the browser back');
}

/** "PATCH Contact {...}" */
function describe(array $call): string
{
	$body = json_decode($call['body'] ?? '', true);
	$path = preg_replace('~^/services/data/v[0-9.]+/(sobjects/)?~', '', $call['target']);
	return trim("{$call['method']} $path " . ($body === null ? '' : json_encode($body, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES)));
}

function main(): void
{
	$start = hrtime(true);
	$org = sfprov_simulator(['own' => true, 'config' => ['rotation' => true, 'require_pkce' => true, 'redirect_uris' => [REDIRECT_URI]]]);
	$registry = sfprov_registry('sqlite', ['rows' => 'captured']);
	$registry->pointAt($org->baseUrl, ['clientid' => $org->clientId, 'client_secret' => $org->clientSecret, 'access_grant_type' => 'AC',
		'access_token' => null, 'refresh_token' => null, 'token_response' => null]);
	$registry->configure(['default_account' => $org->records('Account')[0]['Id'], 'instance_url' => null]);
	printf("sfprov %s, PHP %s\nSimulated Salesforce org: %s\nRegistry: SQLite, %d people, 1 provisioning target\n\n", phpversion('sfprov'), PHP_VERSION, $org->baseUrl,
		count($registry->rows('co_people', ['co_person_id' => null])));

	$log = [];
	$provisioner = new SalesforceProvisioner([
		'db' => $registry->pdo,
		'cainfo' => $org->caFile,
		'allowed_hosts' => $org->host,
		'logger' => static function (string $level, string $message) use (&$log): void {
			$log[] = $message;
		},
	]);
	$account = new Account($org);
	$people = array_map(static fn (string $name): array => sfprov_case($name)['data'], SAMPLES);

	$account->step('Authorise: authorization code with PKCE, as an admin does once', ['calls' => 0, 'connections' => 2, 'tokens' => 1],
		static function () use ($provisioner, $registry, $org): array {
			$state = bin2hex(random_bytes(16));
			$begun = $provisioner->authorizationUrl(1, REDIRECT_URI, $state);
			$answer = browse($begun['url'], $org->caFile);
			same(true, hash_equals($state, $answer['state'] ?? ''), 'the state that came back');
			$provisioner->exchangeCode(1, $answer['code'], REDIRECT_URI, $begun['code_verifier']);
			$status = $provisioner->tokenStatus(1);
			same([true, true], [$status['access_token_set'], $status['refresh_token_set']], 'tokens in the registry');
			return ["Tokens stored in the registry's table of servers; scope: {$status['scope']}; one of the connections was the browser's"];
		});

	$target = $registry->target();
	$account->step('Test the connection', ['calls' => 6, 'connections' => 1, 'tokens' => 0], static function () use ($provisioner, $target): array {
		$report = $provisioner->testConnection($target);
		same(true, $report['ok'], 'the connection test');
		return array_map(static fn (array $check): string => str_pad($check['name'], 14) . $check['message'], $report['checks']);
	});

	$account->step(sprintf('Provision %d people: Contact and CoPerson__c in one call each', count($people)),
		['calls' => count($people), 'connections' => 0, 'tokens' => 0],
		static function () use ($provisioner, $target, $people): void {
			foreach ($people as $person) {
				same(true, $provisioner->provision($target, 'PR', $person), 'provision()');
			}
		});
	same([count($people), count($people)], [count($org->records('Contact')), count($org->records('CoPerson__c'))], 'Contacts and CoPerson__c in the org');

	$account->step('Provision them again, nothing has changed', ['calls' => 0, 'connections' => 0, 'tokens' => 0],
		static function () use ($provisioner, $target, $people): void {
			foreach ($people as $person) {
				$provisioner->provision($target, 'PR', $person);
			}
		});

	$changed = $people[0];
	$role = array_key_first($changed['CoPersonRole']);
	$changed['CoPersonRole'][$role]['title'] = 'Head of Data';
	$changed['EmailAddress'] = [];
	$calls = $account->step("Change one: {$changed['PrimaryName']['given']} {$changed['PrimaryName']['family']} gets a new title and loses the e-mail address",
		['calls' => 1, 'connections' => 0, 'tokens' => 0],
		static function () use ($provisioner, $target, $changed, $org): array {
			$provisioner->provision($target, 'PU', $changed);
			return array_map(describe(...), $org->requests());
		});
	same(['Title' => 'Head of Data', 'Email' => null], json_decode($calls[0]['body'], true), 'what was sent');

	$changed['CoPersonRole'][$role]['ou'] = 'Observatory';
	$before = $registry->tokenRow();
	$account->step('The access token expires, then the next change comes', ['calls' => 2, 'connections' => 1, 'tokens' => 1],
		static function () use ($provisioner, $target, $changed, $org): array {
			$org->expireTokens('access');
			$provisioner->provision($target, 'PU', $changed);
			return ['Refused with 401, one refresh, sent again. The org replaces the refresh token at each use: the new one was stored before it went on'];
		});
	same(false, $before['refresh_token'] === $registry->tokenRow()['refresh_token'], 'the refresh token is the old one');

	$newcomer = sfprov_case(NEWCOMER)['data'];
	$account->step("A new person, and the reply to the create is lost: {$newcomer['PrimaryName']['given']} {$newcomer['PrimaryName']['family']}",
		['calls' => 4, 'connections' => 1, 'tokens' => 0],
		static function () use ($provisioner, $target, $newcomer, $org): array {
			$org->fault('close_after', ['match' => ['endpoint' => 'composite']]);
			try {
				$provisioner->provision($target, 'PA', $newcomer);
				same('an exception', 'none', 'the lost reply');
			} catch (Sfprov\NetworkException $e) {
				same(true, $e->isRetryable(), 'a later try can succeed');
				$class = get_class($e);
			}
			$provisioner->provision($target, 'PA', $newcomer);
			$found = count(array_filter($org->records('Contact'), static fn (array $c): bool => $c['FirstName'] === $newcomer['PrimaryName']['given']));
			same(1, $found, 'Contacts of this person');
			return ["First try: $class; not sent again by itself, since the Contact may exist",
				"Second try: looked Contact and CoPerson__c up (2 queries), found both, and sent the fields to them: $found Contact"];
		});

	$registry->configure(['deprovision_policy' => 'D']);
	$leaving = $people[4];
	$account->step("One leaves; the target's policy is to delete: {$leaving['PrimaryName']['given']} {$leaving['PrimaryName']['family']}",
		['calls' => 1, 'connections' => 0, 'tokens' => 0],
		static function () use ($provisioner, $registry, $leaving, $org): array {
			$provisioner->provision($registry->target(), 'PD', $leaving);
			return array_map(describe(...), $org->requests());
		});

	$rows = [['CO Person', 'Contact', 'Name', 'Email', 'Department', 'Title', 'Platform ID', 'Status']];
	$contacts = array_column($org->records('Contact'), null, 'Id');
	$copersons = array_column($org->records('CoPerson__c'), null, 'Contact__c');
	foreach ($registry->rows('co_salesforce_provisioner_people') as $row) {
		$contact = $contacts[$row['contact_id'] ?? ''] ?? null;
		if ($contact !== null) {
			$coperson = $copersons[$contact['Id']];
			same("{$contact['Id']}/{$coperson['Id']}", $registry->salesforceIds($row['co_person_id']), 'the ids that the registry keeps');
			$rows[] = [(string) $row['co_person_id'], $contact['Id'], $contact['Name'], $contact['Email'] ?? '', $contact['Department'] ?? '', $contact['Title'] ?? '',
				$coperson['Platform_ID__c'] ?? '', $coperson['Status__c'] ?? ''];
		}
	}
	echo "What Salesforce holds now (the last two columns are of CoPerson__c):\n\n";
	table($rows);
	$expected = count($people);
	same([$expected, $expected, $expected], [count($contacts), count($copersons), count($rows) - 1], 'Contacts, CoPerson__c, and people linked to them');
	same(0, $org->counters()['reuse'], 'uses of a replaced refresh token');
	foreach ([...array_values($registry->tokenRow()), $org->clientSecret] as $value) {
		if (is_string($value) && strlen($value) > 40) {
			same(false, str_contains(implode("\n", $log), $value), 'a token in the log');
		}
	}
	printf("In all: %d API calls, %d connections, %d token requests (1 authorisation, 1 refresh), %.1f seconds.\n", $account->calls, $account->connections,
		$account->tokens, (hrtime(true) - $start) / 1e9);
	echo "Success: every step cost what it has to, and each person has exactly one Contact.\n";
}

main();
