<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* The components of controllers. */

class ComponentCollection
{
	private $loaded = [];

	public function __construct(private Controller $controller)
	{
	}

	/** @param string $component "Name" or "Plugin.Name"; there is one of each name, for the controller and for other components */
	public function load($component)
	{
		[$plugin, $name] = str_contains($component, '.') ? explode('.', $component, 2) : [null, $component];
		App::uses("{$name}Component", ($plugin ? "$plugin." : '') . 'Controller/Component');
		return $this->loaded[$name] ??= new ("{$name}Component")($this);
	}

	public function getController()
	{
		return $this->controller;
	}
}

#[AllowDynamicProperties]
class Component
{
	public $components = [];
	protected $_Collection;

	public function __construct(ComponentCollection $collection)
	{
		$this->_Collection = $collection;
		foreach ($this->components as $component) {
			$this->{substr($component, (int) strrpos('.' . $component, '.'))} = $collection->load($component);
		}
	}
}

class PaginatorComponent extends Component
{
}

class RequestHandlerComponent extends Component
{
}

class SessionComponent extends Component
{
	public function read($key)
	{
		return CakeSession::read($key);
	}

	public function write($key, $value)
	{
		CakeSession::write($key, $value);
	}

	public function delete($key)
	{
		CakeSession::delete($key);
	}

	public function renew()
	{
		session_regenerate_id(true);
	}
}

class FlashComponent extends Component
{
	public function set($message, $options)
	{
		$_SESSION['Message'][$options['key']][] = $message;
	}
}

/** Who may see the page: the controller's isAuthorized() says so. */
class AuthComponent extends Component
{
	public $authorize;
	public $loginAction;
	public $unauthorizedRedirect;
	public $authError;
	public $flash;
	private $allowed = [];

	public function allow(...$actions)
	{
		$this->allowed = $actions;
	}

	public function startup(Controller $controller)
	{
		if (in_array($controller->action, $this->allowed, true)) {
			return;
		}
		$user = CakeSession::read('Auth.User');
		if (!$user || !$controller->isAuthorized()) {
			$controller->Flash->set($this->authError, $this->flash);
			$controller->redirect($user ? $this->unauthorizedRedirect : $this->loginAction);
		}
	}
}

/** Forms that were not made here, or whose fixed fields were changed, are refused. */
class SecurityComponent extends Component
{
	public $csrfUseOnce = true;

	public static function key()
	{
		return $_SESSION['_Token'] ??= bin2hex(random_bytes(32));
	}

	/** @param array<string, mixed> $locked name of a hidden field => value */
	public static function seal($url, $fields, $locked)
	{
		sort($fields);
		ksort($locked);
		return hash_hmac('sha256', json_encode([$url, $fields, array_map('strval', $locked)]), self::key() . Configure::read('Security.salt'));
	}

	public function startup(Controller $controller)
	{
		if (!$controller->request->is(['post', 'put'])) {
			return;
		}
		$data = $_POST['data'] ?? [];
		$token = is_array($data['_Token'] ?? null) ? $data['_Token'] : [];
		unset($data['_Token']);
		$locked = json_decode((string) ($token['locked'] ?? ''), true);
		$flat = self::flatten($data);
		$expected = self::seal($controller->request->here, array_diff(array_keys($flat), array_keys((array) $locked)), array_intersect_key($flat, (array) $locked));
		if (!is_string($token['key'] ?? null) || !hash_equals(self::key(), $token['key']) || !is_string($token['fields'] ?? null) || !hash_equals($expected, $token['fields'])) {
			throw new BadRequestException('The request has been black-holed');
		}
	}

	/** @return array<string, mixed> "Model.field" => value */
	private static function flatten($data, $prefix = '')
	{
		$flat = [];
		foreach ($data as $name => $value) {
			$flat += is_array($value) ? self::flatten($value, "$prefix$name.") : ["$prefix$name" => $value];
		}
		return $flat;
	}
}
