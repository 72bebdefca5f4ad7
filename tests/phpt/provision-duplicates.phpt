--TEST--
Provisioning: Salesforce finds duplicates; the policies fail, adopt and save
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
$seed = static fn (int $count = 1): array => $simulator->seed('Contact', array_fill(0, $count, ['LastName' => 'There', 'Email' => 'p7@example.org', 'Fax' => '+1 1']));
foreach (['alert', 'block'] as $action) {
	$config = ['config' => ['duplicate_rules' => [['by' => ['Email'], 'action' => $action]]]];
	foreach ([true, false] as $coperson) {
		$what = "$action, " . ($coperson ? 'both' : 'Contact');
		// Fail, also by default, with the ids in the message.
		foreach ([null, 'F'] as $policy) {
			$bench = new ProvisionBench($simulator, 'sqlite', ['duplicate_policy' => $policy, 'obj_coperson' => $coperson], $config);
			[$first, $second] = $seed(2);
			$thrown = sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(), "/$first.*$second/");
			sfprov_same(['DUPLICATES_DETECTED', 400, false], [$thrown?->getErrorCode(), $thrown?->getHttpStatus(), $thrown?->isRetryable()], "$what, fail: error");
			sfprov_same([2, 0], [count($simulator->records('Contact')), count($simulator->records('CoPerson__c'))], "$what, fail: records");
			sfprov_same([null, 'DUPLICATES_DETECTED', null], [$bench->registry->salesforceIds(7), $bench->registry->personRow(7)['error_code'], $bench->registry->personRow(7)['intent']], "$what, fail");
			sfprov_lacks('p7@example.org', $thrown?->getMessage() ?? '', "$what, fail: message");
		}
		// Adopt the only match.
		$bench = new ProvisionBench($simulator, 'sqlite', ['duplicate_policy' => 'A', 'obj_coperson' => $coperson], $config);
		[$there] = $seed();
		sfprov_same(true, $bench->attempt(), "$what, adopt");
		$bench->exactlyOne("$what, adopt", $coperson);
		sfprov_same([$there, "O'Brien", '+1 1'], [$bench->contactId(), $bench->record()['LastName'], $bench->record()['Fax']], "$what, adopt: record");
		sfprov_same(2, count(array_filter($bench->calls(), static fn (string $call): bool => !str_starts_with($call, 'GET'))), "$what, adopt: calls");
		sfprov_same(1, count($bench->logged("/^warning: .*$there is adopted/")), "$what, adopt: logged");
		$bench->provision();
		sfprov_same([], $bench->calls(), "$what, adopt: unchanged");
		// Not when there are several, nor when it is another person's.
		$bench = new ProvisionBench($simulator, 'sqlite', ['duplicate_policy' => 'A', 'obj_coperson' => $coperson], $config);
		[$first, $second] = $seed(2);
		sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(), "/$first.*$second/");
		sfprov_same([null, 2], [$bench->registry->salesforceIds(7), count($simulator->records('Contact'))], "$what, adopt: several");
		$simulator->record('delete', 'Contact', $second);
		$bench->registry->addPerson(8);
		$bench->registry->storeSalesforceIds(8, $first);
		sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(), "/$first is already linked to CO Person 8.*CO Person 7/");
		sfprov_same([null, 'There'], [$bench->registry->salesforceIds(7), $bench->record()['LastName']], "$what, adopt: another person's");
		// Save: an alert yields, a block does not.
		$bench = new ProvisionBench($simulator, 'sqlite', ['duplicate_policy' => 'S', 'obj_coperson' => $coperson], $config);
		$seed();
		$result = $bench->attempt();
		if ($action === 'block') {
			sfprov_matches('/^RecordException: .*DUPLICATES_DETECTED/', (string) $result, "$what, save");
			sfprov_same([1, null], [count($simulator->records('Contact')), $bench->registry->salesforceIds(7)], "$what, save");
			continue;
		}
		sfprov_same([true, 2], [$result, count($simulator->records('Contact'))], "$what, save");
		$data = provision_person();
		$data['EmailAddress'][0]['mail'] = 'other@example.org';
		$bench->provision($data);
		sfprov_same(true, $bench->attempt(), "$what, save: an update to the duplicate value");
	}
}

// On an update nothing is adopted: the person has a Contact.
$bench = new ProvisionBench($simulator, 'sqlite', ['duplicate_policy' => 'A'], ['config' => ['duplicate_rules' => [['by' => ['Email'], 'action' => 'alert']]]]);
$bench->provision();
$ids = $bench->registry->salesforceIds(7);
[$there] = $simulator->seed('Contact', [['LastName' => 'There', 'Email' => 'new@example.org']]);
$data = provision_person();
$data['EmailAddress'][0]['mail'] = 'new@example.org';
sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision($data), "/$there/");
sfprov_same($ids, $bench->registry->salesforceIds(7), 'update');
// With the other spelling of Salesforce's answer.
$bench = new ProvisionBench($simulator);
$simulator->fault('error_duplicates_detected_right_spelling', ['match' => ['endpoint' => 'create']]);
$bench->registry->configure(['obj_coperson' => false]);
sfprov_throws(Sfprov\RecordException::class, fn () => $bench->provision(), '/003Hs0000000001IAA/');
?>
===DONE===
--EXPECT--
===DONE===
