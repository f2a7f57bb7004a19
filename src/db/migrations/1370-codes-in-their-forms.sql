-- The forms in which one good's code may have been typed: as codeForms in src/commerce/product-codes.ts.
CREATE FUNCTION argosy.code_forms(code text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  plain text := btrim(code, E' \t\n\r\f\v');
  digits text := upper(regexp_replace(plain, '[[:space:]-]', '', 'g'));
  key text;
  total int := 0;
  forms text[];
BEGIN
  IF digits ~ '^([0-9]{8}|[0-9]{12,14})$' THEN
    key := lpad(digits, 14, '0');
  ELSIF digits ~ '^[0-9]{9}[0-9X]$' THEN
    FOR place IN 1..9 LOOP
      total := total + (11 - place) * substr(digits, place, 1)::int;
    END LOOP;
    IF right(digits, 1) = substr('0123456789X', (11 - total % 11) % 11 + 1, 1) THEN
      key := '0978' || left(digits, 9);
      total := 0;
      FOR place IN 2..13 LOOP
        total := total + CASE WHEN place % 2 = 0 THEN 1 ELSE 3 END * substr(key, place, 1)::int;
      END LOOP;
      key := key || ((10 - total % 10) % 10);
    END IF;
  END IF;
  IF key IS NULL THEN
    RETURN ARRAY[plain];
  END IF;
  forms := ARRAY[plain, key];
  IF key LIKE '0%' THEN forms := forms || substr(key, 2); END IF;
  IF key LIKE '00%' THEN forms := forms || substr(key, 3); END IF;
  IF key LIKE '000000%' THEN forms := forms || substr(key, 7); END IF;
  IF key LIKE '0978%' THEN
    total := 0;
    FOR place IN 1..9 LOOP
      total := total + (11 - place) * substr(key, place + 4, 1)::int;
    END LOOP;
    forms := forms || (substr(key, 5, 9) || substr('0123456789X', (11 - total % 11) % 11 + 1, 1));
  END IF;
  RETURN forms;
END $$;
