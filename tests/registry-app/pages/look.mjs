// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

import { check, connected, database, org, root, same, session } from './bench.mjs';

const PAGES = ['edit/1', 'connection/1', 'leave/1', 'test/1', 'mapping/1', 'values/1', 'preview/1?person=3', 'dashboard/1'];

/** Run in the page: what somebody with a keyboard, a screen reader or weak eyes would stumble over. */
function audit() {
	const found = [];
	const visible = (element) => element.getClientRects().length > 0;
	const luminance = (colour) => {
		const [r, g, b] = colour.map((part) => {
			const share = part / 255;
			return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const parse = (text) => {
		const numbers = text.match(/[\d.]+/g).map(Number);
		return { colour: numbers.slice(0, 3), opaque: numbers.length < 4 || numbers[3] > 0 };
	};
	const background = (element) => {
		for (let e = element; e; e = e.parentElement) {
			const { colour, opaque } = parse(getComputedStyle(e).backgroundColor);
			if (opaque) {
				return colour;
			}
		}
		return [255, 255, 255];
	};
	const main = document.querySelector('#content');
	for (const input of main.querySelectorAll('input:not([type=hidden]):not([type=submit]), select, textarea')) {
		if (!input.labels?.length && !input.getAttribute('aria-label')) {
			found.push(`no label: ${input.name}`);
		}
		if (input.getAttribute('aria-describedby') && !document.getElementById(input.getAttribute('aria-describedby'))) {
			found.push(`describes nothing: ${input.name}`);
		}
	}
	for (const button of main.querySelectorAll('button, a')) {
		if (visible(button) && !button.textContent.trim() && !button.getAttribute('aria-label') && !button.id) {
			found.push('a button or link without a name');
		}
	}
	for (const table of main.querySelectorAll('table')) {
		if (!table.querySelector('th[scope]')) {
			found.push(`a table without headings: ${table.id}`);
		}
	}
	for (const element of main.querySelectorAll('*')) {
		const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
		if (text && visible(element) && !['STYLE', 'SCRIPT', 'OPTION'].includes(element.tagName)) {
			const pair = [luminance(parse(getComputedStyle(element).color).colour), luminance(background(element))].sort((a, b) => b - a);
			if ((pair[0] + 0.05) / (pair[1] + 0.05) < 4.5) {
				found.push(`weak contrast: ${element.tagName} ${element.textContent.trim().slice(0, 40)}`);
			}
		}
	}
	const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
	for (const id of new Set(ids.filter((name, i) => ids.indexOf(name) !== i))) {
		found.push(`an id twice: ${id}`);
	}
	if (document.querySelectorAll('h1').length !== 1) {
		found.push('not one heading of the page');
	}
	if (document.querySelectorAll('.sfprov-tabs [aria-current=page]').length !== 1) {
		found.push('no tab is marked');
	}
	return [...new Set(found)];
}

export async function accessible_and_narrow() {
	await org('reset', {});
	await connected();
	database('insert', 'co_salesforce_provisioner_people', { co_provisioning_target_id: 1, co_person_id: 2, revision: 1, error_code: 'STRING_TOO_LONG', error_message: 'Shorten it', error_time: 1700000000 });
	const page = await session('platform');
	const phone = await session('platform', { viewport: { width: 390, height: 800 } });
	for (const name of PAGES) {
		await page.goto(`${root}/${name}`);
		same(await page.evaluate(audit), [], name);
		await phone.goto(`${root}/${name}`);
		const width = await phone.evaluate(() => document.documentElement.scrollWidth);
		check(width <= 390, `${name} is ${width} pixels wide on a phone of 390`);
	}
	database('delete', 'co_salesforce_provisioner_people', { co_person_id: 2 });
	await phone.context().close();
	await page.context().close();
}

/** All that a button does, with the keyboard alone. */
export async function keyboard() {
	await org('reset', {});
	await connected();
	const page = await session('co-2');
	await page.goto(`${root}/test/1`);
	for (let i = 0; i < 40; i++) {
		await page.keyboard.press('Tab');
		if (await page.evaluate(() => document.activeElement.textContent === 'Test the Connection')) {
			break;
		}
	}
	const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
	check(outline !== 'none', 'the button shows that it has the focus');
	await page.keyboard.press('Enter');
	await page.locator('#sfprov-verdict').waitFor();
	await page.context().close();
}
