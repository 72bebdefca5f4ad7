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
