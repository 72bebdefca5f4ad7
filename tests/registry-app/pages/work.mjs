// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

import { app, check, connected, database, flashes, includes, org, root, same, session, shell } from './bench.mjs';

const PERSON = 3;

function forget() {
	for (const table of ['co_job_history_records', 'co_jobs', 'co_salesforce_provisioner_people', 'co_salesforce_provisioner_runs', 'co_salesforce_provisioner_slices']) {
		database('delete', table, {});
	}
	database('delete', 'identifiers', { type: 'provisioningtarget' });
	database('configure', { confirm_share: null, field_mapping: null, obj_coperson: true, external_id_field: null, deprovision_policy: null, default_account: null });
	database('update', 'co_provisioning_targets', { status: 'A' }, { id: 1 });
}

export async function preview_of_a_person() {
	await org('reset', {});
	await connected();
	forget();
	const page = await session('co-2');
	await page.goto(`${root}/preview/1`);
	await page.getByLabel('CO Person ID').fill(String(PERSON));
	await page.getByRole('button', { name: 'Show' }).click();
	includes(await page.locator('#sfprov-action').innerText(), 'synchronised', 'what would happen');
	includes(await page.locator('#content').innerText(), 'knows no record yet', 'before the first time');
	const name = database('row', 'names', { co_person_id: PERSON, primary_name: true, name_id: null, deleted: false });
	includes(await page.locator('#sfprov-preview-Contact').innerText(), name.family, 'what would be sent');
	same((await org('records?type=Contact')).length, 0, 'nothing was sent');
	same(database('rows', 'co_salesforce_provisioner_people').length, 0, 'nothing was written');

	await page.getByLabel('CO Person ID').fill(name.given.slice(0, -1));
	await page.getByRole('button', { name: 'Show' }).click();
	includes(await page.locator('#content').innerText(), name.given, 'found by a part of the name');
	await page.getByLabel('CO Person ID').fill('no such <name>');
	await page.getByRole('button', { name: 'Show' }).click();
	includes((await flashes(page, 'error')).join(), 'no such CO Person', 'a name that nobody has');
	await page.getByLabel('CO Person ID').fill('e');
	await page.getByRole('button', { name: 'Show' }).click();
	check(await page.locator('#sfprov-people li').count() > 1, 'several people to choose from');
	await page.locator('#sfprov-people a').first().click();
	await page.locator('#sfprov-action').waitFor();

	// After the first time: the fields stand beside each other
	await page.goto(`${app.url}/co_people/provision/${PERSON}`);
	includes(await page.locator('tbody').innerText(), 'Not Provisioned', 'the status before');
	database('insert', 'co_salesforce_provisioner_people', { co_provisioning_target_id: 1, co_person_id: PERSON, error_code: 'SERVER_UNAVAILABLE', error_message: 'try again', error_time: 1700000000, revision: 1 });
	await page.goto(`${root}/dashboard/1`);
	await page.getByRole('button', { name: /^Try Again/ }).click();
	includes((await flashes(page, 'success')).join(), 'is provisioned', 'provisioned by the button');
	same((await org('records?type=Contact')).length, 1, 'one Contact');
	await page.goto(`${root}/preview/1?person=${PERSON}`);
	includes(await page.locator('#sfprov-action').innerText(), 'nothing has changed', 'nothing to do');
	await page.goto(`${app.url}/co_people/provision/${PERSON}`);
	const status = await page.locator('tbody').innerText();
	includes(status, 'Provisioned: Contact: https://', 'the status with the link to the Contact');

	const contact = (await org('records?type=Contact'))[0];
	await org('record', { op: 'update', type: 'Contact', id: contact.Id, values: { LastName: 'Changed in Salesforce' } });
	await page.goto(`${root}/preview/1?person=${PERSON}`);
	includes(await page.locator('#content').innerText(), 'Somebody changed this record in Salesforce', 'a change in Salesforce is pointed out');
	database('update', 'names', { family: '<script>alert("x")</script>' }, { id: name.id });
	database('update', 'co_person_roles', { title: null }, { co_person_id: PERSON });
	await page.goto(`${root}/preview/1?person=${PERSON}`);
	const line = await page.locator('#sfprov-preview-Contact tr', { has: page.locator('th', { hasText: /^LastName$/ }) }).innerText();
	includes(line, 'Changed in Salesforce', 'what Salesforce has');
	includes(line, '<script>alert("x")</script>', 'what the registry has, as text');
	database('update', 'names', { family: name.family }, { id: name.id });
	await page.context().close();
}

export async function people_in_error() {
	await org('reset', {});
	await connected();
	forget();
	const ids = database('rows', 'co_people', { co_id: 2, status: 'A', co_person_id: null, deleted: false }).slice(0, 30).map((person) => person.id);
	ids.forEach((id, i) => database('insert', 'co_salesforce_provisioner_people', {
		co_provisioning_target_id: 1, co_person_id: id, revision: 1, pushed_time: i === 0 ? 1800000000 : null,
		error_code: i < 25 ? 'REQUIRED_FIELD_MISSING' : null, error_message: `<img src=x onerror=alert(${i})> fill in the family name`, error_time: 1700000000 + i,
	}));
	database('insert', 'co_salesforce_provisioner_people', { co_provisioning_target_id: 1, co_person_id: 99999999, revision: 1, error_code: 'NOT_FOUND', error_message: 'gone', error_time: 1700000000 });
	const page = await session('co-2');
	await page.goto(`${root}/dashboard/1`);
	const text = await page.locator('#content').innerText();
	includes(text, 'REQUIRED_FIELD_MISSING (people: 24)', 'grouped by code');
	includes(text, 'Without a code of Salesforce (people: 5)', 'those without a code');
	includes(text, 'And 4 more', 'a long list is cut');
	includes(text, '<img src=x onerror=alert(24)> fill in the family name', 'a message is text');
	includes(text, 'CO Person 99999999 (not in the registry any more)', 'a person who is gone');
	includes(await page.locator('#sfprov-numbers').innerText(), '30', 'how many');
	const link = page.locator('.sfprov-errors').first().getByRole('link').first();
	check(/\/co_people\/provision\/\d+$/.test(await link.getAttribute('href')), 'a link to the person');
	await page.context().close();
}

export async function queue_and_cancel() {
	await org('reset', {});
	await connected();
	forget();
	const page = await session('co-2');
	const params = () => JSON.parse(database('rows', 'co_jobs').at(-1).job_params);
	for (const [button, expected] of [
		['Synchronise All', { co_provisioning_target_id: 1, mode: 'all' }],
		['Synchronise What Changed', { co_provisioning_target_id: 1, mode: 'changed' }],
		['Compare with Salesforce', { co_provisioning_target_id: 1, mode: 'reconcile' }],
		['Compare and Repair', { co_provisioning_target_id: 1, mode: 'reconcile', repair: 'all' }],
	]) {
		await page.goto(`${root}/dashboard/1`);
		await page.getByRole('button', { name: button, exact: true }).click();
		includes((await flashes(page, 'success')).join(), 'in the registry\'s queue', button);
		same(params(), expected, `${button}: parameters of the job`);
	}
	const job = database('rows', 'co_jobs').at(-1);
	same([job.job_type, job.status, job.co_id], ['SalesforceProvisioner.SalesforceSync', 'Q', 2], 'the job');
	includes(job.register_summary, 'co-2@example.org', 'who asked for it');

	await page.getByRole('button', { name: 'Compare and Repair' }).click();
	check((await flashes(page, 'error')).length === 1, 'the same job a second time is refused');

	same(await page.locator('#sfprov-jobs tbody tr').count(), 4, 'the jobs that wait');
	await page.getByRole('button', { name: `Cancel: ${job.id}` }).click();
	same(await flashes(page, 'success'), [`Job ${job.id} canceled`], 'canceled');
	same(database('row', 'co_jobs', { id: job.id }).status, 'CX', 'the job is canceled');
	same(await page.locator('#sfprov-jobs tbody tr').count(), 3, 'it is not listed any more');

	// Jobs of another kind, another target or another CO are out of reach
	const foreign = [
		database('insert', 'co_jobs', { co_id: 2, job_type: 'CoreJob.Expire', status: 'Q', job_params: '{"co_provisioning_target_id":1}' }),
		database('insert', 'co_jobs', { co_id: 2, job_type: 'SalesforceProvisioner.SalesforceSync', status: 'Q', job_params: '{"co_provisioning_target_id":77}' }),
	];
	await page.goto(`${root}/dashboard/1`);
	same(await page.locator('#sfprov-jobs tbody tr').count(), 3, 'they are not listed');
	for (const id of foreign) {
		const form = await page.locator('form[action$="/cancel/1"]').first().evaluate((element) => Object.fromEntries(new FormData(element)));
		await page.context().request.post(`${root}/cancel/1`, { form: { ...form, 'data[Sync][job]': String(id) } });
		same(database('row', 'co_jobs', { id }).status, 'Q', `job ${id} goes on`);
	}
	forget();
	await page.context().close();
}

const facts = async (page, selector) => Object.fromEntries((await page.locator(`${selector} dt`).allInnerTexts()).map((name, i) => [name, i]));

async function fact(page, selector, name) {
	return page.locator(`${selector} dd`).nth((await facts(page, selector))[name]).innerText();
}

/** Counting, confirming, the job in the registry's shell, and what the dashboard says of it. */
export async function whole_co() {
	await org('reset', {});
	await connected();
	forget();
	const page = await session('co-2');
	await page.goto(`${root}/dashboard/1`);
	await page.getByRole('button', { name: 'Count What a Sync Would Do' }).click();
	same(await flashes(page, 'error'), [], 'the count works');
	const created = Number(await fact(page, '#sfprov-counts', 'Would be created'));
	check(created > 100, `people who would be created: ${created}`);
	same((await org('records?type=Contact')).length, 0, 'nothing was sent');
	check(await page.locator('#sfprov-confirm').count() === 0, 'nobody asked to be asked');
	await page.getByRole('button', { name: 'Synchronise All' }).click();
	includes((await flashes(page, 'success')).join(), 'queue', 'queued from the count');
	forget();

	// More than the share: asked first, with the numbers
	database('configure', { confirm_share: 10 });
	await page.goto(`${root}/dashboard/1`);
	await page.getByRole('button', { name: 'Synchronise All', exact: true }).click();
	includes(await page.locator('#sfprov-confirm').innerText(), 'more than the 10%', 'the question');
	same(database('rows', 'co_jobs').length, 0, 'nothing is queued before the answer');
	await page.getByRole('link', { name: 'Cancel' }).click();
	same(database('rows', 'co_jobs').length, 0, 'nor after no');
	await page.getByRole('button', { name: 'Synchronise All', exact: true }).click();
	await page.getByRole('button', { name: 'Synchronise All the Same' }).click();
	same(database('rows', 'co_jobs').length, 1, 'queued after yes');

	includes(shell('job'), 'SalesforceProvisioner.SalesforceSync: OK', 'the job in the shell');
	check((await org('records?type=Contact')).length >= created - 10, 'the people are in Salesforce');
	await page.goto(`${root}/dashboard/1`);
	same(await page.locator('#sfprov-jobs').count(), 0, 'no job waits');
	includes(await page.locator('#sfprov-runs tbody tr').first().innerText(), 'Complete', 'the run');
	check(Number((await fact(page, '#sfprov-numbers', 'People in Salesforce')).split(' ')[0]) >= created - 10, 'how many people are in Salesforce');
	includes(await fact(page, '#sfprov-numbers', 'API Calls of the Org (24 hours)'), 'used', 'the API calls that the run has seen');

	includes(await page.locator('#sfprov-finished tbody tr').first().innerText(), 'created', 'what the job did');

	// Somebody changes a Contact in Salesforce: the comparison tells, the repair puts it right
	const contact = (await org('records?type=Contact'))[0];
	await org('record', { op: 'update', type: 'Contact', id: contact.Id, values: { LastName: 'Changed in Salesforce' } });
	await page.getByRole('button', { name: 'Compare with Salesforce' }).click();
	shell('job');
	await page.goto(`${root}/dashboard/1`);
	includes(await page.locator('#sfprov-finished tbody tr').first().innerText(), '1 changed', 'the comparison');
	same((await org('records?type=Contact')).find((one) => one.Id === contact.Id).LastName, 'Changed in Salesforce', 'nothing was repaired');
	await page.getByRole('button', { name: 'Compare and Repair' }).click();
	shell('job');
	same((await org('records?type=Contact')).find((one) => one.Id === contact.Id).LastName, contact.LastName, 'repaired');

	// Little to do: not asked
	await page.goto(`${root}/dashboard/1`);
	await page.getByRole('button', { name: 'Synchronise All', exact: true }).click();
	includes((await flashes(page, 'success')).join(), 'queue', 'queued without a question');
	forget();
	await page.context().close();
}

export async function api_calls() {
	await org('reset', { daily_limit: 15000, api_used: 1234 });
	await connected();
	forget();
	const page = await session('co-2');
	await page.goto(`${root}/dashboard/1`);
	await page.getByRole('button', { name: 'Ask for API Calls Left' }).click();
	includes(await page.locator('#sfprov-numbers').innerText(), 'of 15,000 used', 'what the org says');
	database('insert', 'co_salesforce_provisioner_runs', {
		co_provisioning_target_id: 1, mode: 'all', status: 'OK', total: 300, started_time: 1900000000, finished_time: 1900000030,
		counts: JSON.stringify({ created: 290, updated: 5, unchanged: 0, deprovisioned: 0, skipped: 3, failed: 2, api_calls: 12 }),
	});
	await page.goto(`${root}/dashboard/1`);
	const run = await page.locator('#sfprov-runs tbody tr').innerText();
	includes(run, '10.0/s', 'the rate of the run');
	includes(run, '300 / 300', 'its people');
	forget();
	await page.context().close();
}
