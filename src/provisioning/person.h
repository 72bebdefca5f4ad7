/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* One person's way to Salesforce: operation, mapping, what changed, request, answer, store. */
#ifndef SFPROV_PROVISIONING_PERSON_H
#define SFPROV_PROVISIONING_PERSON_H

#include "base/environment.h"
#include "provisioning/store.h"
#include "salesforce/client.h"

/* What the host lends to provisioning. All borrowed. */
typedef struct sfprov_provisioning_host {
	const sfprov_person_store *people;
	const sfprov_environment *environment;
	json_object *status_labels; /* object code => text, or NULL */
	bool patient;               /* may wait a few seconds for another worker (false while the registry has a transaction open) */
	/* Gives an authorised client for the target's server; asked only when there is something to send, and once a person. */
	sfprov_status (*connect)(void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *error);
	void *connect_context;
} sfprov_provisioning_host;

/* Does what `op` (ProvisioningActionEnum) asks for the person in `data` (the framework's provisioning data). SFPROV_OK also when there was nothing to
 * do. A create whose reply was lost is UNKNOWN and stays announced in the journal: the next call finds out before it creates again. */
sfprov_status sfprov_provision_person(
	const sfprov_provisioning_host *host, const sfprov_target *target, const char *op, json_object *data, sfprov_error *error);

/* What that would send, without sending or writing: object with action, reason, requests, fields, cleared, unchanged. New reference. */
sfprov_status sfprov_preview_person(
	const sfprov_provisioning_host *host, const sfprov_target *target, const char *op, json_object *data, json_object **preview, sfprov_error *error);

#endif
