/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/run_store.h"

void sfprov_counts_add(sfprov_counts *sum, const sfprov_counts *more)
{
	sum->people += more->people;
	sum->created += more->created;
	sum->updated += more->updated;
	sum->unchanged += more->unchanged;
	sum->deprovisioned += more->deprovisioned;
	sum->skipped += more->skipped;
	sum->failed += more->failed;
	sum->sent += more->sent;
	sum->api_calls += more->api_calls;
}
