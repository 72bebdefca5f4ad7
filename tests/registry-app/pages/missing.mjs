// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

import { app, check, flashes, includes, root, same, session } from './bench.mjs';

/** What a registry shows whose PHP does not load the extension: each page opens and says so, no button breaks. */
export async function without_the_extension() {
	const page = await session('co-2');
	for (const name of ['connection/1', 'leave/1', 'test/1', 'mapping/1', 'values/1', 'preview/1?person=3', 'dashboard/1']) {
		const answer = await page.goto(`${root}/${name}`);
		same(answer.status(), 200, name);
		includes((await flashes(page, 'error')).concat(await flashes(page, 'information')).join(), 'sfprov is not loaded', name);
	}
	await page.goto(`${root}/edit/1`);
	includes(await page.locator('.co-info-topbox').first().innerText(), 'sfprov is not loaded', 'the configuration');
	await page.getByRole('button', { name: 'Save' }).click();
	includes((await flashes(page, 'success')).join(), 'Updated', 'saving works');
	for (const [where, button] of [['test', 'Test the Connection'], ['dashboard', 'Ask for API Calls Left'], ['dashboard', 'Count What a Sync Would Do']]) {
		await page.goto(`${root}/${where}/1`);
		await page.getByRole('button', { name: button }).click();
		includes((await flashes(page, 'error')).join(), 'sfprov is not loaded', button);
	}
	await page.goto(`${app.url}/co_people/provision/3`);
	includes(await page.locator('tbody').innerText(), 'sfprov is not loaded', 'the status of a person');
	check((await page.goto(`${app.url}/`)).ok(), 'the registry itself goes on');
	await page.context().close();
}
