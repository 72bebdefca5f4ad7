<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* The registry's codes that the plugin and this application name. */
class AddressEnum
{
	const Home = 'home';
	const Office = 'office';
	const Postal = 'postal';
}

class EmailAddressEnum
{
	const Delivery = 'delivery';
	const Forwarding = 'forwarding';
	const MailingList = 'list';
	const Official = 'official';
	const Personal = 'personal';
	const Preferred = 'preferred';
	const Recovery = 'recovery';
}

class IdentifierEnum
{
	const Badge = 'badge';
	const Enterprise = 'enterprise';
	const ePPN = 'eppn';
	const ORCID = 'orcid';
	const ProvisioningTarget = 'provisioningtarget';
	const UID = 'uid';
}

class JobStatusEnum
{
	const Canceled = 'CX';
	const Complete = 'OK';
	const Failed = 'X';
	const InProgress = 'GO';
	const Notice = 'NT';
	const Queued = 'Q';
}

class Oauth2GrantEnum
{
	const AuthorizationCode = 'AC';
	const ClientCredentials = 'CC';
}

class ProvisionerModeEnum
{
	const AutomaticMode = 'A';
	const Disabled = 'X';
	const EnrollmentMode = 'E';
	const QueueMode = 'Q';
	const QueueOnErrorMode = 'QE';
	const ManualMode = 'M';
}

class ProvisioningActionEnum
{
	const CoPersonDeleted = 'PD';
	const CoPersonReprovisionRequested = 'PR';
}

class ProvisioningStatusEnum
{
	const NotProvisioned = 'N';
	const Provisioned = 'P';
	const Queued = 'Q';
	const Unknown = 'X';
}

class ServerEnum
{
	const HttpServer = 'HT';
	const Oauth2Server = 'O2';
}

class StatusEnum
{
	const Active = 'A';
}

class SuspendableStatusEnum
{
	const Active = 'A';
	const Suspended = 'S';
}

class TelephoneNumberEnum
{
	const Mobile = 'mobile';
	const Office = 'office';
}
