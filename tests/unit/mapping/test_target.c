/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The row of a provisioning target, as databases, PHP and careless hands give it. */
#define _GNU_SOURCE
#include "mapped.h"

static sfprov_status read_row(const char *row, json_object **data, sfprov_target *target, sfprov_error *error)
{
	char text[2048];

	(void) snprintf(text, sizeof(text), "{'CoSalesforceProvisionerTarget':%s}", row);
	*data = quoted(text);
	CHECK(*data != NULL);
	return sfprov_target_read(*data, target, error);
}

static void refused_at(int line, const char *row, const char *column)
{
	json_object *data;
	sfprov_target target;
	sfprov_error error;

	unit_note(read_row(row, &data, &target, &error) == SFPROV_FAILED, __FILE__, line, row);
	unit_note_int(error.kind, SFPROV_E_CONFIGURATION, __FILE__, line, "kind");
	unit_note_contains(error.message, column, true, __FILE__, line, "names the column");
	json_object_put(data);
}

#define REFUSED(row, column) refused_at(__LINE__, row, column)
#define IDS "'id':1,'co_provisioning_target_id':3"

/* Upstream's row has none of the newer columns. */
static void old_row(void)
{
	json_object *data;
	sfprov_target target;
	sfprov_error error;

	CHECK(
		read_row("{'id':1,'co_provisioning_target_id':3,'server_id':2,'instance_url':'','middle_name':true,'email_address_type':'official','obj_coperson':true,"
				 "'platform_id_type':'employeeno','app_id_type':null,'default_account':'001000000000001AAA','created':'2026-11-23 14:50:23'}",
			&data, &target, &error)
		== SFPROV_OK);
	CHECK_INT(target.id, 1);
	CHECK_INT(target.co_provisioning_target_id, 3);
	CHECK_INT(target.server_id, 2);
	CHECK_TEXT(target.instance_url, NULL);
	CHECK(!target.instance_url_manual);
	CHECK(target.middle_name);
	CHECK(target.obj_coperson);
	CHECK_TEXT(target.email_address_type, "official");
	CHECK_TEXT(target.platform_id_type, "employeeno");
	CHECK_TEXT(target.app_id_type, NULL);
	CHECK_TEXT(target.default_account, "001000000000001AAA");
	CHECK_TEXT(target.external_id_field, NULL);
	CHECK(target.clear_removed);
	CHECK_INT(target.deprovision_policy, SFPROV_DEPROVISION_NOTHING);
	CHECK_INT(target.duplicate_policy, SFPROV_DUPLICATE_FAIL);
	json_object_put(data);
}

static void full_row(void)
{
	json_object *data;
	sfprov_target target;
	sfprov_error error;

	CHECK(read_row("{'id':'11','co_provisioning_target_id':'33','server_id':'22','instance_url':'https://"
				   "a.my.salesforce.com','instance_url_manual':'t','middle_name':'0',"
				   "'obj_coperson':1,'external_id_field':'Registry_ID__c','external_id_type':'eppn','clear_removed':'f','deprovision_policy':'F','deprovision_"
				   "field':'Active__c',"
				   "'deprovision_value':'0','duplicate_policy':'S','jwt_key_file':'/k','jwt_username':'u'}",
			  &data, &target, &error)
		== SFPROV_OK);
	CHECK_INT(target.id, 11);
	CHECK_INT(target.co_provisioning_target_id, 33);
	CHECK_INT(target.server_id, 22);
	CHECK_TEXT(target.instance_url, "https://a.my.salesforce.com");
	CHECK(target.instance_url_manual);
	CHECK(!target.middle_name);
	CHECK(target.obj_coperson);
	CHECK_TEXT(target.external_id_field, "Registry_ID__c");
	CHECK_TEXT(target.external_id_type, "eppn");
	CHECK(!target.clear_removed);
	CHECK_INT(target.deprovision_policy, SFPROV_DEPROVISION_SET_FIELD);
	CHECK_TEXT(target.deprovision_field, "Active__c");
	CHECK_TEXT(target.deprovision_value, "0");
	CHECK_INT(target.duplicate_policy, SFPROV_DUPLICATE_SAVE);
	CHECK_TEXT(target.jwt_key_file, "/k");
	CHECK_TEXT(target.jwt_username, "u");
	json_object_put(data);
}

/* What the framework saves when a target is added: nothing but the key. */
static void empty_row(void)
{
	json_object *data;
	sfprov_target target;
	sfprov_error error;

	CHECK(read_row("{" IDS ",'server_id':null,'middle_name':null,'clear_removed':'','deprovision_policy':'','duplicate_policy':'A'}", &data, &target, &error)
		== SFPROV_OK);
	CHECK_INT(target.server_id, 0);
	CHECK(!target.middle_name);
	CHECK(!target.clear_removed);
	CHECK_INT(target.deprovision_policy, SFPROV_DEPROVISION_NOTHING);
	CHECK_INT(target.duplicate_policy, SFPROV_DUPLICATE_ADOPT);
	json_object_put(data);
	CHECK(read_row("{" IDS ",'server_id':'','deprovision_policy':'D'}", &data, &target, &error) == SFPROV_OK);
	CHECK_INT(target.deprovision_policy, SFPROV_DEPROVISION_DELETE);
	json_object_put(data);
}

static void refusals(void)
{
	json_object *bare = quoted("[]");
	sfprov_target target;
	sfprov_error error;

	CHECK(sfprov_target_read(bare, &target, &error) == SFPROV_FAILED);
	CHECK_CONTAINS(error.message, "CoSalesforceProvisionerTarget");
	CHECK(sfprov_target_read(NULL, &target, &error) == SFPROV_FAILED);
	json_object_put(bare);
	REFUSED("[]", "CoSalesforceProvisionerTarget");
	REFUSED("null", "CoSalesforceProvisionerTarget");
	REFUSED("'x'", "CoSalesforceProvisionerTarget");
	REFUSED("{}", "id");
	REFUSED("{'id':0,'co_provisioning_target_id':3}", "id");
	REFUSED("{'id':1}", "co_provisioning_target_id");
	REFUSED("{'id':1,'co_provisioning_target_id':-3}", "co_provisioning_target_id");
	REFUSED("{'id':1,'co_provisioning_target_id':'3 '}", "co_provisioning_target_id");
	REFUSED("{'id':1.5,'co_provisioning_target_id':3}", "id");
	REFUSED("{" IDS ",'server_id':'x'}", "server_id");
	REFUSED("{" IDS ",'server_id':[]}", "server_id");
	REFUSED("{" IDS ",'middle_name':'yes'}", "middle_name");
	REFUSED("{" IDS ",'middle_name':2}", "middle_name");
	REFUSED("{" IDS ",'obj_coperson':[]}", "obj_coperson");
	REFUSED("{" IDS ",'instance_url':7}", "instance_url");
	REFUSED("{" IDS ",'email_address_type':{}}", "email_address_type");
	REFUSED("{" IDS ",'email_address_type':'a\\u0000b'}", "email_address_type");
	REFUSED("{" IDS ",'default_account':'Acme'}", "default_account");
	REFUSED("{" IDS ",'default_account':'001000000000001AAA '}", "default_account");
	REFUSED("{" IDS ",'external_id_field':'Registry ID'}", "external_id_field");
	REFUSED("{" IDS ",'external_id_field':'email'}", "external_id_field");
	REFUSED("{" IDS ",'external_id_field':'../x'}", "external_id_field");
	REFUSED("{" IDS ",'deprovision_policy':'X'}", "deprovision_policy");
	REFUSED("{" IDS ",'deprovision_policy':'FF'}", "deprovision_policy");
	REFUSED("{" IDS ",'deprovision_policy':'F'}", "deprovision_field");
	REFUSED("{" IDS ",'deprovision_policy':'F','deprovision_field':'a b'}", "deprovision_field");
	REFUSED("{" IDS ",'duplicate_policy':'N'}", "duplicate_policy");
}

static void bytes(void)
{
	json_object *data = quoted("{'CoSalesforceProvisionerTarget':{" IDS "}}");
	sfprov_target target;
	sfprov_error error;

	CHECK(sfprov_json_set(sfprov_json_get(data, "CoSalesforceProvisionerTarget"), "app_id_type", json_object_new_string("\xff")));
	CHECK(sfprov_target_read(data, &target, &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	CHECK_CONTAINS(error.message, "app_id_type");
	json_object_put(data);
}

int main(void)
{
	old_row();
	full_row();
	empty_row();
	refusals();
	bytes();
	return unit_summary("mapping/target");
}
