<?php

/**
 * SPDX-License-Identifier: Apache-2.0
 * Copyright (c) 2026 The sfprov authors
 *
 * The public interface of the extension. The C declarations in src/php are generated from this file (bin/gen-arginfo).
 *
 * @generate-class-entries
 */

namespace {

    /**
     * Provisions people of COmanage Registry into Salesforce: the primary model of the registry plugin "SalesforceProvisioner",
     * and the door to Salesforce for plugin code.
     *
     * Every method may throw Sfprov\Exception: a \RuntimeException when trying again later can help (network, limits, lost
     * authorisation, database), an \InvalidArgumentException when somebody has to change data or configuration first.
     *
     * @not-serializable
     */
    class SalesforceProvisioner
    {
        /** Name of the model and of the plugin, as the registry's framework reads it. */
        public string $name = "SalesforceProvisioner";

        public string $alias = "SalesforceProvisioner";

        public string $plugin = "SalesforceProvisioner";

        /**
         * Types of plugin: provisioner and job, filled in when the object is made. The first is the one that a duplicated CO goes by:
         * without it the copy has no provisioning target.
         */
        public string|array $cmPluginType = [];

        /** Models of the registry that have models of this plugin: none. */
        public array $cmPluginHasMany = [];

        public array $hasMany = [];

        public array $hasOne = [];

        /** Answers enabled(?string $name): false. Deleting a CO asks it. */
        public object $Behaviors;

        /**
         * Cheap and without input or output: the registry makes many instances.
         *
         * - db: \PDO, the registry's handle, needed before anything touches the registry
         * - token_db: callable(): \PDO, a second connection to the same database, used while `db` has a transaction open, because
         *   what Salesforce has already done must survive a roll-back
         * - table_prefix: string, "cm_" by default
         * - logger: callable(string $level, string $message, array $context), level debug, info, warning or error
         * - status_labels: array of status code => text for Status__c, the registry's English texts by default
         * - actor_identifier: string, who changes rows, for the registry's changelog
         * - jwt_key_file, jwt_username: string, for the JWT bearer grant
         * - cainfo, allowed_hosts, connect_timeout, timeout, proxy, api_version, token_key_file, client_certificate, client_key:
         *   instead of the ini setting of the same name
         *
         * @param array $settings As above; other keys (the framework passes its own) are ignored.
         */
        public function __construct(#[\SensitiveParameter] array $settings = []) {}

        /** Whether the plugin is of this type; null asks for any type. */
        public function isPlugin(?string $type = null): bool {}

        /** Menu entries of the plugin: none. */
        public function cmPluginMenus(): array {}

        /**
         * Jobs of the plugin for the registry's job shell: name => help text. The plugin's own files know them, so they are asked:
         * SalesforceProvisionerAppModel::availableJobs(). None where that is missing, as in the registry's own plugin of this name.
         */
        public function getAvailableJobs(): array {}

        /**
         * Brings one person to Salesforce, or takes them away, as the operation says.
         *
         * @param array $target What the framework hands to a plugin: ['CoSalesforceProvisionerTarget' => [row]].
         * @param string $op Two-letter ProvisioningActionEnum. Operations on groups, lists and services do nothing.
         * @param array $provisioningData The framework's data of the subject.
         * @return bool Always true: failure is an exception.
         */
        public function provision(array $target, string $op, array $provisioningData): bool {}

        /**
         * What provision() would do, without sending anything to Salesforce and without writing anything.
         *
         * @return array{action: string, reason: string, requests: list<array{method: string, path: string, body: ?array}>, fields: array<string, array<string, mixed>>, cleared: array<string, list<string>>, unchanged: bool} action is "synchronise", "deprovision" or "nothing"; the body of a request is what its JSON decodes to.
         */
        public function preview(array $target, string $op, array $provisioningData): array {}

        /**
         * Brings all people of a CO to Salesforce, each exactly as provision() would: reads them from the registry's tables in sets, sends what has changed as sObject
         * Collections, hundreds of records in a call, and remembers the results in sets. For a target in any mode but Disabled; not inside a database transaction.
         *
         * Any number of processes and hosts may call it at the same time for the same target: they share one run and divide the people among them. A run that was
         * interrupted goes on where it stopped when it is called again; what a killed process had in hand is taken over after two minutes.
         *
         * Options (null counts as not given):
         * - mode: "all" (default) compares everybody with what was sent last; "changed" only those who may have changed since the last complete run
         * - force: bool, send all fields of everybody, whatever was sent before
         * - dry_run: bool, only count what would be done: nothing is sent or written
         * - batch_size: int, 1 to 2000, people read at once (1000)
         * - bulk_threshold: int, records sent in a run after which Bulk API 2.0 takes over; 0: never (column bulk_threshold of the target, else 10000)
         * - api_reserve: int, 0 to 99, per cent of the org's daily API calls that are left to others (column api_reserve of the target, else 10)
         * - max_seconds: int, end cleanly after so many seconds; 0: no limit
         * - max_failures: int, 0 to 10000, how many failures the result lists (100); all are remembered with the person
         * - history: bool, write export and history records as the registry does for people it has provisioned (true)
         * - requests: int, 1 to 8, requests to Salesforce at the same time (2)
         * - person_data: callable(int $coPersonId): array{0: string, 1: array}|\Throwable|null, gives operation and provisioning data as the framework makes
         *   them, null for somebody who is not there, an exception (returned, not thrown) that is this one person's failure. Needed where the target has data
         *   filters, which only the framework can run; not asked otherwise
         *
         * @param callable|null $progress Called about once a second and after each batch with array{phase: string, done: int, total: int, created: int, updated: int, unchanged: int, deprovisioned: int, skipped: int, failed: int, api_calls: int, api_used: ?int, api_limit: ?int, seconds: float, per_second: float, seconds_left: ?int}, of all processes of the run; false as its answer cancels the run.
         * @return array{run: ?int, complete: bool, stopped: ?string, message: ?string, people: int, created: int, updated: int, unchanged: int, deprovisioned: int, skipped: int, failed: int, api_calls: int, api_used: ?int, api_limit: ?int, seconds: float, failures: list<array{co_person_id: int, code: string, fields: list<string>, message: string, retryable: bool}>} of this process. stopped is "cancelled", "limit", "time" or "busy" (other processes have the rest), with a message for an admin. What goes wrong for single people is counted and does not throw.
         */
        public function provisionAll(array $target, int $coId, array $options = [], ?callable $progress = null): array {}

        /**
         * Compares what Salesforce has with the registry, for all people of a CO, and puts right what is asked for. Reads the Contacts (and CoPerson__c) back, hundreds in a call,
         * only the fields that the mapping fills. For a target in any mode but Disabled; not inside a database transaction.
         *
         * What is found:
         * - missing: a person who should have a Contact (and CoPerson__c) and has none, or whose is gone
         * - changed: fields differ, each with both values; "Id" where the Contact was merged into another, fields of a CoPerson__c as "CoPerson__c.NAME"
         * - orphaned: a Contact that our user made for this registry, by its external id or by a CoPerson__c, and that is nobody's
         * - duplicated: people who share a Contact; several CoPerson__c on a Contact ("CoPerson__c.Id": the right one, and those that are too many); a Contact that is
         *   nobody's, of the name and e-mail address of one that is somebody's
         *
         * Options (null counts as not given):
         * - repair: bool or list of these kinds (false): missing and changed are sent again; orphaned are treated as the target's deprovisioning policy says; of the
         *   duplicated only CoPerson__c are deleted that our user made and nobody is linked to
         * - max_share: int, 0 to 100, per cent (5): a repair that would delete, mark, or empty fields of more of the Contacts, and of 10 at least, does nothing at all
         * - api_reserve: int, 0 to 99, per cent of the org's daily API calls that are left to others (column api_reserve of the target, else 10)
         * - max_seconds: int, end cleanly after so many seconds; 0: no limit
         * - max_differences: int, how many differences the result lists (1000); all are counted
         * - history: bool, write export and history records about people who were repaired (true)
         * - person_data: as for provisionAll()
         *
         * @param callable|null $progress Called about once a second and after each set of people with array{phase: string, done: int, total: int, same: int, missing: int, changed: int, orphaned: int, duplicated: int, repaired: int, failed: int, api_calls: int, api_used: ?int, api_limit: ?int, seconds: float, per_second: float, seconds_left: ?int}, phase "reconcile" or "repair"; false as its answer cancels.
         * @return array{complete: bool, stopped: ?string, message: ?string, people: int, contacts: int, same: int, missing: int, changed: int, orphaned: int, duplicated: int, repaired: int, failed: int, api_calls: int, api_used: ?int, api_limit: ?int, seconds: float, differences: list<array{kind: string, co_person_id: ?int, contact_ids: list<string>, fields: array<string, array{registry: mixed, salesforce: mixed}>}>, failures: list<array{co_person_id: ?int, code: string, fields: list<string>, message: string, retryable: bool}>} stopped is "cancelled", "limit", "time" or "guard" (max_share), with a message for an admin, who is also told what a complete comparison could not look at. The values of fields in it are personal data.
         */
        public function reconcile(array $target, int $coId, array $options = [], ?callable $progress = null): array {}

        /**
         * Where to send the admin's browser to authorise a server of grant type authorization code, with PKCE (S256).
         *
         * The caller makes `$state`: at least 128 random bits, bound to the login session and the server row, used once, forgotten
         * after ten minutes, and compared with hash_equals() in the callback. The code verifier is kept in the same place.
         *
         * @return array{url: string, code_verifier: string}
         */
        public function authorizationUrl(int $oauth2ServerId, string $redirectUri, #[\SensitiveParameter] string $state): array {}

        /**
         * Exchanges the code that Salesforce gave to the callback for tokens, and stores them in the server's row.
         *
         * @param string|null $codeVerifier Of authorizationUrl(); null when the authorisation was begun without PKCE.
         */
        public function exchangeCode(int $oauth2ServerId, #[\SensitiveParameter] string $code, string $redirectUri, #[\SensitiveParameter] ?string $codeVerifier = null): void {}

        /** Requests a token without a person: client credentials or JWT bearer, as the server is configured. */
        public function requestToken(int $oauth2ServerId): void {}

        /** Renews the access token now. Concurrent callers share one token request. */
        public function refreshToken(int $oauth2ServerId): void {}

        /** Revokes the tokens at Salesforce and empties them in the row. */
        public function revokeToken(int $oauth2ServerId): void {}

        /**
         * Writes the stored tokens of a server anew, encrypted with the first key of the key file (setting or ini token_key_file). Also
         * changes the key: put the new one before the old one in the file, call this for each server, then take the old one out.
         *
         * Encrypted tokens are readable by this extension alone, not by other plugins of the registry that use the same server.
         */
        public function encryptTokens(int $oauth2ServerId): void {}

        /** Writes the stored tokens of a server anew, without encryption. */
        public function decryptTokens(int $oauth2ServerId): void {}

        /**
         * What is known of the tokens of a server; never a secret.
         *
         * @return array{grant: string, access_token_set: bool, refresh_token_set: bool, since: ?int, expires: ?int, scope: ?string, instance_url: ?string, user_id: ?string, org_id: ?string} grant is "authorization_code", "client_credentials" or "jwt_bearer"; since and expires are epoch seconds.
         */
        public function tokenStatus(int $oauth2ServerId): array {}

        /**
         * Tries everything that provisioning needs and reports each check; it throws only where the call itself is malformed.
         *
         * @return array{ok: bool, checks: list<array{name: string, ok: bool, message: string}>, user: ?array, org: ?array, instance_url: ?string, api_version: array, limits: ?array, missing_fields: array<string, list<string>>}
         */
        public function testConnection(array $target): array {}

        /**
         * What this object has asked of Salesforce so far: HTTP requests, those sent again among them, those without a usable answer, token requests, and
         * the org's daily API calls as the last answer told them (null: none has).
         *
         * @return array{requests: int, retries: int, failures: int, token_requests: int, api_used: ?int, api_limit: ?int}
         */
        public function counters(): array {}

        /**
         * The limits of the org, as Salesforce's limits resource gives them.
         *
         * @return array<string, array{Max: int, Remaining: int}>
         */
        public function limits(array $target): array {}

        /**
         * Runs a SOQL query and gives its records, fetching further pages as they are asked for.
         *
         * @return \Sfprov\QueryResult
         */
        public function query(array $target, string $soql): \Sfprov\QueryResult {}

        /**
         * Sends one request to the REST API of the target's org.
         *
         * @param string $method GET, POST, PATCH, PUT or DELETE.
         * @param string $path "/sobjects/Contact/describe" under the configured API version, or a whole path from "/services/".
         * @return mixed The decoded answer, null when it has no body.
         */
        public function request(array $target, string $method, string $path, ?array $body = null): mixed {}
    }

}

namespace Sfprov {

    /** Every exception of the extension. */
    interface Exception extends \Throwable
    {
        /** Salesforce's errorCode or OAuth's error, null when there is none. */
        public function getErrorCode(): ?string;

        /** HTTP status of the answer, 0 when none came. */
        public function getHttpStatus(): int;

        /** @return list<string> The fields that Salesforce named. */
        public function getFields(): array;

        /** True when a later try can succeed without anybody changing anything. */
        public function isRetryable(): bool;
    }

    /** Trying again later can help. */
    class RuntimeException extends \RuntimeException implements Exception
    {
        protected ?string $errorCode = null;

        protected int $httpStatus = 0;

        protected array $fields = [];

        public function getErrorCode(): ?string {}

        public function getHttpStatus(): int {}

        public function getFields(): array {}

        public function isRetryable(): bool {}
    }

    /** Salesforce could not be reached, or the answer was lost. */
    class NetworkException extends RuntimeException
    {
    }

    /** Salesforce answered that something went wrong on its side. */
    class ServerException extends RuntimeException
    {
    }

    /** A limit of the org is used up, or Salesforce asks to slow down. */
    class LimitException extends RuntimeException
    {
    }

    /** The authorisation is missing, lost or refused. */
    class AuthorizationException extends RuntimeException
    {
    }

    /** The registry's database failed. */
    class DatabaseException extends RuntimeException
    {
    }

    /** Somebody has to change data or configuration first. */
    class InvalidArgumentException extends \InvalidArgumentException implements Exception
    {
        protected ?string $errorCode = null;

        protected int $httpStatus = 0;

        protected array $fields = [];

        /** @implementation-alias Sfprov\RuntimeException::getErrorCode */
        public function getErrorCode(): ?string {}

        /** @implementation-alias Sfprov\RuntimeException::getHttpStatus */
        public function getHttpStatus(): int {}

        /** @implementation-alias Sfprov\RuntimeException::getFields */
        public function getFields(): array {}

        /** @implementation-alias Sfprov\RuntimeException::isRetryable */
        public function isRetryable(): bool {}
    }

    /** Salesforce refuses the record. */
    class RecordException extends InvalidArgumentException
    {
    }

    /** A setting, the server or the provisioning target is wrong or incomplete. */
    class ConfigurationException extends InvalidArgumentException
    {
    }

    /**
     * What the registry's framework finds in SalesforceProvisioner::$Behaviors.
     *
     * @strict-properties
     */
    final class Behaviors
    {
        /** Whether a behaviour is enabled: none is. */
        public function enabled(?string $name = null): bool {}
    }

    /**
     * The records of a SOQL query, page by page. Made by SalesforceProvisioner::query().
     *
     * @strict-properties
     * @not-serializable
     */
    final class QueryResult implements \Iterator
    {
        private function __construct() {}

        /** @return array<string, mixed> */
        public function current(): mixed {}

        public function key(): int {}

        public function next(): void {}

        /** Runs the query again when it has been moved on. */
        public function rewind(): void {}

        public function valid(): bool {}
    }
}
