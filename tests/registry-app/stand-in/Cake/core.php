<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Configuration, loading of classes, names, the cache and the log. */

function h($text)
{
	return htmlspecialchars((string) $text, ENT_QUOTES, 'UTF-8');
}

class CakeException extends RuntimeException
{
}

class CakeBaseException extends RuntimeException
{
}

class HttpException extends CakeBaseException
{
	protected $status = 500;

	public function __construct($message = '', $code = null)
	{
		parent::__construct($message, $code ?? $this->status);
	}
}

class BadRequestException extends HttpException
{
	protected $status = 400;
}

class ForbiddenException extends HttpException
{
	protected $status = 403;
}

class NotFoundException extends HttpException
{
	protected $status = 404;
}

class MethodNotAllowedException extends HttpException
{
	protected $status = 405;
}

class MissingTableException extends CakeException
{
}

class MissingConnectionException extends CakeException
{
	public function getAttributes()
	{
		return ['message' => $this->getMessage()];
	}
}

class Configure
{
	private static $values = [];

	public static function write($key, $value)
	{
		self::$values[$key] = $value;
	}

	public static function read($key)
	{
		return self::$values[$key] ?? null;
	}
}

class App
{
	private static $places = [];
	private static $plugins = '';

	/** Remembers in which folder a class will be found: "Model", or "Plugin.Model". */
	public static function uses($class, $place)
	{
		self::$places[$class] = $place;
	}

	public static function build($paths)
	{
		self::$plugins = $paths['Plugin'][0];
	}

	public static function objects($type)
	{
		return array_values(array_filter(scandir(self::$plugins), static fn ($name) => $name[0] !== '.' && is_dir(self::$plugins . $name)));
	}

	public static function pluginPath($plugin)
	{
		return self::$plugins . $plugin . '/';
	}

	public static function load($class)
	{
		$place = self::$places[$class] ?? null;
		if ($place !== null) {
			[$plugin, $folder] = str_contains($place, '.') ? explode('.', $place, 2) : [null, $place];
			$file = ($plugin ? self::pluginPath($plugin) : APP) . "$folder/$class.php";
			if (is_file($file)) {
				require_once $file;
			}
		}
	}
}
spl_autoload_register(App::load(...));

class CakePlugin
{
	public static function loadAll()
	{
	}

	public static function loaded()
	{
		return App::objects('plugin');
	}

	public static function path($plugin)
	{
		return App::pluginPath($plugin);
	}

	public static function routes()
	{
	}
}

class ClassRegistry
{
	private static $objects = [];

	/** @param string $class "Model" or "Plugin.Model"; a class that exists is used as it is, one that is no Model is made anew each time */
	public static function init($class, $strict = false)
	{
		[$plugin, $name] = str_contains($class, '.') ? explode('.', $class, 2) : [null, $class];
		if (isset(self::$objects[$name])) {
			return self::$objects[$name];
		}
		if ($plugin) {
			App::uses($plugin . 'AppModel', "$plugin.Model");
		}
		if (!class_exists($name, false)) {
			App::uses($name, $plugin ? "$plugin.Model" : 'Model');
		}
		if (!class_exists($name)) {
			$object = new ($plugin . 'AppModel')(['name' => $name, 'alias' => $name]);
			return self::$objects[$name] = $object;
		}
		$object = new $name(['class' => $class, 'alias' => $name, 'plugin' => $plugin]);
		if ($object instanceof Model) {
			self::$objects[$name] = $object;
		} elseif ($strict) {
			return false;
		}
		return $object;
	}
}

class Inflector
{
	public static function underscore($name)
	{
		return strtolower(preg_replace('/(?<=\w)([A-Z])/', '_$1', $name));
	}

	public static function camelize($name)
	{
		return str_replace(' ', '', ucwords(str_replace('_', ' ', $name)));
	}

	public static function tableize($name)
	{
		return preg_replace(['/person$/', '/y$/', '/(s|x|ch)$/', '/(?<!s|people)$/'], ['people', 'ies', '$1es', 's'], self::underscore($name), 1);
	}

	public static function classify($table)
	{
		return self::camelize(preg_replace(['/people$/', '/ies$/', '/(?:(?<=ss|x|ch)es|s)$/'], ['person', 'y', ''], $table, 1));
	}
}

class Hash
{
	public static function extract($data, $path)
	{
		$found = [$data];
		foreach (explode('.', $path) as $part) {
			$next = [];
			foreach ($found as $value) {
				foreach ($part === '{n}' ? (array) $value : (isset($value[$part]) ? [$value[$part]] : []) as $child) {
					$next[] = $child;
				}
			}
			$found = $next;
		}
		return $found;
	}

	public static function flatten($data)
	{
		$flat = [];
		array_walk_recursive($data, static function ($value) use (&$flat) {
			$flat[] = $value;
		});
		return $flat;
	}
}

class Cache
{
	private static $settings = [];

	public static function config($name, $settings = [])
	{
		self::$settings[$name] = $settings;
	}

	public static function settings($name)
	{
		return self::$settings[$name];
	}

	public static function isInitialized($name)
	{
		return isset(self::$settings[$name]);
	}

	public static function read($key, $config)
	{
		$file = self::file($key, $config);
		[$until, $value] = is_file($file) ? unserialize(file_get_contents($file)) : [0, false];
		return $until >= time() ? $value : false;
	}

	public static function write($key, $value, $config)
	{
		$duration = self::$settings[$config]['duration'];
		$until = is_int($duration) ? time() + $duration : strtotime($duration);
		return file_put_contents(self::file($key, $config), serialize([$until, $value])) !== false;
	}

	private static function file($key, $config)
	{
		return CACHE . preg_replace('/\W/', '_', self::$settings[$config]['prefix'] . $key);
	}
}

class CakeLog
{
	public static function config($name, $settings)
	{
	}

	public static function write($level, $message)
	{
		file_put_contents(LOGS . 'all.log', gmdate('Y-m-d H:i:s') . " $level $message\n", FILE_APPEND);
	}
}
