<?php
/** For PHP's own web server, what the shop's .htaccess says: the Webservice, files as they are, pages by their names. */
$root = $_SERVER['DOCUMENT_ROOT'];
// The hub comes through another port; to another host the shop answers with a redirect.
$_SERVER['HTTP_HOST'] = getenv('ARGOSY_LIVING_HOST');
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (preg_match('~^/api(?:/(.*))?$~', $path, $named)) {
    $_GET['url'] = $named[1] ?? '';
    $_SERVER['SCRIPT_NAME'] = '/webservice/dispatcher.php';
    chdir("$root/webservice");
    require "$root/webservice/dispatcher.php";
    return;
}
$file = realpath($root . $path);
$isInside = $file !== false && strpos($file, realpath($root)) === 0 && is_file($file);
if ($isInside && substr($file, -4) !== '.php') return false;
if (!$isInside) {
    $file = "$root/index.php";
    $_SERVER['SCRIPT_NAME'] = '/index.php';
}
chdir(dirname($file));
require $file;
