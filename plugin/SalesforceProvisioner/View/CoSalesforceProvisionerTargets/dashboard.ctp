<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

print $this->element('SalesforceProvisioner.salesforce_head', array('active' => 'dashboard'));

$time = function($t) { return $t === null ? '' : gmdate('Y-m-d H:i:s', $t) . ' UTC'; };
$last = $vv_runs ? $vv_runs[0] : null;
$counted = function($run, $name) { return isset($run['counts'][$name]) && is_numeric($run['counts'][$name]) ? $run['counts'][$name] : null; };
?>
<dl class="sfprov-facts" id="sfprov-numbers">
  <dt><?php print h(_txt('pl.salesforceprovisioner.dashboard.people')); ?></dt>
  <dd><?php print h(_txt('pl.salesforceprovisioner.dashboard.people.text', array(number_format($vv_people['provisioned']), number_format($vv_people['people'])))); ?></dd>
  <dt><?php print h(_txt('pl.salesforceprovisioner.dashboard.failed')); ?></dt>
  <dd class="<?php print $vv_people['failed'] ? 'sfprov-bad' : 'sfprov-ok'; ?>"><?php print h(number_format($vv_people['failed'])); ?></dd>
  <dt><?php print h(_txt('pl.salesforceprovisioner.dashboard.last')); ?></dt>
  <dd><?php
    if(!$last) {
      print h(_txt('pl.salesforceprovisioner.dashboard.never'));
    } else {
      print h(_txt('pl.salesforceprovisioner.dashboard.run', array($time($last['finished'] !== null ? $last['finished'] : $last['started']), _txt('pl.salesforceprovisioner.run.' . ($last['status'] ?: 'GO')))));
    }
  ?></dd>
  <dt><?php print h(_txt('pl.salesforceprovisioner.dashboard.calls')); ?></dt>
  <dd><?php
    print h($vv_calls
            ? _txt('pl.salesforceprovisioner.dashboard.calls.text', array(number_format($vv_calls['used']), number_format($vv_calls['limit']), number_format($vv_calls['limit'] - $vv_calls['used']), $vv_reserve, $time($vv_calls['time'])))
            : _txt('pl.salesforceprovisioner.unknown'));
  ?></dd>
</dl>
<h2 class="subtitle"><?php print h(_txt('pl.salesforceprovisioner.dashboard.actions')); ?></h2>
<div class="sfprov-buttons" id="sfprov-actions">
<?php
  $button = function($action, $label, $data = array(), $class = 'btn btn-primary') {
    print $this->element('SalesforceProvisioner.salesforce_button', array('action' => $action, 'label' => _txt($label), 'data' => $data, 'class' => $class));
  };

  $button('count', 'pl.salesforceprovisioner.count.button', array('mode' => 'all'));
  $button('sync', 'pl.salesforceprovisioner.sync.button.all', array('mode' => 'all'));
  $button('sync', 'pl.salesforceprovisioner.sync.button.changed', array('mode' => 'changed'));
  $button('sync', 'pl.salesforceprovisioner.sync.button.reconcile', array('mode' => 'reconcile'));
  $button('sync', 'pl.salesforceprovisioner.sync.button.repair', array('mode' => 'reconcile', 'repair' => 1), 'btn btn-default');
  $button('limits', 'pl.salesforceprovisioner.limits.button', array(), 'btn btn-default');
?>
</div>
<p class="field-desc"><?php print h(_txt('pl.salesforceprovisioner.dashboard.queue')); ?></p>
<?php if($vv_jobs): ?>
<h2 class="subtitle"><?php print h(_txt('pl.salesforceprovisioner.dashboard.jobs')); ?></h2>
<div class="sfprov-scroll">
<table id="sfprov-jobs">
  <thead>
    <tr>
      <th scope="col"><?php print h(_txt('ct.co_jobs.1')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.dashboard.status')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.dashboard.summary')); ?></th>
      <th scope="col"><span class="sr-only"><?php print h(_txt('pl.salesforceprovisioner.dashboard.actions')); ?></span></th>
    </tr>
  </thead>
  <tbody>
<?php foreach($vv_jobs as $job): ?>
    <tr>
      <td><?php print $this->Html->link($job['id'], array('plugin' => null, 'controller' => 'co_jobs', 'action' => 'view', $job['id'])); ?></td>
      <td><?php print h(_txt('en.status.job', null, $job['status']) . ($job['percent'] !== null ? ', ' . $job['percent'] . '%' : '')); ?></td>
      <td><?php print h($job['summary']); ?></td>
      <td><?php print $this->element('SalesforceProvisioner.salesforce_button', array('action' => 'cancel', 'label' => _txt('op.cancel'), 'hint' => $job['id'], 'data' => array('job' => $job['id']), 'class' => 'btn btn-default')); ?></td>
    </tr>
<?php endforeach; ?>
  </tbody>
</table>
</div>
<?php endif; ?>
<h2 class="subtitle"><?php print h(_txt('pl.salesforceprovisioner.dashboard.errors')); ?></h2>
<?php if(!$vv_errors): ?>
<p class="sfprov-ok"><?php print h(_txt('pl.salesforceprovisioner.dashboard.noerrors')); ?></p>
<?php else: ?>
<div class="sfprov-buttons"><?php $button('sync', 'pl.salesforceprovisioner.retry.all', array('mode' => 'changed')); ?></div>
<?php foreach($vv_errors as $code => $group): ?>
<h3><?php print h(_txt('pl.salesforceprovisioner.dashboard.code', array($code === '' ? _txt('pl.salesforceprovisioner.dashboard.nocode') : $code, number_format($group['count'])))); ?></h3>
<div class="sfprov-scroll">
<table class="sfprov-errors">
  <thead>
    <tr>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.dashboard.person')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.dashboard.message')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.dashboard.time')); ?></th>
      <th scope="col"><span class="sr-only"><?php print h(_txt('pl.salesforceprovisioner.dashboard.actions')); ?></span></th>
    </tr>
  </thead>
  <tbody>
<?php foreach($group['people'] as $person): ?>
    <tr>
      <td><?php
        print $person['name'] === null
              ? h(_txt('pl.salesforceprovisioner.dashboard.gone', array($person['id'])))
              : $this->Html->link($person['name'] === '' ? $person['id'] : $person['name'], array('plugin' => null, 'controller' => 'co_people', 'action' => 'provision', $person['id']));
      ?></td>
      <td><?php print h($person['message']); ?></td>
      <td><?php print h($time($person['time'])); ?></td>
      <td><?php
        if($person['name'] !== null) {
          print $this->element('SalesforceProvisioner.salesforce_button', array('action' => 'retry', 'label' => _txt('pl.salesforceprovisioner.retry.button'), 'hint' => $person['name'], 'data' => array('person' => $person['id']), 'class' => 'btn btn-default'));
        }
      ?></td>
    </tr>
<?php endforeach; ?>
  </tbody>
</table>
</div>
<?php if($group['count'] > count($group['people'])): ?>
<p><?php print h(_txt('pl.salesforceprovisioner.dashboard.more', array(number_format($group['count'] - count($group['people']))))); ?></p>
<?php endif; ?>
<?php endforeach; ?>
<?php endif; ?>
<?php if($vv_finished): ?>
<h2 class="subtitle"><?php print h(_txt('pl.salesforceprovisioner.dashboard.finished')); ?></h2>
<div class="sfprov-scroll">
<table id="sfprov-finished">
  <thead>
    <tr>
      <th scope="col"><?php print h(_txt('ct.co_jobs.1')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.dashboard.time')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.dashboard.status')); ?></th>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.dashboard.summary')); ?></th>
    </tr>
  </thead>
  <tbody>
<?php foreach($vv_finished as $job): ?>
    <tr>
      <td><?php print $this->Html->link($job['id'], array('plugin' => null, 'controller' => 'co_jobs', 'action' => 'view', $job['id'])); ?></td>
      <td><?php print h($job['time'] . ' UTC'); ?></td>
      <td class="<?php print $job['status'] == JobStatusEnum::Complete ? 'sfprov-ok' : 'sfprov-bad'; ?>"><?php print h(_txt('en.status.job', null, $job['status'])); ?></td>
      <td><?php print h($job['summary']); ?></td>
    </tr>
<?php endforeach; ?>
  </tbody>
</table>
</div>
<?php endif; ?>
<?php if($vv_runs): ?>
<h2 class="subtitle"><?php print h(_txt('pl.salesforceprovisioner.dashboard.runs')); ?></h2>
<div class="sfprov-scroll">
<table id="sfprov-runs">
  <thead>
    <tr>
<?php foreach(array('started', 'mode', 'status', 'people', 'created', 'updated', 'deprovisioned', 'failed', 'rate', 'apicalls') as $name): ?>
      <th scope="col"><?php print h(_txt('pl.salesforceprovisioner.run.column.' . $name)); ?></th>
<?php endforeach; ?>
    </tr>
  </thead>
  <tbody>
<?php foreach($vv_runs as $run): ?>
<?php
  $end = $run['finished'] !== null ? $run['finished'] : $run['heartbeat'];
  $done = array_sum(array_map(function($n) use ($counted, $run) { return (int)$counted($run, $n); }, array('created', 'updated', 'unchanged', 'deprovisioned', 'skipped', 'failed')));
  $seconds = $run['started'] !== null && $end !== null ? max(1, $end - $run['started']) : null;
?>
    <tr>
      <td><?php print h($time($run['started'])); ?></td>
      <td><?php print h(_txt('pl.salesforceprovisioner.run.mode.' . $run['mode'])); ?></td>
      <td><?php print h(_txt('pl.salesforceprovisioner.run.' . ($run['status'] ?: 'GO')) . ($run['message'] !== '' ? ': ' . $run['message'] : '')); ?></td>
      <td><?php print h(number_format($done) . ' / ' . number_format($run['total'])); ?></td>
<?php foreach(array('created', 'updated', 'deprovisioned', 'failed') as $name): ?>
      <td><?php print h(number_format((int)$counted($run, $name))); ?></td>
<?php endforeach; ?>
      <td><?php print $seconds ? h(_txt('pl.salesforceprovisioner.run.rate', array(number_format($done / $seconds, 1)))) : ''; ?></td>
      <td><?php print h(number_format((int)$counted($run, 'api_calls'))); ?></td>
    </tr>
<?php endforeach; ?>
  </tbody>
</table>
</div>
<?php endif; ?>
