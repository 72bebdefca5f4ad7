// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

import { connected, flashes, includes, org, root, same, session } from './bench.mjs';

/** The plugin was put in place, and "cake database" not run: Configure works and says so, and all else leads there. */
export async function before_cake_database() {
	await org('reset', {});
	await connected();
	const page = await session('co-2');
	for (const name of ['connection', 'test', 'mapping', 'values', 'preview', 'dashboard', 'leave', 'edit']) {
		same((await page.goto(`${root}/${name}/1`)).status(), 200, name);
		same(new URL(page.url()).pathname.split('/').at(-2), 'edit', `${name} leads to Configure`);
		includes(await page.locator('.co-info-topbox').allInnerTexts(), 'cake database', name);
	}
	await page.getByLabel('Default Account').fill('001000000000001AAA');
	await page.getByRole('button', { name: 'Save' }).click();
	includes((await flashes(page, 'success')).join(), 'Updated', 'saving works');
	await page.context().close();
}
