/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/person_data.h"

#define ATTRIBUTE(name) \
	{ \
		name, NULL, false, false \
	}
#define END \
	{ \
		NULL, NULL, false, false \
	}

static const sfprov_wanted person[] = {ATTRIBUTE("id"), ATTRIBUTE("co_id"), ATTRIBUTE("status"), ATTRIBUTE("date_of_birth"), ATTRIBUTE("timezone"),
	ATTRIBUTE("co_person_id"), ATTRIBUTE("deleted"), END};
static const sfprov_wanted name[] = {ATTRIBUTE("honorific"), ATTRIBUTE("given"), ATTRIBUTE("middle"), ATTRIBUTE("family"), ATTRIBUTE("suffix"),
	ATTRIBUTE("language"), ATTRIBUTE("name_id"), ATTRIBUTE("deleted"), END};
static const sfprov_wanted email_address[] = {ATTRIBUTE("mail"), ATTRIBUTE("type"), ATTRIBUTE("email_address_id"), ATTRIBUTE("deleted"), END};
static const sfprov_wanted identifier[] = {
	ATTRIBUTE("identifier"), ATTRIBUTE("type"), ATTRIBUTE("status"), ATTRIBUTE("identifier_id"), ATTRIBUTE("deleted"), END};
static const sfprov_wanted address[] = {ATTRIBUTE("street"), ATTRIBUTE("room"), ATTRIBUTE("locality"), ATTRIBUTE("state"), ATTRIBUTE("postal_code"),
	ATTRIBUTE("country"), ATTRIBUTE("type"), ATTRIBUTE("address_id"), ATTRIBUTE("deleted"), END};
static const sfprov_wanted telephone_number[] = {ATTRIBUTE("country_code"), ATTRIBUTE("area_code"), ATTRIBUTE("number"), ATTRIBUTE("extension"),
	ATTRIBUTE("type"), ATTRIBUTE("telephone_number_id"), ATTRIBUTE("deleted"), END};
static const sfprov_wanted role[] = {ATTRIBUTE("title"), ATTRIBUTE("o"), ATTRIBUTE("ou"), ATTRIBUTE("affiliation"), ATTRIBUTE("valid_from"),
	ATTRIBUTE("valid_through"), ATTRIBUTE("co_person_role_id"), ATTRIBUTE("deleted"), {"Address", address, true, false},
	{"TelephoneNumber", telephone_number, true, false}, END};

/* Of the memberships, which are most of the data, the mapping only asks whether there are none. */
static const sfprov_wanted data_keys[] = {ATTRIBUTE("CoGroupMember"), {"CoPerson", person, false, false}, {"PrimaryName", name, false, false},
	{"EmailAddress", email_address, true, false}, {"CoPersonRole", role, true, false}, {"Identifier", identifier, true, false}, END};

const sfprov_wanted *sfprov_php_person_wanted(HashTable *data)
{
	zval *members = zend_hash_str_find_deref(data, ZEND_STRL("CoGroupMember"));
	bool none = members != NULL && Z_TYPE_P(members) == IS_ARRAY && zend_hash_num_elements(Z_ARRVAL_P(members)) == 0;

	return none ? data_keys : data_keys + 1;
}
