<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// ctype is an extension of its own in some builds, and the simulator runs with "php -n".
foreach (['upper' => 'A-Z', 'lower' => 'a-z', 'alpha' => 'A-Za-z', 'alnum' => 'A-Za-z0-9', 'digit' => '0-9', 'xdigit' => '0-9A-Fa-f'] as $name => $class) {
	if (!function_exists("ctype_$name")) {
		eval("function ctype_$name(mixed \$text): bool { return is_string(\$text) && preg_match('/^[$class]+\\z/', \$text) === 1; }");
	}
}
