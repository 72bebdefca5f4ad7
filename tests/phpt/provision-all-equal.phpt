--TEST--
provisionAll() does for each person of the captured registry what provision() does for the framework's data: same JSON, same records, same rows
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

$first = sfprov_simulator(['own' => true]);
$second = sfprov_simulator(['own' => true]);
foreach (sfprov_drivers() as $driver) {
	$pair = new Pair($driver, $first, $second);
	$pair->reset('as captured');
	sfprov_same(['people' => 200, 'created' => 169, 'unchanged' => 23, 'failed' => 8], $pair->compare(), "$driver: as captured");
	$pair->change(change_everything(...));
	sfprov_same(['people' => 200, 'created' => 1, 'updated' => 165, 'unchanged' => 27, 'failed' => 7], $pair->compare(150), "$driver: changed");
	if ($driver === 'sqlite') {
		lose_records($pair->alone);
		lose_records($pair->together);
		$pair->change(static fn (SfprovRegistry $registry) => $registry->pdo->exec('UPDATE ' . $registry->table('names') . " SET suffix = 'II'"));
		sfprov_same(['people' => 200, 'created' => 30, 'updated' => 120, 'unchanged' => 43, 'failed' => 7], $pair->compare(), "$driver: records are gone");
	}
}
?>
===DONE===
--EXPECT--
===DONE===
