<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * Prints what does not fit between the keys of Lib/lang.php and the strings in the plugin's files; status 1 if there is any. A key that is put
 * together at run time ('pl.salesforceprovisioner.tab.' . $tab) counts for all keys that begin so.
 */
$plugin = dirname(__DIR__, 2) . '/plugin/SalesforceProvisioner';
require "$plugin/Lib/lang.php";
$texts = $cm_salesforce_provisioner_texts['en_US'];
$findings = [];

$own = '(?:ct\.co_salesforce_provisioner|(?:er|pl)\.salesforceprovisioner\.)[A-Za-z0-9_.]*';
$used = [];
$prefixes = [];
$filled = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($plugin, FilesystemIterator::SKIP_DOTS)) as $file) {
	if (!in_array($file->getExtension(), ['php', 'ctp', 'inc'], true) || $file->getPathname() === "$plugin/Lib/lang.php") {
		continue;
	}
	$source = file_get_contents($file->getPathname());
	preg_match_all('/textOf\([^;]*?array\(/', $source, $calls);
	foreach ($calls[0] as $call) {
		preg_match_all("/'($own)'/", $call, $matches);
		$filled += array_fill_keys($matches[1], true);
	}
	preg_match_all("/(['\"])($own)\\1/", $source, $matches);
	foreach ($matches[2] as $key) {
		if (str_ends_with($key, '.')) {
			$prefixes[$key] = true;
		} else {
			$used[$key] = true;
		}
		if (!isset($texts[$key]) && !preg_grep('/^' . preg_quote($key, '/') . '/', array_keys($texts))) {
			$findings[] = "{$file->getFilename()}: there is no text $key";
		}
	}
}
foreach ($texts as $key => $text) {
	$begins = array_filter(array_keys($prefixes), fn (string $prefix): bool => str_starts_with($key, $prefix));
	// The help text of an option stands under the key of its label; titles of controllers are read by the framework
	if (!isset($used[$key]) && !$begins && !isset($used[preg_replace('/\.desc$/', '', $key)]) && !str_starts_with($key, 'ct.')) {
		$findings[] = "nothing uses the text $key";
	}
	if (!is_string($text) || trim($text) === '') {
		$findings[] = "$key is no text";
		continue;
	}
	preg_match_all('/%(\d+)\$/', $text, $numbers);
	// With more values _txt() gives the text as it is, and the caller has to fill them in
	if ($numbers[1] && max($numbers[1]) > 6 && !isset($filled[$key])) {
		$findings[] = "$key has more values than the registry's _txt() fills in (6): use textOf()";
	}
	if ($numbers[1] && str_contains(preg_replace('/%%|%\d+\$s/', '', $text), '%')) {
		$findings[] = "$key has a per cent sign that is no value: write %%";
	}
}
echo implode("\n", $findings), $findings ? "\n" : '';
exit($findings ? 1 : 0);
