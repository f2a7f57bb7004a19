<?php
/** For PHP's own web server: the shop's REST interface and its files. */
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (preg_match('~^/media/~', $path)) {
    $file = getenv('ARGOSY_LIVING_FOLDER') . "/pub$path";
    http_response_code(is_file($file) && strpos($path, '..') === false ? 200 : 404);
    if (http_response_code() === 200) readfile($file);
    return;
}
if (!preg_match('~^/rest/~', $path)) {
    http_response_code(404);
    return;
}
$root = dirname($_SERVER['DOCUMENT_ROOT']);
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = "$root/pub/index.php";
require __DIR__ . '/boot.php';
$bootstrap = living_bootstrap($root);
$bootstrap->run($bootstrap->createApplication(Magento\Framework\App\Http::class));
