--TEST--
Test registry: another process works on it, and only the one that made it removes it
--EXTENSIONS--
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../helper.inc';

$directory = sfprov_temp_dir();
file_put_contents("$directory/child.php", '<?php
require ' . var_export(dirname(__DIR__) . '/helper.inc', true) . ';
$input = sfprov_input();
$registry = SfprovRegistry::attach($input["registry"]);
$registry->configure(["middle_name" => false]);
echo ini_get("memory_limit"), " ", extension_loaded("pdo_sqlite") ? "same" : "other", " extensions";
fwrite(STDERR, $input["say"]);
exit(3);
');
foreach (sfprov_drivers() as $driver) {
	$registry = sfprov_registry($driver);
	$child = sfprov_spawn("$directory/child.php", ['registry' => $registry->handle(), 'say' => "from $driver"], ['memory_limit' => '99M']);
	sfprov_same(['status' => 3, 'output' => '99M same extensions', 'errors' => "from $driver"], $child->wait(), $driver);
	sfprov_same(false, $registry->target()['CoSalesforceProvisionerTarget']['middle_name'], "$driver: written by the child");

	$dsn = $registry->dsn;
	$open = $registry->connect();
	$open->beginTransaction();
	$open->query('SELECT * FROM cm_servers')->fetchAll();
	$registry->drop();
	if ($driver === 'sqlite') {
		sfprov_same(false, file_exists(dirname(substr($dsn, 7))), 'the folder is gone');
	} else {
		sfprov_throws(PDOException::class, fn () => new PDO($dsn, $registry->user, $registry->password), '/exist|unknown database/i');
	}
	unset($open);
}

file_put_contents("$directory/wait.php", '<?php echo "up"; time_nanosleep(60, 0);');
$child = sfprov_spawn("$directory/wait.php");
sfprov_eventually(fn () => $child->output() === 'up', 'the child is up');
$child->kill();
sfprov_same(137, $child->wait()['status'], 'killed');
?>
===DONE===
--EXPECT--
===DONE===
