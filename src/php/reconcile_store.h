/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What a reconciliation asks of the registry's database beside people and their links. */
#ifndef SFPROV_PHP_RECONCILE_STORE_H
#define SFPROV_PHP_RECONCILE_STORE_H

#include "php/connections.h"

#include "provisioning/reconcile.h"

/* Makes `store` work on the registry's main connection. The plugin's own tables have to be there. */
void sfprov_php_reconcile_store_init(sfprov_reconcile_store *store, sfprov_connections *connections);

#endif
