--TEST--
Test registry: tables, captured rows and types on every database
--EXTENSIONS--
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../helper.inc';

foreach (sfprov_drivers() as $driver) {
	$registry = sfprov_registry($driver, ['rows' => 'captured']);
	sfprov_same($driver, $registry->pdo->getAttribute(PDO::ATTR_DRIVER_NAME), 'driver');
	sfprov_same(317, count($registry->rows('co_people')), "$driver: people");
	sfprov_same('Zoë', $registry->row('names', ['id' => 8])['given'], "$driver: a name beyond ASCII");

	// What the framework hands over is what it handed over when the rows were captured.
	$captured = sfprov_case('001')['target']['CoSalesforceProvisionerTarget'];
	$target = $registry->target()['CoSalesforceProvisionerTarget'];
	sfprov_same($captured, array_intersect_key($target, $captured), "$driver: target");
	sfprov_same(null, $target['deprovision_policy'], "$driver: column of ours");
	sfprov_same([], $registry->rows('co_salesforce_provisioner_people'), "$driver: table of ours");

	// Types as PDO gives them, without our conversion.
	$row = $registry->pdo->query('SELECT id, login, identifier, language FROM cm_identifiers WHERE id = 1')->fetch(PDO::FETCH_ASSOC);
	sfprov_same(['id' => 1, 'login' => $driver === 'pgsql' ? true : 1, 'identifier' => 'admin', 'language' => null], $row, "$driver: raw row");

	// New rows get the next id; references hold.
	$last = max(array_column($registry->rows('identifiers'), 'id'));
	sfprov_same($last + 1, $registry->storeSalesforceIds(7, '003000000000001AAA'), "$driver: next id");
	sfprov_throws(PDOException::class, fn () => $registry->storeSalesforceIds(999999, '003000000000002AAA'), '/foreign key/i');
	sfprov_throws(PDOException::class, fn () => $registry->insert('co_salesforce_provisioner_targets', ['co_provisioning_target_id' => 1]), '/unique|duplicate/i');
	sfprov_same('003000000000001AAA', $registry->salesforceIds(7), "$driver: stored ids");
	sfprov_same(null, $registry->salesforceIds(8), "$driver: nothing stored");
}
?>
===DONE===
--EXPECT--
===DONE===
