/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/person_row.h"

#include "base/text.h"

static void copy_id(sfprov_statement *statement, uint32_t column, char id[SFPROV_ID_SIZE])
{
	const char *text = sfprov_statement_text(statement, column);

	id[0] = '\0';
	if (text != NULL && sfprov_text_is_record_id(text)) {
		(void) snprintf(id, SFPROV_ID_SIZE, "%s", text);
	}
}

/* A document that cannot be read counts as not known, which is always safe: all fields are sent again. */
static json_object *read_document(sfprov_statement *statement, uint32_t column)
{
	const char *text = sfprov_statement_text(statement, column);
	json_object *document = text == NULL ? NULL : sfprov_json_parse(text, strlen(text));

	if (document != NULL && !json_object_is_type(document, json_type_object)) {
		json_object_put(document);
		document = NULL;
	}
	return document;
}

void sfprov_php_person_row_empty(sfprov_link *link)
{
	json_object_put(link->sent);
	json_object_put(link->intent_match);
	link->sent = NULL;
	link->intent_match = NULL;
	link->intent[0] = '\0';
	link->intent_time = 0;
	link->revision = 0;
	link->failed = false;
}

void sfprov_php_person_row_take(
	sfprov_statement *statement, uint32_t column, sfprov_link *link, char contact_id[SFPROV_ID_SIZE], char coperson_id[SFPROV_ID_SIZE])
{
	const char *intent;

	copy_id(statement, column, contact_id);
	copy_id(statement, column + 1, coperson_id);
	link->sent = read_document(statement, column + 2);
	link->revision = sfprov_statement_int(statement, column + 3);
	intent = sfprov_statement_text(statement, column + 4);
	(void) snprintf(link->intent, sizeof(link->intent), "%s", intent == NULL ? "" : intent);
	link->intent_time = sfprov_statement_int(statement, column + 5);
	link->intent_match = read_document(statement, column + 6);
	link->failed = sfprov_statement_int(statement, column + 7) != 0;
}

/* The Identifier is what upstream's plugin and the admins see, so it wins; ours knows what the Identifier lost in a roll-back. */
void sfprov_php_person_row_merge(sfprov_link *link, const char *contact_id, const char *coperson_id)
{
	contact_id = sfprov_text_same_record_id(contact_id, link->gone_contact_id) ? "" : contact_id;
	coperson_id = sfprov_text_same_record_id(coperson_id, link->gone_coperson_id) ? "" : coperson_id;
	link->other_contact_id[0] = '\0';
	link->other_coperson_id[0] = '\0';
	if (link->contact_id[0] == '\0') {
		(void) snprintf(link->contact_id, SFPROV_ID_SIZE, "%s", contact_id);
	}
	if (!sfprov_text_same_record_id(link->contact_id, contact_id)) {
		/* Somebody linked another Contact: what we sent to the former one says nothing about it. */
		(void) snprintf(link->other_contact_id, SFPROV_ID_SIZE, "%s", contact_id);
		(void) snprintf(link->other_coperson_id, SFPROV_ID_SIZE, "%s", coperson_id);
		json_object_put(link->sent);
		link->sent = NULL;
	} else if (link->coperson_id[0] == '\0' && coperson_id[0] != '\0') {
		(void) snprintf(link->coperson_id, SFPROV_ID_SIZE, "%s", coperson_id);
		link->identifier_current = false;
	} else if (!sfprov_text_same_record_id(link->coperson_id, coperson_id)) {
		(void) snprintf(link->other_coperson_id, SFPROV_ID_SIZE, "%s", coperson_id);
		if (link->sent != NULL) {
			json_object_object_del(link->sent, "CoPerson__c");
		}
	}
}
