<?php
/** Prints what a shop's app/config/parameters.php says, without starting the shop: `php settings.php <folder>`. */
$root = rtrim($argv[1], '/');
$file = "$root/app/config/parameters.php";
if (!is_file($file) || !is_file("$root/config/config.inc.php")) {
    fwrite(STDERR, "$root holds no PrestaShop (no app/config/parameters.php or config/config.inc.php).");
    exit(1);
}
$said = (require $file)['parameters'];
echo json_encode([
    'host' => $said['database_host'] . ($said['database_port'] ? ":{$said['database_port']}" : ''),
    'name' => $said['database_name'],
    'user' => $said['database_user'],
    'password' => $said['database_password'],
    'prefix' => $said['database_prefix'],
    // Those of one machine end with its PHP.
    'cache' => empty($said['ps_cache_enable']) || preg_match('~^Cache(Apc|Xcache|Fs)$~', $said['ps_caching'] ?? '') ? null : [
        'where' => "{$said['ps_caching']} in app/config/parameters.php",
        'remedy' => 'Set ps_cache_enable to false in the copy.',
    ],
]);
