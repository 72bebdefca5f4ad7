/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/store.h"

#include <string.h>

void sfprov_link_free(sfprov_link *link)
{
	json_object_put(link->sent);
	json_object_put(link->intent_match);
	memset(link, 0, sizeof(*link));
}

sfprov_status sfprov_link_forget_digests(sfprov_link *link, const char *sobject, sfprov_error *error)
{
	if (!json_object_is_type(link->sent, json_type_object)) {
		return SFPROV_OK;
	}
	json_object_object_foreach(link->sent, name, digests)
	{
		if (!json_object_is_type(digests, json_type_object) || (sobject != NULL && strcmp(sobject, name) != 0)) {
			continue;
		}
		json_object_object_foreach(digests, field, digest)
		{
			(void) digest;
			if (!sfprov_json_set_text(digests, field, "")) {
				return sfprov_fail_memory(error);
			}
		}
	}
	return SFPROV_OK;
}
