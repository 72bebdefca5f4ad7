<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('coCrumb');
print $this->element('pageTitleAndButtons', ['title' => $title_for_layout]);
?>
<table>
	<thead><tr><th>Target</th><th>Status</th><th>Time</th></tr></thead>
	<tbody>
<?php foreach ($vv_statuses as $description => $status): ?>
		<tr>
			<td><?php print h($description); ?></td>
			<td><?php print _txt('en.status.prov.target', null, $status['status']) . (!empty($status['comment']) ? ': ' . h($status['comment']) : ''); ?></td>
			<td><?php print h($status['timestamp']); ?></td>
		</tr>
<?php endforeach; ?>
	</tbody>
</table>
