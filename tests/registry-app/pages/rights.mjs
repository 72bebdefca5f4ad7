// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

import { app, check, connected, database, flashes, includes, org, root, same, session } from './bench.mjs';

const PAGES = ['edit', 'connection', 'leave', 'test', 'mapping', 'values', 'preview', 'dashboard', 'callback'];
const POSTS = ['connect', 'token', 'disconnect', 'count', 'sync', 'cancel', 'retry', 'limits'];

export async function only_administrators() {
	await org('reset', {});
	await connected();
	for (const who of [null, 'nobody', 'co-3']) {
		const page = await session(who);
		for (const action of PAGES) {
			await page.goto(`${root}/${action}/1`);
			same(new URL(page.url()).pathname, '/', `${who}: ${action} leads to the first page`);
			check(!(await page.content()).includes('Synthetic Observatory'), `${who}: ${action} shows nothing of the CO`);
		}
		for (const action of POSTS) {
			const answer = await page.context().request.post(`${root}/${action}/1`, { form: { 'data[Sync][mode]': 'all' }, maxRedirects: 0 });
			check(answer.status() === 302 || answer.status() >= 400, `${who}: POST ${action} is refused: ${answer.status()}`);
		}
		await page.context().close();
	}
	check(database('tokenRow').access_token !== null, 'the token is still there');
	same(database('rows', 'co_jobs').length, 0, 'no job was queued');
	for (const who of ['co-2', 'platform']) {
		const page = await session(who);
		for (const action of PAGES.filter((name) => name !== 'callback')) {
			const answer = await page.goto(`${root}/${action}/1`);
			same(answer.status(), 200, `${who}: ${action}`);
			same(new URL(page.url()).pathname.split('/').at(-2), action, `${who}: ${action} stays`);
		}
		await page.context().close();
	}
}

/** Another CO's administrator reaches their own target, and by no page or button this one. */
export async function another_co() {
	if (!database('row', 'cos', { id: 3 })) {
		database('insert', 'cos', { id: 3, name: 'Other CO', status: 'A' });
	}
	const target = database('insert', 'co_provisioning_targets', { co_id: 3, description: 'Other target', plugin: 'SalesforceProvisioner', status: 'M' });
	const row = database('insert', 'co_salesforce_provisioner_targets', { co_provisioning_target_id: target });
	const page = await session('co-3');
	await page.goto(`${root}/dashboard/${row}`);
	includes(await page.locator('h1').innerText(), 'Other target', 'the own dashboard');
	await page.goto(`${root}/connection/${row}`);
	includes(await page.locator('#content').innerText(), 'no active OAuth2 server', 'a target without a server');

	// A form of the own target, aimed at the other one
	await page.goto(`${root}/dashboard/${row}`);
	const form = await page.locator('form[action*="/sync/"]').first().evaluate((element) => Object.fromEntries(new FormData(element)));
	const answer = await page.context().request.post(`${root}/sync/1`, { form, maxRedirects: 0 });
	check(answer.status() !== 200 && database('rows', 'co_jobs').length === 0, 'a form for the own target queues nothing for another');

	// A person and a job of the other CO
	await page.goto(`${root}/preview/${row}?person=1`);
	includes((await flashes(page, 'error')).join(), 'no such CO Person', 'a person of the other CO');
	await page.goto(`${root}/preview/${row}?person=1%20OR%201`);
	includes((await flashes(page, 'error')).join(), 'no such CO Person', 'a person that is no number');
	await page.context().close();
	database('delete', 'co_salesforce_provisioner_targets', { id: row });
	database('delete', 'co_provisioning_targets', { id: target });
}

export async function forms_only() {
	await org('reset', {});
	await connected();
	const page = await session('co-2');
	for (const action of POSTS) {
		same((await page.context().request.get(`${root}/${action}/1`, { maxRedirects: 0 })).status(), 405, `GET ${action}`);
		const answer = await page.context().request.post(`${root}/${action}/1`, { form: { 'data[Sync][mode]': 'all' }, maxRedirects: 0 });
		same(answer.status(), 400, `POST ${action} without the token`);
	}
	await page.goto(`${root}/dashboard/1`);
	const form = await page.locator('form[action$="/sync/1"]').first().evaluate((element) => Object.fromEntries(new FormData(element)));
	const tampered = { ...form, 'data[Sync][mode]': 'reconcile', 'data[Sync][repair]': '1' };
	same((await page.context().request.post(`${root}/sync/1`, { form: tampered, maxRedirects: 0 })).status(), 400, 'a form with other values');
	same((await page.context().request.post(`${root}/test/1`, { form: {}, maxRedirects: 0 })).status(), 400, 'POST test without the token');
	check(database('tokenRow').access_token !== null, 'the token is still there');
	same(database('rows', 'co_jobs').length, 0, 'no job was queued');
	await page.context().close();
}
