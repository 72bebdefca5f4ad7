--TEST--
Provisioning: what Salesforce refuses, how it is told, what is remembered, and how it ends
--EXTENSIONS--
sfprov
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/provision.inc';

$simulator = sfprov_simulator();
$bench = new ProvisionBench($simulator);
$registry = $bench->registry;

// Fault => class, code, status, fields, words of the remedy.
$record = Sfprov\RecordException::class;
$configuration = Sfprov\ConfigurationException::class;
$errors = [
	'error_required_field_missing' => [$record, 'REQUIRED_FIELD_MISSING', 400, ['LastName'], '/LastName/'],
	'error_invalid_or_null_for_restricted_picklist' => [$record, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 400, ['Salutation'], '/Salutation.*picklist/i'],
	'error_string_too_long' => [$record, 'STRING_TOO_LONG', 400, ['FirstName'], '/FirstName: at most 40 characters.*Shorten/'],
	'error_invalid_email_address' => [$record, 'INVALID_EMAIL_ADDRESS', 400, ['Email'], '/Email/'],
	'error_invalid_field' => [$configuration, 'INVALID_FIELD', 400, null, '/Foo__c/'],
	'error_invalid_field_for_insert_update' => [$configuration, 'INVALID_FIELD_FOR_INSERT_UPDATE', 400, ['Name'], '/Name/'],
	'error_field_custom_validation_exception' => [$record, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 400, ['Email'], '/Email/'],
	'error_insufficient_access_or_readonly' => [$configuration, 'INSUFFICIENT_ACCESS_OR_READONLY', 400, [], '/permission/'],
	'error_duplicate_value' => [$record, 'DUPLICATE_VALUE', 400, null, '/003Hs0000000001/'],
	'error_malformed_id' => [null, 'MALFORMED_ID', 400, ['AccountId'], '/AccountId/'],
	'error_storage_limit_exceeded' => [null, 'STORAGE_LIMIT_EXCEEDED', 400, [], '/storage/i'],
	'status_403_limit' => [Sfprov\LimitException::class, 'REQUEST_LIMIT_EXCEEDED', 403, [], '/limit/i'],
	'status_403_api_disabled' => [null, 'API_DISABLED_FOR_ORG', 403, [], '/API/'],
	'status_410' => [$configuration, 'UNSUPPORTED_API_VERSION', 410, [], '/sfprov\.api_version/'],
	'error_object' => [null, null, 400, [], '/HTTP 400/'],
	'error_empty_list' => [null, null, 400, [], '/HTTP 400/'],
];
$registry->configure(['obj_coperson' => false]);
foreach ($errors as $fault => [$class, $code, $status, $fields, $words]) {
	$begin = time();
	$simulator->fault($fault, ['match' => ['endpoint' => 'create']]);
	$thrown = sfprov_throws($class ?? Sfprov\Exception::class, fn () => $bench->provision(), $words);
	sfprov_same([$status, $thrown instanceof RuntimeException], [$thrown?->getHttpStatus(), $thrown?->isRetryable()], "$fault: status and retry");
	if ($code !== null) {
		sfprov_same($code, $thrown?->getErrorCode(), "$fault: code");
	}
	if ($fields !== null) {
		sfprov_same($fields, $thrown?->getFields(), "$fault: fields");
	}
	$row = $registry->personRow(7);
	sfprov_same([$thrown?->getErrorCode(), $thrown?->getMessage(), null, null], [$row['error_code'], $row['error_message'], $row['intent'], $row['contact_id']], "$fault: our row");
	sfprov_true($row['error_time'] >= $begin, "$fault: time");
	sfprov_same([[], null], [$simulator->records('Contact'), $registry->salesforceIds(7)], "$fault: nothing is kept");
	foreach (['p7@example.org', 'Brien', 'Physics'] as $value) {
		sfprov_lacks($value, (string) $thrown?->getMessage(), "$fault: value");
	}
}
sfprov_same(true, $bench->attempt(), 'accepted');
$row = $registry->personRow(7);
sfprov_same([null, null, null], [$row['error_code'], $row['error_message'], $row['error_time']], 'success ends the error');

// An update is refused, and then the change is taken back in the registry: nothing to send, and all is well.
$data = provision_person();
$data['PrimaryName']['given'] = str_repeat('x', 41);
sfprov_throws($record, fn () => $bench->provision($data), '/FirstName: at most 40 characters/');
sfprov_same('STRING_TOO_LONG', $registry->personRow(7)['error_code'], 'update refused');
sfprov_same('Zoë', $bench->record()['FirstName'], 'unchanged there');
$bench->calls();
sfprov_same(true, $bench->attempt(), 'taken back');
sfprov_same([[], null, null], [$bench->calls(), $registry->personRow(7)['error_code'], $registry->personRow(7)['error_message']], 'no call, no error');
$data['PrimaryName']['given'] = 'Shorter';
$bench->provision($data);
sfprov_same('Shorter', $bench->record()['FirstName'], 'the refused field is sent when it is right');

// The Contact is accepted, the CoPerson__c refused: what was accepted is kept, and the next run sends the rest.
foreach (sfprov_drivers() as $driver) {
	$bench = new ProvisionBench($simulator, $driver, [], ['config' => ['record_faults' => [['object' => 'CoPerson__c', 'code' => 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'fields' => ['Platform_ID__c']]]]]);
	$thrown = sfprov_throws($record, fn () => $bench->provision(), '/CoPerson__c create.*Platform_ID__c/');
	sfprov_same(['FIELD_CUSTOM_VALIDATION_EXCEPTION', ['Platform_ID__c']], [$thrown?->getErrorCode(), $thrown?->getFields()], "$driver: error");
	$contact = $bench->contactId();
	sfprov_same([1, 0, $contact], [count($simulator->records('Contact')), count($simulator->records('CoPerson__c')), $bench->registry->salesforceIds(7)], "$driver: half");
	$row = $bench->registry->personRow(7);
	sfprov_same([null, $contact, 'FIELD_CUSTOM_VALIDATION_EXCEPTION'], [$row['intent'], $row['contact_id'], $row['error_code']], "$driver: half, our row");
	$bench->calls();
	sfprov_throws($record, fn () => $bench->provision());
	sfprov_same(['POST sobjects/CoPerson__c'], $bench->calls(), "$driver: only the rest is sent");
	$simulator->config(['record_faults' => []]);
	sfprov_same(true, $bench->attempt(), "$driver: accepted");
	sfprov_same(['POST sobjects/CoPerson__c'], $bench->calls(), "$driver: only the rest is sent in the end");
	$bench->exactlyOne($driver);
	sfprov_same(null, $bench->registry->personRow(7)['error_code'], "$driver: no error is left");

	// Update: one of two is refused, whichever; the other is not sent again.
	$data = provision_person();
	$data['CoPerson']['status'] = 'GP';
	$data['PrimaryName']['given'] = 'Z';
	foreach (['CoPerson__c' => ['Contact', 'FirstName', 'Z'], 'Contact' => ['CoPerson__c', 'Status__c', 'Grace Period']] as $refused => [$accepted, $field, $value]) {
		$bench->provision();
		$simulator->config(['record_faults' => [['object' => $refused, 'op' => 'update', 'code' => 'CANNOT_EXECUTE_FLOW_TRIGGER']]]);
		$thrown = sfprov_throws(Sfprov\Exception::class, fn () => $bench->provision($data), "/^$refused update/");
		sfprov_same('CANNOT_EXECUTE_FLOW_TRIGGER', $thrown?->getErrorCode(), "$driver: $refused refused");
		sfprov_same($value, $bench->record($accepted)[$field], "$driver: $accepted accepted");
		$simulator->config(['record_faults' => []]);
		$bench->calls();
		$bench->provision($data);
		sfprov_matches("~^PATCH sobjects/$refused/\w+$~", implode(' ', $bench->calls()), "$driver: $refused, the rest");
	}
	unset($bench);
}

// A part of the call that failed in the server may have been done.
$bench = new ProvisionBench($simulator, 'sqlite', [], ['config' => ['record_faults' => [['object' => 'CoPerson__c', 'status' => 500, 'code' => 'UNKNOWN_EXCEPTION', 'times' => 1]]]]);
sfprov_throws(Sfprov\ServerException::class, fn () => $bench->provision(), '/CoPerson__c create/');
sfprov_matches('/^0\.unfinished\.\d+$/', (string) $bench->registry->personRow(7)['intent'], 'a part with status 500');
sfprov_throws(Sfprov\ServerException::class, fn () => $bench->provision(), '/try again in a minute/');
$bench->age();
sfprov_same(true, $bench->attempt(), 'a part with status 500: in the end');
$bench->exactlyOne('a part with status 500');

// A row lock passes; it is tried again by itself.
$bench = new ProvisionBench($simulator, 'sqlite', ['obj_coperson' => false], ['config' => ['record_faults' => [['object' => 'Contact', 'times' => 1]]]]);
sfprov_same(true, $bench->attempt(), 'row lock');
sfprov_same(2, count($bench->calls()), 'row lock: two calls');
$bench->exactlyOne('row lock', false);
?>
===DONE===
--EXPECT--
===DONE===
