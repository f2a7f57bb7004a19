<?php
/**
 * A database client: the connection as its argument; then a line of JSON for each statement, `{"sql", "params"}`, answered
 * by a line, `{"rows"}` or `{"error"}`.
 */
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$to = json_decode(fgets(STDIN), true);
$database = new mysqli($to['host'], $to['user'], $to['password'], $to['name'], (int) $to['port'], $to['socket'] ?: null);
$database->set_charset('utf8mb4');
// Node's pipes are sockets to PHP, which gives up on a quiet one after a minute.
stream_set_timeout(STDIN, 7 * 86400);
while (($line = fgets(STDIN)) !== false) {
    $asked = json_decode($line, true);
    try {
        $statement = $database->prepare($asked['sql']);
        $params = array_map('strval', $asked['params']);
        if ($params) $statement->bind_param(str_repeat('s', count($params)), ...$params);
        $statement->execute();
        $result = $statement->get_result();
        $answer = ['rows' => $result ? $result->fetch_all(MYSQLI_ASSOC) : []];
    } catch (Throwable $error) {
        $answer = ['error' => $error->getMessage()];
    }
    echo json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_UNICODE), "\n";
}
