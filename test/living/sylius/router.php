<?php
/** For PHP's own web server, what a web server's rules say: files in public as they are, everything else by its index. */
$public = realpath($_SERVER['DOCUMENT_ROOT'] . '/public');
$file = realpath($public . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if ($file !== false && strpos($file, "$public/") === 0 && is_file($file) && substr($file, -4) !== '.php') {
    readfile($file);
    return;
}
// The hub comes through another port; channels are told apart by the host.
$_SERVER['HTTP_HOST'] = getenv('ARGOSY_LIVING_HOST');
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = "$public/index.php";
chdir($public);
require "$public/index.php";
