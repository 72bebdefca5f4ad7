<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('SalesforceProvisioner.salesforce_head', array('active' => 'test'));
?>
<p><?php print h(_txt('pl.salesforceprovisioner.test.desc')); ?></p>
<div class="sfprov-buttons">
<?php print $this->element('SalesforceProvisioner.salesforce_button', array('action' => 'test', 'label' => _txt('pl.salesforceprovisioner.test.button'))); ?>
</div>
<?php if($vv_report): ?>
<p role="status" id="sfprov-verdict" class="<?php print $vv_report['ok'] ? 'sfprov-ok' : 'sfprov-bad'; ?>"><?php print h(_txt('pl.salesforceprovisioner.test.' . ($vv_report['ok'] ? 'ok' : 'bad'))); ?></p>
<div class="sfprov-scroll">
<table id="sfprov-checks">
  <thead>
    <tr>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.test.check')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.test.result')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.test.message')); ?></th>
    </tr>
  </thead>
  <tbody>
<?php foreach($vv_report['checks'] as $check): ?>
    <tr>
      <th scope="row"><?php print h($vv_check_name($check['name'])); ?></th>
      <td class="<?php print $check['ok'] ? 'sfprov-ok' : 'sfprov-bad'; ?>"><?php print h(_txt('pl.salesforceprovisioner.test.' . ($check['ok'] ? 'pass' : 'fail'))); ?></td>
      <td><?php print h($check['message']); ?></td>
    </tr>
<?php endforeach; ?>
  </tbody>
</table>
</div>
<?php endif; ?>
