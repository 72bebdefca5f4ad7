/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "oauth/server.h"

#include "base/memory.h"

#include <string.h>

void sfprov_oauth_server_free(sfprov_oauth_server *server)
{
	sfprov_free(server->server_url);
	sfprov_free(server->client_id);
	sfprov_free_secret(server->client_secret);
	sfprov_free(server->grant_type);
	sfprov_free(server->scope);
	sfprov_free_secret(server->refresh_token);
	sfprov_free_secret(server->access_token);
	sfprov_free_secret(server->token_response);
	/* May hold the proxy's password. */
	sfprov_free_secret(server->proxy);
	memset(server, 0, sizeof(*server));
}
