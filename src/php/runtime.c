/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/runtime.h"

#include "base/memory.h"
#include "php/value.h"

#include "zend_exceptions.h"

/* While the registry holds a transaction open, others wait for us. */
#define TRANSACTION_TIMEOUT_SECONDS 10

static const char *text_or(zend_string *own, const char *setting)
{
	if (own != NULL) {
		return ZSTR_LEN(own) > 0 ? ZSTR_VAL(own) : NULL;
	}
	return setting != NULL && *setting != '\0' ? setting : NULL;
}

static const char *level_name(sfprov_log_level level)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};

	return names[level];
}

/* A logger that throws must not turn a finished push into a failed one: its exception is dropped; exit() and fatal errors go on. */
static void log_to_php(void *context, sfprov_log_level level, const char *message)
{
	sfprov_runtime *runtime = context;
	zend_object *pending = EG(exception);
	zval arguments[3];
	zval result;

	if (Z_ISUNDEF(runtime->object->logger) || runtime->guard.bailed_out || pending != NULL) {
		return;
	}
	ZVAL_STRING(&arguments[0], level_name(level));
	ZVAL_STRING(&arguments[1], message);
	array_init(&arguments[2]);
	if (runtime->target.co_provisioning_target_id != 0) {
		add_assoc_long(&arguments[2], "co_provisioning_target_id", (zend_long) runtime->target.co_provisioning_target_id);
	}
	if (sfprov_php_call(&runtime->guard, &runtime->object->logger, &result, 3, arguments, NULL) == SFPROV_OK) {
		zval_ptr_dtor(&result);
	} else if (EG(exception) != NULL && !sfprov_php_is_exit()) {
		zend_clear_exception();
	}
	if (!runtime->guard.bailed_out) {
		zval_ptr_dtor(&arguments[0]);
		zval_ptr_dtor(&arguments[1]);
		zval_ptr_dtor(&arguments[2]);
	}
}

/* PHP's time limit strikes between two opcodes; a transfer must not make it wait. */
static bool interrupted(void *context)
{
	sfprov_runtime *runtime = context;

#if PHP_VERSION_ID >= 80200
	return sfprov_php_guard_ends(&runtime->guard) || zend_atomic_bool_load_ex(&EG(timed_out));
#else
	return sfprov_php_guard_ends(&runtime->guard) || EG(timed_out);
#endif
}

static int64_t timeout_ms(const sfprov_runtime *runtime)
{
	zend_long seconds = runtime->object->timeout > 0 ? runtime->object->timeout : SFPROV_G(timeout);

	if (runtime->in_transaction && seconds > TRANSACTION_TIMEOUT_SECONDS) {
		seconds = TRANSACTION_TIMEOUT_SECONDS;
	}
	return (int64_t) seconds * 1000;
}

static sfprov_status set_up_transport(sfprov_runtime *runtime)
{
	sfprov_http_settings settings;

	if (SFPROV_G(pool) == NULL) {
		SFPROV_G(pool) = sfprov_http_pool_new((int) SFPROV_G(max_idle_connections), (int) SFPROV_G(max_idle_age));
		if (SFPROV_G(pool) == NULL) {
			return sfprov_fail_memory(&runtime->error);
		}
	}
	if (!SFPROV_G(budget_ready)) {
		sfprov_retry_budget_init(&SFPROV_G(budget));
		SFPROV_G(budget_ready) = true;
	}
	memset(&settings, 0, sizeof(settings));
	(void) snprintf(runtime->user_agent, sizeof(runtime->user_agent), "sfprov/%s", PHP_SFPROV_VERSION);
	settings.cainfo = text_or(runtime->object->cainfo, SFPROV_G(cainfo));
	settings.proxy = text_or(runtime->object->proxy, SFPROV_G(proxy));
	settings.client_certificate = text_or(runtime->object->client_certificate, SFPROV_G(client_certificate));
	settings.client_key = text_or(runtime->object->client_key, SFPROV_G(client_key));
	settings.connect_timeout_ms = (int64_t) (runtime->object->connect_timeout > 0 ? runtime->object->connect_timeout : SFPROV_G(connect_timeout)) * 1000;
	settings.user_agent = runtime->user_agent;
	settings.interrupted = interrupted;
	settings.interrupted_context = runtime;
	sfprov_curl_transport_init(&runtime->transport, &runtime->curl, SFPROV_G(pool), &settings, &runtime->environment);
	return SFPROV_OK;
}

static sfprov_status read_target(sfprov_runtime *runtime, HashTable *target)
{
	static const char row[] = "CoSalesforceProvisionerTarget";
	static const sfprov_wanted only[] = {{row, NULL, false, true}, {NULL, NULL, false, false}};
	const zval *columns = zend_hash_str_find_deref(target, ZEND_STRL(row));
	bool journal;

	runtime->target_data = sfprov_php_to_json(target, "$target", only, &runtime->error);
	if (runtime->target_data == NULL || sfprov_target_read(runtime->target_data, &runtime->target, &runtime->error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* The row comes with all columns of its table; the one schema file that added this column made the journal table too. */
	journal = zend_hash_str_exists(Z_ARRVAL_P(columns), ZEND_STRL("duplicate_policy"));
	sfprov_php_person_store_init(&runtime->people, &runtime->person_context, &runtime->connections,
		runtime->object->actor_identifier != NULL ? ZSTR_VAL(runtime->object->actor_identifier) : PHP_SFPROV_EXTNAME, journal);
	return SFPROV_OK;
}

sfprov_status sfprov_runtime_begin(sfprov_runtime *runtime, zval *this_object, HashTable *target)
{
	sfprov_php_provisioner *object = sfprov_php_provisioner_of(Z_OBJ_P(this_object));

	memset(runtime, 0, sizeof(*runtime));
	if (!object->constructed) {
		return sfprov_fail(
			&runtime->error, SFPROV_E_CONFIGURATION, "The constructor of SalesforceProvisioner was not called: a subclass must call parent::__construct()");
	}
	if (object->busy) {
		return sfprov_fail(
			&runtime->error, SFPROV_E_INPUT, "This SalesforceProvisioner is at work: a callback must not call back into it, but may make another one");
	}
	runtime->object = object;
	GC_ADDREF(&object->std);
	object->busy = true;
	sfprov_environment_system(&runtime->environment);
	runtime->environment.context = runtime;
	runtime->environment.log = log_to_php;
	if (sfprov_connections_init(&runtime->connections, &object->db, &object->token_db, &object->second_pdo, object->kept,
			object->table_prefix != NULL ? ZSTR_VAL(object->table_prefix) : "cm_", &runtime->guard, &runtime->environment, &runtime->error)
			!= SFPROV_OK
		|| sfprov_database_in_transaction(&runtime->connections.main, &runtime->in_transaction, &runtime->error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_php_token_store_init(&runtime->plain_tokens, &runtime->token_context, &runtime->connections);
	return target == NULL ? SFPROV_OK : read_target(runtime, target);
}

static void retry_policy(const sfprov_runtime *runtime, sfprov_retry_policy *policy)
{
	sfprov_retry_policy_default(policy);
	if (runtime->in_transaction) {
		policy->attempts = 1;
	}
}

sfprov_status sfprov_runtime_load_server(sfprov_runtime *runtime, int64_t oauth2_server_id)
{
	sfprov_php_provisioner *object = runtime->object;
	sfprov_session_settings settings;

	if (set_up_transport(runtime) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (sfprov_token_vault_init(&runtime->tokens, &runtime->vault, &runtime->plain_tokens, &runtime->environment,
			text_or(object->token_key_file, SFPROV_G(token_key_file)), &runtime->error)
		!= SFPROV_OK) {
		return SFPROV_FAILED;
	}
	memset(&settings, 0, sizeof(settings));
	settings.allowed_hosts = text_or(object->allowed_hosts, SFPROV_G(allowed_hosts));
	settings.manual_instance_url = runtime->target.instance_url_manual ? runtime->target.instance_url : NULL;
	settings.jwt_key_file = runtime->target.jwt_key_file != NULL ? runtime->target.jwt_key_file : text_or(object->jwt_key_file, NULL);
	settings.jwt_username = runtime->target.jwt_username != NULL ? runtime->target.jwt_username : text_or(object->jwt_username, NULL);
	settings.timeout_ms = timeout_ms(runtime);
	retry_policy(runtime, &settings.retry);
	sfprov_session_init(&runtime->session, &runtime->tokens, &runtime->transport, &runtime->environment, &settings, &SFPROV_G(budget), &runtime->counters);
	runtime->has_session = true;
	if (sfprov_session_load(&runtime->session, oauth2_server_id, &runtime->error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* The registry keeps the proxy with the server; it holds for token and REST requests alike. */
	if (runtime->session.server.proxy != NULL) {
		runtime->proxy = sfprov_copy(runtime->session.server.proxy);
		if (runtime->proxy == NULL) {
			return sfprov_fail_memory(&runtime->error);
		}
		runtime->curl.settings.proxy = runtime->proxy;
	}
	return SFPROV_OK;
}

sfprov_status sfprov_runtime_connect(sfprov_runtime *runtime)
{
	sfprov_retry_policy retry;
	const char *version;
	int64_t id;

	if (sfprov_php_find_oauth2_server(&runtime->token_context, runtime->target.server_id, &id, &runtime->error) != SFPROV_OK
		|| sfprov_runtime_load_server(runtime, id) != SFPROV_OK || sfprov_session_ready(&runtime->session, &runtime->error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	version = text_or(runtime->object->api_version, SFPROV_G(api_version));
	retry_policy(runtime, &retry);
	runtime->connected =
		sfprov_client_init(&runtime->client, &runtime->session, version == NULL ? "" : version, timeout_ms(runtime), &retry, &runtime->error) == SFPROV_OK;
	return runtime->connected ? SFPROV_OK : SFPROV_FAILED;
}

static void follow_instance_url(sfprov_runtime *runtime)
{
	const char *known = runtime->target.instance_url;
	const char *now = runtime->session.instance_url;
	sfprov_error ignored;

	if (runtime->target_data == NULL || runtime->target.instance_url_manual || now == NULL || runtime->target.id == 0
		|| (known != NULL && strcmp(known, now) == 0)) {
		return;
	}
	if (runtime->people.store_instance_url(runtime->people.context, &runtime->target, now, &ignored) != SFPROV_OK) {
		sfprov_log(&runtime->environment, SFPROV_LOG_WARNING, "The new instance URL could not be stored: %s", ignored.message);
	}
}

static void add_counters(const sfprov_runtime *runtime)
{
	sfprov_php_provisioner *object = runtime->object;

	object->counters.requests += runtime->counters.requests;
	object->counters.retries += runtime->counters.retries;
	object->counters.failures += runtime->counters.failures;
	object->token_requests += runtime->session.refreshes;
	if (runtime->client.api_limit > 0) {
		object->api_used = runtime->client.api_used;
		object->api_limit = runtime->client.api_limit;
	}
}

bool sfprov_runtime_end(sfprov_runtime *runtime, sfprov_status status)
{
	if (runtime->has_session) {
		add_counters(runtime);
		if (status == SFPROV_OK) {
			follow_instance_url(runtime);
		}
		sfprov_session_free(&runtime->session);
	}
	sfprov_php_token_store_free(&runtime->token_context);
	sfprov_token_vault_free(&runtime->vault);
	sfprov_free_secret(runtime->proxy);
	sfprov_target_free(&runtime->target);
	json_object_put(runtime->target_data);
	if (runtime->object != NULL) {
		runtime->object->busy = false;
		if (!runtime->guard.bailed_out) {
			OBJ_RELEASE(&runtime->object->std);
		}
	}
	sfprov_php_guard_rethrow(&runtime->guard);
	if (status != SFPROV_OK && !runtime->guard.bailed_out) {
		sfprov_php_throw(&runtime->error);
	}
	return status == SFPROV_OK && !sfprov_php_unwinding(&runtime->guard);
}

void sfprov_runtime_release(const sfprov_runtime *runtime)
{
	sfprov_php_guard_release(&runtime->guard);
}
