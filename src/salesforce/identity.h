/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Who the session acts as, and in which org. */
#ifndef SFPROV_SALESFORCE_IDENTITY_H
#define SFPROV_SALESFORCE_IDENTITY_H

#include "salesforce/client.h"

/* The ids in the identity URL ("id") of a token answer: https://<login host>/id/<org>/<user>. `org` and `user` become "" and false is given when there is none.
 * `token_response` may be NULL. */
bool sfprov_identity_ids(const char *token_response, char org[19], char user[19]);

typedef struct sfprov_identity {
	json_object *user; /* {"Id", "Name", "Username", "IsActive"}; NULL when the token answer does not say who it is for; owned */
	json_object *org;  /* {"Id", "Name", "IsSandbox", "OrganizationType", "InstanceName"}; owned */
} sfprov_identity;

/* Asks by SOQL, which the scope api suffices for. `identity` need not be readied; to be freed also after a failure. */
sfprov_status sfprov_identity_get(sfprov_client *client, sfprov_identity *identity, sfprov_error *error);

void sfprov_identity_free(sfprov_identity *identity);

#endif
