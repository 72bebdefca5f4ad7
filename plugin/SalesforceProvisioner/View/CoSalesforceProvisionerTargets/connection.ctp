<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('SalesforceProvisioner.salesforce_head', array('active' => 'connection'));

$time = function($t) { return $t === null ? _txt('pl.salesforceprovisioner.unknown') : gmdate('Y-m-d H:i', $t) . ' UTC'; };
?>
<?php if(!$vv_server): ?>
<div class="co-info-topbox" role="alert">
  <em class="material-icons" aria-hidden="true">warning</em>
  <div class="co-info-topbox-text"><?php print h(_txt('er.salesforceprovisioner.server.none')); ?></div>
</div>
<?php else: ?>
<h2 class="subtitle"><?php print h(_txt('pl.salesforceprovisioner.connection.state')); ?></h2>
<?php if($vv_status): ?>
<?php $set = $vv_status['access_token_set'] || $vv_status['refresh_token_set']; ?>
<dl class="sfprov-facts" id="sfprov-status">
  <dt><?php print h(_txt('pl.salesforceprovisioner.connection.token')); ?></dt>
  <dd class="<?php print $set ? 'sfprov-ok' : 'sfprov-bad'; ?>"><?php print h(_txt('pl.salesforceprovisioner.connection.token.' . ($set ? 'set' : 'unset'))); ?></dd>
  <dt><?php print h(_txt('pl.salesforceprovisioner.connection.grant')); ?></dt>
  <dd><?php print h(_txt('pl.salesforceprovisioner.grant.' . $vv_status['grant'])); ?></dd>
<?php if($set): ?>
  <dt><?php print h(_txt('pl.salesforceprovisioner.connection.since')); ?></dt>
  <dd><?php print h($time($vv_status['since'])); ?></dd>
<?php if($vv_status['expires'] !== null): ?>
  <dt><?php print h(_txt('pl.salesforceprovisioner.connection.expires')); ?></dt>
  <dd><?php print h($time($vv_status['expires'])); ?></dd>
<?php endif; ?>
<?php if($vv_status['grant'] == 'authorization_code'): ?>
  <dt><?php print h(_txt('pl.salesforceprovisioner.connection.refresh')); ?></dt>
  <dd class="<?php print $vv_status['refresh_token_set'] ? 'sfprov-ok' : 'sfprov-bad'; ?>"><?php print h(_txt('pl.salesforceprovisioner.connection.refresh.' . ($vv_status['refresh_token_set'] ? 'set' : 'unset'))); ?></dd>
<?php endif; ?>
<?php foreach(array('org_id' => 'org', 'user_id' => 'user', 'instance_url' => 'instance', 'scope' => 'scope') as $name => $key): ?>
  <dt><?php print h(_txt('pl.salesforceprovisioner.connection.' . $key)); ?></dt>
  <dd><?php print h($vv_status[$name] === null || $vv_status[$name] === '' ? _txt('pl.salesforceprovisioner.unknown') : $vv_status[$name]); ?></dd>
<?php endforeach; ?>
<?php endif; ?>
</dl>
<?php endif; // vv_status ?>
<dl class="sfprov-facts">
  <dt><?php print h(_txt('fd.server')); ?></dt>
  <dd><?php print $this->Html->link($vv_server['Server']['description'], array('plugin' => null, 'controller' => 'oauth2_servers', 'action' => 'edit', $vv_server['Oauth2Server']['id'])); ?></dd>
  <dt><?php print h(_txt('pl.salesforceprovisioner.connection.serverurl')); ?></dt>
  <dd><?php print h($vv_server['Oauth2Server']['serverurl']); ?></dd>
</dl>
<?php if($vv_status): ?>
<?php if($vv_status['grant'] == 'authorization_code'): ?>
<h2 class="subtitle"><?php print h(_txt('pl.salesforceprovisioner.connect')); ?></h2>
<p><?php print h(_txt('pl.salesforceprovisioner.connect.desc')); ?></p>
<dl class="sfprov-facts">
  <dt><?php print h(_txt('pl.salesforceprovisioner.connect.callback')); ?></dt>
  <dd><code id="sfprov-callback"><?php print h($vv_callback); ?></code></dd>
</dl>
<p class="field-desc"><?php print h(_txt('pl.salesforceprovisioner.connect.other')); ?> <code><?php print h($vv_oauth2_callback); ?></code></p>
<?php endif; ?>
<div class="sfprov-buttons">
<?php
  if($vv_status['grant'] == 'authorization_code') {
    print $this->element('SalesforceProvisioner.salesforce_button', array('action' => 'connect', 'label' => _txt('pl.salesforceprovisioner.connect.' . ($set ? 'again' : 'button'))));
  }

  if($vv_status['grant'] != 'authorization_code' || $vv_status['refresh_token_set']) {
    print $this->element('SalesforceProvisioner.salesforce_button', array(
      'action' => 'token',
      'label'  => _txt('pl.salesforceprovisioner.token.' . ($vv_status['grant'] == 'authorization_code' ? 'refresh' : 'request'))
    ));
  }

  if($set) {
    print $this->Html->link(_txt('pl.salesforceprovisioner.disconnect'), array(
      'plugin' => 'salesforce_provisioner', 'controller' => 'co_salesforce_provisioner_targets', 'action' => 'leave',
      $co_salesforce_provisioner_targets[0]['CoSalesforceProvisionerTarget']['id']
    ), array('class' => 'btn btn-default'));
  }
?>
</div>
<p class="field-desc"><?php print h(_txt('pl.salesforceprovisioner.grant.' . $vv_status['grant'] . '.desc')); ?></p>
<?php endif; // vv_status ?>
<?php endif; // vv_server ?>
