// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// node screenshots.mjs FOLDER: the pictures of docs/admin-guide.md. Started by bin/screenshots through run.php.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, close, connected, database, open, org, pointAt, root, session } from './bench.mjs';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });

async function shoot(page, name, selector = '#main') {
	await page.locator(selector).screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
	console.log(name);
}

await open();
await org('reset', { require_pkce: true });
pointAt('AC');
database('configure', { default_account: null, confirm_share: 10 });
const page = await session('platform', { viewport: { width: 860, height: 700 } });

await page.goto(`${root}/edit/1`);
await shoot(page, 'configure');

await page.goto(`${root}/connection/1`);
await shoot(page, 'connection-none');
await page.goto(`${root}/callback/1?code=x&state=x`);
await shoot(page, 'connection-refused');
await page.getByRole('button', { name: 'Connect to Salesforce' }).click();
await page.waitForURL(`${root}/connection/1`);
await shoot(page, 'connection-set');
await page.goto(`${root}/leave/1`);
await shoot(page, 'disconnect');

await page.goto(`${root}/test/1`);
await page.getByRole('button', { name: 'Test the Connection' }).click();
await shoot(page, 'test-passed');
await org('reset', { remove_fields: { Contact: ['Department'] } });
await connected();
await page.getByRole('button', { name: 'Test the Connection' }).click();
await shoot(page, 'test-failed');

await org('reset', { state_country: true, picklists: { 'Contact.Salutation': { restricted: true, values: ['Dr.', 'Prof.', 'Mx.'] } } });
await connected();
database('configure', { field_mapping: JSON.stringify([
	{ object: 'Contact', field: 'Description', source: 'CoPersonRole.affiliation' },
	{ object: 'Contact', field: 'LeadSource', source: 'text:COmanage Registry' },
]) });
await page.goto(`${root}/mapping/1/fresh:1`);
await shoot(page, 'mapping');
database('configure', { field_mapping: null });
await page.goto(`${root}/values/1/fresh:1`);
await shoot(page, 'values');

await org('reset', {});
await connected();
await page.goto(`${root}/preview/1?person=3`);
await shoot(page, 'preview-new');
database('insert', 'co_salesforce_provisioner_people', { co_provisioning_target_id: 1, co_person_id: 3, error_code: 'SERVER_UNAVAILABLE', error_message: 'try again', error_time: 1700000000, revision: 1 });
await page.goto(`${root}/dashboard/1`);
await page.getByRole('button', { name: /^Try Again/ }).click();
await page.waitForURL(`${root}/dashboard/1`);
const contact = (await org('records?type=Contact'))[0];
await org('record', { op: 'update', type: 'Contact', id: contact.Id, values: { Title: 'Changed by somebody' } });
await page.goto(`${root}/preview/1?person=3`);
await shoot(page, 'preview-changed');

await page.goto(`${root}/dashboard/1`);
await page.getByRole('button', { name: 'Synchronise All', exact: true }).click();
await shoot(page, 'confirm');
database('configure', { confirm_share: null });
const now = Math.floor(Date.now() / 1000);
for (const [i, id] of [6, 7, 8, 9].entries()) {
	database('insert', 'co_salesforce_provisioner_people', {
		co_provisioning_target_id: 1, co_person_id: id, revision: 1, error_time: now - 600 * i,
		error_code: i < 3 ? 'REQUIRED_FIELD_MISSING' : 'STRING_TOO_LONG',
		error_message: i < 3 ? 'Contact create: a required field is missing: LastName (REQUIRED_FIELD_MISSING, HTTP 400). Fill it in the registry, or make it optional in Salesforce.'
			: 'Contact create: a value is too long for its field: MailingCity (STRING_TOO_LONG, HTTP 400). Shorten it in the registry, or lengthen the field in Salesforce.',
	});
}
database('insert', 'co_salesforce_provisioner_runs', {
	co_provisioning_target_id: 1, mode: 'all', status: 'OK', total: 271, started_time: now - 7200, finished_time: now - 7190,
	counts: JSON.stringify({ created: 260, updated: 3, unchanged: 0, deprovisioned: 0, skipped: 4, failed: 4, api_calls: 9 }),
});
await page.goto(`${root}/dashboard/1`);
await page.getByRole('button', { name: 'Ask for API Calls Left' }).click();
await page.getByRole('button', { name: 'Synchronise What Changed' }).click();
await shoot(page, 'dashboard');
await page.goto(`${app.url}/co_people/provision/3`);
await shoot(page, 'person');
await close();
