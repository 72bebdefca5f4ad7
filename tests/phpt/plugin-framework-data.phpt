--TEST--
The framework's own data of one person: handed over in place of provisioning, without anything being recorded
--EXTENSIONS--
sfprov
mbstring
--SKIPIF--
<?php
require __DIR__ . '/needs.inc';
needs_plugin();
?>
--FILE--
<?php
require __DIR__ . '/../helper.inc';
require __DIR__ . '/plugin-framework.inc';
require "$plugin/Lib/SalesforceFrameworkData.php";

class NotFoundException extends RuntimeException
{
}
/** The framework's part: assembles, filters, calls the plugin, records; catches what it catches. */
class FakePerson
{
	public object $Co;
	public object $Behaviors;
	public array $recorded = [];
	public array $people = [];
	public int $target = 3;
	/** @var list<array> arguments of requestToProvision() */
	public array $calls = [];

	public function find(string $what, array $options): int
	{
		return isset($this->people[$options['conditions']['CoPerson.id']]) ? 1 : 0;
	}

	public function requestToProvision(...$arguments): bool
	{
		$this->calls[] = $arguments;
		$data = $this->people[$arguments[1]] ?? throw new NotFoundException('CoPerson "14" Not Found');
		try {
			if ($data instanceof Throwable) {
				throw $data;
			}
			if ($data !== 'no plugin') {
				[$op, $data] = $data;
				SalesforceFrameworkData::deliver(['CoSalesforceProvisionerTarget' => ['co_provisioning_target_id' => (string) $this->target]], $op, $data);
				$this->recorded[] = 'export';
			}
		} catch (InvalidArgumentException | RuntimeException $e) {
			$this->recorded[] = 'failure';
			throw new ($e::class)($e->getMessage());
		}
		return true;
	}
}
$person = new FakePerson();
$person->Behaviors = new class {
	public array $loaded = [];

	public function load(string $name): void
	{
		$this->loaded[] = $name;
	}
};
$targets = new stdClass();
ClassRegistry::$objects = ['CoPerson' => $person, 'Co' => new stdClass(), 'CoProvisioningTarget' => $targets];

$whole = ['CoPerson' => ['id' => 7, 'status' => 'A'], 'PrimaryName' => ['family' => 'X']];
$person->people = [
	7 => ['PR', $whole],
	8 => ['PD', $whole],
	9 => ['PR', []],
	10 => new InvalidArgumentException('the filter is not configured'),
	11 => new RuntimeException('the filter is out of order'),
	12 => new TypeError('a filter with a mistake'),
	13 => 'no plugin',
];
$data = new SalesforceFrameworkData('3');
sfprov_same(['PR', $whole], $data->person(7));
sfprov_same(['PD', $whole], $data->person('8'), 'not in the group of the target');
sfprov_same([3, 7, null, 'PR', null, null, null, null, true, true], $person->calls[0], 'in every mode but Disabled');
sfprov_same([['Provisioner'], $targets], [$person->Behaviors->loaded, $person->Co->CoProvisioningTarget], 'what the framework does not load in a shell');
sfprov_same([null, null], [$data->person(9), $data->person(14)], 'deleted, and unknown');
sfprov_same([], $person->recorded, 'nothing is recorded for what is not done yet');

sfprov_throws(InvalidArgumentException::class, fn () => $data->person(10), '/not configured/');
sfprov_throws(RuntimeException::class, fn () => $data->person(11), '/out of order/');
sfprov_same([['PR', $whole], null, 'the filter is not configured', 'the filter is out of order'],
	[$data->answer(7), $data->answer(14), $data->answer(10)->getMessage(), $data->answer(11)->getMessage()], 'a failure is an answer, too');
sfprov_throws(TypeError::class, fn () => $data->answer(12), '/mistake/');
sfprov_throws(TypeError::class, fn () => $data->person(12), '/mistake/');
sfprov_throws(RuntimeException::class, fn () => $data->person(13), '/gave no data for person 13/');

// Neither afterwards nor for another target does provision() give anything away.
$person->recorded = [];
SalesforceFrameworkData::deliver(['CoSalesforceProvisionerTarget' => ['co_provisioning_target_id' => 3]], 'PU', $whole);
$person->target = 4;
sfprov_throws(RuntimeException::class, fn () => $data->person(7), '/gave no data/');
sfprov_same(['export'], $person->recorded, 'the other target is provisioned as ever');
?>
===DONE===
--EXPECT--
===DONE===
