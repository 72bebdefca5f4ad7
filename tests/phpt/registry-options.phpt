--TEST--
Test registry: prefix, upstream's tables, attributes, the server's row, our row about a person
--EXTENSIONS--
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../helper.inc';

foreach (sfprov_drivers() as $driver) {
	$registry = sfprov_registry($driver, ['prefix' => 'Reg2_', 'people' => [7, 7, 18],
		'attributes' => [PDO::ATTR_ERRMODE => PDO::ERRMODE_SILENT, PDO::ATTR_CASE => PDO::CASE_UPPER]]);
	sfprov_same(PDO::ERRMODE_SILENT, $registry->pdo->getAttribute(PDO::ATTR_ERRMODE), "$driver: attribute");
	sfprov_same(PDO::CASE_UPPER, $registry->connect()->getAttribute(PDO::ATTR_CASE), "$driver: attribute of another connection");
	sfprov_same([7, 18], array_column($registry->rows('co_people'), 'id'), "$driver: people");

	// Helpers see what is committed, whatever the test's own connection is doing.
	$registry->pdo->beginTransaction();
	$registry->storeSalesforceIds(7, '003A/a0XB');
	$registry->pdo->rollBack();
	sfprov_same('003A/a0XB', $registry->salesforceIds(7), "$driver: stored on the helper's connection");

	$registry->pointAt('https://127.0.0.1:1234', ['access_token' => 'AAA', 'refresh_token' => 'RRR', 'access_grant_type' => 'CC']);
	$row = $registry->tokenRow();
	sfprov_same('https://127.0.0.1:1234/services/oauth2', $row['serverurl'], "$driver: server");
	sfprov_same(['AAA', 'RRR', 'CC', null], [$row['access_token'], $row['refresh_token'], $row['access_grant_type'], $row['access_token_exp']], "$driver: tokens");
	sfprov_same('https://127.0.0.1:1234', json_decode($row['token_response'], true)['instance_url'], "$driver: answer");

	$registry->configure(['obj_coperson' => false, 'deprovision_policy' => 'D', 'clear_removed' => true]);
	$target = $registry->target()['CoSalesforceProvisionerTarget'];
	sfprov_same([false, 'D', true], [$target['obj_coperson'], $target['deprovision_policy'], $target['clear_removed']], "$driver: configured");

	$time = 5000000000;
	$registry->insert('co_salesforce_provisioner_people', ['co_provisioning_target_id' => 1, 'co_person_id' => 7, 'pushed_time' => $time]);
	sfprov_same($time, $registry->personRow(7)['pushed_time'], "$driver: our row");
	sfprov_same(1, $registry->delete('co_salesforce_provisioner_people', ['co_person_id' => 7, 'intent' => null]), "$driver: deleted");
	unset($registry);

	$upstream = sfprov_registry($driver, ['upstream_schema' => true]);
	sfprov_same(12, count($upstream->target()['CoSalesforceProvisionerTarget']), "$driver: upstream's columns");
	sfprov_throws(PDOException::class, fn () => $upstream->pdo->query('SELECT 1 FROM cm_co_salesforce_provisioner_people'));
}
sfprov_throws(InvalidArgumentException::class, fn () => sfprov_registry('sqlite', ['row' => 'none']), '/unknown option row/');
sfprov_throws(InvalidArgumentException::class, fn () => sfprov_registry('oracle'), '/unknown database/');
?>
===DONE===
--EXPECT--
===DONE===
