<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('coCrumb');
$this->Html->addCrumb(_txt('ct.co_provisioning_targets.pl'));
print $this->element('pageTitleAndButtons', ['title' => $title_for_layout]);
?>
<ul>
<?php foreach ($co_provisioning_targets as $target): ?>
	<li><?php print h($target['CoProvisioningTarget']['description']); ?></li>
<?php endforeach; ?>
</ul>
