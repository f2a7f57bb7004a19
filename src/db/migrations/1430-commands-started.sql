-- Whether anything of a command was sent to its channel, or may have been. What it saved does not say so: several
-- connectors save a plan before they send anything. Of older ones that saved something nobody can tell.
ALTER TABLE argosy.command ADD COLUMN started boolean NOT NULL DEFAULT false;

ALTER TABLE argosy.command NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.command SET started = true
WHERE state <> 'done' AND (saved <> 'null' OR uncertain OR state = 'running');
ALTER TABLE argosy.command FORCE ROW LEVEL SECURITY;
