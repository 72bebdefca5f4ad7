// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

import { check, connected, database, flashes, includes, org, pointAt, root, same, session } from './bench.mjs';

const row = () => database('target').CoSalesforceProvisionerTarget;

export async function configure() {
	await org('reset', {});
	await connected();
	const page = await session('platform');
	await page.goto(`${root}/edit/1`);
	await page.getByLabel('Reserve of API Calls').fill('25');
	await page.getByLabel('Records Before Bulk API').fill('5000');
	await page.getByLabel('Ask Before a Change').fill('10');
	await page.getByLabel('External ID Field').fill('Registry_ID__c');
	await page.getByLabel('When a Person is Deprovisioned').selectOption('F');
	await page.getByLabel('Field to Set').fill('Registry_Active__c');
	await page.getByLabel('Value to Set').fill('false');
	await page.getByRole('button', { name: 'Save' }).click();
	includes((await flashes(page, 'success')).join(), 'Updated', 'saved');
	same(new URL(page.url()).pathname.split('/').at(-2), 'edit', 'the page again');
	const { api_reserve, bulk_threshold, confirm_share, external_id_field, deprovision_policy } = row();
	same([api_reserve, bulk_threshold, confirm_share, external_id_field, deprovision_policy], [25, 5000, 10, 'Registry_ID__c', 'F'], 'what is stored');
	same(await page.getByLabel('Reserve of API Calls').inputValue(), '25', 'what is shown');

	// Empty means the default
	for (const label of ['Reserve of API Calls', 'Records Before Bulk API', 'Ask Before a Change', 'External ID Field']) {
		await page.getByLabel(label).fill('');
	}
	await page.getByLabel('When a Person is Deprovisioned').selectOption('N');
	await page.getByRole('button', { name: 'Save' }).click();
	same([row().api_reserve, row().bulk_threshold, row().confirm_share, row().external_id_field], [null, null, null, null], 'emptied');
	await page.context().close();
}

export async function configure_refuses() {
	await org('reset', {});
	await connected();
	const page = await session('platform');
	const before = row();
	for (const [label, value, message] of [
		['Reserve of API Calls', '100', 'from 0 to 99'],
		['Records Before Bulk API', '-1', 'whole number'],
		['Ask Before a Change', '101', 'from 0 to 100'],
		['External ID Field', 'Registry ID', 'field name starts with a letter'],
		['Instance URL', 'http://example.my.salesforce.com', 'instance URL is https'],
		['Default Account', '<script>alert(1)</script>', '15 or 18 letters'],
	]) {
		await page.goto(`${root}/edit/1`);
		// What the browser itself would stop is what a forged request sends
		await page.locator('form').evaluateAll((forms) => forms.forEach((form) => { form.noValidate = true; form.querySelectorAll('[maxlength]').forEach((input) => input.removeAttribute('maxlength')); }));
		await page.getByLabel(label).fill(value);
		await page.getByRole('button', { name: 'Save' }).click();
		// On a busy machine the click is over before the answer is there
		await page.locator('.flash-error').first().waitFor();
		includes((await flashes(page, 'error')).join(), message, label);
		same(await page.getByLabel(label).inputValue(), value, `${label} shows what was entered`);
	}
	same(row(), before, 'nothing was stored');
	await page.context().close();
}

export async function saving_tries_the_connection() {
	await org('reset', { remove_fields: { Contact: ['Department'] } });
	await connected();
	const page = await session('co-2');
	await page.goto(`${root}/edit/1`);
	check(await page.locator('#CoSalesforceProvisionerTargetJwtKeyFile').count() === 0, 'no key file for the administrator of a CO');
	await page.getByRole('button', { name: 'Save' }).click();
	includes((await flashes(page, 'success')).join(), 'Updated', 'saved all the same');
	includes((await flashes(page, 'information')).join(), 'Department', 'the missing field is named');
	pointAt('AC');
	await page.goto(`${root}/edit/1`);
	await page.getByRole('button', { name: 'Save' }).click();
	same(new URL(page.url()).pathname.split('/').at(-2), 'connection', 'without a token, the connection is next');
	await page.context().close();
}

/** Descriptions are long: they are fetched once, and anew when asked for. */
export async function descriptions_are_kept() {
	await org('reset', {});
	await connected();
	const page = await session('co-2');
	const described = async (path) => {
		await page.goto(`${root}/${path}`);
		return (await org('log?kind=describe')).length;
	};
	const first = await described('mapping/1/fresh:1');
	check(first > 0, 'described');
	same(await described('mapping/1'), first, 'kept for the next page');
	same(await described('values/1'), first, 'and for the other one');
	check(await described('values/1/fresh:1') > first, 'asked again');
	await page.context().close();
}

export async function field_mapping() {
	await org('reset', { add_fields: { Contact: { Registry_Active__c: ['boolean', 0, 'CU'] }, CoPerson__c: { Badge__c: ['string', 40, 'CUN'] } } });
	await connected();
	database('configure', { field_mapping: null, obj_coperson: true });
	const page = await session('co-2');
	await page.goto(`${root}/mapping/1/fresh:1`);
	const options = await page.locator('#sfprov-field-0 option').allInnerTexts();
	includes(options.join('|'), 'Description', 'the fields of the org');
	check(options.some((text) => /^AssistantName \(.*40 characters\)/.test(text)), 'type and length are shown');
	same(options.filter((text) => /^(Title|LastName|ORCID__c) \(/.test(text)), [], 'what the plugin fills by itself is not offered');
	check(!options.some((text) => /^(Id|CreatedDate|Name) \(/.test(text)), 'what cannot be written is not offered');
	includes(await page.locator('#sfprov-field-0 optgroup').nth(1).getAttribute('label'), 'CoPerson__c', 'the fields of CoPerson__c');

	await page.locator('#sfprov-field-0').selectOption('Contact.Description');
	await page.locator('#sfprov-source-0').selectOption('CoPersonRole.affiliation');
	await page.locator('#sfprov-field-1').selectOption('Contact.LeadSource');
	await page.locator('#sfprov-source-1').selectOption('text:');
	await page.locator('#sfprov-text-1').fill('Registry "ü" <b>');
	await page.locator('#sfprov-field-2').selectOption('Contact.AssistantName');
	await page.locator('#sfprov-source-2').selectOption('Address.postal.locality');
	await page.getByRole('button', { name: 'Save' }).click();
	same(await flashes(page, 'success'), ['Field mapping saved'], 'saved');
	same(JSON.parse(row().field_mapping), [
		{ object: 'Contact', field: 'Description', source: 'CoPersonRole.affiliation' },
		{ object: 'Contact', field: 'LeadSource', source: 'text:Registry "ü" <b>' },
		{ object: 'Contact', field: 'AssistantName', source: 'Address.postal.locality' },
	], 'what is stored');
	same(await page.locator('#sfprov-text-1').inputValue(), 'Registry "ü" <b>', 'the fixed text is shown');
	same(await page.locator('#sfprov-source-2').inputValue(), 'Address.postal.locality', 'the source is shown');

	// The type is that of the field, and the extension has the last word
	await page.locator('#sfprov-field-3').selectOption('Contact.Registry_Active__c');
	await page.locator('#sfprov-source-3').selectOption('text:');
	await page.locator('#sfprov-text-3').fill('perhaps');
	await page.getByRole('button', { name: 'Save' }).click();
	includes((await flashes(page, 'error')).join(), 'Registry_Active__c', 'a text for a checkbox');
	await page.locator('#sfprov-text-3').fill('true');
	await page.getByRole('button', { name: 'Save' }).click();
	same(JSON.parse(row().field_mapping).at(-1), { object: 'Contact', field: 'Registry_Active__c', source: 'text:true', type: 'boolean' }, 'with its type');
	await page.locator('#sfprov-field-3').selectOption('');
	await page.getByRole('button', { name: 'Save' }).click();

	// A field twice is refused, and what was entered stays
	await page.locator('#sfprov-field-3').selectOption('Contact.Description');
	await page.locator('#sfprov-source-3').selectOption('CoPerson.id');
	await page.getByRole('button', { name: 'Save' }).click();
	includes((await flashes(page, 'error')).join(), 'Contact.Description is there twice', 'refused');
	same(await page.locator('#sfprov-source-3').inputValue(), 'CoPerson.id', 'what was entered stays');
	same(JSON.parse(row().field_mapping).length, 3, 'nothing was stored');

	database('configure', { field_mapping: JSON.stringify([{ object: 'Contact', field: 'LastName', source: 'text:x' }]) });
	await page.goto(`${root}/mapping/1`);
	await page.getByRole('button', { name: 'Save' }).click();
	includes((await flashes(page, 'error')).join(), 'fills this field already', 'a field that the plugin fills');

	// A field that the org has lost stays visible
	database('configure', { field_mapping: JSON.stringify([{ object: 'Contact', field: 'Gone__c', source: 'Identifier.gone' }]) });
	await page.goto(`${root}/mapping/1`);
	same([await page.locator('#sfprov-field-0').inputValue(), await page.locator('#sfprov-source-0').inputValue()], ['Contact.Gone__c', 'Identifier.gone'], 'an old entry');
	await page.locator('#sfprov-field-0').selectOption('');
	await page.getByRole('button', { name: 'Save' }).click();
	same(row().field_mapping, null, 'an entry is removed by the empty line');

	// Without Salesforce, names are typed. The row's instance decides what the cache knows.
	pointAt('AC');
	database('configure', { instance_url: null });
	await page.goto(`${root}/mapping/1/fresh:1`);
	check((await flashes(page, 'information')).length > 0, 'why Salesforce could not be asked');
	await page.locator('#sfprov-field-0').fill('Contact.Other__c');
	await page.locator('#sfprov-source-0').selectOption('CoPerson.id');
	await page.getByRole('button', { name: 'Save' }).click();
	same(JSON.parse(row().field_mapping), [{ object: 'Contact', field: 'Other__c', source: 'CoPerson.id' }], 'a typed name');
	database('configure', { field_mapping: null });
	await page.context().close();
}

export async function values_and_picklists() {
	await org('reset', { state_country: true, picklists: { 'Contact.Salutation': { restricted: true, values: ['Dr.', 'Prof.'] } } });
	await connected();
	const page = await session('co-2');
	await page.goto(`${root}/values/1/fresh:1`);
	includes(await page.locator('#sfprov-refused-Salutation').innerText(), 'Ms.', 'a salutation that is not in the list');
	check(!(await page.locator('#sfprov-refused-Salutation').innerText()).includes('Dr.'), 'one that is in the list');
	includes(await page.locator('#sfprov-refused-MailingCountry').innerText(), 'Colombia', 'a country that is not in the list');
	check(!(await page.locator('#sfprov-refused-MailingCountry').innerText()).includes('Greece'), 'one that is in the list');
	check(await page.locator('#sfprov-refused-MailingState').count() === 1, 'states are compared');
	includes(await page.locator('#content').innerText(), 'takes the values of its list only', 'what kind of list it is');

	await org('reset', {});
	await connected();
	await page.goto(`${root}/values/1/fresh:1`);
	includes(await page.locator('#content').innerText(), 'A text field', 'without the lists');
	await page.context().close();
}
