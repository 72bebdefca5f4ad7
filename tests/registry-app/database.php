<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * php database.php HANDLE METHOD [JSON]: one method of SfprovRegistry in the database that RegistryApp made, for scripts that are not
 * PHP. Prints its result as JSON.
 */
require __DIR__ . '/../registry/registry.inc';

$registry = SfprovRegistry::attach(json_decode(file_get_contents($argv[1]), true));
echo json_encode($registry->{$argv[2]}(...json_decode($argv[3] ?? '[]', true)), JSON_THROW_ON_ERROR), "\n";
