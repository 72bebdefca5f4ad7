// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// What the browser tests share: the browser, the database, the simulated org, and the counting of checks.
// Environment: SFPROV_PAGES (see run.php), SFPROV_PLAYWRIGHT (folder whose node_modules has playwright-core), SFPROV_CHROMIUM.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { chromium } = createRequire(join(process.env.SFPROV_PLAYWRIGHT, 'package.json'))('playwright-core');

export const app = JSON.parse(readFileSync(process.env.SFPROV_PAGES, 'utf8'));
export const root = `${app.url}/salesforce_provisioner/co_salesforce_provisioner_targets`;

let passed = 0;
let failed = 0;
let place = '';

export function check(ok, what) {
	if (ok) {
		passed++;
	} else {
		failed++;
		console.log(`FAILED: ${place}: ${what}`);
	}
	return ok;
}

export function same(found, expected, what) {
	return check(JSON.stringify(found) === JSON.stringify(expected), `${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}

export function includes(text, part, what) {
	return check(String(text).includes(part), `${what}: "${part}" is not in "${String(text).replace(/\s+/g, ' ').slice(0, 600)}"`);
}

/** One method of SfprovRegistry in the database of the run. */
export function database(method, ...args) {
	return JSON.parse(execFileSync(app.database[0], [...app.database.slice(1), method, JSON.stringify(args)], { encoding: 'utf8' }));
}

/** The registry's shell, for its queue of jobs. */
export function shell(...args) {
	return execFileSync(app.php[0], [...app.php.slice(1), ...args], { encoding: 'utf8', env: { ...process.env, ...app.environment } });
}

/** A call of the simulator's admin interface. */
export async function org(call, body = undefined) {
	const answer = await fetch(`${app.org.admin}/${call}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
	return answer.json();
}

/** The server's row as after a fresh set-up: no token. grant: 'AC' or 'CC' */
export function pointAt(grant, columns = {}) {
	database('pointAt', app.org.url, {
		clientid: app.org.clientId, client_secret: app.org.clientSecret, access_grant_type: grant, scope: 'refresh_token api',
		access_token: null, refresh_token: null, token_response: null, ...columns,
	});
}

/** The server's row with a token that the org has granted. */
export async function connected() {
	const answer = await org('grant', {});
	pointAt('AC', { access_token: answer.access_token, refresh_token: answer.refresh_token, token_response: JSON.stringify(answer) });
}

let browser;
let profile;

export async function open() {
	profile = mkdtempSync(join(app.folder, 'browser-'));
	browser = await chromium.launch({
		executablePath: process.env.SFPROV_CHROMIUM || '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
		env: { ...process.env, HOME: profile },
	});
}

export async function close() {
	await browser.close();
	rmSync(profile, { recursive: true, force: true });
}

process.on('SIGTERM', async () => {
	await close().catch(() => {});
	process.exit(143);
});

/** A fresh login session; who: as HomeController::login() names it. Every page it sees is checked for what PHP and scripts complain about. */
export async function session(who, options = {}) {
	const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1100, height: 900 }, ...options });
	const page = await context.newPage();
	page.setDefaultTimeout(60000);
	page.on('pageerror', (error) => check(false, `script error: ${error.message}`));
	page.on('dialog', async (dialog) => {
		check(false, `a script opened a dialog: ${dialog.message()}`);
		await dialog.dismiss();
	});
	page.on('response', (answer) => check(answer.status() < 500, `${answer.url()}: status ${answer.status()}`));
	page.on('load', async () => {
		const html = await page.content().catch(() => '');
		const complaint = /(Notice|Warning|Fatal error|Deprecated|Parse error)<\/b>? ?[:(].{0,300}/s.exec(html);
		if (complaint) {
			check(false, `${page.url()}: ${complaint[0]}`);
		}
	});
	if (who) {
		await page.goto(`${app.url}/login/as/${who}`);
	}
	return page;
}

export async function flashes(page, kind) {
	return page.locator(`.flash-${kind}`).allInnerTexts();
}

/** Runs the named tests one after the other, and prints the counts. */
export async function run(tests, names) {
	await open();
	for (const [name, test] of Object.entries(tests)) {
		if (names.length && !names.includes(name)) {
			continue;
		}
		place = name;
		const before = failed;
		const start = Date.now();
		try {
			await test();
		} catch (error) {
			check(false, error.stack);
		}
		console.log(`${failed === before ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
	}
	await close();
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed || !passed ? 1 : 0;
}
