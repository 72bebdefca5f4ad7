<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* A connection to the registry's database. */

class DboSource
{
	public $config;
	public $configKeyName = 'default';
	private $connection;
	private static $columns = [];

	public function __construct($config)
	{
		$this->config = $config;
		try {
			$this->connection = new PDO($this->dsn(), $config['login'] ?? null, $config['password'] ?? null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
		} catch (PDOException $e) {
			throw new MissingConnectionException($e->getMessage(), 0, $e);
		}
	}

	private function dsn()
	{
		$c = $this->config;
		return match ($c['datasource']) {
			'Database/Sqlite' => "sqlite:$c[database]",
			'Database/Postgres' => "pgsql:host=$c[host];port=$c[port];dbname=$c[database]",
			'Database/Mysql' => "mysql:host=$c[host];port=$c[port];dbname=$c[database];charset=$c[encoding]",
		};
	}

	public static function shared()
	{
		static $source;
		require_once APP . 'Config/database.php';
		return $source ??= new self((new DATABASE_CONFIG())->default);
	}

	public function getConnection()
	{
		return $this->connection;
	}

	public function begin()
	{
		return $this->connection->beginTransaction();
	}

	public function commit()
	{
		return $this->connection->commit();
	}

	public function rollback()
	{
		return $this->connection->rollBack();
	}

	public function name($name)
	{
		$quote = $this->config['datasource'] === 'Database/Mysql' ? '`' : '"';
		return $quote . str_replace($quote, $quote . $quote, $name) . $quote;
	}

	/** @return array<string, bool> column => whether it is a boolean */
	public function columns($table)
	{
		if (!isset(self::$columns[$table])) {
			try {
				$statement = $this->connection->query('SELECT * FROM ' . $this->name($table) . ' WHERE 1 = 0');
			} catch (PDOException $e) {
				throw new MissingTableException($e->getMessage(), 0, $e);
			}
			for ($i = 0; $i < $statement->columnCount(); $i++) {
				$meta = $statement->getColumnMeta($i);
				$type = strtolower($meta['sqlite:decl_type'] ?? $meta['native_type'] ?? '');
				self::$columns[$table][$meta['name']] = str_starts_with($type, 'bool') || ($type === 'tiny' && $meta['len'] === 1);
			}
		}
		return self::$columns[$table];
	}

	/** @return list<array<string, mixed>> */
	public function run($sql, $values = [])
	{
		$statement = $this->connection->prepare($sql);
		foreach (array_values($values) as $i => $value) {
			if (is_bool($value)) {
				$postgres = $this->config['datasource'] === 'Database/Postgres';
				$statement->bindValue($i + 1, $postgres ? ($value ? 't' : 'f') : (int) $value, $postgres ? PDO::PARAM_STR : PDO::PARAM_INT);
			} else {
				$statement->bindValue($i + 1, $value, is_int($value) ? PDO::PARAM_INT : ($value === null ? PDO::PARAM_NULL : PDO::PARAM_STR));
			}
		}
		$statement->execute();
		return $statement->columnCount() ? $statement->fetchAll(PDO::FETCH_NUM) : [];
	}

	public function lastId($table)
	{
		return (int) $this->connection->lastInsertId($this->config['datasource'] === 'Database/Postgres' ? "{$table}_id_seq" : null);
	}
}
