// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors
//
// node windows.js SOURCE...: runs config.w32 in several situations and compares what it asks of PHP's build with what it should.
// Prints what is wrong, and ends with status 1 then. A function that is not among the stand-ins is an error of config.w32.
'use strict';

const fs = require('fs');
const vm = require('vm');

const sources = process.argv.slice(2).sort();
const text = fs.readFileSync('config.w32', 'utf8');
const libraries = ['libcurl_a.lib', 'libcurl.lib', 'json-c-static.lib', 'json-c.lib', 'ws2_32.lib', 'zlib_a.lib', 'normaliz.lib'];
const headers = ['curl/curl.h', 'json-c/json.h'];
let failed = false;

function wrong(situation, what) {
	console.log(`config.w32, ${situation}: ${what}`);
	failed = true;
}

// What config.w32 did, as lists by the name of the function.
function run({ version = [8, 2], enabled = 'yes', has = libraries, finds = headers, openssl = 2 }) {
	const did = { ARG_ENABLE: [], EXTENSION: [], ADD_SOURCES: [], ADD_EXTENSION_DEP: [], ADD_FLAG: [], WARNING: [], ERROR: [], CHECK_LIB: [] };
	const note = (name, value) => (...values) => {
		did[name].push(values);
		return value;
	};
	const world = {
		PHP_VERSION: version[0], PHP_MINOR_VERSION: version[1], PHP_SFPROV: enabled, configure_module_dirname: 'C:\\php\\ext\\sfprov',
		ARG_ENABLE: note('ARG_ENABLE'), EXTENSION: note('EXTENSION'), ADD_SOURCES: note('ADD_SOURCES'),
		ADD_EXTENSION_DEP: note('ADD_EXTENSION_DEP', true), ADD_FLAG: note('ADD_FLAG'), WARNING: note('WARNING'),
		// ends PHP's configure
		ERROR: (message) => {
			did.ERROR.push([message]);
			throw new Error('ERROR');
		},
		// the first of the names that there is
		CHECK_LIB: (names, target) => {
			const found = names.split(';').find((name) => has.includes(name));
			did.CHECK_LIB.push([found, target]);
			return found ?? false;
		},
		CHECK_HEADER_ADD_INCLUDE: (name) => finds.includes(name),
		SETUP_OPENSSL: () => openssl,
	};
	try {
		vm.runInNewContext(text, world, { filename: 'config.w32' });
	} catch (error) {
		if (error.message !== 'ERROR') throw error;
	}
	return did;
}

function built(did) {
	const files = did.EXTENSION.flatMap(([, names]) => names.split(' '));
	for (const [folder, names, target] of did.ADD_SOURCES) {
		const inside = folder.replace(/^C:\\php\\ext\\sfprov\/?/, '');
		files.push(...names.split(' ').map((name) => (target === 'sfprov' ? `${inside}/${name}` : `${target}?`)));
	}
	return files.sort();
}

function same(situation, what, is, expected) {
	if (JSON.stringify(is) !== JSON.stringify(expected)) wrong(situation, `${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(expected)}`);
}

function succeeds(situation, options, warnings = 0) {
	const did = run(options);
	const extra = built(did).filter((file) => !sources.includes(file));
	const missing = sources.filter((file) => !built(did).includes(file));
	if (extra.length + missing.length > 0) wrong(situation, `sources too many: ${extra}; missing: ${missing}`);
	same(situation, 'extensions', did.EXTENSION.map(([name, , shared]) => [name, shared]), [['sfprov', null]]);
	for (const flag of ['/std:c11', '/I "C:\\php\\ext\\sfprov/src"', '/D ZEND_ENABLE_STATIC_TSRMLS_CACHE=1']) {
		if (!did.EXTENSION[0]?.[3]?.includes(flag)) wrong(situation, `the compiler is not given ${flag}`);
	}
	same(situation, 'needed extensions', did.ADD_EXTENSION_DEP.map(([, name]) => name).sort(), ['json', 'pdo']);
	same(situation, 'warnings', did.WARNING.length, warnings);
	same(situation, 'libraries for another extension', did.CHECK_LIB.filter(([, target]) => target !== 'sfprov'), []);
	return did;
}

function refuses(situation, options, words) {
	const did = run(options);
	same(situation, 'sources', built(did), []);
	const said = [...did.WARNING, ...did.ERROR].join(' ');
	if (!words.test(said)) wrong(situation, `it says "${said}"`);
}

const staticCurl = succeeds('all libraries, static libcurl', {});
same('static libcurl', 'flags', staticCurl.ADD_FLAG, [['CFLAGS_SFPROV', '/D CURL_STATICLIB']]);
if (!staticCurl.CHECK_LIB.some(([found]) => found === 'zlib_a.lib')) wrong('static libcurl', 'the libraries that it needs are not linked');
const dynamic = succeeds('libcurl as a DLL', { has: libraries.filter((name) => name !== 'libcurl_a.lib') });
same('libcurl as a DLL', 'flags', dynamic.ADD_FLAG, []);
for (const minor of [1, 3, 4, 5, 6]) succeeds(`PHP 8.${minor}`, { version: [8, minor] });
succeeds('PHP 8.7', { version: [8, 7] }, 1);
succeeds('PHP 9.0', { version: [9, 0] }, 1);
refuses('PHP 8.0', { version: [8, 0] }, /needs PHP 8\.1/);
refuses('PHP 7.4', { version: [7, 4] }, /needs PHP 8\.1/);
same('not enabled', 'what it did', Object.values(run({ enabled: 'no' })).flat().length, 1);
refuses('no libcurl', { has: libraries.filter((name) => !name.startsWith('libcurl')) }, /needs libcurl/);
refuses('no json-c', { has: libraries.filter((name) => !name.startsWith('json-c')) }, /json-c 0\.15/);
refuses('no OpenSSL', { openssl: 0 }, /OpenSSL 1\.1\.1/);
refuses('OpenSSL 1.0', { openssl: 1 }, /OpenSSL 1\.1\.1/);
for (const header of headers) refuses(`no ${header}`, { finds: headers.filter((name) => name !== header) }, /needs libcurl/);
process.exit(failed ? 1 : 0);
