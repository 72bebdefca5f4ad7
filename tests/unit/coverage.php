<?php
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# What share of src/ has run, from the counts that gcc's --coverage leaves beside the objects.
#
#   php coverage.php [--with-php] [--missing] [--least LINES,BRANCHES] FOLDER...
#
# FOLDER: where *.gcno and *.gcda files are; counts of the same source are added up. --with-php: src/php too. --missing: also name the lines that
# never ran and the branches that were never taken. --least: status 1 when a share (in per cent) is smaller. The last line is
# 'coverage of src/: NN.N % of lines, NN.N % of branches'. GCOV names the program gcov.
#
# Not counted: the branches inside of PHP's macros that read a method's parameters, which are PHP's code and not ours (the lines are counted), and
# test_functions.c, which only tests call.

const PARTS = 'base|crypto|http|mapping|oauth|php|provisioning|salesforce';

function share(int $part, int $all): string
{
    return sprintf('%5.1f', $all === 0 ? 100 : floor(1000 * $part / $all) / 10);
}

/** @return list<string> */
function notes(string $folder): array
{
    $files = [];
    foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS)) as $file) {
        if ($file->getExtension() === 'gcno') {
            $files[] = $file->getPathname();
        }
    }
    sort($files);
    return $files;
}

/** The part of a path below src/, or null when it is no source of ours. */
function source(string $path): ?string
{
    return preg_match('#(?:^|/)src/((?:' . PARTS . ')/[^/]+\.[ch])$#', $path, $match) === 1 ? $match[1] : null;
}

/** @return array<int, string> the lines of a source that are a macro of PHP's for reading parameters, by their numbers */
function foreign_lines(string $name): array
{
    static $known = [];
    if (!isset($known[$name])) {
        $text = @file(__DIR__ . "/../../src/$name") ?: [];
        array_unshift($text, '');
        $known[$name] = preg_grep('/^\s*(Z_PARAM_|ZEND_PARSE_PARAMETERS_)/', $text);
    }
    return $known[$name];
}

/** Adds what gcov says of one object. */
function add(string $note, array &$lines, array &$branches): void
{
    static $gcov = null;
    $gcov ??= getenv('GCOV') ?: 'gcov';
    $command = escapeshellarg($gcov) . ' --json-format --stdout --branch-probabilities ' . escapeshellarg($note) . ' 2>/dev/null';
    $text = (string) shell_exec($command);
    foreach (preg_split('/\R/', $text, -1, PREG_SPLIT_NO_EMPTY) as $document) {
        $data = json_decode($document, true);
        if (!is_array($data)) {
            fwrite(STDERR, "gcov says nothing of $note\n");
            exit(2);
        }
        foreach ($data['files'] ?? [] as $file) {
            $name = source($file['file']);
            if ($name === null || $name === 'php/test_functions.c') {
                continue;
            }
            $foreign = foreign_lines($name);
            foreach ($file['lines'] as $line) {
                $number = $line['line_number'];
                $lines[$name][$number] = ($lines[$name][$number] ?? 0) + $line['count'];
                foreach (isset($foreign[$number]) ? [] : $line['branches'] as $i => $branch) {
                    $branches[$name][$number][$i] = ($branches[$name][$number][$i] ?? 0) + $branch['count'];
                }
            }
        }
    }
}

/** @return array{int, int, int, int} lines run, lines, branches taken, branches */
function count_file(array $lines, array $branches): array
{
    $result = [count(array_filter($lines)), count($lines), 0, 0];
    foreach ($branches as $counts) {
        $result[2] += count(array_filter($counts));
        $result[3] += count($counts);
    }
    return $result;
}

function tell_missing(string $name, array $lines, array $branches): void
{
    ksort($lines);
    foreach ($lines as $number => $count) {
        $never = array_keys(array_filter($branches[$number] ?? [], fn ($taken) => $taken === 0));
        if ($count === 0) {
            echo "src/$name:$number: never run\n";
        } elseif ($never !== []) {
            echo "src/$name:$number: branch ", implode(', ', $never), ' of ', count($branches[$number]), " never taken\n";
        }
    }
}

function row(string $name, array $sums): void
{
    printf("%-16s %s %% of %5d lines  %s %% of %5d branches\n", $name, share($sums[0], $sums[1]), $sums[1], share($sums[2], $sums[3]), $sums[3]);
}

$options = getopt('', ['with-php', 'missing', 'least:'], $rest);
$folders = array_slice($argv, $rest);
$lines = $branches = $sums = [];
$total = [0, 0, 0, 0];
foreach ($folders as $folder) {
    foreach (notes($folder) as $note) {
        add($note, $lines, $branches);
    }
}
ksort($lines);
foreach ($lines as $name => $numbers) {
    $part = dirname($name);
    if ($part === 'php' && !isset($options['with-php'])) {
        continue;
    }
    if (isset($options['missing'])) {
        tell_missing($name, $numbers, $branches[$name] ?? []);
    }
    foreach (count_file($numbers, $branches[$name] ?? []) as $i => $number) {
        $sums[$part][$i] = ($sums[$part][$i] ?? 0) + $number;
        $total[$i] += $number;
    }
}
if ($total[1] === 0) {
    fwrite(STDERR, "There are no counts in " . implode(', ', $folders) . "\n");
    exit(2);
}
foreach ($sums as $part => $own) {
    row("src/$part", $own);
}
printf("coverage of src/: %s %% of lines, %s %% of branches\n", trim(share($total[0], $total[1])), trim(share($total[2], $total[3])));
if (isset($options['least'])) {
    [$least_lines, $least_branches] = array_map('floatval', explode(',', $options['least']));
    exit(100 * $total[0] >= $least_lines * $total[1] && 100 * $total[2] >= $least_branches * $total[3] ? 0 : 1);
}
