/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A session with everything around it, for the tests of this folder. */
#ifndef SFPROV_TEST_SESSION_RIG_H
#define SFPROV_TEST_SESSION_RIG_H

#include "fake_environment.h"
#include "oauth/memory_store.h"
#include "oauth/session.h"
#include "scripted_transport.h"

typedef struct session_rig {
	fake_environment fake;
	memory_store memory;
	scripted_transport script;
	sfprov_session_settings settings;
	sfprov_retry_budget budget;
	sfprov_http_counters counters;
	sfprov_session session;
	sfprov_error error;
	char bodies[8][2048]; /* texts of answers */
	int body_count;
} session_rig;

/* A fresh world and a session that has loaded nothing. Settings: 30 s, one attempt. */
void session_rig_init(session_rig *rig);

/* Loads the row with the settings as they are now; gives what sfprov_session_load() gives. */
sfprov_status session_rig_load(session_rig *rig);

/* Frees everything. False when the store was misused or is still locked. */
bool session_rig_free(session_rig *rig);

/* A signed token answer at the instance (NULL: without instance_url), with `refresh_token` (NULL: without). */
const char *session_rig_tokens(session_rig *rig, const char *access_token, const char *refresh_token, const char *instance);

/* The same with user id and further members (", ..." or ""). */
const char *session_rig_tokens_of(
	session_rig *rig, const char *access_token, const char *refresh_token, const char *instance, const char *user, const char *more);

#endif
