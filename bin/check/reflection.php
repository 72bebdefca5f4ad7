<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * Prints an interface, one member a line, each line complete in itself and all in a fixed order, so that two prints can
 * be compared with diff. Run by bin/check/reflection:
 *   reflection.php stubs FILE...      what the stubs declare, loaded as PHP
 *   reflection.php extension NAME     what the loaded extension has
 */

declare(strict_types=1);

function value(mixed $value): string
{
    return is_object($value) ? 'object(' . get_class($value) . ')' : str_replace("\n", ' ', var_export($value, true));
}

/** Types of a union come in the order in which they were written or registered; that order means nothing. */
function type(?ReflectionType $type): string
{
    if ($type === null) {
        return '(none)';
    }
    $text = (string) $type;
    if (str_starts_with($text, '?')) {
        $text = substr($text, 1) . '|null';
    }
    // Since PHP 8.2 iterable is a name for these two.
    $parts = explode('|', preg_replace('/\biterable\b/', 'Traversable|array', $text));
    sort($parts);

    return implode('|', $parts);
}

function attributes(Reflector $of): string
{
    $lines = array_map(
        static fn (ReflectionAttribute $attribute): string => '#[' . $attribute->getName()
            . ($attribute->getArguments() === [] ? '' : value($attribute->getArguments())) . '] ',
        $of->getAttributes()
    );
    sort($lines);

    return implode('', $lines);
}

function modifiers(Reflector $of): string
{
    return implode(' ', Reflection::getModifierNames($of->getModifiers()));
}

function default_of(ReflectionParameter $parameter): string
{
    if (!$parameter->isDefaultValueAvailable()) {
        return $parameter->isOptional() && !$parameter->isVariadic() ? ' = (unknown)' : '';
    }
    if ($parameter->isDefaultValueConstant()) {
        return ' = ' . ltrim($parameter->getDefaultValueConstantName(), '\\');
    }

    return ' = ' . value($parameter->getDefaultValue());
}

/** @return list<string> */
function signature(string $owner, ReflectionFunctionAbstract $function): array
{
    $lines = [];
    foreach ($function->getParameters() as $number => $parameter) {
        $lines[] = sprintf(
            '%s parameter %d: %s%s %s%s$%s%s',
            $owner,
            $number + 1,
            attributes($parameter),
            type($parameter->getType()),
            $parameter->isPassedByReference() ? '&' : '',
            $parameter->isVariadic() ? '...' : '',
            $parameter->getName(),
            default_of($parameter)
        );
    }
    // A tentative type of an internal method reads as a plain one in the stub.
    $return = $function->getReturnType() ?? $function->getTentativeReturnType();
    $lines[] = sprintf(
        '%s returns: %s%s%s',
        $owner,
        $function->returnsReference() ? '&' : '',
        type($return),
        $function->isDeprecated() ? ' (deprecated)' : ''
    );

    return $lines;
}

/** @return list<string> */
function describe_class(ReflectionClass $class): array
{
    $name = $class->getName();
    $kind = match (true) {
        $class->isInterface() => 'interface',
        $class->isTrait() => 'trait',
        $class->isEnum() => 'enum',
        default => 'class',
    };
    $interfaces = $class->getInterfaceNames();
    sort($interfaces);
    $final = $class->isFinal() ? 'final ' : '';
    $abstract = !$class->isInterface() && $class->isAbstract() ? 'abstract ' : '';
    $parent = $class->getParentClass();
    $lines = [
        "$name: " . attributes($class) . "$final$abstract$kind",
        "$name extends: " . ($parent ? $parent->getName() : '(none)'),
        "$name implements: " . ($interfaces === [] ? '(none)' : implode(', ', $interfaces)),
    ];
    $own = static fn (Reflector $member): bool => $member->getDeclaringClass()->getName() === $name;
    foreach (array_filter($class->getReflectionConstants(), $own) as $constant) {
        $lines[] = "$name::{$constant->getName()}: " . modifiers($constant) . ' const = ' . value($constant->getValue());
    }
    foreach (array_filter($class->getProperties(), $own) as $property) {
        $lines[] = "$name::\${$property->getName()}: " . attributes($property) . modifiers($property) . ' '
            . type($property->getType()) . ($property->hasDefaultValue() ? ' = ' . value($property->getDefaultValue()) : '');
    }
    foreach (array_filter($class->getMethods(), $own) as $method) {
        $owner = "$name::{$method->getName()}()";
        $lines[] = "$owner: " . attributes($method) . modifiers($method);
        array_push($lines, ...signature($owner, $method));
    }

    return $lines;
}

$lines = [];
$arguments = array_slice($argv, 2);
if ($argv[1] === 'stubs') {
    $classes = array_merge(get_declared_classes(), get_declared_interfaces(), get_declared_traits());
    $functions = get_defined_functions()['user'];
    foreach ($arguments as $file) {
        require $file;
    }
    $classes = array_diff(array_merge(get_declared_classes(), get_declared_interfaces(), get_declared_traits()), $classes);
    $functions = array_diff(get_defined_functions()['user'], $functions);
    $classes = array_map(static fn (string $name): ReflectionClass => new ReflectionClass($name), $classes);
    $functions = array_map(static fn (string $name): ReflectionFunction => new ReflectionFunction($name), $functions);
    $constants = get_defined_constants(true)['user'] ?? [];
} else {
    $extension = new ReflectionExtension($arguments[0]);
    $classes = $extension->getClasses();
    $functions = $extension->getFunctions();
    $constants = $extension->getConstants();
}
foreach ($classes as $class) {
    array_push($lines, ...describe_class($class));
}
foreach ($functions as $function) {
    $owner = $function->getName() . '()';
    $lines[] = "$owner: " . attributes($function) . 'function';
    array_push($lines, ...signature($owner, $function));
}
foreach ($constants as $name => $constant) {
    $lines[] = "$name = " . value($constant);
}
sort($lines);
echo implode("\n", $lines), "\n";
