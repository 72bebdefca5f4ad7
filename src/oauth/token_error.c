/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "oauth/token_error.h"

#include "base/json.h"
#include "base/platform.h"
#include "base/text.h"
#include "http/retry.h"

#include <string.h>

#define REFRESH SFPROV_TOKEN_REFRESH
#define CODE SFPROV_TOKEN_CODE
#define CREDENTIALS SFPROV_TOKEN_CLIENT_CREDENTIALS
#define JWT SFPROV_TOKEN_JWT
#define ANY (REFRESH | CODE | CREDENTIALS | JWT | SFPROV_TOKEN_REVOKE)

#define AUTHORIZATION SFPROV_E_AUTHORIZATION
#define CONFIGURATION SFPROV_E_CONFIGURATION

/* Parts of a secret from this length on are not shown either. */
#define SECRET_PART 8
/* No word of Salesforce's own texts is longer; tokens, codes and signatures are. */
#define WORD_MAX_SHOWN 32
#define DESCRIPTION_MAX 200

#define OBTAIN "open the OAuth2 server in the registry and press \"Obtain New Token\""
#define WITH_PROOF_KEY \
	"\"Connect to Salesforce\" on the page of the provisioning target, or from the command line as docs/salesforce-setup.md says, or use the client " \
	"credentials grant"

typedef struct token_rule {
	const char *error;       /* whole, case-insensitive; NULL: any */
	const char *description; /* a part of it, case-insensitive; NULL: any */
	unsigned purposes;       /* to which requests the rule applies */
	sfprov_error_kind kind;
	bool busy;
	bool clock; /* say what this machine's clock shows */
	const char *remedy;
} token_rule;

/* The first that fits counts. Salesforce uses the same text for different causes: "expired authorization code" is a used code, an expired
 * assertion, or (before release 252) a request that came while another was being processed. */
static const token_rule rules[] = {
	{NULL, "already being processed", CODE, AUTHORIZATION, false, false, "the authorisation was answered twice at the same time; " OBTAIN " once more"},
	{NULL, "already being processed", ANY, SFPROV_E_SERVER, true, false, "another request for the same token is being processed"},
	{"invalid_grant", "expired authorization code", REFRESH, SFPROV_E_SERVER, true, false, "another request for the same token is being processed"},
	{"invalid_grant", "expired authorization code", JWT, AUTHORIZATION, false, true,
		"the signed request had expired when it arrived; set the clock of this machine right"},
	{"invalid_grant", "authorization code", CODE, AUTHORIZATION, false, false, "the authorisation code is used or older than 15 minutes; " OBTAIN " once more"},
	{NULL, "code verifier", ANY, AUTHORIZATION, false, false,
		"the authorisation was begun in another login session, or without the proof key (PKCE) that the app asks for, which the OAuth2 server's own button "
		"does not send; begin it again with " WITH_PROOF_KEY},
	{NULL, "code challenge", ANY, AUTHORIZATION, false, false,
		"the app asks for a proof key (PKCE), which the OAuth2 server's own button does not send; authorise with " WITH_PROOF_KEY},
	{"invalid_grant", "expired access/refresh token", REFRESH, AUTHORIZATION, false, false,
		"the refresh token is no longer valid (revoked, expired, replaced by another or not used for too long); " OBTAIN},
	{NULL, "expired", JWT, AUTHORIZATION, false, true, "the signed request had expired when it arrived; set the clock of this machine right"},
	{NULL, "inactive user", ANY, AUTHORIZATION, false, false, "the Salesforce user the registry acts as is inactive; activate the user in Salesforce"},
	{"inactive_user", NULL, ANY, AUTHORIZATION, false, false, "the Salesforce user the registry acts as is inactive; activate the user in Salesforce"},
	{NULL, "user is locked", ANY, AUTHORIZATION, false, false, "the Salesforce user the registry acts as is locked; unlock the user in Salesforce"},
	{"inactive_org", NULL, ANY, AUTHORIZATION, false, false, "the Salesforce org is locked, closed or suspended"},
	{NULL, "inactive org", ANY, AUTHORIZATION, false, false, "the Salesforce org is locked, closed or suspended"},
	{NULL, "ip restricted", ANY, AUTHORIZATION, false, false,
		"this machine's address is outside of the login IP ranges; add it in Salesforce to the profile's ranges, or relax the app's IP restrictions"},
	{NULL, "ip not allowed", ANY, AUTHORIZATION, false, false,
		"this machine's address is outside of the login IP ranges; add it in Salesforce to the profile's ranges, or relax the app's IP restrictions"},
	{NULL, "audience", ANY, CONFIGURATION, false, false,
		"the server URL of the OAuth2 server belongs to another org or environment; give the org's own My Domain URL (a sandbox has one of its own)"},
	{NULL, "approved this consumer", ANY, AUTHORIZATION, false, false,
		"the Salesforce user has not approved the app; in the app's policies let admin-approved users be pre-authorised, and add the user's profile or "
		"permission set"},
	{NULL, "not admin approved", ANY, AUTHORIZATION, false, false,
		"the Salesforce user may not use the app; add the user's profile or permission set to the app's policies"},
	{"invalid_app_access", NULL, ANY, AUTHORIZATION, false, false,
		"the Salesforce user may not use the app; add the user's profile or permission set to the app's policies"},
	{NULL, "not supported on this domain", ANY, CONFIGURATION, false, false,
		"this grant works only on the org's own host; set the server URL of the OAuth2 server to https://MyDomain.my.salesforce.com/services/oauth2"},
	{NULL, "client credentials user", ANY, CONFIGURATION, false, false,
		"the app has no user for the client credentials flow; set its Run As user in the app's policies in Salesforce"},
	{NULL, "no valid scopes", ANY, CONFIGURATION, false, false,
		"the app has no scope that the client credentials flow can use; add the scope api to it in Salesforce"},
	{NULL, "must be installed", ANY, CONFIGURATION, false, false, "the app is not installed in this Salesforce org; an admin must install it"},
	{NULL, "not installed", ANY, CONFIGURATION, false, false, "the app is not installed in this Salesforce org; an admin must install it"},
	{NULL, "invalid client credentials", ANY, CONFIGURATION, false, false,
		"the client secret of the OAuth2 server is not the consumer secret of the app in Salesforce"},
	{"invalid_client_id", NULL, ANY, CONFIGURATION, false, false,
		"the client ID of the OAuth2 server is not the consumer key of an app in that org; check it, and whether the server URL belongs to the right org. "
		"A new app takes up to 10 minutes to be known"},
	{NULL, "client identifier invalid", ANY, CONFIGURATION, false, false,
		"the client ID of the OAuth2 server is not the consumer key of an app in that org; check it, and whether the server URL belongs to the right org. "
		"A new app takes up to 10 minutes to be known"},
	{"invalid_client", NULL, ANY, CONFIGURATION, false, false,
		"Salesforce does not accept the app; check client ID and client secret of the OAuth2 server, and that the app may be used in that org"},
	{"redirect_uri_mismatch", NULL, ANY, CONFIGURATION, false, false,
		"the redirect URI shown on the OAuth2 server's page must stand among the app's callback URLs in Salesforce, character by character"},
	{NULL, "redirect_uri", ANY, CONFIGURATION, false, false,
		"the redirect URI shown on the OAuth2 server's page must stand among the app's callback URLs in Salesforce, character by character"},
	{NULL, "redirect uri", ANY, CONFIGURATION, false, false,
		"the redirect URI shown on the OAuth2 server's page must stand among the app's callback URLs in Salesforce, character by character"},
	{"unsupported_grant_type", NULL, ANY, CONFIGURATION, false, false, "the app does not allow this OAuth flow; enable the flow in the app in Salesforce"},
	{"invalid_scope", NULL, ANY, CONFIGURATION, false, false,
		"the scope of the OAuth2 server asks for more than the app allows; \"api refresh_token\" is enough"},
	{"invalid_grant", "assertion", JWT, CONFIGURATION, false, true,
		"Salesforce does not accept the signed request; the certificate uploaded to the app must belong to the key file, jwt_username must be a user of "
		"that org, and the clock of this machine must be right"},
	{"invalid_grant", "authentication failure", ANY, AUTHORIZATION, false, false,
		"Salesforce does not let the user log in; the user's Login History in Salesforce gives the reason. Then " OBTAIN},
	{NULL, "LOGIN_RATE_EXCEEDED", ANY, SFPROV_E_LIMIT, false, false, "too many logins of this user in the last hour; wait"},
	{"LOGIN_RATE_EXCEEDED", NULL, ANY, SFPROV_E_LIMIT, false, false, "too many logins of this user in the last hour; wait"},
	{NULL, "rate exceeded", ANY, SFPROV_E_LIMIT, false, false, "too many logins of this user in the last hour; wait"},
	{"REQUEST_LIMIT_EXCEEDED", NULL, ANY, SFPROV_E_LIMIT, false, false, "the org has used up its API requests; wait"},
	{"server_error", NULL, ANY, SFPROV_E_SERVER, false, false, "Salesforce has a fault; try again later"},
	{"temporarily_unavailable", NULL, ANY, SFPROV_E_SERVER, false, false, "Salesforce is not available; try again later"},
	{"unknown_error", NULL, ANY, SFPROV_E_SERVER, false, false, "Salesforce has a fault; try again later"},
	{NULL, "retry your request", ANY, SFPROV_E_SERVER, false, false, "Salesforce has a fault; try again later"},
	{"OAUTH_APP_BLOCKED", NULL, ANY, AUTHORIZATION, false, false, "an admin has blocked the app in Salesforce; unblock it under Connected Apps OAuth Usage"},
	{"OAUTH_APP_ACCESS_DENIED", NULL, ANY, AUTHORIZATION, false, false,
		"the Salesforce user may not use the app; add the user's profile or permission set to the app's policies"},
	{"access_denied", NULL, ANY, AUTHORIZATION, false, false, "the user refused the access; " OBTAIN " and allow it"},
	{"invalid_grant", NULL, REFRESH | CODE, AUTHORIZATION, false, false, "the authorisation is not valid (any more); " OBTAIN},
	{"invalid_grant", NULL, CREDENTIALS | JWT, AUTHORIZATION, false, false,
		"Salesforce does not accept the app or its user; the user's Login History in Salesforce gives the reason"},
	{"invalid_token", NULL, ANY, AUTHORIZATION, false, false, "Salesforce does not know the token"},
	{"unsupported_token_type", NULL, ANY, AUTHORIZATION, false, false, "Salesforce does not revoke tokens of this type"}};

static bool has_part(const char *text, const char *secret)
{
	size_t length = strlen(secret);
	size_t part = length < SECRET_PART ? length : SECRET_PART;
	size_t size = strlen(text);
	size_t i;
	size_t j;

	for (i = 0; part > 0 && i + part <= size; i++) {
		for (j = 0; j + part <= length; j++) {
			if (text[i] == secret[j] && memcmp(text + i, secret + j, part) == 0) {
				return true;
			}
		}
	}
	return false;
}

bool sfprov_token_text_is_safe(const char *text, const char *const *secrets, size_t secret_count)
{
	size_t word = 0;
	size_t i;

	for (i = 0; text[i] != '\0'; i++) {
		if (text[i] < ' ' || text[i] > '~') {
			return false;
		}
		word = text[i] == ' ' ? 0 : word + 1;
		if (word > WORD_MAX_SHOWN) {
			return false;
		}
	}
	for (i = 0; i < secret_count; i++) {
		if (secrets[i] != NULL && has_part(text, secrets[i])) {
			return false;
		}
	}
	return true;
}

static bool is_error_name(const char *text)
{
	size_t i;

	for (i = 0; text[i] != '\0'; i++) {
		if (!sfprov_text_is_alnum(text[i]) && text[i] != '_' && text[i] != '-') {
			return false;
		}
	}
	return i > 0 && i <= WORD_MAX_SHOWN;
}

static const token_rule *find_rule(const char *name, const char *description, sfprov_token_purpose purpose)
{
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const token_rule *rule = &rules[i];

		if ((rule->purposes & (unsigned) purpose) != 0 && (rule->error == NULL || sfprov_text_equal_nocase(rule->error, name))
			&& (rule->description == NULL || (description != NULL && sfprov_text_contains_nocase(description, rule->description)))) {
			return rule;
		}
	}
	return NULL;
}

/* OAuth's own shape, or that of the REST API: [{"errorCode","message"}]. `name` is NULL when it is neither. */
static void read_body(json_object *body, const char **name, const char **description)
{
	if (json_object_is_type(body, json_type_array)) {
		body = json_object_array_length(body) > 0 ? json_object_array_get_idx(body, 0) : NULL;
		*name = sfprov_json_get_text(body, "errorCode");
		*description = sfprov_json_get_text(body, "message");
		return;
	}
	*name = sfprov_json_get_text(body, "error");
	*description = sfprov_json_get_text(body, "error_description");
}

static void fail_by_status(int status, sfprov_error *error)
{
	if (status == 429) {
		(void) sfprov_fail(error, SFPROV_E_LIMIT, "Salesforce refuses the token request for now (HTTP %d): too many requests; wait", status);
	} else if (status >= 300 && status < 400) {
		(void) sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The server URL of the OAuth2 server redirects elsewhere (HTTP %d); give the URL of the org's current My Domain", status);
	} else if (status == 404) {
		(void) sfprov_fail(error, SFPROV_E_SERVER,
			"The host of the OAuth2 server has no token endpoint (HTTP %d); check the server URL, if Salesforce is not just moving the org", status);
	} else {
		(void) sfprov_fail(error, SFPROV_E_SERVER, "Salesforce gave no usable answer to the token request (HTTP %d); try again later", status);
	}
}

static void fail_by_rule(const token_rule *rule, int status, const char *name, const sfprov_token_context *context, sfprov_error *error)
{
	char now[20] = "";

	if (rule->clock) {
		sfprov_platform_utc_text(context->now, now);
	}
	(void) sfprov_fail(error, rule->kind, "Salesforce refuses the token request (%s, HTTP %d): %s%s%s%s", name, status, rule->remedy,
		rule->clock ? " (it shows " : "", now, rule->clock ? " UTC)" : "");
}

static void fail_unknown(int status, const char *name, const char *description, const sfprov_token_context *context, sfprov_error *error)
{
	bool shown = description != NULL && *description != '\0' && strlen(description) <= DESCRIPTION_MAX
		&& sfprov_token_text_is_safe(description, context->secrets, context->secret_count);

	(void) sfprov_fail(
		error, SFPROV_E_AUTHORIZATION, "Salesforce refuses the token request (%s, HTTP %d)%s%s", name, status, shown ? ": " : "", shown ? description : "");
}

sfprov_status sfprov_token_error_read(const sfprov_http_answer *answer, const sfprov_token_context *context, bool *busy, sfprov_error *error)
{
	json_object *body = sfprov_json_parse(sfprov_buffer_text(&answer->body), answer->body.length);
	const token_rule *rule = NULL;
	const char *name = NULL;
	const char *description = NULL;

	*busy = false;
	read_body(body, &name, &description);
	if (name != NULL && (!is_error_name(name) || !sfprov_token_text_is_safe(name, context->secrets, context->secret_count))) {
		name = NULL;
	}
	if (name != NULL) {
		rule = find_rule(name, description, context->purpose);
	}
	if (name == NULL || (rule == NULL && answer->status >= 500) || answer->status == 429) {
		fail_by_status(answer->status, error);
	} else if (rule == NULL) {
		fail_unknown(answer->status, name, description, context, error);
	} else {
		fail_by_rule(rule, answer->status, name, context, error);
		*busy = rule->busy;
	}
	if (error != NULL) {
		sfprov_error_set_code(error, name);
		error->http_status = answer->status;
		error->outcome = *busy ? SFPROV_OUTCOME_THROTTLED : sfprov_outcome_of_answer(answer->status, error->code);
	}
	json_object_put(body);
	return SFPROV_FAILED;
}
