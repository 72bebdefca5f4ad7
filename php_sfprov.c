/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The module: ini settings, information, start and end. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php/php_sfprov.h"

#include "crypto/digest.h"
#include "crypto/token_cipher.h"

#include "ext/standard/html.h"
#include "ext/standard/info.h"
#include "php_ini.h"
#include "SAPI.h"

#include <curl/curl.h>
#include <json-c/json.h>
#include <openssl/crypto.h>
#include <openssl/opensslv.h>

ZEND_DECLARE_MODULE_GLOBALS(sfprov)

#if defined(ZTS) && defined(COMPILE_DL_SFPROV)
ZEND_TSRMLS_CACHE_DEFINE()
#endif

/* Whole numbers within bounds; anything else keeps the former value and PHP says so. */
static bool parse_bounded(zend_string *value, zend_long lowest, zend_long highest, zend_long *number)
{
	double ignored;

	return value != NULL && is_numeric_string(ZSTR_VAL(value), ZSTR_LEN(value), number, &ignored, false) == IS_LONG && *number >= lowest && *number <= highest;
}

static PHP_INI_MH(on_update_seconds)
{
	zend_long number;

	if (!parse_bounded(new_value, 1, 3600, &number)) {
		zend_error(E_WARNING, "%s must be a whole number of seconds from 1 to 3600", ZSTR_VAL(entry->name));
		return FAILURE;
	}
	return OnUpdateLong(entry, new_value, mh_arg1, mh_arg2, mh_arg3, stage);
}

static PHP_INI_MH(on_update_connections)
{
	zend_long number;

	if (!parse_bounded(new_value, 0, 1000, &number)) {
		zend_error(E_WARNING, "%s must be a whole number from 0 to 1000", ZSTR_VAL(entry->name));
		return FAILURE;
	}
	return OnUpdateLong(entry, new_value, mh_arg1, mh_arg2, mh_arg3, stage);
}

/* phpinfo() is for many eyes: of a proxy with user and password only the rest is shown. */
static PHP_INI_DISP(display_proxy)
{
	zend_string *value = type == ZEND_INI_DISPLAY_ORIG && ini_entry->modified ? ini_entry->orig_value : ini_entry->value;
	const char *text = value == NULL ? "" : ZSTR_VAL(value);
	const char *host = strrchr(text, '@');
	const char *shown = host == NULL ? text : host;
	zend_string *escaped = php_escape_html_entities((const unsigned char *) shown, strlen(shown), 0, ENT_QUOTES, NULL);

	if (*text == '\0') {
		php_printf("%s", sapi_module.phpinfo_as_text ? "no value" : "<i>no value</i>");
	} else {
		php_printf("%s%s", host == NULL ? "" : "***", sapi_module.phpinfo_as_text ? shown : ZSTR_VAL(escaped));
	}
	zend_string_release(escaped);
}

/* All of them say where credentials go or how long a worker is held up, so none can be changed by a script. */
PHP_INI_BEGIN()
STD_PHP_INI_ENTRY("sfprov.cainfo", "", PHP_INI_SYSTEM, OnUpdateString, cainfo, zend_sfprov_globals, sfprov_globals)
STD_PHP_INI_ENTRY("sfprov.allowed_hosts", "", PHP_INI_SYSTEM, OnUpdateString, allowed_hosts, zend_sfprov_globals, sfprov_globals)
STD_PHP_INI_ENTRY_EX("sfprov.proxy", "", PHP_INI_SYSTEM, OnUpdateString, proxy, zend_sfprov_globals, sfprov_globals, display_proxy)
STD_PHP_INI_ENTRY("sfprov.api_version", "62.0", PHP_INI_SYSTEM, OnUpdateString, api_version, zend_sfprov_globals, sfprov_globals)
STD_PHP_INI_ENTRY("sfprov.token_key_file", "", PHP_INI_SYSTEM, OnUpdateString, token_key_file, zend_sfprov_globals, sfprov_globals)
STD_PHP_INI_ENTRY("sfprov.client_certificate", "", PHP_INI_SYSTEM, OnUpdateString, client_certificate, zend_sfprov_globals, sfprov_globals)
STD_PHP_INI_ENTRY("sfprov.client_key", "", PHP_INI_SYSTEM, OnUpdateString, client_key, zend_sfprov_globals, sfprov_globals)
STD_PHP_INI_ENTRY("sfprov.connect_timeout", "5", PHP_INI_SYSTEM, on_update_seconds, connect_timeout, zend_sfprov_globals, sfprov_globals)
STD_PHP_INI_ENTRY("sfprov.timeout", "30", PHP_INI_SYSTEM, on_update_seconds, timeout, zend_sfprov_globals, sfprov_globals)
STD_PHP_INI_ENTRY("sfprov.max_idle_connections", "8", PHP_INI_SYSTEM, on_update_connections, max_idle_connections, zend_sfprov_globals, sfprov_globals)
STD_PHP_INI_ENTRY("sfprov.max_idle_age", "60", PHP_INI_SYSTEM, on_update_seconds, max_idle_age, zend_sfprov_globals, sfprov_globals)
PHP_INI_END()

/* Not PHP_GINIT_FUNCTION: its parameter has the name of the globals themselves. */
static void globals_start(void *globals)
{
#if defined(ZTS) && defined(COMPILE_DL_SFPROV)
	ZEND_TSRMLS_CACHE_UPDATE();
#endif
	memset(globals, 0, sizeof(zend_sfprov_globals));
}

/* Connections live as long as their thread: they are what a second request is spared. */
static void globals_end(void *globals)
{
	zend_sfprov_globals *ours = globals;

	sfprov_http_pool_free(ours->pool);
	ours->pool = NULL;
}

static PHP_MINIT_FUNCTION(sfprov)
{
	/* Counted by libcurl: ext/curl may have been first, or may come later. */
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		zend_error(E_CORE_WARNING, "sfprov: libcurl could not be initialised");
		return FAILURE;
	}
	sfprov_digest_start();
	sfprov_cipher_start();
	REGISTER_INI_ENTRIES();
	sfprov_php_register_classes();
	return SUCCESS;
}

static PHP_MSHUTDOWN_FUNCTION(sfprov)
{
	UNREGISTER_INI_ENTRIES();
	sfprov_cipher_end();
	sfprov_digest_end();
	/* No curl_global_cleanup(): without ZTS this runs before the globals' destructor, which still closes connections. */
	return SUCCESS;
}

static PHP_MINFO_FUNCTION(sfprov)
{
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
	char json_built[32];

	(void) snprintf(json_built, sizeof(json_built), "%s", JSON_C_VERSION);
	php_info_print_table_start();
	php_info_print_table_row(2, "Salesforce provisioning for COmanage Registry", "enabled");
	php_info_print_table_row(2, "sfprov version", PHP_SFPROV_VERSION);
	php_info_print_table_row(2, "libcurl (built with)", LIBCURL_VERSION);
	php_info_print_table_row(2, "libcurl (running)", curl->version);
	php_info_print_table_row(2, "libcurl TLS", curl->ssl_version != NULL ? curl->ssl_version : "none");
	php_info_print_table_row(2, "OpenSSL (built with)", OPENSSL_VERSION_TEXT);
	php_info_print_table_row(2, "OpenSSL (running)", OpenSSL_version(OPENSSL_VERSION));
	php_info_print_table_row(2, "json-c (built with)", json_built);
	php_info_print_table_row(2, "json-c (running)", json_c_version());
	php_info_print_table_end();
	DISPLAY_INI_ENTRIES();
}

static const zend_module_dep dependencies[] = {ZEND_MOD_REQUIRED("pdo") ZEND_MOD_REQUIRED("spl") ZEND_MOD_END};

zend_module_entry sfprov_module_entry = {STANDARD_MODULE_HEADER_EX, NULL, dependencies, PHP_SFPROV_EXTNAME, sfprov_php_test_functions, PHP_MINIT(sfprov),
	PHP_MSHUTDOWN(sfprov), NULL, NULL, PHP_MINFO(sfprov), PHP_SFPROV_VERSION, PHP_MODULE_GLOBALS(sfprov), globals_start, globals_end, NULL,
	STANDARD_MODULE_PROPERTIES_EX};

#ifdef COMPILE_DL_SFPROV
ZEND_GET_MODULE(sfprov)
#endif
