<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// name => group, text, action. "process" false: the simulator does not act on the request;
// without it the request HAS been acted on when the fault strikes.

$one = fn(string $code, string $message, ?array $fields = []) => [['message' => $message, 'errorCode' => $code] + ($fields === null ? [] : ['fields' => $fields])];
$kinds = [];
$add = function (string $group, string $name, string $text, array $action) use (&$kinds): void {
	$kinds[$name] = ['group' => $group, 'text' => $text, 'action' => $action];
};
$error = function (string $group, string $name, int $status, string $code, string $message, ?array $fields = []) use ($add, $one): void {
	$add($group, $name, "$status $code", ['process' => false, 'status' => $status, 'body' => $one($code, $message, $fields)]);
};
$token = function (string $name, int $status, string $error, string $description) use ($add): void {
	$add('token', $name, "$error: $description", ['process' => false, 'status' => $status, 'body' => ['error' => $error, 'error_description' => $description]]);
};

// before sending
$add('proxy', 'proxy_407', 'proxy wants a password', ['proxy' => '407']);
$add('proxy', 'proxy_502', 'proxy cannot reach the host', ['proxy' => '502']);
$add('proxy', 'proxy_close', 'proxy closes after CONNECT', ['proxy' => 'close']);
$add('proxy', 'proxy_stall', 'proxy never answers CONNECT', ['proxy' => 'stall']);
$add('proxy', 'proxy_garbage', 'proxy answers something else', ['proxy' => 'garbage']);

// TLS
$add('tls', 'tls_unknown_ca', 'certificate of an unknown CA', ['cert' => 'server_unknown_ca']);
$add('tls', 'tls_wrong_host', 'certificate for another host', ['cert' => 'server_wrong_host']);
$add('tls', 'tls_expired', 'expired certificate', ['cert' => 'server_expired']);
$add('tls', 'tls_reset', 'reset in the handshake', ['tls' => 'reset']);
$add('tls', 'tls_close', 'closed in the handshake', ['tls' => 'close']);
$add('tls', 'tls_stall', 'handshake never goes on', ['tls' => 'stall']);
$add('tls', 'tls_1_1', 'TLS 1.1 only', ['tls_version' => '1.1']);
$add('tls', 'tls_client_cert', 'client certificate required', ['client_cert' => 'required']);

// while sending
$add('sending', 'reset_after_headers', 'reset before the body was read', ['stage' => 'headers', 'end' => 'reset']);
$add('sending', 'close_after_headers', 'closed before the body was read', ['stage' => 'headers', 'end' => 'close']);
$add('sending', 'stop_reading', 'peer stops reading', ['stage' => 'headers', 'end' => 'stop_reading']);
$add('sending', 'early_400', '400 before the body is complete', ['stage' => 'headers', 'status' => 400, 'body' => 'Bad Request']);
$add('sending', 'early_413', '413 before the body is complete', ['stage' => 'headers', 'status' => 413, 'body' => 'Too Large']);

// before the reply
$add('reply', 'close_before', 'closed without reply, nothing done', ['process' => false, 'silent' => true, 'end' => 'close']);
$add('reply', 'reset_before', 'reset without reply, nothing done', ['process' => false, 'silent' => true, 'end' => 'reset']);
$add('reply', 'stall_before', 'no reply ever, nothing done', ['process' => false, 'silent' => true, 'end' => 'stall']);
$add('reply', 'close_after', 'reply lost: done, then closed', ['silent' => true, 'end' => 'close']);
$add('reply', 'fin_after', 'reply lost: done, then closed without TLS close', ['silent' => true, 'end' => 'fin']);
$add('reply', 'reset_after', 'reply lost: done, then reset', ['silent' => true, 'end' => 'reset']);
$add('reply', 'stall_after', 'reply lost: done, then silence', ['silent' => true, 'end' => 'stall']);
$add('reply', 'delay', 'reply late (set delay_ms)', ['delay_ms' => 1000]);
$add('reply', 'answer_then_close', 'right reply, then closed without notice', ['end' => 'close']);
$add('reply', 'answer_then_reset', 'right reply, then reset', ['end' => 'reset']);

// framing; all of them after the request has been acted on
foreach ([
	'cut_status' => 'ends in the status line', 'cut_header' => 'ends in the header', 'cut_body' => 'ends in the body', 'cut_chunked' => 'ends in a chunk',
	'length_short' => 'Content-Length too small', 'length_long' => 'Content-Length too large', 'bad_chunk' => 'chunk size is not a number',
	'two_lengths' => 'two Content-Length that differ', 'length_and_chunked' => 'Content-Length and chunked', 'continue_only' => '100 Continue and nothing more',
	'drip' => 'one byte at a time (set pause_ms, step)', 'long_header' => 'a header line of 64 KiB', 'endless_header' => 'headers without end',
	'gzip_bomb' => 'small gzip body of 1 GiB (set megabytes)', 'unknown_encoding' => 'unknown Content-Encoding', 'bad_gzip' => 'gzip announced, plain sent',
	'huge' => 'body of 100 MB (set megabytes)', 'not_http' => 'another protocol', 'http09' => 'body without status line', 'no_length' => 'no length, ends by closing',
	'extra_response' => 'a second response nobody asked for',
] as $frame => $text) {
	$add('framing', $frame, $text, ['frame' => $frame]);
}
$add('framing', 'cut_body_reset', 'reset in the body', ['frame' => 'cut_body', 'end' => 'reset']);
$add('framing', 'stall_body', 'stalls in the body', ['frame' => 'cut_body', 'end' => 'stall']);
$add('framing', 'stall_header', 'stalls in the header', ['frame' => 'cut_header', 'end' => 'stall']);

// content; after the request has been acted on
foreach ([200, 502, 503] as $status) {
	$add('content', "html_$status", "HTML with $status", ['process' => $status === 200, 'status' => $status, 'body' => '<!DOCTYPE html><html><head><title>Salesforce</title></head><body>We are down for maintenance.</body></html>']);
}
foreach ([
	'empty' => 'empty body', 'cut_json' => 'JSON cut off', 'deep' => 'lists nested 100,000 deep', 'deep_object' => 'objects nested 100,000 deep', 'duplicate_keys' => 'keys twice',
	'invalid_utf8' => 'invalid UTF-8', 'nul' => 'NUL byte in a string', 'escaped_nul' => 'escaped NUL in a string', 'lone_surrogate' => 'lone surrogate', 'big_number' => '1e999',
	'wrap_array' => 'list where an object belongs', 'unwrap_array' => 'object where a list belongs', 'scalar' => 'true', 'null' => 'null', 'trailing' => 'text after the JSON',
	'bom' => 'byte order mark', 'stringify' => 'numbers and booleans as strings', 'drop_success' => 'no success', 'drop_id' => 'no id', 'wrong_id' => 'an id that is none',
	'fewer_results' => 'one result less than records', 'more_results' => 'one result more than records', 'reversed_results' => 'results in reverse order',
] as $edit => $text) {
	$add('content', "content_$edit", $text, ['edit' => $edit]);
}

// status
$add('status', 'status_300', 'external id not unique', ['process' => false, 'status' => 300, 'body' => ['/services/data/v62.0/sobjects/Contact/003000000000001AAA', '/services/data/v62.0/sobjects/Contact/003000000000002AAA']]);
foreach ([301, 302, 303, 307, 308] as $status) {
	$add('status', "redirect_$status", "$status to another host (set headers)", ['process' => false, 'status' => $status, 'headers' => ['Location' => 'https://elsewhere.invalid/services/data/v62.0/'], 'body' => '']);
}
$error('status', 'status_401', 401, 'INVALID_SESSION_ID', 'Session expired or invalid', null);
$error('status', 'status_401_not_rest', 401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API', null);
$error('status', 'status_401_agent', 401, 'INVALID_SESSION_ID', 'Connected app is not attached to Agent', null);
$add('status', 'status_401_html', '401 with HTML', ['process' => false, 'status' => 401, 'body' => '<html>401</html>']);
$error('status', 'status_403_limit', 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', null);
$error('status', 'status_403_concurrent', 403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.', null);
$error('status', 'status_403_api_disabled', 403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.', null);
$error('status', 'status_403_api_currently_disabled', 403, 'API_CURRENTLY_DISABLED', 'API is currently disabled', null);
$error('status', 'status_404', 404, 'NOT_FOUND', 'The requested resource does not exist', null);
$error('status', 'status_404_deleted', 404, 'ENTITY_IS_DELETED', 'entity is deleted');
$error('status', 'status_404_cross_reference', 404, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
$add('status', 'status_404_html', '404 with HTML', ['process' => false, 'status' => 404, 'body' => '<html>URL No Longer Exists</html>']);
$error('status', 'status_409', 409, 'CONFLICT', 'The request conflicts with the current state', null);
$error('status', 'status_410', 410, 'UNSUPPORTED_API_VERSION', 'API Version v30.0 is retired. Use a later version.', null);
$error('status', 'status_412', 412, 'PRECONDITION_FAILED', 'Precondition failed', null);
$error('status', 'status_415', 415, 'UNSUPPORTED_MEDIA_TYPE', 'Content type not supported', null);
$error('status', 'status_428', 428, 'PRECONDITION_REQUIRED', 'Precondition required', null);
foreach ([420, 429, 431, 504] as $status) {
	$add('status', "status_$status", "$status with HTML", ['process' => false, 'status' => $status, 'body' => "<html><body>$status</body></html>"]);
}
$add('status', 'status_429_retry_after', '429 with Retry-After: 1', ['process' => false, 'status' => 429, 'headers' => ['Retry-After' => '1'], 'body' => '']);
$add('status', 'status_500', '500 UNKNOWN_EXCEPTION, nothing done', ['process' => false, 'status' => 500, 'body' => $one('UNKNOWN_EXCEPTION', 'An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)', null)]);
$add('status', 'status_500_done', '500 UNKNOWN_EXCEPTION, done all the same', ['process' => true, 'status' => 500, 'body' => $one('UNKNOWN_EXCEPTION', 'An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)', null)]);
$add('status', 'status_502_done', '502 HTML, done all the same', ['process' => true, 'status' => 502, 'body' => '<html><body>Bad Gateway</body></html>']);
$error('status', 'status_503', 503, 'SERVER_UNAVAILABLE', 'The server is temporarily unavailable', null);
foreach (['seconds' => '1', 'date' => gmdate('D, d M Y H:i:s', time() + 2) . ' GMT', 'garbage' => 'soon', 'huge' => '1000000000', 'negative' => '-5'] as $name => $value) {
	$add('status', "status_503_retry_after_$name", "503 with Retry-After: $name", ['process' => false, 'status' => 503, 'headers' => ['Retry-After' => $value], 'body' => $one('SERVER_UNAVAILABLE', 'The server is temporarily unavailable', null)]);
}

// errors of Salesforce
foreach ([
	['DUPLICATE_VALUE', 'duplicate value found: Registry_ID__c duplicates value on record with id: 003Hs0000000001', []],
	['UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record or 1 records: 001Hs000000Acct', []],
	['REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName']],
	['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'Salutation: bad value for restricted picklist field: Sir', ['Salutation']],
	['STRING_TOO_LONG', 'First Name: data value too large: x (max length=40)', ['FirstName']],
	['INVALID_EMAIL_ADDRESS', 'Email: invalid email address: x', ['Email']],
	['INVALID_FIELD', "No such column 'Foo__c' on sobject of type Contact", null],
	['INVALID_FIELD_FOR_INSERT_UPDATE', 'Unable to create/update fields: Name. Please check the security settings of this field and verify that it is read/write for your profile or permission set.', ['Name']],
	['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'The e-mail address must belong to example.org', ['Email']],
	['FIELD_INTEGRITY_EXCEPTION', "There's a problem with this state, even though it may appear correct. Please select a state from the list of valid states.: Mailing State/Province", ['MailingState']],
	['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'ContactTrigger: execution of BeforeInsert caused by: System.NullPointerException', []],
	['CANNOT_EXECUTE_FLOW_TRIGGER', "We can't save this record because the process failed.", []],
	['INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', []],
	['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'insufficient access rights on cross-reference id: 001Hs000000Acct', []],
	['MALFORMED_ID', 'Account ID: id value of incorrect type: 003Hs0000000001AAA', ['AccountId']],
	['JSON_PARSER_ERROR', 'Unexpected character at [line:1, column:2]', null],
	['EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 200 records in this call', null],
	['STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded', []],
] as [$code, $message, $fields]) {
	$error('salesforce', 'error_' . strtolower($code), 400, $code, $message, $fields);
}
$duplicate = ['allowSave' => true, 'duplicateRule' => 'Standard_Contact_Duplicate_Rule', 'duplicateRuleEntityType' => 'Contact', 'errorMessage' => 'Use one of these records?',
	'matchResults' => [['entityType' => 'Contact', 'errors' => [], 'matchEngine' => 'FuzzyMatchEngine', 'matchRecords' => [['additionalInformation' => [], 'fieldDiffs' => [],
		'matchConfidence' => 100.0, 'record' => ['attributes' => ['type' => 'Contact', 'url' => '/services/data/v62.0/sobjects/Contact/003Hs0000000001IAA'], 'Id' => '003Hs0000000001IAA']]],
		'rule' => 'Standard_Contact_Match_Rule_v1_1', 'size' => 1, 'success' => true]]];
foreach (['duplicateResut' => 'error_duplicates_detected', 'duplicateResult' => 'error_duplicates_detected_right_spelling'] as $key => $name) {
	$add('salesforce', $name, "400 DUPLICATES_DETECTED with $key", ['process' => false, 'status' => 400, 'body' => [[$key => $duplicate, 'errorCode' => 'DUPLICATES_DETECTED', 'message' => 'Use one of these records?']]]);
}
$add('salesforce', 'error_object', '400 with an object instead of a list', ['process' => false, 'status' => 400, 'body' => ['error' => 'bad', 'error_description' => 'something else']]);
$add('salesforce', 'error_empty_list', '400 with an empty list', ['process' => false, 'status' => 400, 'body' => []]);

// token endpoint
$token('token_expired', 400, 'invalid_grant', 'expired access/refresh token');
$token('token_expired_code', 400, 'invalid_grant', 'expired authorization code');
$token('token_busy', 400, 'invalid_grant', 'token request is already being processed');
$token('token_inactive_user', 400, 'invalid_grant', 'inactive user');
$token('token_ip_restricted', 400, 'invalid_grant', 'ip restricted');
$token('token_authentication_failure', 400, 'invalid_grant', 'authentication failure');
$token('token_no_user', 400, 'invalid_grant', 'no client credentials user enabled');
$token('token_wrong_domain', 400, 'invalid_grant', 'request not supported on this domain');
$token('token_audience', 400, 'invalid_grant', 'audience is invalid');
$token('token_not_approved', 400, 'invalid_grant', "user hasn't approved this consumer");
$token('token_invalid_client', 400, 'invalid_client', 'invalid client credentials');
$token('token_invalid_client_id', 400, 'invalid_client_id', 'client identifier invalid');
$token('token_invalid_app_access', 400, 'invalid_app_access', 'user is not admin approved to access this app');
$token('token_unsupported_grant_type', 400, 'unsupported_grant_type', 'grant type not supported');
$token('token_no_valid_scopes', 400, 'invalid_scope', 'no valid scopes defined');
$token('token_rate_limited', 400, 'invalid_grant', 'login rate exceeded');
$token('token_unknown_error', 400, 'unknown_error', 'retry your request');
foreach (['access_token', 'refresh_token', 'signature', 'instance_url', 'id', 'token_type', 'issued_at'] as $name) {
	$add('token_answer', "token_without_$name", "answer without $name", ['edit' => 'unset', 'names' => [$name]]);
}
foreach ([
	'signature_wrong' => ['signature' => 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='], 'signature_garbage' => ['signature' => 'not base64!'],
	'access_token_empty' => ['access_token' => ''], 'access_token_number' => ['access_token' => 5], 'access_token_newline' => ['access_token' => "00D\r\nX-Injected: yes"],
	'access_token_long' => ['access_token' => str_repeat('x', 20000)], 'token_type_mac' => ['token_type' => 'mac'],
	'instance_http' => ['instance_url' => 'http://example.my.salesforce.com'], 'instance_foreign' => ['instance_url' => 'https://evil.invalid'],
	'instance_userinfo' => ['instance_url' => 'https://example.my.salesforce.com@evil.invalid'], 'instance_port' => ['instance_url' => 'https://example.my.salesforce.com:8443'],
	'instance_suffix' => ['instance_url' => 'https://evilsalesforce.com'], 'instance_subdomain' => ['instance_url' => 'https://my.salesforce.com.evil.invalid'],
	'instance_idn' => ['instance_url' => 'https://ex' . "\u{00e4}" . 'mple.my.salesforce.com'], 'instance_trailing_dot' => ['instance_url' => 'https://example.my.salesforce.com.'],
	'instance_path' => ['instance_url' => 'https://example.my.salesforce.com/x/../'], 'instance_backslash' => ['instance_url' => 'https://evil.invalid\\@example.my.salesforce.com'],
	'instance_newline' => ['instance_url' => "https://example.my.salesforce.com\r\nX: y"], 'instance_empty' => ['instance_url' => ''], 'instance_null' => ['instance_url' => null],
	'expires_in_zero' => ['expires_in' => 0], 'expires_in_negative' => ['expires_in' => -1], 'expires_in_huge' => ['expires_in' => 1e12],
	'expires_in_string' => ['expires_in' => '7200'], 'expires_in_text' => ['expires_in' => 'soon'], 'expires_in_object' => ['expires_in' => ['a' => 1]], 'issued_at_text' => ['issued_at' => 'now'],
] as $name => $values) {
	$add('token_answer', "token_$name", 'answer with a strange ' . array_key_first($values), ['edit' => 'set', 'values' => $values]);
}

return $kinds;
