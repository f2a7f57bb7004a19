<?php
/** What a shop's own configuration says: `php settings.php <folder>` prints it as JSON. */
[, $root] = $argv;
$file = "$root/app/etc/env.php";
if (!is_file($file) || !is_file("$root/app/bootstrap.php")) {
    fwrite(STDERR, "$root holds no Magento: there is no app/etc/env.php.\n");
    exit(1);
}
$reader = "$root/vendor/magento/framework/App/DeploymentConfig.php";
if (is_file($reader) && strpos(file_get_contents($reader), 'MAGENTO_DC_') === false) {
    fwrite(STDERR, "This version of Magento takes no settings from its environment (MAGENTO_DC__OVERRIDE), which a run needs.\n");
    exit(1);
}
$env = require $file;
$connections = $env['db']['connection'] ?? [];
$default = $connections['default'] ?? null;
if ($default === null) {
    fwrite(STDERR, "app/etc/env.php names no database (db, connection, default).\n");
    exit(1);
}
foreach ($connections as $name => $other) {
    if ($name === 'indexer' || [$other['host'], $other['dbname']] === [$default['host'], $default['dbname']]) continue;
    fwrite(STDERR, "The shop keeps its tables in several databases ($name), which is not supported.\n");
    exit(1);
}
echo json_encode([
    'host' => $default['host'][0] === '/' ? "localhost:{$default['host']}" : $default['host'],
    'name' => $default['dbname'],
    'user' => $default['username'],
    'password' => $default['password'],
    'prefix' => $env['db']['table_prefix'] ?? '',
]);
