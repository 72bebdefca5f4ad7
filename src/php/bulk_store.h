/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* co_salesforce_provisioner_bulk_jobs in the registry's database. */
#ifndef SFPROV_PHP_BULK_STORE_H
#define SFPROV_PHP_BULK_STORE_H

#include "php/connections.h"

#include "provisioning/bulk_store.h"

/* Makes `store` work on the registry's main connection, which must not have a transaction open. */
void sfprov_php_bulk_store_init(sfprov_bulk_store *store, sfprov_connections *connections);

#endif
