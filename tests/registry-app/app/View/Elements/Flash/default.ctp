<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

?>
<div class="flash flash-<?php print h($key); ?>" role="status"><?php print nl2br(h(strip_tags($message))); ?></div>
