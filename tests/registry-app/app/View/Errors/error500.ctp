<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

?>
<h1><?php print h($message); ?></h1>
<?php if (isset($error)): ?>
<p class="error"><?php print h(get_class($error) . ' ' . $error->getMessage()); ?></p>
<pre><?php print h($error->getTraceAsString()); ?></pre>
<?php endif; ?>
