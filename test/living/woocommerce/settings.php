<?php
/** Prints what a shop's wp-config.php says, without starting the shop: `php settings.php <folder>`. */
$root = rtrim($argv[1], '/');
// WordPress takes the file of the folder above where its own has none.
$file = is_file("$root/wp-config.php") ? "$root/wp-config.php" : dirname($root) . '/wp-config.php';
if (!is_file($file) || !is_file("$root/wp-load.php")) {
    fwrite(STDERR, "$root holds no WordPress (no wp-config.php or wp-load.php).");
    exit(1);
}
$empty = sys_get_temp_dir() . '/argosy-living-' . getmypid();
mkdir($empty);
file_put_contents("$empty/wp-settings.php", '<?php');
register_shutdown_function(function () use ($empty) {
    unlink("$empty/wp-settings.php");
    rmdir($empty);
});
$_SERVER['HTTP_HOST'] = 'localhost';
$_SERVER['REQUEST_URI'] = '/';
define('ABSPATH', "$empty/");
ob_start();
require $file;
ob_end_clean();
echo json_encode([
    'name' => DB_NAME,
    'user' => DB_USER,
    'password' => DB_PASSWORD,
    'host' => DB_HOST,
    'prefix' => $table_prefix,
    'content' => defined('WP_CONTENT_DIR') && strpos(WP_CONTENT_DIR, $empty) !== 0 ? WP_CONTENT_DIR : "$root/wp-content",
    'mustUse' => defined('WPMU_PLUGIN_DIR') ? WPMU_PLUGIN_DIR : null,
    'isNetwork' => defined('MULTISITE') && MULTISITE,
]);
