/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Runs over a whole CO in the registry's database: co_salesforce_provisioner_runs and _slices. */
#ifndef SFPROV_PHP_RUN_STORE_H
#define SFPROV_PHP_RUN_STORE_H

#include "php/connections.h"

#include "provisioning/run_store.h"

/* Makes `store` work on the registry's main connection, which must not have a transaction open. */
void sfprov_php_run_store_init(sfprov_run_store *store, sfprov_connections *connections);

#endif
