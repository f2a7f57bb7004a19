-- Extension, schemas and the functions that tables are made with. The roles argosy_app, argosy_ingest,
-- argosy_scheduler, argosy_auth and argosy_operator are there before (src/db/roles.ts). Names are written with their
-- schema throughout.

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE SCHEMA auth;
GRANT USAGE ON SCHEMA argosy TO argosy_app, argosy_ingest, argosy_scheduler, argosy_auth, argosy_operator;
GRANT USAGE ON SCHEMA auth TO argosy_auth, argosy_operator;
GRANT USAGE ON SCHEMA argosy_setup TO argosy_operator;
GRANT SELECT (number, name, applied_at) ON argosy_setup.migration TO argosy_operator;

-- UUID version 7 (time-ordered, good index locality); PostgreSQL 15 to 17 have no uuidv7().
CREATE FUNCTION argosy.new_id() RETURNS uuid LANGUAGE sql PARALLEL SAFE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

-- The tenant of the transaction; unset or empty raises, so that a forgotten tenant is loud.
CREATE FUNCTION argosy.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT current_setting('argosy.organization')::uuid
$$;

-- Of tables that are written once: nothing in them changes or goes.
CREATE FUNCTION argosy.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit trail is append-only';
END
$$;

-- A sum as an int, at the column's limit where it is more: one absurd row must not fail everybody's statement.
CREATE FUNCTION argosy.int_sum(total numeric) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
 SELECT CASE WHEN total > 2147483647 THEN 2147483647 WHEN total < -2147483648 THEN -2147483648 ELSE total::int END
$$;
GRANT EXECUTE ON FUNCTION argosy.int_sum(total numeric) TO argosy_app, argosy_scheduler;

-- Digits after the point of a currency, as src/commerce/money.ts has them.
CREATE FUNCTION argosy.currency_exponent(currency char) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
      'XAF', 'XOF', 'XPF') THEN 0
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
    WHEN currency IN ('CLF', 'UYW') THEN 4
    ELSE 2
  END
$$;

-- An amount in units of its currency, of one in its smallest units.
CREATE FUNCTION argosy.major_amount(minor bigint, currency char)
  RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT minor / power(10::numeric, argosy.currency_exponent(currency))
$$;
