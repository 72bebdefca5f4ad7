--TEST--
SalesforceProvisioner as a plugin with jobs: its types, and the jobs that the plugin's own files name
--EXTENSIONS--
sfprov
--FILE--
<?php
require __DIR__ . '/../helper.inc';

$provisioner = new SalesforceProvisioner();
// The registry takes the first of several types for the one that a duplicated CO goes by.
sfprov_same(['provisioner', 'job'], $provisioner->cmPluginType);
foreach (['provisioner' => true, 'job' => true, 'Job' => false, 'jobs' => false, 'normalizer' => false, '' => false] as $type => $is) {
	sfprov_same($is, $provisioner->isPlugin($type), "isPlugin($type)");
}
sfprov_same([true, true], [$provisioner->isPlugin(), $provisioner->isPlugin(null)]);
$provisioner->cmPluginType[] = 'other';
sfprov_same(['provisioner', 'job'], (new SalesforceProvisioner(['class' => 'x', 'alias' => 'y']))->cmPluginType, 'each object has its own');

class WithoutConstructor extends SalesforceProvisioner
{
	public function __construct()
	{
	}
}
class WithType extends SalesforceProvisioner
{
	public string|array $cmPluginType = 'job';
}
class WithTypes extends SalesforceProvisioner
{
	public string|array $cmPluginType = ['job', 'cluster'];
}
sfprov_same([['provisioner', 'job'], 'job', ['job', 'cluster']], [(new WithoutConstructor())->cmPluginType, (new WithType())->cmPluginType, (new WithTypes())->cmPluginType]);

// No plugin, or one without jobs: none. The job shell would die of a job whose class is not there.
$asked = [];
spl_autoload_register(function (string $class) use (&$asked): void {
	$asked[] = $class;
	if (count($asked) === 2) {
		throw new LogicException('no such file');
	}
	if (count($asked) === 3) {
		class_alias('Plugin', $class);
	}
});
sfprov_same([], $provisioner->getAvailableJobs(), 'no plugin');
sfprov_throws(LogicException::class, fn () => $provisioner->getAvailableJobs(), '/no such file/');

class Plugin
{
	public static mixed $jobs = ['KeepAlive' => 'Keeps', 'Other' => 'Does'];

	public static function availableJobs(): mixed
	{
		return self::$jobs instanceof Throwable ? throw self::$jobs : self::$jobs;
	}
}
sfprov_same(['KeepAlive' => 'Keeps', 'Other' => 'Does'], $provisioner->getAvailableJobs(), 'the plugin is asked');
sfprov_same(array_fill(0, 3, 'SalesforceProvisionerAppModel'), $asked, 'by its own autoloader');
foreach ([[], null, 'KeepAlive', 7, new ArrayObject(['a' => 'b'])] as $nothing) {
	Plugin::$jobs = $nothing;
	sfprov_same([], $provisioner->getAvailableJobs(), get_debug_type($nothing));
}
Plugin::$jobs = new DomainException('jobs');
sfprov_throws(DomainException::class, fn () => $provisioner->getAvailableJobs(), '/jobs/');

// What is not a public static method is not called.
foreach (['public function', 'protected static function', 'abstract public static function'] as $kind) {
	$body = str_starts_with($kind, 'abstract') ? ';' : '{ echo "called\n"; return []; }';
	$code = (str_starts_with($kind, 'abstract') ? 'abstract ' : '') . "class SalesforceProvisionerAppModel { $kind availableJobs() $body } var_dump((new SalesforceProvisioner())->getAvailableJobs() === []);";
	$process = proc_open([...sfprov_php_command(), '-r', $code], [1 => ['pipe', 'w']], $pipes);
	sfprov_same("bool(true)\n", stream_get_contents($pipes[1]), $kind);
	proc_close($process);
}
?>
===DONE===
--EXPECT--
===DONE===
