<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* The registry's texts that the plugin and this application use, in words of our own. */
global $cm_lang, $cm_texts;

$cm_lang = 'en_US';
$cm_texts['en_US'] = [
	'lang' => 'en',
	'bc.home' => 'Home',
	'coordinate' => 'Registry',
	'ct.co_jobs.1' => 'Job',
	'ct.co_jobs.pl' => 'Jobs',
	'ct.co_people.1' => 'CO Person',
	'ct.co_provisioning_targets.pl' => 'Provisioning Targets',
	'en.server' => ['HT' => 'HTTP', 'O2' => 'OAuth2'],
	'en.status' => ['A' => 'Active', 'D' => 'Deleted', 'GP' => 'Grace Period', 'I' => 'Invited', 'P' => 'Pending', 'S' => 'Suspended', 'XP' => 'Expired'],
	'en.status.job' => ['CX' => 'Canceled', 'OK' => 'Complete', 'X' => 'Failed', 'GO' => 'In Progress', 'NT' => 'Notice', 'Q' => 'Queued'],
	'en.status.prov.target' => ['N' => 'Not Provisioned', 'P' => 'Provisioned', 'Q' => 'Queued', 'X' => 'Unknown'],
	'er.co.mismatch' => '%1$s %2$s is not of this CO',
	'er.co.specify' => 'No CO was named',
	'er.co.unk-a' => 'There is no CO %1$s',
	'er.copt.unk' => 'There is no such provisioning target',
	'er.cop.unk' => 'There is no such CO Person',
	'er.fields' => 'Some fields need another look',
	'er.jb.concurrent' => 'Job %1$s does the same already',
	'er.jb.cxl.status' => 'The job is %1$s and cannot be canceled',
	'er.notfound' => '%1$s "%2$s" was not found',
	'er.permission' => 'Permission Denied',
	'er.prov.plugin' => 'Provisioning to "%1$s" failed: %2$s',
	'er.server.none' => 'This CO has no server of type %1$s',
	'fd.actor.shell' => 'Shell user "%1$s"',
	'fd.req' => '* denotes required field',
	'fd.server' => 'Server',
	'me.population' => 'CO Population',
	'op.cancel' => 'Cancel',
	'op.config' => 'Configure',
	'op.disabled-a' => 'Plugin %1$s is disabled',
	'op.edit-a' => 'Edit %1$s',
	'op.save' => 'Save',
	'rs.jb.cxld.by' => 'Canceled by %1$s',
	'rs.jb.registered' => 'Job %1$s registered',
	'rs.prov.ok-a' => 'Provisioned to "%1$s"',
	'rs.updated' => '"%1$s" Updated',
];

/** The text of a key, the key itself if there is none. */
function _txt($key, $vars = null, $index = null)
{
	global $cm_lang, $cm_texts;

	if (!isset($cm_texts[$cm_lang][$key])) {
		return $key;
	}
	$text = isset($index) ? $cm_texts[$cm_lang][$key][$index] : $cm_texts[$cm_lang][$key];
	// The registry replaces up to six values, and leaves a text with more of them alone
	return $vars && count($vars) <= 6 ? vsprintf($text, $vars) : $text;
}

/** Adds the texts of the plugins. The real one does this before each page and each job, too. */
function _bootstrap_plugin_txt()
{
	global $cm_lang, $cm_texts;

	foreach (App::objects('plugin') as $plugin) {
		include CakePlugin::path($plugin) . 'Lib/lang.php';
		$texts = 'cm_' . Inflector::underscore($plugin) . '_texts';
		$cm_texts[$cm_lang] = array_merge($cm_texts[$cm_lang], ${$texts}[$cm_lang]);
	}
}

/** The name of a person as one text. */
function generateCn($name)
{
	return implode(' ', array_filter([$name['honorific'], $name['given'], $name['middle'], $name['family'], $name['suffix']], fn ($part) => (string) $part !== ''));
}
