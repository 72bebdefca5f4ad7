<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

?>
<div class="titleNavContainer">
	<div class="pageTitle"><h1><?php print h($title); ?></h1></div>
<?php if (!empty($topLinks)): ?>
	<ul id="topLinks">
<?php foreach ($topLinks as $link): ?>
		<li><?php print $link; ?></li>
<?php endforeach; ?>
	</ul>
<?php endif; ?>
</div>
