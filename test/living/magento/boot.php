<?php
/**
 * Starts a shop's own code for a run: what it writes beside its database goes into a folder of the run, and it uses none
 * of the servers for caches, sessions, files, queues and searches that its configuration may name.
 */
use Magento\Framework\App\Bootstrap;
use Magento\Framework\App\Filesystem\DirectoryList;

function living_bootstrap($root) {
    $env = require "$root/app/etc/env.php";
    // The database keeps the time of an order: it follows the clock of the shop.
    $clock = getenv('FAKETIME_TIMESTAMP_FILE');
    $ahead = $clock ? (float) file_get_contents($clock) : 0;
    foreach ($env['db']['connection'] as &$connection) {
        $first = rtrim($connection['initStatements'] ?? 'SET NAMES utf8', '; ');
        if ($ahead > 0) $connection['initStatements'] = $first . '; SET timestamp = ' . time() . ';';
    }
    unset($connection);
    // Whether an item can be bought is told to the search at once, however its index is kept.
    $engine = is_dir("$root/vendor/magento/module-open-search") ? 'opensearch' : 'elasticsearch7';
    $search = ['engine' => $engine, "{$engine}_server_hostname" => '127.0.0.1', "{$engine}_server_port" => getenv('ARGOSY_LIVING_SEARCH'), "{$engine}_enable_auth" => '0', "{$engine}_index_prefix" => 'argosy_living'];
    putenv('MAGENTO_DC__OVERRIDE=' . json_encode([
        'db' => $env['db'],
        'system' => array_replace_recursive($env['system'] ?? [], ['default' => ['catalog' => ['search' => $search]]]),
        'cache' => ['frontend' => ['default' => ['id_prefix' => 'living_'], 'page_cache' => ['id_prefix' => 'living_']]],
        'session' => ['save' => 'files'],
        'queue' => ['consumers_wait_for_messages' => 0],
        'lock' => ['provider' => 'db'],
        'remote_storage' => ['driver' => 'file'],
        'http_cache_hosts' => [],
        'cron_consumers_runner' => ['cron_run' => false],
    ]));
    require "$root/app/bootstrap.php";
    $folders = [];
    foreach (DirectoryList::getDefaultConfig() as $code => $directory)
        if (preg_match('~^(var|pub/media)(/|$)~', $directory['path'])) {
            $folders[$code] = ['path' => getenv('ARGOSY_LIVING_FOLDER') . "/{$directory['path']}"] + $directory;
            if (!is_dir($folders[$code]['path'])) @mkdir($folders[$code]['path'], 0777, true);
        }
    return Bootstrap::create(BP, [Bootstrap::INIT_PARAM_FILESYSTEM_DIR_PATHS => $folders] + $_SERVER);
}
