/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/error_table.h"

#include <string.h>

#define REFUSED SFPROV_OUTCOME_REFUSED
#define THROTTLED SFPROV_OUTCOME_THROTTLED
#define UNKNOWN SFPROV_OUTCOME_UNKNOWN
#define UNAUTHORIZED SFPROV_OUTCOME_UNAUTHORIZED

#define INSTANCE_REMEDY \
	"The org may have moved to another instance (instance refresh): obtain a new token, which names the current instance URL, and clear an instance URL that " \
	"was set by hand."
#define RIGHTS_REMEDY "Give the user that the token belongs to this right in Salesforce (profile or permission set)."
#define LATER_REMEDY "It is tried again later; if it goes on, see status.salesforce.com."
#define REGISTRY_REMEDY "Correct it in the registry, or change the field in Salesforce."
#define MAPPING_REMEDY "Create the field in Salesforce, let the user see and edit it (field-level security), or change the provisioning target."
#define PICKLIST_REMEDY "Add the value to the picklist in Salesforce, or do not restrict the picklist."
#define GONE_REMEDY "Provision the person again to create or find the record anew."

static const sfprov_sf_meaning codes[] = {
	/* The record */
	{"REQUIRED_FIELD_MISSING", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_KEEP, "a required field is missing",
		"Fill it in the registry, or make the field optional in Salesforce."},
	{"STRING_TOO_LONG", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_LENGTH, "a value is too long",
		"Shorten it in the registry, or lengthen the field in Salesforce."},
	{"INVALID_EMAIL_ADDRESS", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "Salesforce does not take the e-mail address",
		"Correct the address in the registry."},
	{"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "a value is not in a restricted picklist", PICKLIST_REMEDY},
	{"FIELD_INTEGRITY_EXCEPTION", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE,
		"a value does not fit the others or the org's lists (often a state or country)",
		"Use the state and country names that the org has configured; a state needs a country."},
	{"FIELD_CUSTOM_VALIDATION_EXCEPTION", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_KEEP, "a validation rule of the org refuses the record",
		"Correct the person in the registry, or the rule in Salesforce."},
	{"FIELD_FILTER_VALIDATION_EXCEPTION", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "a lookup filter of the org refuses the value", REGISTRY_REMEDY},
	{"NUMBER_OUTSIDE_VALID_RANGE", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "a number is out of range", REGISTRY_REMEDY},
	{"INVALID_TYPE_ON_FIELD_IN_RECORD", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "a value is of another type than its field", REGISTRY_REMEDY},
	{"MALFORMED_ID", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "an id is malformed or of another object",
		"Check the default account of the provisioning target and the stored Salesforce ids of the person."},
	{"JSON_PARSER_ERROR", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE,
		"Salesforce could not read a value, often because it is of another type than its field",
		"Check the types of the fields in Salesforce: text is what the registry's values are sent as."},
	{"DUPLICATE_VALUE", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_KEEP, "the value of a unique field is taken by another record",
		"Merge or delete the other record, or correct the value in the registry."},
	{"DUPLICATES_DETECTED", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_KEEP, "a duplicate rule of the org found a matching record",
		"Merge the records in Salesforce, or choose another duplicate policy in the provisioning target."},
	{"DUPLICATE_EXTERNAL_ID", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "several records have this external id",
		"Merge them, and make the field unique in Salesforce."},
	{"ENTITY_IS_DELETED", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "the record was deleted in Salesforce", GONE_REMEDY},
	{"INVALID_CROSS_REFERENCE_KEY", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "an id names no record of the right kind",
		"Check the default account of the provisioning target; " GONE_REMEDY},
	{"NOT_FOUND", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "there is no such record or object, or the user cannot see it",
		GONE_REMEDY " If all people fail, check that the object exists and that the user may see it."},
	{"ENTITY_IS_LOCKED", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "the record is locked by an approval process", "Unlock the record in Salesforce."},
	{"DELETE_FAILED", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "the record cannot be deleted since others depend on it",
		"Remove what depends on it in Salesforce, or choose another deprovisioning policy."},
	{"INACTIVE_OWNER_OR_USER", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_KEEP, "the owner of the record is inactive",
		"Give the record another owner in Salesforce."},
	{"PROCESSING_HALTED", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "not done, because another part of the same request failed",
		"See the error of the other part."},
	{"CANNOT_EXECUTE_FLOW_TRIGGER", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_SENTENCE, "a flow of the org failed", "Correct the flow in Salesforce."},
	{"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_SENTENCE, "a trigger of the org failed",
		"Correct the trigger in Salesforce."},
	/* The set-up */
	{"INVALID_FIELD", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_COLUMN, "a field does not exist, or the user cannot see it", MAPPING_REMEDY},
	{"INVALID_FIELD_FOR_INSERT_UPDATE", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_KEEP, "the user may not write a field", MAPPING_REMEDY},
	{"INVALID_TYPE", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_COLUMN, "an object does not exist, or the user cannot see it",
		"Create the object in Salesforce, or let the user see it."},
	{"MALFORMED_QUERY", 0, SFPROV_E_INPUT, REFUSED, SFPROV_TEXT_COLUMN, "the query is malformed", "Correct the query."},
	{"INVALID_QUERY_FILTER_OPERATOR", 0, SFPROV_E_INPUT, REFUSED, SFPROV_TEXT_NONE, "the query compares a field in a way that it does not allow",
		"Correct the query."},
	{"INVALID_QUERY_LOCATOR", 0, SFPROV_E_SERVER, REFUSED, SFPROV_TEXT_NONE, "the rest of the query's result is no longer kept", "Start the query anew."},
	{"QUERY_TIMEOUT", 0, SFPROV_E_SERVER, REFUSED, SFPROV_TEXT_NONE, "the query took too long", "Make the query more selective."},
	{"EXCEEDED_ID_LIMIT", 0, SFPROV_E_INPUT, REFUSED, SFPROV_TEXT_KEEP, "too many records in one request", "Send fewer at a time."},
	{"INVALIDENTITY", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_NONE,
		"an object does not exist, the user cannot see it, or the Bulk API does not take it", "Create the object in Salesforce, or let the user see it."},
	{"INVALIDJOB", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_KEEP, "Salesforce does not take the Bulk API job",
		"Check object and external id field of the provisioning target."},
	{"INVALIDJOBSTATE", 0, SFPROV_E_SERVER, REFUSED, SFPROV_TEXT_NONE, "the Bulk API job is in a state that does not allow this", "Start the run again."},
	{"INSUFFICIENT_ACCESS", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_KEEP, "the user may not do this", RIGHTS_REMEDY},
	{"INSUFFICIENT_ACCESS_OR_READONLY", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_KEEP, "the user may not change this record", RIGHTS_REMEDY},
	{"INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_KEEP,
		"the user may not use a record that this one refers to", RIGHTS_REMEDY},
	{"API_DISABLED_FOR_ORG", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_KEEP, "the org or the user has no API access",
		"Give the user the permission API Enabled; the edition of the org must include the API."},
	{"API_CURRENTLY_DISABLED", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_KEEP, "the API is switched off for this user",
		"Give the user the permission API Enabled."},
	{"FUNCTIONALITY_NOT_ENABLED", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_KEEP, "the org lacks a feature that this needs",
		"Enable the feature in Salesforce."},
	{"UNSUPPORTED_API_VERSION", 0, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_NONE, "Salesforce has retired this API version",
		"Set sfprov.api_version to a current version."},
	{"METHOD_NOT_ALLOWED", 0, SFPROV_E_INPUT, REFUSED, SFPROV_TEXT_NONE, "the resource does not take this method", "Check method and path."},
	/* The session */
	{"INVALID_SESSION_ID", 0, SFPROV_E_AUTHORIZATION, UNAUTHORIZED, SFPROV_TEXT_KEEP, "the session is not valid",
		"Use 'Obtain New Token' on the OAuth2 server's page, and check the app's policies in Salesforce."},
	{"INVALID_AUTH_HEADER", 0, SFPROV_E_AUTHORIZATION, UNAUTHORIZED, SFPROV_TEXT_KEEP, "Salesforce did not take the access token",
		"Use 'Obtain New Token' on the OAuth2 server's page."},
	/* Limits */
	{"REQUEST_LIMIT_EXCEEDED", 0, SFPROV_E_LIMIT, REFUSED, SFPROV_TEXT_KEEP, "the org has used up its API requests",
		"Wait until the daily allocation recovers, or buy more; see Setup, System Overview, for who uses it."},
	{"STORAGE_LIMIT_EXCEEDED", 0, SFPROV_E_LIMIT, REFUSED, SFPROV_TEXT_KEEP, "the org has used up its storage", "Free storage in Salesforce, or buy more."},
	{"LIMIT_EXCEEDED", 0, SFPROV_E_LIMIT, REFUSED, SFPROV_TEXT_KEEP, "a limit of the org is reached", LATER_REMEDY},
	/* The service */
	{"UNABLE_TO_LOCK_ROW", 0, SFPROV_E_SERVER, THROTTLED, SFPROV_TEXT_KEEP, "somebody else is changing this record or its account", LATER_REMEDY},
	{"SERVER_UNAVAILABLE", 0, SFPROV_E_SERVER, UNKNOWN, SFPROV_TEXT_KEEP, "Salesforce is overloaded or under maintenance", LATER_REMEDY},
	{"UNKNOWN_EXCEPTION", 0, SFPROV_E_SERVER, UNKNOWN, SFPROV_TEXT_KEEP, "Salesforce failed", LATER_REMEDY},
};

static const sfprov_sf_meaning statuses[] = {
	{NULL, 300, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_NONE, "several records have this external id", "Merge them, and make the field unique in Salesforce."},
	{NULL, 401, SFPROV_E_AUTHORIZATION, UNAUTHORIZED, SFPROV_TEXT_GUARDED, "Salesforce did not take the access token",
		"Use 'Obtain New Token' on the OAuth2 server's page."},
	{NULL, 403, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_GUARDED, "Salesforce refuses this to the user", RIGHTS_REMEDY},
	{NULL, 404, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_GUARDED, "there is nothing at this address",
		"Check instance URL and API version. " INSTANCE_REMEDY},
	{NULL, 405, SFPROV_E_INPUT, REFUSED, SFPROV_TEXT_NONE, "the resource does not take this method", "Check method and path."},
	{NULL, 409, SFPROV_E_SERVER, REFUSED, SFPROV_TEXT_GUARDED, "the request conflicts with the state of the record", LATER_REMEDY},
	{NULL, 410, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_NONE, "Salesforce has retired this API version", "Set sfprov.api_version to a current version."},
	{NULL, 412, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_GUARDED, "the record has changed meanwhile", "Provision the person again."},
	{NULL, 413, SFPROV_E_INPUT, REFUSED, SFPROV_TEXT_NONE, "the request is too large", "Send less at a time."},
	{NULL, 414, SFPROV_E_INPUT, REFUSED, SFPROV_TEXT_NONE, "the address is too long", "Shorten the query or the value of the external id."},
	{NULL, 415, SFPROV_E_INPUT, REFUSED, SFPROV_TEXT_NONE, "Salesforce does not take this kind of content here",
		"Check method and path, and that no proxy changes requests."},
	{NULL, 420, SFPROV_E_SERVER, THROTTLED, SFPROV_TEXT_NONE, "Salesforce knows no org at this host, or has no way to it now",
		"Check the instance URL. " INSTANCE_REMEDY},
	{NULL, 428, SFPROV_E_CONFIGURATION, REFUSED, SFPROV_TEXT_NONE, "Salesforce asks for a precondition",
		"Check for policies of the org that require conditional requests."},
	{NULL, 429, SFPROV_E_LIMIT, THROTTLED, SFPROV_TEXT_NONE, "too many requests", LATER_REMEDY},
	{NULL, 431, SFPROV_E_INPUT, REFUSED, SFPROV_TEXT_NONE, "the address and headers are too long", "Shorten the query or the value of the external id."},
	{NULL, 500, SFPROV_E_SERVER, UNKNOWN, SFPROV_TEXT_GUARDED, "Salesforce failed", LATER_REMEDY},
	{NULL, 502, SFPROV_E_SERVER, UNKNOWN, SFPROV_TEXT_NONE, "Salesforce could not reach the instance", LATER_REMEDY},
	{NULL, 503, SFPROV_E_SERVER, UNKNOWN, SFPROV_TEXT_NONE, "Salesforce is overloaded or under maintenance", LATER_REMEDY},
	{NULL, 504, SFPROV_E_SERVER, UNKNOWN, SFPROV_TEXT_NONE, "the instance did not answer in time", LATER_REMEDY},
};

const sfprov_sf_meaning *sfprov_sf_meaning_of_code(const char *code)
{
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (strcmp(codes[i].code, code) == 0) {
			return &codes[i];
		}
	}
	return NULL;
}

const sfprov_sf_meaning *sfprov_sf_meaning_of_status(int status)
{
	static const sfprov_sf_meaning redirect = {
		NULL, 0, SFPROV_E_SERVER, REFUSED, SFPROV_TEXT_NONE, "Salesforce points to another address, which is not followed", INSTANCE_REMEDY};
	static const sfprov_sf_meaning refused = {NULL, 0, SFPROV_E_RECORD, REFUSED, SFPROV_TEXT_GUARDED, "Salesforce refuses the request",
		"Correct the person in the registry, or the configuration of the org."};
	static const sfprov_sf_meaning failed = {NULL, 0, SFPROV_E_SERVER, UNKNOWN, SFPROV_TEXT_GUARDED, "Salesforce failed", LATER_REMEDY};
	static const sfprov_sf_meaning odd = {NULL, 0, SFPROV_E_SERVER, UNKNOWN, SFPROV_TEXT_NONE, "the answer has an unexpected status",
		"Check the instance URL, and that no proxy or firewall answers in Salesforce's place. " INSTANCE_REMEDY};
	size_t i;

	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (statuses[i].status == status) {
			return &statuses[i];
		}
	}
	if (status >= 500) {
		return &failed;
	}
	if (status >= 400) {
		return &refused;
	}
	return status >= 300 ? &redirect : &odd;
}
