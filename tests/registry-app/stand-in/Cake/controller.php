<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Controllers. */

class RedirectException extends Exception
{
}

#[AllowDynamicProperties]
class Controller
{
	public $name = null;
	public $uses = null;
	public $components = [];
	public $request;
	public $params;
	public $action;
	public $modelClass;
	public $viewVars = [];
	private $plugin;
	private $rendered = false;

	public function __construct(CakeRequest $request, $plugin)
	{
		$this->name ??= preg_replace('/Controller$/', '', static::class);
		$this->request = $this->params = $request;
		$this->action = $request->params['action'];
		$this->plugin = $plugin;
		$this->modelClass = $this->uses[0] ?? ($this->uses === [] ? null : Inflector::classify(Inflector::underscore($this->name)));
		$collection = new ComponentCollection($this);
		foreach (array_unique(array_merge(get_class_vars('AppController')['components'], $this->components)) as $component) {
			$this->{substr($component, (int) strrpos('.' . $component, '.'))} = $collection->load($component);
		}
		if ($this->modelClass) {
			$this->loadModel($plugin ? "$plugin.$this->modelClass" : $this->modelClass);
		}
	}

	public function loadModel($class)
	{
		$this->{substr($class, (int) strrpos('.' . $class, '.'))} = ClassRegistry::init($class);
	}

	/** The page, from the first callback to the last byte. */
	public function serve()
	{
		$method = method_exists($this, $this->action) ? new ReflectionMethod($this, $this->action) : null;
		if (!$method || !$method->isPublic() || $method->class === self::class || in_array($this->action, ['beforeFilter', 'beforeRender', 'isAuthorized'], true)) {
			throw new NotFoundException('There is no such action');
		}
		$this->beforeFilter();
		foreach (['Auth', 'Security'] as $name) {
			$this->$name->startup($this);
		}
		if (count($this->request->params['pass']) < $method->getNumberOfRequiredParameters()) {
			throw new NotFoundException('The record is not named');
		}
		$this->{$this->action}(...$this->request->params['pass']);
		if (!$this->rendered) {
			$this->render();
		}
	}

	public function beforeFilter()
	{
	}

	public function beforeRender()
	{
	}

	public function isAuthorized()
	{
		return true;
	}

	public function set($name, $value)
	{
		$this->viewVars[$name] = $value;
	}

	public function render($view = null)
	{
		$this->rendered = true;
		$this->beforeRender();
		$object = new View($this->request, $this->viewVars, $this->plugin, isset($this->{$this->modelClass ?? ''}) ? $this->{$this->modelClass} : null);
		$object->show($this->name, $view ?? $this->action);
	}

	public function redirect($url)
	{
		throw new RedirectException(Router::url($url, true));
	}
}
