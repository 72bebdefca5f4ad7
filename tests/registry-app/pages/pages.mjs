// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// node pages.mjs [TEST...]: the plugin's pages in a browser, against the simulated org. Started by run.php.

import { app, run } from './bench.mjs';
import * as connection from './connection.mjs';
import * as configuration from './configuration.mjs';
import * as look from './look.mjs';
import * as missing from './missing.mjs';
import * as outdated from './outdated.mjs';
import * as rights from './rights.mjs';
import * as work from './work.mjs';

const all = { ...rights, ...configuration, ...connection, ...work, ...look };
await run(app.schema === 'upstream' ? outdated : (app.extension ? all : missing), process.argv.slice(2));
