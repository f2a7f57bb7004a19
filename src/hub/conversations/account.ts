/** SQL: the account whose conversations a connection reads; `s` is the connection. Connections of one account share it. */
export const ACCOUNT = "coalesce(s.provider || ':' || s.stock_place, s.id::text)";
