<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * The fault matrix: what every kind of fault of the simulator must lead to in every operation. README.md says how it is read.
 *
 * A kind has an effect, a class of exception (without Sfprov\ and Exception), and words (a regular expression) that its message must hold.
 * `but` changes them for an operation or a set of operations; what stands later counts.
 */

/* What must happen, by how an operation may be repeated. 'ok': the call succeeds; 'again': it succeeds after a repeat; 'fails': it fails. */
$effects = [
	'harmless' => ['safe' => 'ok', 'once' => 'ok', 'refresh' => 'ok'],
	// The request never went out.
	'not_sent' => ['safe' => 'again', 'once' => 'again', 'refresh' => 'fails'],
	// It went out, and no usable answer came back.
	'unknown' => ['safe' => 'again', 'once' => 'fails', 'refresh' => 'fails'],
	// As 'unknown', but no time is left for a repeat.
	'timeout' => ['safe' => 'fails', 'once' => 'fails', 'refresh' => 'fails'],
	// Salesforce is busy and has done nothing.
	'throttled' => ['safe' => 'again', 'once' => 'again', 'refresh' => 'fails'],
	// An answer of success that cannot be read.
	'unreadable' => ['safe' => 'fails', 'once' => 'fails', 'refresh' => 'fails'],
	// Salesforce says no.
	'refused' => ['safe' => 'fails', 'once' => 'fails', 'refresh' => 'fails'],
	// The session has ended: one renewal, one repeat.
	'session' => ['safe' => 'again', 'once' => 'again', 'refresh' => 'fails'],
];

/* Always the same person; both: a CoPerson__c too; empty: the answer has no body; person: provisioned before. */
$operations = [
	'token_refresh' => ['text' => 'refresh', 'call' => 'refresh', 'endpoint' => 'token', 'repeat' => 'refresh', 'sets' => ['token']],
	'token_credentials' => ['text' => 'client credentials', 'call' => 'request', 'endpoint' => 'token', 'repeat' => 'safe', 'grant' => 'CC', 'sets' => ['token']],
	'limits' => ['text' => 'limits', 'call' => 'limits', 'endpoint' => 'limits', 'repeat' => 'safe', 'sets' => ['rest']],
	'query' => ['text' => 'query', 'call' => 'query', 'endpoint' => 'query', 'repeat' => 'safe', 'person' => true, 'sets' => ['rest']],
	'patch' => ['text' => 'update', 'call' => 'provision', 'endpoint' => 'patch', 'repeat' => 'safe', 'person' => true, 'sets' => ['rest', 'empty']],
	'create' => ['text' => 'create', 'call' => 'provision', 'endpoint' => 'create', 'repeat' => 'once', 'sets' => ['rest', 'create']],
	'create_renewed' => ['text' => 'create, session renewed before', 'call' => 'provision', 'endpoint' => 'create', 'repeat' => 'once', 'skip' => 1,
		'sets' => ['rest', 'create']],
	'composite' => ['text' => 'create both', 'call' => 'provision', 'endpoint' => 'composite', 'repeat' => 'once', 'target' => ['obj_coperson' => true],
		'sets' => ['rest', 'composite']],
	'upsert' => ['text' => 'upsert', 'call' => 'provision', 'endpoint' => 'upsert', 'repeat' => 'safe', 'target' => ['external_id_field' => 'Registry_ID__c'],
		'sets' => ['rest', 'create']],
	'upsert_composite' => ['text' => 'upsert both', 'call' => 'provision', 'endpoint' => 'composite', 'repeat' => 'once',
		'target' => ['obj_coperson' => true, 'external_id_field' => 'Registry_ID__c'], 'sets' => ['rest', 'composite']],
	'delete' => ['text' => 'delete', 'call' => 'deprovision', 'endpoint' => 'delete', 'repeat' => 'safe', 'person' => true, 'target' => ['deprovision_policy' => 'D'],
		'sets' => ['rest', 'empty']],
	'delete_both' => ['text' => 'delete both', 'call' => 'deprovision', 'endpoint' => 'collections_delete', 'repeat' => 'safe', 'person' => true,
		'target' => ['deprovision_policy' => 'D', 'obj_coperson' => true], 'sets' => ['rest']],
];

$kinds = [];
/* The parts of an entry: effect, class, words, and what differs. */
$add = static function (string|array $names, string $effect, ?string $class = null, string $words = '', array $but = []) use (&$kinds): void {
	foreach ((array) $names as $name) {
		$kinds[$name] = array_filter(['effect' => $effect, 'class' => $class, 'words' => $words, 'but' => $but]);
	}
};
$harmless = ['effect' => 'harmless'];
/* Where no body is read, nothing can be wrong with it. */
$body = ['empty' => $harmless];

// Before sending
$add('proxy_407', 'not_sent', 'Network', 'proxy refused to connect \(HTTP 407\).*user and password');
$add('proxy_502', 'not_sent', 'Network', 'proxy refused to connect \(HTTP 502\).*proxy may connect');
$add(['proxy_close', 'proxy_garbage'], 'not_sent', 'Network', 'Could not reach 127\.0\.0\.1.*(firewall|proxy)');
$add('proxy_stall', 'not_sent', 'Network', 'no connection in time.*proxy');
$add(['tls_unknown_ca', 'tls_wrong_host', 'tls_expired'], 'not_sent', 'Network', 'certificate could not be verified.*sfprov\.cainfo');
$add(['tls_reset', 'tls_close', 'tls_1_1'], 'not_sent', 'Network', 'TLS handshake failed.*TLS 1\.2.*firewall');
$add('tls_stall', 'not_sent', 'Network', 'no connection in time.*firewall');
// With TLS 1.3 the refusal comes when the request is already on its way.
$add('tls_client_cert', 'unknown', 'Network', 'certificate required|connection broke|TLS handshake failed|closed without an answer');

// While sending. Whether the end comes before or after libcurl handed the body over is a matter of microseconds: where it came before, a repeat is safe.
$add(['reset_after_headers', 'close_after_headers'], 'unknown', 'Network', 'closed without an answer|connection broke', ['create' => ['or' => 'again'],
	'composite' => ['or' => 'again'], 'create_renewed' => ['or' => 'again']]);
$add('stop_reading', 'timeout', 'Network', 'took too long');
$add('early_400', 'refused', 'Configuration', 'not in Salesforce\'s words.*instance URL', ['token' => ['class' => 'Server', 'words' => 'no usable answer.*HTTP 400']]);
$add('early_413', 'refused', 'InvalidArgument', 'too large', ['token' => ['class' => 'Server', 'words' => 'no usable answer.*HTTP 413']]);

// Before the reply
$broken = 'closed without an answer|connection broke';
$add(['close_before', 'reset_before', 'close_after', 'fin_after', 'reset_after'], 'unknown', 'Network', $broken);
$add(['stall_before', 'stall_after'], 'timeout', 'Network', 'took too long');
$add(['delay', 'answer_then_close', 'answer_then_reset'], 'harmless');

// Framing
$add('cut_status', 'unknown', 'Network', $broken);
$add(['cut_body', 'cut_chunked', 'length_long', 'two_lengths', 'cut_body_reset'], 'unknown', 'Network', 'the answer was cut|connection broke', $body);
$add('bad_chunk', 'unknown', 'Network', 'connection broke before the answer was complete', $body);
// What libcurl takes for an answer without a body, or with a shorter one.
$add(['cut_header', 'length_short'], 'unreadable', 'Server', 'not Salesforce\'s|could not be read|did not tell its id|does not fit|not JSON|not understood|no records', $body);
$add(['length_and_chunked', 'no_length', 'extra_response'], 'harmless');
$add(['continue_only', 'drip', 'stall_header'], 'timeout', 'Network', 'took too long');
$add('stall_body', 'timeout', 'Network', 'took too long', $body);
$add(['long_header', 'endless_header'], 'unknown', 'Network', 'more than \d+ bytes of headers|header');
$add(['gzip_bomb', 'huge'], 'unknown', 'Network', 'larger than \d+ bytes', $body);
$add(['unknown_encoding', 'bad_gzip'], 'unknown', 'Network', 'compressed in a way', $body);
$add(['not_http', 'http09'], 'unknown', 'Network', 'the answer is not HTTP.*proxy or firewall');

// Content
$unread = 'could not be read|not Salesforce\'s|did not tell its id|does not fit|no records|not understood';
$token = ['words' => 'not JSON|no usable access_token'];
$add('html_200', 'unreadable', 'Server', 'a web page came.*instance URL', ['token' => $token]);
$add(['html_502', 'html_503'], 'unknown', 'Server', 'tried again later.*status\.salesforce\.com', ['token' => ['words' => 'no usable answer.*HTTP 50[23]']]);
$add(['content_cut_json', 'content_empty', 'content_null', 'content_scalar', 'content_trailing', 'content_bom', 'content_wrap_array'], 'unreadable', 'Server', $unread,
	['token' => $token] + $body);
$add(['content_deep', 'content_deep_object'], 'unreadable', 'Server', $unread,
	['token' => ['effect' => 'unknown', 'class' => 'Network', 'words' => 'larger than \d+ bytes']] + $body);
// Nothing that is a text stands in the answer about limits.
$add(['content_invalid_utf8', 'content_nul'], 'unreadable', 'Server', $unread, ['token' => $token, 'limits' => $harmless] + $body);
// The text that is spoilt is the first: the id of a created record, and of no interest in a query.
$add(['content_escaped_nul', 'content_lone_surrogate'], 'unreadable', 'Server', $unread,
	['token' => $token, 'limits' => $harmless, 'query' => $harmless, 'delete_both' => $harmless] + $body);
$add('content_unwrap_array', 'unreadable', 'Server', $unread, ['token' => $token, 'limits' => $harmless] + $body);
$add('content_duplicate_keys', 'harmless');
$add('content_big_number', 'harmless', 'Server', $unread, ['delete_both' => ['effect' => 'unreadable']]);
$add(['content_stringify', 'content_drop_success'], 'harmless', 'Server', 'not understood: try again', ['delete_both' => ['effect' => 'unreadable']]);
$lost_id = ['effect' => 'unreadable', 'class' => 'Server', 'words' => 'did not tell its id'];
$add('content_drop_id', 'harmless', null, '', ['create' => $lost_id, 'composite' => $lost_id,
	'token' => ['effect' => 'refused', 'class' => 'Authorization', 'words' => 'signature.*wrong']]);
$add('content_wrong_id', 'harmless', null, '', ['create' => $lost_id, 'composite' => $lost_id]);
$misfit = ['effect' => 'unreadable', 'class' => 'Server', 'words' => 'does not fit|not understood'];
$add(['content_fewer_results', 'content_more_results'], 'harmless', null, '', ['composite' => $misfit, 'delete_both' => $misfit]);
$add('content_reversed_results', 'harmless', null, '', ['composite' => $misfit]);

// Status
$moved = ['class' => 'Configuration', 'words' => 'redirects elsewhere.*My Domain'];
$add('status_300', 'refused', 'Record', 'several records have this external id', ['token' => $moved, 'limits' => ['class' => 'Server', 'words' => $unread],
	'query' => ['class' => 'Server', 'words' => $unread], 'composite' => ['class' => 'Server', 'words' => 'does not fit']]);
$add(['redirect_301', 'redirect_302', 'redirect_303', 'redirect_307', 'redirect_308'], 'refused', 'Server', 'not followed.*instance refresh', ['token' => $moved]);
$refused_token = ['class' => 'Authorization', 'words' => 'refuses the token request'];
$add('status_401', 'session', 'Authorization', 'session is not valid.*Obtain New Token', ['token' => $refused_token + ['effect' => 'refused'],
	// That is the second time: a new session changes nothing.
	'create_renewed' => ['effect' => 'refused']]);
$add('status_401_not_rest', 'refused', 'Authorization', 'scope lacks \'api\'', ['token' => $refused_token]);
$add('status_401_agent', 'refused', 'Authorization', 'Attach the app', ['token' => $refused_token]);
$add('status_401_html', 'refused', 'Authorization', 'Obtain New Token', ['token' => ['class' => 'Server', 'words' => 'no usable answer.*HTTP 401']]);
$add('status_403_limit', 'refused', 'Limit', 'used up its API requests.*[Ww]ait', ['token' => ['words' => 'used up its API requests; wait']]);
$add('status_403_concurrent', 'throttled', 'Limit', 'run at once', ['token' => ['effect' => 'refused', 'words' => 'wait']]);
$add(['status_403_api_disabled', 'status_403_api_currently_disabled'], 'refused', 'Configuration', 'API Enabled', ['token' => $refused_token]);
$gone = ['effect' => 'harmless', 'end' => 'forgotten'];
$add(['status_404', 'status_404_deleted', 'status_404_cross_reference'], 'refused', 'Record', '[Pp]rovision the person again', ['token' => $refused_token, 'delete' => $gone]);
$add('status_404_html', 'refused', 'Configuration', 'nothing at this address.*instance URL', ['token' => ['class' => 'Server', 'words' => 'no token endpoint']]);
$add('status_409', 'refused', 'Server', 'conflicts with the state', ['token' => $refused_token]);
$add('status_410', 'refused', 'Configuration', 'retired.*sfprov\.api_version', ['token' => $refused_token]);
$add('status_412', 'refused', 'Record', 'changed meanwhile', ['token' => $refused_token]);
$add('status_415', 'refused', 'InvalidArgument', 'kind of content', ['token' => $refused_token]);
$add('status_428', 'refused', 'Configuration', 'precondition', ['token' => $refused_token]);
$add('status_431', 'refused', 'InvalidArgument', 'address and headers are too long', ['token' => ['class' => 'Server', 'words' => 'no usable answer.*HTTP 431']]);
$add('status_420', 'throttled', 'Server', 'Salesforce knows no org|instance URL', ['token' => ['words' => 'no usable answer.*HTTP 420']]);
$add(['status_429', 'status_429_retry_after'], 'throttled', 'Limit', 'too many requests');
$down = ['words' => 'no usable answer|has a fault|try again later|refuses the token request'];
$add(['status_500', 'status_500_done', 'status_502_done', 'status_503', 'status_504', 'status_503_retry_after_seconds', 'status_503_retry_after_date',
	'status_503_retry_after_garbage', 'status_503_retry_after_negative'], 'unknown', 'Server', 'tried again later.*status\.salesforce\.com', ['token' => $down]);
$add('status_503_retry_after_huge', 'timeout', 'Server', 'tried again later', ['token' => $down]);

// Errors of Salesforce; the token endpoint knows none of them.
foreach ([
	'duplicate_value' => ['Record', 'unique field.*Merge or delete'], 'required_field_missing' => ['Record', 'in LastName.*Fill it in'],
	'invalid_or_null_for_restricted_picklist' => ['Record', 'in Salutation.*picklist'], 'string_too_long' => ['Record', 'in FirstName: at most 40 characters.*Shorten'],
	'invalid_email_address' => ['Record', 'in Email.*Correct the address'], 'invalid_field' => ['Configuration', 'Foo__c.*field-level security'],
	'invalid_field_for_insert_update' => ['Configuration', 'may not write a field'], 'field_custom_validation_exception' => ['Record', 'validation rule.*must belong'],
	'field_integrity_exception' => ['Record', 'MailingState.*state and country'], 'cannot_insert_update_activate_entity' => ['Record', 'trigger.*Correct the trigger'],
	'cannot_execute_flow_trigger' => ['Record', 'flow.*Correct the flow'], 'insufficient_access_or_readonly' => ['Configuration', 'permission set'],
	'insufficient_access_on_cross_reference_entity' => ['Configuration', 'permission set'], 'malformed_id' => ['Record', 'default account'],
	'json_parser_error' => ['Record', 'could not read a value'], 'exceeded_id_limit' => ['InvalidArgument', 'Send fewer'],
	'storage_limit_exceeded' => ['Limit', 'Free storage'], 'duplicates_detected' => ['Record', 'duplicate rule.*duplicate policy'],
	'duplicates_detected_right_spelling' => ['Record', 'duplicate rule.*duplicate policy'], 'object' => ['Configuration', 'not in Salesforce\'s words'],
	'empty_list' => ['Configuration', 'not in Salesforce\'s words'],
] as $name => [$class, $words]) {
	$add("error_$name", 'refused', $class, $words);
}
$add('error_unable_to_lock_row', 'throttled', 'Server', 'somebody else is changing');

// Refusals of the token endpoint: in the other operations the session has ended and is to be renewed.
foreach ([
	'expired' => ['Authorization', 'Obtain New Token'], 'inactive_user' => ['Authorization', 'activate the user'], 'ip_restricted' => ['Authorization', 'IP ranges'],
	'authentication_failure' => ['Authorization', 'Login History'], 'no_user' => ['Configuration', 'Run As user'], 'wrong_domain' => ['Configuration', 'MyDomain'],
	'audience' => ['Configuration', 'My Domain'], 'not_approved' => ['Authorization', 'pre-authorised'], 'invalid_client' => ['Configuration', 'consumer secret'],
	'invalid_client_id' => ['Configuration', 'consumer key'], 'invalid_app_access' => ['Authorization', 'app\'s policies'],
	'unsupported_grant_type' => ['Configuration', 'enable the flow'], 'no_valid_scopes' => ['Configuration', 'scope'], 'rate_limited' => ['Limit', 'too many logins.*wait'],
	'unknown_error' => ['Server', 'try again later'],
] as $name => [$class, $words]) {
	$add("token_$name", 'refused', $class, $words);
}
$add('token_expired', 'refused', 'Authorization', 'Obtain New Token', ['token_credentials' => ['words' => 'Login History']]);
// They mean that another process is at it.
$add('token_busy', 'refused', 'Server', 'being processed');
$add('token_expired_code', 'refused', 'Server', 'being processed', ['token_credentials' => ['class' => 'Authorization', 'words' => 'Login History']]);

// Good answers, changed: not kept.
$kept = 'not kept.*Obtain New Token';
$add(['token_without_access_token', 'token_without_token_type', 'token_access_token_empty', 'token_access_token_number', 'token_access_token_newline',
	'token_access_token_long', 'token_token_type_mac'], 'unreadable', 'Server', $kept, ['token_credentials' => ['words' => 'access_token|token_type']]);
$add(['token_without_id', 'token_without_issued_at', 'token_signature_wrong', 'token_signature_garbage', 'token_issued_at_text'], 'unreadable', 'Authorization',
	'signature.*wrong');
$add(['token_without_signature', 'token_without_instance_url', 'token_instance_null', 'token_expires_in_zero', 'token_expires_in_negative', 'token_expires_in_huge',
	'token_expires_in_string', 'token_expires_in_text', 'token_expires_in_object'], 'harmless');
// Without rotation nothing is wrong with it; with it the next renewal finds the old token replaced.
$add('token_without_refresh_token', 'harmless', null, '', ['token_refresh' => ['end' => 'reauthorize']]);
$add(['token_instance_http', 'token_instance_userinfo', 'token_instance_idn', 'token_instance_trailing_dot', 'token_instance_backslash', 'token_instance_newline',
	'token_instance_empty'], 'unreadable', 'Configuration', 'not of the form https://host');
$add(['token_instance_foreign', 'token_instance_port', 'token_instance_suffix', 'token_instance_subdomain'], 'unreadable', 'Configuration',
	'not one of Salesforce\'s; nothing is sent there.*sfprov\.allowed_hosts');
$add('token_instance_path', 'unreadable', 'Configuration', 'only https://host is wanted');

return ['effects' => $effects, 'operations' => $operations, 'kinds' => $kinds];
