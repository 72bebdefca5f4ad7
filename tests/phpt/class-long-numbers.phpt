--TEST--
Numbers beyond 32 bits pass between the database, Salesforce and PHP whole, also where PHP's integers have 32 bits
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/oauth.inc';

// A float in a PHP of 32 bits, as PHP itself has it.
$long = 5000000000;
$simulator = sfprov_simulator();
$key = sfprov_temp_dir('key') . '/token.key';
file_put_contents($key, bin2hex(random_bytes(32)) . "\n");
chmod($key, 0600);
$bench = new ProvisionBench($simulator, 'sqlite', [], ['settings' => ['token_key_file' => $key]]);
$registry = $bench->registry;

$registry->update('oauth2_servers', ['access_token_exp' => $long], ['id' => 1]);
sfprov_same($long, $bench->provisioner->tokenStatus(1)['expires'], 'read');
$stored = static fn (): string => (string) $registry->pdo->query("SELECT typeof(access_token_exp) || ' ' || access_token_exp FROM " . $registry->table('oauth2_servers'))->fetchColumn();
$bench->provisioner->encryptTokens(1);
sfprov_same("integer $long", $stored(), 'written');
sfprov_same($long, $bench->provisioner->tokenStatus(1)['expires'], 'read again');

$simulator->config(['daily_limit' => $long]);
$bench->provisioner->limits($registry->target());
sfprov_same($long, $bench->provisioner->counters()['api_limit'], 'from Salesforce');
sfprov_remove_dir(dirname($key));
?>
===DONE===
--EXPECT--
===DONE===
