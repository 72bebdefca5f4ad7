<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/* Forms. */

class FormHelper extends Helper
{
	private $model = '';
	private $url = '';
	private $fields = [];
	private $locked = [];
	private $post = true;

	public function create($model, $options = [])
	{
		$this->model = (string) $model;
		$this->fields = $this->locked = [];
		$request = $this->view->request;
		$this->url = Router::url($options['url'] ?? ['action' => $request->params['action'], ...$request->params['pass']]);
		$this->post = ($options['type'] ?? 'post') !== 'get';
		$edits = !isset($options['type']) && isset($request->data[$this->model]['id']);
		return '<form' . self::attributes([
			'action' => $this->url,
			'method' => $this->post ? 'post' : 'get',
			'id' => $options['id'] ?? $this->model . Inflector::camelize($request->params['action']) . 'Form',
		]) . '>' . ($edits ? '<input type="hidden" name="_method" value="PUT">' : '')
			. ($this->post ? '<input type="hidden" name="data[_Token][key]" value="' . SecurityComponent::key() . '">' : '');
	}

	public function end()
	{
		if (!$this->post) {
			return '</form>';
		}
		return '<input type="hidden" name="data[_Token][locked]" value="' . h(json_encode(array_fill_keys(array_keys($this->locked), 1))) . '">'
			. '<input type="hidden" name="data[_Token][fields]" value="' . SecurityComponent::seal($this->url, array_values(array_unique($this->fields)), $this->locked) . '"></form>';
	}

	public function hidden($name, $options = [])
	{
		$path = $this->path($name);
		$value = $options['value'] ?? $this->value($path) ?? $options['default'] ?? '';
		$this->locked[$path] = $value;
		return '<input type="hidden"' . self::attributes(['name' => $this->name($path), 'value' => (string) $value, 'id' => $options['id'] ?? $this->id($path)]) . '>';
	}

	public function label($name, $text, $attributes = [])
	{
		return '<label' . self::attributes($attributes) . '>' . $text . '</label>';
	}

	public function input($name, $options)
	{
		$path = $this->path($name);
		$this->fields[] = $path;
		$value = $options['value'] ?? $this->value($path);
		$attributes = array_diff_key($options, array_flip(['label', 'div', 'value', 'checked', 'default'])) + ['name' => $this->name($path), 'id' => $this->id($path)];
		if ($options['type'] === 'checkbox') {
			return '<input type="hidden" name="' . h($this->name($path)) . '" value="0"><input' . self::attributes($attributes + ['value' => '1', 'checked' => (bool) ($options['checked'] ?? $value)]) . '>'
				. $this->label($name, h($options['label']), ['for' => $attributes['id']]);
		}
		return '<input' . self::attributes($attributes + ['value' => (string) $value]) . '>' . ($this->isFieldError($name) ? $this->error($name) : '');
	}

	public function select($name, $options, $attributes = [])
	{
		$path = $this->path($name);
		$this->fields[] = $path;
		$value = (string) ($attributes['value'] ?? $this->value($path));
		$empty = $attributes['empty'] ?? '';
		unset($attributes['value'], $attributes['empty']);
		return '<select' . self::attributes($attributes + ['name' => $this->name($path), 'id' => $this->id($path)]) . '>'
			. ($empty === false ? '' : '<option value="">' . h($empty) . '</option>') . $this->options($options, $value) . '</select>';
	}

	private function options($options, $selected)
	{
		$html = '';
		foreach ($options as $value => $text) {
			$html .= is_array($text)
				? '<optgroup label="' . h($value) . '">' . $this->options($text, $selected) . '</optgroup>'
				: '<option' . self::attributes(['value' => (string) $value, 'selected' => (string) $value === $selected]) . '>' . h($text) . '</option>';
		}
		return $html;
	}

	public function isFieldError($name)
	{
		return !empty($this->view->model->validationErrors[$name]);
	}

	public function error($name)
	{
		return '<div class="error-message">' . h($this->view->model->validationErrors[$name][0]) . '</div>';
	}

	public function submit($text)
	{
		return '<div class="submit"><input type="submit" value="' . h($text) . '"></div>';
	}

	/** "Model.field", or "Other.0.field" as it was given */
	private function path($name)
	{
		return str_contains($name, '.') ? $name : "$this->model.$name";
	}

	private function name($path)
	{
		return 'data[' . str_replace('.', '][', $path) . ']';
	}

	private function id($path)
	{
		return implode('', array_map(Inflector::camelize(...), explode('.', $path)));
	}

	private function value($path)
	{
		$value = $this->view->request->data;
		foreach (explode('.', $path) as $part) {
			if (!is_array($value) || !isset($value[$part])) {
				return null;
			}
			$value = $value[$part];
		}
		return $value;
	}
}
