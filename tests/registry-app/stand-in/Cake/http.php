<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Request, response, session, URLs, and the way from one to the page. */

class CakeSession
{
	public static function start()
	{
		if (session_status() !== PHP_SESSION_ACTIVE) {
			session_name(Configure::read('Session')['cookie']);
			session_start(Configure::read('Session')['ini'] ? ['save_path' => Configure::read('Session')['ini']['session.save_path']] : []);
		}
	}

	public static function read($key)
	{
		$value = $_SESSION ?? [];
		foreach (explode('.', $key) as $part) {
			if (!is_array($value) || !array_key_exists($part, $value)) {
				return null;
			}
			$value = $value[$part];
		}
		return $value;
	}

	public static function write($key, $new)
	{
		$value = &$_SESSION;
		foreach (explode('.', $key) as $part) {
			$value = &$value[$part];
		}
		$value = $new;
	}

	public static function delete($key)
	{
		$parts = explode('.', $key);
		$last = array_pop($parts);
		$value = &$_SESSION;
		foreach ($parts as $part) {
			$value = &$value[$part];
		}
		unset($value[$last]);
	}
}

#[AllowDynamicProperties]
class CakeRequest
{
	public $data = [];
	public $query;
	public $params = ['plugin' => null, 'named' => [], 'pass' => []];
	public $here;
	private $method;

	public function __construct()
	{
		$this->here = explode('?', $_SERVER['REQUEST_URI'], 2)[0];
		$this->query = $_GET;
		$this->data = $_POST['data'] ?? [];
		// CakePHP asks for the method of a form that edits in this hidden field
		$this->method = $_SERVER['REQUEST_METHOD'] === 'POST' ? strtoupper((string) ($_POST['_method'] ?? 'POST')) : $_SERVER['REQUEST_METHOD'];
		$parts = array_values(array_filter(explode('/', rawurldecode($this->here)), 'strlen'));
		if (array_slice($parts, 0, 2) === ['login', 'as']) {
			$parts = ['home', 'login', ...array_slice($parts, 2)];
		}
		foreach (App::objects('plugin') as $plugin) {
			if (($parts[0] ?? null) === Inflector::underscore($plugin)) {
				$this->params['plugin'] = array_shift($parts);
			}
		}
		$this->params['controller'] = array_shift($parts) ?? 'home';
		$this->params['action'] = array_shift($parts) ?? 'index';
		foreach ($parts as $part) {
			if (str_contains($part, ':')) {
				[$name, $value] = explode(':', $part, 2);
				$this->params['named'][$name] = $value;
			} else {
				$this->params['pass'][] = $part;
			}
		}
	}

	public function __get($name)
	{
		return $this->params[$name] ?? null;
	}

	public function is($types)
	{
		return in_array($this->method, array_map('strtoupper', (array) $types), true);
	}

	public function allowMethod($method)
	{
		if (!$this->is($method)) {
			throw new MethodNotAllowedException('Method Not Allowed');
		}
	}
}

class CakeResponse
{
	public function __construct($options = [])
	{
	}
}

class Router
{
	public static $request = null;

	public static function connect($route, $defaults)
	{
	}

	public static function url($url, $full = false)
	{
		$host = $full && isset($_SERVER['HTTP_HOST']) ? 'http://' . $_SERVER['HTTP_HOST'] : '';
		if (is_string($url)) {
			return preg_match('#\A[a-z]+://#', $url) ? $url : $host . $url;
		}
		$plugin = array_key_exists('plugin', $url) ? $url['plugin'] : self::$request->params['plugin'];
		$parts = [...($plugin ? [$plugin] : []), $url['controller'] ?? self::$request->params['controller'], $url['action'] ?? 'index'];
		foreach ($url as $name => $value) {
			if (is_int($name)) {
				$parts[] = rawurlencode((string) $value);
			} elseif (!in_array($name, ['plugin', 'controller', 'action', '?'], true)) {
				$parts[] = rawurlencode($name) . ':' . rawurlencode((string) $value);
			}
		}
		return $host . '/' . implode('/', $parts) . (isset($url['?']) ? '?' . http_build_query($url['?']) : '');
	}
}

class Dispatcher
{
	public function dispatch(CakeRequest $request, CakeResponse $response)
	{
		Router::$request = $request;
		CakeSession::start();
		ob_start();
		try {
			$this->invoke($request);
		} catch (RedirectException $redirect) {
			ob_end_clean();
			header('Location: ' . $redirect->getMessage(), true, 302);
			return;
		} catch (Throwable $e) {
			ob_end_clean();
			http_response_code($e instanceof HttpException ? $e->getCode() : 500);
			echo '<!DOCTYPE html><html lang="en"><title>Error</title><h1>', h(get_class($e) . ': ' . $e->getMessage()), '</h1><pre>', h($e->getTraceAsString()), '</pre></html>';
			CakeLog::write('error', (string) $e);
			return;
		}
		ob_end_flush();
	}

	private function invoke(CakeRequest $request)
	{
		$plugin = $request->params['plugin'] ? Inflector::camelize($request->params['plugin']) : null;
		$name = Inflector::camelize($request->params['controller']);
		App::uses('AppController', 'Controller');
		App::uses("{$name}Controller", $plugin ? "$plugin.Controller" : 'Controller');
		if (!class_exists("{$name}Controller")) {
			throw new NotFoundException("There is no controller $name");
		}
		$controller = new ("{$name}Controller")($request, $plugin);
		$controller->serve();
	}
}
