<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/**
 * The org's object model. A field is [type, length, flags, label]; flags: C createable, U updateable,
 * N nillable, X external id, Q unique, I case-insensitive index, D defaulted on create, R restricted picklist.
 */
final class SimSchema {
	public const PREFIX = ['Contact' => '003', 'Account' => '001', 'User' => '005', 'Organization' => '00D', 'CoPerson__c' => 'a0X'];
	private const LABELS = [
		'MobilePhone' => 'Mobile Phone', 'HomePhone' => 'Home Phone', 'OtherPhone' => 'Other Phone', 'AssistantPhone' => 'Asst. Phone',
		'Phone' => 'Business Phone', 'Fax' => 'Business Fax', 'AssistantName' => "Assistant's Name", 'Description' => 'Contact Description',
		'MailingState' => 'Mailing State/Province', 'MailingPostalCode' => 'Mailing Zip/Postal Code', 'OtherState' => 'Other State/Province',
		'OtherPostalCode' => 'Other Zip/Postal Code', 'AccountId' => 'Account ID', 'OwnerId' => 'Owner ID', 'ReportsToId' => 'Reports To ID',
		'Id' => 'Contact ID', 'Name' => 'Full Name', 'MasterRecordId' => 'Master Record ID',
	];
	private const STATES = ['Illinois' => 'US', 'Michigan' => 'US', 'California' => 'US', 'Massachusetts' => 'US', 'New York' => 'US', 'Ontario' => 'CA'];
	private const COUNTRIES = ['United States' => 'US', 'Canada' => 'CA', 'Germany' => 'DE', 'United Kingdom' => 'GB', 'Greece' => 'GR'];

	/** @var array<string,array<string,array>> object => lower-case field name => definition */
	private array $objects = [];

	public function __construct(private array $config) {
		foreach (self::model() as $object => $fields) {
			if (in_array($object, $config['remove_objects'], true)) {
				continue;
			}
			foreach ($fields + ($config['add_fields'][$object] ?? []) as $name => $field) {
				if (in_array($name, $config['remove_fields'][$object] ?? [], true)) {
					continue;
				}
				$this->objects[$object][strtolower($name)] = $this->field($object, $name, $field);
			}
		}
		if ($config['state_country']) {
			foreach (['Mailing', 'Other'] as $kind) {
				foreach (['StateCode', 'CountryCode'] as $part) {
					$this->objects['Contact'][strtolower($kind . $part)] = $this->field('Contact', $kind . $part, ['picklist', 10, 'CUN']);
				}
			}
		}
	}

	private function field(string $object, string $name, array $f): array {
		$flags = $f[2];
		if (in_array($name, $this->config['unique'][$object] ?? [], true)) {
			$flags .= 'QI';
		}
		if (in_array($name, $this->config['required'][$object] ?? [], true)) {
			$flags = str_replace('N', '', $flags);
		}
		$picklist = $this->config['picklists']["$object.$name"] ?? null;
		$values = $picklist['values'] ?? ($f[4] ?? []);
		return [
			'name' => $name, 'type' => $f[0], 'length' => $f[1],
			'label' => $f[3] ?? self::LABELS[$name] ?? trim(preg_replace('/(?<=[a-z])(?=[A-Z])/', ' ', str_replace(['__c', '_'], ['', ' '], $name))),
			'createable' => str_contains($flags, 'C'), 'updateable' => str_contains($flags, 'U'), 'nillable' => str_contains($flags, 'N'),
			'externalId' => str_contains($flags, 'X'), 'unique' => str_contains($flags, 'Q'),
			'indexed' => strpbrk($flags, 'XQI') !== false,
			'defaulted' => str_contains($flags, 'D'),
			'restricted' => $picklist['restricted'] ?? str_contains($flags, 'R'), 'values' => $values,
			'referenceTo' => $f[5] ?? [], 'custom' => str_ends_with($name, '__c'),
		];
	}

	public function has(string $object): ?string {
		foreach ($this->objects as $name => $_) {
			if (strcasecmp($name, $object) === 0) {
				return $name;
			}
		}
		return null;
	}

	/** @return array<string,array> lower-case name => definition */
	public function fields(string $object): array {
		return $this->objects[$object];
	}

	public function fieldOf(string $object, string $name): ?array {
		return $this->objects[$object][strtolower($name)] ?? null;
	}

	/** The reference field behind a relationship name (Account, Contact__r), or null. */
	public function relationship(string $object, string $name): ?array {
		$field = str_ends_with(strtolower($name), '__r') ? substr($name, 0, -1) . 'c' : $name . 'Id';
		$found = $this->fieldOf($object, $field);
		return $found !== null && $found['type'] === 'reference' ? $found : null;
	}

	/** @return list<string> */
	public function objects(): array {
		return array_keys($this->objects);
	}

	/** @return array<string,string> code => name */
	public static function stateCodes(): array {
		return ['IL' => 'Illinois', 'MI' => 'Michigan', 'CA' => 'California', 'MA' => 'Massachusetts', 'NY' => 'New York', 'ON' => 'Ontario'];
	}

	public static function states(): array {
		return self::STATES;
	}

	public static function countries(): array {
		return self::COUNTRIES;
	}

	private static function system(string $idLabel): array {
		return [
			'Id' => ['id', 18, 'I', $idLabel],
			'IsDeleted' => ['boolean', 0, 'D', 'Deleted'],
			'CreatedDate' => ['datetime', 0, 'D'],
			'CreatedById' => ['reference', 18, 'D', null, [], ['User']],
			'LastModifiedDate' => ['datetime', 0, 'D'],
			'LastModifiedById' => ['reference', 18, 'D', null, [], ['User']],
			'SystemModstamp' => ['datetime', 0, 'D'],
		];
	}

	private static function model(): array {
		$text = fn(int $length) => ['string', $length, 'CUN'];
		$phone = ['phone', 40, 'CUN'];
		$contact = self::system('Contact ID') + [
			'MasterRecordId' => ['reference', 18, 'N', null, [], ['Contact']],
			'AccountId' => ['reference', 18, 'CUN', null, [], ['Account']],
			'LastName' => ['string', 80, 'CU'],
			'FirstName' => $text(40),
			'Salutation' => ['picklist', 40, 'CUN', null, ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.', 'Mx.']],
			'MiddleName' => $text(40),
			'Suffix' => $text(40),
			'Name' => ['string', 121, ''],
			'Phone' => $phone, 'Fax' => $phone, 'MobilePhone' => $phone, 'HomePhone' => $phone, 'OtherPhone' => $phone, 'AssistantPhone' => $phone,
			'ReportsToId' => ['reference', 18, 'CUN', null, [], ['Contact']],
			'Email' => ['email', 80, 'CUNI'],
			'Title' => $text(128),
			'Department' => $text(80),
			'AssistantName' => $text(40),
			'LeadSource' => ['picklist', 255, 'CUN', null, ['Web', 'Phone Inquiry', 'Partner Referral', 'Other']],
			'Birthdate' => ['date', 0, 'CUN'],
			'Description' => ['textarea', 32000, 'CUN'],
			'OwnerId' => ['reference', 18, 'CUD', null, [], ['User']],
			'HasOptedOutOfEmail' => ['boolean', 0, 'CUD', 'Email Opt Out'],
			'DoNotCall' => ['boolean', 0, 'CUD'],
			'IsEmailBounced' => ['boolean', 0, 'D'],
			'MailingAddress' => ['address', 0, 'N'],
			'OtherAddress' => ['address', 0, 'N'],
			'Registry_ID__c' => ['string', 64, 'CUNXQI', 'Registry ID'],
			'Status__c' => $text(80),
			'Registry_Level__c' => ['double', 18, 'CUN', 'Registry Level'],
		];
		foreach (['Mailing', 'Other'] as $kind) {
			foreach (['Street' => 255, 'City' => 40, 'State' => 80, 'PostalCode' => 20, 'Country' => 80] as $part => $length) {
				$contact[$kind . $part] = [$part === 'Street' ? 'textarea' : 'string', $length, 'CUN'];
			}
		}
		return [
			'Contact' => $contact,
			'CoPerson__c' => self::system('Record ID') + [
				'OwnerId' => ['reference', 18, 'CUD', null, [], ['User']],
				'Name' => ['string', 80, '', 'CO Person Name'],
				'Contact__c' => ['reference', 18, 'CUN', 'Contact', [], ['Contact']],
				'Platform_ID__c' => ['string', 255, 'CUNXI', 'Platform ID'],
				'Application_ID__c' => ['string', 255, 'CUN', 'Application ID'],
				'ORCID__c' => ['string', 255, 'CUN', 'ORCID'],
				'Status__c' => $text(255),
			],
			'Account' => self::system('Account ID') + [
				'Name' => ['string', 255, 'CU', 'Account Name'],
				'OwnerId' => ['reference', 18, 'CUD', null, [], ['User']],
			],
			'User' => self::system('User ID') + [
				'Username' => ['string', 80, ''], 'Name' => ['string', 121, ''], 'Email' => ['email', 128, ''],
				'IsActive' => ['boolean', 0, ''], 'ProfileId' => ['id', 18, 'N'], 'TimeZoneSidKey' => ['string', 40, ''],
			],
			'Organization' => self::system('Organization ID') + [
				'Name' => ['string', 80, ''], 'InstanceName' => ['string', 5, 'N'], 'IsSandbox' => ['boolean', 0, ''],
				'OrganizationType' => ['string', 40, ''], 'NamespacePrefix' => ['string', 15, 'N'],
			],
		];
	}
}
