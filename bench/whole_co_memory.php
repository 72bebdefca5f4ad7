<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * Started by whole_co.php: provisions all people of one registry, and prints the peak of this process's memory in bytes, as JSON: the
 * resident set, and what PHP's memory manager had. Input, as JSON: the registry's handle, file of the authority, host, options.
 */
declare(strict_types=1);

require __DIR__ . '/world.inc';

[$handle, $caFile, $host, $options] = json_decode(stream_get_contents(STDIN), true, 8, JSON_THROW_ON_ERROR);
$registry = SfprovRegistry::attach($handle);
$provisioner = World::provisioner($registry, $caFile, $host);
$result = $provisioner->provisionAll($registry->target(), 2, $options);
if (!$result['complete'] || $result['failed'] > 0) {
	fwrite(STDERR, json_encode($result, JSON_PARTIAL_OUTPUT_ON_ERROR) . "\n");
	exit(1);
}
preg_match('/^VmHWM:\s+(\d+) kB/m', file_get_contents('/proc/self/status'), $match);
echo json_encode([(int) $match[1] * 1024, memory_get_peak_usage()]), "\n";
