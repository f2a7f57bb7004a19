-- What an automation did within a day is counted by what it acted on, and by the ids of its runs: nothing reads this.
DROP INDEX CONCURRENTLY IF EXISTS argosy.automation_run_at;
