<?php
/** For PHP's own web server: files as they are, everything else through WordPress. */
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$file = realpath($_SERVER['DOCUMENT_ROOT'] . $path);
$isInside = $file !== false && strpos($file, realpath($_SERVER['DOCUMENT_ROOT'])) === 0;
if ($isInside && is_file($file) && substr($file, -4) !== '.php') return false;
if ($isInside && is_dir($file) && $path !== '/' && is_file("$file/index.php")) $file .= '/index.php';
if (!$isInside || !is_file($file)) {
    $file = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
    $_SERVER['SCRIPT_NAME'] = '/index.php';
}
chdir(dirname($file));
require $file;
