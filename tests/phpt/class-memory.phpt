--TEST--
Class: cycles through the settings are collected, callbacks may destroy what calls them, and what outlives a fork stays whole
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

/** Somebody who holds a provisioner that holds them, as a plugin's model does. */
final class ClassHolder
{
	public static int $alive = 0;
	public ?SalesforceProvisioner $provisioner = null;
	public mixed $result = null;

	public function __construct()
	{
		self::$alive++;
	}

	public function __destruct()
	{
		self::$alive--;
	}

	public function log(): void {}

	public function open(): ?PDO
	{
		return null;
	}
}
class ClassPdo extends PDO
{
	public ?object $holder = null;
}

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator);
$registry = $bench->registry;
gc_collect_cycles();
foreach (['logger' => static fn (ClassHolder $h): array => ['logger' => $h->log(...)], 'logger as array' => static fn (ClassHolder $h): array => ['logger' => [$h, 'log']],
	'token_db' => static fn (ClassHolder $h): array => ['token_db' => $h->open(...)], 'status_labels' => static fn (ClassHolder $h): array => ['status_labels' => [[$h]]],
	'db' => static function (ClassHolder $h) use ($registry): array {
		$pdo = new ClassPdo($registry->dsn);
		$pdo->holder = $h;
		return ['db' => $pdo];
	}, 'property' => static fn (ClassHolder $h): array => []] as $what => $settings) {
	for ($i = 0; $i < 20; $i++) {
		$holder = new ClassHolder();
		$holder->provisioner = new SalesforceProvisioner($settings($holder));
		if ($what === 'property') {
			$holder->provisioner->hasMany = [$holder];
		}
		unset($holder);
	}
	sfprov_same(20, ClassHolder::$alive, "$what: a cycle");
	sfprov_true(gc_collect_cycles() >= 20, "$what: collected");
	sfprov_same(0, ClassHolder::$alive, "$what: none is left");
}
// A result holds its provisioner and its target.
for ($i = 0; $i < 3; $i++) {
	$holder = new ClassHolder();
	$holder->provisioner = $bench->another(['logger' => $holder->log(...)]);
	$holder->result = $holder->provisioner->query($registry->target(), 'SELECT Id FROM Contact');
	unset($holder);
}
sfprov_same(3, ClassHolder::$alive, 'result: a cycle');
gc_collect_cycles();
sfprov_same(0, ClassHolder::$alive, 'result: collected');

// Collected while it is at work, and destroyed by its own callback.
$provisioner = $bench->another(['logger' => static function () use (&$provisioner, &$logged): void {
	$logged++;
	$provisioner = null;
	gc_collect_cycles();
}]);
$simulator->expireTokens();
sfprov_same(true, $provisioner->provision($registry->target(), 'PU', provision_person()), 'its logger lets go of it');
sfprov_true($logged >= 1 && $provisioner === null, 'it was let go');
$result = $bench->another()->query($registry->target(), 'SELECT Id FROM Contact');
sfprov_same(1, count(iterator_to_array($result)), 'a result without its provisioner');

// The settings are the object's own.
$labels = ['A' => 'Changed'];
$settings = ['status_labels' => &$labels, 'logger' => static function (): void {}] + provision_settings($registry, $simulator->caFile, $simulator->port);
$provisioner = new SalesforceProvisioner($settings);
$labels['A'] = 'Later';
$settings['db'] = null;
sfprov_same(true, $provisioner->provision($registry->target(), 'PU', provision_person()), 'settings are copied');
sfprov_same('Changed', $simulator->records('CoPerson__c')[0]['Status__c'], 'labels are those of the construction');

// A thousand calls take no more memory than the first.
$provisioner = $bench->another();
for ($i = 0; $i < 150; $i++) {
	$provisioner->tokenStatus(1);
	$provisioner->preview($registry->target(), 'PU', provision_person());
	sfprov_throws(Sfprov\Exception::class, fn () => $provisioner->tokenStatus(99));
	if ($i === 20) {
		gc_collect_cycles();
		$used = memory_get_usage();
	}
}
gc_collect_cycles();
sfprov_true(memory_get_usage() - $used < 5000, 'memory grows by ' . (memory_get_usage() - $used) . ' bytes');
?>
===DONE===
--EXPECT--
===DONE===
