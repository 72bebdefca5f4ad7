--TEST--
Class: ini settings are checked at the start, cannot be changed by scripts, are used, and show no password
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

$folder = sfprov_temp_dir('ini');
$run = static function (array $ini, string $code) use ($folder): array {
	file_put_contents("$folder/script.php", "<?php $code");
	return sfprov_spawn("$folder/script.php", null, $ini + ['display_startup_errors' => '1', 'html_errors' => '0', 'display_errors' => '1', 'log_errors' => '0'])->wait();
};
$show = 'foreach (ini_get_all("sfprov", false) as $n => $v) { echo "$n=$v\n"; }';
$defaults = ['sfprov.allowed_hosts' => '', 'sfprov.api_version' => '62.0', 'sfprov.cainfo' => '', 'sfprov.client_certificate' => '', 'sfprov.client_key' => '', 'sfprov.connect_timeout' => '5',
	'sfprov.max_idle_age' => '60', 'sfprov.max_idle_connections' => '8', 'sfprov.proxy' => '', 'sfprov.timeout' => '30', 'sfprov.token_key_file' => ''];
$text = static fn (array $values): string => implode('', array_map(static fn (string $n, string $v): string => "$n=$v\n", array_keys($values), $values));
sfprov_same($text($defaults), $run([], $show)['output'], 'defaults');

// Nonsense is said at the start, and the default stays.
foreach (['connect_timeout', 'timeout', 'max_idle_age'] as $name) {
	foreach (['0', '-1', '3601', 'abc', '5s', '1e3', '1.5', '', '99999999999999999999'] as $value) {
		$output = $run(["sfprov.$name" => $value], $show)['output'];
		sfprov_true(str_contains($output, "sfprov.$name must be a whole number of seconds from 1 to 3600"), "$name=$value: warning");
		sfprov_true(str_contains($output, "sfprov.$name={$defaults["sfprov.$name"]}\n"), "$name=$value: default stays");
		if ($name !== 'timeout') {
			break;
		}
	}
	sfprov_true(str_contains($run(["sfprov.$name" => '3600'], $show)['output'], "sfprov.$name=3600\n"), "$name=3600");
}
foreach (['-1', '1001', 'x'] as $value) {
	$output = $run(['sfprov.max_idle_connections' => $value], $show)['output'];
	sfprov_true(str_contains($output, 'sfprov.max_idle_connections must be a whole number from 0 to 1000') && str_contains($output, "sfprov.max_idle_connections=8\n"), "max_idle_connections=$value");
}

// No script can say where credentials go.
foreach (array_keys($defaults) as $name) {
	sfprov_same(false, @ini_set($name, '7'), "ini_set $name");
	sfprov_same($defaults[$name], ini_get($name), $name);
	sfprov_same(INI_SYSTEM, ini_get_all('sfprov')[$name]['access'], "$name: where it can be set");
}

// phpinfo(): versions, settings, no password.
$ini = ['sfprov.proxy' => 'http://user:hunter2@proxy.example.org:3128', 'sfprov.allowed_hosts' => 'a.example.org,b.example.org:8443'];
$info = $run($ini, 'phpinfo(INFO_MODULES);')['output'];
sfprov_lacks('hunter2', $info, 'phpinfo()');
sfprov_lacks('user:', $info, 'phpinfo()');
sfprov_true(str_contains($info, 'sfprov.proxy => ***@proxy.example.org:3128 => ***@proxy.example.org:3128'), 'the rest of the proxy');
sfprov_true(str_contains($info, 'sfprov.allowed_hosts => a.example.org,b.example.org:8443'), 'other settings');
sfprov_matches('/sfprov version => \d+\.\d+\.\d+/', $info, 'version');
foreach (['libcurl (running)', 'OpenSSL (running)', 'json-c (running)'] as $library) {
	sfprov_matches('/^' . preg_quote($library) . ' => .*\d+\.\d+/m', $info, $library);
}
$process = proc_open([...sfprov_php_command($ini), '--ri', 'sfprov'], [1 => ['pipe', 'w'], 2 => ['pipe', 'w']], $pipes);
$output = stream_get_contents($pipes[1]) . stream_get_contents($pipes[2]);
proc_close($process);
sfprov_lacks('hunter2', $output, '--ri');
sfprov_true(str_contains($output, '***@proxy.example.org'), '--ri');
sfprov_same(phpversion('sfprov'), (new ReflectionExtension('sfprov'))->getVersion(), 'version');

// They are used, and an object's own setting wins; "" is none.
$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator);
$input = [$bench->registry->handle(), $simulator->caFile, $simulator->port];
$call = static function (array $ini, string $settings = '[]') use ($folder, $input): string {
	file_put_contents("$folder/script.php", '<?php require ' . var_export(__DIR__ . '/oauth.inc', true) . '; $i = sfprov_input(); $r = SfprovRegistry::attach($i[0]);'
		. "\$p = new SalesforceProvisioner($settings + ['db' => \$r->pdo]);"
		. 'echo json_encode(oauth_error(fn () => $p->limits($r->target())) ?? "good");');
	return sfprov_spawn("$folder/script.php", $input, $ini)->wait()['output'];
};
$ini = ['sfprov.cainfo' => $simulator->caFile, 'sfprov.allowed_hosts' => "127.0.0.1:{$simulator->port}"];
sfprov_same('"good"', $call($ini), 'from the ini file');
$simulator->clearLog();
$call(['sfprov.api_version' => '61.0'] + $ini);
sfprov_same('/services/data/v61.0/limits', $simulator->requests('limits')[0]['path'], 'api_version');
$call($ini, "['api_version' => '60.0']");
sfprov_same('/services/data/v60.0/limits', $simulator->requests('limits')[1]['path'], "the object's own");
foreach (['abc', '62', '030.0', '45.0', '1000.0', '62.00', ' 62.0'] as $version) {
	sfprov_matches('/ConfigurationException.*sfprov\.api_version/', $call(['sfprov.api_version' => $version] + $ini), "api_version $version");
}
sfprov_matches('/NetworkException|ConfigurationException/', $call(['sfprov.cainfo' => ''] + $ini), 'without the private CA');
sfprov_matches('/ConfigurationException.*allowed_hosts/', $call(['sfprov.allowed_hosts' => ''] + $ini), 'without the allowed host');
sfprov_matches('/ConfigurationException.*allowed_hosts/', $call($ini, "['allowed_hosts' => '']"), 'the object allows none');
sfprov_matches('/Exception.*no-such-file/', $call(['sfprov.cainfo' => '/no-such-file.pem'] + $ini), 'CA file missing');
?>
===DONE===
--EXPECT--
===DONE===
