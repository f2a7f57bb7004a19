-- Processes that work with the program's own server, which all run on its machine: whether one of them has ended, the
-- machine's list of processes says, also after the server was started again. So unlike argosy.hub_process it is logged.
CREATE TABLE argosy.local_process (
  id uuid PRIMARY KEY,
  -- Together they name one process of the machine.
  pid integer NOT NULL CHECK (pid > 0),
  started_at text NOT NULL,
  -- Jobs under way, each as `job:attempt`.
  attempts text[] NOT NULL DEFAULT '{}',
  began_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.local_process TO argosy_scheduler;
