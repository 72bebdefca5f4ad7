/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/builtin.h"

#include "base/text.h"

#include <stddef.h>

static const char *const contact_fields[] = {"Id", "Salutation", "FirstName", "LastName", "Suffix", "Email", "Department", "Title", "Phone", "MobilePhone",
	"MailingStreet", "MailingCity", "MailingState", "MailingCountry", "MailingPostalCode", NULL};
static const char *const coperson_fields[] = {"Id", "ORCID__c", "Status__c", "Contact__c", NULL};

static bool is_in(const char *const *list, const char *field)
{
	for (; *list != NULL; list++) {
		if (sfprov_text_equal_nocase(*list, field)) {
			return true;
		}
	}
	return false;
}

bool sfprov_builtin_can_fill(const char *contact_field)
{
	return is_in(contact_fields, contact_field) || sfprov_text_equal_nocase(contact_field, "MiddleName")
		|| sfprov_text_equal_nocase(contact_field, "AccountId");
}

static bool is_filled(const sfprov_target *target, bool coperson, const char *field)
{
	if (coperson) {
		return is_in(coperson_fields, field) || (target->platform_id_type != NULL && sfprov_text_equal_nocase(field, "Platform_ID__c"))
			|| (target->app_id_type != NULL && sfprov_text_equal_nocase(field, "Application_ID__c"));
	}
	return is_in(contact_fields, field) || (target->middle_name && sfprov_text_equal_nocase(field, "MiddleName"))
		|| (target->default_account != NULL && sfprov_text_equal_nocase(field, "AccountId"));
}

const char *sfprov_builtin_filler(const sfprov_target *target, bool coperson, const char *field)
{
	if (is_filled(target, coperson, field)) {
		return "the built-in mapping";
	}
	if (!coperson && target->external_id_field != NULL && sfprov_text_equal_nocase(target->external_id_field, field)) {
		return "the external id";
	}
	if (!coperson && target->deprovision_policy == SFPROV_DEPROVISION_SET_FIELD && sfprov_text_equal_nocase(target->deprovision_field, field)) {
		return "deprovisioning";
	}
	return NULL;
}
