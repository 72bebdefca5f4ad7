/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What Salesforce's errors mean and what an admin can do about them: one table. */
#ifndef SFPROV_SALESFORCE_ERRORS_H
#define SFPROV_SALESFORCE_ERRORS_H

#include "base/json.h"
#include "http/http.h"

/* Fills the error from an answer that is not a success: HTTP status and body, which is an array of {message, errorCode|statusCode, fields?}, one
 * such object, something else, or NULL. `what` names the action for the message ("Contact create"). Kind, outcome, code, fields and a message with the remedy. Always FAILED. */
sfprov_status sfprov_sf_error_of_answer(int status, json_object *body, const char *what, sfprov_error *error);

/* The same for one record of a list, where a refusal has no HTTP status of its own: `errors` is the record's array of {message, statusCode, fields}. The status is made up as
 * a call for this record alone would have had it: 404 when the record is gone, which only a record that is `named` by its id can be, else 400; so that
 * sfprov_sf_error_is_gone() and what reads the message find what they know. */
sfprov_status sfprov_sf_error_of_record(json_object *errors, bool named, const char *what, sfprov_error *error);

/* Like sfprov_sf_error_of_answer() for an answer that is no JSON where JSON has to be: a redirect, HTML, a cut or too deep document. */
sfprov_status sfprov_sf_error_of_content(int status, bool is_html, const char *what, sfprov_error *error);

/* The errorCode of the first error in an answer's body, borrowed; NULL if there is none. */
const char *sfprov_sf_code(json_object *body);

/* The message of the first error in an answer's body, borrowed; NULL if there is none. It may hold values of fields: for decisions, not for logs. */
const char *sfprov_sf_text(json_object *body);

/* For sfprov_http_send(): the code in an answer's body, with SFPROV_CODE_CONCURRENT appended where that is meant; "" if there is none. */
void sfprov_sf_answer_code(const sfprov_http_answer *answer, char code[SFPROV_ERROR_CODE_SIZE]);

/* True when a 401 says that the access token has ended and a new one will help. The other 401 are about the user's or the app's rights. */
bool sfprov_sf_session_ended(int status, json_object *body);

/* True when the error says that the record is gone (deleted, merged or never there): 404 with ENTITY_IS_DELETED, NOT_FOUND or
 * INVALID_CROSS_REFERENCE_KEY. */
bool sfprov_sf_error_is_gone(const sfprov_error *error);

/* The record ids in the matches of a DUPLICATES_DETECTED answer (key duplicateResut or duplicateResult): array of strings, new reference, maybe empty; NULL when memory ran out. */
json_object *sfprov_sf_duplicate_ids(json_object *body);

/* The id that ends the text of a DUPLICATE_VALUE error, into `id`; false if there is none. */
bool sfprov_sf_duplicate_value_id(json_object *body, char id[19]);

#endif
