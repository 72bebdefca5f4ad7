<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('coCrumb');
print $this->element('pageTitleAndButtons', ['title' => $title_for_layout]);
?>
<dl>
<?php foreach ($co_job['CoJob'] as $name => $value): ?>
	<dt><?php print h($name); ?></dt>
	<dd><?php print h($value); ?></dd>
<?php endforeach; ?>
</dl>
