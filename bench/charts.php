<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 The sfprov authors

/*
 * Started by charts: php charts.php RESULT FOLDER
 */
declare(strict_types=1);

/** The registry's own plugin, per 1,000 people, as measured on COmanage Registry 4.6.1: two calls each, 74 to 99 statements each. */
const PEER = ['name' => "registry's PHP plugin", 'calls' => 2000, 'sql' => [74_000, 99_000]];

/** A chart with horizontal bars. Colours work on light and dark pages. */
final class BarChart
{
	private const WIDTH = 760;
	private const LABELS = 250;
	private const VALUES = 130;
	private const ROW = 30;
	private const TOP = 58;
	private const COLOURS = ['ours' => '#0969da', 'peer' => '#bc4c00', 'floor' => '#57606a', 'database' => '#8250df', 'rest' => '#0969da'];

	/** @var list<array{string, list<array{float, string}>, string}> label, parts with colours, text behind the bar */
	private array $rows = [];
	private array $legend = [];

	/** @param bool $logarithmic each division of the axis is ten times the one before */
	public function __construct(private readonly string $title, private readonly string $subtitle, private readonly bool $logarithmic)
	{
	}

	/** @param list<array{float, string}> $parts value and name of a colour; a logarithmic chart takes one part */
	public function row(string $label, array $parts, string $text): void
	{
		$this->rows[] = [$label, $parts, $text];
	}

	/** @param array<string, string> $legend name of a colour => what it is */
	public function legend(array $legend): void
	{
		$this->legend = $legend;
	}

	public function svg(): string
	{
		$height = self::TOP + count($this->rows) * self::ROW + ($this->legend === [] ? 14 : 44);
		$svg = sprintf('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%1$d" height="%2$d" role="img" font-family="system-ui, sans-serif" font-size="13">', self::WIDTH, $height) . "\n";
		$svg .= '<title>' . self::text($this->title) . "</title>\n<desc>" . self::text($this->description()) . "</desc>\n";
		$svg .= '<style>text{fill:#1f2328}.quiet{fill:#57606a}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.quiet{fill:#9198a1}}</style>' . "\n";
		$svg .= '<text x="12" y="22" font-size="16" font-weight="600">' . self::text($this->title) . "</text>\n";
		$svg .= '<text x="12" y="41" class="quiet">' . self::text($this->subtitle) . "</text>\n";
		foreach ($this->rows as $n => [$label, $parts, $text]) {
			$svg .= $this->bar(self::TOP + $n * self::ROW, $label, $parts, $text);
		}
		$x = 12;
		foreach ($this->legend as $colour => $name) {
			$y = self::TOP + count($this->rows) * self::ROW + 12;
			$svg .= sprintf('<rect x="%d" y="%d" width="12" height="12" fill="%s"/><text x="%d" y="%d">%s</text>', $x, $y, self::COLOURS[$colour], $x + 18, $y + 11, self::text($name)) . "\n";
			$x += 18 + 8 * strlen($name) + 20;
		}
		return "$svg</svg>\n";
	}

	private function bar(int $y, string $label, array $parts, string $text): string
	{
		$svg = sprintf('<text x="%d" y="%d" text-anchor="end">%s</text>', self::LABELS - 8, $y + 16, self::text($label));
		$x = (float) self::LABELS;
		$sum = 0.0;
		foreach ($parts as [$value, $colour]) {
			$width = max(0.0, $this->place($sum + $value) - $this->place($sum));
			$svg .= sprintf('<rect x="%.1f" y="%d" width="%.1f" height="20" fill="%s"/>', $x, $y + 2, $width, self::COLOURS[$colour]);
			$x += $width;
			$sum += $value;
		}
		return $svg . sprintf('<text x="%.1f" y="%d">%s</text>', $x + 6, $y + 16, self::text($text)) . "\n";
	}

	/** How far from the axis a value is drawn. */
	private function place(float $value): float
	{
		$sums = array_map(static fn (array $row): float => array_sum(array_column($row[1], 0)), $this->rows);
		$room = self::WIDTH - self::LABELS - self::VALUES;
		if (!$this->logarithmic) {
			return $value / max($sums) * $room;
		}
		$least = min(array_filter($sums, static fn (float $sum): bool => $sum > 0));
		// The shortest bar has a length, too.
		$zero = floor(log10($least) - 0.3);
		return $value <= 0 ? 0.0 : (log10($value) - $zero) / (log10(max($sums)) - $zero) * $room;
	}

	private function description(): string
	{
		return $this->subtitle . '. ' . implode('; ', array_map(static fn (array $row): string => "$row[0]: $row[2]", $this->rows)) . '.';
	}

	private static function text(string $text): string
	{
		return htmlspecialchars($text, ENT_XML1 | ENT_QUOTES);
	}
}

/** A number with as many digits as tell something. */
function few_digits(float $value): string
{
	return $value >= 100 || $value === 0.0 ? number_format($value) : rtrim(rtrim(number_format($value, $value >= 10 ? 1 : 2), '0'), '.');
}

function duration(float $seconds): string
{
	return match (true) {
		$seconds < 120 => few_digits($seconds) . ' s',
		$seconds < 7200 => few_digits($seconds / 60) . ' min',
		default => few_digits($seconds / 3600) . ' h',
	};
}

[, $file, $folder] = $argv + [null, null, null];
$result = json_decode((string) file_get_contents($file), true, 16, JSON_THROW_ON_ERROR);
$people = $result['people'];
$acts = ['created' => 'all created', 'updated' => 'all updated', 'unchanged' => 'all unchanged'];
$charts = [];

$chart = $charts['calls'] = new BarChart('API calls for 1,000 people', 'Contact and CoPerson__c; logarithmic', true);
$chart->row(PEER['name'], [[PEER['calls'], 'peer']], number_format(PEER['calls']));
foreach ($acts as $act => $label) {
	$calls = $result['runs'][0][$act]['calls'] / $people * 1000;
	$chart->row("sfprov, $label", [[$calls, 'ours']], few_digits($calls));
}

$chart = $charts['sql'] = new BarChart('SQL statements for 1,000 people', 'reading and writing; logarithmic', true);
$chart->row(PEER['name'], [[array_sum(PEER['sql']) / 2, 'peer']], implode(' to ', array_map(number_format(...), PEER['sql'])));
foreach ($acts as $act => $label) {
	$statements = $result['sql'][$act]['statements'] / $people * 1000;
	$chart->row("sfprov, $label", [[$statements, 'ours']], few_digits($statements));
}

$chart = $charts['time'] = new BarChart(number_format($people) . ' people created, 50 ms latency', 'wall time; logarithmic', true);
$chart->row('one by one, new connection per call', [[$result['one_by_one'][50]['wall'], 'peer']], duration($result['one_by_one'][50]['wall']));
$chart->row('sfprov', [[$result['runs'][50]['created']['wall'], 'ours']], duration($result['runs'][50]['created']['wall']));
$chart->row('the same calls alone, bare libcurl', [[$result['floor'][50]['created']['wall'], 'floor']], duration($result['floor'][50]['created']['wall']));

$chart = $charts['cpu'] = new BarChart('CPU per person', 'microseconds of the process that provisions', false);
foreach ($acts as $act => $label) {
	$all = $result['runs'][0][$act]['cpu'] / $people * 1e6;
	$database = $result['sql'][$act]['database'] / $people * 1e6;
	$calls = ($result['floor'][0][$act]['cpu'] ?? 0) / $people * 1e6;
	$rest = max(0.0, $all - $database - $calls);
	$chart->row("sfprov, $label", [[$rest, 'rest'], [$database, 'database'], [$calls, 'floor']], few_digits($all) . ' (core ' . few_digits($rest) . ')');
}
$chart->legend(['rest' => 'the core', 'database' => 'SQLite', 'floor' => 'the calls alone']);

if (isset($result['memory'])) {
	$chart = $charts['memory'] = new BarChart('Peak memory of the process', 'megabytes, everybody created', false);
	foreach ($result['memory'] as $way => $sizes) {
		foreach ($sizes as $size => [$resident]) {
			$chart->row(number_format($size) . ' people, ' . ($way === 'bulk' ? 'Bulk API' : 'composite'), [[$resident / 1e6, 'ours']], few_digits($resident / 1e6) . ' MB');
		}
	}
}

foreach ($charts as $name => $chart) {
	$path = "$folder/performance-$name.svg";
	if (file_put_contents($path, $chart->svg()) === false) {
		exit(1);
	}
	echo "$path\n";
}
