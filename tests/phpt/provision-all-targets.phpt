--TEST--
provisionAll() as provision() with every kind of target: external ids, no CoPerson__c, fewer fields, a mapping, nothing cleared
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--SKIPIF--
<?php
require __DIR__ . '/needs.inc';
needs_test_functions();
?>
--FILE--
<?php
require __DIR__ . '/provision-all-pair.inc';

const MAPPING = [['CoPerson.id', 'Person__c'], ['CoPerson.timezone', 'Zone__c'], ['EmailAddress.delivery', 'Delivery__c'], ['CoPersonRole.affiliation', 'Affiliation__c'],
	['Identifier.eppn', 'Eppn__c'], ['Address.office.street', 'Office__c'], ['TelephoneNumber.fax', 'Fax__c'], ['text:yes', 'Member__c']];
$mapping = json_encode(array_map(static fn (array $entry): array => ['object' => 'Contact', 'field' => $entry[1], 'source' => $entry[0]], MAPPING));
$added = ['add_fields' => ['Contact' => array_fill_keys(array_column(MAPPING, 1), ['string', 255, 'CUN', 'Mapped'])]];
$pair = new Pair('sqlite', sfprov_simulator(['own' => true]), sfprov_simulator(['own' => true]));
$pair->change(change_everything(...));
$usual = ['people' => 200, 'created' => 150, 'unchanged' => 43, 'failed' => 7];
foreach ([
	'by number' => [$usual, ['external_id_field' => 'Registry_ID__c']],
	'by identifier' => [['people' => 200, 'created' => 103, 'unchanged' => 43, 'failed' => 54], ['external_id_field' => 'Registry_ID__c', 'external_id_type' => 'employeeno']],
	'no CoPerson__c' => [$usual, ['obj_coperson' => false]],
	'no middle name, any address, no identifiers' => [$usual, ['middle_name' => false, 'email_address_type' => null, 'platform_id_type' => null, 'app_id_type' => null]],
	'mapping' => [$usual, ['field_mapping' => $mapping]],
] as $what => [$counts, $target]) {
	$pair->reset($what, $target, $what === 'mapping' ? $added : []);
	sfprov_same($counts, $pair->compare(37, $what === 'by number'), $what);
}
$pair->reset('nothing is cleared', ['clear_removed' => false]);
sfprov_same($usual, $pair->compare(1000, false), 'nothing is cleared: all');
$pair->change(static fn (SfprovRegistry $registry) => $registry->pdo->exec('UPDATE ' . $registry->table('co_person_roles') . ' SET title = NULL, ou = NULL'));
sfprov_same(['people' => 200, 'unchanged' => 193, 'failed' => 7], $pair->compare(), 'nothing is cleared');
?>
===DONE===
--EXPECT--
===DONE===
