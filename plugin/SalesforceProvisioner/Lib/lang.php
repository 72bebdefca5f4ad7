<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

// Every text is a plain string under its own key, so that each can be replaced by a localization of the CO.
// Keys that the registry's own Salesforce plugin has are used for the same thing here: its localizations keep working.

$cm_salesforce_provisioner_texts['en_US'] = array(
  // Titles, by controller
  'ct.co_salesforce_provisioner_targets.1'  => 'Salesforce Provisioner Target',
  'ct.co_salesforce_provisioner_targets.pl' => 'Salesforce Provisioner Targets',

  // Errors
  'er.salesforceprovisioner.account'     => 'An Account ID has 15 or 18 letters and digits',
  'er.salesforceprovisioner.database'    => 'The second connection to the registry\'s database could not be opened; the registry\'s error log says why',
  'er.salesforceprovisioner.deprovision.field' => 'To set a field on deprovisioning, name the field',
  'er.salesforceprovisioner.extension'   => 'The PHP extension sfprov is not loaded in this PHP (%1$s): nothing is provisioned to Salesforce. The administrator of the server has to enable it.',
  'er.salesforceprovisioner.extension.log' => 'SalesforceProvisioner: the PHP extension sfprov is not loaded (PHP runs as "%1$s", ini file "%2$s"). Nothing is provisioned to Salesforce until extension=sfprov is added for this PHP and it is restarted.',
  'er.salesforceprovisioner.fieldname'   => 'A field name starts with a letter and has letters, digits and underscores only (the API name, for example Registry_ID__c)',
  'er.salesforceprovisioner.instanceurl' => 'The instance URL is https, a host name and perhaps a port, for example https://example.my.salesforce.com',
  'er.salesforceprovisioner.internal'    => 'Stopped on an internal error (%1$s): %2$s',
  'er.salesforceprovisioner.jwt.file'    => 'The key file is an absolute path on the registry\'s server',
  'er.salesforceprovisioner.jwt.username' => 'With a key file, give the Salesforce username that the token is issued for',
  'er.salesforceprovisioner.keepalive.age' => 'max_age_days is a whole number from 0 to 365',
  'er.salesforceprovisioner.keepalive.refresh' => 'There is no refresh token: once the access token ends, nothing can renew it. Add refresh_token to the scopes of the OAuth2 server and of the app in Salesforce, then press "Obtain New Token" on the server\'s page',
  'er.salesforceprovisioner.platformid'  => 'With the CoPerson object, choose the identifier type for its Platform ID',
  'er.salesforceprovisioner.schema'      => 'The database does not have this plugin\'s columns yet: run "cake database" and clear the cache.',
  'er.salesforceprovisioner.server'      => 'Choose an OAuth2 server of this CO',
  'er.salesforceprovisioner.sync.data'   => 'The registry gave no data for person %1$s',
  'er.salesforceprovisioner.sync.disabled' => 'The provisioning target "%1$s" is disabled: choose another status for it, for example Manual',
  'er.salesforceprovisioner.sync.flag'   => '%1$s is true or false',
  'er.salesforceprovisioner.sync.maxshare' => 'max_share is a whole number from 0 to 100',
  'er.salesforceprovisioner.sync.mode'   => 'mode is one of %1$s',
  'er.salesforceprovisioner.sync.repair' => 'repair is "all", "none", or a list with commas of %1$s',
  'er.salesforceprovisioner.sync.target' => 'co_provisioning_target_id is the number of a Salesforce provisioning target of this CO',
  'er.salesforceprovisioner.worker'      => '%1$s is a number',

  // Sections of the configuration page
  'pl.salesforceprovisioner.section.connection'  => 'Connection',
  'pl.salesforceprovisioner.section.contact'     => 'Contact',
  'pl.salesforceprovisioner.section.copersonobj' => 'CoPerson Object',
  'pl.salesforceprovisioner.section.matching'    => 'Matching',
  'pl.salesforceprovisioner.section.removal'     => 'Removal',

  // Connection
  'pl.salesforceprovisioner.server.desc'      => 'The OAuth2 server of this CO that holds the Salesforce login and tokens. Its grant type decides how tokens are requested.',
  'pl.salesforceprovisioner.instanceurl'      => 'Instance URL',
  'pl.salesforceprovisioner.instanceurl.desc' => 'Leave empty: Salesforce names the instance with each token, and it is shown here once known. A value entered here is kept and no longer follows Salesforce.',
  'pl.salesforceprovisioner.instanceurl.auto' => 'Told by Salesforce',
  'pl.salesforceprovisioner.instanceurl.manual' => 'Entered by hand. Empty the field to follow Salesforce again.',
  'pl.salesforceprovisioner.jwt.file'         => 'JWT Key File',
  'pl.salesforceprovisioner.jwt.file.desc'    => 'Absolute path of a private RSA key (PEM) that the web server can read, outside the web root. If set and the OAuth2 server uses client credentials, tokens are requested with the JWT bearer flow.',
  'pl.salesforceprovisioner.jwt.file.admin'   => 'Only a platform administrator can change this path.',
  'pl.salesforceprovisioner.jwt.file.none'    => 'Not set',
  'pl.salesforceprovisioner.jwt.username'     => 'JWT Username',
  'pl.salesforceprovisioner.jwt.username.desc' => 'The Salesforce username of the integration user, for example registry@example.org.',

  // Contact
  'pl.salesforceprovisioner.middlename'       => 'Provision Middle Name',
  'pl.salesforceprovisioner.middlename.desc'  => 'Send MiddleName. The org must have middle names turned on (Setup, User Interface).',
  'pl.salesforceprovisioner.email.type'       => 'Email Address Type',
  'pl.salesforceprovisioner.email.type.desc'  => 'Send the person\'s address of this type. If none is chosen, the first address is sent.',
  'pl.salesforceprovisioner.email.type.any'   => '(first address)',
  'pl.salesforceprovisioner.account'          => 'Default Account',
  'pl.salesforceprovisioner.account.desc'     => 'Record ID of the Account to put Contacts in, for example 001000000000001AAA. Contacts without an Account are private to their owner.',
  'pl.salesforceprovisioner.clear'            => 'Clear Removed Attributes',
  'pl.salesforceprovisioner.clear.desc'       => 'When an attribute sent before is removed from the registry, empty its field in Salesforce. Fields that were never sent are never touched.',

  // Matching
  'pl.salesforceprovisioner.extid.field'      => 'External ID Field',
  'pl.salesforceprovisioner.extid.field.desc' => 'API name of a Contact field with the attributes External ID and Unique, for example Registry_ID__c. Recommended: Salesforce then finds the Contact of a person by this field, so that none is created twice.',
  'pl.salesforceprovisioner.extid.type'       => 'External ID Value',
  'pl.salesforceprovisioner.extid.type.desc'  => 'The type of the person\'s identifier to send in that field.',
  'pl.salesforceprovisioner.extid.type.person' => '(CO Person ID)',
  'pl.salesforceprovisioner.duplicate'        => 'When Salesforce Reports a Duplicate',
  'pl.salesforceprovisioner.duplicate.desc'   => 'What to do when a duplicate rule of the org stops a new Contact.',
  'pl.salesforceprovisioner.duplicate.F'      => 'Fail, and name the matching Contacts',
  'pl.salesforceprovisioner.duplicate.A'      => 'Use the Contact that matches, if it is the only one',
  'pl.salesforceprovisioner.duplicate.S'      => 'Create the Contact all the same',

  // CoPerson object
  'pl.salesforceprovisioner.coperson'            => 'Provision CoPerson Object',
  'pl.salesforceprovisioner.coperson.desc'       => 'Also keep a record of the custom object CoPerson__c for each person. The org must have this object with the fields Contact__c, Platform_ID__c, Application_ID__c, ORCID__c and Status__c.',
  'pl.salesforceprovisioner.coperson.platformid' => 'Platform ID Identifier Type',
  'pl.salesforceprovisioner.coperson.platformid.desc' => 'The type of the person\'s identifier to send as Platform_ID__c.',
  'pl.salesforceprovisioner.coperson.appid'      => 'Application ID Identifier Type',
  'pl.salesforceprovisioner.coperson.appid.desc' => 'The type of the person\'s identifier to send as Application_ID__c. If none is chosen, that field is not sent.',

  // Removal
  'pl.salesforceprovisioner.deprovision'            => 'When a Person is Deprovisioned',
  'pl.salesforceprovisioner.deprovision.desc'       => 'A person is deprovisioned when deleted or expunged, when the status is no longer one that is provisioned, or on leaving the group this target is limited to.',
  'pl.salesforceprovisioner.deprovision.N'          => 'Leave the Contact as it is',
  'pl.salesforceprovisioner.deprovision.F'          => 'Set a field of the Contact',
  'pl.salesforceprovisioner.deprovision.D'          => 'Delete the Contact, and its CoPerson record',
  'pl.salesforceprovisioner.deprovision.field'      => 'Field to Set',
  'pl.salesforceprovisioner.deprovision.field.desc' => 'API name of a Contact field, for example Registry_Active__c.',
  'pl.salesforceprovisioner.deprovision.value'      => 'Value to Set',
  'pl.salesforceprovisioner.deprovision.value.desc' => 'For a checkbox true or false. Empty clears the field.',

  // Job KeepAlive
  'pl.salesforceprovisioner.keepalive.job'      => 'Renew the Salesforce tokens of a CO, so that a quiet authorisation does not end',
  'pl.salesforceprovisioner.keepalive.age'      => 'Renew tokens that are this many days old or older; 0 renews all',
  'pl.salesforceprovisioner.keepalive.start'    => 'Renewing Salesforce tokens that are %1$s days old or older',
  'pl.salesforceprovisioner.keepalive.finish'   => 'Salesforce tokens: %1$s renewed, %2$s young enough, %3$s skipped, %4$s failed',
  'pl.salesforceprovisioner.keepalive.renewed'  => 'Token renewed (days since the one before: %1$s)',
  'pl.salesforceprovisioner.keepalive.renewed.unknown' => 'Token renewed (the age of the one before was not known)',
  'pl.salesforceprovisioner.keepalive.young'    => 'Nothing to do (days since the token was issued: %1$s)',
  'pl.salesforceprovisioner.keepalive.none'     => 'Skipped: the target names no active OAuth2 server',
  'pl.salesforceprovisioner.keepalive.quiet'    => 'The authorisation of the OAuth2 server has not been used for %1$s days. Salesforce can end it after 30 days without use (the app\'s refresh token policy): run the job SalesforceProvisioner.KeepAlive every day.',

  // Job SalesforceSync
  'pl.salesforceprovisioner.sync.job'      => 'Provision all people of a CO to Salesforce, or compare Salesforce with the registry',
  'pl.salesforceprovisioner.sync.target'   => 'Number of the provisioning target',
  'pl.salesforceprovisioner.sync.mode'     => 'all: everybody whose Salesforce records differ from what was sent last; changed: only people who changed since the last complete run, or failed in it; reconcile: read the Contacts back and compare',
  'pl.salesforceprovisioner.sync.dryrun'   => 'Count only, send nothing',
  'pl.salesforceprovisioner.sync.force'    => 'Send all fields, also where nothing changed',
  'pl.salesforceprovisioner.sync.repair'   => 'With reconcile: what to put right: all, or a list with commas of %1$s',
  'pl.salesforceprovisioner.sync.maxshare' => 'With repair: refuse if more than this per cent of the Contacts would be deleted or emptied (default 5)',
  'pl.salesforceprovisioner.sync.start.all' => 'Provisioning all people to %1$s',
  'pl.salesforceprovisioner.sync.start.changed' => 'Provisioning the people who changed to %1$s',
  'pl.salesforceprovisioner.sync.start.reconcile' => 'Comparing %1$s with the registry',
  'pl.salesforceprovisioner.sync.progress' => '%1$s: %2$s of %3$s (%4$s%%), %5$s/s, %6$s left, %7$s failed; API calls: %8$s, of the org %9$s of %10$s',
  'pl.salesforceprovisioner.sync.calls'    => '%1$s (of the org %2$s of %3$s)',
  'pl.salesforceprovisioner.sync.finish'   => '%1$s people: %2$s created, %3$s updated, %4$s unchanged, %5$s deprovisioned, %6$s skipped, %7$s failed; API calls: %8$s; %9$s',
  'pl.salesforceprovisioner.sync.finish.dryrun' => 'Dry run, nothing was sent. %1$s people: %2$s would be created, %3$s updated, %4$s unchanged, %5$s deprovisioned, %6$s skipped, %7$s failed; API calls: %8$s; %9$s',
  'pl.salesforceprovisioner.sync.finish.reconcile' => '%1$s people, %2$s Contacts: %3$s same, %4$s missing, %5$s changed, %6$s orphaned, %7$s duplicated; %8$s repaired, %9$s failed; API calls: %10$s; %11$s',
  'pl.salesforceprovisioner.sync.paused'   => 'Goes on after %1$s UTC. %2$s %3$s',
  'pl.salesforceprovisioner.sync.continues' => 'Goes on where job %1$s stopped',
  'pl.salesforceprovisioner.sync.queued'   => 'Queued job %1$s, which goes on after %2$s UTC',
  'pl.salesforceprovisioner.sync.more'     => '%1$s more people failed; each one\'s provisioning status has the reason',
  'pl.salesforceprovisioner.sync.more.differences' => '%1$s more differences are not listed',
  'pl.salesforceprovisioner.sync.difference.missing' => 'Missing: no Contact in Salesforce',
  'pl.salesforceprovisioner.sync.difference.changed' => 'Changed in Salesforce: Contact %1$s, fields %2$s',
  'pl.salesforceprovisioner.sync.difference.orphaned' => 'Orphaned: nobody in the registry has Contact %1$s',
  'pl.salesforceprovisioner.sync.difference.duplicated' => 'Duplicated: Contacts %1$s',

  // Command salesforce_worker
  'pl.salesforceprovisioner.worker'        => 'Takes a part in the runs over a whole CO that jobs have begun, and ends when there is none. Any number of these commands can run, on any hosts.',
  'pl.salesforceprovisioner.worker.target' => 'Number of the provisioning target; without it, all of the CO',

  // Status of a person
  'pl.salesforceprovisioner.status.contact'  => 'Contact: %1$s',
  'pl.salesforceprovisioner.status.error'    => 'Failed on %1$s: %2$s',
  'pl.salesforceprovisioner.status.people'   => 'Only people are provisioned to Salesforce',
  'pl.salesforceprovisioner.status.suspended' => '%1$s (suspended)'
);
