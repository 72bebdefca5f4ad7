/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/status.h"

#include "base/text.h"

#include <string.h>

static const struct {
	const char *code;
	const char *label;
} english[] = {
	{"A", "Active"},
	{"C", "Confirmed"},
	{"D", "Deleted"},
	{"D2", "Duplicate"},
	{"GP", "Grace Period"},
	{"I", "Invited"},
	{"LK", "Locked"},
	{"N", "Denied"},
	{"P", "Pending"},
	{"PA", "Pending Approval"},
	{"PC", "Pending Confirmation"},
	{"PV", "Pending Vetting"},
	{"S", "Suspended"},
	{"X", "Declined"},
	{"XP", "Expired"},
	{"Y", "Approved"},
};

sfprov_status sfprov_status_label(json_object *labels, const char *code, const char **label, sfprov_error *error)
{
	json_object *own = sfprov_json_get(labels, code);
	size_t i;

	*label = NULL;
	if (own != NULL) {
		const char *text = sfprov_json_get_text(labels, code);

		if (text == NULL || !sfprov_text_is_utf8(text, strlen(text))) {
			return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The setting status_labels must give a text in UTF-8 for status %s", code);
		}
		*label = *text == '\0' ? NULL : text;
		return SFPROV_OK;
	}
	for (i = 0; i < sizeof(english) / sizeof(english[0]); i++) {
		if (strcmp(english[i].code, code) == 0) {
			*label = english[i].label;
			break;
		}
	}
	return SFPROV_OK;
}
