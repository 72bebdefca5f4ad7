/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Finding records in Salesforce that the registry lost sight of. */
#ifndef SFPROV_PROVISIONING_LOOKUP_H
#define SFPROV_PROVISIONING_LOOKUP_H

#include "provisioning/person.h"

/* The clocks of our hosts, and Salesforce's, may differ by as much. */
#define SFPROV_CLOCK_DIFFERENCE_SECONDS 600

/* What a Contact that is about to be created can be recognised by, should the reply get lost: the name and e-mail address among `fields`. New reference, NULL when
 * memory ran out. */
json_object *sfprov_lookup_match(json_object *fields);

/* Looks for the Contact of an announcement that was never finished: one made by our own user since then, with the same name and address, and not another
 * person's. `id` becomes "" when there is none, and on failure. Several are RECORD and named. */
sfprov_status sfprov_lookup_lost_contact(const sfprov_provisioning_host *host, sfprov_client *client, const sfprov_target *target, int64_t person,
	const sfprov_link *link, char id[SFPROV_ID_SIZE], sfprov_error *error);

/* The CoPerson__c of a Contact; "" when there is none. The oldest, when there are several. */
sfprov_status sfprov_lookup_coperson(sfprov_client *client, const char *contact_id, char id[SFPROV_ID_SIZE], sfprov_error *error);

/* RECORD error when the Contact is another person's of this target. */
sfprov_status sfprov_lookup_check_owner(
	const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, const char *contact_id, sfprov_error *error);

#endif
