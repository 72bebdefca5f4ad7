--TEST--
Class: what the registry's framework reads and calls, construction, settings, and what is not possible with an object
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/../helper.inc';

// As CakePHP's ClassRegistry and controllers construct it.
foreach ([[], [['class' => 'SalesforceProvisioner.SalesforceProvisioner', 'alias' => 'SalesforceProvisioner', 'id' => false, 'plugin' => 'SalesforceProvisioner', 'ds' => 'default', 'table' => null]],
	[['id' => '5', 'name' => 'x', 0 => 'y', 'db ' => 1, 'nested' => [[[]]], 'object' => new stdClass(), "nul\0" => 1]]] as $arguments) {
	$model = new SalesforceProvisioner(...$arguments);
	foreach (['name', 'alias', 'plugin'] as $property) {
		sfprov_same('SalesforceProvisioner', $model->$property, $property);
	}
	sfprov_true(isset($model->cmPluginType) && in_array('provisioner', (array) $model->cmPluginType, true), 'cmPluginType');
	sfprov_same('provisioner', ((array) $model->cmPluginType)[0], 'the first type');
	sfprov_same([[], [], []], [$model->cmPluginHasMany, $model->hasMany, $model->hasOne], 'associations');
	sfprov_true(!empty($model->Behaviors) && $model->Behaviors->enabled('Changelog') === false && $model->Behaviors->enabled() === false, 'Behaviors');
	sfprov_same([true, true, false, false, false], [$model->isPlugin(null), $model->isPlugin('provisioner'), $model->isPlugin('normalizer'), $model->isPlugin(''), $model->isPlugin("provisioner\0")], 'isPlugin');
	sfprov_same([true, []], [$model->isPlugin(), $model->cmPluginMenus()], 'menus');
	sfprov_true(is_array($model->getAvailableJobs()), 'jobs');
}
foreach (['isPlugin', 'cmPluginMenus', 'getAvailableJobs', 'provision', 'preview', 'authorizationUrl', 'exchangeCode', 'requestToken', 'refreshToken', 'revokeToken', 'tokenStatus', 'testConnection',
	'limits', 'query', 'request'] as $method) {
	sfprov_true(method_exists('SalesforceProvisioner', $method) && is_callable([$model, $method]), "method $method");
}
foreach (['cmPluginSearchModels', 'find', 'save', '__call', '__get'] as $method) {
	sfprov_same(false, method_exists($model, $method), "no method $method");
}
sfprov_same(false, $model instanceof ArrayAccess || $model instanceof Traversable, 'nothing else');
sfprov_throws(TypeError::class, fn () => new SalesforceProvisioner('SalesforceProvisioner'));
sfprov_throws(ArgumentCountError::class, fn () => new SalesforceProvisioner([], null, null));
sfprov_throws(TypeError::class, fn () => $model->provision(null, 'PU', []));
// Cheap: neither file nor socket, and not much time.
$files = count(scandir('/proc/self/fd'));
$spent = static fn (): float => array_sum(array_map(static fn (string $kind): float => getrusage()["ru_$kind.tv_sec"] + getrusage()["ru_$kind.tv_usec"] / 1e6, ['utime', 'stime']));
$begin = $spent();
for ($i = 0; $i < 1000; $i++) {
	new SalesforceProvisioner(['class' => 'SalesforceProvisioner', 'alias' => 'SalesforceProvisioner']);
}
sfprov_true($spent() - $begin < 1, '1,000 constructions took ' . round($spent() - $begin, 3) . ' s of the processor');
sfprov_same($files, count(scandir('/proc/self/fd')), 'descriptors');

// Exceptions: what can be mended by trying again, and what cannot.
foreach (['RuntimeException' => RuntimeException::class, 'NetworkException' => Sfprov\RuntimeException::class, 'ServerException' => Sfprov\RuntimeException::class, 'LimitException' => Sfprov\RuntimeException::class,
	'AuthorizationException' => Sfprov\RuntimeException::class, 'DatabaseException' => Sfprov\RuntimeException::class, 'InvalidArgumentException' => InvalidArgumentException::class,
	'RecordException' => Sfprov\InvalidArgumentException::class, 'ConfigurationException' => Sfprov\InvalidArgumentException::class] as $class => $parent) {
	sfprov_same($parent, get_parent_class("Sfprov\\$class"), $class);
	$exception = new ("Sfprov\\$class")('text', 5, new Exception('before'));
	sfprov_same(['text', 5, null, 0, [], is_a($exception, RuntimeException::class)], [$exception->getMessage(), $exception->getCode(), $exception->getErrorCode(), $exception->getHttpStatus(),
		$exception->getFields(), $exception->isRetryable()], $class);
	sfprov_true($exception instanceof Sfprov\Exception && $exception->getPrevious()->getMessage() === 'before', "$class is one of ours");
}

// Settings of the wrong type: named, and nothing is taken over.
foreach (['table_prefix', 'actor_identifier', 'jwt_key_file', 'jwt_username', 'cainfo', 'allowed_hosts', 'proxy', 'api_version', 'token_key_file', 'client_certificate', 'client_key'] as $name) {
	foreach ([5, 1.5, true, [], new stdClass(), "a\0b"] as $value) {
		$thrown = sfprov_throws(Sfprov\ConfigurationException::class, fn () => new SalesforceProvisioner([$name => $value]), "/setting $name must be text/");
		sfprov_same([$name], $thrown?->getFields(), "$name: fields");
	}
	new SalesforceProvisioner([$name => null]);
	new SalesforceProvisioner([$name => '']);
}
foreach (['connect_timeout', 'timeout'] as $name) {
	foreach ([0, -1, 3601, '5', 1.5, true, [], PHP_INT_MAX] as $value) {
		sfprov_throws(Sfprov\ConfigurationException::class, fn () => new SalesforceProvisioner([$name => $value]), "/setting $name must be a whole number of seconds from 1 to 3600/");
	}
	new SalesforceProvisioner([$name => 3600]);
}
foreach (['x', 5, new stdClass()] as $value) {
	sfprov_throws(Sfprov\ConfigurationException::class, fn () => new SalesforceProvisioner(['status_labels' => $value]), '/status_labels/');
}
$name = 'timeout';
$reference = 5;
new SalesforceProvisioner([$name => &$reference]);

// Twice, or not at all.
sfprov_throws(Error::class, fn () => $model->__construct([]), '/constructed already/');
$broken = (new ReflectionClass('SalesforceProvisioner'))->newInstanceWithoutConstructor();
sfprov_throws(Sfprov\ConfigurationException::class, fn () => $broken->limits([]), '/constructor.*parent::__construct/');
sfprov_throws(Error::class, function (): void {
	$object = (new ReflectionClass('SalesforceProvisioner'))->newInstanceWithoutConstructor();
	try {
		$object->__construct(['timeout' => 'x']);
	} catch (Sfprov\ConfigurationException) {
	}
	$object->__construct([]);
}, '/constructed already/');
class SalesforceChild extends SalesforceProvisioner
{
	public string $name = 'Child';

	public function __construct() {}

	public function isPlugin(?string $type = null): bool
	{
		return parent::isPlugin($type);
	}
}
$child = new SalesforceChild();
sfprov_same(['Child', true, false], [$child->name, $child->isPlugin('provisioner'), $child->Behaviors->enabled('x')], 'subclass');
foreach (['limits' => [[]], 'provision' => [[], 'PU', []], 'preview' => [[], 'PU', []], 'testConnection' => [[]], 'tokenStatus' => [1], 'refreshToken' => [1], 'revokeToken' => [1], 'requestToken' => [1],
	'exchangeCode' => [1, 'a', 'b'], 'authorizationUrl' => [1, 'a', 'b'], 'query' => [[], 'SELECT'], 'request' => [[], 'GET', '/']] as $method => $arguments) {
	sfprov_throws(Sfprov\ConfigurationException::class, fn () => $child->$method(...$arguments), '/parent::__construct/');
	sfprov_throws(Sfprov\InvalidArgumentException::class, fn () => (new SalesforceProvisioner())->$method(...$arguments));
}

// Copies and texts of an object.
sfprov_throws(Error::class, fn () => clone $model, '/uncloneable/');
sfprov_throws(Exception::class, fn () => serialize($model), "/Serialization of 'SalesforceProvisioner' is not allowed/");
foreach (['O:21:"SalesforceProvisioner":0:{}', 'C:21:"SalesforceProvisioner":0:{}', 'a:1:{i:0;O:21:"SalesforceProvisioner":1:{s:4:"name";s:1:"x";}}', 'O:18:"Sfprov\QueryResult":0:{}'] as $text) {
	try {
		sfprov_same(false, @unserialize($text), $text);
	} catch (Exception $e) {
		sfprov_matches('/Unserialization of .* is not allowed/', $e->getMessage());
	}
}
sfprov_throws(Error::class, fn () => new Sfprov\QueryResult());
sfprov_throws(Error::class, fn () => (new ReflectionClass('Sfprov\QueryResult'))->newInstance());
try {
	$result = (new ReflectionClass('Sfprov\QueryResult'))->newInstanceWithoutConstructor();
	sfprov_same([null, 0, false], [$result->current(), $result->key(), $result->valid()], 'an empty result');
	$result->next();
	$result->rewind();
} catch (ReflectionException) {
}
sfprov_same(true, (new ReflectionClass('Sfprov\QueryResult'))->isFinal(), 'QueryResult is final');
$behaviors = $model->Behaviors;
sfprov_throws(Error::class, fn () => $behaviors->x = 1, '/dynamic property/');
// Weak maps, comparison, casts.
$map = new WeakMap();
$map[$model] = 1;
sfprov_same([1, true, false], [$map[$model], $model == $model, $model == $child], 'as any object');
sfprov_true(count((array) $model) >= 7, 'cast');
?>
===DONE===
--EXPECT--
===DONE===
