--TEST--
Provisioning: the answer to a create is lost, in many ways; in the end there is exactly one record
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator);
$faults = ['close_after', 'fin_after', 'reset_after', 'answer_then_reset', 'status_500_done', 'status_502_done', 'cut_status', 'cut_header', 'cut_body', 'cut_chunked',
	'length_long', 'bad_chunk', 'html_200', 'content_empty', 'content_cut_json', 'content_drop_id', 'content_wrong_id', 'content_null', 'content_fewer_results', 'content_deep'];
$person = 1000;
$cells = 0;
foreach ($faults as $fault) {
	foreach (['fresh', 'pooled'] as $connection) {
		foreach ([false, true] as $coperson) {
			foreach ([null, 'Registry_ID__c'] as $external) {
				if ($external && !$coperson && !in_array($fault, ['close_after', 'reset_after', 'cut_body'], true)) {
					// An upsert alone is repeated by itself, after a wait.
					continue;
				}
				$what = "$fault, $connection, " . ($coperson ? 'both' : 'Contact') . ($external ? ', external id' : '');
				$cells++;
				$bench->registry->configure(['obj_coperson' => $coperson, 'external_id_field' => $external]);
				$bench->registry->addPerson(++$person);
				$data = provision_person($person);
				// The first answer is lost after the records were made.
				if ($connection === 'fresh') {
					$simulator->dropConnections();
				} else {
					$bench->provisioner->limits($bench->registry->target());
				}
				$bench->calls();
				$simulator->fault($fault, ['match' => ['endpoint' => ['create', 'composite', 'upsert']]]);
				$first = $bench->attempt($data);
				$log = array_filter($simulator->requests(), static fn (array $r): bool => in_array($r['kind'], ['create', 'composite', 'upsert'], true));
				$simulator->clearFaults();
				sfprov_same($connection === 'pooled', reset($log)['nth'] > 1, "$what: connection");
				if (!$external || $coperson) {
					sfprov_same(1, count($log), "$what: reached the wire");
				}
				if ($first !== true) {
					sfprov_matches('/^(Network|Server)Exception: /', $first, "$what: retryable");
				}
				// The next run finds them, at once: what was made can be seen.
				sfprov_same(true, $bench->attempt($data), "$what: second run");
				$bench->calls();
				sfprov_same(true, $bench->attempt($data), "$what: third run");
				sfprov_same([], $bench->calls(), "$what: third run, calls");

				$contacts = array_values(array_filter($simulator->records('Contact'), static fn (array $r): bool => $r['Email'] === "p$person@example.org"));
				$copersons = array_values(array_filter($simulator->records('CoPerson__c'), static fn (array $r): bool => $r['Contact__c'] === ($contacts[0]['Id'] ?? '')));
				sfprov_same([1, (int) $coperson], [count($contacts), count($copersons)], "$what: records");
				sfprov_same($contacts[0]['Id'] . ($coperson ? '/' . $copersons[0]['Id'] : ''), $bench->registry->salesforceIds($person), "$what: ids");
				sfprov_same($external ? (string) $person : null, $contacts[0]['Registry_ID__c'], "$what: external id");
				$row = $bench->registry->personRow($person);
				sfprov_same([null, null, null, null], [$row['intent'], $row['intent_time'], $row['intent_match'], $row['error_code']], "$what: journal");
				// The log of the simulator stays short.
				foreach (['Contact' => $contacts, 'CoPerson__c' => $copersons] as $type => $records) {
					array_map(static fn (array $record) => $simulator->record('purge', $type, $record['Id']), $records);
				}
			}
		}
	}
}
sfprov_same(count($faults) * 6 + 6, $cells, 'cells');
?>
===DONE===
--EXPECT--
===DONE===
