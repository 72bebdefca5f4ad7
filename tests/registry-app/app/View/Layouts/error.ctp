<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

?>
<!DOCTYPE html>
<html lang="<?php print _txt('lang'); ?>">
<head>
	<meta name="viewport" content="width=device-width, initial-scale=1.0">
	<meta charset="utf-8">
	<title><?php print h($title_for_layout); ?></title>
	<link rel="icon" href="data:,">
	<?php print $this->Html->css('registry'); ?>
	<?php print $this->fetch('meta') . $this->fetch('css') . $this->fetch('script'); ?>
</head>
<body class="<?php print h($this->params->controller . ' ' . $this->params->action); ?>">
	<a href="#content-start" id="skip-to-content">Skip to main content.</a>
	<header id="banner"><div id="collaborationTitle"><?php print h(!empty($cur_co['Co']['name']) ? $cur_co['Co']['name'] : _txt('coordinate')); ?></div></header>
	<main id="main">
		<div id="breadcrumbs"><?php print $this->Html->getCrumbs(' &gt; ', _txt('bc.home')); ?></div>
		<a id="content-start"></a>
		<div id="content">
			<?php print $this->Flash->render('error') . $this->Flash->render('success') . $this->Flash->render('information'); ?>
			<?php print $this->fetch('content'); ?>
		</div>
	</main>
	<script>
		// The registry's layout calls the page's own hook when all is loaded
		if (typeof js_local_onload === 'function') { js_local_onload(); }
	</script>
</body>
</html>
