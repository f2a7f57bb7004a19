<?php
/** Prints what a shop's .env files say of its database, without starting the shop: `php settings.php <folder>`. */
$root = rtrim($argv[1], '/');
if (!is_file("$root/vendor/sylius/sylius/composer.json") && !is_dir("$root/vendor/sylius/core-bundle")) {
    fwrite(STDERR, "$root holds no Sylius (no vendor/sylius).");
    exit(1);
}
require "$root/vendor/autoload.php";
(new Symfony\Component\Dotenv\Dotenv())->usePutenv(false)->bootEnv("$root/.env", 'prod');
$url = parse_url($_ENV['DATABASE_URL'] ?? $_SERVER['DATABASE_URL'] ?? '');
if (!in_array($url['scheme'] ?? '', ['mysql', 'mysql2', 'pdo-mysql', 'mariadb'], true)) {
    fwrite(STDERR, 'The shop needs a MariaDB or MySQL database (DATABASE_URL in its .env files).');
    exit(1);
}
// The proxy of a run keeps web addresses back, its settings the mail; what lies in the database is put back.
$servers = [];
foreach (explode(',', $_SERVER['SYMFONY_DOTENV_VARS'] ?? '') as $name) {
    $named = parse_url((string) ($_ENV[$name] ?? ''));
    $isElsewhere = isset($named['scheme'], $named['host']) && !in_array($name, ['DATABASE_URL', 'MAILER_DSN'], true);
    if ($isElsewhere && !preg_match('~^(https?|doctrine|sync|in-memory|null|flock|semaphore)$~', $named['scheme'])) $servers[$name] = $named['host'];
}
echo json_encode([
    'host' => $url['host'] . (isset($url['port']) ? ":{$url['port']}" : ''),
    'name' => str_replace('%kernel.environment%', 'prod', ltrim($url['path'], '/')),
    'user' => rawurldecode($url['user'] ?? ''),
    'password' => rawurldecode($url['pass'] ?? ''),
    'servers' => (object) $servers,
    'version' => Composer\InstalledVersions::isInstalled('sylius/sylius') ? Composer\InstalledVersions::getPrettyVersion('sylius/sylius') : '',
]);
