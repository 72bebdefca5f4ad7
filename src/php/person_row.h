/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A row of co_salesforce_provisioner_people as it becomes a link; for the stores of one person and of many. */
#ifndef SFPROV_PHP_PERSON_ROW_H
#define SFPROV_PHP_PERSON_ROW_H

#include "php/database.h"

#include "provisioning/store.h"

#define SFPROV_PERSON_ROW_COLUMNS "contact_id, coperson_id, sent, revision, intent, intent_time, intent_match, error_time"

/* Makes all of a link that comes from the row empty; its ids are left alone. */
void sfprov_php_person_row_empty(sfprov_link *link);

/* Fills an emptied link from the current row, whose columns above begin at `column`. The row's ids go into `contact_id` and `coperson_id`, "" when there are none. */
void sfprov_php_person_row_take(
	sfprov_statement *statement, uint32_t column, sfprov_link *link, char contact_id[SFPROV_ID_SIZE], char coperson_id[SFPROV_ID_SIZE]);

/* Puts the row's ids beside those of the Identifier, which the link has. */
void sfprov_php_person_row_merge(sfprov_link *link, const char *contact_id, const char *coperson_id);

#endif
