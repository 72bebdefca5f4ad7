/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/memory.h"
#include "memory_failing.h"
#include "oauth/host.h"
#include "unit.h"

static void parsing(void)
{
	static const struct {
		const char *text;
		const char *host;
		int port;
		const char *path;
	} good[] = {{"https://login.salesforce.com", "login.salesforce.com", 443, ""}, {"HTTPS://Login.SalesForce.COM/", "login.salesforce.com", 443, "/"},
		{"https://a.example.org:8443/x?y#z", "a.example.org", 8443, "/x?y#z"}, {"https://a.example.org?x", "a.example.org", 443, "?x"},
		{"https://my--sandbox.sandbox.my.salesforce.com", "my--sandbox.sandbox.my.salesforce.com", 443, ""}, {"https://[::1]:44", "[::1]", 44, ""},
		{"https://127.0.0.1:65535", "127.0.0.1", 65535, ""}, {"https://255.0.10.99", "255.0.10.99", 443, ""}, {"https://1a.example", "1a.example", 443, ""},
		{"https://3scale", "3scale", 443, ""}, {"https://0xfg", "0xfg", 443, ""}};
	static const char *const bad[] = {"", "https", "https:/", "https://", "http://login.salesforce.com", "ftp://a", "//a", " https://a", "https:///a",
		"https://user@login.salesforce.com", "https://user:pw@login.salesforce.com", "https://login.salesforce.com@evil.example",
		"https://login.salesforce.com\\@evil.example", "https://evil.example\\.salesforce.com", "https://login.salesforce.com.",
		"https://login..salesforce.com", "https://.salesforce.com", "https://-a.salesforce.com", "https://a-.salesforce.com", "https://a-",
		"https://log%69n.salesforce.com", "https://l\xc3\xb6gin.salesforce.com", "https://login.salesforce.com\n", "https://login .salesforce.com",
		"https://login.salesforce.com/a b", "https://login.salesforce.com/\\evil.example", "https://login.salesforce.com/\x01",
		"https://login.salesforce.com/\x7f", "https://login_.salesforce.com", "https://a:", "https://a:0", "https://a:65536", "https://a:99999",
		"https://a:0443", "https://a:+443", "https://a:443x", "https://a:4433333333333", "https://a:44:3", "https://[::1", "https://[]", "https://[::1]x",
		"https://[::g]", "https://[fe80::1%25eth0]", "https://[::1]:", "https://a,b", "https://a;b", "https://a&b", "https://*.salesforce.com", "https://127.1",
		"https://2130706433", "https://0x7f.0.0.1", "https://127.0.0.0x1", "https://0x", "https://0300.0.2.1", "https://127.0.0.01", "https://1.2.3.4.5",
		"https://1.2.3.256", "https://1.2.3.1000", "https://a.1"};
	char longest[400] = "https://";
	sfprov_url url;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		CHECK(sfprov_url_parse(good[i].text, &url));
		CHECK_TEXT(url.host, good[i].host);
		CHECK_INT(url.port, good[i].port);
		CHECK_TEXT(url.path, good[i].path);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (!CHECK(!sfprov_url_parse(bad[i], &url))) {
			printf("\t%s\n", bad[i]);
		}
	}
	for (i = 8; i < 8 + 253; i++) {
		longest[i] = (i - 8) % 64 == 63 ? '.' : 'a';
	}
	longest[i] = '\0';
	CHECK(sfprov_url_parse(longest, &url));
	longest[i] = 'a';
	CHECK(!sfprov_url_parse(longest, &url));
	memset(longest + 8, 'a', 64);
	longest[72] = '\0';
	CHECK(!sfprov_url_parse(longest, &url));
	longest[71] = '\0';
	CHECK(sfprov_url_parse(longest, &url));
}

static bool allowed(const char *text, const char *list)
{
	sfprov_url url;

	return sfprov_url_parse(text, &url) && sfprov_url_is_allowed(&url, list);
}

static void hosts(void)
{
	static const char *const ours[] = {"https://login.salesforce.com", "https://test.salesforce.com", "https://na1.salesforce.com",
		"https://x.my.salesforce.com", "https://x--y.sandbox.my.salesforce.com:443", "https://x.my.salesforce.mil", "https://x.my.sfcrmproducts.cn"};
	static const char *const foreign[] = {"https://salesforce.com", "https://evilsalesforce.com", "https://x.notsalesforce.com",
		"https://login.salesforce.com.evil.example", "https://salesforce.com.evil.example", "https://login.salesforce.co", "https://x.force.com",
		"https://x.my.site.com", "https://login.salesforce.com:8443", "https://127.0.0.1", "https://localhost", "https://sfcrmproducts.cn"};
	const char *list = " sim.example ,localhost:8443,[::1]:9, bad host, https://x.example, *.example, , 127.0.0.1:1:2,a.example:";
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		CHECK(allowed(ours[i], NULL) && allowed(ours[i], "other.example"));
	}
	for (i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		CHECK(!allowed(foreign[i], NULL) && !allowed(foreign[i], list));
	}
	CHECK(allowed("https://sim.example", list) && allowed("https://SIM.example:443", list) && !allowed("https://sim.example:444", list));
	CHECK(allowed("https://localhost:8443", list) && !allowed("https://localhost", list));
	CHECK(allowed("https://[::1]:9", list) && !allowed("https://[::1]", list));
	CHECK(!allowed("https://x.example", list) && !allowed("https://a.sim.example", list) && !allowed("https://127.0.0.1:1", list));
	CHECK(!allowed("https://a.example", list));
	CHECK(allowed("https://sim.example:444", "sim.example:444") && !allowed("https://sim.example", ""));
}

static void instances(void)
{
	char origin[SFPROV_ORIGIN_SIZE];
	sfprov_error error;

	CHECK(sfprov_host_instance("https://X.my.salesforce.com/", NULL, "It", origin, &error) == SFPROV_OK);
	CHECK_TEXT(origin, "https://x.my.salesforce.com");
	CHECK(sfprov_host_instance("https://sim.example:8443", "sim.example:8443", "It", origin, &error) == SFPROV_OK);
	CHECK_TEXT(origin, "https://sim.example:8443");
	CHECK(sfprov_host_instance("https://x.my.salesforce.com/services", NULL, "It", origin, &error) == SFPROV_FAILED);
	CHECK_TEXT(origin, "");
	CHECK(sfprov_host_instance("https://x.my.salesforce.com?a", NULL, "It", origin, &error) == SFPROV_FAILED);
	CHECK(sfprov_host_instance("https://evil.example", NULL, "It", origin, &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	CHECK_CONTAINS(error.message, "evil.example");
	CHECK_CONTAINS(error.message, "sfprov.allowed_hosts");
	CHECK(sfprov_host_instance("https://admin:hunter2@x.my.salesforce.com", NULL, "It", origin, &error) == SFPROV_FAILED);
	CHECK_LACKS(error.message, "hunter2");
}

static void endpoints(void)
{
	static const char *const good[] = {"https://x.my.salesforce.com", "https://x.my.salesforce.com/", "https://x.my.salesforce.com/services/oauth2",
		"https://X.my.salesforce.com:443/services/oauth2/"};
	static const char *const bad[] = {"https://x.my.salesforce.com/services/oauth2/token", "https://x.my.salesforce.com/services",
		"https://x.my.salesforce.com//", "https://x.my.salesforce.com/services/oauth2?x", "https://x.my.salesforce.com/#", "http://x.my.salesforce.com",
		"https://evil.example/services/oauth2"};
	char origin[SFPROV_ORIGIN_SIZE];
	sfprov_error error;
	char *url = NULL;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		CHECK(sfprov_host_endpoint(good[i], NULL, "token", &url, &error) == SFPROV_OK);
		CHECK_TEXT(url, "https://x.my.salesforce.com/services/oauth2/token");
		sfprov_free(url);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(sfprov_host_endpoint(bad[i], NULL, "token", &url, &error) == SFPROV_FAILED);
		CHECK(url == NULL);
		CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	}
	CHECK(sfprov_host_endpoint(NULL, NULL, "token", &url, &error) == SFPROV_FAILED);
	memory_fail_at(1);
	CHECK(sfprov_host_endpoint(good[0], NULL, "token", &url, &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_MEMORY);
	memory_fail_at(0);
	CHECK(sfprov_host_audience("https://x--s.sandbox.my.salesforce.com/services/oauth2", NULL, origin, &error) == SFPROV_OK);
	CHECK_TEXT(origin, "https://x--s.sandbox.my.salesforce.com");
	CHECK(sfprov_host_audience("https://na1.salesforce.com", NULL, origin, &error) == SFPROV_OK);
	CHECK_TEXT(origin, "https://login.salesforce.com");
	CHECK(sfprov_host_audience("https://test.salesforce.com/services/oauth2", NULL, origin, &error) == SFPROV_OK);
	CHECK_TEXT(origin, "https://test.salesforce.com");
	CHECK(sfprov_host_audience("https://localhost:8443", "localhost:8443", origin, &error) == SFPROV_OK);
	CHECK_TEXT(origin, "https://localhost:8443");
	CHECK(sfprov_host_audience("https://evil.example", NULL, origin, &error) == SFPROV_FAILED);
}

int main(void)
{
	parsing();
	hosts();
	instances();
	endpoints();
	CHECK_INT(memory_live(), 0);
	return unit_summary("oauth/host");
}
