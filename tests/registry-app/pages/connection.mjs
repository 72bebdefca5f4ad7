// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { app, check, connected, database, flashes, includes, org, pointAt, root, same, session } from './bench.mjs';

const server = () => database('tokenRow');

export async function connect_with_pkce() {
	await org('reset', { require_pkce: true });
	pointAt('AC');
	const page = await session('co-2');
	await page.goto(`${root}/connection/1`);
	includes(await page.locator('#sfprov-status').innerText(), 'Not set', 'without a token');
	same(await page.locator('#sfprov-callback').innerText(), `${root}/callback/1`, 'the callback URL to register');
	check(!(await page.content()).includes(app.org.clientSecret), 'the page holds no client secret');

	await page.getByRole('button', { name: 'Connect to Salesforce' }).click();
	await page.waitForURL(`${root}/connection/1`);
	same(await flashes(page, 'success'), ['Connected to Salesforce'], 'after the return');
	const status = await page.locator('#sfprov-status').innerText();
	includes(status, app.org.orgId.slice(0, 15), 'the org');
	includes(status, app.org.userId.slice(0, 15), 'the user');
	includes(status, new Date().toISOString().slice(0, 10), 'since when');
	check(server().access_token && server().refresh_token, 'both tokens are stored');
	check(!(await page.content()).includes(server().access_token), 'the page holds no token');

	const authorize = (await org('log?kind=authorize')).at(-1);
	check(/[?&]code_challenge_method=S256/.test(authorize.target), 'the challenge is S256');
	const state = new URL(authorize.target, app.org.url).searchParams.get('state');
	check(/^[A-Za-z0-9_-]{43}$/.test(state), `the state is 256 random bits: ${state}`);
	includes((await org('log?kind=token')).at(-1).body, 'code_verifier=', 'the exchange sends the verifier');
	await page.context().close();
}

/** Presses "Connect to Salesforce" without following where that leads; gives the URL of Salesforce's page. */
async function begin(page) {
	await page.goto(`${root}/connection/1`);
	const form = await page.locator('form[action$="/connect/1"]').evaluate((element) => Object.fromEntries(new FormData(element)));
	const answer = await page.context().request.post(`${root}/connect/1`, { form, maxRedirects: 0 });
	return answer.headers().location;
}

/** The URL of the callback that Salesforce sends the browser to. */
async function consent(page, url) {
	return (await page.context().request.get(url, { maxRedirects: 0 })).headers().location;
}

/** The state comes back in ways that must not work; nothing is exchanged then. */
export async function callback_refuses_foreign_states() {
	await org('reset', { require_pkce: true });
	pointAt('AC');
	const page = await session('co-2');
	const refused = async (where, url, what) => {
		await where.goto(url);
		includes((await flashes(where, 'error')).join(), 'Connect again', what);
		same(server().access_token, null, `${what}: no token`);
	};

	const first = await consent(page, await begin(page));
	const other = await session('co-2');
	await refused(other, first, 'another login session');
	await other.context().close();

	await refused(page, `${root}/callback/1?code=abc&state=${'x'.repeat(43)}`, 'another state');
	await refused(page, first, 'the right state after a wrong one');
	await refused(page, `${root}/callback/1?code=abc`, 'no state');
	await refused(page, `${root}/callback/1?code=abc&state[]=x`, 'a state that is no text');

	await refused(page, `${await consent(page, await begin(page))}x`, 'a longer state');
	const old = await consent(page, await begin(page));
	const newer = await consent(page, await begin(page));
	await refused(page, old, 'the state of a flow that another one has replaced');
	await refused(page, newer, 'the newer one, used up by that');

	const url = await consent(page, await begin(page));
	await page.goto(url);
	same(await flashes(page, 'success'), ['Connected to Salesforce'], 'the right state');
	await page.goto(url);
	includes((await flashes(page, 'error')).join(), 'Connect again', 'the same state a second time');
	await page.context().close();
}

export async function callback_tells_of_a_refusal() {
	await org('reset', { require_pkce: true });
	pointAt('AC');
	const page = await session('co-2');
	for (const [error, text] of [['error=access_denied', 'was refused in Salesforce'], ['error=invalid_scope', '(invalid_scope)'], ['error=%3Cb%3Ex', '(?)'], ['code=', 'without a code'], ['code[]=1', 'without a code']]) {
		const state = new URL(await begin(page)).searchParams.get('state');
		await page.goto(`${root}/callback/1?${error}&error_description=no&state=${state}`);
		includes((await flashes(page, 'error')).join(), text, error);
	}
	const state = new URL(await begin(page)).searchParams.get('state');
	await page.goto(`${root}/callback/1?code=not-from-salesforce&state=${state}`);
	check((await flashes(page, 'error')).length === 1 && server().access_token === null, 'a code that Salesforce did not give');
	await page.context().close();
}

export async function renew_and_disconnect() {
	await org('reset', {});
	await connected();
	const page = await session('co-2');
	await page.goto(`${root}/connection/1`);
	const before = server().access_token;
	await page.getByRole('button', { name: 'Renew the Token Now' }).click();
	same(await flashes(page, 'success'), ['Salesforce gave a new token'], 'renewed');
	check(server().access_token !== before, 'another token is stored');

	await page.getByRole('link', { name: 'Disconnect' }).click();
	includes(await page.locator('#content').innerText(), 'Everything that uses this server stops', 'the question');
	check(server().access_token !== null, 'nothing happens before the answer');
	await page.getByRole('link', { name: 'Cancel' }).click();
	await page.waitForURL(`${root}/connection/1`);
	await page.getByRole('link', { name: 'Disconnect' }).click();
	await page.getByRole('button', { name: 'Revoke the Tokens' }).click();
	same(await flashes(page, 'success'), ['Disconnected from Salesforce'], 'disconnected');
	same([server().access_token, server().refresh_token], [null, null], 'no token is left');
	check((await org('log?kind=revoke')).length > 0, 'Salesforce was asked to revoke');
	await page.context().close();
}

export async function client_credentials() {
	await org('reset', {});
	pointAt('CC');
	const page = await session('co-2');
	await page.goto(`${root}/connection/1`);
	check(await page.locator('#sfprov-callback').count() === 0, 'no callback URL for this grant');
	await page.getByRole('button', { name: 'Request a Token Now' }).click();
	same(await flashes(page, 'success'), ['Salesforce gave a new token'], 'requested');
	check(server().access_token !== null, 'the token is stored');

	await org('fault', { kind: 'token_invalid_client', times: 0 });
	await page.getByRole('button', { name: 'Request a Token Now' }).click();
	check((await flashes(page, 'error')).length === 1, 'a refusal is told');
	await org('clear-faults', {});
	await page.context().close();
}

/** The path of the key and the user are entered by an administrator of the platform; then a token can be had without anybody's login. */
export async function jwt_bearer() {
	const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const folder = mkdtempSync(join(tmpdir(), 'sfprov-jwt-'));
	const key = join(folder, 'key.pem');
	writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
	try {
		await org('reset', { jwt_public_key: publicKey.export({ type: 'spki', format: 'pem' }) });
		pointAt('CC');
		const page = await session('platform');
		await page.goto(`${root}/edit/1`);
		await page.getByLabel(/JWT Key File/).fill(key);
		await page.getByLabel(/JWT Username/).fill(app.org.username);
		await page.getByRole('button', { name: 'Save' }).click();
		await page.waitForLoadState();

		await page.goto(`${root}/connection/1`);
		check(await page.locator('#sfprov-callback').count() === 0, 'no callback URL for this grant');
		check(!(await page.content()).includes('PRIVATE KEY'), 'the page holds no key');
		await page.getByRole('button', { name: 'Request a Token Now' }).click();
		same(await flashes(page, 'success'), ['Salesforce gave a new token'], 'requested');
		check(server().access_token !== null && server().refresh_token === null, 'the token is stored, without a refresh token');
		includes((await org('log?kind=token')).at(-1).body, 'jwt-bearer', 'by JWT bearer');

		await org('config', { user_approved: false });
		await page.getByRole('button', { name: 'Request a Token Now' }).click();
		check((await flashes(page, 'error')).length === 1, 'a user who has not approved the app is told of');
		await page.context().close();
	} finally {
		database('configure', { jwt_key_file: null, jwt_username: null });
		rmSync(folder, { recursive: true });
	}
}

export async function test_button() {
	await org('reset', {});
	await connected();
	database('configure', { obj_coperson: true });
	const page = await session('co-2');
	await page.goto(`${root}/test/1`);
	check(await page.locator('#sfprov-checks').count() === 0, 'nothing is tried before the button');
	await page.getByRole('button', { name: 'Test the Connection' }).click();
	same(await page.locator('#sfprov-verdict').innerText(), 'All checks passed', 'the verdict');
	check(await page.locator('#sfprov-checks tbody tr').count() >= 4, 'each check has a line');

	await org('config', { remove_fields: { Contact: ['Department'] } });
	await page.getByRole('button', { name: 'Test the Connection' }).click();
	same(await page.locator('#sfprov-verdict').innerText(), 'Something is missing', 'the verdict without a field');
	includes(await page.locator('#sfprov-checks tr', { has: page.locator('.sfprov-bad') }).innerText(), 'Department', 'the missing field is named');

	await org('reset', {});
	pointAt('AC');
	await page.getByRole('button', { name: 'Test the Connection' }).click();
	same(await page.locator('#sfprov-verdict').innerText(), 'Something is missing', 'the verdict without a token');
	await page.context().close();
}
