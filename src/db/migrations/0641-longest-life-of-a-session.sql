-- A session in use is renewed; no renewal carries it beyond thirty days after the sign-in.
CREATE FUNCTION auth.session_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."expiresAt" := least(NEW."expiresAt", NEW."createdAt" + interval '30 days');
  RETURN NEW;
END $$;
CREATE TRIGGER session_ends BEFORE INSERT OR UPDATE ON auth.session
  FOR EACH ROW EXECUTE FUNCTION auth.session_ends();
UPDATE auth.session SET "expiresAt" = "expiresAt" WHERE "expiresAt" > "createdAt" + interval '30 days';
