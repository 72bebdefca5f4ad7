/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/headers.h"
#include "unit.h"

#define NOW 1700000000 /* Tue, 14 Nov 2023 22:13:20 GMT */

static sfprov_http_answer answer;

/* Reads a line into an empty answer. */
static void read_line(const char *line)
{
	sfprov_http_answer_reset(&answer);
	sfprov_http_read_header(&answer, line, strlen(line), NOW);
}

static void limits(void)
{
	static const char *const good[] = {"Sforce-Limit-Info: api-usage=10018/100000\r\n", "sforce-limit-info:api-usage=10018/100000",
		"SFORCE-LIMIT-INFO:   api-usage=10018/100000  \r\n", "Sforce-Limit-Info: api-usage=10018/100000; per-app-api-usage=17/250(appName=sample)",
		"Sforce-Limit-Info: per-app-api-usage=17/250(appName=sample); api-usage=10018/100000", "Sforce-Limit-Info: api-usage=10018/100000,x"};
	static const char *const bad[] = {"Sforce-Limit-Info: api-usage=10018", "Sforce-Limit-Info: api-usage=/100", "Sforce-Limit-Info: api-usage=1/",
		"Sforce-Limit-Info: api-usage=-1/100", "Sforce-Limit-Info: api-usage=1/0", "Sforce-Limit-Info: api-usage=99999999999999999999/100",
		"Sforce-Limit-Info: api-usage=1/99999999999999999999", "Sforce-Limit-Info: api-usage=1/100x", "Sforce-Limit-Info: api-usage=0x1/100",
		"Sforce-Limit-Info: per-app-api-usage=17/250", "Sforce-Limit-Info: ", "Sforce-Limit-Info:", "Sforce-Limit-Info", "Sforce-Limit-Infos: api-usage=1/2",
		"X-Sforce-Limit-Info: api-usage=1/2", "", ":", "\r\n", "Sforce-Limit-Info: ;;;,,,   ;", "Sforce-Limit-Info: api-usage",
		"Sforce-Limit-Info: api-usage="};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		read_line(good[i]);
		CHECK_INT(answer.api_used, 10018);
		CHECK_INT(answer.api_limit, 100000);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		read_line(bad[i]);
		CHECK_INT(answer.api_used, -1);
		CHECK_INT(answer.api_limit, -1);
	}
}

static void retry_after(void)
{
	static const struct {
		const char *line;
		int64_t seconds;
	} cases[] = {{"Retry-After: 120", 120}, {"retry-after:0", 0}, {"Retry-After: 1000000000", 1000000000}, {"Retry-After: -5", -1}, {"Retry-After: soon", -1},
		{"Retry-After: 99999999999999999999", -1}, {"Retry-After: Tue, 14 Nov 2023 22:14:20 GMT", 60}, {"Retry-After: Tue, 14 Nov 2023 22:12:20 GMT", 0},
		{"Retry-After: Tuesday, 14-Nov-23 22:13:30 GMT", 10}, {"Retry-After: Tue Nov 14 22:13:25 2023", 5}, {"Retry-After: ", -1}, {"Retry-After: 1.5", -1},
		{"Retry-After: 12 34", -1}, {"Retry-After: Tue, 99 Nov 2023 99:99:99 GMT", -1}};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_line(cases[i].line);
		if (!CHECK_INT(answer.retry_after, cases[i].seconds)) {
			printf("\t%s\n", cases[i].line);
		}
	}
}

static void content_type(void)
{
	char line[400];

	read_line("Content-Type: application/json;charset=UTF-8");
	CHECK_TEXT(answer.content_type, "application/json");
	read_line("content-type:TEXT/HTML ; charset=x");
	CHECK_TEXT(answer.content_type, "text/html");
	read_line("Content-Type:");
	CHECK_TEXT(answer.content_type, "");
	read_line("Content-Type: a\x01\x02");
	CHECK_TEXT(answer.content_type, "a");
	memset(line, 'x', sizeof(line));
	memcpy(line, "Content-Type: ", 14);
	line[200] = '\0';
	read_line(line);
	CHECK_INT(strlen(answer.content_type), sizeof(answer.content_type) - 1);
	/* One that is too long to be any use is as if it had not come. */
	line[200] = 'x';
	line[399] = '\0';
	read_line(line);
	CHECK_TEXT(answer.content_type, "");
}

/* Lines need not end in NUL, and may hold one. */
static void bytes(void)
{
	static const char line[] = {'R', 'e', 't', 'r', 'y', '-', 'A', 'f', 't', 'e', 'r', ':', '5', '7'};
	static const char nul[] = "Retry-After: 5\0"
							  "7";

	sfprov_http_answer_reset(&answer);
	sfprov_http_read_header(&answer, line, 13, NOW);
	CHECK_INT(answer.retry_after, 5);
	sfprov_http_answer_reset(&answer);
	sfprov_http_read_header(&answer, nul, sizeof(nul) - 1, NOW);
	CHECK_INT(answer.retry_after, -1);
}

static void interim(void)
{
	read_line("Retry-After: 5");
	sfprov_http_read_header(&answer, "Content-Type: a/b", 17, NOW);
	sfprov_http_read_header(&answer, "Sforce-Limit-Info: api-usage=1/2", 32, NOW);
	CHECK_INT(answer.api_limit, 2);
	sfprov_http_read_header(&answer, "HTTP/1.1 200 OK\r\n", 17, NOW);
	CHECK_INT(answer.retry_after, -1);
	CHECK_INT(answer.api_limit, -1);
	CHECK_INT(answer.api_used, -1);
	CHECK_TEXT(answer.content_type, "");
}

int main(void)
{
	sfprov_http_answer_init(&answer, false);
	limits();
	retry_after();
	content_type();
	bytes();
	interim();
	sfprov_http_answer_free(&answer);
	return unit_summary("http/headers");
}
