import { type Config, loadConfig } from "../../src/config.ts";

/** What a hub of a test stands on. */
export interface Ground {
  readonly port: number;
  /** As the owner of the database. */
  readonly databaseUrl: string;
  /** 64 hex digits. */
  readonly key: string;
  /** Absent: nothing is kept in files. */
  readonly dataDir?: string;
}

/** The configuration of a hub on this ground whose stores are sandboxes; `more` are further variables. */
export const sandboxConfig = (ground: Ground, more: Readonly<Record<string, string>> = {}): Config =>
  loadConfig({
    PORT: String(ground.port),
    APP_URL: `http://127.0.0.1:${ground.port}`,
    ALLOW_PRIVATE_NETWORK: "true",
    DATABASE_URL: ground.databaseUrl,
    DATA_DIR: ground.dataDir ?? "/nonexistent/never-used",
    ENCRYPTION_KEY: ground.key,
    ...more,
  });
