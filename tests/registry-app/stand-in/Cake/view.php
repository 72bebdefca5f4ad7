<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Pages and their parts. */

#[AllowDynamicProperties]
class View
{
	public $request;
	public $params;
	public $here;
	public $viewVars;
	public $model;
	public $Html;
	public $Form;
	public $Flash;
	private $plugin;
	private $content = '';

	public function __construct(CakeRequest $request, $variables, $plugin, $model)
	{
		$this->request = $this->params = $request;
		$this->here = $request->here;
		$this->viewVars = $variables;
		$this->plugin = $plugin;
		$this->model = $model;
		$this->Html = new HtmlHelper($this);
		$this->Form = new FormHelper($this);
		$this->Flash = new FlashHelper($this);
	}

	public function show($controller, $view)
	{
		$this->content = $this->part(($this->plugin ? App::pluginPath($this->plugin) : APP) . "View/$controller/$view.ctp", $this->viewVars);
		echo $this->part(APP . 'View/Layouts/default.ctp', $this->viewVars);
	}

	public function element($name, $data = [])
	{
		[$plugin, $name] = str_contains($name, '.') ? explode('.', $name, 2) : [null, $name];
		return $this->part(($plugin ? App::pluginPath($plugin) : APP) . "View/Elements/$name.ctp", $data + $this->viewVars);
	}

	public function fetch($block)
	{
		return $block === 'content' ? $this->content : '';
	}

	private function part($__file, $__variables)
	{
		extract($__variables);
		ob_start();
		include $__file;
		return ob_get_clean();
	}
}

class Helper
{
	public function __construct(protected View $view)
	{
	}

	protected static function attributes($attributes)
	{
		$text = '';
		foreach ($attributes as $name => $value) {
			if ($value !== false && $value !== null) {
				$text .= ' ' . $name . '="' . h($value === true ? $name : $value) . '"';
			}
		}
		return $text;
	}
}

class HtmlHelper extends Helper
{
	private $crumbs = [];

	public function css($name)
	{
		return '<link rel="stylesheet" href="/css/' . h($name) . '.css">';
	}

	public function link($title, $url, $options = [])
	{
		return '<a' . self::attributes(['href' => Router::url($url)] + $options) . '>' . h($title) . '</a>';
	}

	public function addCrumb($title, $url = null)
	{
		$this->crumbs[] = $url === null ? h($title) : $this->link($title, $url);
	}

	public function getCrumbs($between, $first)
	{
		return implode($between, [$this->link($first, '/'), ...$this->crumbs]);
	}
}

class FlashHelper extends Helper
{
	public function render($key)
	{
		$html = '';
		foreach ($_SESSION['Message'][$key] ?? [] as $message) {
			$html .= $this->view->element('Flash/default', ['key' => $key, 'message' => $message]);
		}
		unset($_SESSION['Message'][$key]);
		return $html;
	}
}
