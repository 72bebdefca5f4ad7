<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// The tabs of a target's pages, and the little style that they add to the registry's own.
//
// $id:     CO Salesforce Provisioner Target ID
// $active: action of the page, or of the one that it belongs to
?>
<style>
  .sfprov-scroll { overflow-x: auto; margin-bottom: 1em; }
  .sfprov-scroll table { margin-bottom: 0; }
  .sfprov-buttons { display: flex; flex-wrap: wrap; gap: 0.5em; margin: 0.8em 0; align-items: center; }
  .sfprov-buttons form { margin: 0; }
  .sfprov-ok { color: #1b6e1b; font-weight: bold; }
  .sfprov-bad { color: #b00000; font-weight: bold; }
  .sfprov-facts { display: grid; grid-template-columns: minmax(9em, max-content) 1fr; gap: 0.3em 1em; margin: 0.8em 0; }
  .sfprov-facts dt { font-weight: bold; }
  .sfprov-facts dd { margin: 0; }
  .sfprov-facts dd, #content code { overflow-wrap: anywhere; }
  #sfprov-mapping select { max-width: 22em; }
  #sfprov-mapping input { max-width: 14em; }
  .sfprov-changed { background-color: #fff7cc; }
  .sfprov-tabs { margin: 0.5em 0 1.2em; clear: both; }
  .sfprov-tabs ul { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0; border-bottom: 1px solid #ccc; }
  .sfprov-tabs a { display: block; padding: 0.6em 1em; text-decoration: none; }
  .sfprov-tabs a:hover, .sfprov-tabs a:focus { text-decoration: underline; }
  .sfprov-tabs a[aria-current] { border: 1px solid #ccc; border-bottom-color: #fff; margin-bottom: -1px; color: #222; font-weight: bold; background: #fff; }
  @media (max-width: 600px) {
    .sfprov-facts { grid-template-columns: 1fr; gap: 0; }
    .sfprov-facts dd { margin-bottom: 0.6em; }
    .sfprov-tabs a { padding: 0.5em 0.6em; }
  }
</style>
<nav class="sfprov-tabs" aria-label="<?php print h(_txt('pl.salesforceprovisioner.tabs')); ?>">
  <ul>
<?php foreach(array('edit', 'connection', 'test', 'mapping', 'values', 'preview', 'dashboard') as $tab): ?>
    <li><?php print $this->Html->link(_txt('pl.salesforceprovisioner.tab.' . $tab), array(
      'plugin'     => 'salesforce_provisioner',
      'controller' => 'co_salesforce_provisioner_targets',
      'action'     => $tab,
      $id
    ), $tab == $active ? array('aria-current' => 'page') : array()); ?></li>
<?php endforeach; ?>
  </ul>
</nav>
